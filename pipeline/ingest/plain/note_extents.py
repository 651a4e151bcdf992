"""Find where the notes of a plain text end: at a page's end, or where the running text goes on."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from pipeline.ingest.plain.lines import SENTENCE_END, Line, wrap_width, wraps_before
from pipeline.ingest.plain.notes import NOTES_TITLE
from pipeline.ingest.references.find import find_links

# Matches "https://a.nl/b", "www.a.nl (2024)"; must not match "Zie https://a.nl".
URL_LINE = re.compile(r"(?:https?://|www\.)\S+(?:\s\S+)?$")
# How far a page's end may lie below its first note for all between to be notes.
NOTE_ZONE_LINES = 25


def note_ends(
    lines: Sequence[Line], starts: Mapping[int, str], taken: Container[int]
) -> dict[int, int]:
    """Return the last line of every note, by its first.

    Parameters
    ----------
    lines
        The lines of the text.
    starts
        The lines on which notes begin.
    taken
        Lines that are beside the running text already, such as page numbers.
    """
    width = wrap_width(lines)
    return {n: _note_end(lines, n, starts, taken, width) for n in sorted(starts)}


def link_lines(
    source: str, lines: Sequence[Line], taken: Container[int]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of every bare link, broken ones too, that is no note's."""
    ends = {start: end for start, end, _, _ in find_links(source)}
    n = 0
    while n < len(lines):
        line = lines[n]
        first, n = n, n + 1
        if first in taken or not URL_LINE.match(line.text):
            continue
        end = ends.get(line.start, line.end)
        while n < len(lines) and lines[n].start < end and n not in taken:
            n += 1
        # Where words stand behind the broken link, its last line is running text.
        last = n - 1
        if last > first and len(source[end : lines[last].end].split()) > 1:
            n = last
        yield first, n - 1


def _next_filled(lines: Sequence[Line], n: int, taken: Container[int]) -> int | None:
    return next(
        (m for m in range(n + 1, len(lines)) if not lines[m].blank and m not in taken), None
    )


def _note_end(
    lines: Sequence[Line], n: int, starts: Mapping[int, str], taken: Container[int], width: int
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
    lines: Sequence[Line], n: int, starts: Mapping[int, str], taken: Container[int]
) -> bool:
    before = next(
        (
            m
            for m in range(n - 1, -1, -1)
            if not lines[m].blank and m not in taken and m not in starts
        ),
        None,
    )
    if before is None or NOTES_TITLE.match(lines[before].text):
        return False
    return not SENTENCE_END.search(lines[before].text)
