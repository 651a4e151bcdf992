"""Notes, running heads and settings of a Word document: what stands beside its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.ingest.markup.safe_xml import local_name
from pipeline.ingest.word.numbering import format_number
from pipeline.ingest.word.package import Package
from pipeline.ingest.word.styles import child, is_on, number, value

#: How notes are counted when nothing says so.
FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(slots=True)
class Notes:
    """The footnotes or endnotes of a document, counted as the text refers to them."""

    name: str
    format: str
    next: int
    texts: dict[str, etree._Element] = field(default_factory=dict)

    def take(self, identifier: str, sign: str = "") -> tuple[str, etree._Element | None]:
        """Return the number of the next note and its text; ``sign`` stands in for a number."""
        number_ = sign or format_number(self.next, self.format)
        self.next += not sign
        return number_, self.texts.get(identifier)


def read_notes(package: Package, body: etree._Element, name: str) -> Notes:
    """Return the notes of a document; ``name`` is 'footnote' or 'endnote'."""
    settings = package.root_of_kind("settings")
    sections = [e for e in body.iter() if local_name(e) == "sectPr"]
    format_, start = FORMATS[name], 1
    for place in [settings, *sections[:1]]:
        properties = child(place, f"{name}Pr")
        format_ = value(child(properties, "numFmt")) or format_
        start = number(child(properties, "numStart")) or start
    notes = Notes(name, format_, start)
    root = package.root_of_kind(f"{name}s")
    for element in root if root is not None else ():
        if local_name(element) == name and value(element, "type") in {"", "normal"}:
            notes.texts[value(element, "id")] = element
    return notes


def running_heads(
    package: Package, body: etree._Element, kind: str
) -> Iterator[tuple[str, etree._Element]]:
    """Yield part and content of the headers or footers that pages show, each text once.

    ``kind`` is 'header' or 'footer'.
    """
    settings = package.root_of_kind("settings")
    even = is_on(child(settings, "evenAndOddHeaders"))
    parts = package.related(package.main)
    seen: set[str] = set()
    for section in (e for e in body.iter() if local_name(e) == "sectPr"):
        first = is_on(child(section, "titlePg"))
        for reference in (e for e in section if local_name(e) == f"{kind}Reference"):
            shown = {"first": first, "even": even}.get(value(reference, "type"), True)
            _, part = parts.get(value(reference, "id"), ("", ""))
            root = package.root(part) if shown else None
            if root is None:
                continue
            text = "".join(e.text or "" for e in root.iter() if local_name(e) == "t")
            if text not in seen:
                seen.add(text)
                yield part, root
