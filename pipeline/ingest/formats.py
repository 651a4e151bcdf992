"""The formats that are read: a line each, and a module that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name

from pipeline.ingest.reading import Reading


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads a format, and by which bytes a file of it is known.

    A reader is imported when a file asks for it: who reads texts needs no library for PDF.

    Attributes
    ----------
    function
        The module below this one and the function in it that takes a path and gives a `Reading`.
    signs
        With one of these such a file begins, whatever it is called; none for what is bare text.
    lead
        Bytes of something else that may stand before the sign.
    """

    function: str
    signs: tuple[bytes, ...] = ()
    lead: int = 0

    def __call__(self, path: Path) -> Reading:
        """Read a file; raise a SourceError that says what was found and what to do."""
        reading: Reading = resolve_name(f"{__package__}.{self.function}")(path)
        return reading

    def claims(self, head: bytes) -> bool:
        """Whether these first bytes of a file are those of the format."""
        return any(head.startswith(s) or s in head[: self.lead] for s in self.signs)


#: A new format is a line here, under its suffix. The second sign of Word's is that of its files
#: of the old kind and of protected ones: its reader says which.
READERS: dict[str, Reader] = {
    ".txt": Reader("plain.reader:read_text"),
    ".md": Reader("markdown.reader:read_markdown"),
    ".html": Reader("html.reader:read_html"),
    ".xml": Reader("official.reader:read_official_xml"),
    ".docx": Reader("word.reader:read_word", (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ".pdf": Reader("pdf.reader:read_pdf", (b"%PDF-",), lead=1024),
}
#: Other names of the same.
ALIASES = {".htm": ".html"}


def is_read(suffix: str) -> bool:
    """Whether files with this ending, in lower case, are taken for documents."""
    return suffix in READERS or suffix in ALIASES
