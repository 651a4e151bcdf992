"""Find the columns of a page, and with them the order in which it is read.

A gutter is a strip that no text crosses, beside the aligned left edges of a column. What does
cross it (a heading over both columns) divides the page into zones that are read one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.ingest.pdf.runs import WORD_GAP, Run
from pipeline.ingest.pdf.tables import Table
from pipeline.ingest.plain.lines import TERMINAL

DEPTH = 8  # how often a page is divided: three columns under a heading over each take five
CANDIDATES = 12  # how many left edges are tried as a column's
ABOUT = 0.6
ALIGNED = 2.0  # points: left edges this near are one
GUTTER = 0.6  # ems before the edge of a column that no line of its neighbour reaches
FEWEST_LINES = 3  # a column has as many
FEW_LINES = 5  # as many show by themselves hardly what they are
PROSE_LETTERS = 15  # lines of running text are longer than those of a table's cells
FULL_SHARE = 0.4  # of the lines of running text, as many are full
HALF = 0.5  # of the letters of a run: with more of them in bold it is bold
LARGER = 1.1  # of the size of the columns: such type is a heading's
SAME_ROW = 1.0  # points: baselines of a table's row are this near

Box = Run | Table


@dataclass(slots=True)
class _Cut:
    """A stretch of a page with a gutter in it, in the order of reading, and what lies around."""

    score: int
    above: Sequence[Box]
    first: Sequence[Box]
    second: Sequence[Box]
    below: Sequence[Box]


def reading_order(boxes: Sequence[Box], depth: int = DEPTH) -> list[list[Box]]:
    """Return the columns of a page in the order of reading, each from top to bottom."""
    boxes = sorted(boxes, key=lambda box: (box.top, box.x0))
    cut = _best_cut(boxes) if depth else None
    if cut is None:
        return [list(boxes)] if boxes else []
    parts = (cut.above, cut.first, cut.second, cut.below)
    return [column for part in parts for column in reading_order(part, depth - 1)]


def _best_cut(boxes: Sequence[Box]) -> _Cut | None:
    cuts = [cut for gutter in _gutters(boxes) for cut in _cuts(boxes, gutter)]
    best = max((cut.score for cut in cuts), default=0)
    # Of gutters that part about as much the leftmost: a line over two of three columns crosses it.
    return next((cut for cut in cuts if cut.score >= ABOUT * best), None)


def _gutters(boxes: Sequence[Box]) -> list[float]:
    """Return, from left to right, where gutters may be: before edges that most runs share."""
    runs = [box for box in boxes if isinstance(box, Run)]
    edges: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: r.x0):
        if edges and run.x0 - edges[-1][0].x0 <= ALIGNED:
            edges[-1].append(run)
        else:
            edges.append([run])
    shared = sorted(edges[1:], key=lambda edge: (-len(edge), edge[0].x0))
    return sorted(edge[0].x0 - GUTTER * edge[0].size for edge in shared[:CANDIDATES])


def _cuts(boxes: Sequence[Box], gutter: float) -> list[_Cut]:
    """Return the stretches between what crosses a gutter that have columns."""
    cuts = []
    first = 0
    crossing = [box.x0 < gutter < box.x1 for box in boxes]
    for n, (box, following) in enumerate(pairwise(boxes)):
        # A note's number stands beside the line that crosses, and belongs to it.
        if crossing[n + 1] and abs(box.y - following.y) <= SAME_ROW:
            crossing[n] = True
    for n, crosses in enumerate([*crossing, True]):
        if not crosses:
            continue
        stop = _heading_start(boxes, first, n)
        stretch = boxes[first:stop]
        left = [box for box in stretch if box.x1 <= gutter]
        right = [box for box in stretch if box.x0 >= gutter]
        if how := _beside(left, right):
            score = min(len(left), len(right))
            if how == "aside":  # it must not stand between a text and the next page
                left, right = (right, left) if _is_prose(left) else (left, right)
            cuts.append(_Cut(score, boxes[:first], left, right, boxes[stop:]))
        first = n + 1
    return cuts


def _heading_start(boxes: Sequence[Box], first: int, stop: int) -> int:
    """Return where columns end: a heading below them stands over the text that crosses both."""
    end = stop
    while first < end - 1 and stop < len(boxes):
        last, above = boxes[end - 1], boxes[first : end - 1]
        sizes = sorted(box.size for box in above if isinstance(box, Run))
        if not (isinstance(last, Run) and sizes and last.top >= max(box.bottom for box in above)):
            break
        if last.bold <= HALF and last.size < LARGER * sizes[len(sizes) // 2]:
            break
        end -= 1
    return end


def _beside(left: Sequence[Box], right: Sequence[Box]) -> Literal["", "columns", "aside"]:
    """Return how two stretches side by side are read; empty when they are a table's cells."""
    if not left or not right:
        return ""
    if min(b[-1].bottom for b in (left, right)) <= max(b[0].top for b in (left, right)):
        return ""  # one below the other
    prose = _is_prose(left), _is_prose(right)
    if all(prose) or (prose[0] and _ends_text(left, right)):
        return "columns"
    # A narrow column beside the text, as letters have: its lines go their own way.
    few, many = sorted((left, right), key=len)
    baselines = sorted(box.y for box in many)
    level = sum(
        bisect_right(baselines, box.y + SAME_ROW) > bisect_left(baselines, box.y - SAME_ROW)
        for box in few
    )
    if not any(prose) or len(few) < FEWEST_LINES or level * 2 >= len(few):
        return ""
    return "columns" if prose[0] and _is_alike(left, right) else "aside"


def _is_alike(left: Sequence[Box], right: Sequence[Box]) -> bool:
    """Whether two stretches have lines of one size that are long enough for running text."""
    runs = [[box for box in stretch if isinstance(box, Run)] for stretch in (left, right)]
    if not all(runs):
        return False
    middle = [sorted(run.size for run in side)[len(side) // 2] for side in runs]
    letters = sorted(len(run.text) for run in runs[1])[len(runs[1]) // 2]
    return abs(middle[0] - middle[1]) < 0.05 * middle[0] and letters >= PROSE_LETTERS


def _ends_text(left: Sequence[Box], right: Sequence[Box]) -> bool:
    """Whether a few lines beside a column are the end of its text: long, or carrying it on."""
    last, lines = left[-1], [box for box in right if isinstance(box, Run)]
    if not isinstance(last, Run) or not 0 < len(lines) == len(right) <= FEW_LINES:
        return False
    long = all(len(line.text) >= PROSE_LETTERS for line in lines[:-1])
    return long and (len(lines[0].text) >= PROSE_LETTERS or not TERMINAL.search(last.text))


def _is_prose(stretch: Sequence[Box]) -> bool:
    """Whether most lines belong to running text, in one column or several."""
    runs = [box for box in stretch if isinstance(box, Run)]
    strips = [strip for strip in _strips(runs) if _runs_on(strip)]
    return sum(map(len, strips)) * 2 > len(runs)


def _strips(runs: Sequence[Run]) -> list[list[Run]]:
    """Part runs where white stands between them from top to bottom."""
    strips: list[list[Run]] = []
    end = 0.0
    for run in sorted(runs, key=lambda r: r.x0):
        if strips and run.x0 < end:
            strips[-1].append(run)
        else:
            strips.append([run])
        end = max(end, run.x1)
    return strips


def _runs_on(strip: Sequence[Run]) -> bool:
    """Whether lines are long, and mostly have no room for the first word of the next."""
    if len(strip) < FEWEST_LINES:
        return False
    lines = sorted(strip, key=lambda run: run.y)
    right = max(run.x1 for run in lines)
    full = sum(
        run.x1 + following.width_of_first_word + WORD_GAP * run.size > right
        for run, following in pairwise(lines)
    )
    letters = sorted(len(run.text) for run in lines)[len(lines) // 2]
    return letters >= PROSE_LETTERS and full >= FULL_SHARE * len(lines)
