"""Arithmetic on spans: how much two stretches of one text share.

Spans are 0-based, end-exclusive code points, and every code point counts, white space too: spans
of both sides run from a first to a last visible character, so what white space they hold lies
between words that count anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def unite(spans: Iterable[Span]) -> list[Span]:
    """Return sorted, disjoint spans that hold the same code points.

    >>> unite([(8, 9), (0, 3), (2, 5)])
    [(0, 5), (8, 9)]
    """
    united: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def length(spans: Iterable[Span]) -> int:
    """Return the number of code points that the spans hold, each counted once.

    >>> length([(0, 3), (2, 5), (8, 9)])
    6
    """
    return sum(end - start for start, end in unite(spans))


def shared(left: Iterable[Span], right: Iterable[Span]) -> int:
    """Return the number of code points that stand in both.

    >>> shared([(0, 4), (6, 10)], [(2, 8)])
    4
    """
    others = unite(right)
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in unite(left)
        for other_start, other_end in others
    )


def overlaps_mostly(left: Span, right: Span) -> bool:
    """Say whether two spans share more than half of the shorter of the two.

    >>> overlaps_mostly((0, 100), (90, 109)), overlaps_mostly((0, 100), (90, 110))
    (True, False)
    """
    shorter = min(left[1] - left[0], right[1] - right[0])
    return 2 * shared([left], [right]) > shorter


def share_of_union(left: Span, right: Span) -> float:
    """Return what two spans share, as a share of what they hold together (0..1).

    >>> share_of_union((0, 10), (5, 20))
    0.25
    """
    together = length([left, right])
    return shared([left], [right]) / together if together else 0.0


def pair_spans(left: Sequence[Span], right: Sequence[Span]) -> dict[int, int]:
    """Pair spans that share at least half of their union, one to one, the closest first.

    Returns the index in ``right`` by the index in ``left``; what has no partner is absent.

    >>> pair_spans([(0, 10), (20, 30)], [(21, 30), (5, 20)])
    {1: 0}
    """
    candidates = sorted(
        (-share, i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (share := share_of_union(one, other)) >= 0.5
    )
    pairs: dict[int, int] = {}
    for _, i, j in candidates:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return dict(sorted(pairs.items()))


def closest_span(span: Span, others: Sequence[Span]) -> int | None:
    """Return the index of the span that shares most with ``span``, None when none does mostly.

    Several spans may have the same closest one: two asks inside one longer ask.

    >>> closest_span((0, 10), [(40, 50), (4, 30), (0, 9)]), closest_span((0, 10), [(6, 30)])
    (2, None)
    """
    candidates = [
        (-shared([span], [other]), -share_of_union(span, other), index)
        for index, other in enumerate(others)
        if overlaps_mostly(span, other)
    ]
    return min(candidates)[2] if candidates else None
