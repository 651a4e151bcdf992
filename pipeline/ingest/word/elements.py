"""The elements of a Word document that bear on its text, whatever their namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.ingest.markup.safe_xml import local_name
from pipeline.ingest.word.numbering import PRIVATE
from pipeline.ingest.word.styles import child, value

#: Elements around others that say nothing of a text: content controls, insertions, links, fields.
AROUND = frozenset(
    (
        *("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple"),
        *("dir", "bdo", "ruby", "rubyBase"),
    )
)
#: What is gone, or no text of the document.
GONE = frozenset({"del", "moveFrom", "rt", "instrText", "delText", "rPr", "pPr", "sdtPr", "tblPr"})
#: Signs of Word's sign fonts that mean something between words.
SIGNS = {"F0E0": "→", "F0DF": "←", "F0F0": "→", "F0FC": "✓", "F0FB": "✗", "F0B7": "•", "F0A7": "▪"}
# Matches "F0B7"; must not match "D800", half of a pair.
CODE = re.compile(r"(?!D[89A-F])[0-9A-F]{4}$")


def content(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children that count: of alternatives the first that holds something."""
    for inner in element:
        name = local_name(inner)
        if name == "AlternateContent":
            choices = [e for e in inner if local_name(e) in {"Choice", "Fallback"} and len(e)]
            if choices:
                yield from content(choices[0])
        elif name and name not in GONE:
            yield inner


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table that tracked changes have not taken out."""
    rows = _descend(table, "tr")
    yield from (row for row in rows if child(row, "trPr", "del") is None)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """Yield the cells of a row."""
    yield from _descend(row, "tc")


def _descend(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield children by name, also those inside content controls and insertions."""
    for inner in content(element):
        if local_name(inner) == name:
            yield inner
        elif local_name(inner) in AROUND:
            yield from _descend(inner, name)


def outermost(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name that stand in no other of it."""
    for inner in content(element):
        if local_name(inner) == name:
            yield inner
        else:
            yield from outermost(inner, name)


def text_of(item: etree._Element, name: str) -> str:
    """Return what an item of a run shows."""
    if name == "t":
        return item.text or ""
    if name in {"tab", "ptab"}:
        return "\t"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        code = value(item, "char").upper()
        sign = SIGNS.get(code) or (chr(int(code, 16)) if CODE.match(code) else "")
        return PRIVATE.sub("", sign)
    return ""
