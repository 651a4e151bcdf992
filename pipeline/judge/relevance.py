"""How much each clause of an answer bears on each ask of a recommendation.

Shared words first, rare ones more; a clause that names nothing ('Dat gebeurt al.') goes with the
one before it; what is left goes by place. A clause that fits all asks alike speaks for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from pipeline.judge.features import MONEY

#: Below this share of an ask's weighted words a clause names nothing of its own.
NAMES_NOTHING = 0.06
#: How much of the clause before carries over to one that names nothing.
CARRIES_OVER = 0.7
#: What every clause has for every ask, so that no weight rests on one chance word.
FLOOR = 0.05
#: Two lists in the same order: weight of the distance between relative places.
BY_PLACE = 0.06
#: An ask for money is answered by a clause about money, whatever its words.
BY_MONEY = 0.12


def shared_words(
    clauses: Sequence[tuple[str, frozenset[str]]], asks: Sequence[tuple[str, frozenset[str]]]
) -> NDArray[np.float64]:
    """Return the share of each ask's words, by rarity, that each clause names (0..1, and money)."""
    units = [words for _, words in clauses] + [words for _, words in asks]
    frequency: dict[str, int] = {}
    for words in units:
        for word in words:
            frequency[word] = frequency.get(word, 0) + 1
    rarity = {word: log(1 + len(units) / n) for word, n in frequency.items()}
    scores = np.zeros((len(clauses), len(asks)))
    for row, (text, words) in enumerate(clauses):
        for column, (ask, wanted) in enumerate(asks):
            whole = sum(rarity[word] for word in sorted(wanted)) or 1.0
            scores[row, column] = sum(rarity[word] for word in sorted(wanted & words)) / whole
            if MONEY.search(ask) and MONEY.search(text):
                scores[row, column] += BY_MONEY
    return scores


def weigh_clauses(
    clauses: Sequence[tuple[str, frozenset[str]]], asks: Sequence[tuple[str, frozenset[str]]]
) -> NDArray[np.float64]:
    """Weigh clauses (rows, in order) by how they bear on asks (columns); each is text and stems.

    Weights lie in 0..1; the ask that a clause fits best has 1. With one ask all are 1.

    >>> weigh_clauses([("Het meldpunt komt er.", frozenset({"meldpu"}))],
    ...               [("", frozenset({"meldpu"})), ("", frozenset({"boete"}))]).round(1).tolist()
    [[1.0, 0.1]]
    """
    shape = (len(clauses), len(asks))
    if len(asks) < 2 or not clauses:
        return np.ones(shape)
    scores = shared_words(clauses, asks)
    for row in range(1, len(clauses)):
        if scores[row].max() < NAMES_NOTHING:
            scores[row] = np.maximum(scores[row], CARRIES_OVER * scores[row - 1])
    places = np.linspace(0, 1, len(clauses)) if len(clauses) > 1 else np.array([0.5])
    middles = (np.arange(len(asks)) + 0.5) / len(asks)
    scores += FLOOR + BY_PLACE * np.clip(1 - np.abs(places[:, None] - middles), 0, 1)
    weights: NDArray[np.float64] = scores / scores.max(axis=1, keepdims=True)
    return weights
