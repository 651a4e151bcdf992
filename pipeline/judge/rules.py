"""The rules that stand beside the model: explicit verdicts, blanket endorsement, silence.

Each follows a line of the codebook; where model and rule speak of the same clause, the rule only
acts when the model agrees.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.judge.answers import AnswerClause
from pipeline.judge.features import ClauseView, ask_kinds
from pipeline.judge.summary import CLAUSE_STANCES
from pipeline.records import Stance

#: A clause that bears on an ask less than this is another ask's answer.
BEARS = 0.5
#: What a cue adds to the choice of the deciding clause, and what one to the contrary takes off.
CUE_SUPPORT, CUE_OPPOSES = 0.2, 0.4
#: P(rejected) of 'the budget shrinks' as an answer to an ask for money.
LESS_MONEY = 0.6
#: An explicit verdict is taken at its word: so often it was right on held-out answers.
OVERALL_CONFIDENCE = 0.9


def raise_opposition(found: NDArray[np.float64], views: Sequence[ClauseView], ask: str) -> None:
    """Raise P(rejected) of clauses about less money, for an ask that wants money, in place.

    The codebook: declined 'by pursuing the opposite'.
    """
    if "money" not in ask_kinds(ask):
        return
    column = CLAUSE_STANCES.index("rejected")
    for row, view in enumerate(views):
        cut = any(cue.stance == "cut" for cue in view.cues)
        if cut and found[row, column] < LESS_MONEY:
            found[row] *= (1 - LESS_MONEY) / (1 - found[row, column])
            found[row, column] = LESS_MONEY


def verdict_on_ask(
    clauses: Sequence[AnswerClause], weights: NDArray[np.float64], n_asks: int
) -> tuple[Stance, str] | None:
    """Return the explicit verdict on one ask of several, when a clause gives just one."""
    if n_asks < 2:
        return None
    given = {
        clause.verdict()
        for clause, weight in zip(clauses, weights, strict=True)
        if weight >= BEARS and clause.verdict()[0] and not clause.overall()
    }
    if len({stance for stance, _ in given}) != 1:
        return None
    stance, cue = min(given)
    return stance, f"cue:{cue}"  # type: ignore[return-value]


def refused_with_others(
    found: NDArray[np.float64], clauses: Sequence[AnswerClause], weights: NDArray[np.float64]
) -> bool:
    """Whether a sentence about the whole letter that names the ask surely refuses it.

    'Voor voorstellen die extra geld vragen is geen ruimte' decides an ask for money on which its
    own answer is not clear.
    """
    column = CLAUSE_STANCES.index("rejected")
    return any(
        clause.general and weight > 0 and row[column] >= OVERALL_CONFIDENCE
        for clause, weight, row in zip(clauses, weights, found, strict=True)
    )


def no_answer_kind(clauses: Sequence[AnswerClause]) -> str:
    """Return ``forwarded`` or ``postponed`` when the answer does no more than that, else ''."""
    kinds = []
    for clause in clauses:
        stances = {cue.stance for cue in clause.view.cues}
        if stances & {
            "accepted",
            "existing_policy",
            "rejected",
            "partially_accepted",
            "keep",
            "end",
        }:
            return ""
        kinds += [kind for kind in ("forwarded", "postponed") if kind in stances]
    return kinds[0] if kinds else ""


def overall_verdict(clauses: Sequence[AnswerClause]) -> tuple[Stance | None, AnswerClause | None]:
    """Return the explicit verdict on the whole and its clause; none when two contradict."""
    given = [(clause.overall(), clause) for clause in clauses if clause.overall()]
    if len({stance for stance, _ in given}) != 1:
        return None, None
    stance, clause = given[0]
    return stance, clause  # type: ignore[return-value]


def blanket_endorsement(clauses: Sequence[AnswerClause]) -> Stance | None:
    """Return what a blanket endorsement gives the asks that are not answered one by one."""
    endorsed = any(
        cue.rule.name == "endorses" and cue.stance == "accepted"
        for clause in clauses
        for cue in clause.view.cues
    )
    if not endorsed:
        return None
    practice = any(
        cue.stance == "existing_policy" or cue.stance == "keep"
        for clause in clauses
        for cue in clause.view.cues
    )
    return "existing_policy" if practice else "accepted"


def refused(clauses: Sequence[AnswerClause], weights: NDArray[np.float64]) -> bool:
    """Whether a clause that bears on the ask says no in so many words.

    What stays as it is ('blijft') may refuse or confirm; it refuses nothing that is endorsed.
    """
    return any(
        cue.stance in {"rejected", "end", "cut", "partially_accepted"}
        for clause, weight in zip(clauses, weights, strict=True)
        if weight >= BEARS
        for cue in clause.view.cues
    )


def supports(reading: str, stance: Stance) -> bool:
    """Whether a cue's reading supports a stance."""
    if stance == "partially_accepted":
        return reading in {"rejected", "limit", "contrast", "partially_accepted"}
    also = {
        "accepted": {"new"},
        "existing_policy": {"keep"},
        "rejected": {"keep", "end", "cut"},
    }.get(stance, set())
    return reading == stance or reading in also


def opposes(reading: str, stance: Stance) -> bool:
    """Whether a cue's reading speaks against a stance: a refusal proves no endorsement."""
    if stance in {"accepted", "existing_policy"}:
        return reading in {"rejected", "end", "cut"}
    return stance == "rejected" and reading in {"accepted", "new"}


def deciding_clause(
    stance: Stance,
    found: NDArray[np.float64],
    clauses: Sequence[AnswerClause],
    weights: NDArray[np.float64],
    reason: str,
) -> int:
    """Return the clause that decides: of those that bear on the ask the surest for the stance.

    One about the whole letter is named only where nothing in the answer itself takes that stance.
    """
    if reason in {"overall", "blanket"}:
        for index, clause in enumerate(clauses):
            if clause.overall() or any(cue.rule.name == "endorses" for cue in clause.view.cues):
                return index
    column = CLAUSE_STANCES.index("rejected" if stance == "partially_accepted" else stance)
    own = np.array([not clause.general for clause in clauses])
    if (found[own & (weights > 0), column] > 1 / len(CLAUSE_STANCES)).any():
        weights = np.where(own, weights, 0.0)
    scores = [
        weights[index]
        * (
            found[index, column]
            + CUE_SUPPORT * any(supports(cue.stance, stance) for cue in clause.view.cues)
            - CUE_OPPOSES * any(opposes(cue.stance, stance) for cue in clause.view.cues)
        )
        for index, clause in enumerate(clauses)
    ]
    return int(np.argmax(scores))
