"""What the document reader reads: the claims of a Doc, and the stretches between them."""

from __future__ import annotations

from dataclasses import dataclass


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
