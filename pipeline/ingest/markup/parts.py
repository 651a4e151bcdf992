"""Pieces in the making, and what their own words say of what they are.

People type by hand what a format has a mark for: a bullet at the head of a paragraph, a heading
that is but a paragraph in bold, a raised number for a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ingest.plain.headings import HEADING_LENGTH, NUMBERED_HEADING, reads_as_heading
from pipeline.ingest.plain.items import LIST_MARKER, is_label, label_end
from pipeline.ingest.plain.quotations import is_quotation
from pipeline.records import BlockKind

BOLD, SLANTED = 2, 1
#: A heading that only its looks give away stands one below the heading above it; slanted, two.
BELOW = {BOLD: 1, SLANTED: 2}
# A bullet that needs no space after it. Matches "•Zorg", "▪ Zorg"; must not match "-Zorg", "*Zorg".
BULLET = re.compile(r"[•▪◦‣●○■□]\s*(?=\S)")
# The number at the head of a note. Matches "1 " in "1 Zie", "[12]", "iv.", "*"; must not match
# "2024".
OWN_NUMBER = re.compile(
    r"[\[(]?(?P<number>\d{1,3}|[a-z]{1,6}|[*†‡§]{1,3})(?!\w)[\])]?[.:]?\s*(?=\S)"
)
#: Signs of list items that say nothing: a number or letter typed behind them counts instead.
BULLETS = "•▪◦‣●○■□–—-·*o "


@dataclass(slots=True)
class Run:
    """Words of one weight, or the number of a note (``is_note``)."""

    text: str
    weight: int = 0
    is_note: bool = False
    is_raised: bool = False


@dataclass(slots=True)
class Part:
    """A piece in the making; ``level`` 0 of a heading: below the heading above it."""

    kind: BlockKind
    runs: list[Run]
    level: int = 0
    marker: str = ""
    cell: tuple[int, int, int] | None = None
    page: int | None = None

    @property
    def text(self) -> str:
        """The words, without the numbers of notes."""
        return "".join(run.text for run in self.runs if not run.is_note)


def lightest(runs: Sequence[Run]) -> int:
    """Return the weight that all words have at least; 0 without words."""
    return min((r.weight for r in runs if r.text.strip() and not r.is_note), default=0)


def classify(part: Part, level: int, noted: set[str]) -> None:
    """Set kind, level and marker of a part by its words; what the file declares stays.

    ``level`` is that of the heading above; ``noted`` are the numbers of notes whose text has not
    come yet, less this one when it is the text of one.
    """
    if part.kind == "paragraph":
        _classify_paragraph(part, level, noted)
    elif part.kind == "heading":
        part.level = part.level or level + 1
        if not part.marker:
            _take_mark(part, NUMBERED_HEADING, LIST_MARKER)
    elif part.kind in {"list_item", "cell", "quote"} and not part.marker.strip(BULLETS):
        _take_mark(part, LIST_MARKER, BULLET)
        if part.kind == "list_item" and not part.marker and _looks_like_heading(part, BOLD):
            part.kind, part.level = "heading", level + BELOW[BOLD]
    if part.kind == "footnote":
        _drop_own_number(part)
    elif part.kind in {"paragraph", "heading", "list_item", "cell"}:
        text = part.text
        length = label_end(text)
        if length and length <= _plain_length(part):
            part.marker = f"{part.marker} {text[:length].strip()}".strip()
            _drop(part, length)


def _classify_paragraph(part: Part, level: int, noted: set[str]) -> None:
    text, first = part.text, part.runs[0]
    if first.is_raised and first.text in noted and len(part.runs) > 1:
        noted.remove(first.text)
        part.kind, part.marker = "footnote", first.text
        _drop(part, len(first.text))
    elif is_label(text):
        part.kind, part.level = "heading", level + 1
    elif _looks_like_heading(part, SLANTED):
        part.kind, part.level = "heading", level + BELOW[lightest(part.runs)]
        _take_mark(part, NUMBERED_HEADING, LIST_MARKER)
    elif _take_mark(part, LIST_MARKER, BULLET):
        part.kind = "list_item"
    elif is_quotation(text):
        part.kind = "quote"


def _looks_like_heading(part: Part, weight: int) -> bool:
    """Whether all words have a weight and, short and without a full stop, read as a heading."""
    if lightest(part.runs) < weight:
        return False
    text = part.text
    return len(text) <= HEADING_LENGTH and reads_as_heading(text)


def opens_item(runs: Sequence[Run]) -> bool:
    """Whether a line begins with a mark that people type before list items."""
    text = runs[0].text if runs and not runs[0].is_note else ""
    return bool(LIST_MARKER.match(text) or BULLET.match(text))


def _take_mark(part: Part, *patterns: re.Pattern[str]) -> bool:
    """Move a mark from the head of the words to the marker, in place of a bullet."""
    text = part.text
    for pattern in patterns:
        match = pattern.match(text)
        if match and match.end() <= _plain_length(part):
            part.marker = match[0].strip()
            _drop(part, match.end())
            return True
    return False


def _drop_own_number(part: Part) -> None:
    """Take the number of a note off the head of its words: it stands in the marker."""
    own = OWN_NUMBER.match(part.text)
    if own is None or own.end() > _plain_length(part):
        return
    if own["number"] == part.marker or (not part.marker and own["number"].isdigit()):
        part.marker = own["number"]
        _drop(part, own.end())


def _plain_length(part: Part) -> int:
    """How many characters stand before the first marker of a note."""
    length = 0
    for run in part.runs:
        if run.is_note:
            break
        length += len(run.text)
    return length


def _drop(part: Part, length: int) -> None:
    """Drop characters from the head, and white space behind them."""
    runs = part.runs
    while runs and not runs[0].is_note and (length or not runs[0].text.strip()):
        cut = min(length, len(runs[0].text))
        runs[0].text = runs[0].text[cut:]
        length -= cut
        if runs[0].text.strip():
            break
        del runs[0]
