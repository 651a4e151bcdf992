"""Find the running heads, running feet and page numbers of a PDF by where they stand.

What comes back at one place on other pages is no running text, though its page number changes or
left and right pages differ; nor is what stands there instead.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.ingest.pdf.page import Page
from pipeline.ingest.pdf.runs import Run, rows_of
from pipeline.ingest.plain.furniture import PAGE_NUMBER
from pipeline.ingest.plain.notes import NOTE_LINE

EDGE_ROWS = 4  # rows at the head and the foot of a page that may be furniture
SLOT = 3.0  # points: rows on different pages this near stand at one place
LARGE = 1.25  # type this much larger than the text's is a heading, even when its words come back
SMALLER = 0.93  # type this much smaller than the text's stands out from it
APART_ONCE = 0.8  # ems between the text and what comes back but once
APART = 1.6  # ems between a running head and the text
OFTEN = 0.4  # of the pages: a number that so many have, though in a row with changing words
COMES_BACK = 3  # pages on which a line away from the edges must stand to be furniture
# Matches "pagina 3", "Blad 2 van 5", "p. 12"; must not match "paginagroot 3".
PAGE_LABEL = re.compile(r"\b(?:pagina|pag\.|p\.|blz\.|blad|bladzijde)\s*(\d{1,4})\b", re.IGNORECASE)
# Matches the number in "Pagina 3 van 10", "Jaarverslag | 12", "12 | Jaarverslag"; must not match
# "12 mei 2024 te Zwolle".
COUNTING = re.compile(
    PAGE_LABEL.pattern + r"|(?<=[|\s–-])(\d{1,4})$|^(\d{1,4})(?=\s*[|–-])", re.IGNORECASE
)
ROMAN_NUMBER = re.compile(r"[ivxlc]{1,7}$")

EdgeKind = Literal["header", "footer", "page_number"]


@dataclass(frozen=True, slots=True)
class Edge:
    """A run at the head or foot of a page that is no running text."""

    run: Run
    kind: EdgeKind
    marker: str = ""


@dataclass(slots=True)
class _Row:
    """A row of a page: its place counted from the page's nearest edge, and its words."""

    page: int
    top: bool
    depth: int
    runs: list[Run]
    y: float
    gap: float  # white between it and the text
    size: float

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)


def take_edges(pages: Sequence[Page], body_size: float) -> dict[int, list[Edge]]:
    """Take the furniture off the pages and return it, by page number, in order of position."""
    rows = [row for page in pages for row in _edge_rows(page)]
    numbers = _page_numbers(rows, len(pages))
    repeated = _repeated(rows, body_size, numbers)
    places = Counter((row.top, round(row.y / SLOT)) for row in repeated.values())
    slots = {place for place, n in places.items() if n >= COMES_BACK}
    found: dict[int, list[Edge]] = defaultdict(list)
    taken: set[int] = set()
    inner: dict[tuple[int, bool], bool] = {}  # whether running text has begun
    for row in sorted(rows, key=lambda r: (r.page, r.top, r.depth)):
        side = (row.page, row.top)
        at_slot = any((row.top, round(row.y / SLOT) + n) in slots for n in (-1, 0, 1))
        numbered = any(id(run) in numbers for run in row.runs)
        if inner.get(side) or not (
            id(row) in repeated
            or numbered
            or (at_slot and _may_stand_in(row, body_size))
            or _stands_alone(row, body_size, len(pages))
        ):
            inner[side] = True
            continue
        for run in row.runs:
            number = numbers.get(id(run), "")
            kind: EdgeKind = "page_number" if number else "header" if row.top else "footer"
            found[row.page].append(Edge(run, kind, number))
            taken.add(id(run))
    for page_number, run in _coming_back(pages, taken):
        found[page_number].append(Edge(run, "header"))
        taken.add(id(run))
    for page in pages:
        page.runs = [run for run in page.runs if id(run) not in taken]
        found[page.number].sort(key=lambda edge: (edge.run.y, edge.run.x0))
    return found


def _edge_rows(page: Page) -> Iterator[_Row]:
    rows = rows_of(page.runs)
    half = page.height / 2
    head = [row for row in rows if row[0].y < half][:EDGE_ROWS]
    foot = [row for row in rows if row[0].y >= half][-EDGE_ROWS:]
    for depth, row in enumerate(head):
        following = rows[depth + 1][0].top if depth + 1 < len(rows) else page.height
        size = max(run.size for run in row)
        yield _Row(page.number, True, depth, row, row[0].y, following - row[0].bottom, size)
    for depth, row in enumerate(reversed(foot)):
        at = len(rows) - 1 - depth
        above = max(run.bottom for run in rows[at - 1]) if at else 0.0
        size = max(run.size for run in row)
        place = row[0].y - page.height
        yield _Row(page.number, False, depth, row, place, row[0].top - above, size)


def _page_numbers(rows: Sequence[_Row], n_pages: int) -> dict[int, str]:
    """Return the runs that count the pages, with their numbers as printed."""
    candidates: list[tuple[_Row, Run, str, int]] = []
    for row in rows:
        for run in row.runs:
            match = PAGE_NUMBER.match(run.text)
            if match:
                candidates.append((row, run, match[1], int(match[1]) - row.page))
    # A page and its number rise together; so does nothing else at one place.
    counted = Counter((row.top, round(row.y / SLOT), offset) for row, _, _, offset in candidates)
    words = Counter((run.text, row.top) for row in rows for run in row.runs)
    numbers = {}
    for row, run, number, offset in candidates:
        place = round(row.y / SLOT)
        n = sum(counted[row.top, place + near, offset] for near in (-1, 0, 1))
        # The number of a note stands beside words, too, and may happen to rise with the pages.
        others = [other for other in row.runs if other is not run]
        beside = not others or all(words[other.text, row.top] > 1 for other in others)
        lone = not others and row.depth == 0 and row.gap >= APART * row.size
        # Beside other words on each of a few pages it counts them, set apart from the text.
        on_all = n == n_pages and offset == row.depth == 0 and row.gap >= APART * row.size
        if (n > 1 and (beside or on_all or n >= max(COMES_BACK, OFTEN * n_pages))) or (
            offset == 0 and lone and (n_pages < COMES_BACK or PAGE_LABEL.search(run.text))
        ):
            numbers[id(run)] = number
    for row in rows:
        lone = len(row.runs) == 1 and row.depth == 0 and row.gap >= APART * row.size
        if lone and ROMAN_NUMBER.match(row.text):
            numbers[id(row.runs[0])] = row.text
    return numbers


def _repeated(rows: Sequence[_Row], body_size: float, numbers: dict[int, str]) -> dict[int, _Row]:
    """Return the rows that stand at the same place with the same words on another page."""
    places: dict[tuple[bool, str, int], list[_Row]] = defaultdict(list)
    for row in rows:
        words = " ".join(run.text for run in row.runs if id(run) not in numbers)
        if not words or row.size > LARGE * body_size:
            continue
        places[row.top, words, 0].append(row)
        counting = COUNTING.search(words)
        if counting:  # a number that rises with the pages, after "pagina" or by itself
            offset = int(counting[1] or counting[2] or counting[3]) - row.page
            places[row.top, COUNTING.sub("#", words), offset].append(row)
    found = {}
    for same in places.values():
        pages: dict[int, set[int]] = defaultdict(set)
        for row in same:
            pages[round(row.y / SLOT)].add(row.page)
        for row in same:
            slot = round(row.y / SLOT)
            n = len(pages[slot - 1] | pages[slot] | pages[slot + 1])
            # Two pages may begin alike; a running head that comes back but once is set apart.
            apart = row.gap >= APART_ONCE * row.size or row.size <= SMALLER * body_size
            plain = row.size <= 1.02 * body_size and not all(run.bold > 0.5 for run in row.runs)
            if n >= COMES_BACK or (n > 1 and apart and plain):
                found[id(row)] = row
    return found


def _may_stand_in(row: _Row, body_size: float) -> bool:
    """Whether a row may stand where other pages have their running head; a note may not."""
    small = row.size <= 1.02 * body_size and row.gap >= APART * row.size
    return small and (row.top or not NOTE_LINE.match(row.text))


def _stands_alone(row: _Row, body_size: float, n_pages: int) -> bool:
    """Whether a row that comes once is furniture: small type, apart, at the edge of the page."""
    if row.depth or row.gap < APART * row.size:
        return False
    label = PAGE_LABEL.search(row.text)
    if label and int(label[1]) == row.page and len(row.text) < 100:
        return True
    return (
        row.top
        and row.page > 1
        and n_pages < COMES_BACK
        and row.size <= SMALLER * body_size
        and not row.text.endswith((".", ":", ";"))
    )


def _coming_back(pages: Sequence[Page], taken: set[int]) -> Iterator[tuple[int, Run]]:
    """Yield what comes back at one place away from the edges, as a letter's side column does."""
    places: dict[tuple[str, int, int], list[tuple[int, Run]]] = defaultdict(list)
    for page in pages:
        for run in page.runs:
            if id(run) not in taken and any(c.isalpha() for c in run.text):
                places[run.text, round(run.x0), round(run.y)].append((page.number, run))
    for same in places.values():
        if len({number for number, _ in same}) >= COMES_BACK:
            yield from same
