"""Look at one document as the program sees it, before a run or after a surprising row."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError, UsageError
from pipeline.report.terminal import Inspection


def inspect(
    file: Path | str, *, codebook: Path | str | None = None, language_model: str = ""
) -> Inspection:
    """Read and analyse one file as a run does; the manifest beside it applies.

    Parameters
    ----------
    file
        A document in any format that is read.
    codebook, language_model
        In place of what ships with weerklank.

    Raises
    ------
    SourceError
        When the file cannot be read; its message begins with the file's name.
    UsageError, ManifestError, CodebookError, ModelError
        When there is no such file, or one of the others has a mistake.
    """
    from pipeline.codebook import load_codebook
    from pipeline.ingest import find_sources
    from pipeline.resources import resource
    from pipeline.store import open_shelf
    from pipeline.work import Settings, analyze_sources, open_engine

    if Path(file).is_dir():
        raise UsageError(f"{file}: is a folder; expected one file.", "Name a file in it.")
    path = Path(codebook) if codebook else resource("models/codebook.toml")
    found, aside = find_sources([Path(file)])
    if not aside:
        book = load_codebook(path)
        settings = Settings(str(path), book.sha256, language_model)
        with open_engine() as engine:
            outcome = next(analyze_sources(found, settings, engine, open_shelf(keep=False)))
        if outcome.analysis is not None:
            gap = next(iter(outcome.aside), None)
            return Inspection(analysis=outcome.analysis, labels=book.labels_nl, gap=gap)
        aside = [*outcome.aside]
    raise SourceError(f"{aside[0].source}: {aside[0].error}.", aside[0].hint)
