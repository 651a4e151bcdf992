"""Judge what an answer makes of a recommendation and of each of its asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.judge.answers import AnswerClause, Normalise, answer_clauses
from pipeline.judge.by_model import CLAUSE_STANCES, load_stance_model
from pipeline.judge.cuebook import read_cuebook
from pipeline.judge.features import STEM, ClauseView, ask_kinds, stems
from pipeline.judge.relevance import shared_words, weigh_clauses
from pipeline.judge.rollup import ENDORSED, roll_up
from pipeline.records import Alignment, Ask, Passage, Recommendation, Sentence, Stance, Verdict

#: Below it a verdict is marked for review: on held-out answers those from 0.6 up are right in four
#: of five cases, those below in fewer than half (models/stance/training.json).
REVIEW_BELOW = 0.6
#: A clause that bears on an ask less than this is another ask's answer.
BEARS = 0.5
#: A clause that seems to refuse counts only for the ask that it fits best: one ask declined must
#: not turn its neighbours into half-granted ones.
REFUSES, REFUSAL_BEARS = 0.35, 0.95
#: A passage about the whole letter decides an ask only when it names so much of it.
GENERAL_NAMES = 0.1
#: An ask is silently passed over when no clause names it and each names another ask so much.
PASSED_OVER, NAMES_OTHER = 0.02, 0.12
#: From here on the model is sure of a clause, when a cue says the same.
SURE = 0.55
#: P(rejected) of 'the budget shrinks' as an answer to an ask for money.
LESS_MONEY = 0.6
#: An explicit verdict is taken at its word: so often it was right on held-out answers.
OVERALL_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class _Judged:
    """The stance of one ask with what decided it."""

    stance: Stance
    confidence: float
    reason: str
    evidence: Passage | None


#: An ask that the answer passes over while it answers the others.
_UNANSWERED = _Judged("no_response", 0.6, "not_found", None)


class Judge:
    """Gives every recommendation and ask its verdict, from cues and a trained model.

    Parameters
    ----------
    models
        Folder with ``stance.toml`` and ``stance/model.skops``.

    Raises
    ------
    CodebookError, ModelError
        If one of the two is missing or damaged.
    """

    def __init__(self, models: Path) -> None:
        self.book = read_cuebook(models / "stance.toml")
        self.model = load_stance_model(models / "stance" / "model.skops", self.book)

    def judge_recommendation(
        self,
        recommendation: Recommendation,
        alignments: Sequence[Alignment],
        sentences: Mapping[str, Sequence[Sentence]],
        *,
        linked: bool,
        normalise: Normalise | None = None,
        no_answer_reason: str = "not_found",
    ) -> list[Verdict]:
        """Return the verdict on the whole, then one an ask, in order.

        Parameters
        ----------
        alignments
            What answers this recommendation; ``ask_id`` is empty for the whole.
        sentences
            All sentences of each response document, in order.
        linked
            Whether any response document is linked; without one there is no stance.
        normalise
            Folds a slice of a source text (document id, start, end); without it evidence is
            never less than a sentence.
        no_answer_reason
            Why nothing answers: ``not_found``, ``forwarded`` or ``postponed``.
        """
        if not linked:
            return self._alike(recommendation, None, "no_response_document")
        own = [a for a in alignments if a.recommendation_id == recommendation.recommendation_id]
        clauses = answer_clauses(own, sentences, self.book, normalise)
        silence = "" if clauses else no_answer_reason
        silence = silence or _says_nothing(clauses)
        if silence:
            return self._alike(recommendation, "no_response", silence)
        asks = recommendation.asks or (_as_ask(recommendation),)
        overall, overall_clause = _overall(clauses)
        weights, shared = _weights(clauses, asks)
        judged = [
            _UNANSWERED
            if overall is None and _blanket(clauses) is None and _others_only(shared, column)
            else self._judge_ask(ask, clauses, weights, column, overall)
            for column, ask in enumerate(asks)
        ]
        stance = roll_up([one.stance for one in judged], overall or None)
        whole = _whole(stance, judged, overall_clause if overall else None)
        verdicts = [_verdict(recommendation, "", whole)]
        verdicts += [
            _verdict(recommendation, ask.ask_id, one)
            for ask, one in zip(recommendation.asks, judged, strict=False)
        ]
        return verdicts

    def _alike(
        self, recommendation: Recommendation, stance: Stance | None, reason: str
    ) -> list[Verdict]:
        """Give the whole and every ask the same verdict, without evidence."""
        return [
            Verdict(
                recommendation_id=recommendation.recommendation_id,
                ask_id=ask_id,
                stance=stance,
                confidence=1.0 if stance is None else OVERALL_CONFIDENCE,
                reason=reason,
            )
            for ask_id in ("", *(ask.ask_id for ask in recommendation.asks))
        ]

    def _judge_ask(
        self,
        ask: Ask,
        clauses: Sequence[AnswerClause],
        all_weights: NDArray[np.float64],
        column: int,
        overall: Stance | None,
    ) -> _Judged:
        text = ask.text_resolved or ask.text
        weights, n_asks = all_weights[:, column], all_weights.shape[1]
        views = [clause.view for clause in clauses]
        found = self.model.clause_probabilities(views, text)
        _oppose(found, views, text)
        refuses = found[:, CLAUSE_STANCES.index("rejected")] >= REFUSES
        bears = np.flatnonzero(weights >= np.where(refuses, REFUSAL_BEARS, BEARS))
        if not len(bears):
            bears = np.array([int(weights.argmax())])
        probabilities = self.model.answer_probabilities(
            found[bears], [views[i] for i in bears], weights[bears]
        )
        stance, confidence = max(probabilities.items(), key=lambda item: item[1])
        reason = ""
        explicit = _explicit(clauses, weights, n_asks)
        stance, confidence = _corrected(stance, confidence, found, clauses, weights, bears)
        if explicit is not None:
            stance, confidence, reason = explicit
        elif overall and (n_asks == 1 or stance == "noted" or confidence < REVIEW_BELOW):
            # An explicit verdict covers what is not answered apart.
            stance, confidence = overall, OVERALL_CONFIDENCE
            reason = "overall" if n_asks == 1 else "blanket"
        elif stance == "noted" and n_asks > 1:
            blanket = _blanket(clauses)
            if blanket is not None:
                stance, reason = blanket, "blanket"
        decisive = _decisive(stance, found, clauses, weights, bears, reason)
        clause = clauses[decisive]
        if not reason:
            cues = [c.rule.name for c in clause.view.cues if _speaks_for(c.stance, stance)]
            reason = "cue+model" if cues else "model"
        return _Judged(stance, float(confidence), reason, clause.passage)


def _oppose(
    found: NDArray[np.float64], views: Sequence[ClauseView], ask: str
) -> None:
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


def _explicit(
    clauses: Sequence[AnswerClause], weights: NDArray[np.float64], n_asks: int
) -> tuple[Stance, float, str] | None:
    """Return the explicit verdict on one ask of several, when a clause gives just one."""
    if n_asks < 2:
        return None
    given = {
        clause.verdict()
        for clause, weight in zip(clauses, weights, strict=True)
        if weight >= REFUSAL_BEARS and clause.verdict()[0] and not clause.overall()
    }
    if len({stance for stance, _ in given}) != 1:
        return None
    stance, cue = min(given)
    return stance, OVERALL_CONFIDENCE, f"cue:{cue}"  # type: ignore[return-value]


def _corrected(
    stance: Stance,
    confidence: float,
    found: NDArray[np.float64],
    clauses: Sequence[AnswerClause],
    weights: NDArray[np.float64],
    bears: NDArray[np.intp],
) -> tuple[Stance, float]:
    """Keep a long answer from outvoting the one clause in which cue and model are sure.

    A sure refusal beside endorsement makes it partial; a sure new step beside present practice
    makes it accepted (codebook: 'a new step, an extension').
    """
    rules: tuple[tuple[Stance, tuple[Stance, ...], Stance], ...] = (
        ("accepted", ("existing_policy",), "accepted"),
        ("rejected", ("accepted", "existing_policy"), "partially_accepted"),
    )
    for reading, over, becomes in rules:
        if stance not in over:
            continue
        column = CLAUSE_STANCES.index(reading)
        for row in bears:
            sure = found[row, column] >= SURE and weights[row] >= REFUSAL_BEARS
            if sure and any(_speaks_for(cue.stance, reading) for cue in clauses[row].view.cues):
                return becomes, float(found[row, column])
    return stance, confidence


def _as_ask(recommendation: Recommendation) -> Ask:
    """A recommendation in which no asks were found is one ask."""
    return Ask(
        document_id=recommendation.document_id,
        start=recommendation.start,
        end=recommendation.end,
        text=recommendation.text,
        ask_id=f"{recommendation.recommendation_id}-a1",
        recommendation_id=recommendation.recommendation_id,
        text_resolved=recommendation.text,
        lemmas=recommendation.lemmas,
    )


def _says_nothing(clauses: Sequence[AnswerClause]) -> str:
    """Return ``forwarded`` or ``postponed`` when the answer does no more than that, else ''."""
    kinds = []
    for clause in clauses:
        stances = {cue.stance for cue in clause.view.cues}
        if stances & {"accepted", "existing_policy", "rejected", "partially_accepted", "keep", "end"}:
            return ""
        kinds += [kind for kind in ("forwarded", "postponed") if kind in stances]
    return kinds[0] if kinds else ""


def _overall(clauses: Sequence[AnswerClause]) -> tuple[Stance | None, AnswerClause | None]:
    """Return the explicit verdict on the whole and its clause; none when two contradict."""
    given = [(clause.overall(), clause) for clause in clauses if clause.overall()]
    if len({stance for stance, _ in given}) != 1:
        return None, None
    stance, clause = given[0]
    return stance, clause  # type: ignore[return-value]


def _blanket(clauses: Sequence[AnswerClause]) -> Stance | None:
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


def _weights(
    clauses: Sequence[AnswerClause], asks: Sequence[Ask]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weigh clauses by asks, and return beside it the share of the asks' words that they name."""
    rows = [(clause.view.text, clause.words) for clause in clauses]
    columns = [
        (ask.text, stems(ask.text_resolved or ask.text) | {lemma[:STEM] for lemma in ask.lemmas})
        for ask in asks
    ]
    weights, shared = weigh_clauses(rows, columns), shared_words(rows, columns)
    for row, clause in enumerate(clauses):
        if clause.general:
            weights[row] = np.where(shared[row] >= GENERAL_NAMES, weights[row], 0.0)
        for column, ask in enumerate(asks):
            if clause.ask_id:
                weights[row, column] = 1.0 if clause.ask_id == ask.ask_id else 0.0
    return weights, shared


def _others_only(shared: NDArray[np.float64], column: int) -> bool:
    """Whether every clause names another ask and none this one."""
    if shared.shape[1] < 2:
        return False
    others = np.delete(shared, column, axis=1).max(axis=1)
    return bool(shared[:, column].max() <= PASSED_OVER and (others >= NAMES_OTHER).all())


def _speaks_for(reading: str, stance: Stance) -> bool:
    """Whether a cue's reading supports a stance."""
    if stance == "partially_accepted":
        return reading in {"rejected", "limit", "contrast", "partially_accepted"}
    also = {
        "accepted": {"new"},
        "existing_policy": {"keep"},
        "rejected": {"keep", "end", "cut"},
    }.get(stance, set())
    return reading == stance or reading in also


def _decisive(
    stance: Stance,
    found: NDArray[np.float64],
    clauses: Sequence[AnswerClause],
    weights: NDArray[np.float64],
    bears: NDArray[np.intp],
    reason: str,
) -> int:
    """Return the clause that decides: the surest for the stance among those that bear on the ask."""
    if reason in {"overall", "blanket"}:
        for index, clause in enumerate(clauses):
            if clause.overall() or any(cue.rule.name == "endorses" for cue in clause.view.cues):
                return index
    column = CLAUSE_STANCES.index("rejected" if stance == "partially_accepted" else stance)
    scores = [
        found[index, column] * weights[index]
        + 0.2 * any(_speaks_for(cue.stance, stance) for cue in clauses[index].view.cues)
        for index in bears
    ]
    return int(bears[int(np.argmax(scores))])


def _whole(
    stance: Stance, judged: Sequence[_Judged], overall_clause: AnswerClause | None
) -> _Judged:
    """Make the verdict on the recommendation from those on its asks."""
    if overall_clause is not None:
        return _Judged(stance, OVERALL_CONFIDENCE, "overall", overall_clause.passage)
    if len(judged) == 1:
        return judged[0]
    alike = [one for one in judged if one.stance == stance]
    if stance == "partially_accepted" and not alike:
        alike = [one for one in judged if one.stance not in ENDORSED]
    best = max(alike or judged, key=lambda one: one.confidence)
    # As sure as its asks are on the average: their errors partly cancel in the five rules.
    confidence = sum(one.confidence for one in judged) / len(judged)
    return _Judged(stance, confidence, "rollup", best.evidence)


def _verdict(recommendation: Recommendation, ask_id: str, judged: _Judged) -> Verdict:
    return Verdict(
        recommendation_id=recommendation.recommendation_id,
        ask_id=ask_id,
        stance=judged.stance,
        confidence=round(min(max(judged.confidence, 0.0), 1.0), 4),
        reason=judged.reason,
        evidence=judged.evidence,
        needs_review=judged.confidence < REVIEW_BELOW,
    )
