"""What the document reader reads: the claims of a Doc, and the stretches between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: What a unit may be of a recommendation; columns of `pipeline.read.reader.Reading.spans`.
BEGIN, INSIDE, NONE = range(3)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A stretch of one block from token ``start`` to ``end``, and what is printed around it.

    ``opens``: it is the first of its block; ``marker`` is what a list prints before its item,
    ``heading`` the last heading above it.
    """

    start: int
    end: int
    text: str
    block: int
    kind: str
    opens: bool
    marker: str
    heading: str


def begin_or_inside(units: Sequence[Span], spans: Sequence[Span]) -> Iterator[int]:
    """Yield `BEGIN`, `INSIDE` or `NONE` for each unit: most of it lies in one of the spans."""
    last = None
    for start, end in units:
        holds = next(
            (
                n
                for n, (a, b) in enumerate(spans)
                if 2 * (min(end, b) - max(start, a)) >= end - start
            ),
            None,
        )
        yield NONE if holds is None else INSIDE if holds == last else BEGIN
        last = holds
