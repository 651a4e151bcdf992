"""What every reader hands over: the source text, its pieces, and what the file says of itself.

A reader that knows the structure of its format (XML, HTML, Word) makes its reading with a
`SourceWriter`; one that has bare text lays it out (`layout`). From there on there is one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import SourceError
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Block, BlockKind

#: What stands between two pieces in a text that a reader puts together.
PIECE_END = "\n\n"
#: What stands between two cells of a table.
CELL_END = "\n"


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of a note in the running text, at source offsets."""

    start: int
    end: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block before it has its identifier and section.

    ``content_start`` is where the words begin, after a list marker or heading number. ``cell``
    names a table cell: number of the table in the document, row and column, each from 1.
    """

    kind: BlockKind
    start: int
    end: int
    content_start: int
    level: int = 0
    page: int | None = None
    marker: str = ""
    title: str = ""
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a file says of itself in its own fields (not in its running text); empty: nothing.

    ``kamerstuk`` is a normalised identifier such as 'kst-32735-370'.
    """

    title: str = ""
    publisher: str = ""
    date: str = ""
    language: str = ""
    kamerstuk: str = ""
    role: Literal["", "advice", "response", "policy", "mixed"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as read: its source text, pieces in order of position, markers of notes.

    ``gap`` says what of the file could not be read, such as pages that are pictures; the rest was.
    """

    source: str = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    markers: tuple[Marker, ...] = field(default=(), repr=False)
    about: About = About()
    gap: SourceError | None = None


class SourceWriter:
    r"""Put a source text together piece by piece, keeping every offset.

    >>> writer = SourceWriter()
    >>> writer.open("heading", level=1)
    >>> writer.add("Inleiding")
    >>> writer.open("list_item", marker="1.")
    >>> writer.add("Versterk het toezicht")
    >>> writer.note("2")
    >>> reading = writer.finish()
    >>> reading.source
    'Inleiding\n\n1. Versterk het toezicht2\n'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._markers: list[Marker] = []
        self._opened: _Opened | None = None

    @property
    def length(self) -> int:
        """How many code points have been written."""
        return self._length

    def open(
        self,
        kind: BlockKind,
        *,
        level: int = 0,
        page: int | None = None,
        marker: str = "",
        cell: tuple[int, int, int] | None = None,
    ) -> None:
        """Close the open piece and begin another.

        ``marker`` (a bullet, a number as printed) is written before the words, outside them.
        """
        self.close()
        self._opened = _Opened(kind, level, page, marker, cell)

    def add(self, text: str) -> None:
        """Write words of the open piece; white space at its start is left out.

        Raises
        ------
        ValueError
            When no piece is open: every word belongs to one.
        """
        piece = self._opened
        if piece is None:
            raise ValueError(f"no piece is open for words at {self._length}")
        if piece.start < 0:
            text = text.lstrip()
            if not text:
                return
            self._separate(piece)
            piece.start = self._length
            if piece.marker:
                self._write(piece.marker + " ")
            piece.content_start = self._length
        self._write(text)

    def add_marker(self) -> None:
        """Write the marker of a piece that has no other words: 'Aanbeveling 3'."""
        piece = self._opened
        if piece is not None and piece.start < 0 and piece.marker:
            self._separate(piece)
            piece.start = self._length
            self._write(piece.marker)
            piece.content_start = self._length

    def note(self, number: str) -> None:
        """Write the marker of a note, glued to the words before it."""
        self.add(number)
        self._markers.append(Marker(self._length - len(number), self._length, number))

    def close(self) -> None:
        """End the open piece; one without words leaves no trace."""
        piece, self._opened = self._opened, None
        if piece is None or piece.start < 0:
            return
        while not self._parts[-1].rstrip():
            self._length -= len(self._parts.pop())
        last = self._parts[-1]
        self._parts[-1] = last.rstrip()
        self._length -= len(last) - len(self._parts[-1])
        self._pieces.append(
            Piece(
                kind=piece.kind,
                start=piece.start,
                end=self._length,
                content_start=piece.content_start,
                level=piece.level,
                page=piece.page,
                marker=piece.marker,
                cell=piece.cell,
            )
        )

    def finish(self, about: About | None = None) -> Reading:
        """Close the last piece and return the whole."""
        self.close()
        source = "".join(self._parts)
        return Reading(
            source=source + "\n" if source else "",
            pieces=tuple(self._pieces),
            markers=tuple(self._markers),
            about=about or About(),
        )

    def _separate(self, piece: _Opened) -> None:
        if self._pieces:
            before = self._pieces[-1].cell
            same_table = before and piece.cell and before[0] == piece.cell[0]
            self._write(CELL_END if same_table else PIECE_END)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


@dataclass(slots=True)
class _Opened:
    """A piece that is being written; ``start`` is negative until its first word."""

    kind: BlockKind
    level: int
    page: int | None
    marker: str
    cell: tuple[int, int, int] | None
    start: int = -1
    content_start: int = -1


def number_blocks(reading: Reading, document_id: str) -> tuple[Block, ...]:
    """Give the pieces their identifiers and section paths, in order of position."""
    furniture = _spans(reading.pieces, reading.markers)
    blocks = []
    path: list[tuple[int, str]] = []
    ordered = sorted(reading.pieces, key=lambda p: (p.start, p.end, p.kind))
    for n, piece in enumerate(ordered, start=1):
        if piece.kind == "heading":
            words = piece.title or fold(reading.source, piece.start, piece.end, furniture).text
            path = [entry for entry in path if entry[0] < piece.level]
            path.append((piece.level, words.strip("*_ ")))
        blocks.append(
            Block(
                block_id=f"{document_id}-b{n:04d}",
                start=piece.start,
                end=piece.end,
                kind=piece.kind,
                content_start=piece.content_start,
                level=piece.level,
                page=piece.page,
                section=" > ".join(title for _, title in path),
                marker=piece.marker,
                cell=piece.cell,
            )
        )
    return tuple(blocks)


def _spans(pieces: Sequence[Piece], markers: Sequence[Marker]) -> list[tuple[int, int]]:
    spans = [(p.start, p.end) for p in pieces if p.kind in FURNITURE_KINDS]
    spans += [(m.start, m.end) for m in markers]
    return sorted(spans)
