"""Look at one document as the program sees it, before a run or after a surprising row."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError, UsageError
from pipeline.records import DocumentAnalysis, SetAside
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
    from pipeline.analyze import analyze_documents, load
    from pipeline.codebook import load_codebook
    from pipeline.ingest import find_sources
    from pipeline.resources import resource

    if Path(file).is_dir():
        raise UsageError(f"{file}: is a folder; expected one file.", "Name a file in it.")
    path = Path(codebook) if codebook else resource("models/codebook.toml")
    found, aside = find_sources([Path(file)])
    outcomes: list[DocumentAnalysis | SetAside] = [*aside]
    if not aside:
        labels = load_codebook(path).labels_nl
        outcomes += analyze_documents(load(language_model, path), found)
    for analysis in outcomes:
        if isinstance(analysis, DocumentAnalysis):
            gap = next((o for o in outcomes if isinstance(o, SetAside)), None)
            return Inspection(analysis=analysis, labels=labels, gap=gap)
    row = outcomes[0]
    raise SourceError(f"{row.source}: {row.error}.", row.hint)  # type: ignore[union-attr]
