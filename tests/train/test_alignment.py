import numpy as np

from pipeline.align.chain import SILENCE, Chain, names
from pipeline.align.likeness import SILENT, WORDS, Likeness
from pipeline.train.alignment import Pair, learn


def pair(*answered, weight=1.0):
    """A reply of six sentences; what is shared with a recommendation shows whom one answers."""
    alike = np.zeros((6, 2, len(WORDS)))
    for t, k in enumerate(answered):
        if k is not None:
            alike[t, k, WORDS.index("shared")] = 1.0
    silent = np.zeros((6, len(SILENT)))
    silent[:, SILENT.index("always")] = 1.0
    like = Likeness(
        sentences=tuple(range(6)),
        alike=alike,
        silent=silent,
        breaks=np.array([2, 0, 1, 0, 1, 0]),
        in_order=0.0,
        words=lambda t, k: (),
    )
    return Pair(
        name="brief",
        weight=weight,
        free=Chain(like, [None] * 6),
        told=Chain(like, [frozenset({SILENCE if k is None else k}) for k in answered]),
    )


PAIRS = [
    pair(None, None, 0, 0, 1, 1),
    pair(1, 1, None, None, 0, 0),
    pair(None, 0, None, 1, 1, None),
]


def loss(weights):
    return sum(p.free.expected(weights)[0] - p.told.expected(weights)[0] for p in PAIRS)


def test_learning_makes_the_true_answers_likelier():
    start = np.zeros(len(names("words")))
    learned = learn(PAIRS, start)
    assert loss(learned) < loss(start) / 2
    weights = dict(zip(names("words"), learned, strict=True))
    assert weights["shared"] > 1.0
    assert weights["around"] == 0.0


def test_pair_that_counts_for_half_moves_weights_less():
    start = np.zeros(len(names("words")))
    whole, half = (
        learn([pair(None, None, 0, 0, 1, 1, weight=weight)], start) for weight in (1.0, 0.5)
    )
    assert np.abs(half).sum() < np.abs(whole).sum()
