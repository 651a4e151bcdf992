"""Set the subject line of a letter apart: it heads the letter and is no sentence of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.ingest.about.letterhead import SUBJECT_LABELS, read_head
from pipeline.ingest.reading import Piece, Reading, number_blocks
from pipeline.records import FURNITURE_KINDS


def set_subject_apart(reading: Reading) -> Reading:
    """Return a reading in which 'Betreft …' is a heading, as every format prints it.

    The rest of the paragraph that held it stays what it was; a section is called after the subject
    without its label.
    """
    furniture = [(p.start, p.end) for p in reading.pieces if p.kind in FURNITURE_KINDS]
    furniture += [(m.start, m.end) for m in reading.markers]
    head = read_head(reading.source, number_blocks(reading, "-"), sorted(furniture))
    pieces = reading.pieces
    for line in head.lines:
        if line.label in SUBJECT_LABELS and line.value:
            pieces = tuple(
                part
                for piece in pieces
                for part in _parts(reading.source, piece, line.start, line.end, line.value)
            )
    return replace(reading, pieces=pieces)


def _parts(source: str, piece: Piece, start: int, end: int, title: str) -> Iterator[Piece]:
    """Yield what of a piece stands before, in and after a subject line at these offsets."""
    if piece.kind != "paragraph" or not (piece.start < end and start < piece.end):
        yield piece
        return
    bounds = (piece.start, max(piece.start, start), min(piece.end, end), piece.end)
    for first, last, inside in zip(bounds, bounds[1:], (False, True, False), strict=False):
        words = source[first:last]
        if not words.strip():
            continue
        first += len(words) - len(words.lstrip())
        part = replace(piece, start=first, end=first + len(words.strip()))
        if first > piece.content_start:
            part = replace(part, content_start=first, marker="")
        yield replace(part, kind="heading", level=1, title=title) if inside else part
