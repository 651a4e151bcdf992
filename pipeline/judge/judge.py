"""Judge what an answer makes of a recommendation and of each of its asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.checksums import verified
from pipeline.encoder import encoder_path
from pipeline.judge.answers import AnswerClause, Normalise, answer_clauses
from pipeline.judge.by_model import load_stance_model
from pipeline.judge.cuebook import read_cuebook
from pipeline.judge.features import MONEY, stems
from pipeline.judge.reader import AnswerReader, load_reader
from pipeline.judge.rollup import ENDORSED, roll_up_together
from pipeline.judge.rules import (
    OVERALL_CONFIDENCE,
    blanket_endorsement,
    deciding_clause,
    no_answer_kind,
    overall_verdict,
    raise_opposition,
    refused,
    refused_with_others,
    supports,
    verdict_on_ask,
)
from pipeline.judge.summary import weightiest
from pipeline.judge.together import mix_answers, mix_clauses
from pipeline.records import Alignment, Ask, Passage, Recommendation, Sentence, Stance, Verdict

#: Below it a verdict is marked for review: on held-out letters asks judged with 0.6 or more are
#: right in five of six cases, those below in half (models/stance/training.json).
REVIEW_BELOW = 0.6
#: From it on the regressions judge without the reader, which seldom changes their mind then and
#: takes longer than reading, cutting and labelling a page.
SURE = 0.8
#: A passage about the whole letter decides an ask only when it names so many of its words: one
#: may be chance ('maatschappelijke ruimte', 'geen ruimte').
GENERAL_NAMES = 2


@dataclass(frozen=True, slots=True)
class _Judged:
    """The stance of one ask with what decided it."""

    stance: Stance
    confidence: float
    reason: str
    evidence: Passage | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """How probable each stance towards one ask is, and what shows it.

    ``found`` is P(stance) of each clause, ``weights`` how much each bears on the ask; ``reason``
    names the rule that decided, and is empty where the model did.
    """

    probabilities: Mapping[Stance, float]
    reason: str
    found: NDArray[np.float64]
    weights: NDArray[np.float64]

    def surest(self) -> Stance:
        """Return the most probable stance."""
        return max(self.probabilities.items(), key=lambda item: item[1])[0]

    def covered_by(self, overall: Stance, *, alone: bool) -> _Reading:
        """Put the explicit verdict on the whole in the place of what is not answered apart."""
        stance = self.surest()
        doubtful = _is_doubtful(stance, self.probabilities[stance])
        if alone or (doubtful and not self.reason):
            return replace(self, probabilities={overall: OVERALL_CONFIDENCE}, reason="overall")
        return self


def judge_record(folder: Path, *, with_reader: bool) -> dict[str, str | None]:
    """Return the hash of each model that judges; None for the reader where it does not.

    Parameters
    ----------
    folder
        The folder of the models, ``models/stance``.
    with_reader
        Whether the transformer reads along.
    """
    used = {"model.skops": True, "reader.npz": with_reader and encoder_path() is not None}
    return {
        name: sha256((folder / name).read_bytes()).hexdigest() if there else None
        for name, there in used.items()
    }


class Judge:
    """Gives every recommendation and ask its verdict, from cues and trained models.

    Where the package with the encoder is missing, the regressions judge without the reader.

    Parameters
    ----------
    models
        Folder with ``stance.toml``, ``stance/model.skops`` and ``stance/reader.npz``.
    with_reader
        Whether the transformer reads along; without it a verdict takes a twentieth of the time.

    Raises
    ------
    CodebookError, ModelError
        If one of them is missing or damaged.
    """

    def __init__(self, models: Path, *, with_reader: bool = True) -> None:
        self.book = read_cuebook(models / "stance.toml")
        self.model = load_stance_model(verified(models / "stance" / "model.skops"), self.book)
        reader = models / "stance" / "reader.npz"
        self.reader: AnswerReader | None = load_reader(verified(reader)) if with_reader else None

    def judge_recommendation(
        self,
        recommendation: Recommendation,
        alignments: Sequence[Alignment],
        sentences: Mapping[str, Sequence[Sentence]],
        *,
        linked: bool,
        normalise: Normalise | None = None,
        no_answer_reason: str = "not_found",
        general: Sequence[Passage] = (),
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
        general
            Passages of the same documents, beside the aligned ones, that speak of all
            recommendations at once: each decides what it names.
        """
        if not linked:
            return self._alike(recommendation, None, "no_response_document")
        own = [a for a in alignments if a.recommendation_id == recommendation.recommendation_id]
        asks = recommendation.asks or (_as_ask(recommendation),)
        clauses = [
            clause
            for clause in answer_clauses(own, sentences, self.book, normalise, general)
            if not clause.general or any(_is_about(clause, ask) for ask in asks)
        ]
        silence = no_answer_kind(clauses) if clauses else no_answer_reason
        if silence:
            return self._alike(recommendation, "no_response", silence)
        overall, overall_clause = overall_verdict(clauses)
        weights = self._weights(clauses, asks)
        readings = [self._read_ask(asks, column, clauses, weights) for column in range(len(asks))]
        if overall:
            readings = [one.covered_by(overall, alone=len(asks) == 1) for one in readings]
            stance, confidence = overall, OVERALL_CONFIDENCE
            stances = tuple(one.surest() for one in readings)
        else:
            stance, confidence, stances = roll_up_together([one.probabilities for one in readings])
        judged = [
            _judged(one, verdict, clauses) for one, verdict in zip(readings, stances, strict=True)
        ]
        whole = _whole(stance, confidence, judged, overall_clause if overall else None)
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

    def _weights(self, clauses: Sequence[AnswerClause], asks: Sequence[Ask]) -> NDArray[np.float64]:
        """Weigh clauses by asks; one about the whole letter speaks only of what it names."""
        texts = [clause.view.text for clause in clauses]
        weights = self.model.bearing(texts, _texts(asks))
        for row, clause in enumerate(clauses):
            if clause.general:
                about = [_is_about(clause, ask) for ask in asks]
                weights[row] = np.where(about, weights[row], 0.0)
        return weights

    def _read_ask(
        self,
        asks: Sequence[Ask],
        column: int,
        clauses: Sequence[AnswerClause],
        all_weights: NDArray[np.float64],
    ) -> _Reading:
        """Say how probable each stance towards one ask is, by models and rules."""
        text, *others = _texts([asks[column], *asks[:column], *asks[column + 1 :]])
        weights, n_asks = all_weights[:, column], len(asks)
        views = [clause.view for clause in clauses]
        found = self.model.clause_probabilities(views, text)
        raise_opposition(found, views, text)
        probabilities = self.model.answer_probabilities(found, views, weights, text, n_asks)
        if self.reader is not None and max(probabilities.values()) < SURE:
            # The clauses from which the regressions judge: what speaks of other recommendations, or
            # decides nothing in their eyes, is not read.
            spoken = weightiest(found, weights)
            spoken = spoken[weights[spoken] > 0]
            read, answer = self.reader.read(text, others, [views[i].text for i in spoken])
            found[spoken] = mix_clauses(found[spoken], read)
            raise_opposition(found, views, text)
            probabilities = self.model.answer_probabilities(found, views, weights, text, n_asks)
            probabilities = mix_answers(probabilities, answer, n_asks)
        stance, confidence = max(probabilities.items(), key=lambda item: item[1])
        explicit = verdict_on_ask(clauses, weights, n_asks)
        if explicit is not None:
            stance, reason = explicit
            return _Reading({stance: OVERALL_CONFIDENCE}, reason, found, weights)
        if refused_with_others(found, clauses, weights) and _is_doubtful(stance, confidence):
            return _Reading({"rejected": OVERALL_CONFIDENCE}, "general", found, weights)
        if n_asks > 1 and (
            stance in {"noted", "no_response"}
            or (stance not in ENDORSED and not refused(clauses, weights))
        ):
            # The codebook: a blanket endorsement covers the asks that are not answered apart.
            blanket = blanket_endorsement(clauses)
            if blanket is not None:
                return _Reading({blanket: confidence}, "blanket", found, weights)
        return _Reading(probabilities, "", found, weights)


def _is_doubtful(stance: Stance, confidence: float) -> bool:
    """Whether a verdict on the letter as a whole may take the place of this one."""
    return confidence < REVIEW_BELOW or stance in {"noted", "no_response"}


def _judged(reading: _Reading, stance: Stance, clauses: Sequence[AnswerClause]) -> _Judged:
    """Make the verdict on an ask: its confidence, its reason and the clause that decides."""
    confidence, reason = reading.probabilities[stance], reading.reason
    if stance == "no_response":
        return _Judged(stance, confidence, "not_found", None)
    clause = clauses[deciding_clause(stance, reading.found, clauses, reading.weights, reason)]
    if not reason:
        cues = [c.rule.name for c in clause.view.cues if supports(c.stance, stance)]
        reason = "cue+model" if cues else "model"
    return _Judged(stance, confidence, reason, clause.passage)


def _is_about(clause: AnswerClause, ask: Ask) -> bool:
    """Whether a clause about the whole letter speaks of this ask: by its words, or of money."""
    if MONEY.search(ask.text) and MONEY.search(clause.view.text):
        return True
    return len(stems(clause.view.text) & stems(ask.text_resolved or ask.text)) >= GENERAL_NAMES


def _texts(asks: Sequence[Ask]) -> list[str]:
    return [ask.text_resolved or ask.text for ask in asks]


def _as_ask(recommendation: Recommendation) -> Ask:
    """Treat a recommendation in which no asks were found as one ask."""
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


def _whole(
    stance: Stance,
    confidence: float,
    judged: Sequence[_Judged],
    overall_clause: AnswerClause | None,
) -> _Judged:
    """Make the verdict on the recommendation from those on its asks."""
    if overall_clause is not None:
        return _Judged(stance, confidence, "overall", overall_clause.passage)
    if len(judged) == 1:
        return judged[0]
    alike = [one for one in judged if one.stance == stance]
    if stance == "partially_accepted" and not alike:
        alike = [one for one in judged if one.stance not in ENDORSED]
    best = max(alike or judged, key=lambda one: one.confidence)
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
