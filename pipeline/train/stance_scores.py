"""Score held-out stance predictions, and compare with what is simpler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score

from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.rollup import roll_up_together
from pipeline.records import Stance
from pipeline.train.stance_data import Answer


def score_labels(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, Any]:
    """Return accuracy, macro-F1 and F1 a label, for the labels in ``gold``, to three places."""
    labels = [stance for stance in ANSWER_STANCES if stance in set(gold)]
    per_label = f1_score(gold, predicted, labels=labels, average=None, zero_division=0)
    return {
        "accuracy": round(float(accuracy_score(gold, predicted)), 3),
        "macro_f1": round(float(np.mean(per_label)), 3),
        "f1": {s: round(float(f), 3) for s, f in zip(labels, per_label, strict=True)},
    }


def score_predictions(gold: Sequence[str], probabilities: NDArray[np.float64]) -> dict[str, Any]:
    """Score probabilities: labels, calibration error (10 bins), accuracy by confidence."""
    predicted = [ANSWER_STANCES[i] for i in probabilities.argmax(axis=1)]
    confidence = probabilities.max(axis=1)
    right = np.array([g == p for g, p in zip(gold, predicted, strict=True)])
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (confidence > low) & (confidence <= low + 0.1)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    by_confidence = {
        f"{threshold:.2f}": {
            "share": round(float((confidence >= threshold).mean()), 3),
            "accuracy": round(float(right[confidence >= threshold].mean()), 3),
        }
        for threshold in (0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
        if (confidence >= threshold).any()
    }
    return {
        "n": len(gold),
        **score_labels(gold, predicted),
        "calibration_error": round(float(error), 3),
        "at_confidence": by_confidence,
    }


def by_row(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Bring the answers to the asks of one recommendation together, in order."""
    rows: dict[str, list[Answer]] = {}
    for answer in answers:
        rows.setdefault(answer.row, []).append(answer)
    return list(rows.values())


def roll_up_held_out(answers: Sequence[Answer], held_out: NDArray[np.float64]) -> list[Stance]:
    """Return the stance towards each whole recommendation, from P(stance) of its asks."""
    asks: dict[str, list[dict[Stance, float]]] = {}
    for answer, found in zip(answers, held_out, strict=True):
        likely = {s: float(p) for s, p in zip(ANSWER_STANCES, found, strict=True)}
        if len(answer.asks) < 2:
            del likely["no_response"]  # what answers at all answers the only ask
            likely = {stance: p / sum(likely.values()) for stance, p in likely.items()}
        asks.setdefault(answer.row, []).append(likely)
    return [roll_up_together(likely)[0] for likely in asks.values()]


def score_answers(answers: Sequence[Answer], held_out: NDArray[np.float64]) -> dict[str, Any]:
    """Score P(stance) of answers to asks, and of the whole recommendations that follow."""
    wholes = [asks[0].whole for asks in by_row(answers)]
    return {
        "asks": score_predictions([answer.stance for answer in answers], held_out),
        "recommendations": {
            "n": len(wholes),
            **score_labels(wholes, roll_up_held_out(answers, held_out)),
        },
    }
