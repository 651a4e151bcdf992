"""The best tree over the words of a sentence, given a score for each possible head."""

from __future__ import annotations

from typing import Any

import numpy as np

Scores = np.ndarray[Any, np.dtype[np.floating[Any]]]
Heads = np.ndarray[Any, np.dtype[np.int64]]


def best_tree(scores: Scores) -> Heads:
    """Return the heads of the highest-scoring tree with one word under the root.

    By the algorithm of Chu and Liu (1965) and Edmonds (1967).

    Parameters
    ----------
    scores
        A row a word, a column a head: column 0 is the root, column ``i`` is word ``i`` (from 1).

    Returns
    -------
    numpy.ndarray
        The head of each word, 0 for the root.

    >>> best_tree(np.array([[0.0, -9.0, 5.0], [3.0, 4.0, -9.0]], np.float32)).tolist()
    [2, 0]
    """
    n = len(scores)
    # Square, dependents in columns: the root's own column is never looked at.
    graph = np.full((n + 1, n + 1), -np.inf)
    graph[:, 1:] = scores.T.astype(np.float64)
    np.fill_diagonal(graph, -np.inf)
    heads = _arborescence(graph)
    roots = np.flatnonzero(heads[1:] == 0) + 1
    if len(roots) > 1:
        options = []
        for root in roots:
            alone = graph.copy()
            alone[0, :] = -np.inf
            alone[0, root] = graph[0, root]
            tree = _arborescence(alone)
            options.append((float(alone[tree[1:], np.arange(1, n + 1)].sum()), -int(root), tree))
        heads = max(options, key=lambda option: option[:2])[2]
    return heads[1:]


def _arborescence(graph: Scores) -> Heads:
    """Return the best head of every node but node 0, without cycles."""
    heads = graph.argmax(0)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    inside = np.zeros(len(graph), bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    total = graph[heads[cycle], cycle].sum()
    # The cycle becomes one node, the last.
    small = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    small[:-1, :-1] = graph[np.ix_(outside, outside)]
    entering = graph[np.ix_(outside, cycle)] - graph[heads[cycle], cycle] + total
    leaving = graph[np.ix_(cycle, outside)]
    small[:-1, -1] = entering.max(1)
    small[-1, :-1] = leaving.max(0)
    small[:, 0] = -np.inf
    into, out = cycle[entering.argmax(1)], cycle[leaving.argmax(0)]
    reduced = _arborescence(small)
    result = heads.copy()
    for place, node in enumerate(outside[1:], start=1):
        head = reduced[place]
        result[node] = out[place] if head == len(outside) else outside[head]
    entry = reduced[-1]
    result[into[entry]] = outside[entry]
    return result


def _cycle(heads: Heads) -> Heads | None:
    """Return the nodes of a cycle, or None."""
    state = np.zeros(len(heads), int)
    for start in range(1, len(heads)):
        node, path = start, []
        while node != 0 and state[node] == 0:
            state[node] = start
            path.append(node)
            node = heads[node]
        if node != 0 and state[node] == start:
            return np.array(path[path.index(node) :])
    return None
