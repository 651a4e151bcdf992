"""Answers that the layout gives: the text below a recommendation, up to the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.offsets import fold
from pipeline.records import Alignment, Document, DocumentAnalysis, Passage


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
        for recommendation in analysis.recommendations:
            for start, end in recommendation.answer:
                row = Alignment(
                    recommendation_id=recommendation.recommendation_id,
                    ask_id="",
                    passage=passage_of(analysis.document, start, end),
                    method="structure",
                    score=1.0,
                    explanation="stands below the recommendation",
                )
                yield Settled(row, firm=True)


def passage_of(document: Document, start: int, end: int) -> Passage:
    """Return a slice of a document as a passage."""
    text = fold(document.source, start, end, document.furniture).text
    return Passage(document_id=document.document_id, start=start, end=end, text=text)
