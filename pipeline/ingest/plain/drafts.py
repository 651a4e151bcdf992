"""Blocks in the making: the lines they hold, and what their words say about where they end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.ingest.plain.lines import Line
from pipeline.ingest.reading import Piece
from pipeline.records import BlockKind

# Matches "en dat", "‘goed", "*zo"; must not match "De", "NGO", "14".
LOWER_START = re.compile(r"[(‘'\"“«*]*[a-zà-ÿ]")
# Matches "## " in "## Doel"; must not match "#doel".
HASH_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
# Matches "de inzet voor", "gericht op het"; must not match "vrije inzet".
FUNCTION_END = re.compile(
    r"\b(?:de|het|een|en|of|van|voor|in|op|met|aan|tot|bij|naar|over|door|om|te|dat|die|als|is|zijn|"
    r"hun|haar|deze|dit|onze|ons|uit|ten|ter|tegen|tussen|onder|ook)$",
    re.IGNORECASE,
)

# A block of a thousand lines has the width that its last ones have.
LINES_LOOKED_AT = 30


@dataclass
class Draft:
    """A block in the making: its lines, and where its words begin.

    ``place`` is the table, row and column of a cell.
    """

    kind: BlockKind
    lines: list[Line]
    marker: str = ""
    content_start: int = 0
    level: int = 0
    after_page: bool = False
    place: tuple[int, int, int] | None = None

    @property
    def start(self) -> int:
        """Where the block begins in the source."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the block ends in the source."""
        return self.lines[-1].end

    @property
    def last(self) -> str:
        """The block's last line."""
        return self.lines[-1].text

    @property
    def width(self) -> int:
        """The length of its longest line, of the last few."""
        return max(len(line.text) for line in self.lines[-LINES_LOOKED_AT:])

    @property
    def text(self) -> str:
        """The block's lines, joined."""
        return " ".join(line.text for line in self.lines)


def pieces_of(drafts: Iterable[Draft]) -> tuple[Piece, ...]:
    """Return drafts as pieces, in order of position."""
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
            cell=draft.place,
        )
        for draft in drafts
    ]
    return tuple(sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.kind)))
