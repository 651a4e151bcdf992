"""Blocks in the making: the lines they hold, and what their words say about where they end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.ingest.lines import Line
from pipeline.records import BlockKind

# Matches "en dat", "‘goed", "*zo"; must not match "De", "NGO", "14".
LOWER_START = re.compile(r"[(‘'\"“«*]*[a-zà-ÿ]")
# Matches "de inzet voor", "gericht op het"; must not match "vrije inzet".
FUNCTION_END = re.compile(
    r"\b(?:de|het|een|en|of|van|voor|in|op|met|aan|tot|bij|naar|over|door|om|te|dat|die|als|is|zijn|"
    r"hun|haar|deze|dit|onze|ons|uit|ten|ter|tegen|tussen|onder|ook)$",
    re.IGNORECASE,
)


@dataclass
class Draft:
    """A block in the making: its lines, and where its words begin."""

    kind: BlockKind
    lines: list[Line]
    marker: str = ""
    content_start: int = 0
    level: int = 0
    after_page: bool = False

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
    def text(self) -> str:
        """The block's lines, joined."""
        return " ".join(line.text for line in self.lines)
