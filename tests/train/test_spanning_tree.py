"""The best tree is the best of all trees, with one word under the root."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.train.spanning_tree import best_tree


def trees(n):
    """All heads of n words that make a tree with one root."""
    for heads in itertools.product(range(n + 1), repeat=n):
        if sum(head == 0 for head in heads) == 1 and all(reaches_root(heads, i) for i in range(n)):
            yield heads


def reaches_root(heads, word):
    seen = set()
    while word not in seen:
        seen.add(word)
        if heads[word] == 0:
            return True
        word = heads[word] - 1
    return False


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5), st.integers(0, 10_000))
def test_no_tree_scores_higher(n, seed):
    scores = np.random.default_rng(seed).normal(size=(n, n + 1)).astype(np.float32)
    found = best_tree(scores)

    def total(heads):
        return sum(float(scores[i, head]) for i, head in enumerate(heads))

    assert tuple(found) in set(trees(n))
    assert total(found) >= max(map(total, trees(n))) - 1e-4
