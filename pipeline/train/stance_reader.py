"""Tune the encoder to read an ask and its answer together. Needed in training only; needs torch.

Each linear map of the frozen encoder gets two narrow matrices that are learned (LoRA, Hu et al.
2021, arXiv:2106.09685); on top, each clause and the whole answer get a stance, learned together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import Encoder
from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.reader import OUTSIDE, lay_out
from pipeline.judge.summary import CLAUSE_STANCES
from pipeline.train.adapted import AdaptedLayer, begin_with, tune, what_was_added
from pipeline.train.stance_data import IN_LETTERS, Answer

#: What stands in no loss: a clause that accepts and declines at once.
UNTAUGHT = -100


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the encoder is tuned; ``batch_pieces`` counts sub-words with padding.

    ``longer`` is the share of answers that get clauses of others that decide nothing; ``beside``
    that of answers to one ask that get another of their document, with its ask, before or behind
    them; ``astray`` that of answers shown once more, under an ask of their document to which they
    say nothing.
    """

    layers: int = 12
    rank: int = 16
    epochs: int = 6
    batch_pieces: int = 1400
    learn_rate: float = 8e-4
    head_learn_rate: float = 1e-3
    longer: float = 0.25
    beside: float = 0.25
    astray: float = 0.08
    letter_weight: float = 2.0
    astray_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """One ask with its answer, as sub-words, and what is to be said of it."""

    pieces: Sequence[int]
    places: Sequence[int]
    n_clauses: int
    clauses: Sequence[int]
    answer: int
    weight: float


class ReaderNetwork(nn.Module):
    """The adapted encoder with the layers that give clauses and answers their stances."""

    def __init__(self, encoder: Encoder, tuning: Tuning) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            AdaptedLayer(encoder, index, tuning.rank) for index in range(tuning.layers)
        )
        self.clause = nn.Linear(encoder.width, len(CLAUSE_STANCES))
        self.ask = nn.Linear(3 * encoder.width, len(ANSWER_STANCES))
        self.attention = nn.Linear(encoder.width, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Return what clauses and answers get, before softmax; ``pool`` averages sub-words."""
        for layer in self.layers:
            x = layer(x, mask)
        means = pool @ x
        missing = pool.sum(-1) == 0
        attention = self.attention(means)[..., 0].masked_fill(missing, -1e4).softmax(-1)
        largest = means.masked_fill(missing[..., None], -1e4).max(1).values
        summary = torch.cat([x[:, 0], (attention[..., None] * means).sum(1), largest], -1)
        return self.clause(self.drop(means)), self.ask(self.drop(summary))

    def tuned(self) -> dict[str, NDArray[np.float16]]:
        """Return what tuning added, named as `pipeline.judge.reader.AnswerReader` reads it."""
        return what_was_added(self)


#: How a tuned reader goes on with answers that it has not seen beside those that it has.
GOING_ON = Tuning(epochs=3, learn_rate=4e-4, head_learn_rate=5e-4)


def tune_reader(
    answers: Sequence[Answer],
    encoder: Encoder,
    tuning: Tuning,
    *,
    start: Mapping[str, NDArray[Any]] | None = None,
    seed: int = 0,
) -> dict[str, NDArray[np.float16]]:
    """Tune the encoder on labelled answers; return what tuning added, by name.

    With ``start``, which is what an earlier tuning returned, that is tuned further.

    Half precision makes it fast on processors that compute with it; another processor may round
    otherwise, so the same bytes come from the same machine only.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = ReaderNetwork(encoder, tuning)
    if start is not None:
        begin_with(network, start)
    tune(
        network,
        lambda: _examples(answers, encoder, tuning, chance),
        lambda one: len(one.pieces),
        lambda batch: _loss(network, encoder, batch),
        tuning,
        chance,
    )
    return network.tuned()


def _examples(
    answers: Sequence[Answer], encoder: Encoder, tuning: Tuning, chance: np.random.Generator
) -> list[Example]:
    """Make the examples of one epoch: as they are, made longer, beside another, or astray."""
    alone: dict[str, list[Answer]] = {}
    for answer in answers:
        if len(answer.asks) == 1:
            alone.setdefault(answer.document, []).append(answer)
    made = []
    for answer in answers:
        weight = tuning.letter_weight if answer.origin in IN_LETTERS else 1.0
        others = [ask for place, ask in enumerate(answer.asks) if place != answer.position]
        said = _said(answer)
        near = [other for other in alone.get(answer.document, ()) if other.ask != answer.ask]
        draw = chance.random()
        if len(answer.asks) == 1 and near and draw < tuning.beside:
            other = near[int(chance.integers(len(near)))]
            silent = [(text, "none") for text, _ in _said(other)]
            said = [*said, *silent] if chance.random() < 0.5 else [*silent, *said]
            others = [other.ask]
        elif draw > 1 - tuning.longer:
            said = _longer(said, answers, chance)
        made.append(_example(encoder, answer.ask, others, said, answer.stance, weight))
        if len(answer.asks) == 1 and near and chance.random() < tuning.astray:
            other = near[int(chance.integers(len(near)))]
            silent = [(text, "none") for text, _ in _said(answer)]
            made.append(
                _example(
                    encoder, other.ask, [answer.ask], silent, "no_response", tuning.astray_weight
                )
            )
    return made


def _said(answer: Answer) -> list[tuple[str, str]]:
    return [(clause.text, s) for clause, s in zip(answer.clauses, answer.stances, strict=True)]


def _longer(
    said: list[tuple[str, str]], answers: Sequence[Answer], chance: np.random.Generator
) -> list[tuple[str, str]]:
    """Put one to four clauses that decide nothing before or behind an answer."""
    longer = list(said)
    for _ in range(int(chance.integers(1, 5))):
        other = answers[int(chance.integers(len(answers)))]
        spare = [one for one in _said(other) if one[1] == "none"]
        if len(other.asks) > 1 or other.stance == "noted" or not spare:
            continue
        ended = longer[-1][0].rstrip().endswith(".")
        place = len(longer) if ended and chance.random() < 0.4 else 0
        longer.insert(place, spare[int(chance.integers(len(spare)))])
    return longer


def _example(
    encoder: Encoder,
    ask: str,
    others: Sequence[str],
    said: Sequence[tuple[str, str]],
    stance: str,
    weight: float,
) -> Example:
    pieces, places = lay_out(encoder, ask, others, [text for text, _ in said])[0]
    labels = [CLAUSE_STANCES.index(s) if s in CLAUSE_STANCES else UNTAUGHT for _, s in said]
    number = [str(name) for name in ANSWER_STANCES].index(stance)
    return Example(pieces, places, len(said), labels, number, weight)


def _tensors(encoder: Encoder, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Lay examples out as the network takes them: sub-words, which there are, clauses' means."""
    length, width = max(len(e.pieces) for e in batch), max(e.n_clauses for e in batch)
    ids = np.full((len(batch), length), encoder.last)
    mask = np.zeros(ids.shape, bool)
    pool = np.zeros((len(batch), width, length), np.float32)
    for row, example in enumerate(batch):
        ids[row, : len(example.pieces)] = example.pieces
        mask[row, : len(example.pieces)] = True
        for index in sorted(set(example.places) - {OUTSIDE}):
            here = np.flatnonzero(np.array(example.places) == index)
            pool[row, index, here] = 1 / len(here)
    return torch.tensor(encoder.embed(ids)), torch.tensor(mask), torch.tensor(pool)


def _loss(network: ReaderNetwork, encoder: Encoder, batch: Sequence[Example]) -> Tensor:
    x, mask, pool = _tensors(encoder, batch)
    clauses, answers = network(x, mask, pool)
    labels = np.full(tuple(pool.shape[:2]), UNTAUGHT)
    for row, example in enumerate(batch):
        labels[row, : example.n_clauses] = example.clauses
    taught = torch.tensor(labels).masked_fill(pool.sum(-1) == 0, UNTAUGHT)
    weights = torch.tensor([e.weight for e in batch])
    wanted = torch.tensor([e.answer for e in batch])
    whole = functional.cross_entropy(answers, wanted, reduction="none", label_smoothing=0.05)
    each = functional.cross_entropy(
        clauses.flatten(0, 1), taught.flatten(), ignore_index=UNTAUGHT, reduction="none"
    ).view(taught.shape)
    counted = ((taught != UNTAUGHT) * weights[:, None]).sum().clamp(min=1)
    return (whole * weights).sum() / weights.sum() + (each * weights[:, None]).sum() / counted
