"""Passages as people read them: folded, with what matters marked, and long ones cut to windows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from pipeline.offsets import Folded, fold
from pipeline.records import Document

# A passage up to this many characters is shown whole; of a longer one, so much around each mark.
WHOLE = 900
AROUND = 260
GAP = Markup(' <span class="gap">[…]</span> ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a source to be marked: ``kind`` is a class of the page's style.

    ``label`` stands before it ('2', for the second ask); ``anchor`` can be linked to.
    """

    start: int
    end: int
    kind: str
    label: str = ""
    anchor: str = ""


def marked(document: Document, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """Return ``source[start:end]`` as running text, escaped, with what lies in it marked.

    Parameters
    ----------
    document, start, end
        A slice of a source, in code points.
    marks
        Any order; those outside the slice are left out, others cut to it. They may overlap.
    """
    folded = fold(document.source, start, end, document.furniture)
    pieces = _pieces(folded, start, end, marks)
    return Markup("").join(_render(text, over, begun) for text, over, begun in pieces)


def shortened(document: Document, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """Return a slice as `marked` does, a long one as windows around its marks."""
    spans = [(max(m.start, start), min(m.end, end)) for m in marks]
    spans = sorted(span for span in spans if span[0] < span[1])
    if end - start <= WHOLE:
        return marked(document, start, end, marks)
    windows: list[list[int]] = []
    for left, right in spans or [(start, start + AROUND)]:
        left = _word_start(document.source, max(left - AROUND, start), start)
        right = _word_end(document.source, min(right + AROUND, end), end)
        if windows and left <= windows[-1][1] + AROUND:
            windows[-1][1] = max(right, windows[-1][1])
        else:
            windows.append([left, right])
    shown = GAP.join(marked(document, left, right, marks) for left, right in windows)
    before = GAP if windows[0][0] > start else Markup("")
    return before + shown + (GAP if windows[-1][1] < end else Markup(""))


def _pieces(
    folded: Folded, start: int, end: int, marks: Sequence[Mark]
) -> Iterator[tuple[str, list[Mark], list[Mark]]]:
    """Yield the text cut where a mark begins or ends, with the marks over it and those begun."""
    placed = []
    for mark in marks:
        if mark.start < end and mark.end > start:
            first = _position(folded, max(mark.start, start), after=True)
            last = _position(folded, min(mark.end, end), after=False)
            if first < last:
                placed.append((first, last, mark))
    cuts = {0, len(folded.text), *(p[0] for p in placed), *(p[1] for p in placed)}
    for left, right in pairwise(sorted(cuts)):
        over = [mark for first, last, mark in placed if first <= left and right <= last]
        begun = [m for first, _, m in placed if first == left and m.start >= start]
        yield folded.text[left:right], over, begun


def _position(folded: Folded, offset: int, *, after: bool) -> int:
    """Return where an offset of the source is in the text; in a gap, what comes after or before."""
    index = bisect_right(folded.runs, offset, key=lambda run: run[1]) - 1
    if index < 0:
        return 0
    at, begins, length = folded.runs[index]
    if offset < begins + length or not after or index + 1 == len(folded.runs):
        return at + min(offset - begins, length)
    return folded.runs[index + 1][0]


def _render(text: str, over: Sequence[Mark], begun: Sequence[Mark]) -> Markup:
    """Return a piece of text inside its marks."""
    shown = Markup("").join(
        Markup("<sup>{}</sup>").format(mark.label) for mark in begun if mark.label
    ) + Markup.escape(text)
    kinds = sorted({mark.kind for mark in over})
    if kinds:
        shown = Markup('<mark class="{}">{}</mark>').format(" ".join(kinds), shown)
    for mark in begun:
        if mark.anchor:
            shown = Markup('<span id="{}">{}</span>').format(mark.anchor, shown)
    return shown


def _word_start(source: str, at: int, least: int) -> int:
    """Return the start of the word at an offset."""
    while at > least and not source[at - 1].isspace():
        at -= 1
    return at


def _word_end(source: str, at: int, most: int) -> int:
    """Return the end of the word at an offset."""
    while at < most and not source[at].isspace():
        at += 1
    return at
