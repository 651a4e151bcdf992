"""Score held-out stance predictions, and compare with what is simpler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score

from pipeline.judge.by_model import ANSWER_STANCES


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
        **score_labels(gold, predicted),
        "calibration_error": round(float(error), 3),
        "at_confidence": by_confidence,
    }
