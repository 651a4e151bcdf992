"""Stage 1, ingest: files and manifest to documents with blocks.

A reader a format; `READERS` is the one place that names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from pipeline.errors import SourceError
from pipeline.ingest.discover import Source, find_sources
from pipeline.ingest.dutch import language_of
from pipeline.ingest.html import read_html
from pipeline.ingest.layout import lay_out
from pipeline.ingest.manifest import Entry
from pipeline.ingest.markdown import read_markdown
from pipeline.ingest.metadata import infer_about
from pipeline.ingest.official_xml import read_official_xml
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.reading import About, Reading, number_blocks
from pipeline.ingest.references import find_references
from pipeline.ingest.sniffing import sniff
from pipeline.ingest.text import read_text, refuse_long
from pipeline.ingest.word import read_word
from pipeline.offsets import fold
from pipeline.records import Block, Document, Reference, SetAside

__all__ = ["document_from_text", "find_sources", "read_documents"]

READERS: dict[str, Callable[[Path], Reading]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".xml": read_official_xml,
    ".docx": read_word,
    ".pdf": read_pdf,
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
    """Yield every source as a document, one at a time, or as set aside with the reason.

    What a file is, its content says and not its name. A document of which a part could not be read
    is followed by a row that says which.
    """
    for source in sources:
        try:
            document, gap = _read(source)
            yield document
            if gap is not None:
                raise gap
        except SourceError as error:
            yield SetAside(source=source.name, stage="ingest", error=error.message, hint=error.hint)


def _read(source: Source) -> tuple[Document, SourceError | None]:
    reading, form = _read_file(source.path)
    entry = source.entry or Entry(document_id=source.document_id)
    if entry.sha256 and entry.sha256 != source.sha256:
        raise SourceError(
            f"the manifest gives sha256 {entry.sha256[:12]}…, the file has {source.sha256[:12]}…",
            "Take the sha256 out of the manifest, or put the right file in place.",
        )
    document = document_from_reading(
        reading,
        source.document_id,
        file=source.name,
        sha256=source.sha256,
        format=form,
        title=entry.title,
        publisher=entry.publisher,
        date=entry.date,
        role=entry.role,
        language=entry.language,
        responds_to=entry.responds_to,
    )
    language = language_of(document, entry.language)
    return replace(document, language=language), reading.gap


def _read_file(path: Path) -> tuple[Reading, str]:
    """Read a file by what it holds; return the reading and its format, as 'pdf'.

    Raises
    ------
    SourceError
        When it cannot be read, whatever went wrong: one file never ends a run.
    """
    form = ""
    try:
        form = sniff(path)
        reading = READERS[form](path)
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}",
            "Check that the file is still there and may be read.",
        ) from error
    except Exception as error:
        # The readers rest on libraries that meet files of every kind of damage.
        raise SourceError(
            f"cannot be read as {form}: {type(error).__name__}: {error}",
            "Open it and save it anew. If it opens without fault, please report this message.",
        ) from error
    refuse_long(reading.source)
    return reading, form.removeprefix(".")


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
