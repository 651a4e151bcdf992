"""Say what a run was made of: its inputs, models and rules with their hashes, and its counts."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.align import NO_EMBEDDINGS, embedder_record, page_reader_record
from pipeline.judge import judge_record
from pipeline.language import model_record
from pipeline.read import reading_record
from pipeline.records import DocumentAnalysis
from pipeline.report import run_record
from pipeline.resources import resource

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.codebook import Codebook
    from pipeline.ingest.files.discover import Source


def record_run(
    language_model: str,
    sense: str,
    book: Codebook,
    codebook_path: Path,
    corrections_path: Path | None,
    found: Sequence[Source],
    analyses: Sequence[DocumentAnalysis],
    tables: Mapping[str, pd.DataFrame],
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """Return the content of ``run.json``."""
    analysed = {a.document.document_id for a in analyses}
    return run_record(
        version=version("weerklank"),
        environment={
            "python": platform.python_version(),
            "spacy": version("spacy"),
            "scikit-learn": version("scikit-learn"),
        },
        language_model=model_record(language_model),
        codebook={
            "file": codebook_path.name,
            "version": book.version,
            "sha256": book.sha256,
            "labels": book.labels_nl,
        },
        embeddings=embedder_record(sense),
        pages=page_reader_record(reads=sense != NO_EMBEDDINGS),
        reading=reading_record(reads=sense != NO_EMBEDDINGS),
        judge=judge_record(resource("models/stance"), with_reader=sense != NO_EMBEDDINGS),
        corrections=corrections_path
        and {
            "file": corrections_path.name,
            "sha256": hashlib.sha256(corrections_path.read_bytes()).hexdigest(),
        },
        inputs=[
            {
                "source": source.name,
                "sha256": source.sha256,
                "document_id": source.document_id if source.document_id in analysed else "",
            }
            for source in found
        ],
        counts={name: len(table) for name, table in tables.items()},
        seconds=seconds,
    )
