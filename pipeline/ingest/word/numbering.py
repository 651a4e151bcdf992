"""Count the numbered paragraphs of a Word document as Word does: '2.1', 'c)', 'IV.', '•'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.ingest.markup.numerals import NumeralStyle, numeral
from pipeline.ingest.markup.safe_xml import local_name
from pipeline.ingest.word.styles import Styles, child, is_on, number, value

FORMATS: dict[str, NumeralStyle] = {
    "decimal": "decimal",
    "decimalZero": "decimal_zero",
    "lowerLetter": "letter",
    "upperLetter": "LETTER",
    "lowerRoman": "roman",
    "upperRoman": "ROMAN",
    "ordinal": "ordinal",
}
LEVELS = 9
# Where in a level's text the number of a level stands. Matches "%1" in "Artikel %1.".
NUMBER_PLACE = re.compile(r"%([1-9])")
#: Fonts in which a letter is a sign.
SIGN_FONTS = re.compile(r"symbol|wingdings|webdings|dingbats", re.IGNORECASE)
# Characters of such fonts that are kept in the private area of Unicode.
PRIVATE = re.compile("[\ue000-\uf8ff]")


def format_number(count: int, name: str) -> str:
    """Return a number in one of Word's formats; in digits where the format is unknown."""
    return numeral(count, FORMATS.get(name, "decimal"), repeat_letters=True)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    in_digits: bool = False
    style: str = ""
    has_signs: bool = False


@dataclass(slots=True)
class List:
    """A list as paragraphs name it: its levels, and where its counting begins anew."""

    scheme: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far they have been counted."""

    _lists: dict[int, List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def level_of_style(self, list_id: int, style: str) -> int:
        """Return the level that a list keeps for a style; 0 for none."""
        found = self._lists.get(list_id)
        levels = found.levels if found else {}
        return next((n for n, level in sorted(levels.items()) if level.style == style), 0)

    def count(self, list_id: int, at: int) -> str:
        """Count a paragraph and return its number as printed; empty for a list without numbers."""
        found = self._lists.get(list_id)
        if found is None or at not in found.levels:
            return ""
        counts = self._counts.setdefault(found.scheme, [None] * LEVELS)
        before = counts[at]
        if at in found.starts and (list_id, at) not in self._begun:
            counts[at] = found.starts[at]
        else:
            counts[at] = found.levels[at].start if before is None else before + 1
        self._begun.add((list_id, at))
        for deeper in range(at + 1, LEVELS):
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or at < restart:
                counts[deeper] = None
        return _printed(found.levels, counts, at)


def _printed(levels: dict[int, Level], counts: list[int | None], at: int) -> str:
    level = levels[at]
    if level.format == "bullet":
        return "•" if level.has_signs or PRIVATE.search(level.text) else level.text.strip()
    if level.format == "none":
        return NUMBER_PLACE.sub("", level.text).strip()

    def count(match: re.Match[str]) -> str:
        n = int(match[1]) - 1
        other = levels.get(n, Level())
        found = counts[n]
        name = "decimal" if level.in_digits else other.format
        return (
            "" if name == "none" else format_number(other.start if found is None else found, name)
        )

    return NUMBER_PLACE.sub(count, level.text).strip()


def read_numbering(root: etree._Element | None, styles: Styles) -> Numbering:
    """Return the lists of the part that defines them; none when it is missing."""
    parts = list(root) if root is not None else []
    schemes = {value(e, "abstractNumId"): e for e in parts if local_name(e) == "abstractNum"}
    numbers = {number_of(e): e for e in parts if local_name(e) == "num"}
    numbering = Numbering()
    for identifier, element in numbers.items():
        name = value(child(element, "abstractNumId"))
        scheme = schemes.get(name)
        # A list style keeps its levels in the scheme of the list that it names.
        link = value(child(scheme, "numStyleLink"))
        linked = styles.numbering(link)[0] if link else None
        if linked in numbers and linked != identifier:
            name = value(child(numbers[linked], "abstractNumId"))
            scheme = schemes.get(name)
        if scheme is None or identifier is None:
            continue
        levels = {}
        for level in (e for e in scheme if local_name(e) == "lvl"):
            levels[_level_number(level)] = _read_level(level)
        starts = {}
        for override in (e for e in element if local_name(e) == "lvlOverride"):
            at = _level_number(override)
            start, changed = number(child(override, "startOverride")), child(override, "lvl")
            if changed is not None:
                levels[at] = _read_level(changed)
            if start is not None:
                starts[at] = start
                levels[at] = replace(levels.get(at, Level()), start=start)
        numbering._lists[identifier] = List(name, levels, starts)
    return numbering


def number_of(element: etree._Element) -> int | None:
    """Return the identifier of a list."""
    text = value(element, "numId")
    return int(text) if text.isascii() and text.isdigit() else None


def _level_number(element: etree._Element) -> int:
    text = value(element, "ilvl")
    return min(int(text), LEVELS - 1) if text.isascii() and text.isdigit() else 0


def _read_level(element: etree._Element) -> Level:
    formats = [e for e in element.iter() if local_name(e) == "numFmt"]
    fonts = child(element, "rPr", "rFonts")
    names = " ".join(fonts.values()) if fonts is not None else ""
    start = number(child(element, "start"))
    return Level(
        start=0 if start is None else start,
        # A format that newer versions know stands beside one for the older, which comes last.
        format=value(formats[-1]) if formats else "decimal",
        text=value(child(element, "lvlText")),
        restart=number(child(element, "lvlRestart")),
        in_digits=bool(is_on(child(element, "isLgl"))),
        style=value(child(element, "pStyle")),
        has_signs=bool(SIGN_FONTS.search(names)),
    )
