"""What there is to review in a run: an item a judgement, the least certain first.

Read from the tables that a run wrote, so that any run can be reviewed, on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.errors import UsageError
from pipeline.review.corrections import NONE

TABLES = ("documents", "claims", "claim_themes", "recommendations", "asks", "alignment", "stance")
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

    ``answer`` is what the run found as the answer, and for a verdict, after ``EVIDENCE``, the words
    that decided it; empty for claims.
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


@dataclass(frozen=True, slots=True)
class Run:
    """The tables of a run and the texts of its documents."""

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, str]

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each document's file."""
        table = self.tables["documents"]
        return dict(zip(table["document_id"], table["sha256"], strict=True))


def read_run(folder: Path) -> Run:
    """Read what `weerklank analyze` wrote.

    Raises
    ------
    UsageError
        When a table or a text is missing.
    """
    hint = "Give the folder that `weerklank analyze --out` wrote, in the standard form."
    try:
        tables = {
            name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
            for name in TABLES
        }
        sources = {
            name: (folder / "texts" / f"{name}.txt").read_bytes().decode("utf-8")
            for name in tables["documents"]["document_id"]
        }
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{folder}: cannot be reviewed: {error}.", hint) from error
    return Run(tables, sources)


def review_items(run: Run) -> list[ReviewItem]:
    """Return every judgement of a run, the least certain first, then by place."""
    items = [*_claims(run), *_recommendations(run)]
    return sorted(
        items,
        key=lambda item: (item.certainty, item.document_id, item.start, item.end, item.field),
    )


def _item(
    run: Run,
    row: Mapping[str, str],
    field: str,
    found: str,
    certainty: float,
    answer: str = "",
) -> ReviewItem:
    document_id, start, end = row["document_id"], int(row["start"]), int(row["end"])
    source = run.sources[document_id]
    return ReviewItem(
        document_id=document_id,
        sha256=run.hashes[document_id],
        start=start,
        end=end,
        field=field,
        found=found,
        certainty=round(certainty, 4),
        before=" ".join(source[max(start - CONTEXT, 0) : start].split()),
        text=row["text"],
        answer=answer,
        after=" ".join(source[end : end + CONTEXT].split()),
    )


def _rows(table: pd.DataFrame) -> Iterator[dict[str, str]]:
    for row in table.to_dict("records"):
        yield {str(name): str(value) for name, value in row.items()}


def _claims(run: Run) -> Iterator[ReviewItem]:
    scores: dict[str, float] = {}
    for row in _rows(run.tables["claim_themes"]):
        claim = row["claim_id"]
        scores[claim] = min(scores.get(claim, UNSCORED), float(row["score"]))
    for row in _rows(run.tables["claims"]):
        score = scores.get(row["claim_id"], UNSCORED)
        if row["needs_review"].lower() == "true":
            score = min(score, ASKED)
        yield _item(run, row, "themes", row["themes"] or NONE, score)
        yield _item(run, row, "claim_type", row["claim_type"], UNSCORED)


def _recommendations(run: Run) -> Iterator[ReviewItem]:
    passages: dict[str, list[str]] = {}
    answers: dict[str, list[str]] = {}
    weakest: dict[str, float] = {}
    for row in _rows(run.tables["alignment"]):
        answers.setdefault(row["ask_id"] or row["recommendation_id"], []).append(
            row["response_text"]
        )
        if not row["ask_id"]:
            whole = row["recommendation_id"]
            sha256 = run.hashes[row["response_document_id"]]
            passage = f"{sha256}:{row['response_start']}-{row['response_end']}"
            passages.setdefault(whole, []).append(passage)
            weakest[whole] = min(weakest.get(whole, UNSCORED), float(row["score"]))
    verdicts = {row["verdict_id"]: row for row in _rows(run.tables["stance"]) if row["stance"]}
    places: dict[str, dict[str, str]] = {}
    for row in _rows(run.tables["recommendations"]):
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
    for row in _rows(run.tables["asks"]):
        whole_row = places[row["recommendation_id"]]
        ask = verdicts.get(row["ask_id"])
        if ask is not None and not whole_row["quoted_from"]:
            place = row | {"document_id": whole_row["document_id"]}
            whole_answer = answers.get(row["recommendation_id"], [])
            own_answer = answers.get(row["ask_id"]) or whole_answer
            yield _verdict(run, place, "ask_stance", ask, APART.join(own_answer))


def _verdict(
    run: Run, row: Mapping[str, str], field: str, verdict: Mapping[str, str], answer: str
) -> ReviewItem:
    decided = f"{answer}{EVIDENCE}{verdict['evidence']}" if verdict["evidence"] else answer
    return _item(run, row, field, verdict["stance"], float(verdict["confidence"]), decided)
