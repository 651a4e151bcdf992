"""Decide which found recommendation is which, and whether an answer was found where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.evaluate.found import FoundRecommendation
from pipeline.evaluate.gold import GoldRecommendation
from pipeline.evaluate.overlap import Span, length, pair_spans, shared

#: Half of what is aligned lies in the gold response, and covers 30% of it: the gold's README.
SHARE_INSIDE = 0.5
SHARE_COVERED = 0.3

Pairs = Mapping[int, FoundRecommendation]


def pair_recommendations(
    gold: Sequence[GoldRecommendation], found: Sequence[FoundRecommendation]
) -> Pairs:
    """Pair gold with found recommendations that overlap by half of their union, by gold index.

    Quotations of a recommendation that is counted elsewhere are paired last.
    """
    paired: dict[int, FoundRecommendation] = {}
    for document_id in sorted({item.document_id for item in gold}):
        for quoted in (False, True):
            open_gold = [
                index
                for index, item in enumerate(gold)
                if item.document_id == document_id and index not in paired
            ]
            candidates = [
                one for one in found if one.document_id == document_id and one.quoted == quoted
            ]
            pairs = pair_spans(
                [(gold[index].start, gold[index].end) for index in open_gold],
                [(one.start, one.end) for one in candidates],
            )
            paired |= {open_gold[i]: candidates[j] for i, j in pairs.items()}
    return paired


def is_aligned(
    aligned: Iterable[tuple[str, int, int]], document_id: str, response: Sequence[Span]
) -> bool:
    """Say whether aligned passages, together, hit a response and cover enough of it.

    >>> is_aligned([("brief", 0, 10), ("brief", 90, 100)], "brief", [(0, 30)])
    True
    """
    passages = list(aligned)
    inside = shared([(a, b) for where, a, b in passages if where == document_id], response)
    whole = sum(
        length([(a, b) for where, a, b in passages if where == one])
        for one in {where for where, _, _ in passages}
    )
    return inside >= SHARE_INSIDE * whole and inside >= SHARE_COVERED * length(response) > 0
