"""Let people's corrections override what a run finds.

A correction is found again by the hash of its source and by its span, so that it survives other
models and another cutting into claims: it holds for what lies mostly (by more than half) inside the
corrected words. What holds for nothing any more is reported, never dropped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, cast

from pipeline.align import Aligned
from pipeline.offsets import fold
from pipeline.records import (
    Alignment,
    Ask,
    Claim,
    ClaimType,
    Document,
    DocumentAnalysis,
    Passage,
    Recommendation,
    SetAside,
    Stance,
    Theme,
    Verdict,
)
from pipeline.review.corrections import NONE, Correction

P = TypeVar("P", bound=Passage)

#: What stands in `Verdict.reason` and `Alignment.explanation` when a person said so.
HUMAN: Literal["human"] = "human"


@dataclass
class Applied:
    """The corrections of a run, and those among them that something was found for."""

    corrections: Sequence[Correction]
    used: set[Correction] = field(default_factory=set)

    def of(self, document: Document, *fields: str) -> list[Correction]:
        """Return the corrections of a document in one of the fields, by position."""
        return [
            one for one in self.corrections if one.sha256 == document.sha256 and one.field in fields
        ]

    def unused(self) -> list[SetAside]:
        """Return a row of ``errors.csv`` for each correction that fits nothing any more."""
        return [
            SetAside(
                source=one.sha256,
                stage="review",
                error=f"correction not applied: {one.field} = {one.value} at {one.start}-{one.end}",
                hint="Its document is not among those analysed, or what it corrects is cut in "
                "another way now: review that place again.",
            )
            for one in self.corrections
            if one not in self.used
        ]

    def closest(self, record: P, candidates: Iterable[Correction]) -> Correction | None:
        """Return the correction that shares most with what it mostly holds; mark it used."""
        best: tuple[int, int] = (0, 0)
        found = None
        for one in candidates:
            shared = min(one.end, record.end) - max(one.start, record.start)
            fit = (shared, -(one.end - one.start))
            if 2 * shared > record.end - record.start and fit > best:
                best, found = fit, one
        if found is not None:
            self.used.add(found)
        return found


def correct_claims(
    analyses: Sequence[DocumentAnalysis], applied: Applied, theme_ids: Sequence[str]
) -> list[DocumentAnalysis]:
    """Return the analyses with corrected claims, themes and recommendations, numbered anew.

    Themes that people gave have the score 1 and the basis ``human``.
    """
    return [_correct_document(analysis, applied, theme_ids) for analysis in analyses]


def _correct_document(
    analysis: DocumentAnalysis, applied: Applied, theme_ids: Sequence[str]
) -> DocumentAnalysis:
    document = analysis.document
    if not applied.of(document, "claim_type", "themes", "recommendation"):
        return analysis
    name = document.document_id
    claims: list[Claim] = []
    for claim in analysis.claims:
        corrected = _correct_claim(claim, applied, document, theme_ids)
        if corrected is not None:
            claim_id = f"{name}-c{len(claims) + 1:04d}"
            claims.append(replace(corrected, claim_id=claim_id))
    judged = applied.of(document, "recommendation")
    kept = []
    for found in analysis.recommendations:
        correction = applied.closest(found, judged)
        if correction is None or correction.value != NONE:
            kept.append(found)
    kept += [
        _new_recommendation(document, one)
        for one in judged
        if one.value != NONE and one not in applied.used and _fits(one, document)
    ]
    applied.used.update(one for one in judged if one.value != NONE and _fits(one, document))
    kept.sort(key=lambda one: (one.start, one.end))
    return replace(
        analysis,
        claims=tuple(claims),
        recommendations=tuple(
            _renumbered(one, f"{name}-r{n:02d}", claims) for n, one in enumerate(kept, start=1)
        ),
    )


def _correct_claim(
    claim: Claim, applied: Applied, document: Document, theme_ids: Sequence[str]
) -> Claim | None:
    """Return a claim as people see it; None for what they say is no claim."""
    kind = applied.closest(claim, applied.of(document, "claim_type"))
    if kind is not None and kind.value == NONE:
        return None
    if kind is not None:
        claim = replace(claim, claim_type=cast("ClaimType", kind.value))
    themes = applied.closest(claim, applied.of(document, "themes"))
    if themes is None:
        return claim
    given = sorted(themes.labels, key=theme_ids.index)
    return replace(
        claim,
        themes=tuple(Theme(theme=theme, score=1.0, basis="human") for theme in given),
        needs_review=False,
    )


def _fits(correction: Correction, document: Document) -> bool:
    return correction.end <= len(document.source)


def _passage(document: Document, start: int, end: int) -> Passage:
    text = fold(document.source, start, end, document.furniture).text
    return Passage(document_id=document.document_id, start=start, end=end, text=text)


def _new_recommendation(document: Document, correction: Correction) -> Recommendation:
    """Return a recommendation that only people see; it asks one thing, as it stands there."""
    whole = _passage(document, correction.start, correction.end)
    place = {
        "document_id": whole.document_id,
        "start": whole.start,
        "end": whole.end,
        "text": whole.text,
    }
    ask = Ask(**place, ask_id="", recommendation_id="", text_resolved=whole.text)  # type: ignore[arg-type]
    return Recommendation(**place, recommendation_id="", asks=(ask,))  # type: ignore[arg-type]


def _renumbered(one: Recommendation, name: str, claims: Sequence[Claim]) -> Recommendation:
    """Return a recommendation under its new number, with the themes of the claims inside it."""
    themes = dict.fromkeys(
        theme.theme
        for claim in claims
        if one.start <= claim.start and claim.end <= one.end
        for theme in claim.themes
    )
    asks = (
        replace(ask, recommendation_id=name, ask_id=f"{name}-a{n}")
        for n, ask in enumerate(one.asks, start=1)
    )
    return replace(one, recommendation_id=name, themes=tuple(themes), asks=tuple(asks))


def correct_aligned(aligned: Aligned, applied: Applied) -> Aligned:
    """Return what was aligned, with the passages that people gave in place of those found."""
    documents = {one.document.sha256: one.document for one in aligned.analyses}
    alignments = dict(aligned.alignments)
    for analysis in aligned.analyses:
        answers = applied.of(analysis.document, "answer")
        for recommendation in analysis.recommendations if answers else ():
            correction = applied.closest(recommendation, answers)
            if correction is None:
                continue
            own = recommendation.recommendation_id
            places = [(documents.get(sha256), a, b) for sha256, a, b in correction.passages]
            if any(document is None or b > len(document.source) for document, _, b in places):
                applied.used.discard(correction)
                continue
            passages = [_passage(document, a, b) for document, a, b in places if document]
            alignments[own] = _rows(own, passages, alignments.get(own, ()))
    return replace(aligned, alignments=alignments)


def _rows(
    recommendation_id: str, passages: Sequence[Passage], found: Sequence[Alignment]
) -> tuple[Alignment, ...]:
    """Return a row a passage; what was found for single asks inside these passages stays."""
    methods = {(row.passage.document_id, row.passage.start): row.method for row in found}
    whole = [
        Alignment(
            recommendation_id=recommendation_id,
            ask_id="",
            passage=passage,
            method=methods.get((passage.document_id, passage.start), "reference"),
            score=1.0,
            explanation=HUMAN,
        )
        for passage in passages
    ]
    inside = [
        row
        for row in found
        if row.ask_id
        and any(
            row.passage.document_id == one.document_id
            and one.start <= row.passage.start
            and row.passage.end <= one.end
            for one in passages
        )
    ]
    return (*whole, *inside)


def correct_verdicts(
    verdicts: Sequence[Verdict],
    alignments: Sequence[Alignment],
    aligned: Aligned,
    applied: Applied,
) -> tuple[list[Verdict], list[Alignment]]:
    """Return the verdicts with those that people gave, origin ``human``, and what they rest on.

    What people say is not answered loses its passages, and its asks are not answered either.
    """
    given: dict[str, Correction] = {}
    asks_of: dict[str, list[str]] = defaultdict(list)
    for analysis in aligned.analyses:
        wholes, parts = (applied.of(analysis.document, f) for f in ("stance", "ask_stance"))
        for recommendation in analysis.recommendations if wholes or parts else ():
            own = recommendation.recommendation_id
            correction = applied.closest(recommendation, wholes)
            if correction is not None:
                given[own] = correction
            for ask in recommendation.asks:
                asks_of[own].append(ask.ask_id)
                correction = applied.closest(ask, parts)
                if correction is not None:
                    given[ask.ask_id] = correction
    silent = {one for one in asks_of if one in given and given[one].value == "no_response"}
    corrected = [_correct_verdict(verdict, given, silent) for verdict in verdicts]
    kept = [row for row in alignments if row.recommendation_id not in silent]
    rows = {row.recommendation_id for row in kept}
    for verdict in corrected:
        own = verdict.recommendation_id
        answered = not verdict.ask_id and verdict.origin == HUMAN and own not in silent
        if answered and own not in rows:
            kept += aligned.alignments.get(own, ())
    return corrected, kept


def _correct_verdict(
    verdict: Verdict, given: Mapping[str, Correction], silent: set[str]
) -> Verdict:
    correction = given.get(verdict.verdict_id)
    if verdict.recommendation_id in silent:
        return replace(
            verdict,
            stance="no_response",
            confidence=1.0,
            reason="not_found",
            evidence=None,
            origin=HUMAN,
            needs_review=False,
        )
    if correction is None:
        return verdict
    stance = cast("Stance", correction.value)
    return replace(
        verdict,
        stance=stance,
        confidence=1.0,
        reason="not_found" if stance == "no_response" else HUMAN,
        evidence=None if stance == "no_response" else verdict.evidence,
        origin=HUMAN,
        needs_review=False,
    )
