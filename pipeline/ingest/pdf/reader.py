"""Read a PDF: its words in the order of reading, by where they stand on the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.errors import SourceError
from pipeline.ingest.about.fields import MADE_UP, kamerstuk_in
from pipeline.ingest.files.limits import LARGEST_FILE, LONGEST, MIB, MOST_PAGES
from pipeline.ingest.pdf.check import check_readable, page_gap
from pipeline.ingest.pdf.layout import lay_out_pages
from pipeline.ingest.pdf.page import Page, read_page
from pipeline.ingest.reading import About, Reading

HEAD = 1024  # bytes in which a PDF says that it is one
TAIL = 64 * 2**10  # bytes in which it says that it ends; some servers add a page of their own
TITLE_HEAD = 4_000  # characters of the text in which a true title stands
TITLE_SHARE = 0.8  # of a true title's words, as many stand there
DAMAGED = (
    "Open the file in a PDF reader: if it is damaged there too, get it anew; else save it anew."
)


def read_pdf(path: Path) -> Reading:
    """Read a PDF page by page and lay its text out by place, type and ruled lines.

    Pages that are pictures without a text layer are left out and named in the reading's ``gap``.

    Raises
    ------
    SourceError
        When the file is no PDF, protected with a password, damaged or too large; when most of its
        pages are pictures; when its letters say nothing because their font does not tell what
        they stand for.
    """
    _check_file(path)
    with _opened(path) as document:
        n_pages = len(document)
        if not 0 < n_pages <= MOST_PAGES:
            raise SourceError(
                f"has {n_pages:,} pages; expected 1 to {MOST_PAGES:,}",
                "Split the file into parts that each hold one document." if n_pages else DAMAGED,
            )
        pages = list(_pages(document))
        title = document.get_metadata_value("Title").strip()
    gap = page_gap(pages)
    reading = lay_out_pages(pages)
    check_readable(pages, reading)
    return replace(reading, about=_about(title, reading.source), gap=gap)


def _check_file(path: Path) -> None:
    """Raise a SourceError unless a file begins and ends as a PDF does."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(max(0, size - TAIL))
            tail = file.read(TAIL)
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", "Check that the file is still there."
        ) from error
    if not head.strip():
        raise SourceError("is empty", "Take it out, or put the document in its place.")
    if size > LARGEST_FILE:
        raise SourceError(
            f"holds {size / MIB:.0f} MB; expected at most {LARGEST_FILE / MIB:.0f} MB",
            "Save it with smaller pictures, or split it.",
        )
    if b"%PDF-" not in head:
        raise SourceError(
            "is no PDF: it does not begin with '%PDF-'",
            "Give the file the ending of its kind (.txt, .html), or get the document anew.",
        )
    if b"%%EOF" not in tail:
        raise SourceError("breaks off: the end mark of a PDF is missing", "Get the file anew.")


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF; a password that only guards printing and editing does not keep it shut."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise SourceError(
                "is protected with a password",
                "Open it with the password and save it without, or print it to a new PDF.",
            ) from error
        raise SourceError("is damaged: it cannot be opened as a PDF", DAMAGED) from error
    try:
        yield document
    finally:
        document.close()


def _pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    """Yield the pages one by one; each is closed before the next is opened."""
    n_glyphs = 0
    for n in range(len(document)):
        try:
            with closing(document[n]) as opened:
                page = read_page(opened, n + 1)
        except pdfium.PdfiumError as error:
            raise SourceError(f"is damaged: page {n + 1} cannot be read", DAMAGED) from error
        n_glyphs += page.n_glyphs
        if n_glyphs > LONGEST:
            raise SourceError(
                f"holds more than {LONGEST:,} characters", "Split the file into parts."
            )
        yield page


def _about(title: str, source: str) -> About:
    """Return what the file's fields say, as far as it can be trusted.

    The title is often a template's or another document's: it counts when its words stand at the
    head of the text. Whoever made the file is not its publisher, nor the day its date.
    """
    words = [word for word in title.casefold().split() if any(map(str.isalpha, word))]
    head = source[:TITLE_HEAD].casefold()
    true = len(words) > 1 and sum(word in head for word in words) >= TITLE_SHARE * len(words)
    return About(
        title=" ".join(title.split()) if true and not MADE_UP.match(title) else "",
        kamerstuk=kamerstuk_in(title),
    )
