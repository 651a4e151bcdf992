"""Find what stands on a page beside its running text: notes, markers, running heads, page numbers.

A note is believed only together with its marker, and in order: note 4 needs a '4' glued to a word
or a punctuation mark between the marker of note 3 and the note. That leaves real numbers alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.ingest.lines import SENTENCE_END, TERMINAL, Line, wrap_width, wraps_before
from pipeline.ingest.reading import Marker
from pipeline.records import BlockKind

# Matches "4 Kamerstuk 32 735", "[4] Zie", "4. Kamerstuk", "4Zie"; must not match "2022 was",
# "4.1 Doel", "4D-aanpak".
NOTE_LINE = re.compile(r"\[?(\d{1,3})(?:[\]).]?\s+(?=\S)|(?=[A-ZÀ-Ý‘“][a-zà-ÿ]))")
# Matches "12", "- 12 -", "Pagina 3 van 10", "3/12"; must not match "12.", "2026" or "2023-2027".
PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|pag\.|p\.|blz\.)\s*)?[-–—|]?\s*(\d{1,3})\s*(?:(?:/|van)\s*\d{1,4}\s*)?[-–—|]?$",
    re.IGNORECASE,
)
# Matches "https://a.nl/b", "www.a.nl (2024)"; must not match "Zie https://a.nl".
URL_LINE = re.compile(r"(?:https?://|www\.)\S+(?:\s\S+)?$")
# The marker of note #. Strong: matches "Rechtsorde’1", "heerst.2 ", "coalities15,", "woord[1]",
# "(2026–2030)2"; must not match "18.165", "CO2", "60 m2", "2022-2027", "4D".
STRONG: tuple[str, ...] = (
    r"(?<=[a-zà-ÿ.,;:!?)\]’”\"'»])(?<!\d[.,])(?<!\bm)(?<!\b[kcdh]m)(?:\[#\]|#)(?![\w%]|[.,]\d|-\w)",
)
# Weak: a capital or a plus before it ("VNG2", "lhbtiq+2"), or a full stop and a space
# ("bod. 27 Ook"); must not match "4D", "in 2 van".
WEAK: tuple[str, ...] = (
    *STRONG,
    r"(?<=[A-Z+])#(?![\w%]|[.,]\d|-\w)",
    r"(?<=[.!?)]\s)#(?=\s+[A-Z])",
)
# Loose: by itself after a small letter ("beleid 7 en"), for a note right below another; must not
# match "artikel 7.2".
LOOSE: tuple[str, ...] = (*WEAK, r"(?<=[a-z]\s)#(?=\s+[a-z])")
# How far a page's end may lie below its first note for all between to be notes.
NOTE_ZONE_LINES = 25
# How many numbers are tried as the first note of an extract.
FIRST_NOTES_TRIED = 20
# How many notes may be missing between two that are there.
MISSING_NOTES = 2


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch beside the running text: lines ``first`` to ``last`` inclusive."""

    first: int
    last: int
    kind: BlockKind
    marker: str = ""


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


def _find_marker(
    source: str, number: str, start: int, end: int, patterns: Sequence[str]
) -> Marker | None:
    for pattern in patterns:
        match = re.compile(pattern.replace("#", number)).search(source, start, end)
        if match:
            return Marker(match.start(), match.end(), number)
    return None


def _note_starts(source: str, lines: Sequence[Line]) -> tuple[dict[int, int], list[Marker]]:
    """Return the lines on which notes begin, with their numbers, and the markers that prove them.

    Notes count from 1; in an extract from a longer text, where two or more prove each other, from
    any number.
    """
    starts, markers = _notes_from(1, source, lines)
    tried: set[int] = set()
    for line in lines if not starts else ():
        match = NOTE_LINE.match(line.text)
        number = int(match[1]) if match else 0
        if number < 2 or number in tried or len(tried) == FIRST_NOTES_TRIED:
            continue
        tried.add(number)
        starts, markers = _notes_from(number, source, lines, first=STRONG)
        if len(starts) > 1:
            return starts, markers
        starts, markers = {}, []
    return starts, markers


def _notes_from(
    expected: int, source: str, lines: Sequence[Line], first: Sequence[str] = ()
) -> tuple[dict[int, int], list[Marker]]:
    """Return what `_note_starts` does, counting from ``expected``.

    ``first`` are the patterns that the first note's marker must match.

    A note or two may be missing from the text; a note right below the one before it may have its
    marker set loose by a space ('buitenlandbeleid 7 en').
    """
    markers: list[Marker] = []
    starts: dict[int, int] = {}
    at, last = 0, -1
    turned = False  # a page has ended since the last note
    searched: dict[tuple[str, int], int] = {}  # how far a marker was looked for in vain
    for n, line in enumerate(lines):
        match = NOTE_LINE.match(line.text)
        turned = turned or line.page_start
        if match and starts and turned and match[1] == "1":
            # Some count their notes from 1 on every page; only the surest marker proves that.
            again = _find_marker(source, "1", max(at, lines[last].end), line.start, STRONG)
            if again:
                starts[n] = 1
                markers.append(again)
                at, expected, last, turned = again.end, 2, n, False
                searched.clear()
                continue
        if not match or not expected <= int(match[1]) <= expected + (
            MISSING_NOTES if starts else 0
        ):
            continue
        number = int(match[1])
        near = bool(starts) and number == expected and n - last <= 4
        # "1. Starters" is a list item until a marker that can be nothing else proves it a note.
        listed = match[0].strip() == f"{match[1]}."
        patterns: Sequence[str] = STRONG if listed else LOOSE if near else WEAK
        if first and not starts:
            patterns = first
        key = (match[1], len(patterns))
        marker = _find_marker(source, match[1], searched.get(key, at), line.start, patterns)
        if marker is None:
            searched[key] = max(at, line.start - 2)
            continue
        searched.clear()
        starts[n] = number
        markers.append(marker)
        at, expected, last, turned = marker.end, number + 1, n, False
    return starts, markers


def _notes(lines: Sequence[Line], starts: dict[int, int], taken: set[int]) -> list[Furniture]:
    width = wrap_width(lines)
    notes = [
        Furniture(n, _note_end(lines, n, starts, taken, width), "footnote", str(starts[n]))
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


def _note_end(
    lines: Sequence[Line], n: int, starts: dict[int, int], taken: set[int], width: int
) -> int:
    """Return the last line of the note that starts on line ``n``."""
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
        if not (
            URL_LINE.match(lines[m].text)
            or lines[m].text[:1].islower()
            or wraps_before(lines[last], lines[m], width)
        ):
            # "1 Kamerstuk 12 345 nr. 6" needs no full stop to be complete.
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
