"""Corrections as gold: what people said of a run's findings, in the form that is scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import UsageError
from pipeline.evaluate.gold import Coding, Gold, GoldRecommendation, Judgement, Stretch
from pipeline.records import Document
from pipeline.review.corrections import NONE, Correction


def gold_from_corrections(
    corrections: Sequence[Correction], documents: Mapping[str, Document]
) -> Gold:
    """Return corrections as annotations of one coder.

    A claim of which only the type or only the themes were reviewed counts in that stage alone. A
    recommendation counts when its answer was reviewed; its stance when that was reviewed, too.
    Corrections of documents that were not analysed are left out.

    Raises
    ------
    UsageError
        When nothing of this is among the corrections.
    """
    names = {document.sha256: document.document_id for document in documents.values()}
    spans: dict[tuple[str, int, int], dict[str, Correction]] = {}
    for one in corrections:
        if one.sha256 in names:
            spans.setdefault((names[one.sha256], one.start, one.end), {})[one.field] = one
    stretches = []
    recommendations = []
    for (document_id, start, end), fields in sorted(spans.items()):
        if "claim_type" in fields or "themes" in fields:
            coding = _coding(fields)
            stretches.append(
                Stretch(document_id=document_id, start=start, end=end, codings={"a": coding})
            )
        answer = fields.get("answer")
        known = answer is not None and all(one[0] in names for one in answer.passages)
        if answer is not None and known and fields.get("recommendation", answer).value != NONE:
            passages = answer.passages
            stance = fields["stance"].value if "stance" in fields else ""
            recommendations.append(
                GoldRecommendation(
                    document_id=document_id,
                    number="",
                    start=start,
                    end=end,
                    response_document_id=names[passages[0][0]] if passages else document_id,
                    response=tuple((a, b) for sha, a, b in passages if sha == passages[0][0]),
                    judgements={"a": Judgement(stance=stance)},
                )
            )
    if not (stretches or recommendations):
        raise UsageError(
            f"The {len(corrections)} corrections hold nothing to score the run against.",
            "Review claims (type or themes) or the answers to recommendations, in the documents "
            "that --corpus names.",
        )
    return Gold(stretches=tuple(stretches), recommendations=tuple(recommendations))


def _coding(fields: Mapping[str, Correction]) -> Coding:
    kind, themes = fields.get("claim_type"), fields.get("themes")
    if kind is not None and kind.value == NONE:
        return Coding(is_claim=False)
    return Coding(
        is_claim=True,
        claim_type=kind.value if kind else "",
        themes=frozenset(themes.labels) if themes else None,
    )
