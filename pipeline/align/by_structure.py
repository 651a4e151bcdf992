"""Answers that the layout gives: the text below a recommendation, up to the next one.

In a report that prints the reply to it the adviser may have the last word: no answer stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.offsets import fold
from pipeline.records import Alignment, Document, DocumentAnalysis, Passage

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
    """

    row: Alignment
    firm: bool


def align_by_structure(analyses: Sequence[DocumentAnalysis]) -> Iterator[Settled]:
    """Yield a row for every stretch that stands as the answer below a recommendation."""
    for analysis in analyses:
        closing = rejoinder(analysis.document)
        for recommendation in analysis.recommendations:
            for start, end in recommendation.answer:
                if any(a <= start < b for a, b in closing):
                    continue
                row = Alignment(
                    recommendation_id=recommendation.recommendation_id,
                    ask_id="",
                    passage=passage_of(analysis.document, start, end),
                    method="structure",
                    score=1.0,
                    explanation="stands below the recommendation",
                )
                yield Settled(row, firm=True)


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
