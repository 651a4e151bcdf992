"""Say how far scores are to be believed: of what scores 0.7, seven in ten should be right."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

#: Width of the bins of the reliability curve: ten, as in Guo et al. (2017), arXiv:1706.04599.
N_BINS = 10


def calibration(right: ArrayLike, scores: ArrayLike) -> dict[str, Any]:
    """Return the expected calibration error, and a reliability curve.

    Parameters
    ----------
    right
        Whether each label is right, or the share of readers that give it; in 0..1.
    scores
        The scores of the labels, in 0..1 and of the same shape.

    Returns
    -------
    dict
        ``expected_error`` (mean distance of score and share right, over bins weighed by size) and
        ``curve``, a row a bin that is not empty: its size ``n``, mean ``score``, share ``right``.

    >>> calibration([1, 1, 0, 0], [0.9, 0.9, 0.9, 0.1])["expected_error"]
    0.2
    """
    flat, truth = np.asarray(scores, float).reshape(-1), np.asarray(right, float).reshape(-1)
    bins = np.minimum((flat * N_BINS).astype(int), N_BINS - 1)
    curve = []
    error = 0.0
    for n in range(N_BINS):
        inside = bins == n
        if inside.any():
            mean, share = float(flat[inside].mean()), float(truth[inside].mean())
            error += int(inside.sum()) * abs(mean - share)
            curve.append(
                {"n": int(inside.sum()), "score": round(mean, 4), "right": round(share, 4)}
            )
    return {"expected_error": round(error / max(len(flat), 1), 4), "curve": curve}
