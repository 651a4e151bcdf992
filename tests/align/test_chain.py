"""The chain against every walk written out."""

from itertools import product

import numpy as np
import pytest

from pipeline.align.chain import BREAKS, IMPOSSIBLE, SILENCE, Chain, names, shipped_weights
from pipeline.align.likeness import SILENT, WORDS, Likeness

SIZE, COUNT = 4, 2
RANDOM = np.random.default_rng(7)
WEIGHTS = RANDOM.normal(size=len(names("words")))
PAIR = Likeness(
    sentences=tuple(range(SIZE)),
    alike=RANDOM.normal(size=(SIZE, COUNT, len(WORDS))),
    silent=RANDOM.normal(size=(SIZE, len(SILENT))),
    breaks=np.array([2, 0, 1, 2]),
    in_order=0.5,
    words=lambda t, k: (),
)


def walks(chain):
    """Every walk with its weight: the states of its sentences, silence being one of several."""
    states, steps = chain.scores(WEIGHTS)
    for walk in product(range(2 * COUNT + 1), repeat=SIZE):
        score, before = 0.0, COUNT
        for t, state in enumerate(walk):
            score += steps[PAIR.breaks[t]][before, state] + states[t, state]
            before = state
        if score > IMPOSSIBLE / 2:
            yield walk, np.exp(score)


def runs_of(walk, k):
    """The first sentence and the length of every run that answers k."""
    inside = [t for t, state in enumerate(walk) if state == k]
    firsts = [t for t in inside if t == 0 or walk[t - 1] != k]
    return [
        (t, next(n for n in range(t, SIZE + 1) if n == SIZE or walk[n] != k) - t) for t in firsts
    ]


@pytest.mark.parametrize(
    "known", [[None] * SIZE, [None, frozenset({1}), None, frozenset({0, SILENCE})]]
)
def test_chances_are_those_of_all_walks(known):
    chain = Chain(PAIR, known)
    every = list(walks(chain))
    total = sum(weight for _, weight in every)
    expected = np.zeros((SIZE, SIZE, COUNT))
    for walk, weight in every:
        for k in range(COUNT):
            for first, length in runs_of(walk, k):
                expected[first, length - 1, k] += weight / total
    assert chain.sums(WEIGHTS).total == pytest.approx(np.log(total))
    assert chain.runs(WEIGHTS) == pytest.approx(expected)


def test_what_is_known_leaves_no_chance_to_others():
    runs = Chain(PAIR, [frozenset({1})] * SIZE).runs(WEIGHTS)
    assert runs[:, :, 0] == pytest.approx(0.0)
    assert runs[0, SIZE - 1, 1] == pytest.approx(1.0)


def test_expected_counts_are_the_slope_of_the_total():
    chain = Chain(PAIR, [None] * SIZE)
    total, slope = chain.expected(WEIGHTS)
    for n in range(len(WEIGHTS)):
        moved = WEIGHTS.copy()
        moved[n] += 1e-5
        assert (chain.expected(moved)[0] - total) / 1e-5 == pytest.approx(slope[n], abs=1e-3)


@pytest.mark.parametrize("kind", ["words", "meaning", "read"])
def test_shipped_weights_stay_within_a_block_and_leave_a_heading(kind):
    weights = dict(zip(names(kind), shipped_weights(kind), strict=True))
    assert weights["block.stay"] > weights["next_block.stay"]
    assert len(weights) == len(names(kind)) > len(BREAKS)
    assert weights["part_of_best"] > 0
