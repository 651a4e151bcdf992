"""Find out what a file is by what it holds: its name may say anything.

What is read is told by its content wherever that is unambiguous (PDF, Word, XML, HTML); bare text
has no sign of its own and keeps the name that it has. Anything else is named for the user.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest.files.decoding import decode
from pipeline.ingest.files.limits import LARGEST_FILE, MIB
from pipeline.ingest.formats import ALIASES, READERS

HEAD = 64 * 2**10  # bytes in which a text shows its first tag
#: How files begin that are no text and that nothing here reads, to say what they are.
SIGNS = (
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
    (b"\xffWPC", "a WordPerfect document"),
    (b"MIME-Version:", "a web archive or an e-mail"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!\x1a\x07", "an archive (rar)"),
)
# Matches what may stand before the first element: declaration, comments, instructions, DOCTYPE.
PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?P<root>[\w:.-]+)[^<>\[]*(?:\[[^\]]*\][^<>\[]*)?>)",
    re.DOTALL | re.IGNORECASE,
)
ELEMENT = re.compile(r"\s*<(?P<name>[A-Za-z_][\w:.-]*)[\s/>]")
TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
#: Root elements of official publications, by which they are known without an XML declaration.
OFFICIAL_ROOTS = frozenset({"officiele-publicatie", "kamerwrk"})


def sniff(path: Path) -> str:
    """Return the suffix of the format that a file holds, such as '.pdf', whatever its own is.

    Raises
    ------
    SourceError
        When it is no regular file, is empty or too large, or holds what is not read; says what it
        is.
    OSError
        When it cannot be opened.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("is no regular file", "Name a file, or a folder that holds some.")
    if status.st_size > LARGEST_FILE:
        raise too_large(status.st_size)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise SourceError("is empty", "Take it out, or put the text in it.")
    suffix = path.suffix.lower()
    claimed = [known for known, reader in READERS.items() if reader.claims(head)]
    if claimed:  # several where formats share a container: then the name tells
        return suffix if suffix in claimed else claimed[0]
    for sign, kind in SIGNS:
        if head.startswith(sign):
            raise SourceError(
                f"is {kind}; expected one of {' '.join(READERS)}",
                "Open it and save it as .docx, .pdf or plain text (UTF-8), then run again.",
            )
    return _text_format(ALIASES.get(suffix, suffix), head)


def too_large(size: int) -> SourceError:
    """Return the error of a file that is not opened for its size in bytes."""
    return SourceError(
        f"is too large: {size / MIB:.0f} MB; expected at most {LARGEST_FILE / MIB:.0f} MB",
        "Split the document, or take the pictures out of it.",
    )


def _text_format(suffix: str, head: bytes) -> str:
    """Return the format of a text by its first element; ``suffix`` where it has none."""
    text = _start(head)
    declared = text.lstrip().startswith("<?xml")
    while prolog := PROLOG.match(text):
        if (prolog["root"] or "").lower() == "html":
            return ".html"
        text = text[prolog.end() :]
    root = ELEMENT.match(text)
    name = root["name"].lower() if root else ""
    if name == "html":
        return ".html"
    if name and (declared or name in OFFICIAL_ROOTS):
        return ".xml"
    if suffix in {".html", ".xml"}:
        # A piece of a page has tags and no root; without any it is a text by another name.
        return suffix if TAG.search(text) else ".txt"
    if suffix and suffix not in READERS:  # behind another ending (.csv, .py) it is taken for data
        raise SourceError(
            f"'{suffix}' files are not read; expected {' '.join(READERS)}",
            "If it is a text, give its name the ending .txt; else save it as one of these.",
        )
    return suffix if suffix and not READERS[suffix].signs else ".txt"


def _start(head: bytes) -> str:
    """Return the first signs of a text; what cannot be decoded is for its reader to say."""
    try:
        return decode(head[: len(head) // 4 * 4]).lstrip("\ufeff")
    except SourceError:
        return head.decode("utf-8", "replace")
