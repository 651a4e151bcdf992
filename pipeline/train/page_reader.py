"""Tune the encoder to read a page with a recommendation. Needed in training only; needs torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.align.by_meaning import rarity_between
from pipeline.align.likeness import likeness
from pipeline.align.pages import Page, asked_pieces, beside, pages_of
from pipeline.align.titles import leading_to, title_of
from pipeline.encoder import Encoder
from pipeline.records import Recommendation
from pipeline.train.adapted import AdaptedLayer, begin_with, tune, what_was_added
from pipeline.train.cases import Case, is_answered


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the encoder is tuned; ``batch_pieces`` counts sub-words with padding.

    ``whole`` is the share of recommendations shown with all their text, ``asks`` of those shown by
    all their asks; the rest are shown by one ask. ``titled`` is the share that keep their title,
    and their number, ``led`` the share that keep what leads up to them. ``hard`` is from how many
    of the pages that share most words with what is asked one without the answer is shown; two where
    nothing answers.
    """

    layers: int = 12
    rank: int = 16
    epochs: int = 4
    batch_pieces: int = 2400
    learn_rate: float = 6e-4
    head_learn_rate: float = 1e-3
    whole: float = 0.6
    asks: float = 0.25
    titled: float = 0.7
    led: float = 0.85
    hard: int = 3


#: How a tuned reader goes on with pairs that it has not seen beside those that it has.
GOING_ON = Tuning(epochs=2, learn_rate=4e-4)


@dataclass(frozen=True, slots=True)
class Example:
    """A page with what is asked, as sub-words, and which of its open sentences answer it."""

    pieces: Sequence[int]
    places: Sequence[int]
    inside: Sequence[int]
    answers: NDArray[np.bool_]


class PageNetwork(nn.Module):
    """The adapted encoder with the layer that tells answers."""

    def __init__(self, encoder: Encoder, tuning: Tuning) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            AdaptedLayer(encoder, index, tuning.rank) for index in range(tuning.layers)
        )
        self.answers = nn.Linear(encoder.width, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Return the log odds of every sentence; ``pool`` averages the sub-words of each."""
        for layer in self.layers:
            x = layer(x, mask)
        odds: Tensor = self.answers(self.drop(pool @ x))[..., 0]
        return odds


def tune_page_reader(
    cases: Sequence[Case],
    encoder: Encoder,
    tuning: Tuning,
    *,
    start: Mapping[str, NDArray[Any]],
    seed: int = 0,
) -> dict[str, NDArray[np.float16]]:
    """Tune the encoder on pairs of advice and reply; return what tuning added, by name.

    Parameters
    ----------
    cases
        Every advice with its reply and its answers.
    encoder, tuning, seed
        What is tuned, how, and from which random numbers.
    start
        What an earlier tuning returned: of this reader, or of one that reads an ask and its answer
        (``models/stance/reader.npz``), whose layers it begins with.

    Half precision makes it fast on processors that compute with it; another processor may round
    otherwise, so the same bytes come from the same machine only.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = PageNetwork(encoder, tuning)
    begin_with(network, {**what_was_added(network), **start})
    laid_out = [LaidOut.of(case, encoder) for case in cases if case.sentences]
    tune(
        network,
        lambda: (one for case in laid_out for one in case.examples(encoder, tuning, chance)),
        lambda one: len(one.pieces),
        lambda batch: _loss(network, encoder, batch),
        tuning,
        chance,
    )
    return what_was_added(network)


@dataclass(frozen=True)
class LaidOut:
    """A case with its pages, how many words each shares with what is asked, and its answers.

    ``shared`` has a row a page, ``answers`` a row a sentence; columns are recommendations.
    """

    case: Case
    pages: Sequence[Page]
    shared: NDArray[np.float64]
    answers: NDArray[np.bool_]

    @classmethod
    def of(cls, case: Case, encoder: Encoder) -> LaidOut:
        """Lay a case out."""
        pages = pages_of(encoder, case.reply, case.sentences)
        rare = rarity_between(case.asking, case.reply)
        alike = likeness(case.asking, case.recommendations, case.reply, case.sentences, rare).alike
        words = alike[:, :, 0] + 0.5 * alike[:, :, 3]  # its own, and those of its neighbours
        return cls(
            case,
            pages,
            np.stack([words[list(page.inside)].max(axis=0) for page in pages]),
            is_answered(case),
        )

    def examples(
        self, encoder: Encoder, tuning: Tuning, chance: np.random.Generator
    ) -> Iterator[Example]:
        """Yield the pages with an answer, and a few without, for each recommendation."""
        for k, r in enumerate(self.case.recommendations):
            with_it = [n for n, p in enumerate(self.pages) if self.answers[list(p.inside), k].any()]
            without = [n for n in range(len(self.pages)) if n not in with_it]
            shown = set(with_it)
            if without:
                hard = sorted(without, key=lambda n: -self.shared[n, k])[: tuning.hard]
                shown |= {hard[int(chance.integers(len(hard)))] for _ in range(1 if with_it else 2)}
                near = [n for n in without if {n - 1, n + 1} & set(with_it)]
                among = near if near and chance.random() < 0.5 else without
                shown.add(among[int(chance.integers(len(among)))])
            asked = self._asked(r, encoder, tuning, chance)
            for n in sorted(shown):
                page = self.pages[n]
                pieces, places = beside(encoder, asked, page)
                yield Example(pieces, places, page.inside, self.answers[list(page.inside), k])

    def _asked(
        self, r: Recommendation, encoder: Encoder, tuning: Tuning, chance: np.random.Generator
    ) -> list[int]:
        text, draw = r.text, chance.random()
        if r.asks and draw >= tuning.whole:
            each = [ask.text for ask in r.asks]
            every = draw < tuning.whole + tuning.asks
            text = " ".join(each) if every else each[int(chance.integers(len(each)))]
        title = title_of(self.case.asking.document, r, self.case.recommendations)
        return asked_pieces(
            encoder,
            text,
            title if chance.random() < tuning.titled else "",
            r.number if chance.random() < tuning.titled else "",
            leading_to(self.case.asking, r) if chance.random() < tuning.led else "",
        )


def _loss(network: PageNetwork, encoder: Encoder, batch: Sequence[Example]) -> Tensor:
    length, width = max(len(e.pieces) for e in batch), max(len(e.inside) for e in batch)
    ids = np.full((len(batch), length), encoder.last)
    mask = np.zeros(ids.shape, bool)
    pool = np.zeros((len(batch), width, length), np.float32)
    wanted = np.zeros((len(batch), width), np.float32)
    there = np.zeros(wanted.shape, np.float32)
    for row, example in enumerate(batch):
        ids[row, : len(example.pieces)] = example.pieces
        mask[row, : len(example.pieces)] = True
        places = np.array(example.places)
        for n, t in enumerate(example.inside):
            here = np.flatnonzero(places == t)
            pool[row, n, here] = 1 / len(here)
        wanted[row, : len(example.inside)] = example.answers
        there[row, : len(example.inside)] = 1
    odds = network(torch.tensor(encoder.embed(ids)), torch.tensor(mask), torch.tensor(pool))
    each = functional.binary_cross_entropy_with_logits(odds, torch.tensor(wanted), reduction="none")
    return (each * torch.tensor(there)).sum() / float(there.sum())
