"""Find what stands on a page beside its running text: notes, markers, running heads, page numbers.

A note is believed only together with its marker, and in order: note 4 needs a '4' glued to a word
or a punctuation mark between the marker of note 3 and the note. That leaves real numbers alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.ingest.lines import SENTENCE_END, TERMINAL, Line
from pipeline.records import BlockKind

# Matches "4 Kamerstuk 32 735", "[4] Zie", "4. Kamerstuk"; must not match "2022 was" or "4.1 Doel".
NOTE_LINE = re.compile(r"\[?(\d{1,3})[\]).]?\s+(?=\S)")
# Matches "12", "- 12 -", "Pagina 3 van 10", "3/12"; must not match "12." or "2023-2027".
PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|pag\.|p\.|blz\.)\s*)?[-–—|]?\s*(\d{1,4})\s*(?:(?:/|van)\s*\d{1,4}\s*)?[-–—|]?$",
    re.IGNORECASE,
)
URL_LINE = re.compile(r"(?:https?://|www\.)\S+(?:\s\S+)?$")
# How far a page's end may lie below its first note for all between to be notes.
NOTE_ZONE_LINES = 25
# How many notes may be missing between two that are there.
MISSING_NOTES = 2


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch beside the running text: lines ``first`` to ``last`` inclusive."""

    first: int
    last: int
    kind: BlockKind
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of a note in the running text, at source offsets."""

    start: int
    end: int
    number: str


def find_furniture(source: str, lines: Sequence[Line]) -> tuple[list[Furniture], list[Marker]]:
    """Return running heads, page numbers and notes, in order of line, and the notes' markers."""
    starts, markers = _note_starts(source, lines)
    found = _running_heads(lines, starts)
    taken = {n for item in found for n in range(item.first, item.last + 1)}
    notes = _notes(lines, starts, taken)
    return sorted([*found, *notes], key=lambda item: item.first), markers


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _running_heads(lines: Sequence[Line], notes: Mapping[int, int]) -> list[Furniture]:
    """Lines that come back at page edges, and numbers that count pages; notes are neither."""
    filled = [
        n
        for n, line in enumerate(lines)
        if not line.blank and n not in notes and not URL_LINE.match(line.text)
    ]
    edge: dict[int, str] = {}  # line -> 'top' or 'bottom'
    pages: list[list[int]] = [[]]
    for n in filled:
        if lines[n].page_start and pages[-1]:
            pages.append([])
        pages[-1].append(n)
    for page in pages:
        for n in page[-2:]:
            edge[n] = "bottom"
        for n in page[:2]:
            edge[n] = "top"
    if len(pages) < 2:
        # Without page starts a head shows only by breaking into sentences.
        for before, n, after in zip(filled, filled[1:], filled[2:], strict=False):
            open_before = not TERMINAL.search(lines[before].text)
            if open_before and lines[after].text[:1].islower():
                edge[n] = "bottom"
    repeated = Counter(_masked(lines[n].text) for n in edge)
    every = Counter(_masked(lines[n].text) for n in filled)
    found = []
    numbers: list[int] = []
    for n in sorted(edge):
        text = lines[n].text
        match = PAGE_NUMBER.match(text)
        if match and (not numbers or int(match[1]) > numbers[-1]):
            numbers.append(int(match[1]))
            found.append(Furniture(n, n, "page_number", match[1]))
        elif repeated[_masked(text)] >= 3 and repeated[_masked(text)] * 2 > every[_masked(text)]:
            # A numbered heading comes back too, but rarely at the edge of a page.
            found.append(Furniture(n, n, "header" if edge[n] == "top" else "footer"))
    if len(numbers) < 2:
        found = [item for item in found if item.kind != "page_number"]
    return found


def _find_marker(source: str, number: str, start: int, end: int, *, loose: bool) -> Marker | None:
    n = re.escape(number)
    patterns = (
        # Strong: "Rechtsorde’1", "heerst.2 ", "coalities15,", "(2026–2030)2"; not "18.165", "CO2".
        rf"(?<=[a-zà-ÿ.,;:!?)\]’”\"'»])(?<!\d[.,])\[?({n})\]?(?![\w%]|[.,]\d|-\w)",
        # Weak: after a capital or a plus ("lhbtiq+2"), or after a full stop and a space ("bod. 27 Ook").
        rf"(?<=[A-Z+])({n})(?![\w%]|[.,]\d|-\w)",
        rf"(?<=[.!?)]\s)({n})(?=\s+[A-Z])",
        # Loose: a number by itself after a small letter ("beleid 7 en"); only for a note below a note.
        rf"(?<=[a-z]\s)({n})(?=\s+[a-z])",
    )
    for pattern in patterns[: None if loose else -1]:
        match = re.compile(pattern).search(source, start, end)
        if match:
            return Marker(match.start(), match.end(), number)
    return None


def _note_starts(source: str, lines: Sequence[Line]) -> tuple[dict[int, int], list[Marker]]:
    """The lines on which notes begin, with their numbers, and the markers that prove them.

    A note or two may be missing from the text; a note right below the one before it may have its
    marker set loose by a space ('buitenlandbeleid 7 en').
    """
    markers: list[Marker] = []
    starts: dict[int, int] = {}
    expected, at, last = 1, 0, -1
    for n, line in enumerate(lines):
        match = NOTE_LINE.match(line.text)
        if not match or not expected <= int(match[1]) <= expected + (
            MISSING_NOTES if starts else 0
        ):
            continue
        number = int(match[1])
        near = bool(starts) and number == expected and n - last <= 4
        marker = _find_marker(source, match[1], at, line.start, loose=near)
        if marker is None:
            continue
        starts[n] = number
        markers.append(marker)
        at, expected, last = marker.end, number + 1, n
    return starts, markers


def _notes(lines: Sequence[Line], starts: dict[int, int], taken: set[int]) -> list[Furniture]:
    notes = [
        Furniture(n, _note_end(lines, n, starts, taken), "footnote", str(starts[n]))
        for n in sorted(starts)
    ]
    covered = {m for note in notes for m in range(note.first, note.last + 1)} | taken
    for n, line in enumerate(lines):
        # Bare links belong to the notes they stand among.
        if n not in covered and URL_LINE.match(line.text):
            notes.append(Furniture(n, n, "footnote"))
    return notes


def _next_filled(lines: Sequence[Line], n: int, taken: set[int]) -> int | None:
    return next(
        (m for m in range(n + 1, len(lines)) if not lines[m].blank and m not in taken), None
    )


def _note_end(lines: Sequence[Line], n: int, starts: dict[int, int], taken: set[int]) -> int:
    """The last line of the note that starts on line ``n``."""
    page_end = next(
        (m for m in range(n + 1, min(n + NOTE_ZONE_LINES, len(lines))) if lines[m].page_start), None
    )
    open_before = _breaks_a_sentence(lines, n, starts, taken)
    last = n
    while True:
        m = _next_filled(lines, last, taken)
        if m is None or m in starts or lines[m].page_start:
            return last
        if m - last > 2:  # more than one blank line: something else begins
            return last
        if page_end is not None and m < page_end:
            last = m
            continue
        if m > last + 1 and not lines[last].text.endswith("-"):
            return last
        if open_before and lines[m].text[:1].islower() and not lines[last].text.endswith("-"):
            # The running text goes on here; a note that ends with a full stop, a number or a
            # bracket is complete.
            if re.search(r"[.)\d]$", lines[last].text):
                return last
        elif SENTENCE_END.search(lines[last].text) and not lines[m].text[:1].islower():
            return last
        last = m


def _breaks_a_sentence(
    lines: Sequence[Line], n: int, starts: dict[int, int], taken: set[int]
) -> bool:
    before = next(
        (
            m
            for m in range(n - 1, -1, -1)
            if not lines[m].blank and m not in taken and m not in starts
        ),
        None,
    )
    return before is not None and not SENTENCE_END.search(lines[before].text)
