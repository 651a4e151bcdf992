"""Make documents of what readers found: blocks, references, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, Unpack

from pipeline.errors import SourceError
from pipeline.ingest.about.metadata import infer_about
from pipeline.ingest.about.subject import set_subject_apart
from pipeline.ingest.plain.layout import lay_out
from pipeline.ingest.reading import About, Reading, number_blocks
from pipeline.ingest.references.find import find_references
from pipeline.offsets import fold
from pipeline.records import Block, Document, Reference


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
    reading = set_subject_apart(reading)
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
    furniture = _spans(source, blocks, references)
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
    about = infer_about(
        source,
        blocks,
        furniture,
        About(
            title=title or about.title,
            publisher=publisher or about.publisher,
            date=date or about.date,
            language=language or about.language,
            kamerstuk=about.kamerstuk,
            role=role or about.role,  # type: ignore[arg-type]
        ),
    )
    return Document(
        document_id=document_id,
        source=source,
        blocks=blocks,
        references=tuple(sorted(references, key=lambda r: (r.start, r.end, r.kind))),
        title=about.title,
        publisher=about.publisher,
        date=about.date,
        kamerstuk=about.kamerstuk,
        role=about.role or "policy",
        role_inferred=not role,
        language=about.language or "nl",
        file=file,
        sha256=sha256,
        format=format,
        responds_to=responds_to,
    )


def _spans(
    source: str, blocks: Sequence[Block], markers: Sequence[Reference]
) -> tuple[tuple[int, int], ...]:
    return Document(
        document_id="-", source=source, blocks=tuple(blocks), references=tuple(markers)
    ).furniture
