"""The lists of a web page: how their items are marked, and which are but tables of contents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborNode

from pipeline.ingest.markup.flow import Label
from pipeline.ingest.markup.numerals import NumeralStyle, numeral

# Matches "list-style: none", "list-style-type:upper-roman".
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?([\w-]+)\s*(?:;|$)", re.IGNORECASE)
BARE_LISTS = frozenset({"list-unstyled", "list-style-none", "no-bullets", "list-inline"})
STYLES: dict[str, NumeralStyle] = {
    **{"1": "decimal", "a": "letter", "A": "LETTER", "i": "roman", "I": "ROMAN"},
    **{"decimal": "decimal", "decimal-leading-zero": "decimal_zero"},
    **{"lower-alpha": "letter", "lower-latin": "letter", "upper-alpha": "LETTER"},
    **{"upper-latin": "LETTER", "lower-roman": "roman", "upper-roman": "ROMAN"},
}
#: A list of links is one of contents when that much of it leads to places in the page.
CONTENTS = 0.8


@dataclass(slots=True)
class List:
    """A list that is being read: the number of the next item and how numbers look."""

    next: int = 1
    step: int = 1
    style: NumeralStyle | Literal["", "bullet"] = "bullet"

    def count(self, attributes: Mapping[str, str | None]) -> tuple[Label, ...]:
        """Return the mark of the next item, given its attributes; none in a list without marks."""
        number = _number(attributes.get("value"), self.next)
        self.next = number + self.step
        style = STYLES.get(attributes.get("type") or "", self.style)
        if not style:
            return ()
        return (Label("•" if style == "bullet" else f"{numeral(number, style)}."),)


def open_list(node: LexborNode, attributes: Mapping[str, str | None], names: set[str]) -> List:
    """Return a list at its start; ``names`` are the classes of its element."""
    style = LIST_STYLE.search(attributes.get("style") or "")
    looks = style[1].lower() if style else attributes.get("type") or ""
    if looks == "none" or names & BARE_LISTS:
        return List(style="")
    if node.tag != "ol":
        return List()
    backwards = "reversed" in attributes
    n_items = sum(1 for child in node.iter() if child.tag == "li")
    first = _number(attributes.get("start"), n_items if backwards else 1)
    return List(first, -1 if backwards else 1, STYLES.get(looks, "decimal"))


def _number(value: str | None, default: int) -> int:
    match = re.match(r"\s*([+-]?\d{1,9})", value or "", re.ASCII)
    return int(match[1]) if match else default


def is_contents(node: LexborNode) -> bool:
    """Whether a list is one of contents: nearly all of it leads to places in the page."""
    links = [a for a in node.css("a") if (a.attributes.get("href") or "").startswith("#")]
    length = len("".join(node.text().split()))
    linked = sum(len("".join(link.text().split())) for link in links)
    return len(links) > 1 and linked >= CONTENTS * length
