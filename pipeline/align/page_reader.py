"""A tuned transformer that reads a page of a reply together with one recommendation.

It tells of each sentence whether it belongs to the answer, also where no word is shared: 'publiceer
de broncode' and 'iedereen kan straks meekijken in de programmatuur'. A cross-encoder (Nogueira and
Cho 2019, arXiv:1901.04085) on `pipeline.tuned`; weights in ``models/pages/reader.npz``. What it
says is one of the numbers that the chain weighs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.align.chain import Chain
from pipeline.align.likeness import Likeness, Matrix
from pipeline.align.pages import Page, asked_pieces, beside, pages_of
from pipeline.align.titles import leading_to, title_of
from pipeline.checksums import verified
from pipeline.encoder import PACKAGE, Encoder, encoder_path, load_encoder
from pipeline.errors import ModelError
from pipeline.records import DocumentAnalysis, Recommendation
from pipeline.resources import resource
from pipeline.threads import one_thread
from pipeline.tuned import TunedEncoder, read_tuned

READER = "models/pages/reader.npz"
#: Pages that are read for a recommendation: those on which its answer is likeliest by all else.
PAGES_READ = 4
#: Readings that are kept: a document that is tried as the reply to an advice is read again when it
#: is taken for it.
KEPT = 2048
#: Log odds beyond which all is alike, and those of a sentence that is not read.
SUREST = 6.0
#: What keeps the logarithm of a share finite, and what stands for no recommendation at all.
LEAST, NOTHING = 0.02, 0.2


class PageReader(Protocol):
    """Reads a page together with what is asked."""

    @property
    def encoder(self) -> Encoder:
        """What cuts words into sub-words."""
        ...

    def read(self, asked: Sequence[int], page: Page) -> Matrix:
        """Return for each open sentence of a page the log odds that it belongs to the answer."""
        ...


class TunedPageReader:
    """The page reader as it is shipped.

    Parameters
    ----------
    encoder
        The weights as the package has them.
    tuned
        What tuning added, by name: ``0.q.a`` and ``0.q.b`` of each layer and linear map, and
        ``answers`` (``.w``, ``.b``), one row.
    """

    def __init__(self, encoder: Encoder, tuned: Mapping[str, NDArray[Any]]) -> None:
        self._layers = TunedEncoder(encoder, tuned)
        self._known = lru_cache(maxsize=KEPT)(self._read)

    @property
    def encoder(self) -> Encoder:
        """What cuts words into sub-words."""
        return self._layers.encoder

    def read(self, asked: Sequence[int], page: Page) -> Matrix:
        """Return for each open sentence of a page the log odds that it belongs to the answer."""
        return self._known(tuple(asked), page)

    def _read(self, asked: tuple[int, ...], page: Page) -> Matrix:
        pieces, places = beside(self.encoder, asked, page)
        states, of = self._layers.encode(pieces), np.array(places)
        means = np.stack([states[of == t].mean(axis=0) for t in page.inside])
        odds = np.asarray(self._layers.top("answers", means)[:, 0], np.float64)
        odds.flags.writeable = False  # all who ask again share it
        return odds


def with_reading(
    pair: Likeness,
    likely: Matrix,
    asking: DocumentAnalysis,
    recommendations: Sequence[Recommendation],
    reply: DocumentAnalysis,
    reader: PageReader,
) -> Likeness:
    """Add to the numbers of a pair what the reader makes of its likeliest pages.

    Parameters
    ----------
    pair
        The numbers so far.
    likely
        How likely each sentence is to answer each recommendation by them, 0..1.
    asking, recommendations, reply
        What the pair was made of.
    reader
        Reads `PAGES_READ` pages for each recommendation.
    """
    pages = pages_of(reader.encoder, reply, pair.sentences)
    found = np.full(likely.shape, -SUREST)
    with one_thread():
        for k, r in enumerate(recommendations):
            if r.answer:
                continue  # the layout shows it
            title = title_of(asking.document, r, recommendations)
            leading = leading_to(asking, r)
            asked = asked_pieces(reader.encoder, r.text, title, r.number, leading)
            mass = [-likely[list(page.inside), k].max() for page in pages]
            for n in np.argsort(np.round(mass, 9), kind="stable")[:PAGES_READ]:
                found[list(pages[n].inside), k] = reader.read(asked, pages[n])
    odds = np.clip(found, -SUREST, SUREST)
    chance = 1 / (1 + np.exp(-odds))
    share = np.log((chance + LEAST) / (chance.sum(axis=1, keepdims=True) + LEAST + NOTHING))
    return pair.with_numbers(np.stack([odds / 2, share], axis=-1))


def likely_answers(chain: Chain, weights: Matrix) -> Matrix:
    """Return how likely every sentence is to answer every recommendation, 0..1."""
    found = chain.sums(weights)
    chances: Matrix = np.exp(found.forward + found.backward - found.total)[:, : chain.count]
    return chances


@lru_cache(maxsize=1)
def load_page_reader() -> TunedPageReader | None:
    """Load the shipped reader; None where the package with the encoder is not installed.

    Raises
    ------
    ModelError
        If its file is missing or damaged.
    """
    weights = encoder_path()
    if weights is None:
        return None
    path = verified(resource(READER))
    reader = TunedPageReader(load_encoder(weights), read_tuned(path))
    try:
        reader.read([reader.encoder.first], Page((reader.encoder.unknown,), (0,), (0,)))
    except (KeyError, ValueError) as error:
        raise ModelError(f"{path}: {error} (with {PACKAGE})", "Run make models.") from error
    return reader


def page_reader_record(*, reads: bool) -> dict[str, str | None]:
    """Return the hash of the reader's weights, None where nothing was read with them."""
    path = resource(READER)
    used = reads and encoder_path() is not None
    return {path.name: sha256(path.read_bytes()).hexdigest() if used else None}
