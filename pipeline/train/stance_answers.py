"""The last of the regressions: the stance of an answer, from what its clauses say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipeline.judge.by_model import ANSWER_STANCES, Matrix
from pipeline.judge.summary import answer_features
from pipeline.train.stance_data import IN_LETTERS, Answer

#: What is judged are passages of whole letters: answers that come from one count more.
LETTER_WEIGHT = 2.0
PENALTY_ANSWER = 1.0
#: Lengthened copies of each answer that the last regression learns from.
LONGER_COPIES = 1


@dataclass(frozen=True)
class Reading:
    """An answer as regressions read it that have not seen its document."""

    answer: Answer
    probabilities: Matrix
    weights: Matrix

    def summed(self) -> list[float]:
        """Return its features, as the last regression reads them."""
        answer = self.answer
        return answer_features(
            self.probabilities, answer.clauses, self.weights, answer.ask, len(answer.asks)
        )


def lengthened(readings: Sequence[Reading], *, copies: int, seed: int) -> list[Reading]:
    """Make longer answers, since real ones are: each with clauses that leave its stance alone.

    Clauses that decide nothing come from other documents, and more of the same from answers with
    the same stance. Only answers to a single ask are made longer; ``copies`` of each.
    """
    chance = np.random.default_rng(seed)
    pools: dict[str, list[tuple[int, int]]] = {}
    for position, reading in enumerate(readings):
        for index, stance in enumerate(reading.answer.stances):
            pools.setdefault(stance, []).append((position, index))
    made = []
    for position, reading in enumerate(readings):
        answer = reading.answer
        if len(answer.asks) > 1:
            continue
        for _ in range(copies):
            parts = [(position, index, 1.0) for index in range(len(answer.clauses))]
            drawn = ["none"] * int(chance.integers(2, 8))
            if answer.stance in {"accepted", "existing_policy"}:
                drawn += [answer.stance] * int(chance.integers(0, 3))
            for stance in drawn:
                pool = pools[stance]
                other, index = pool[int(chance.integers(len(pool)))]
                weight = float(chance.uniform(0.5, 1.0))
                parts.insert(int(chance.integers(len(parts) + 1)), (other, index, weight))
            longer = Answer(
                **{
                    **answer.__dict__,
                    "clauses": tuple(readings[o].answer.clauses[i] for o, i, _ in parts),
                    "stances": tuple(readings[o].answer.stances[i] for o, i, _ in parts),
                    "of_others": (False,) * len(parts),
                }
            )
            found = np.array([readings[o].probabilities[i] for o, i, _ in parts])
            made.append(Reading(longer, found, np.array([weight for _, _, weight in parts])))
    return made


def fit_answers(readings: Sequence[Reading], *, seed: int = 0) -> LogisticRegression:
    """Fit the last regression on what the first two made of answers that they had not seen."""
    regression = LogisticRegression(C=PENALTY_ANSWER, max_iter=3000, random_state=seed)
    rows = np.array([reading.summed() for reading in readings])
    stances = [reading.answer.stance for reading in readings]
    weights = [
        LETTER_WEIGHT if reading.answer.origin in IN_LETTERS else 1.0 for reading in readings
    ]
    return regression.fit(rows, stances, sample_weight=weights)


def judge_held_out(
    readings: Sequence[Reading],
    fold: NDArray[np.intp],
    shown: Sequence[Reading] | None = None,
    *,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Return P(stance) of every answer by a last regression that has not seen its document.

    It learns from ``readings`` and judges ``shown``, the same answers read otherwise (by the reader
    too), or the readings themselves.
    """
    found = np.zeros((len(readings), len(ANSWER_STANCES)))
    rows = np.array([reading.summed() for reading in shown or readings])
    for number in sorted(set(fold)):
        known = [reading for reading, own in zip(readings, fold, strict=True) if own != number]
        longer = lengthened(known, copies=LONGER_COPIES, seed=seed)
        fitted = fit_answers([*known, *longer], seed=seed)
        order = [list(fitted.classes_).index(stance) for stance in ANSWER_STANCES]
        found[fold == number] = fitted.predict_proba(rows[fold == number])[:, order]
    return found
