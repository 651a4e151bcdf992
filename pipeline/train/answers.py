"""Learn how likely a stretch found by meaning is right (`pipeline.align.silence`).

Every advice is shown whole and with only some of its recommendations: a short advice leaves most of
its reply to claim, and readers of advices find only some of what is asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.align.by_meaning import Answers, rarity_between
from pipeline.align.chain import Chain
from pipeline.align.likeness import Likeness, Matrix
from pipeline.align.silence import LEAST, numbers_of
from pipeline.align.stretches import COVERED, INSIDE
from pipeline.align.words import Rarity
from pipeline.records import DocumentAnalysis, Recommendation
from pipeline.train.cases import Case
from pipeline.train.left_out import fit_and_leave_out

SIZES = (1, 2, 3, 4)  # recommendations of an advice shown in part
TIMES = 3  # that each size is shown
# Of an example shown in part: each recommendation comes back about so many times.
PART_WEIGHT = 0.25

Spans = Sequence[tuple[int, int]]
#: Gives the numbers of sentences of a reply, by index, and recommendations of an advice.
Comparing = Callable[
    [DocumentAnalysis, Sequence[Recommendation], DocumentAnalysis, Sequence[int], Rarity],
    Likeness,
]


@dataclass(frozen=True)
class Judged:
    """A stretch: what speaks for it, whether it is near enough to the true answer."""

    asking: str
    numbers: tuple[float, ...]
    right: bool
    silent: bool
    weight: float


def near_enough(start: int, end: int, answer: Spans) -> bool:
    """Return whether enough of a stretch lies in an answer, and covers enough of that."""
    both = sum(max(0, min(b, end) - max(a, start)) for a, b in answer)
    whole = sum(b - a for a, b in answer)
    return both > 0 and both >= INSIDE * (end - start) and both >= COVERED * whole


def judged_stretches(case: Case, *, weights: Matrix, comparing: Comparing) -> Iterator[Judged]:
    """Yield the best stretch of every recommendation, with more and fewer beside it.

    Parameters
    ----------
    case
        An advice with its reply and its answers.
    weights
        Those of the chain, learned without this advice.
    comparing
        Gives the numbers that they weigh.
    """
    recommendations, sentences = case.recommendations, case.sentences
    count = len(recommendations)
    some = random.Random(count)
    shown = [list(range(count))]
    for size in SIZES:
        if size < count:
            shown += [sorted(some.sample(range(count), size)) for _ in range(TIMES)]
    rare = rarity_between(case.asking, case.reply)
    for chosen in shown:
        part = [recommendations[n] for n in chosen]
        pair = comparing(case.asking, part, case.reply, sentences, rare)
        found = Answers(case.reply, pair, Chain(pair, [None] * len(sentences)).runs(weights))
        for k, n in enumerate(chosen):
            stretch = found.best(k)
            if stretch is None:
                continue
            passage = found.passage(stretch)
            yield Judged(
                case.asking.document.document_id,
                numbers_of(found.said(stretch, part[k], k, rare), len(part)),
                near_enough(passage.start, passage.end, case.answers[n]),
                not case.answers[n],
                1.0 if len(part) == count else PART_WEIGHT,
            )


def learn_answers(examples: Sequence[Judged]) -> tuple[list[float], dict[str, int]]:
    """Return the weights, and how many decisions are right when their advice is left out.

    The figures count recommendations of advices shown whole (``recommendations``), those for which
    the right stretch is handed over or silence kept (``right``), those to which the reply is silent
    (``silent``), and those of them that are kept so (``kept``).
    """
    numbers = np.array([e.numbers for e in examples])
    right = np.array([e.right for e in examples])
    silent = np.array([e.silent for e in examples])
    weight = np.array([e.weight for e in examples])
    learned, chances = fit_and_leave_out(numbers, right, [e.asking for e in examples], weight)
    given = chances >= LEAST
    whole = weight == 1.0
    figures = {
        "recommendations": int(whole.sum()),
        "right": int((whole & ((given & right) | (~given & silent))).sum()),
        "silent": int((whole & silent).sum()),
        "kept": int((whole & ~given & silent).sum()),
    }
    return learned, figures
