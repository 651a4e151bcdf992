"""Find tables that lost their columns, and those of which only white space shows them.

Text pulled out of a PDF or pasted from a spreadsheet gives a table one cell a line. The words at
the heads of columns tell: 'Aanbeveling', 'Reactie', 'Planning', once above the table or again in
every row. Where columns kept their place, rows of figures or tabs tell.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.ingest.about.letterhead import LABEL
from pipeline.ingest.plain.drafts import FUNCTION_END, LOWER_START
from pipeline.ingest.plain.items import LIST_MARKER
from pipeline.ingest.plain.lines import Line, wraps_before

# The head of a column. Matches "Aanbeveling", "Stand van zaken", "Nr."; must not match
# "Aanbevelingen aan de minister", "Reactie 3", "toelichting.".
COLUMN_HEAD = re.compile(
    r"(?=[A-Z])(?i:nr\.?|nummer|(?:deel)?aanbeveling(?:en)?|advies|(?:kabinets|beleids)?reactie"
    r"(?: (?:van het )?(?:kabinet|college|bestuur))?|antwoord|standpunt|appreciatie|planning|"
    r"termijn|deadline|status|stand van zaken|voortgang|acties?|actiehouders?|maatregel(?:en)?|"
    r"toelichting|opmerking(?:en)?|verantwoordelijke?|trekkers?|eigenaar|wie|wat|wanneer|hoe|"
    r"doel(?:en|stelling)?|indicator(?:en)?|(?:beoogde? )?resulta(?:at|ten)|kosten|budget|bedrag|"
    r"dekking|bron|thema|onderwerp|prioriteit|datum|jaar|conclusies?|bevinding(?:en)?|"
    r"knelpunt(?:en)?|oplossing(?:en)?|risico|fase|partners?|land(?:en)?|instrument(?:en)?|inzet|"
    r"vraag|opvolging)\s?:?$"
)
LEAST_COLUMNS = 2
#: So many heads are believed when white space parts them, as it parts headings.
LEAST_LOOSE = 3
#: A table whose heads come back has this many rows or more.
LEAST_ROWS = 2
#: A line as long as this part of the longest shows that the longest was full.
NEARLY = 0.85
#: Characters: more than this and it is a paragraph under a heading.
LARGEST_CELL = 300
# A cell of few words that begins small. Matches "n.v.t.", "ja"; must not match "ja, maar".
SMALL_CELL = re.compile(
    r"(?:n\.?v\.?t\.?|p\.?m\.?|ja|nee|idem|onbekend|lopend|afgerond|gereed|open|geen|deels)$",
    re.IGNORECASE,
)


# What parts columns that kept their place. Matches the gap in "Huur    12", a tab; must not match
# one space.
GAP = re.compile(r"\t\s*|\s{2,}")
# Matches "1.512", "12%", "€ 3,5 mln", "-", "2027"; must not match "12 jaar", "2.".
FIGURE = re.compile(
    r"[-–+]?\s?(?:€|\$)?\s?\d[\d.,]*(?<![.,])\s?(?:%|mln|mld|mrd)?\*?|[-–x]|n\.?v\.?t\.?|p\.?m\.?"
)
#: Rows of figures show a table sooner than rows of words parted by tabs.
LEAST_FIGURE_ROWS = 2
LEAST_TAB_ROWS = 3


@dataclass(frozen=True, slots=True)
class FlatCell:
    """A cell: the lines that it takes, by their indices, and its words.

    ``place`` is its table, row and column, from 1; None where the cells do not add up to rows.
    """

    first: int
    last: int
    words: tuple[Line, ...]
    place: tuple[int, int, int] | None


#: The lines of a cell, and its row and column.
Cell = tuple[list[int], tuple[int, int] | None]


def flat_cells(lines: Sequence[Line], beside: Container[int]) -> list[FlatCell]:
    """Return the cells of the tables of a text that lost their form, in order.

    Parameters
    ----------
    lines
        The lines of the text.
    beside
        Lines beside the running text, such as page numbers; a table goes on across them.
    """
    filled = [n for n, line in enumerate(lines) if not line.blank and n not in beside]
    heads = [bool(COLUMN_HEAD.match(lines[n].text)) for n in filled]
    # Whether white space parts a line from the one above it.
    parted = [
        at > 0 and any(n not in beside for n in range(filled[at - 1] + 1, n))
        for at, n in enumerate(filled)
    ]
    cells: list[FlatCell] = []
    tables = at = 0
    while at < len(filled):
        found: list[Cell] = []
        end = at + 1
        while heads[at] and end < len(filled) and heads[end]:
            end += 1
        loose = any(parted[at + 1 : end])
        if heads[at] and end - at >= (LEAST_LOOSE if loose else LEAST_COLUMNS):
            found, stop = _under(lines, filled, parted, (at, end), loose=loose)
        elif heads[at]:
            found, stop = _beside(lines, filled, heads, parted, at)
        else:
            rows, stop = _spaced_rows(lines, filled, parted, at)
            for row, n in enumerate(rows, start=1):
                for column, words in enumerate(_split(lines[n]), start=1):
                    cells.append(FlatCell(n, n, (words,), (tables + 1, row, column)))
            tables += bool(rows)
        for group, place in found:
            words_of = tuple(lines[n] for n in range(group[0], group[-1] + 1) if n not in beside)
            where = (tables + 1, *place) if place else None
            cells.append(FlatCell(group[0], group[-1], words_of, where))
        tables += bool(found)
        at = stop
    return cells


def _split(line: Line) -> list[Line]:
    """Return the words of a line between its gaps, each as a line of its own."""
    words = []
    at = 0
    for gap in [*GAP.finditer(line.text), None]:
        end = gap.start() if gap else len(line.text)
        text = line.text[at:end]
        words.append(replace(line, start=line.start + at, end=line.start + end, text=text))
        at = gap.end() if gap else end
    return words


def _spaced_rows(
    lines: Sequence[Line], filled: Sequence[int], parted: Sequence[bool], start: int
) -> tuple[list[int], int]:
    """Return the rows of a table whose columns kept their place, and where it stops.

    Two rows of figures below their heads, or three with as many tabs, one right below the other.
    """
    columns = len(GAP.findall(lines[filled[start]].text)) + 1
    stop = start
    figures = tabs = 0
    while stop < len(filled) and columns > 1 and (stop == start or not parted[stop]):
        text = lines[filled[stop]].text
        words = [word.text for word in _split(lines[filled[stop]])]
        numbered = columns == 2 and FIGURE.fullmatch(words[0])
        if LIST_MARKER.match(text) or LABEL.match(text) or numbered:
            break  # '-\tHuren', 'Datum\t3 mei', '1\tInleiding'
        of_figures = all(FIGURE.fullmatch(word) for word in words[1:])
        tabbed = text.count("\t") >= columns - 1
        if len(words) != columns or not (of_figures or tabbed or stop == start):
            break
        figures += of_figures and stop > start
        tabs += tabbed
        stop += 1
    if figures >= LEAST_FIGURE_ROWS or tabs >= LEAST_TAB_ROWS:
        return list(filled[start:stop]), stop
    return [], start + 1


def _under(
    lines: Sequence[Line],
    filled: Sequence[int],
    parted: Sequence[bool],
    heads: tuple[int, int],
    *,
    loose: bool,
) -> tuple[list[Cell], int]:
    """Return the cells of a table with its heads above it, and where it stops.

    ``loose``: white space parts the heads, and so the cells. Else it may part the rows.
    """
    start, end = heads
    columns = end - start
    found: list[Cell] = [([n], (1, column)) for column, n in enumerate(filled[start:end], start=1)]
    rows: list[list[int]] = []  # the cells, row by row
    at = end
    while at < len(filled):
        stop = at + 1
        while stop < len(filled) and not parted[stop]:
            stop += 1
        run = list(filled[at:stop])
        if loose:
            cells = [run] if sum(len(lines[n].text) for n in run) <= LARGEST_CELL else []
        else:
            cells = _cells_of(lines, run, columns)
        if not cells:
            break
        rows += cells
        at = stop
    rest = len(rows) % columns
    if loose and rest:  # what stands below the table
        at = filled.index(rows[-rest][0])
        rows = rows[:-rest]
    if not rows and not loose and at < len(filled):
        rows, at = _loose_cells(lines, filled, parted, end)
        if len(rows) < columns:
            return [], end
        return found + [(cell, None) for cell in rows], at
    if len(rows) < columns:
        return [], end
    for number, cell in enumerate(rows):
        row, column = divmod(number, columns)
        found.append((cell, (row + 2, column + 1)))
    return found, at


def _loose_cells(
    lines: Sequence[Line], filled: Sequence[int], parted: Sequence[bool], at: int
) -> tuple[list[list[int]], int]:
    """Return what reads as cells though it does not add up to rows, and where it stops."""
    stop = at + 1
    while stop < len(filled) and not parted[stop]:
        stop += 1
    return _groups(lines, filled[at:stop]), stop


def _cells_of(lines: Sequence[Line], run: Sequence[int], columns: int) -> list[list[int]]:
    """Return the cells of lines that hold whole rows; none when they do not."""
    groups = _groups(lines, run)
    if max(sum(len(lines[n].text) for n in group) for group in groups) > LARGEST_CELL:
        return []
    if len(groups) % columns == 0:
        return groups
    if len(run) % columns == 0 and not any(lines[n].closed for n in run):
        return [[n] for n in run]  # a cell a line, some of which begin small
    return _one_row(lines, run, columns) if _wraps(lines, run) else []


def _wraps(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether two lines or more are about as long as the longest: there the text wraps."""
    lengths = sorted(len(lines[n].text) for n in run)
    return len(lengths) > 1 and lengths[-2] >= NEARLY * lengths[-1]


def _one_row(lines: Sequence[Line], run: Sequence[int], columns: int) -> list[list[int]]:
    """Return lines as the cells of one row, parted where a line ended shortest; none if unclear."""
    width = max(len(lines[n].text) for n in run)
    ends = [
        at
        for at in range(1, len(run))
        if lines[run[at - 1]].closed or not wraps_before(lines[run[at - 1]], lines[run[at]], width)
    ]
    if len(ends) < columns - 1:
        return []
    ends.sort(key=lambda at: (len(lines[run[at - 1]].text), at))
    bounds = [0, *sorted(ends[: columns - 1]), len(run)]
    return [list(run[a:b]) for a, b in pairwise(bounds)]


def _groups(lines: Sequence[Line], run: Sequence[int]) -> list[list[int]]:
    """Return lines put together into cells, as far as the lines themselves tell."""
    # Where nothing wraps no line is full.
    width = max(len(lines[n].text) for n in run) if _wraps(lines, run) else sys.maxsize
    groups: list[list[int]] = []
    for n in run:
        if groups and not _begins(lines[groups[-1][-1]], lines[n], width):
            groups[-1].append(n)
        else:
            groups.append([n])
    return groups


def _begins(above: Line, line: Line, width: int) -> bool:
    """Whether a line begins a cell rather than carrying on the one above."""
    if SMALL_CELL.match(line.text) or SMALL_CELL.match(above.text):
        return True
    full = wraps_before(above, line, width)
    if above.closed:
        return not full
    open_end = FUNCTION_END.search(above.text) or above.text[-1] in ",-"
    return not (full or open_end or LOWER_START.match(line.text))


def _beside(
    lines: Sequence[Line],
    filled: Sequence[int],
    heads: Sequence[bool],
    parted: Sequence[bool],
    start: int,
) -> tuple[list[Cell], int]:
    """Return the cells of a table whose heads come back in every row, and where it stops."""
    entries: list[tuple[int, list[int]]] = []
    at = start
    while at + 1 < len(filled) and heads[at] and not heads[at + 1] and not parted[at + 1]:
        stop = at + 2
        while stop < len(filled) and not heads[stop] and not parted[stop]:
            stop += 1
        body = list(filled[at + 1 : stop])
        if sum(len(lines[n].text) for n in body) > LARGEST_CELL:
            break
        entries.append((filled[at], body))
        at = stop
    words = [lines[n].text.rstrip(".: ").casefold() for n, _ in entries]
    columns = len(set(words))
    rows = len(words) // columns if columns else 0
    if (
        columns < LEAST_COLUMNS
        or rows < LEAST_ROWS
        or words[: rows * columns] != words[:columns] * rows
    ):
        return [], start + 1
    found: list[Cell] = []
    for row, (head, body) in enumerate(entries[: rows * columns], start=1):
        found += [([head], (row, 1)), (body, (row, 2))]
    return found, at
