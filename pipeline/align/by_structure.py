"""Answers that the layout gives: the text below a recommendation, up to the next one.

In a report that prints the reply to it the adviser may have the last word: no answer stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.offsets import fold
from pipeline.records import (
    FURNITURE_KINDS,
    Alignment,
    Document,
    DocumentAnalysis,
    Passage,
    Recommendation,
)

# Matches "dat", "3.2 Zorg"; must not match "3.2", "b)".
HAS_WORD = re.compile(r"[^\W\d_]{3}")
# Matches "Nawoord", "7.3 Nawoord van de Rekenkamer"; must not match "Voorwoord", "Nawoorden".
REJOINDER = re.compile(
    r"[\W\d]*(?:nawoord|naschrift|dupliek)\b(?! van de (?:minister|staatssecretaris))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Settled:
    """A row that structure or reference gives, and whether all of its passage surely answers.

    A label or heading governs what stands below it; a sentence that names a recommendation says
    only of itself whom it answers, and how far the answer runs is for the chain to tell.
    ``beside`` are recommendations that the passage may answer too, by id.
    """

    row: Alignment
    firm: bool
    beside: tuple[str, ...] = ()


def align_by_structure(analyses: Sequence[DocumentAnalysis]) -> Iterator[Settled]:
    """Yield a row for every stretch that stands as the answer below a recommendation.

    One below the last of several that stand together may answer each of them.
    """
    for analysis in analyses:
        together: list[Recommendation] = []
        for recommendation in sorted(analysis.recommendations, key=lambda r: r.start):
            if together and not _adjoin(analysis.document, together[-1], recommendation):
                together = []
            if not recommendation.answer:
                together.append(recommendation)
                continue
            beside = tuple(r.recommendation_id for r in together)
            together = []
            for start, end in recommendation.answer:
                row = Alignment(
                    recommendation_id=recommendation.recommendation_id,
                    ask_id="",
                    passage=passage_of(analysis.document, start, end),
                    method="structure",
                    score=1.0,
                    explanation="stands below the recommendation",
                )
                yield Settled(row, firm=not beside, beside=beside)


def true_answers(document: Document, recommendation: Recommendation) -> tuple[tuple[int, int], ...]:
    """Return the stretches below a recommendation that say something and are not the adviser's."""
    closing = rejoinder(document)
    return tuple(
        (start, end)
        for start, end in recommendation.answer
        if HAS_WORD.search(document.source, start, end)
        and not any(a <= start < b for a, b in closing)
    )


def _adjoin(document: Document, first: Recommendation, second: Recommendation) -> bool:
    """Return whether two recommendations stand in one paragraph, or nothing between them."""
    paragraphs = [b for b in document.blocks if b.kind not in FURNITURE_KINDS]
    if any(b.start <= first.start and second.start < b.end for b in paragraphs):
        return True
    return not HAS_WORD.search(document.source, first.end, second.start)


def rejoinder(document: Document) -> list[tuple[int, int]]:
    """Return the spans in which an adviser comments on the reply that its report prints."""
    if document.role != "mixed":
        return []
    found: list[tuple[int, int]] = []
    level: int | None = None
    for block in document.blocks:
        if block.kind == "heading":
            if REJOINDER.match(document.source, block.start, block.end):
                level = block.level
                found.append((block.start, block.end))
            elif level is not None and block.level <= level:
                level = None
        if level is not None:
            found[-1] = (found[-1][0], max(found[-1][1], block.end))
    return found


def passage_of(document: Document, start: int, end: int) -> Passage:
    """Return a slice of a document as a passage."""
    text = fold(document.source, start, end, document.furniture).text
    return Passage(document_id=document.document_id, start=start, end=end, text=text)
