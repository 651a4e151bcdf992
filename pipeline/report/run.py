"""``run.json``: what a run was made with, from and of; and all its other files as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.records import Document
from pipeline.report.csv_form import STANDARD, CsvForm, csv_bytes
from pipeline.report.package import PACKAGE_FILE, build_package
from pipeline.report.schema import TABLES

# By this a folder's run.json is known to be ours: other programs write files of that name too.
PROGRAM = "weerklank"
# Times are read by people; nobody compares microseconds.
SECONDS_PLACES = 3


def output_files(
    tables: Mapping[str, pd.DataFrame],
    documents: Mapping[str, Document],
    theme_ids: Sequence[str],
    form: CsvForm = STANDARD,
    workbook_notes: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """Make the data files of a run: tables, source texts, ``datapackage.json``, the workbook.

    Parameters
    ----------
    tables
        As `build_tables` returns them.
    documents
        Every analysed document by its identifier.
    theme_ids
        The codebook's themes, in its order.
    form
        The form of the tables.
    workbook_notes
        What the workbook says before its tables, by heading; no workbook is made without.

    Returns
    -------
    dict of str to bytes
        Keyed by path in the output folder, with ``/``. A text is its source encoded as UTF-8 and
        nothing else changed, so that offsets count the same code points.
    """
    files = {TABLES[name].file: csv_bytes(name, tables[name], form) for name in TABLES}
    files[PACKAGE_FILE] = to_json(build_package(theme_ids, form))
    for document_id in sorted(documents):
        files[f"texts/{document_id}.txt"] = documents[document_id].source.encode("utf-8")
    if workbook_notes is not None:
        from pipeline.report.workbook import WORKBOOK_FILE, workbook_bytes

        files[WORKBOOK_FILE] = workbook_bytes(tables, workbook_notes)
    return files


def run_record(
    *,
    version: str,
    environment: Mapping[str, str],
    language_model: Mapping[str, str],
    codebook: Mapping[str, object],
    embeddings: object,
    reading: Mapping[str, str | None],
    pages: Mapping[str, str | None],
    judge: Mapping[str, str | None],
    corrections: object,
    inputs: Iterable[Mapping[str, str]],
    counts: Mapping[str, int],
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """Make the content of ``run.json``; `write_run` fills in the files.

    Parameters
    ----------
    version
        Of weerklank.
    environment
        Versions of what the result depends on: python, spacy, sklearn.
    language_model
        name, version and sha256.
    codebook
        file, version, sha256 and labels: the Dutch label of each theme.
    reading
        Hash of the model that read whole papers; None where none did.
    pages
        Hash of the model that read replies page by page; None where none did.
    judge
        Hashes of the models that gave the verdicts; None for one that could not be used here.
    embeddings, corrections
        What was used, with its hash, in any form that JSON holds; None when nothing was.
    inputs
        source, sha256 and document_id (empty when set aside) of every file that was found.
    counts
        Of what was found, by table or kind.
    seconds
        By stage, in the order in which the stages ran.

    Returns
    -------
    dict
        In a fixed order; ``inputs`` sorted by source.
    """
    return {
        "program": PROGRAM,
        "version": version,
        "environment": dict(sorted(environment.items())),
        "language_model": dict(language_model),
        "codebook": dict(codebook),
        "embeddings": embeddings,
        "reading": dict(reading),
        "pages": dict(pages),
        "judge": dict(judge),
        "corrections": corrections,
        "inputs": sorted((dict(entry) for entry in inputs), key=lambda entry: entry["source"]),
        "files": [],
        "counts": dict(counts),
        "seconds": {stage: round(value, SECONDS_PLACES) for stage, value in seconds.items()},
    }


def to_json(content: Mapping[str, Any]) -> bytes:
    """Return indented JSON in UTF-8 that ends with a line feed.

    A code point that UTF-8 cannot hold becomes its JSON escape.
    """
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", errors="backslashreplace")
