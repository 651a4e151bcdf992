"""Sources and documents as JSON, to go from one process to another: data and nothing else."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError
from pipeline.ingest.files.discover import Source
from pipeline.ingest.files.manifest import Entry
from pipeline.records import Block, Document, Reference


def pack_source(source: Source) -> bytes:
    """Return a source as one line of JSON; its path absolute, whatever its bytes."""
    row = {**_row(source), "path": os.fspath(source.path.absolute())}
    return _line({**row, "entry": _row(source.entry) if source.entry else None})


def unpack_source(line: bytes) -> Source:
    """Return the source that `pack_source` wrote."""
    row = json.loads(line)
    entry = row["entry"] and Entry(**_tupled(row["entry"], "responds_to"))
    return Source(**{**row, "path": Path(row["path"]), "entry": entry})


def pack_document(document: Document, gap: SourceError | None) -> bytes:
    """Return a document as one line of JSON, with what of it could not be read."""
    blocks = [list(_row(block).values()) for block in document.blocks]
    references = [list(_row(reference).values()) for reference in document.references]
    row = {**_row(document), "blocks": blocks, "references": references}
    return _line({"document": row, "gap": gap and [gap.message, gap.hint]})


def pack_error(error: SourceError) -> bytes:
    """Return why a source cannot be read as one line of JSON."""
    return _line({"error": [error.message, error.hint]})


def unpack_document(line: bytes) -> tuple[Document, SourceError | None]:
    """Return the document that `pack_document` wrote, and what of it could not be read.

    Raises
    ------
    SourceError
        The one that `pack_error` wrote.
    """
    answer = json.loads(line)
    if "error" in answer:
        raise SourceError(*answer["error"])
    row = _tupled(answer["document"], "responds_to")
    row["blocks"] = tuple(Block(**_named(Block, values, "cell")) for values in row["blocks"])
    row["references"] = tuple(Reference(**_named(Reference, v)) for v in row["references"])
    return Document(**row), answer["gap"] and SourceError(*answer["gap"])


def _line(content: dict[str, Any]) -> bytes:
    # Escapes leave no line break inside, and hold code points that no encoding does.
    return json.dumps(content, ensure_ascii=True).encode("ascii") + b"\n"


def _row(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the records above
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _named(kind: Any, values: list[Any], *lists: str) -> dict[str, Any]:  # noqa: ANN401 - as above
    names = [field.name for field in fields(kind)]
    return _tupled(dict(zip(names, values, strict=True)), *lists)


def _tupled(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a row with lists under these names as the tuples that they were."""
    return row | {name: tuple(row[name]) for name in names if row[name] is not None}
