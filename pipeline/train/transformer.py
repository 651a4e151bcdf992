"""The transformer that is tuned on the treebank: encoder, classes of words, biaffine parser.

The parser follows Dozat and Manning (2017), arXiv:1611.01734.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import Encoder

#: What every word gets a class of, besides its head and relation.
ROWS = ("pos", "tags", "morphs", "lemmas")


class Layer(nn.Module):
    """One layer of the encoder, normalised after each half as BERT's are."""

    def __init__(self, weights: dict[str, Any], heads: int, epsilon: float) -> None:
        super().__init__()
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            weight, bias = weights[f"{name}.w"], weights[f"{name}.b"]
            linear = nn.Linear(weight.shape[1], weight.shape[0])
            linear.weight.data = torch.tensor(weight)
            linear.bias.data = torch.tensor(bias)
            self.add_module(name, linear)
        for name in ("aln", "oln"):
            norm = nn.LayerNorm(len(weights[f"{name}.w"]), eps=epsilon)
            norm.weight.data = torch.tensor(weights[f"{name}.w"])
            norm.bias.data = torch.tensor(weights[f"{name}.b"])
            self.add_module(name, norm)
        self.heads = heads
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the next view of every sub-word; ``mask`` is true where there is one."""
        n, length, width = x.shape
        q, k, v = (
            self.get_submodule(name)(x).view(n, length, self.heads, -1).transpose(1, 2)
            for name in "qkv"
        )
        # By hand: torch's own fused attention is three times slower backwards on a CPU.
        scores = (q @ k.transpose(2, 3)) * (width // self.heads) ** -0.5
        weights = scores.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1)
        seen = (weights.to(v.dtype) @ v).transpose(1, 2).reshape(n, length, width)
        x = self.get_submodule("aln")(x + self.drop(self.get_submodule("ao")(seen)))
        inner = functional.gelu(self.get_submodule("fi")(x))
        return self.get_submodule("oln")(x + self.drop(self.get_submodule("fo")(inner)))


class Network(nn.Module):
    """Encoder, classes of words, and a biaffine parser.

    Parameters
    ----------
    teacher
        Where the encoder's weights come from.
    sizes
        Number of classes of each of `ROWS`, and of relations under ``deps``.
    """

    def __init__(self, teacher: Encoder, layers: int, sizes: dict[str, int]) -> None:
        super().__init__()
        width = teacher.width
        self.layers = nn.ModuleList(
            Layer(teacher.layer(index), teacher.n_heads, teacher.epsilon) for index in range(layers)
        )
        self.classes = nn.ModuleDict({name: nn.Linear(width, sizes[name]) for name in ROWS})
        self.root = nn.Parameter(torch.zeros(width))
        self.arc_dep, self.arc_head = _mlp(width, 384), _mlp(width, 384)
        self.rel_dep, self.rel_head = _mlp(width, 128), _mlp(width, 128)
        self.arc = nn.Parameter(torch.zeros(385, 384))
        self.rel = nn.Parameter(torch.zeros(sizes["deps"], 129, 129))
        self.drop = nn.Dropout(0.2)

    def encode(self, x: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Return a row for each word: the mean of its sub-words, by the matrix ``pool``."""
        for layer in self.layers:
            x = layer(x, mask)
        return torch.bmm(pool, x)

    def arcs(self, words: Tensor) -> Tensor:
        """Return the score of every head (place 0: the root) for every word."""
        root = self.root.expand(len(words), 1, -1).to(words.dtype)
        dep = _with_one(self.arc_dep(self.drop(words)))
        head = self.arc_head(self.drop(torch.cat([root, words], 1)))
        return dep @ self.arc.to(dep.dtype) @ head.transpose(1, 2)

    def relations(self, words: Tensor, heads: Tensor) -> Tensor:
        """Return the score of every relation of each word to the head given (0: the root)."""
        root = self.root.expand(len(words), 1, -1).to(words.dtype)
        dep = _with_one(self.rel_dep(self.drop(words)))
        head = _with_one(self.rel_head(self.drop(torch.cat([root, words], 1))))
        chosen = head.gather(1, heads[:, :, None].expand(-1, -1, head.shape[2]))
        return torch.einsum("bwi,lij,bwj->bwl", dep, self.rel.to(dep.dtype), chosen)


def _mlp(n_in: int, n_out: int) -> nn.Module:
    return nn.Sequential(nn.Linear(n_in, n_out), nn.GELU(), nn.Dropout(0.3))


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


def initialise(network: Network) -> None:
    """Give all that is new its first weights, as torch's seed decides."""
    for module in [*network.classes.values(), network.arc_dep, network.arc_head]:
        for part in module.modules():
            if isinstance(part, nn.Linear):
                nn.init.xavier_uniform_(part.weight)
                nn.init.zeros_(part.bias)
    for module in (network.rel_dep, network.rel_head):
        for part in module.modules():
            if isinstance(part, nn.Linear):
                nn.init.xavier_uniform_(part.weight)
                nn.init.zeros_(part.bias)
    nn.init.normal_(network.root, std=0.02)
    nn.init.xavier_uniform_(network.arc)
    nn.init.normal_(network.rel, std=0.02)
