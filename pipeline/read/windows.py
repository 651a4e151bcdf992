"""Lay a document's units out as windows of sub-words that the document reader can see at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.encoder import Encoder
from pipeline.read.units import ReadUnit

#: Sub-words of a window; those of the title and the last heading at its head; of what a list
#: prints before an item; and of one unit.
PIECES, TITLE_PIECES, HEADING_PIECES, MARKER_PIECES, UNIT_PIECES = 448, 24, 16, 12, 160
#: Sub-words that belong to no unit: the head, markers, marks of beginning and end.
OUTSIDE = -1
#: What shows a kind of block, as in plain text; the words for a document's role.
SIGNS = {"heading": "#", "list_item": "-", "cell": "|", "quote": ">"}
ROLES = {
    "advice": "advies",
    "response": "reactie",
    "mixed": "advies en reactie",
    "policy": "beleid",
}


@dataclass(frozen=True, slots=True)
class Window:
    """Sub-words, for each of them the index of its unit or `OUTSIDE`, and the units in it."""

    pieces: Sequence[int]
    places: Sequence[int]
    first: int
    end: int


class Layout:
    """A document's units as sub-words.

    Parameters
    ----------
    encoder
        Cuts words.
    role, title
        Of the document; they stand at the head of every window.
    units
        In order.
    """

    def __init__(self, encoder: Encoder, role: str, title: str, units: Sequence[ReadUnit]) -> None:
        self._encoder = encoder
        opening = encoder.pieces_of(f"{ROLES[role]}: {title}")[:TITLE_PIECES]
        self._opening = [encoder.first, *opening, encoder.last]
        self._units = units
        self._bodies = [
            encoder.pieces_of(unit.text)[:UNIT_PIECES] or [encoder.unknown] for unit in units
        ]
        self._before = [self._printed_before(n) for n in range(len(units))]

    def _printed_before(self, n: int) -> list[int]:
        unit = self._units[n]
        if not unit.opens:
            return []
        sign = SIGNS.get(unit.kind, "")
        printed = f"{sign} {unit.marker if unit.marker != sign else ''}"
        pieces = self._encoder.pieces_of(printed)[:MARKER_PIECES]
        return [*([self._encoder.last] if n else []), *pieces]

    def windows(self, start: int = 0, room: int = PIECES) -> Iterator[Window]:
        """Yield the windows from one unit on, one behind the other, of so many sub-words."""
        n = start
        while n < len(self._units):
            pieces = list(self._opening)
            if heading := self._units[n].heading:
                pieces += self._encoder.pieces_of(heading)[:HEADING_PIECES]
                pieces.append(self._encoder.last)
            places = [OUTSIDE] * len(pieces)
            first = n
            while n < len(self._units) and (
                n == first or len(pieces) + len(self._before[n]) + len(self._bodies[n]) < room
            ):
                pieces += self._before[n] + self._bodies[n]
                places += [OUTSIDE] * len(self._before[n]) + [n] * len(self._bodies[n])
                n += 1
            yield Window(pieces, places, first, n)
