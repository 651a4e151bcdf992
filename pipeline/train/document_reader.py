"""Tune the encoder to read whole papers. Needed in training only; needs torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import Encoder
from pipeline.read.windows import PIECES, Layout, Window
from pipeline.records import CLAIM_TYPES
from pipeline.train.adapted import AdaptedLayer, begin_with, tune, what_was_added
from pipeline.train.papers import Paper

#: `BEGIN`, `INSIDE`, `NONE`.
N_SPANS = 3


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the encoder is tuned; ``batch_pieces`` counts sub-words with padding.

    Windows are cut anew in each epoch, to a length from ``shortest`` on; half of the longer papers
    begin with a short one. ``told`` is the share of papers with hints that are read with them.
    """

    layers: int = 12
    rank: int = 16
    epochs: int = 8
    batch_pieces: int = 1400
    learn_rate: float = 8e-4
    head_learn_rate: float = 1e-3
    shortest: int = 200
    told: float = 0.85
    theme_weight: float = 4.0


@dataclass(frozen=True, slots=True)
class Page:
    """A window of a paper, and whether the hints are shown with it."""

    paper: Paper
    window: Window
    told: bool


class PaperNetwork(nn.Module):
    """The adapted encoder with the layers that give units types, themes and spans."""

    def __init__(self, encoder: Encoder, tuning: Tuning, n_themes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            AdaptedLayer(encoder, index, tuning.rank) for index in range(tuning.layers)
        )
        self.types = nn.Linear(encoder.width, len(CLAIM_TYPES))
        self.themes = nn.Linear(encoder.width, n_themes)
        self.spans = nn.Linear(encoder.width, N_SPANS)
        self.hint = nn.Parameter(torch.zeros(N_SPANS, encoder.width))
        self.drop = nn.Dropout(0.1)

    def forward(
        self, x: Tensor, mask: Tensor, pool: Tensor, hints: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return what units get, before softmax; ``pool`` averages the sub-words of each."""
        x = x + hints @ self.hint
        for layer in self.layers:
            x = layer(x, mask)
        means = self.drop(pool @ x)
        return self.types(means), self.themes(means), self.spans(means)


#: How a tuned reader goes on with papers that it has not seen beside those that it has.
GOING_ON = Tuning(epochs=2, learn_rate=4e-4, head_learn_rate=5e-4)


def tune_document_reader(
    papers: Sequence[Paper],
    n_themes: int,
    encoder: Encoder,
    tuning: Tuning,
    *,
    start: Mapping[str, NDArray[Any]] | None = None,
    seed: int = 0,
) -> dict[str, NDArray[np.float16]]:
    """Tune the encoder on labelled papers; return what tuning added, by name.

    With ``start``, which is what an earlier tuning returned, that is tuned further.

    Half precision makes it fast on processors that compute with it; another processor may round
    otherwise, so the same bytes come from the same machine only.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = PaperNetwork(encoder, tuning, n_themes)
    if start is not None:
        begin_with(network, start)
    laid_out = [
        Layout(encoder, p.document.role, p.document.title, [u.unit for u in p.units])
        for p in papers
    ]
    tune(
        network,
        lambda: _pages(papers, laid_out, tuning, chance),
        lambda one: len(one.window.pieces),
        lambda batch: _loss(network, encoder, batch, tuning),
        tuning,
        chance,
    )
    return what_was_added(network)


def _pages(
    papers: Sequence[Paper],
    laid_out: Sequence[Layout],
    tuning: Tuning,
    chance: np.random.Generator,
) -> Iterator[Page]:
    """Yield the windows of one epoch."""
    for paper, layout in zip(papers, laid_out, strict=True):
        if not paper.units:
            continue
        told = bool(paper.hints) and chance.random() < tuning.told
        room = int(chance.integers(tuning.shortest, PIECES))
        start = 0
        if chance.random() < 0.5 and len(paper.units) > 16:
            first = _cut(next(layout.windows(0, room)), int(chance.integers(3, 10)))
            yield Page(paper, first, told)
            start = first.end
        for window in layout.windows(start, room):
            yield Page(paper, window, told)


def _cut(window: Window, n_units: int) -> Window:
    """Return a window up to and with so many units."""
    if window.end <= n_units:
        return window
    kept = 1 + max(n for n, place in enumerate(window.places) if 0 <= place < n_units)
    return replace(window, pieces=window.pieces[:kept], places=window.places[:kept], end=n_units)


def _loss(network: PaperNetwork, encoder: Encoder, batch: Sequence[Page], tuning: Tuning) -> Tensor:
    length = max(len(page.window.pieces) for page in batch)
    width = max(page.window.end - page.window.first for page in batch)
    ids = np.full((len(batch), length), encoder.last)
    mask = np.zeros(ids.shape, bool)
    pool = np.zeros((len(batch), width, length), np.float32)
    hints = np.zeros((len(batch), length, N_SPANS), np.float32)
    for row, page in enumerate(batch):
        ids[row, : len(page.window.pieces)] = page.window.pieces
        mask[row, : len(page.window.pieces)] = True
        places = np.array(page.window.places)
        for n in range(page.window.first, page.window.end):
            here = np.flatnonzero(places == n)
            pool[row, n - page.window.first, here] = 1 / len(here)
            if page.told:
                hints[row, here, page.paper.hints[n]] = 1
    found = network(
        torch.tensor(encoder.embed(ids)),
        torch.tensor(mask),
        torch.tensor(pool),
        torch.tensor(hints),
    )
    return _compared(found, batch, tuning)


def _compared(
    found: tuple[Tensor, Tensor, Tensor], batch: Sequence[Page], tuning: Tuning
) -> Tensor:
    """Return the loss: of spans for every unit, of types and themes for claims that were read."""
    types, themes, spans = found
    of_types, of_themes, of_spans = [], [], []
    for row, page in enumerate(batch):
        for n in range(page.window.first, page.window.end):
            unit, at = page.paper.units[n], n - page.window.first
            wanted = torch.tensor([page.paper.spans[n]])
            of_spans.append(functional.cross_entropy(spans[row, at][None], wanted))
            if unit.types:
                share = torch.tensor([unit.types])
                of_types.append(functional.cross_entropy(types[row, at][None], share))
            if unit.themes:
                of_themes.append(
                    functional.binary_cross_entropy_with_logits(
                        themes[row, at], torch.tensor(unit.themes)
                    )
                )
    loss = torch.stack(of_spans).mean()
    if of_types:
        loss = loss + torch.stack(of_types).mean()
    if of_themes:
        loss = loss + tuning.theme_weight * torch.stack(of_themes).mean()
    return loss
