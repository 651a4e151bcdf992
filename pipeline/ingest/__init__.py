"""Stage 1, ingest: files and manifest to documents with blocks.

A reader a format; `READERS` is the one place that names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from pipeline.errors import SourceError
from pipeline.ingest.discover import Source, find_sources
from pipeline.ingest.layout import lay_out
from pipeline.ingest.manifest import Entry
from pipeline.ingest.metadata import infer_date, infer_role, infer_title
from pipeline.ingest.reading import Reading, number_blocks
from pipeline.ingest.references import find_references
from pipeline.ingest.text import read_text
from pipeline.offsets import fold
from pipeline.records import Block, Document, Reference, SetAside

__all__ = ["document_from_text", "find_sources", "read_documents"]

READERS: dict[str, Callable[[Path], Reading]] = {
    ".txt": read_text,
    ".md": read_text,
}


class Known(TypedDict, total=False):
    """What is known about a document before its text is looked at; empty: to be inferred."""

    title: str
    date: str
    role: str
    publisher: str
    language: str
    file: str
    sha256: str
    format: str
    responds_to: tuple[str, ...]


def read_documents(sources: Sequence[Source]) -> Iterator[Document | SetAside]:
    """Yield every source as a document, one at a time, or as set aside with the reason."""
    for source in sources:
        try:
            yield _read(source)
        except SourceError as error:
            yield SetAside(source=source.name, stage="ingest", error=error.message, hint=error.hint)


def _read(source: Source) -> Document:
    suffix = source.path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise SourceError(
            f"'{suffix or source.path.name}' files are not read by this version; "
            f"expected {' '.join(READERS)}",
            "Save the document as plain text (UTF-8) and run again.",
        )
    entry = source.entry or Entry(document_id=source.document_id)
    reading = reader(source.path)
    if entry.sha256 and entry.sha256 != source.sha256:
        raise SourceError(
            f"the manifest gives sha256 {entry.sha256[:12]}…, the file has {source.sha256[:12]}…",
            "Take the sha256 out of the manifest, or put the right file in place.",
        )
    return document_from_reading(
        reading,
        source.document_id,
        file=source.name,
        sha256=source.sha256,
        format=suffix.removeprefix("."),
        title=entry.title,
        publisher=entry.publisher,
        date=entry.date,
        role=entry.role,
        language=entry.language,
        responds_to=entry.responds_to,
    )


def document_from_text(source: str, document_id: str, **known: Unpack[Known]) -> Document:
    """Make a document of a plain text; ``known`` as in `document_from_reading`."""
    return document_from_reading(lay_out(source), document_id, **known)


def document_from_reading(
    reading: Reading,
    document_id: str,
    *,
    title: str = "",
    date: str = "",
    role: str = "",
    publisher: str = "",
    language: str = "",
    file: str = "",
    sha256: str = "",
    format: str = "txt",
    responds_to: tuple[str, ...] = (),
) -> Document:
    """Make a document of what a reader found: number its blocks, list its references.

    What is left empty is taken from the file's own fields, else inferred from the text. Offsets
    in what comes back are code points of the reading's source.

    Raises
    ------
    SourceError
        When it holds no words.
    """
    source, about = reading.source, reading.about
    blocks = number_blocks(reading, document_id)
    if not any(block.end > block.content_start for block in blocks):
        raise SourceError("holds no words", "Take it out, or look whether the export went wrong.")
    references = [
        Reference(
            document_id=document_id,
            start=marker.start,
            end=marker.end,
            text=source[marker.start : marker.end],
            kind="footnote",
            identifier=marker.number,
        )
        for marker in reading.markers
    ]
    furniture = _spans(blocks, references)
    for start, end, kind, identifier in find_references(source):
        text = fold(source, start, end, furniture).text
        references.append(
            Reference(
                document_id=document_id,
                start=start,
                end=end,
                text=text,
                kind=kind,
                identifier=identifier,
            )
        )
    return Document(
        document_id=document_id,
        source=source,
        blocks=blocks,
        references=tuple(sorted(references, key=lambda r: (r.start, r.end, r.kind))),
        title=title or about.title or infer_title(source, blocks, furniture),
        publisher=publisher or about.publisher,
        date=date or about.date or infer_date(source),
        role=role or about.role or infer_role(source),  # type: ignore[arg-type]
        role_inferred=not role,
        language=language or about.language or "nl",
        file=file,
        sha256=sha256,
        format=format,
        responds_to=responds_to,
    )


def _spans(blocks: Sequence[Block], markers: Sequence[Reference]) -> tuple[tuple[int, int], ...]:
    return Document(
        document_id="-", source="", blocks=tuple(blocks), references=tuple(markers)
    ).furniture
