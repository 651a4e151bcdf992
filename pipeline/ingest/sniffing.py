"""Find out what a file is by what it holds: its name may say anything.

What is read is told by its content wherever that is unambiguous (PDF, Word, XML, HTML); bare text
has no sign of its own and keeps the name that it has. Anything else is named for the user.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest.decoding import decode
from pipeline.ingest.files import SIGNS

#: The largest that any reader takes: a PDF full of photographs is a tenth of it.
LARGEST_FILE = 150 * 2**20
HEAD = 64 * 2**10  # bytes in which a text shows its first tag
PDF_HEAD = 1024  # bytes within which PDF readers accept the signature
# A zip file and an Office file of the old kind: what is in them the reader of Word files says.
CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
# Endings under which bare text is read; behind another (.csv, .py) it is taken for data.
TEXT_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".xml", ".pdf", ".docx", ""})
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
    if b"%PDF-" in head[:PDF_HEAD]:
        return ".pdf"
    if head.startswith(CONTAINERS):
        return ".docx"
    for sign, kind, _ in SIGNS:
        if head.startswith(sign):
            raise SourceError(
                f"is {kind}; expected text, .html, .xml, .docx or .pdf",
                "Open it and save it as .docx, .pdf or plain text (UTF-8), then run again.",
            )
    return _text_format(path.suffix.lower(), head)


def too_large(size: int) -> SourceError:
    """Return the error of a file that is not opened for its size in bytes."""
    return SourceError(
        f"is too large: {size / 2**20:.0f} MB; expected at most {LARGEST_FILE / 2**20:.0f} MB",
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
    if suffix in {".html", ".htm", ".xml"}:
        # A piece of a page has tags and no root; without any it is a text by another name.
        own = ".xml" if suffix == ".xml" else ".html"
        return own if TAG.search(text) else ".txt"
    if suffix not in TEXT_SUFFIXES:
        raise SourceError(
            f"'{suffix}' files are not read; expected .txt .md .html .xml .docx .pdf",
            "If it is a text, give its name the ending .txt; else save it as one of these.",
        )
    return suffix if suffix == ".md" else ".txt"


def _start(head: bytes) -> str:
    """Return the first signs of a text; what cannot be decoded is for its reader to say."""
    try:
        return decode(head[: len(head) // 4 * 4]).lstrip("\ufeff")
    except SourceError:
        return head.decode("utf-8", "replace")
