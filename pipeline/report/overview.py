"""The table to open first: Dutch headers and labels, an ask a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.records import Alignment, Ask, Document, Passage, Recommendation, Verdict
from pipeline.report.findings import Findings, ordered_asks
from pipeline.report.labels import (
    NO_DOCUMENT_LABEL,
    ORIGIN_LABELS,
    REVIEW_LABELS,
    STANCE_LABELS,
)


def overview_rows(
    findings: Findings, theme_labels: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    """Yield a row for every ask of every counted recommendation.

    A recommendation in which no ask was found has one row, without ask, with the verdict on the
    whole: nothing that was asked is missing here.
    """
    for recommendation in findings.counted:
        asks: tuple[Ask | None, ...] = ordered_asks(recommendation) or (None,)
        themes = findings.ordered_themes(recommendation.themes)
        for ask in asks:
            yield {
                "document": recommendation.document_id,
                "nummer": recommendation.number,
                "aanbeveling": recommendation.text,
                "vraag": (ask.text_resolved or ask.text) if ask else "",
                "themas": "|".join(theme_labels.get(theme, theme) for theme in themes),
                **_verdict_cells(findings, recommendation, ask),
            }


def page_at(document: Document, position: int) -> int | None:
    """Return the page on which a character stands, or None without pages.

    A paragraph that runs across a page end encloses the furniture found there, so the last block
    that starts at or before the character knows the page, be it a running header.
    """
    started = [b for b in document.blocks if b.start <= position and b.page is not None]
    return max(started, key=lambda b: (b.start, b.page or 0)).page if started else None


def _verdict_cells(
    findings: Findings, recommendation: Recommendation, ask: Ask | None
) -> dict[str, object]:
    """Return what the row says about the answer."""
    verdict = findings.verdicts.get(ask.ask_id if ask else recommendation.recommendation_id)
    evidence = verdict.evidence if verdict else None
    answer = _answer(findings, recommendation, ask, verdict)
    shown = evidence or answer
    judged = verdict is not None and verdict.stance is not None
    return {
        "oordeel": _label(verdict),
        "antwoord": answer.text if answer else "",
        "bewijs": evidence.text if evidence else "",
        "antwoord_document": shown.document_id if shown else "",
        "pagina": page_at(findings.documents[shown.document_id], shown.start) if shown else None,
        "zekerheid": verdict.confidence if verdict and judged else None,
        "nakijken": REVIEW_LABELS[verdict.needs_review] if verdict else "",
        "herkomst": ORIGIN_LABELS[verdict.origin] if verdict else "",
    }


def _label(verdict: Verdict | None) -> str:
    """Return the Dutch label of a verdict."""
    if verdict is None:
        return ""
    return STANCE_LABELS[verdict.stance] if verdict.stance else NO_DOCUMENT_LABEL


def _answer(
    findings: Findings, recommendation: Recommendation, ask: Ask | None, verdict: Verdict | None
) -> Passage | None:
    """Return the passage to show as the answer; None when the verdict is that nothing answers.

    The one that holds the evidence goes first, then one aligned with the ask itself, then the
    higher score, then the earlier.
    """
    if verdict is None or verdict.stance in (None, "no_response"):
        return None
    ask_id = ask.ask_id if ask else ""
    answers = [
        alignment
        for alignment in findings.alignments[recommendation.recommendation_id]
        if alignment.ask_id in ("", ask_id)
    ]

    def preference(alignment: Alignment) -> tuple[bool, bool, float]:
        held = verdict.evidence is not None and _holds(alignment.passage, verdict.evidence)
        return held, alignment.ask_id == ask_id, alignment.score

    return max(answers, key=preference).passage if answers else None


def _holds(passage: Passage, evidence: Passage) -> bool:
    """Return whether the evidence lies inside the passage."""
    return (
        passage.document_id == evidence.document_id
        and passage.start <= evidence.start
        and evidence.end <= passage.end
    )
