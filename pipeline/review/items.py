"""What there is to review in a run: an item a judgement, the least certain first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.review.corrections import NONE
from pipeline.runs import records

if TYPE_CHECKING:
    from pipeline.analyze import Result

Row = Mapping[str, Any]

#: Characters of the source before and after an item that are shown with it.
CONTEXT = 240
#: Between the passages of an answer, and before the words that decided a verdict.
APART, EVIDENCE = " […] ", " — beslissend: "
#: What a judgement that the run gives no score counts as: claims that need review come first among
#: those without themes, and what is never scored comes last.
ASKED, UNSCORED = 0.5, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One judgement of a run: on which words, in which field, with what certainty (0..1).

    ``found`` is its value as a correction would give it. ``answer`` is what the run found as the
    answer, and for a verdict, after ``EVIDENCE``, the words that decided it; empty for claims.
    """

    document_id: str
    sha256: str
    start: int
    end: int
    field: str
    found: str
    certainty: float
    before: str
    text: str
    after: str
    answer: str = ""


def review_items(run: Result) -> list[ReviewItem]:
    """Return every judgement of a run, the least certain first, then by place.

    Parameters
    ----------
    run
        As `pipeline.read_run` gives it: any run can be reviewed, on any machine.
    """
    items = [*_claims(run), *_recommendations(run)]
    return sorted(
        items,
        key=lambda item: (item.certainty, item.document_id, item.start, item.end, item.field),
    )


def _item(
    run: Result, row: Row, field: str, found: str, certainty: float, answer: str = ""
) -> ReviewItem:
    document, start, end = run.documents[row["document_id"]], row["start"], row["end"]
    return ReviewItem(
        document_id=document.document_id,
        sha256=document.sha256,
        start=start,
        end=end,
        field=field,
        found=found,
        certainty=round(certainty, 4),
        before=" ".join(document.source[max(start - CONTEXT, 0) : start].split()),
        text=row["text"],
        answer=answer,
        after=" ".join(document.source[end : end + CONTEXT].split()),
    )


def _claims(run: Result) -> Iterator[ReviewItem]:
    scores: dict[str, float] = {}
    for row in records(run.tables["claim_themes"]):
        claim = row["claim_id"]
        scores[claim] = min(scores.get(claim, UNSCORED), row["score"])
    for row in records(run.tables["claims"]):
        score = scores.get(row["claim_id"], UNSCORED)
        if row["needs_review"]:
            score = min(score, ASKED)
        yield _item(run, row, "themes", row["themes"] or NONE, score)
        yield _item(run, row, "claim_type", row["claim_type"], UNSCORED)


def _recommendations(run: Result) -> Iterator[ReviewItem]:
    passages: dict[str, list[str]] = {}
    answers: dict[str, list[str]] = {}
    weakest: dict[str, float] = {}
    for row in records(run.tables["alignment"]):
        answers.setdefault(row["ask_id"] or row["recommendation_id"], []).append(
            row["response_text"]
        )
        if not row["ask_id"]:
            whole = row["recommendation_id"]
            sha256 = run.documents[row["response_document_id"]].sha256
            passage = f"{sha256}:{row['response_start']}-{row['response_end']}"
            passages.setdefault(whole, []).append(passage)
            weakest[whole] = min(weakest.get(whole, UNSCORED), row["score"])
    verdicts = {row["verdict_id"]: row for row in records(run.tables["stance"]) if row["stance"]}
    places: dict[str, Row] = {}
    for row in records(run.tables["recommendations"]):
        own = row["recommendation_id"]
        places[own] = row
        if row["quoted_from"]:
            continue
        yield _item(run, row, "recommendation", "yes", UNSCORED)
        found = "|".join(passages.get(own, ())) or NONE
        answer = APART.join(answers.get(own, ()))
        yield _item(run, row, "answer", found, weakest.get(own, ASKED), answer)
        if own in verdicts:
            yield _verdict(run, row, "stance", verdicts[own], answer)
    for row in records(run.tables["asks"]):
        whole_row = places[row["recommendation_id"]]
        ask = verdicts.get(row["ask_id"])
        if ask is not None and not whole_row["quoted_from"]:
            place = row | {"document_id": whole_row["document_id"]}
            whole_answer = answers.get(row["recommendation_id"], [])
            own_answer = answers.get(row["ask_id"]) or whole_answer
            yield _verdict(run, place, "ask_stance", ask, APART.join(own_answer))


def _verdict(run: Result, row: Row, field: str, verdict: Row, answer: str) -> ReviewItem:
    decided = f"{answer}{EVIDENCE}{verdict['evidence']}" if verdict["evidence"] else answer
    return _item(run, row, field, verdict["stance"], verdict["confidence"], decided)
