"""Write the blocks of a PDF down as one source text, each with its offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.pdf.blocks import OTHER_SIZE, TextBlock, Type
from pipeline.ingest.pdf.lines import TextLine
from pipeline.ingest.plain.drafts import FUNCTION_END, LOWER_START, Draft
from pipeline.ingest.plain.headings import mark_numbered_headings
from pipeline.ingest.plain.items import take_label
from pipeline.ingest.plain.joining import mark_signatures
from pipeline.ingest.plain.lines import Line
from pipeline.ingest.reading import CELL_END, PIECE_END, Marker, Piece, Reading
from pipeline.records import FURNITURE_KINDS

PAGE_END = "\f"
RUNS_ON = ("paragraph", "list_item", "quote")
FULL = 3.0  # ems: a line that leaves no more room than this may be cut by the column's end


@dataclass(slots=True)
class Entry:
    """What stands on one page of a block: some or all of its lines.

    ``opens`` and ``ends`` tell that it is the first or the last block of its column.
    """

    page: int
    block: TextBlock
    lines: list[TextLine]
    opens: bool = False
    ends: bool = False


@dataclass(slots=True)
class _Written:
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> int:
        start, self.length = self.length, self.length + len(text)
        self.parts.append(text)
        return start


def join_entries(entries: Sequence[Entry], text_type: Type) -> None:
    """Make one block of what the end of a column or page cut in two.

    Only furniture may stand between the parts.
    """
    above: Entry | None = None
    for entry in entries:
        if entry.block.kind in FURNITURE_KINDS:
            continue
        if above is not None and above.ends and entry.opens and _runs_on(above, entry, text_type):
            above.block.lines.extend(entry.lines)
            entry.block = above.block
        above = entry


def _runs_on(above: Entry, entry: Entry, text_type: Type) -> bool:
    """Whether a column begins in the middle of the block that the column before it ends with."""
    if above.block.kind not in RUNS_ON or entry.block.kind not in {"paragraph", "heading"}:
        return False
    last, first = above.lines[-1], entry.lines[0]
    if abs(last.size - first.size) > OTHER_SIZE * text_type.size or entry.block.marker:
        return False
    if entry.block.kind == "heading" and not LOWER_START.match(first.text):
        return False
    if last.closed:
        return False
    if LOWER_START.match(first.text) or last.words.endswith(("-", ",")):
        return True
    cut = last.room(first) <= FULL * last.size or bool(FUNCTION_END.search(last.words))
    return cut and first.x0 <= first.left + last.size


def write_reading(entries: Sequence[Entry], n_pages: int) -> Reading:
    """Return the source text of a document and its pieces.

    The lines of a block are parted by line breaks, blocks by blank lines, cells of one table by
    line breaks, pages by form feeds.
    """
    written = _Written()
    lines: dict[int, list[Line]] = {}
    markers: list[Marker] = []
    page = 1
    above: Entry | None = None
    for entry in entries:
        if entry.page > page:
            written.add(PAGE_END * (entry.page - page))
            page = entry.page
        elif above is not None:
            written.add(_between(above.block, entry.block))
        for n, line in enumerate(entry.lines):
            start = written.add(("\n" if n else "") + line.text) + bool(n)
            place = Line(start, start + len(line.text), line.words, line.page, False)
            lines.setdefault(id(entry.block), []).append(place)
            markers += [Marker(start + a, start + b, number) for a, b, number in line.notes]
        above = entry
    written.add(PAGE_END * (n_pages - page) if above else "")
    blocks = list({id(entry.block): entry.block for entry in entries}.values())
    source = "".join(written.parts) + ("\n" if above else "")
    pieces = _pieces(blocks, lines, source)
    return Reading(source=source, pieces=pieces, markers=tuple(markers))


def _between(above: TextBlock, below: TextBlock) -> str:
    same_table = above.cell and below.cell and above.cell[0] == below.cell[0]
    return CELL_END if same_table else PIECE_END


def _pieces(
    blocks: Sequence[TextBlock], lines: dict[int, list[Line]], source: str
) -> tuple[Piece, ...]:
    drafts = []
    for block in blocks:
        placed = lines[id(block)]
        drafts.append(
            Draft(block.kind, placed, block.marker, placed[0].start + block.skip, block.level)
        )
    running = [draft for draft in drafts if draft.kind not in FURNITURE_KINDS]
    mark_numbered_headings(running)
    mark_signatures(running)
    for draft in running:
        take_label(draft, source)
    pieces = [
        Piece(
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            content_start=min(draft.content_start, draft.end),
            level=draft.level,
            page=draft.lines[0].page,
            marker=draft.marker,
            cell=block.cell,
        )
        for draft, block in zip(drafts, blocks, strict=True)
    ]
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.kind)))
