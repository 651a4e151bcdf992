"""The words of any slice of a document, and documents read back from an output folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.offsets import fold
from pipeline.records import Block, Document, Reference


def normalise(document: Document | Path | str, start: int, end: int) -> str:
    r"""Return the words of ``source[start:end]``: less furniture, hyphens undone, spaces collapsed.

    Every row of every table satisfies ``normalise(document, row.start, row.end) == row.text``.

    Parameters
    ----------
    document
        A document record; or the path of a ``texts/<document_id>.txt`` in an output folder, read
        with the tables beside it; or the source text itself, which is laid out as plain text.
    start, end
        0-based, end-exclusive code points of the source.

    Raises
    ------
    ValueError
        When the slice is empty or lies outside the source.

    Examples
    --------
    >>> normalise("Het kabinet onder-\nschrijft dit.", 4, 27)
    'kabinet onderschrijft'
    """
    if isinstance(document, str):
        document = _laid_out(document)
    elif isinstance(document, Path):
        document = read_document(document)
    if not 0 <= start < end <= len(document.source):
        raise ValueError(
            f"{document.document_id}: {start}-{end} is no slice of 0-{len(document.source)}"
        )
    return fold(document.source, start, end, document.furniture).text


@lru_cache(maxsize=8)
def _laid_out(source: str) -> Document:
    from pipeline.ingest import document_from_text

    return document_from_text(source, "text")


def read_document(path: Path) -> Document:
    """Read a document back from ``texts/<document_id>.txt`` and the tables of its run.

    Raises
    ------
    UsageError
        When the text or the tables are not there.
    """
    return _read_document(path.resolve(), path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=8)
def _read_document(path: Path, _modified: int) -> Document:
    folder = path.parent.parent
    try:
        source = path.read_bytes().decode("utf-8")
        rows = _rows(folder / "blocks.csv", path.stem)
        marks = _rows(folder / "references.csv", path.stem)
    except OSError as error:
        raise UsageError(
            f"{error.filename}: cannot be read; expected texts/ beside the tables of one run.",
            "Give the path of a texts/<document_id>.txt in an output folder.",
        ) from error
    return document_from_rows(path.stem, source, rows, marks, {})


def document_from_rows(
    document_id: str,
    source: str,
    blocks: Iterable[Mapping[str, Any]],
    references: Iterable[Mapping[str, Any]],
    about: Mapping[str, Any],
) -> Document:
    """Make a document from its source and its rows of ``blocks.csv`` and ``references.csv``.

    An empty cell is None or the empty string; ``about`` holds what else is known of the document,
    by the record's field. List markers are in no table.
    """
    return Document(
        document_id=document_id,
        source=source,
        blocks=tuple(
            Block(
                block_id=row["block_id"],
                start=int(row["start"]),
                end=int(row["end"]),
                kind=row["kind"],
                content_start=int(row["start"]),
                level=int(float(row["level"] or 0)),
                page=int(float(row["page"])) if row["page"] else None,
                section=row["section"],
            )
            for row in blocks
        ),
        references=tuple(
            Reference(
                document_id=document_id,
                start=int(row["start"]),
                end=int(row["end"]),
                text=row["text"],
                kind=row["kind"],
                identifier=row["identifier"],
            )
            for row in references
        ),
        **about,
    )


def _rows(path: Path, document_id: str) -> list[dict[str, str]]:
    # Both forms that a run can write: the standard one, and 'excel-nl' with a mark and ';'.
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        rows = csv.DictReader(file, delimiter=delimiter)
        # 'excel-nl' guards an identifier that begins like a formula ('-bijlage') with a sign that
        # no identifier has.
        return [row for row in rows if row["document_id"].removeprefix("'") == document_id]
