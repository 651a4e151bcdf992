"""Find the tables of a page: those ruled with lines, and those whose columns are only aligned."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.ingest.about.letterhead import LABEL
from pipeline.ingest.pdf.runs import Run, rows_of
from pipeline.ingest.plain.items import BARE_MARKER

THIN = 2.5  # points: what is drawn thinner is a line
SHORT = 9.0  # points: shorter lines are specks and fractions
NEAR = 3.0  # points: lines this near meet, or are one
MAX_RULES = 400  # a page of a railway timetable; a drawing has more
FEWEST_ROWS = 3  # rows that show by their columns alone that they are a table
GAP = 1.0  # ems of white between two columns that no line parts
CELL_LETTERS = 40  # cells without lines around them are shorter, on average
FAR = 3.0  # ems: rows of a table without lines stand no further apart
NEXT = 1.6  # ems: a line within a cell
# Matches "•", "1.", "b)", "12", "2.1"; must not match "1.240 km".
MARKER = re.compile(rf"(?:{BARE_MARKER.pattern}|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}$)")
# Matches "Inleiding ..... 3", "2.1 Geld . . . . 12"; must not match "en zo voort...".
LEADER = re.compile(
    r"^(?P<title>.{0,300}?)\s{0,9}(?:\.\s?|…\s?|_){4,}+\s{0,9}(?P<page>\d{0,4}|[ivxl]{1,6})$"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, across or down the page, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def across(self) -> bool:
        """Whether it runs from left to right."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Drawn:
    """The place of a shape and how many sides it has."""

    x0: float
    y0: float
    x1: float
    y1: float
    sides: int


@dataclass(slots=True)
class Table:
    """A table's place on its page and its cells: row, column and lines, in order."""

    x0: float
    top: float
    x1: float
    bottom: float
    cells: list[tuple[int, int, list[Run]]] = field(default_factory=list)

    @property
    def y(self) -> float:
        """Where it begins."""
        return self.top


def rules_of(drawn: Drawn) -> list[Rule]:
    """Return the lines that a shape is: a line, a thin bar or the sides of a box."""
    x0, y0, x1, y1 = drawn.x0, drawn.y0, drawn.x1, drawn.y1
    if y1 - y0 <= THIN < SHORT <= x1 - x0:
        return [Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)]
    if x1 - x0 <= THIN < SHORT <= y1 - y0:
        return [Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)]
    if min(x1 - x0, y1 - y0) >= SHORT and drawn.sides in {4, 5}:
        level = [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1)]
        return [*level, Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
    return []


def take_ruled(runs: Sequence[Run], rules: Sequence[Rule]) -> tuple[list[Table], list[Run]]:
    """Return the tables that lines part into cells, and the runs outside them."""
    tables: list[Table] = []
    rest = list(runs)
    for grid in _grids(rules):
        left, right = min(rule.x0 for rule in grid), max(rule.x1 for rule in grid)
        top, bottom = min(rule.y0 for rule in grid), max(rule.y1 for rule in grid)
        inside = [
            run
            for run in rest
            if left - NEAR <= run.x0 and run.x1 <= right + NEAR and top < run.y < bottom + NEAR
        ]
        down = _positions(rule.x0 for rule in grid if not rule.across)
        columns = [x for x in down if left + NEAR < x < right - NEAR]
        lines = _positions(rule.y0 for rule in grid if rule.across)
        if columns and len(lines) > 2:
            cells = _cells(inside, columns, lines[1:-1])
        elif len(lines) > 2 or down:
            columns = columns or _gutters(inside)
            rows = rows_of(inside)
            if not columns or not _is_tabular(rows):
                continue
            cells = _cells(inside, columns, _row_tops(rows, columns))
        else:
            continue
        if len({row for row, _, _ in cells}) < 2 or len({column for _, column, _ in cells}) < 2:
            continue
        tables.append(Table(left, top, right, bottom, cells))
        held = {id(run) for run in inside}
        rest = [run for run in rest if id(run) not in held]
    return tables, rest


def _is_tabular(rows: Sequence[Sequence[Run]]) -> bool:
    """Whether most rows have several cells, and these are shorter than lines of running text."""
    several = sum(len(row) > 1 for row in rows)
    letters = sum(len(run.text) for row in rows for run in row)
    return several * 2 > len(rows) and letters < CELL_LETTERS * sum(map(len, rows))


def _grids(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the groups of lines that meet, and those of level lines that are equally wide."""
    rules = _unbroken(rules)
    if len(rules) > MAX_RULES:
        return []
    groups: list[list[Rule]] = []
    for rule in rules:
        joined, apart = [rule], []
        for group in groups:
            if any(_meet(rule, other) for other in group):
                joined += group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return _with_open_sides(groups)


def _unbroken(rules: Sequence[Rule]) -> list[Rule]:
    """Put the lines together that carry each other on: many programs draw them cell by cell."""
    whole: list[Rule] = []
    for rule in sorted((r for r in rules if r.across), key=lambda r: (round(r.y0), r.x0)):
        last = whole[-1] if whole else None
        if last and abs(last.y0 - rule.y0) <= 1 and rule.x0 <= last.x1 + NEAR:
            whole[-1] = Rule(last.x0, last.y0, max(last.x1, rule.x1), last.y0)
        else:
            whole.append(rule)
    n_across = len(whole)
    for rule in sorted((r for r in rules if not r.across), key=lambda r: (round(r.x0), r.y0)):
        last = whole[-1] if len(whole) > n_across else None
        if last and abs(last.x0 - rule.x0) <= 1 and rule.y0 <= last.y1 + NEAR:
            whole[-1] = Rule(last.x0, last.y0, last.x0, max(last.y1, rule.y1))
        else:
            whole.append(rule)
    return whole


def _meet(one: Rule, other: Rule) -> bool:
    return (
        one.x0 <= other.x1 + NEAR
        and other.x0 <= one.x1 + NEAR
        and one.y0 <= other.y1 + NEAR
        and other.y0 <= one.y1 + NEAR
    )


def _with_open_sides(groups: Sequence[list[Rule]]) -> list[list[Rule]]:
    """Put level lines of one width together: tables are ruled without sides, too."""
    closed = [group for group in groups if any(not rule.across for rule in group)]
    level: list[list[Rule]] = []
    for group in groups:
        if any(not rule.across for rule in group):
            continue
        x0, x1 = min(r.x0 for r in group), max(r.x1 for r in group)
        for wide in level:
            if abs(wide[0].x0 - x0) <= NEAR and abs(max(r.x1 for r in wide) - x1) <= NEAR:
                wide.extend(group)
                break
        else:
            level.append(list(group))
    return closed + level


def _positions(values: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > NEAR:
            positions.append(value)
    return positions


def _cells(
    runs: Sequence[Run], columns: Sequence[float], lines: Sequence[float]
) -> list[tuple[int, int, list[Run]]]:
    """Return what stands in each cell, given where columns and rows after the first begin."""
    cells: dict[tuple[int, int], list[Run]] = {}
    for row in rows_of(runs):
        for run in row:
            middle = (run.x0 + min(run.x1, run.x0 + 2 * run.size)) / 2
            at = bisect_right(lines, run.y - 0.3 * run.size), bisect_right(columns, middle)
            cells.setdefault(at, []).append(run)
    rows = {row: n for n, row in enumerate(sorted({row for row, _ in cells}), start=1)}
    return [(rows[row], column + 1, cells[row, column]) for row, column in sorted(cells)]


def _row_tops(rows: Sequence[Sequence[Run]], columns: Sequence[float]) -> list[float]:
    """Return where the rows of a table begin that no lines part: where its first column does."""
    return [row[0].top for row in rows[1:] if row[0].x0 < columns[0] or len(row) > len(columns)]


def _gutters(runs: Sequence[Run]) -> list[float]:
    """Return the right sides of the strips of white between the columns of a table.

    A column of list markers is none.
    """
    gutters: list[float] = []
    before: list[Run] = []
    end = 0.0
    for run in sorted(runs, key=lambda r: r.x0):
        if before and run.x0 - end > GAP * run.size:
            if gutters or not all(MARKER.match(r.text) for r in before):
                gutters.append(run.x0 - NEAR)
            before = []
        end = max(run.x1, end) if before else run.x1
        before.append(run)
    return gutters


def take_aligned(runs: Sequence[Run]) -> tuple[list[Table], list[Run]]:
    """Return the tables of a column that have no lines, and the runs outside them.

    Three or more rows on end have cells in the same columns; a single cell right below another
    carries it on. Tables of contents are such tables, too.
    """
    tables: list[Table] = []
    rest: list[Run] = []
    opened: list[list[Run]] = []
    for row in [*rows_of(runs), []]:
        if row and _fits(opened, row):
            opened.append(row)
            continue
        table = _aligned(opened)
        if table:
            tables.append(table)
        else:
            rest += [run for above in opened for run in above]
        opened = [row] if row and _is_row(row) else []
        rest += [] if opened else row
    return tables, rest


def _is_row(row: Sequence[Run]) -> bool:
    if _is_entry(row) or len(row) > 2:
        return True
    return len(row) > 1 and not MARKER.match(row[0].text) and not LABEL.match(row[0].text)


def _is_entry(row: Sequence[Run]) -> bool:
    """Whether a row belongs to a table of contents."""
    return any(LEADER.match(run.text) for run in row)


def _fits(opened: Sequence[Sequence[Run]], row: Sequence[Run]) -> bool:
    """Whether a row carries a table on: it stands near and its columns stay apart."""
    if not opened:
        return False
    distance = row[0].y - opened[-1][0].y
    runs = [run for other in opened for run in other]
    if _is_row(row):
        apart = _is_entry(row) or bool(_gutters([*runs, *row]))
        return distance <= FAR * row[0].size and apart
    starts = [run.x0 for run in runs]
    return (
        len(row) == 1
        and distance <= NEXT * row[0].size
        and any(abs(row[0].x0 - x) <= NEAR for x in starts)
        and len(_gutters([*runs, *row])) == len(_gutters(runs))
    )


def _aligned(rows: Sequence[Sequence[Run]]) -> Table | None:
    """Return rows as a table if they are one."""
    contents = sum(map(_is_entry, rows)) * 2 > len(rows)
    gutters = _gutters([run for row in rows for run in row])
    if sum(len(row) > 1 or contents for row in rows) < FEWEST_ROWS or not (gutters or contents):
        return None
    runs = [run for row in rows for run in row]
    for run in runs:
        run.text = LEADER.sub(r"\g<title> \g<page>", run.text).strip()
    runs = [run for run in runs if run.text]
    tops = [row[0].top for row in rows[1:]] if contents else _row_tops(rows, gutters)
    return Table(
        x0=min(run.x0 for run in runs),
        top=min(run.top for run in runs),
        x1=max(run.x1 for run in runs),
        bottom=max(run.bottom for run in runs),
        cells=_cells(runs, [] if contents else gutters, tops),
    )
