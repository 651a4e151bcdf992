"""Layers of the encoder that tuning adapts, and how a network of them is tuned.

A frozen map has narrow matrices beside it (LoRA: Hu et al. 2021, arXiv:2106.09685), which learn
from batches of about the same length at a rate that rises and falls. Needed in training only; needs
torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt
from typing import Any, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import Encoder
from pipeline.tuned import LINEAR, SCALE

Example = TypeVar("Example")


class Adapted(nn.Module):
    """A frozen linear map and what is learned beside it."""

    def __init__(self, weight: NDArray[Any], bias: NDArray[Any], rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", torch.tensor(weight).bfloat16())
        self.register_buffer("bias", torch.tensor(bias).bfloat16())
        self.a = nn.Parameter(torch.randn(rank, weight.shape[1]) / sqrt(weight.shape[1]))
        self.b = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, x: Tensor) -> Tensor:
        """Map rows of numbers, in half precision."""
        kept = functional.linear(x, self.get_buffer("weight"), self.get_buffer("bias"))
        narrow = functional.linear(x, self.a.bfloat16())
        return kept + SCALE * functional.linear(narrow, self.b.bfloat16())


class AdaptedLayer(nn.Module):
    """One layer of the encoder, its linear maps adapted, its norms as they are."""

    def __init__(self, encoder: Encoder, index: int, rank: int) -> None:
        super().__init__()
        weights = encoder.layer(index)
        for name in LINEAR:
            self.add_module(name, Adapted(weights[f"{name}.w"], weights[f"{name}.b"], rank))
        for name in ("aln", "oln"):
            norm = nn.LayerNorm(encoder.width, eps=encoder.epsilon)
            norm.weight.data = torch.tensor(weights[f"{name}.w"])
            norm.bias.data = torch.tensor(weights[f"{name}.b"])
            self.add_module(name, norm.requires_grad_(False))
        self.heads = encoder.n_heads
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the next view of every sub-word; ``mask`` is true where there is one."""
        n, length, width = x.shape
        part = self.get_submodule
        half = x.bfloat16()
        q, k, v = (
            part(name)(half).view(n, length, self.heads, -1).transpose(1, 2) for name in "qkv"
        )
        scores = (q @ k.transpose(2, 3)).float() * (width // self.heads) ** -0.5
        weights = scores.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1).bfloat16()
        seen = (weights @ v).transpose(1, 2).reshape(n, length, width)
        x = part("aln")(x + self.drop(part("ao")(seen).float()))
        inner = functional.gelu(part("fi")(x.bfloat16()))
        return part("oln")(x + self.drop(part("fo")(inner).float()))


def batches_of(lengths: Sequence[int], most: int, chance: np.random.Generator) -> list[list[int]]:
    """Bring examples of about the same length together, in a random order of batches.

    Parameters
    ----------
    lengths
        Of each example, in sub-words.
    most
        Sub-words of a batch, with what fills its shorter examples up.
    chance
        Blurs the lengths and shuffles the batches.

    Returns
    -------
    list
        The examples of each batch, by index.
    """
    blurred = [length * chance.uniform(0.8, 1.2) for length in lengths]
    batches: list[list[int]] = [[]]
    for index in map(int, np.argsort(blurred, kind="stable")):
        longest = max(lengths[n] for n in (*batches[-1], index))
        if batches[-1] and (len(batches[-1]) + 1) * longest > most:
            batches.append([])
        batches[-1].append(index)
    return [batches[index] for index in chance.permutation(len(batches))]


class Rates(Protocol):
    """How long and how fast a network learns; ``batch_pieces`` counts sub-words with padding."""

    @property
    def epochs(self) -> int: ...  # noqa: D102
    @property
    def batch_pieces(self) -> int: ...  # noqa: D102
    @property
    def learn_rate(self) -> float: ...  # noqa: D102
    @property
    def head_learn_rate(self) -> float: ...  # noqa: D102


def tune(
    network: nn.Module,
    examples_of_epoch: Callable[[], Iterable[Example]],
    length_of: Callable[[Example], int],
    loss_of: Callable[[Sequence[Example]], Tensor],
    rates: Rates,
    chance: np.random.Generator,
) -> None:
    """Let a network learn.

    What adapts its ``layers`` learns at ``learn_rate``, all else at ``head_learn_rate``; both rise
    over the first tenth of the batches and fall to nought by the last.

    Parameters
    ----------
    network
        Has ``layers``.
    examples_of_epoch
        Gives the examples anew for every epoch.
    length_of
        Of an example, in sub-words.
    loss_of
        Of a batch.
    rates
        How long and how fast.
    chance
        Shuffles the batches.
    """
    batches: list[list[Example]] = []
    for _ in range(rates.epochs):
        examples = list(examples_of_epoch())
        own = batches_of([length_of(one) for one in examples], rates.batch_pieces, chance)
        batches += [[examples[n] for n in batch] for batch in own]
    learned = [
        (n.startswith("layers"), p) for n, p in network.named_parameters() if p.requires_grad
    ]
    adapted = [p for below, p in learned if below]
    others = [p for below, p in learned if not below]
    optimiser = torch.optim.AdamW(
        [{"params": adapted}, {"params": others, "lr": rates.head_learn_rate}],
        lr=rates.learn_rate,
        weight_decay=0.01,
    )
    steps = len(batches)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    )
    for batch in batches:
        loss = loss_of(batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()


def what_was_added(network: nn.Module) -> dict[str, NDArray[np.float16]]:
    """Return what a network learned, named as `pipeline.tuned.TunedEncoder` reads it."""
    return {
        name: value.detach().numpy().astype(np.float16) for name, value in _learned(network).items()
    }


def halfway(
    before: Mapping[str, NDArray[Any]], after: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[np.float16]]:
    """Return the mean of what a network had learned before it went on and what it knew after.

    It keeps what the later examples would have had it forget (Wortsman et al. 2022,
    arXiv:2109.01903).
    """
    return {
        name: np.asarray((np.float32(before[name]) + np.float32(after[name])) / 2, np.float16)
        for name in after
    }


def begin_with(network: nn.Module, added: Mapping[str, NDArray[Any]]) -> None:
    """Give a network what another learned, as `what_was_added` returned it."""
    for name, value in _learned(network).items():
        value.data = torch.tensor(np.asarray(added[name], np.float32))


def _learned(network: nn.Module) -> dict[str, nn.Parameter]:
    """Return what a network learns, by the names that the stages know."""
    short = {"weight": "w", "bias": "b"}
    return {
        ".".join(short.get(part, part) for part in name.removeprefix("layers.").split(".")): value
        for name, value in network.named_parameters()
        if value.requires_grad
    }
