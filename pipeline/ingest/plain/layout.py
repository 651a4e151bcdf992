"""Put the lines of a plain text together into blocks: headings, paragraphs, list items, cells.

What a line is shows in how it ends: a line that had room for the next word was ended on purpose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from pipeline.ingest.plain.drafts import FUNCTION_END, HASH_HEADING, LOWER_START, Draft, pieces_of
from pipeline.ingest.plain.flat_tables import FlatCell, flat_cells
from pipeline.ingest.plain.furniture import Furniture, find_furniture
from pipeline.ingest.plain.headings import (
    NUMBERED_HEADING,
    heading,
    heading_lines,
    level_of,
    mark_numbered_headings,
)
from pipeline.ingest.plain.items import (
    BARE_MARKER,
    LIST_MARKER,
    is_bare,
    is_label,
    label_end,
    lettered_lines,
    numbered_lines,
    opens_item,
    take_label,
)
from pipeline.ingest.plain.joining import (
    mark_cells,
    mark_letterhead,
    mark_signatures,
    merge_continued,
)
from pipeline.ingest.plain.lines import (
    SENTENCE_END,
    TERMINAL,
    Line,
    read_lines,
    wrap_width,
    wraps_before,
)
from pipeline.ingest.plain.quotations import draft_quote, mark_quotations, quote_end
from pipeline.ingest.reading import Marker, Piece, Reading

LONG = 0.6  # a line under this part of its run's width says nothing of how the run wraps
# The number of a paragraph. Matches "3.2 De raad"; must not match "3.2 miljoen", "3 De".
NUMBERED_PARAGRAPH = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[A-ZÀ-Ý‘“\"])")
TITLE_WORDS = 10  # the most that a title line of its own has inside a list item


@dataclass(frozen=True)
class Page:
    """What is known of a text before its lines are put together.

    ``width`` is where it wraps; ``cells`` gives the cells of a flattened table that begin on
    a line; ``lettered`` and ``numbered`` are the lines, by their start, that open items
    lettered 'A.' (with the length of the marker) and numbered '1' on a line of their own.
    """

    width: int
    beside: frozenset[int]
    cells: Mapping[int, Sequence[FlatCell]]
    lettered: Mapping[int, int]
    numbered: Set[int]


def lay_out(source: str) -> Reading:
    """Find the pieces of a plain text, and the markers of its notes.

    Works on text as people have it: pulled out of a PDF with its wrapped lines, notes and running
    heads, or written in an editor.
    """
    lines = read_lines(source)
    furniture, markers = find_furniture(source, lines)
    page = _page(lines, furniture)
    lines = _without_markers(source, lines, markers)
    drafts = merge_continued(_draft_blocks(lines, page), page.width)
    mark_numbered_headings(drafts)
    mark_cells(drafts, page.width)
    mark_letterhead(drafts)
    mark_signatures(drafts)
    mark_quotations(drafts)
    for draft in drafts:
        take_label(draft, source)
    pieces = [*pieces_of(drafts), *(_beside(item, lines) for item in furniture)]
    pieces.sort(key=lambda piece: (piece.start, piece.end, piece.kind))
    return Reading(source=source, pieces=tuple(pieces), markers=tuple(markers))


def _page(lines: Sequence[Line], furniture: Sequence[Furniture]) -> Page:
    beside = frozenset(n for item in furniture for n in range(item.first, item.last + 1))
    width = wrap_width(lines)
    running = [line for n, line in enumerate(lines) if n not in beside]
    cells: dict[int, list[FlatCell]] = {}
    for cell in flat_cells(lines, beside):
        cells.setdefault(cell.first, []).append(cell)
    return Page(
        width=width,
        beside=beside,
        cells=cells,
        lettered={running[n].start: length for n, length in lettered_lines(running).items()},
        numbered={running[n].start for n in numbered_lines(running)},
    )


def _without_markers(source: str, lines: Sequence[Line], markers: Sequence[Marker]) -> list[Line]:
    """Return lines whose text lacks the markers of notes: 'vrijkomt.2' ends a sentence, too."""
    by_start = sorted(markers, key=lambda marker: marker.start)
    seen: list[Line] = []
    for line in lines:
        text, at = "", line.start
        for marker in by_start[bisect_left(by_start, line.start, key=lambda m: m.start) :]:
            if marker.end > line.end:
                break
            text, at = text + source[at : marker.start], marker.end
        text = (text + source[at : line.end]).strip()
        seen.append(replace(line, text=text) if text and text != line.text else line)
    return seen


def _draft_blocks(lines: Sequence[Line], page: Page) -> list[Draft]:
    """Split a text into blocks: run by run of lines with nothing between."""
    drafts: list[Draft] = []
    run: list[Line] = []
    crossed = False  # whether a page ended before the run

    def close() -> None:
        nonlocal crossed
        if run:
            first = len(drafts)
            _draft_run(list(run), drafts, page)
            drafts[first].after_page = crossed
            run.clear()
            crossed = False

    n = 0
    while n < len(lines):
        line, cells = lines[n], page.cells.get(n, ())
        quoted = bool(run) and bool(quote_end(line.text)) != bool(quote_end(run[-1].text))
        if line.blank or n in page.beside or line.page_start or cells or quoted:
            close()
            crossed = crossed or n in page.beside or line.page_start
        for cell in cells:
            drafts.append(_cell(cell, crossed=crossed))
            crossed, n = False, cell.last
        if not cells and not line.blank and n not in page.beside:
            run.append(line)
        n += 1
    close()
    return drafts


def _cell(cell: FlatCell, *, crossed: bool) -> Draft:
    """Return the block of a cell; '(a) Wijs aan' has its letter as marker."""
    item = LIST_MARKER.match(cell.words[0].text)
    marker = item["marker"].strip() if item else ""
    start = cell.words[0].start + (item.end() if item else 0)
    return Draft("cell", list(cell.words), marker, start, after_page=crossed, place=cell.place)


def _draft_run(run: list[Line], drafts: list[Draft], page: Page) -> None:
    """Split one run of lines into blocks."""
    if quote_end(run[0].text):
        draft_quote(run, drafts)
        return
    width = max(len(line.text) for line in run)
    if len(run) == 2:
        width = max(width, page.width)  # two lines do not show that they stand in a column
    unwrapped = _is_unwrapped(run, width)
    n = 0
    opened = len(drafts)
    while n < len(run):
        line = run[n]
        fresh = len(drafts) == opened or _ended(drafts[-1], line, width, unwrapped, page.width)
        item = _item(line, drafts, page, fresh=fresh, width=width)
        hashes = HASH_HEADING.match(line.text)
        if hashes:
            drafts.append(heading([line], len(hashes[1]), hashes.end(), hashes[1]))
        elif item:
            drafts.append(item)
        elif is_label(line.text) and (fresh or _had_room(drafts[-1], line, width)):
            drafts.append(heading([line], level_of(line.text), 0, ""))
        elif label_end(line.text) and not fresh and _had_room(drafts[-1], line, width):
            drafts.append(Draft("paragraph", [line], "", line.start))
        elif fresh:
            n_heading = heading_lines(run, n, width)
            if n_heading:
                numbered = NUMBERED_HEADING.match(line.text)
                skip = numbered.end() if numbered else 0
                marker = line.text[:skip].strip()
                drafts.append(heading(run[n : n + n_heading], level_of(line.text), skip, marker))
                n += n_heading
                continue
            number = NUMBERED_PARAGRAPH.match(line.text)
            skip = number.end() if number else 0
            drafts.append(Draft("paragraph", [line], line.text[:skip].strip(), line.start + skip))
        elif is_bare(drafts[-1]):
            # A number on a line of its own belongs to the words right below it.
            drafts[-1].lines.append(line)
            drafts[-1].content_start = line.start
        else:
            drafts[-1].lines.append(line)
        n += 1


def _item(
    line: Line, drafts: Sequence[Draft], page: Page, *, fresh: bool, width: int
) -> Draft | None:
    """Return the list item that a line opens, if it does."""
    bare = BARE_MARKER.match(line.text)
    if (bare and bare["bullet"]) or line.start in page.numbered:
        return Draft("list_item", [line], line.text, line.end)
    item = LIST_MARKER.match(line.text)
    if item and (fresh or opens_item(item["marker"], line, drafts, width)):
        return Draft("list_item", [line], item["marker"].strip(), line.start + item.end())
    length = page.lettered.get(line.start)
    if length and (fresh or SENTENCE_END.search(drafts[-1].last)):
        return Draft("list_item", [line], line.text[:length].strip(), line.start + length)
    if bare and (fresh or SENTENCE_END.search(drafts[-1].last)):
        return Draft("list_item", [line], line.text, line.end)
    return None


def _is_unwrapped(run: Sequence[Line], width: int) -> bool:
    """Whether each line is a paragraph: of the long ones, two or more, none breaks a sentence."""
    long = [line for line in run[:-1] if len(line.text) >= LONG * width]
    return len(long) >= 2 and all(line.closed and SENTENCE_END.search(line.text) for line in long)


def _had_room(draft: Draft, line: Line, width: int) -> bool:
    """Whether the block above, more than a marker, ended its last line on purpose."""
    return not is_bare(draft) and not wraps_before(draft.lines[-1], line, width)


def _ended(draft: Draft, line: Line, width: int, unwrapped: bool, text_width: int) -> bool:
    """Whether the block above was closed by its last line, so that ``line`` begins another."""
    if is_bare(draft):
        return False
    if draft.kind == "heading" or _is_title(draft, line, text_width):
        return True
    if draft.kind == "list_item" and len(line.text) <= 1.15 * draft.width:
        return False
    return (
        draft.lines[-1].closed
        and (unwrapped or not wraps_before(draft.lines[-1], line, width))
        and not LOWER_START.match(line.text)
    )


def _is_title(item: Draft, line: Line, text_width: int) -> bool:
    """Whether a list item so far is a title of its own, above a full line of running text."""
    return (
        item.kind == "list_item"
        and len(item.lines) == 1
        and not TERMINAL.search(item.last)
        and not FUNCTION_END.search(item.last)
        and item.last[-1] not in ",-–"
        and len(item.last.split()) <= TITLE_WORDS
        and len(line.text) >= LONG * text_width
        and line.text[:1].isupper()
        and not wraps_before(item.lines[-1], line, text_width)
    )


def _beside(item: Furniture, lines: Sequence[Line]) -> Piece:
    first = lines[item.first]
    return Piece(
        kind=item.kind,
        start=first.start,
        end=lines[item.last].end,
        content_start=first.start,
        page=first.page,
        marker=item.marker,
    )
