"""Weigh what the rules took for recommendations against what a reader of the whole paper saw.

The best path over the units of a document (Viterbi 1967, doi:10.1109/TIT.1967.1054010): each unit
begins a recommendation, goes on with one or is in none. Where the path agrees with the rules, their
boundaries stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from pipeline.attributes import document_of, units_of
from pipeline.read import (
    BEGIN,
    INSIDE,
    NONE,
    DocumentReader,
    Reading,
    ReadUnit,
    begin_or_inside,
)
from pipeline.segment.answers import Found
from pipeline.segment.claims import claim_stretches
from pipeline.segment.layouts import Layouts

#: The least chance that counts, so that a verdict of the rules can always be outweighed.
LEAST = 1e-4
# A heading, a label or a lead-in with fewer letters and digits says nothing to a reader.
FEWEST = 3
FEWEST_WORDS = 3  # of a request: "Post Bujumbura openhouden."


def read_again(doc: Doc, reader: DocumentReader, found: Sequence[Found]) -> Reading:
    """Read a Doc, told what the rules found."""
    units = read_units(doc)
    return reader.read(document_of(doc), units, by_rule(units, found))


def read_units(doc: Doc) -> list[ReadUnit]:
    """Return the units of a Doc in order; they do not overlap."""
    document = document_of(doc)
    found: list[ReadUnit] = []
    heading = ""
    for unit in units_of(doc):
        block = document.blocks[unit.block]
        marker = document.source[block.start : block.content_start]
        opens = True
        stretches = [] if block.kind == "heading" else claim_stretches(doc, unit, block)
        for start, end in _and_between(list(stretches), unit.start, unit.end):
            text = " ".join(doc[start:end].text.split())
            if sum(character.isalnum() for character in text) < FEWEST:
                continue
            found.append(
                ReadUnit(
                    start=start,
                    end=end,
                    text=text,
                    block=unit.block,
                    kind=block.kind,
                    opens=opens,
                    marker=" ".join(marker.split()),
                    heading=heading,
                )
            )
            opens = False
        if block.kind == "heading":
            heading = " ".join(doc[unit.start : unit.end].text.split())
    return found


def _and_between(
    stretches: list[tuple[int, int]], first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Yield stretches with what stands between them and around them."""
    at = first
    for start, end in [*stretches, (last, last)]:
        if at < start:
            yield at, start
        if start < end:
            yield start, end
        at = max(at, end)


def by_rule(units: Sequence[ReadUnit], found: Sequence[Found]) -> list[int]:
    """Return `BEGIN`, `INSIDE` or `NONE` for each unit, as the rules have it."""
    stretches = [(unit.start, unit.end) for unit in units]
    return list(begin_or_inside(stretches, [(item.start, item.end) for item in found]))


def weighed(layouts: Layouts, found: Sequence[Found], reading: Reading) -> list[Found]:
    """Return the recommendations on the likeliest path, the rules' own where they are the same.

    Policy papers ask nothing of government: there the rules' stay as they are.
    """
    if layouts.document.role == "policy" or not reading.units:
        return list(found)
    scores = np.log(reading.spans + LEAST)
    labels = by_rule(reading.units, found)
    scores[np.arange(len(labels)), labels] += reading.belief.rules
    chosen: list[Found] = []
    for start, end in _spans(reading.units, _best_path(scores)):
        same = [item for item in found if _alike(item, start, end) and item not in chosen]
        if same:
            chosen.append(max(same, key=lambda item: _shared(item, start, end)))
        elif (new := _within_pieces(layouts, start, end)) is not None:
            chosen.append(new)
    for item, following in pairwise(chosen):
        item.answer = [
            (start, min(end, following.start))
            for start, end in item.answer
            if start < following.start
        ]
    return chosen


def _within_pieces(layouts: Layouts, start: int, end: int) -> Found | None:
    """Return a recommendation without what is printed before it; None where that is all."""
    inside = [p for p in layouts.pieces if p.start < end and start < p.end]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    number = first.number if start <= first.start else ""
    return Found(number, max(start, first.start), min(end, last.end))


def _spans(units: Sequence[ReadUnit], path: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches of a path; a word or two, such as a title, ask nothing."""
    spans: list[tuple[int, int]] = []
    words: list[int] = []
    for unit, label in zip(units, path, strict=True):
        if label == BEGIN:
            spans.append((unit.start, unit.end))
            words.append(len(unit.text.split()))
        elif label == INSIDE and spans:
            spans[-1] = (spans[-1][0], unit.end)
            words[-1] += len(unit.text.split())
    return [span for span, count in zip(spans, words, strict=True) if count >= FEWEST_WORDS]


def _shared(item: Found, start: int, end: int) -> int:
    return min(item.end, end) - max(item.start, start)


def _alike(item: Found, start: int, end: int) -> bool:
    """Whether two stretches share at least half of what either covers."""
    return 2 * _shared(item, start, end) >= max(item.end, end) - min(item.start, start)


def _best_path(scores: NDArray[np.float64]) -> list[int]:
    """Return the likeliest labels: nothing goes on that has not begun."""
    best = scores[0].copy()
    best[INSIDE] = -np.inf
    came_from = []
    for row in scores[1:]:
        step = np.tile(best[:, None], (1, 3))
        step[NONE, INSIDE] = -np.inf
        came_from.append(step.argmax(axis=0))
        best = step.max(axis=0) + row
    path = [int(best.argmax())]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    return path[::-1]
