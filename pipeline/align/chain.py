"""Which recommendation every sentence of a reply answers, all at once: a linear chain.

A reply is read as a walk: each sentence answers one recommendation or none, and the walk prefers to
stay within a block, to move on at a new one and, where the reply follows the advice, to take the
next recommendation. The chain is a conditional random field (Lafferty, McCallum and Pereira 2001)
over the numbers of `pipeline.align.likeness`; its weights are learned from annotated pairs and kept
in ``models/alignment``. Forward and backward sums give the chance of every run of sentences to be
the answer to a recommendation, from first to last; `pipeline.align.stretches` chooses among them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.align.likeness import MEANING, READ, SILENT, WORDS, Likeness, Matrix
from pipeline.checksums import verified
from pipeline.resources import resource

# What a step from one sentence to the next does, in this order for each of the three breaks.
STEPS = ("stay", "stay_silent", "leave", "enter", "switch")
BREAKS = ("block", "next_block", "heading")
# Which recommendation a step goes to, counted from the last one that was answered.
ORDER = ("next", "next_in_order", "ahead", "ahead_in_order", "back", "back_in_order")
LONGEST_RUN = 12  # sentences: longer answers stand under a heading of their own
IMPOSSIBLE = -1e9
SILENCE = -1  # among the recommendations that a sentence may answer: none


#: What tables of weights go by: words alone; sentence embeddings beside them; a reader besides.
Kind = Literal["words", "meaning", "read"]
NUMBERS: dict[Kind, tuple[str, ...]] = {
    "words": WORDS,
    "meaning": (*WORDS, *MEANING),
    "read": (*WORDS, *MEANING, *READ),
}


def names(kind: Kind) -> tuple[str, ...]:
    """Return what the weights are of, in order: numbers, silence, steps, order."""
    return (
        *NUMBERS[kind],
        *(f"silent.{name}" for name in SILENT),
        *(f"{b}.{step}" for b in BREAKS for step in STEPS),
        *(f"order.{name}" for name in ORDER),
    )


def weights_of(kind: Kind) -> dict[str, Any]:
    """Return the tables that were learned together with the weights of one kind of numbers."""
    name = "pages" if kind == "read" else "alignment"
    text = verified(resource(f"models/{name}/weights.toml")).read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=len(NUMBERS))
def shipped_weights(kind: Kind) -> Matrix:
    """Return the weights that were learned of one kind of numbers."""
    table = weights_of(kind)[kind]
    return np.array([table[name] for name in names(kind)])


@dataclass(frozen=True)
class Chain:
    """The walk over the sentences of one reply.

    States are the recommendations, and after them silence: before any was answered, and after
    each, so that the walk knows where it was. ``known`` says per sentence which recommendations are
    the only ones it can answer, and by SILENCE whether it may answer none, as references and layout
    tell; None where all is open.
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
                allowed[t, sorted(only - {SILENCE})] = True
                allowed[t, self.count :] = SILENCE in only
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

    def scores(self, weights: Matrix) -> tuple[Matrix, list[Matrix]]:
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
        steps = []
        for b in range(len(BREAKS)):
            of_kind = rest[b * len(STEPS) : (b + 1) * len(STEPS)]
            steps.append(np.where(self.steps >= 0, by_order + of_kind[self.steps], IMPOSSIBLE))
        return states, steps

    def sums(self, weights: Matrix) -> Sums:
        """Run forward and backward through the reply."""
        states, steps = self.scores(weights)
        breaks = self.pair.breaks
        size, n = states.shape
        forward, backward = np.empty((size, n)), np.zeros((size, n))
        forward[0] = steps[breaks[0]][self.count] + states[0]
        for t in range(1, size):
            forward[t] = _log_sum(forward[t - 1][:, None] + steps[breaks[t]], 0) + states[t]
        for t in range(size - 2, -1, -1):
            ahead = states[t + 1] + backward[t + 1]
            backward[t] = _log_sum(steps[breaks[t + 1]] + ahead[None, :], 1)
        return Sums(states, steps, forward, backward, float(_log_sum(forward[-1], 0)))

    def runs(self, weights: Matrix) -> Matrix:
        """Return how likely every run of sentences is all of one answer, and no more.

        ``result[t, n, k]``: the chance that the walk answers recommendation k from sentence t on
        for n + 1 sentences, and there begins and ends.
        """
        found = self.sums(weights)
        breaks, states = self.pair.breaks, found.states[:, : self.count]
        size, count = states.shape
        other = IMPOSSIBLE * np.eye(found.states.shape[1], count)
        begin, end, stay = np.empty((size, count)), np.zeros((size, count)), np.zeros((size, count))
        begin[0] = found.steps[breaks[0]][count, :count]
        for t in range(1, size):
            step = found.steps[breaks[t]]
            begin[t] = _log_sum(found.forward[t - 1][:, None] + step[:, :count] + other, 0)
            stay[t] = np.diagonal(step)[:count]
            ahead = found.states[t] + found.backward[t]
            end[t - 1] = _log_sum(step[:count] + ahead[None, :] + other.T, 1)
        result = np.zeros((size, min(LONGEST_RUN, size), count))
        inside = np.zeros((size, count))
        for n in range(result.shape[1]):
            left = size - n
            inside = inside[:left] + states[n:] + (stay[n:] if n else 0.0)
            result[:left, n] = np.exp(begin[:left] + inside + end[n:] - found.total)
        return result

    def expected(self, weights: Matrix) -> tuple[float, Matrix]:
        """Return the log of all walks' weight, and how often each number is expected to count.

        The gradient of training is the difference between two of these: one with every sentence's
        answer known, one with all open.
        """
        found = self.sums(weights)
        breaks, n = self.pair.breaks, self.count
        states = np.exp(found.forward + found.backward - found.total)
        every = [np.zeros((states.shape[1], states.shape[1])) for _ in BREAKS]
        every[breaks[0]][n] += states[0]
        for t in range(1, len(states)):
            ahead = found.states[t] + found.backward[t] - found.total
            every[breaks[t]] += np.exp(
                found.forward[t - 1][:, None] + found.steps[breaks[t]] + ahead[None, :]
            )
        steps = [
            float(moves[self.steps == kind].sum()) for moves in every for kind in range(len(STEPS))
        ]
        return found.total, np.concatenate(
            [
                np.einsum("tk,tkf->f", states[:, :n], self.pair.alike),
                states[:, n:].sum(axis=1) @ self.pair.silent,
                steps,
                np.einsum("ij,ijf->f", sum(every), self.order),
            ]
        )


@dataclass(frozen=True)
class Sums:
    """What all walks come to, in logs: up to and from every state, and together.

    ``states`` and ``steps`` are the scores they were summed from.
    """

    states: Matrix
    steps: list[Matrix]
    forward: Matrix
    backward: Matrix
    total: float


def _log_sum(values: Matrix, axis: int) -> Matrix:
    highest = values.max(axis=axis, keepdims=True)
    summed = np.log(np.exp(values - highest).sum(axis=axis, keepdims=True))
    return np.squeeze(highest + summed, axis=axis)
