"""Bytes of a file, and what kind of file they are by their own first signs."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError

#: More than this and a marked-up text holds something else than text: a tree of it takes some
#: twenty times as much memory. A thousand printed pages are a tenth of it.
LARGEST = 100 * 2**20

SIGNS = (
    (b"%PDF-", "a PDF file", ".pdf"),
    (b"PK\x03\x04", "a zip file, such as a Word document", ".docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file of the old kind, or a protected one", ""),
    (b"{\\rtf", "a Rich Text file", ""),
    (b"\x89PNG\r\n", "a picture (PNG)", ""),
    (b"\xff\xd8\xff", "a picture (JPEG)", ""),
    (b"GIF8", "a picture (GIF)", ""),
    (b"II*\x00", "a picture (TIFF)", ""),
    (b"MM\x00*", "a picture (TIFF)", ""),
    (b"%!PS", "a PostScript file", ""),
    (b"AT&TFORM", "a DjVu file", ""),
    (b"\xffWPC", "a WordPerfect document", ""),
    (b"MIME-Version:", "a web archive or an e-mail", ""),
    (b"\x1f\x8b", "a gzip file", ""),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", ""),
    (b"Rar!\x1a\x07", "an archive (rar)", ""),
)


def read_bytes(path: Path) -> bytes:
    """Return what a file of marked-up text holds.

    Raises
    ------
    SourceError
        When it cannot be read, is empty or larger than 100 MiB.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise SourceError(
                f"holds {size / 2**20:.0f} MB; expected at most {LARGEST / 2**20:.0f} MB of text",
                "Take out what is no text (pictures inside the file), or split the file.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", "Check that the file is still there."
        ) from error
    if not data.strip():
        raise SourceError("is empty", "Take it out, or put the text in it.")
    return data


def refuse_other_kind(data: bytes, expected: str) -> None:
    """Raise a SourceError when a file begins as another kind of file than ``expected`` does."""
    for sign, kind, suffix in SIGNS:
        if data.startswith(sign):
            raise SourceError(
                f"is {kind} by its first signs; expected {expected}",
                f"Give the file the ending '{suffix}'."
                if suffix
                else "Save the document as .docx, .pdf or plain text and run again.",
            )
    if b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(
            f"is no text by its first signs; expected {expected}",
            "Look whether the file is damaged, or save the document anew.",
        )
