"""Stage 4, align: every recommendation and ask with the passages that answer it.

By structure (under the same heading, after the point), by reference ('aanbeveling 3', the whole
letter), and by meaning. Candidates come first, scores second, and each score is explained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.align.by_meaning import align_by_meaning, align_asks
from pipeline.align.by_reference import align_by_reference
from pipeline.align.by_structure import align_by_structure
from pipeline.align.links import find_links, match_quoted
from pipeline.records import Alignment, DocumentAnalysis, Recommendation

__all__ = ["Aligned", "align_recommendations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What the stage found: alignments by recommendation id, and which documents answer which.

    ``analyses`` are those given, with quoted recommendations marked. ``links`` holds, for every
    document id, the ids of the documents that respond to it.
    """

    analyses: tuple[DocumentAnalysis, ...]
    alignments: Mapping[str, tuple[Alignment, ...]]
    links: Mapping[str, tuple[str, ...]]

    def linked(self, recommendation: Recommendation) -> bool:
        """Return whether any document is known that responds to this recommendation."""
        found = self.alignments.get(recommendation.recommendation_id, ())
        return bool(found or recommendation.answer or self.links.get(recommendation.document_id))


def align_recommendations(analyses: Sequence[DocumentAnalysis]) -> Aligned:
    """Align every recommendation of every document; in order of document and position."""
    quoted = match_quoted(analyses)
    marked = tuple(
        replace(
            analysis,
            recommendations=tuple(
                replace(r, quoted_from=quoted.get(r.recommendation_id, ""))
                for r in analysis.recommendations
            ),
        )
        for analysis in analyses
    )
    links = find_links(marked)
    found: dict[str, list[Alignment]] = {}
    for row in align_by_structure(marked):
        found.setdefault(row.recommendation_id, []).append(row)
    for row in align_by_reference(marked, links):
        if not _covered(found.get(row.recommendation_id, ()), row):
            found.setdefault(row.recommendation_id, []).append(row)
    for row in align_by_meaning(marked, links, answered=set(found)):
        found.setdefault(row.recommendation_id, []).append(row)
    _share_quoted(marked, found)
    by_ask = align_asks(marked, found)
    alignments = {
        r.recommendation_id: tuple(found[r.recommendation_id] + by_ask.get(r.recommendation_id, []))
        for analysis in marked
        for r in analysis.recommendations
        if r.recommendation_id in found
    }
    return Aligned(analyses=marked, alignments=alignments, links=links)


def _covered(rows: Sequence[Alignment], row: Alignment) -> bool:
    """Whether a passage lies within one that was found already."""
    return any(
        r.passage.document_id == row.passage.document_id
        and r.passage.start <= row.passage.start
        and row.passage.end <= r.passage.end
        for r in rows
    )


def _share_quoted(analyses: Sequence[DocumentAnalysis], found: dict[str, list[Alignment]]) -> None:
    """What answers a quoted recommendation answers the original too."""
    for analysis in analyses:
        for r in analysis.recommendations:
            if not r.quoted_from:
                continue
            for row in found.get(r.recommendation_id, []):
                shared = replace(row, recommendation_id=r.quoted_from)
                if not _covered(found.get(r.quoted_from, ()), shared):
                    found.setdefault(r.quoted_from, []).append(shared)
