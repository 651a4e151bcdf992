"""The stretch of a reply to hand over as the answer: the one that is most likely near enough.

The likeliest single run of sentences is often a sentence too long or too short. So every run is
weighed by the chance that it would be judged right (minimum Bayes risk, Kumar and Byrne 2004): that
half of it or more lies in the true answer, and covers enough of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.align.likeness import Matrix

LEAST = 0.002  # chance below which a run is not looked at
# What of a stretch must lie inside the answer, and what of the answer it must cover, in characters:
# the measure of ../shared/gold/README.md.
INSIDE, COVERED = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Stretch:
    """The first and last sentence of an answer, and the chance that it is near enough, 0..1."""

    first: int
    last: int
    chance: float


def best_stretch(
    runs: Matrix, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> Stretch | None:
    """Return the stretch that is most likely right; None when no run has a chance.

    Parameters
    ----------
    runs
        ``runs[t, n]``: the chance that the answer is the n + 1 sentences from t on.
    starts, ends
        Offsets of the sentences.

    Examples
    --------
    >>> runs = np.array([[0.1, 0.0, 0.0], [0.2, 0.3, 0.0], [0.3, 0.0, 0.0]])
    >>> best_stretch(runs, np.array([0, 30, 60]), np.array([30, 60, 90]))
    Stretch(first=1, last=2, chance=0.8)
    """
    first, more = np.nonzero(runs >= LEAST)
    if not len(first):
        return None
    last, chance = first + more, runs[first, more]
    start, end = starts[first], ends[last]
    both = np.minimum(end[:, None], end) - np.maximum(start[:, None], start)
    long = end - start
    near = (both >= INSIDE * long[:, None]) & (both >= COVERED * long)
    right = np.round(near @ chance, 6)
    n = int(np.lexsort((-chance, -right))[0])
    return Stretch(int(first[n]), int(last[n]), float(min(right[n], 1.0)))
