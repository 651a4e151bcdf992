"""Answers that the layout gives: the text below a recommendation, up to the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.offsets import fold
from pipeline.records import Alignment, Document, DocumentAnalysis, Passage


def align_by_structure(analyses: Sequence[DocumentAnalysis]) -> Iterator[Alignment]:
    """Yield a row for every stretch that stands as the answer below a recommendation."""
    for analysis in analyses:
        for recommendation in analysis.recommendations:
            for start, end in recommendation.answer:
                yield Alignment(
                    recommendation_id=recommendation.recommendation_id,
                    ask_id="",
                    passage=passage_of(analysis.document, start, end),
                    method="structure",
                    score=1.0,
                    explanation="stands below the recommendation",
                )


def passage_of(document: Document, start: int, end: int) -> Passage:
    """Return a slice of a document as a passage."""
    text = fold(document.source, start, end, document.furniture).text
    return Passage(document_id=document.document_id, start=start, end=end, text=text)
