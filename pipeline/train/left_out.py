"""Fit a small regression, and say what it gives where a document's examples are left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

FOLDS = 8
C = 10.0  # inverse strength of the penalty: eight numbers, some hundred examples or more


def fit_and_leave_out(
    numbers: NDArray[np.float64],
    labels: NDArray[np.bool_],
    groups: Sequence[str],
    weights: NDArray[np.float64] | None = None,
) -> tuple[list[float], NDArray[np.float64]]:
    """Return a weight a number, and each example's chance with its group left out.

    Parameters
    ----------
    numbers
        A row an example; one column is always 1, as no intercept is learned beside them.
    labels
        Whether each is true.
    groups
        The document of each: those of one are left out together.
    weights
        How much each counts; all the same by default.
    """
    counted = np.ones(len(labels)) if weights is None else weights
    model = LogisticRegression(C=C, fit_intercept=False, max_iter=1000)
    chances = cross_val_predict(
        model,
        numbers,
        labels,
        cv=GroupKFold(FOLDS),
        groups=groups,
        params={"sample_weight": counted},
        method="predict_proba",
    )[:, 1]
    model.fit(numbers, labels, sample_weight=counted)
    return [float(w) for w in model.coef_[0]], chances
