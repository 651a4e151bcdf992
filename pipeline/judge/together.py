"""Bring the regressions' and the reader's probabilities together.

What both say of a clause is averaged geometrically, which lets the surer one lead; from it the last
regression judges the answer, and what the reader says of the answer as a whole is averaged in. The
shares were chosen on letters that neither had seen (models/stance/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.records import Stance

Matrix = NDArray[np.float64]
#: The reader's share in what a clause says, and in what an answer says of an only ask and of one
#: beside others, of which it has seen few; the regressions have the rest.
CLAUSE_SHARE = 0.3
ANSWER_SHARE, ANSWER_SHARE_BESIDE = 0.3, 0.1
#: Keeps a probability of nought from deciding by itself.
LEAST = 1e-4


def mix_clauses(regressions: Matrix, reader: Matrix) -> Matrix:
    """Mix P(stance) of clauses, a row a clause."""
    return _mix(regressions, reader, CLAUSE_SHARE)


def mix_answers(
    regressions: Mapping[Stance, float], reader: Matrix, n_asks: int
) -> dict[Stance, float]:
    """Mix P(stance) of one answer; what answers at all answers the only ask."""
    first = np.array([regressions[stance] for stance in ANSWER_STANCES])
    found = _mix(first, reader, ANSWER_SHARE if n_asks < 2 else ANSWER_SHARE_BESIDE)
    if n_asks < 2:
        found[ANSWER_STANCES.index("no_response")] = 0.0
    found /= found.sum()
    return {stance: float(p) for stance, p in zip(ANSWER_STANCES, found, strict=True)}


def _mix(first: Matrix, second: Matrix, share: float) -> Matrix:
    mixed = np.maximum(first, LEAST) ** (1 - share) * np.maximum(second, LEAST) ** share
    found: Matrix = mixed / mixed.sum(axis=-1, keepdims=True)
    return found
