"""Sum up what the clauses of one answer say of one ask, for the second regression.

Only here can `partially_accepted` arise, from clauses that pull apart, and `no_response`, from
clauses that all speak of the other asks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.judge.features import NO_FURTHER, RESTRICTS, ClauseView, ask_kinds, numerals

Matrix = NDArray[np.float64]
#: What one clause can say; `none`: nothing that decides.
CLAUSE_STANCES = ("accepted", "existing_policy", "rejected", "noted", "none")
#: Answers that the model learns from are short; of longer ones the weightiest clauses are read.
CLAUSES_READ = 8
SUMMARY_CUES = (
    ("accepted", "overall"),
    ("rejected", "overall"),
    ("partially_accepted", "overall"),
    ("existing_policy", "overall"),
    ("limit", "weak"),
    ("contrast", "weak"),
    ("sympathy", "weak"),
    ("noted", "strong"),
    ("rejected", "strong"),
    ("accepted", "strong"),
    ("existing_policy", "strong"),
)


def weightiest(probabilities: Matrix, weights: Matrix) -> NDArray[np.intp]:
    """Return the positions, in order, of the clauses that bear most on the ask and decide most."""
    decisive = weights * (1 - 0.8 * probabilities[:, 4])
    chosen = np.argsort(-decisive, kind="stable")[:CLAUSES_READ]
    return np.sort(chosen)


def answer_features(
    probabilities: Matrix, clauses: Sequence[ClauseView], weights: Matrix, ask: str, n_asks: int
) -> list[float]:
    """Sum up what the clauses of one answer say of one ask.

    ``probabilities`` has a row a clause, in order, columns as ``CLAUSE_STANCES``; ``weights`` says
    how much each bears on the ask (0..1); ``n_asks`` is the number of asks beside each other.
    """
    keep = weightiest(probabilities, weights)
    probabilities, weights = probabilities[keep], weights[keep]
    clauses = [clauses[index] for index in keep]
    weighted = probabilities * weights[:, None]
    deciding = weighted[:, :4]
    n = len(clauses)
    features = [*deciding.max(axis=0), *(1 - np.prod(1 - 0.9 * deciding, axis=0))]
    features += [*weighted[-1], *weighted[0], *(deciding.sum(axis=0) / n)]
    total = deciding.sum()
    features += [*(deciding.sum(axis=0) / (total + 0.1))]
    # The last word decides: what the surest clauses say, later ones more.
    later = deciding * np.linspace(0.5, 1.0, n)[:, None]
    features += [float(later[:, column].max()) for column in range(4)]
    endorsing, refusing, noting = weighted[:, 0] + weighted[:, 1], weighted[:, 2], weighted[:, 3]
    features += [
        pull(endorsing, refusing),
        pull(refusing, endorsing),
        pull(endorsing, noting),
        pull(noting, endorsing),
        max(pull(weighted[:, 1], weighted[:, 0]), pull(weighted[:, 0], weighted[:, 1])),
        float(deciding.sum(axis=1).max()),
        float(weights.max()),
    ]
    cues = [{(cue.stance, cue.rule.strength) for cue in clause.cues} for clause in clauses]
    for wanted in SUMMARY_CUES:
        found = [w for w, there in zip(weights, cues, strict=True) if wanted in there]
        features.append(float(max(found, default=0.0)))
    turns = [w for w, there in zip(weights, cues, strict=True) if ("contrast", "weak") in there]
    features.append(float(max(turns[1:], default=0.0)))
    features.append(float(("limit", "weak") in cues[-1]))
    features += _measure(endorsing, refusing, clauses, weights, ask)
    kinds = ask_kinds(ask)
    features += [float(kind in kinds) for kind in ("end", "keep", "money", "spare")]
    features += [min(n, CLAUSES_READ) / CLAUSES_READ, float(n == 1), float(n_asks > 1)]
    features.append(float(n_asks > 1) * (1 - float(deciding.sum(axis=1).max())))
    return [float(value) for value in features]


def _measure(
    endorsing: Matrix,
    refusing: Matrix,
    clauses: Sequence[ClauseView],
    weights: Matrix,
    ask: str,
) -> list[float]:
    """Say whether what is granted falls short of what is asked: other numbers, restrictions."""
    asked = numerals(ask)
    given = [numerals(clause.text) for clause in clauses]
    other = [bool(asked and numbers and not asked & numbers) for numbers in given]
    restricted = [RESTRICTS.search(clause.text) is not None for clause in clauses]
    no_further = [NO_FURTHER.search(clause.text) is not None for clause in clauses]
    best = int(endorsing.argmax())
    return [
        float(endorsing[best] * other[best]),
        float(max(refusing * other)),
        float(endorsing[best] * restricted[best]),
        float(max(weights * no_further)),
        float(endorsing[best]) * float(max(refusing * no_further)),
        float(bool(asked)),
    ]


def pull(first: Matrix, then: Matrix) -> float:
    """How strongly one clause says the one and a later one the other."""
    best = 0.0
    for index in range(len(first) - 1):
        best = max(best, float(min(first[index], then[index + 1 :].max())))
    return best
