"""Read files as documents; what cannot be read is set aside with the reason."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.errors import SourceError
from pipeline.ingest.about.language import language_of
from pipeline.ingest.apart import READER
from pipeline.ingest.documents import document_from_reading
from pipeline.ingest.files.discover import Source
from pipeline.ingest.files.manifest import Entry
from pipeline.ingest.files.sniffing import sniff
from pipeline.ingest.formats import READERS
from pipeline.ingest.plain.reader import refuse_long
from pipeline.ingest.reading import Reading
from pipeline.records import Document, SetAside


def read_documents(sources: Sequence[Source]) -> Iterator[Document | SetAside]:
    """Yield every source as a document, one at a time, or as set aside with the reason.

    A document of which a part could not be read is followed by a row that says which.
    """
    for source in sources:
        document, aside = read_document(source)
        if document is not None:
            yield document
        yield from aside


def read_document(source: Source) -> tuple[Document | None, tuple[SetAside, ...]]:
    """Return a source as a document, None when it cannot be read, and what of it could not.

    What a file is, its content says and not its name. Files are opened in a process of their own
    (`apart`): none can end the run.
    """
    document, fault = None, None
    try:
        document, fault = READER.read(source)
    except SourceError as error:
        fault = error
    if fault is None:
        return document, ()
    aside = SetAside(source=source.name, stage="ingest", error=fault.message, hint=fault.hint)
    return document, (aside,)


def read_source(source: Source) -> tuple[Document, SourceError | None]:
    """Read one source in this process; return its document, and what of it could not be read.

    Raises
    ------
    SourceError
        When it cannot be read, whatever went wrong: one file never ends a run.
    MemoryError
        When it takes more memory than there is.
    """
    form = ""
    try:
        form = sniff(source.path)
        return _document(source, form.removeprefix("."), READERS[form](source.path))
    except (SourceError, MemoryError):
        raise
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from error
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


def _document(source: Source, form: str, reading: Reading) -> tuple[Document, SourceError | None]:
    refuse_long(reading.source)
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
    _refuse_halves(document)
    language = language_of(document, entry.language)
    return replace(document, language=language), reading.gap


def _refuse_halves(document: Document) -> None:
    """Raise ``SourceError`` for what no file of ours could hold, as front matter can escape it."""
    try:
        "".join((document.source, document.title, document.publisher)).encode()
    except UnicodeEncodeError as error:
        raise SourceError(
            "holds halves of characters that no text can hold (lone surrogates)",
            "Open it, save it anew as UTF-8, and run again.",
        ) from error
