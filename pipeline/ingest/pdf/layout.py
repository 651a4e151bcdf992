"""Lay out the pages of a PDF: furniture, tables, columns, notes and blocks, in this order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ingest.pdf.blocks import TextBlock, Type, blocks_of, set_levels, type_of
from pipeline.ingest.pdf.columns import Box, reading_order
from pipeline.ingest.pdf.edges import Edge, take_edges
from pipeline.ingest.pdf.lines import TextLine, lines_of, set_edges
from pipeline.ingest.pdf.notes import Note, mark_lone, mark_markers, take_endnotes, take_notes
from pipeline.ingest.pdf.page import Page
from pipeline.ingest.pdf.runs import Run
from pipeline.ingest.pdf.source import Entry, join_entries, write_reading
from pipeline.ingest.pdf.tables import Table, take_aligned, take_ruled
from pipeline.ingest.reading import Reading

Stretch = list[TextLine] | Table  # lines between two tables of a column, or such a table


@dataclass(slots=True)
class _Sheet:
    """A page laid out: its columns in reading order, its notes and its edges."""

    page: Page
    columns: list[list[Stretch]]
    edges: list[Edge]
    notes: list[Note]


def lay_out_pages(pages: Sequence[Page]) -> Reading:
    """Return the reading of a document's pages, all of its pages from 1."""
    body_size = _body_size(pages)
    edges = take_edges(pages, body_size)
    sheets = [_Sheet(page, list(_columns(page)), edges[page.number], []) for page in pages]
    set_edges([_lines(column) for sheet in sheets for column in sheet.columns])
    _find_notes(sheets, body_size)
    stretches = [s for sheet in sheets for column in sheet.columns for s in column]
    text_type = type_of([s for s in stretches if isinstance(s, list)], body_size)
    entries = list(_entries(sheets, text_type))
    join_entries(entries, text_type)
    set_levels([entry.block for entry in entries])
    return write_reading(entries, len(pages))


def _body_size(pages: Sequence[Page]) -> float:
    """Return the type size in which most of a document is set."""
    letters: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            letters[round(run.size, 1)] += len(run.text)
    return max(letters, key=lambda size: (letters[size], size), default=10.0)


def _columns(page: Page) -> Iterator[list[Stretch]]:
    """Yield the columns of a page as stretches of lines and tables."""
    tables, rest = take_ruled(page.runs, page.rules)
    for column in reading_order([*rest, *tables]):
        aligned, loose = take_aligned([box for box in column if isinstance(box, Run)])
        boxes: list[Box] = [*loose, *aligned, *(b for b in column if isinstance(b, Table))]
        stretches: list[Stretch] = []
        opened: list[Run] = []
        for box in sorted(boxes, key=lambda b: (b.top if isinstance(b, Table) else b.y, b.x0)):
            if isinstance(box, Run):
                opened.append(box)
                continue
            stretches += [lines_of(opened, page.number, page.rules)] if opened else []
            stretches.append(box)
            opened = []
        stretches += [lines_of(opened, page.number, page.rules)] if opened else []
        yield stretches


def _lines(column: Sequence[Stretch]) -> list[TextLine]:
    return [line for stretch in column if isinstance(stretch, list) for line in stretch]


def _find_notes(sheets: Sequence[_Sheet], body_size: float) -> None:
    """Take the notes off every page and mark their markers."""
    last: Note | None = None
    for sheet in sheets:
        feet = [c[-1] for c in sheet.columns if c and isinstance(c[-1], list)]
        sheet.notes = take_notes(feet, sheet.page.rules, body_size, last)
        last = sheet.notes[-1] if sheet.notes else last
    columns = [s for sheet in sheets for c in sheet.columns for s in c if isinstance(s, list)]
    for note in take_endnotes(columns):
        sheets[note.lines[0].page - 1].notes.append(note)
    everywhere = frozenset(note.number for sheet in sheets for note in sheet.notes) - {""}
    for sheet in sheets:
        lines = [line for column in sheet.columns for line in _lines(column)]
        mark_markers(lines, sheet.notes, everywhere)
    if not everywhere:
        mark_lone([line for column in columns for line in column])


def _entries(sheets: Sequence[_Sheet], text_type: Type) -> Iterator[Entry]:
    """Yield the blocks of a document page by page, in the order in which they are written."""
    n_tables = 0
    for sheet in sheets:
        number = sheet.page.number
        heads = [e for e in sheet.edges if e.kind == "header" or e.run.y < sheet.page.height / 2]
        for edge in heads:
            yield _furniture(number, edge.kind, [edge.run], edge.marker)
        for column in sheet.columns:
            blocks: list[Entry] = []
            for stretch in column:
                if isinstance(stretch, Table):
                    n_tables += 1
                    blocks += _cell_entries(stretch, n_tables, number)
                else:
                    found = blocks_of(stretch, text_type)
                    blocks += [Entry(number, block, block.lines[:]) for block in found]
            if blocks:
                blocks[0].opens = blocks[-1].ends = True
            yield from blocks
        for note in sheet.notes:
            yield Entry(number, TextBlock("footnote", note.lines, note.number), note.lines)
        for edge in sheet.edges:
            if edge not in heads:
                yield _furniture(number, edge.kind, [edge.run], edge.marker)
        for run in sheet.page.turned:
            yield _furniture(number, "footer", [run])


def _furniture(page: int, kind: str, runs: list[Run], marker: str = "") -> Entry:
    lines = lines_of(runs, page)
    return Entry(page, TextBlock(kind, lines, marker), lines)  # type: ignore[arg-type]


def _cell_entries(table: Table, n_table: int, page: int) -> Iterator[Entry]:
    for row, column, runs in table.cells:
        lines = lines_of(runs, page)
        yield Entry(page, TextBlock("cell", lines, cell=(n_table, row, column)), lines)
