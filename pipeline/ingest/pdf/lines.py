"""Lines of a PDF's text with what their place and type say: where they begin, how full they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.ingest.about.letterhead import LABEL
from pipeline.ingest.pdf.runs import Run, rows_of, width_of_first_word
from pipeline.ingest.pdf.tables import Rule
from pipeline.ingest.plain.lines import ABBREVIATION, TERMINAL
from pipeline.ingest.plain.notes import RAISED

RAISED_FIGURES = re.compile(rf"[{RAISED}]+")  # figures that fonts have as signs of their own
WIDE = 5.0  # ems: no sentence has such a gap
UNDER = 0.35  # ems below the baseline within which a drawn line underlines
UNDERLINED = 0.8  # of a line's width, as much is underlined


@dataclass(slots=True)
class TextLine:
    """A line of a column: its words and place; ``left`` and ``right`` are its column's edges.

    ``body`` is where the words begin after a list marker that white space sets apart; else ``x0``.
    ``raised`` are the places in ``text`` of superscripts, ``notes`` those that turn out to be the
    markers of notes, with their numbers.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    body: float
    left: float = 0.0
    right: float = 0.0
    underlined: bool = False
    raised: tuple[tuple[int, int], ...] = ()
    notes: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The text without the markers of notes."""
        words, at = "", 0
        for start, end, _ in self.notes:
            words, at = words + self.text[at:start], end
        return (words + self.text[at:]).strip()

    @property
    def closed(self) -> bool:
        """Whether a sentence, or a clause of a list, ends where this line does."""
        return bool(TERMINAL.search(self.words)) and not ABBREVIATION.search(self.words)

    @property
    def em(self) -> float:
        """The type size, as a measure of widths."""
        return self.size

    def room(self, following: TextLine) -> float:
        """Return the white that would be left on this line after ``following``'s first word."""
        width = width_of_first_word(following.text, following.x1 - following.x0)
        return self.right - self.x1 - 0.25 * self.size - width


def lines_of(runs: Sequence[Run], page: int, rules: Sequence[Rule] = ()) -> list[TextLine]:
    """Return the lines of a column, from top to bottom."""
    lines = []
    for row in [part for whole in rows_of(runs) for part in _parts(whole)]:
        text, raised = "", []
        for run in row:
            text += " " if text else ""
            raised += [(a + len(text), b + len(text)) for a, b in run.raised]
            text += run.text
        raised += [match.span() for match in RAISED_FIGURES.finditer(text)]
        letters = sum(len(run.text) for run in row)
        size = Counter({run.size: 0 for run in row})
        for run in row:
            size[run.size] += len(run.text)
        x0, x1 = row[0].x0, max(run.x1 for run in row)
        lines.append(
            TextLine(
                text=text,
                page=page,
                x0=x0,
                x1=x1,
                y=row[0].y,
                size=max(size, key=lambda value: (size[value], value)),
                bold=sum(run.bold * len(run.text) for run in row) >= 0.9 * letters,
                italic=sum(run.italic * len(run.text) for run in row) >= 0.9 * letters,
                body=max(row[0].body, x0) if len(row) == 1 else row[1].x0,
                underlined=_is_underlined(x0, x1, row[0], rules),
                raised=tuple(sorted(raised)),
            )
        )
    return lines


def _parts(row: Sequence[Run]) -> list[list[Run]]:
    """Part a row where it is wide open: at the head of a letter number and date stand so.

    A label keeps what stands behind it: 'Datum', and far to the right '3 mei 2031'.
    """
    parts = [[row[0]]]
    for run in row[1:]:
        before = parts[-1][-1]
        if run.x0 - before.x1 > WIDE * run.size and not LABEL.match(before.text):
            parts.append([])
        parts[-1].append(run)
    return parts


def _is_underlined(x0: float, x1: float, run: Run, rules: Iterable[Rule]) -> bool:
    """Whether drawn lines run below the words, and no further than they do."""
    covered = sum(
        min(rule.x1, x1) - max(rule.x0, x0)
        for rule in rules
        if rule.across
        and -0.05 * run.size <= rule.y0 - run.y <= UNDER * run.size
        and rule.x0 >= x0 - run.size
        and rule.x1 <= x1 + run.size
    )
    return covered >= UNDERLINED * (x1 - x0)


def set_edges(columns: Sequence[Sequence[TextLine]]) -> None:
    """Tell every line where its column begins and ends.

    A column of few lines may show neither: it has the edges of the longer ones that it shares its
    left one with.
    """
    frames: list[tuple[float, float, int]] = []
    for column in columns:
        if column:
            left = _common_left(column)
            frames.append((left, max(line.x1 for line in column), len(column)))
    for column in columns:
        if not column:
            continue
        left, right = _common_left(column), max(line.x1 for line in column)
        size = column[0].size
        like = [f for f in frames if abs(f[0] - left) <= 2 * size and f[2] > len(column)]
        if like and len(column) < 8:
            typical = max(like, key=lambda f: (f[2], f[1]))
            left = min(left, typical[0])
            right = max(right, typical[1])
        for line in column:
            line.left, line.right = left, right


def _common_left(column: Sequence[TextLine]) -> float:
    """Return the leftmost edge that many lines of a column have."""
    edges = Counter(round(line.x0) for line in column)
    common = [x for x, n in edges.items() if n * 5 >= len(column)]
    return float(min(common)) if common else min(line.x0 for line in column)
