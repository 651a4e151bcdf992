"""Put the lines of a plain text together into blocks: headings, paragraphs, list items, cells.

What a line is shows in how it ends: a line that had room for the next word was ended on purpose.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ingest.drafts import LOWER_START, Draft
from pipeline.ingest.furniture import Furniture, find_furniture
from pipeline.ingest.headings import (
    HASH_HEADING,
    NUMBERED_HEADING,
    heading,
    heading_lines,
    level_of,
    mark_numbered_headings,
)
from pipeline.ingest.items import (
    BARE_MARKER,
    LIST_MARKER,
    is_bare,
    is_label,
    label_end,
    opens_item,
    take_label,
)
from pipeline.ingest.joining import mark_cells, mark_signatures, merge_continued
from pipeline.ingest.lines import SENTENCE_END, Line, read_lines, wrap_width, wraps_before
from pipeline.ingest.reading import Marker, Piece, Reading

LONG = 0.6  # a line under this part of its run's width says nothing of how the run wraps


def lay_out(source: str) -> Reading:
    """Find the pieces of a plain text, and the markers of its notes.

    Works on text as people have it: pulled out of a PDF with its wrapped lines, notes and running
    heads, written in an editor, or with Markdown's headings and lists.
    """
    lines = read_lines(source)
    furniture, markers = find_furniture(source, lines)
    width = wrap_width(lines)
    lines = _without_markers(source, lines, markers)
    drafts = merge_continued(_draft_blocks(lines, furniture, width), width)
    mark_numbered_headings(drafts)
    mark_cells(drafts, width)
    mark_signatures(drafts)
    for draft in drafts:
        take_label(draft, source)
    return Reading(source=source, pieces=_pieces(drafts, furniture, lines), markers=tuple(markers))


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


def _chunks(lines: Sequence[Line], furniture: Sequence[Furniture]) -> list[tuple[list[Line], bool]]:
    """Return runs of lines with nothing between, and whether a page ended before each."""
    taken = {n for item in furniture for n in range(item.first, item.last + 1)}
    chunks: list[tuple[list[Line], bool]] = []
    current: list[Line] = []
    crossed = False
    for n, line in enumerate(lines):
        if line.blank or n in taken or line.page_start:
            if current:
                chunks.append((current, crossed))
                current, crossed = [], False
            crossed = crossed or n in taken or line.page_start
        if not line.blank and n not in taken:
            current.append(line)
    if current:
        chunks.append((current, crossed))
    return chunks


def _draft_blocks(lines: Sequence[Line], furniture: Sequence[Furniture], width: int) -> list[Draft]:
    drafts: list[Draft] = []
    for chunk, crossed in _chunks(lines, furniture):
        first = len(drafts)
        _draft_chunk(chunk, drafts, width)
        drafts[first].after_page = crossed
    return drafts


def _draft_chunk(chunk: list[Line], drafts: list[Draft], text_width: int) -> None:
    """Split one run of lines into blocks."""
    width = max(len(line.text) for line in chunk)
    if len(chunk) == 2:
        width = max(width, text_width)  # two lines do not show that they stand in a column
    unwrapped = _is_unwrapped(chunk, width)
    n = 0
    opened = len(drafts)
    while n < len(chunk):
        line = chunk[n]
        fresh = len(drafts) == opened or _ended(drafts[-1], line, width, unwrapped)
        item = LIST_MARKER.match(line.text)
        bare = BARE_MARKER.match(line.text)
        hashes = HASH_HEADING.match(line.text)
        if hashes:
            drafts.append(heading([line], len(hashes[1]), hashes.end(), hashes[1]))
        elif bare and bare["bullet"]:
            drafts.append(Draft("list_item", [line], line.text, line.start))
        elif item and (fresh or opens_item(item["marker"], line, drafts, width)):
            start = line.start + item.end()
            drafts.append(Draft("list_item", [line], item["marker"].strip(), start))
        elif bare and (fresh or SENTENCE_END.search(drafts[-1].last)):
            drafts.append(Draft("list_item", [line], line.text, line.start))
        elif is_label(line.text) and (fresh or _had_room(drafts[-1], line, width)):
            drafts.append(heading([line], level_of(line.text), 0, ""))
        elif label_end(line.text) and not fresh and _had_room(drafts[-1], line, width):
            drafts.append(Draft("paragraph", [line], "", line.start))
        elif fresh:
            n_heading = heading_lines(chunk, n, width)
            if n_heading:
                numbered = NUMBERED_HEADING.match(line.text)
                skip = numbered.end() if numbered else 0
                marker = line.text[:skip].strip()
                drafts.append(heading(chunk[n : n + n_heading], level_of(line.text), skip, marker))
                n += n_heading
                continue
            drafts.append(Draft("paragraph", [line], "", line.start))
        elif is_bare(drafts[-1]):
            # A number on a line of its own belongs to the words right below it.
            drafts[-1].lines.append(line)
            drafts[-1].content_start = line.start
        else:
            drafts[-1].lines.append(line)
        n += 1


def _is_unwrapped(chunk: Sequence[Line], width: int) -> bool:
    """Whether each line is a paragraph: of the long ones, two or more, none breaks a sentence."""
    long = [line for line in chunk[:-1] if len(line.text) >= LONG * width]
    return len(long) >= 2 and all(line.closed and SENTENCE_END.search(line.text) for line in long)


def _had_room(draft: Draft, line: Line, width: int) -> bool:
    """Whether the block above, more than a marker, ended its last line on purpose."""
    return not is_bare(draft) and not wraps_before(draft.lines[-1], line, width)


def _ended(draft: Draft, line: Line, width: int, unwrapped: bool) -> bool:
    """Whether the block above was closed by its last line, so that ``line`` begins another."""
    if is_bare(draft):
        return False
    if draft.kind == "heading":
        return True
    if draft.kind == "list_item" and len(line.text) <= 1.15 * max(len(x.text) for x in draft.lines):
        return False
    return (
        draft.lines[-1].closed
        and (unwrapped or not wraps_before(draft.lines[-1], line, width))
        and not LOWER_START.match(line.text)
    )


def _pieces(
    drafts: Sequence[Draft], furniture: Sequence[Furniture], lines: Sequence[Line]
) -> tuple[Piece, ...]:
    """Return the drafts and the furniture as pieces, in order of position."""
    pieces = [
        Piece(
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            content_start=draft.content_start or draft.start,
            level=draft.level,
            page=draft.lines[0].page,
            marker=draft.marker,
            title=HASH_HEADING.sub("", draft.text) if draft.kind == "heading" else "",
        )
        for draft in drafts
    ]
    pieces += [
        Piece(
            kind=item.kind,
            start=lines[item.first].start,
            end=lines[item.last].end,
            content_start=lines[item.first].start,
            page=lines[item.first].page,
            marker=item.marker,
        )
        for item in furniture
    ]
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.kind)))
