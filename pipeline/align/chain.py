"""Which recommendation every sentence of a reply answers, all at once: a linear chain.

A reply is read as a walk: each sentence answers one recommendation or none, and the walk prefers to
stay within a block, to move on at a new one and, where the reply follows the advice, to take the
next recommendation. The chain is a conditional random field (Lafferty, McCallum and Pereira 2001)
over the numbers of `pipeline.align.likeness`; its weights are learned from annotated pairs and kept
in ``weights.toml``. Forward and backward sums give every sentence's probability for every
recommendation. As a recommendation is mostly answered once, those that the walk overlooks are drawn
in and those that it sees everywhere held back, up to a limit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.align.likeness import MEANING, SILENT, WORDS, Likeness, Matrix

# What a step from one sentence to the next does, in this order for each of the three breaks.
STEPS = ("stay", "stay_silent", "leave", "enter", "switch")
BREAKS = ("block", "next_block", "heading")
# Which recommendation a step goes to, counted from the last one that was answered.
ORDER = ("next", "next_in_order", "ahead", "ahead_in_order", "back", "back_in_order")
ANSWERED = 0.9  # how often a recommendation is answered once: what the walk is drawn towards
MOST_DRAWN = 1.0  # log odds by which one may be drawn in or held back
ROUNDS = 8  # of drawing: the entries settle within a few per cent
DRAWN_STEP = 0.6
IMPOSSIBLE = -1e9


def names(*, meaning: bool) -> tuple[str, ...]:
    """Return what the weights are of, in order: numbers, silence, steps, order."""
    return (
        *WORDS,
        *(MEANING if meaning else ()),
        *(f"silent.{name}" for name in SILENT),
        *(f"{b}.{step}" for b in BREAKS for step in STEPS),
        *(f"order.{name}" for name in ORDER),
    )


@lru_cache(maxsize=2)
def shipped_weights(*, meaning: bool) -> Matrix:
    """Return the weights that were learned with or without sentence embeddings."""
    text = Path(__file__).with_name("weights.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["meaning" if meaning else "words"]
    return np.array([table[name] for name in names(meaning=meaning)])


@dataclass(frozen=True)
class Chain:
    """The walk over the sentences of one reply.

    States are the recommendations, and after them silence: before any was answered, and after
    each, so that the walk knows where it was. ``known`` says per sentence which recommendations are
    the only ones it can answer, as references and layout tell; None where any may be.
    """

    pair: Likeness
    known: Sequence[frozenset[int] | None]

    @property
    def count(self) -> int:
        """How many recommendations there are."""
        return self.pair.alike.shape[1]

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Which states every sentence may be in."""
        allowed = np.ones((len(self.known), 2 * self.count + 1), dtype=bool)
        for t, only in enumerate(self.known):
            if only is not None:
                allowed[t] = False
                allowed[t, sorted(only)] = True
        return allowed

    @cached_property
    def steps(self) -> NDArray[np.int64]:
        """The kind of step from every state to every other: -1 where there is none."""
        n = self.count
        kind = np.full((2 * n + 1, 2 * n + 1), -1)
        kind[:n, :n] = STEPS.index("switch")
        np.fill_diagonal(kind[:n, :n], STEPS.index("stay"))
        np.fill_diagonal(kind[n:, n:], STEPS.index("stay_silent"))
        kind[np.arange(n), n + 1 + np.arange(n)] = STEPS.index("leave")
        kind[n:, :n] = STEPS.index("enter")
        return kind

    @cached_property
    def order(self) -> Matrix:
        """How far every step that enters a recommendation goes ahead or back."""
        n = self.count
        last = np.concatenate([np.arange(n), np.arange(-1, n)])
        entering = np.isin(self.steps, (STEPS.index("enter"), STEPS.index("switch")))
        ahead = (last[None, :] - last[:, None]) * entering
        result = np.zeros((*ahead.shape, len(ORDER)))
        result[..., 0] = ahead == 1
        result[..., 2] = np.log(np.maximum(ahead, 1))
        behind = entering & (ahead <= 0)
        result[..., 4] = behind
        result[..., 1] = self.pair.in_order * result[..., 0]
        result[..., 3] = self.pair.in_order * result[..., 2]
        result[..., 5] = self.pair.in_order * behind * np.log(2.0 - np.minimum(ahead, 0))
        return result

    def scores(self, weights: Matrix, drawn: Matrix) -> tuple[Matrix, list[Matrix]]:
        """Return what speaks for every sentence's states, and for every step by kind of break."""
        n_alike, n_silent = self.pair.alike.shape[-1], self.pair.silent.shape[-1]
        alike, silent, rest = np.split(weights, [n_alike, n_alike + n_silent])
        states = np.concatenate(
            [
                self.pair.alike @ alike,
                np.repeat((self.pair.silent @ silent)[:, None], self.count + 1, axis=1),
            ],
            axis=1,
        )
        states = np.where(self.allowed, states, states + IMPOSSIBLE)
        by_order = self.order @ rest[len(BREAKS) * len(STEPS) :]
        by_order[:, : self.count] += drawn * (1 - np.eye(len(by_order))[:, : self.count])
        steps = []
        for b in range(len(BREAKS)):
            of_kind = rest[b * len(STEPS) : (b + 1) * len(STEPS)]
            steps.append(np.where(self.steps >= 0, by_order + of_kind[self.steps], IMPOSSIBLE))
        return states, steps

    def sums(self, weights: Matrix, drawn: Matrix) -> Sums:
        """Run forward and backward through the reply."""
        states, steps = self.scores(weights, drawn)
        breaks = self.pair.breaks
        size, n = states.shape
        forward, backward = np.empty((size, n)), np.zeros((size, n))
        forward[0] = steps[breaks[0]][self.count] + states[0]
        for t in range(1, size):
            forward[t] = _log_sum(forward[t - 1][:, None] + steps[breaks[t]], 0) + states[t]
        for t in range(size - 2, -1, -1):
            ahead = states[t + 1] + backward[t + 1]
            backward[t] = _log_sum(steps[breaks[t + 1]] + ahead[None, :], 1)
        total = float(_log_sum(forward[-1], 0))
        moves = [np.zeros((n, n)) for _ in BREAKS]
        moves[breaks[0]][self.count] += np.exp(forward[0] + backward[0] - total)
        for t in range(1, size):
            both = forward[t - 1][:, None] + steps[breaks[t]] + (states[t] + backward[t])[None, :]
            moves[breaks[t]] += np.exp(both - total)
        return Sums(total, np.exp(forward + backward - total), moves)

    def probabilities(self, weights: Matrix) -> Matrix:
        """Return how likely every sentence answers every recommendation."""
        drawn = np.zeros(self.count)
        for _ in range(ROUNDS):
            found = self.sums(weights, drawn)
            entries = sum(m[:, : self.count].sum(axis=0) for m in found.moves)
            entries -= sum(np.diagonal(m)[: self.count] for m in found.moves)
            drawn = drawn + DRAWN_STEP * np.log(ANSWERED / np.maximum(entries, 1e-9))
            drawn = np.clip(drawn, -MOST_DRAWN, MOST_DRAWN)
        return self.sums(weights, drawn).states[:, : self.count]

    def expected(self, weights: Matrix) -> tuple[float, Matrix]:
        """Return the log of all walks' weight, and how often each number is expected to count."""
        found = self.sums(weights, np.zeros(self.count))
        n = self.count
        steps = [
            float(moves[self.steps == kind].sum())
            for moves in found.moves
            for kind in range(len(STEPS))
        ]
        return found.total, np.concatenate(
            [
                np.einsum("tk,tkf->f", found.states[:, :n], self.pair.alike),
                found.states[:, n:].sum(axis=1) @ self.pair.silent,
                steps,
                np.einsum("ij,ijf->f", sum(found.moves), self.order),
            ]
        )


@dataclass(frozen=True)
class Sums:
    """What all walks come to: their log weight, and how likely every state and step is.

    ``moves`` holds, by kind of break, the expected number of steps from state to state.
    """

    total: float
    states: Matrix
    moves: list[Matrix]


def best_stretch(likely: Matrix, breaks: NDArray[np.int64], bar: float) -> tuple[int, int] | None:
    """Return the run of sentences, first and last, whose chances above a bar add up to the most.

    A run never crosses a heading. None when no sentence is above the bar.

    >>> best_stretch(np.array([0.1, 0.6, 0.2, 0.7]), np.array([2, 0, 0, 0]), 0.3)
    (1, 3)
    """
    best: tuple[float, int, int] | None = None
    total, first = 0.0, 0
    for t, chance in enumerate(likely - bar):
        if total <= 0 or breaks[t] == BREAKS.index("heading"):
            total, first = 0.0, t
        total += float(chance)
        if total > 0 and (best is None or total > best[0]):
            best = (total, first, t)
    return None if best is None else best[1:]


def _log_sum(values: Matrix, axis: int) -> Matrix:
    highest = values.max(axis=axis, keepdims=True)
    summed = np.log(np.exp(values - highest).sum(axis=axis, keepdims=True))
    return np.squeeze(highest + summed, axis=axis)
