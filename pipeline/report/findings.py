"""Everything that a run found, in the order in which the tables list it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from pipeline.errors import IntegrityError
from pipeline.records import (
    Alignment,
    Ask,
    Claim,
    Document,
    DocumentAnalysis,
    Passage,
    Recommendation,
    SetAside,
    Verdict,
)

PassageKind = TypeVar("PassageKind", bound=Passage)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the stages found, sorted by document, position and identifier.

    ``alignments`` are keyed by recommendation, ``verdicts`` by verdict; both run in the order of
    the recommendations, each followed by its asks. ``theme_ids`` are in the codebook's order.
    """

    documents: Mapping[str, Document]
    claims: Mapping[str, tuple[Claim, ...]]
    recommendations: tuple[Recommendation, ...]
    alignments: Mapping[str, tuple[Alignment, ...]]
    verdicts: Mapping[str, Verdict]
    set_aside: tuple[SetAside, ...]
    theme_ids: tuple[str, ...]

    @property
    def counted(self) -> tuple[Recommendation, ...]:
        """The recommendations that are in the counts: those quoted from an advice are not."""
        return tuple(r for r in self.recommendations if not r.quoted_from)

    def ordered_themes(self, themes: Iterable[str]) -> tuple[str, ...]:
        """Return themes in the codebook's order."""
        return tuple(sorted(themes, key=self.theme_ids.index))

    def is_answered(self, verdict_id: str) -> bool:
        """Return whether this recommendation or ask has a stance other than ``no_response``."""
        verdict = self.verdicts.get(verdict_id)
        return verdict is not None and verdict.stance not in (None, "no_response")

    def is_judged(self, verdict_id: str) -> bool:
        """Return whether this recommendation or ask has any stance at all."""
        verdict = self.verdicts.get(verdict_id)
        return verdict is not None and verdict.stance is not None


def by_position(passages: Iterable[PassageKind], identifier: str) -> tuple[PassageKind, ...]:
    """Return the passages of one document in order of start, end and identifier."""
    return tuple(sorted(passages, key=attrgetter("start", "end", identifier)))


def ordered_asks(recommendation: Recommendation) -> tuple[Ask, ...]:
    """Return the asks of a recommendation in order of position."""
    return by_position(recommendation.asks, "ask_id")


def arrange(
    analyses: Sequence[DocumentAnalysis],
    alignments: Sequence[Alignment],
    verdicts: Sequence[Verdict],
    set_aside: Sequence[SetAside],
    theme_ids: Sequence[str],
) -> Findings:
    """Put what the stages found in order, whatever order it came in.

    Raises
    ------
    IntegrityError
        An alignment or a verdict names a recommendation or ask that is not there, a label is not
        in the codebook, or something was found or judged twice.
    """
    sorted_analyses = sorted(analyses, key=lambda analysis: analysis.document.document_id)
    recommendations = tuple(
        recommendation
        for analysis in sorted_analyses
        for recommendation in by_position(analysis.recommendations, "recommendation_id")
    )
    asked = [(r.recommendation_id, part) for r in recommendations for part in _parts(r)]
    order = {part: (position, whole) for position, (whole, part) in enumerate(asked)}
    _reject_twice([a.document.document_id for a in sorted_analyses], "document")
    _reject_twice([part for _, part in asked], "recommendation or ask")
    _reject_twice([verdict.verdict_id for verdict in verdicts], "verdict")
    answered: list[Alignment | Verdict] = [*alignments, *verdicts]
    for found in answered:
        part = found.ask_id or found.recommendation_id
        if part not in order or order[part][1] != found.recommendation_id:
            raise IntegrityError(
                f"{type(found).__name__}: {found.recommendation_id!r} with ask {found.ask_id!r} "
                "is not among the recommendations and asks."
            )
    _reject_unknown_themes(sorted_analyses, theme_ids)

    def place(alignment: Alignment) -> tuple[int, str, int, int, str]:
        position, _ = order[alignment.ask_id or alignment.recommendation_id]
        passage = alignment.passage
        return position, passage.document_id, passage.start, passage.end, alignment.method

    answers: dict[str, list[Alignment]] = {r.recommendation_id: [] for r in recommendations}
    for alignment in sorted(alignments, key=place):
        answers[alignment.recommendation_id].append(alignment)
    return Findings(
        documents={a.document.document_id: a.document for a in sorted_analyses},
        claims={a.document.document_id: by_position(a.claims, "claim_id") for a in sorted_analyses},
        recommendations=recommendations,
        alignments={key: tuple(found) for key, found in answers.items()},
        verdicts={
            verdict.verdict_id: verdict
            for verdict in sorted(verdicts, key=lambda v: order[v.verdict_id][0])
        },
        set_aside=tuple(sorted(set_aside, key=attrgetter("source", "stage", "error", "hint"))),
        theme_ids=tuple(theme_ids),
    )


def _parts(recommendation: Recommendation) -> list[str]:
    """Return the identifiers of a recommendation and its asks, the whole first."""
    asks = [ask.ask_id for ask in ordered_asks(recommendation)]
    return [recommendation.recommendation_id, *asks]


def _reject_twice(identifiers: Sequence[str], noun: str) -> None:
    """Raise ``IntegrityError`` when an identifier stands for two things."""
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise IntegrityError(f"{noun} {identifier!r} occurs twice; expected once.")
        seen.add(identifier)


def _reject_unknown_themes(analyses: Iterable[DocumentAnalysis], theme_ids: Sequence[str]) -> None:
    """Raise ``IntegrityError`` for a label that no table could count."""
    for analysis in analyses:
        labels = [(c.claim_id, t.theme) for c in analysis.claims for t in c.themes]
        labels += [(r.recommendation_id, t) for r in analysis.recommendations for t in r.themes]
        for identifier, theme in labels:
            if theme not in theme_ids:
                raise IntegrityError(f"{identifier}: theme {theme!r} is not in the codebook.")
