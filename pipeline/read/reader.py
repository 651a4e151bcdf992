"""A tuned transformer that reads a whole paper: what each claim is, and where requests begin.

It sees a page at a time, with title and heading above it, and what the rules took for
recommendations; it gives every unit a type, themes, and whether a recommendation begins there, goes
on or is none (begin, inside, outside: Ramshaw and Marcus 1995, arXiv:cmp-lg/9505040). The rules and
regressions of other stages weigh that beside their own (``models/reading/weights.toml``).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from pipeline.checksums import verified
from pipeline.encoder import PACKAGE, Array, encoder_path, load_encoder
from pipeline.errors import ModelError
from pipeline.read.units import NONE, ReadUnit
from pipeline.read.windows import OUTSIDE, Layout, Window
from pipeline.records import CLAIM_TYPES, Document
from pipeline.resources import resource
from pipeline.threads import one_thread
from pipeline.tuned import TunedEncoder, read_tuned

READER = "models/reading/reader.npz"
WEIGHTS = "models/reading/weights.toml"
N_SPANS = 3  # `BEGIN`, `INSIDE`, `NONE`
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Belief:
    """What the reader counts for beside rules and regressions.

    Parameters
    ----------
    rules
        What a rule's verdict on a unit adds to its log-probability.
    types
        What the reader's log-probability of a type counts for beside the regression's.
    themes
        What its log-odds of a theme count for beside those of terms, model and context.
    """

    rules: float
    types: float
    themes: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a document: units, and of each a row of probabilities.

    ``numbers`` holds the rows as double precision, so that a reading can be kept and comes back as
    it was: `CLAIM_TYPES`, then ``theme_ids``, then `BEGIN`, `INSIDE`, `NONE`.
    """

    units: tuple[ReadUnit, ...]
    numbers: bytes
    theme_ids: tuple[str, ...]
    belief: Belief

    @property
    def types(self) -> Matrix:
        """P(type), a row a unit and a column a type."""
        return self._rows[:, : len(CLAIM_TYPES)]

    @property
    def themes(self) -> Matrix:
        """P(theme), a row a unit and a column a theme."""
        return self._rows[:, len(CLAIM_TYPES) : -N_SPANS]

    @property
    def spans(self) -> Matrix:
        """P(a recommendation begins, goes on, is not there), a row a unit."""
        return self._rows[:, -N_SPANS:]

    @property
    def _rows(self) -> Matrix:
        width = len(CLAIM_TYPES) + len(self.theme_ids) + N_SPANS
        return np.frombuffer(self.numbers, np.float64).reshape(-1, width)

    def unit_at(self, start: int, end: int) -> int | None:
        """Return the index of the unit that shares most with tokens ``start`` to ``end``."""
        first = max(bisect_right(self.units, start, key=lambda unit: unit.start) - 1, 0)
        best, most = None, 0
        for n in range(first, len(self.units)):
            unit = self.units[n]
            if unit.start >= end:
                break
            shared = min(end, unit.end) - max(start, unit.start)
            if shared > most:
                best, most = n, shared
        return best


class DocumentReader:
    """Reads documents.

    Parameters
    ----------
    layers
        The tuned encoder, with the layers ``types``, ``themes`` and ``spans`` on top.
    hints
        A row for `BEGIN`, `INSIDE` and `NONE`: what is added to a sub-word of which the rules say
        so.
    theme_ids
        The columns of ``themes``.
    belief
        Goes along with what was read.
    """

    def __init__(
        self, layers: TunedEncoder, hints: Array, theme_ids: Sequence[str], belief: Belief
    ) -> None:
        self._layers = layers
        self._hints = np.asarray(hints, np.float32)
        self._theme_ids = tuple(theme_ids)
        self._belief = belief

    def read(
        self, document: Document, units: Sequence[ReadUnit], by_rule: Sequence[int]
    ) -> Reading:
        """Read a document.

        Parameters
        ----------
        document
            Its role and title count.
        units
            In order.
        by_rule
            `BEGIN`, `INSIDE` or `NONE` for each unit, as the rules have it.
        """
        layout = Layout(self._layers.encoder, document.role, document.title, units)
        types = np.zeros((len(units), len(CLAIM_TYPES)))
        themes = np.zeros((len(units), len(self._theme_ids)))
        spans = np.zeros((len(units), N_SPANS))
        from_edge = np.full(len(units), -1)
        with one_thread():
            for window in _overlapping(layout, len(units)):
                inside, means = self._means(window, by_rule)
                # A unit counts as the window sees it in which it stands farthest from the edge.
                far = np.full(len(inside), len(units))
                left = inside - window.first if window.first else far
                right = window.end - 1 - inside if window.end < len(units) else far
                edge = np.minimum(left, right)
                better = edge > from_edge[inside]
                rows = inside[better]
                if not len(rows):
                    continue
                from_edge[rows] = edge[better]
                types[rows] = softmax(self._layers.top("types", means[better]), axis=1)
                themes[rows] = expit(self._layers.top("themes", means[better]))
                spans[rows] = softmax(self._layers.top("spans", means[better]), axis=1)
        rows = np.hstack([types, themes, spans])
        return Reading(tuple(units), rows.tobytes(), self._theme_ids, self._belief)

    def _means(self, window: Window, by_rule: Sequence[int]) -> tuple[NDArray[np.int64], Array]:
        """Return the units of a window, and the mean view of the sub-words of each."""
        places = np.array(window.places)
        hints = np.zeros((len(places), self._hints.shape[1]), np.float32)
        here = places != OUTSIDE
        hints[here] = self._hints[[by_rule[n] for n in places[here]]]
        states = self._layers.encode(window.pieces, hints)
        inside = np.arange(window.first, window.end)
        return inside, np.stack([states[places == n].mean(axis=0) for n in inside])


def _overlapping(layout: Layout, n_units: int) -> Iterator[Window]:
    """Yield windows behind each other, and one over each of their seams."""
    windows = list(layout.windows())
    yield from windows
    for window in windows[:-1]:
        middle = max((window.first + window.end) // 2, window.first + 1)
        if middle < n_units:
            yield next(layout.windows(middle))


@lru_cache(maxsize=1)
def load_document_reader() -> DocumentReader | None:
    """Load the shipped reader; None where the package with the encoder is not installed.

    Raises
    ------
    ModelError
        If its files are missing or damaged.
    """
    weights = encoder_path()
    if weights is None:
        return None
    path = verified(resource(READER))
    settings = verified(resource(WEIGHTS))
    tuned = read_tuned(path)
    try:
        told = tomllib.loads(settings.read_text("utf-8"))
        reader = DocumentReader(
            TunedEncoder(load_encoder(weights), tuned),
            tuned["hint"],
            told["themes"],
            Belief(**told["belief"]),
        )
        _probe(reader)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: {error} (with {PACKAGE})", "Run make models.") from error
    return reader


def reading_record(*, reads: bool) -> dict[str, str | None]:
    """Return the hash of the reader's weights, None where nothing was read with them."""
    path = resource(READER)
    used = reads and encoder_path() is not None
    return {path.name: sha256(path.read_bytes()).hexdigest() if used else None}


def _probe(reader: DocumentReader) -> None:
    """Read one sentence, so that a file that does not fit is found at once."""
    from pipeline.ingest import document_from_text

    unit = ReadUnit(0, 3, "Doe dit nu.", 0, "paragraph", True, "", "")
    reader.read(document_from_text("Doe dit nu.", "probe"), [unit], [NONE])
