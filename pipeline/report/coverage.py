"""The counts: themes by document, answers by recommendation, stances by theme.

Recommendations quoted from an advice are in none of them. A verdict without stance (no response
document is linked) is in no share and no coverage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipeline.records import CLAIM_TYPES, STANCES, Document, Recommendation
from pipeline.report.findings import Findings

# The row of `stance_by_theme` for recommendations that carry no theme.
NO_THEME = "none"


def coverage_themes_rows(findings: Findings) -> Iterator[dict[str, object]]:
    """Yield a row for every document and every theme, those that no claim carries included."""
    for document_id, claims in findings.claims.items():
        own = [r for r in findings.counted if r.document_id == document_id]
        for theme in findings.theme_ids:
            types = Counter(c.claim_type for c in claims if theme in {t.theme for t in c.themes})
            asked = [r.recommendation_id for r in own if theme in r.themes]
            yield {
                "document_id": document_id,
                "theme": theme,
                "n_claims": types.total(),
                "share_of_claims": _share(types.total(), len(claims)),
                **{f"n_claims_{claim_type}": types[claim_type] for claim_type in CLAIM_TYPES},
                "n_recommendations": len(asked),
                "n_answered": sum(map(findings.is_answered, asked)),
            }


def coverage_recommendations_rows(findings: Findings) -> Iterator[dict[str, object]]:
    """Yield a row for every recommendation that is counted."""
    for recommendation in findings.counted:
        asks = [ask.ask_id for ask in recommendation.asks]
        n_answered = sum(map(findings.is_answered, asks))
        verdict = findings.verdicts.get(recommendation.recommendation_id)
        responses = response_document_ids(findings, recommendation)
        yield {
            "recommendation_id": recommendation.recommendation_id,
            "document_id": recommendation.document_id,
            "number": recommendation.number,
            "themes": "|".join(findings.ordered_themes(recommendation.themes)),
            "n_asks": len(asks),
            "n_answered": n_answered,
            "coverage": _share(n_answered, sum(map(findings.is_judged, asks))),
            "stance": (verdict and verdict.stance) or "",
            "response_document_ids": "|".join(responses),
            "days_to_response": days_to_response(
                findings.documents[recommendation.document_id],
                [findings.documents[document_id] for document_id in responses],
            ),
        }


def stance_by_theme_rows(findings: Findings) -> Iterator[dict[str, object]]:
    """Yield a row for every theme, then for none, and every stance, zeros included.

    An ask has the themes of its recommendation, so one with two themes is counted under both.
    """
    for theme in (*findings.theme_ids, NO_THEME):
        carriers = [r for r in findings.counted if theme in (r.themes or (NO_THEME,))]
        whole = _stances(findings, [r.recommendation_id for r in carriers])
        asked = _stances(findings, [ask.ask_id for r in carriers for ask in r.asks])
        for stance in STANCES:
            yield {
                "theme": theme,
                "stance": stance,
                "n_recommendations": whole[stance],
                "n_asks": asked[stance],
                "share": _share(whole[stance], whole.total()),
            }


def _stances(findings: Findings, verdict_ids: list[str]) -> Counter[str]:
    """Count the stances of these recommendations or asks, leaving out those without one."""
    verdicts = (findings.verdicts.get(verdict_id) for verdict_id in verdict_ids)
    return Counter(v.stance for v in verdicts if v is not None and v.stance is not None)


def _share(part: int, whole: int) -> float | None:
    """Return the fraction, or None of nothing."""
    return part / whole if whole else None


def response_document_ids(findings: Findings, recommendation: Recommendation) -> list[str]:
    """Return the documents with a passage that answers this recommendation or one of its asks."""
    answers = findings.alignments[recommendation.recommendation_id]
    return sorted({alignment.passage.document_id for alignment in answers})


def days_to_response(advice: Document, responses: list[Document]) -> int | None:
    """Return the days until the earliest answer in another document, if known to the day.

    A response that quotes what it answers bears its own date, not that of the advice, so an
    answer in the recommendation's own document says nothing about time.
    """
    asked = _full_date(advice.date)
    dates = [_full_date(r.date) for r in responses if r.document_id != advice.document_id]
    answered = [day for day in dates if day is not None]
    return (min(answered) - asked).days if asked and answered else None


def _full_date(written: str) -> date | None:
    """Return the day, or None for a year or month alone and for what is no date."""
    # Matches "2024-05-31"; must not match "2024" or the basic form "20240531".
    if len(written) != len("2024-05-31"):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
