"""From the bytes of a web page to its tree."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser

from pipeline.errors import SourceError
from pipeline.ingest.files.decoding import BYTE_ORDER_MARKS, decode
from pipeline.ingest.files.limits import DEEPEST_PAGE

# Matches 'charset="iso-8859-1"' in a meta element, 'encoding="UTF-8"' in an XML declaration.
DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]+)"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.-]+)",
    re.IGNORECASE,
)
HEAD = 4096  # bytes in which a page declares its encoding
# An element that XHTML ends where it starts and HTML does not. Matches '<a id="x" />'; must not
# match '<br />'.
ENDED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"([A-Za-z][\w:-]*)((?:\s[^<>]*)?)/>"
)
# Elements that stay open until they are closed by hand. Matches "<div", "</span"; must not match
# "<p", which the next one closes, "<bdo".
NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|aside|main|blockquote|table|ul|ol|dl|font|b|i|u|em|strong|"
    r"small|big|center|form|fieldset|details|figure|code|tt|s|strike|nobr)\b",
    re.IGNORECASE,
)
XHTML = re.compile(r"<html[^>]{0,500}\sxmlns\s*=|<\?xml\s", re.IGNORECASE)


def parse_page(text: str) -> LexborHTMLParser:
    """Return the tree of a page's text, as browsers build it.

    Raises
    ------
    SourceError
        When more elements stand open than in any page made for reading: the work of building the
        tree grows with their square.
    """
    depth = 0
    for match in NESTING.finditer(text):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > DEEPEST_PAGE:
            raise SourceError(
                f"opens more than {DEEPEST_PAGE} elements in each other; expected a page for "
                "reading",
                "Open it in a browser and save its text, or look whether the file is damaged.",
            )
    return LexborHTMLParser(
        ENDED.sub(r"<\1\2></\1>", text) if XHTML.search(text, 0, HEAD) else text
    )


def decode_page(data: bytes) -> str:
    """Return the text of a page's bytes: by its mark, what it declares, else what its bytes show.

    >>> decode_page("<meta charset=iso-8859-1>€".encode("cp1252"))[-1]
    '€'
    """
    marked = any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    declared = DECLARED.search(data, 0, HEAD)
    if marked or declared is None:
        return decode(data)
    name = (declared[1] or declared[2]).decode("ascii").lower()
    try:
        encoding = codecs.lookup(name).name
        # As browsers do: who declares Latin-1 means the page of Windows; a page that could be read
        # so far is not in UTF-16, and UTF-8 is looked at in any case.
        if encoding in {"iso8859-1", "ascii"}:
            encoding = "cp1252"
        elif encoding.startswith(("utf", "utf-")):
            return decode(data)
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return decode(data)
