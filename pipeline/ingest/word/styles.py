"""What the styles of a Word document say of a paragraph: heading, quote, number, weight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.ingest.markup.safe_xml import local_name
from pipeline.records import BlockKind

#: Names of styles as Word, its Dutch edition and LibreOffice write them, lower case.
KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(
        ("quote", "intense quote", "citaat", "duidelijk citaat", "quotations"), "quote"
    ),
    **dict.fromkeys(("block text", "bloktekst", "block quotation", "blockquote"), "quote"),
    **dict.fromkeys(("signature", "handtekening", "ondertekening"), "signature"),
    # A table of contents repeats headings with the numbers of their pages.
    **dict.fromkeys(("toc heading", "contents heading", "table of figures"), "header"),
}
TITLES = {"title": 1, "titel": 1, "subtitle": 2, "ondertitel": 2}
CONTENTS = re.compile(r"(?:toc|inhopg|contents|index) \d$")
HEADING = re.compile(r"(?:heading|kop) (\d)$")
#: Styles of the further paragraphs of a list item.
CONTINUES = re.compile(r"list paragraph$|lijstalinea$|list continue|lijstvoortzetting")
OFF = frozenset({"0", "false", "off", "none"})
BODY_TEXT = 9  # the outline level of what is no heading


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element down a path of local names, whatever the namespace."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local_name(found) == name), None)
    return element


def value(element: etree._Element | None, name: str = "val") -> str:
    """Return an attribute by its local name; empty for none."""
    if element is None:
        return ""
    return next((v for k, v in element.items() if k.rpartition("}")[2] == name), "")


def number(element: etree._Element | None) -> int | None:
    """Return the value of an element as a number; None for none."""
    text = value(element)
    return int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else None


def is_on(element: etree._Element | None) -> bool | None:
    """Whether a property is switched on; None when it is not mentioned."""
    return None if element is None else value(element) not in OFF


@dataclass(frozen=True, slots=True)
class Looks:
    """How type looks; None: not said here."""

    bold: bool | None = None
    slanted: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None

    def over(self, other: Looks) -> Looks:
        """Return these looks, with the other's where these say nothing."""
        return Looks(
            other.bold if self.bold is None else self.bold,
            other.slanted if self.slanted is None else self.slanted,
            other.hidden if self.hidden is None else self.hidden,
            other.raised if self.raised is None else self.raised,
        )


def looks_of(properties: etree._Element | None) -> Looks:
    """Return what run properties say of the looks of type."""
    if properties is None:
        return Looks()
    italic, line = is_on(child(properties, "i")), is_on(child(properties, "u"))
    align, shift = child(properties, "vertAlign"), number(child(properties, "position"))
    raised = None if align is None else value(align) == "superscript"
    return Looks(
        is_on(child(properties, "b")),
        None if italic is None and line is None else bool(italic or line),
        is_on(child(properties, "vanish")),
        shift > 0 if shift is not None and raised is None else raised,
    )


@dataclass(frozen=True, slots=True)
class Style:
    """A style as written down, without what it takes from the one it is based on."""

    identifier: str
    name: str
    based_on: str
    outline: int | None
    list_id: int | None
    list_level: int | None
    looks: Looks


@dataclass(slots=True)
class Styles:
    """The styles of a document, by identifier."""

    _styles: dict[str, Style] = field(default_factory=dict)
    default: str = ""

    def _chain(self, identifier: str) -> Iterator[Style]:
        """Yield a style and those it is based on."""
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            yield self._styles[identifier]
            identifier = self._styles[identifier].based_on

    def kind(self, identifier: str) -> BlockKind | None:
        """Return the kind of piece that a style gives; None for plain text."""
        for style in self._chain(identifier):
            if style.name in KINDS:
                return KINDS[style.name]
            if CONTENTS.match(style.name):
                return "header"
        return None

    def heading_level(self, identifier: str) -> int:
        """Return the level of heading that a style gives; 0 for none."""
        for style in self._chain(identifier):
            if style.outline is not None:
                return style.outline + 1 if style.outline < BODY_TEXT else 0
            if style.name in TITLES:
                return TITLES[style.name]
            if match := HEADING.match(style.name):
                return int(match[1])
        return 0

    def numbering(self, identifier: str) -> tuple[int | None, int | None]:
        """Return list and level that a style gives; a level may be given without the list."""
        level = None
        for style in self._chain(identifier):
            level = style.list_level if level is None else level
            if style.list_id is not None:
                return style.list_id, level
        return None, None

    def continues_item(self, identifier: str) -> bool:
        """Whether a style is made for the further paragraphs of a list item."""
        return any(CONTINUES.match(style.name) for style in self._chain(identifier))

    def looks(self, identifier: str) -> Looks:
        """Return how type looks in a style."""
        looks = Looks()
        for style in self._chain(identifier):
            looks = looks.over(style.looks)
        return looks


def read_styles(root: etree._Element | None) -> Styles:
    """Return the styles of the part that defines them; none when it is missing."""
    styles = Styles()
    for element in root if root is not None else ():
        if local_name(element) != "style":
            continue
        properties = child(element, "pPr")
        style = Style(
            value(element, "styleId"),
            value(child(element, "name")).lower(),
            value(child(element, "basedOn")),
            number(child(properties, "outlineLvl")),
            number(child(properties, "numPr", "numId")),
            number(child(properties, "numPr", "ilvl")),
            looks_of(child(element, "rPr")),
        )
        styles._styles[style.identifier] = style
        if value(element, "type") == "paragraph" and value(element, "default") not in OFF | {""}:
            styles.default = style.identifier
    return styles
