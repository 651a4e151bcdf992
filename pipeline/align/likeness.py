"""How much every sentence of a reply speaks of every recommendation: the numbers the chain weighs.

Words are compared as stems and parts of compounds, by how rare they are among all texts; meaning,
where an embedder is given, as the cosine of sentence embeddings less what a sentence has in common
with every recommendation. Postings lists keep the work to what is shared.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.align.phrases import says
from pipeline.align.titles import title_of
from pipeline.align.words import PART_WEIGHT, Rarity, parts, stems, stems_of_text
from pipeline.records import DocumentAnalysis, Recommendation

Matrix = NDArray[np.float64]

# What the numbers of a sentence and a recommendation are, in the order of `Likeness.alike`.
WORDS = ("shared", "part_of_ask", "part_of_best", "neighbours", "around")
MEANING = ("meaning", "meaning_of_ask", "meaning_of_neighbours", "cosine")
READ = ("read", "read_share")
# What speaks for a sentence answering nothing, in the order of `Likeness.silent`.
SILENT = (
    "always",
    "acts",
    "courtesy",
    "on_all",
    "on_advice",
    "opening",
    "closing",
    "early",
    "policy",
)
SEVERAL = 3  # blocks, of which the last closes a letter
EARLY = 0.1  # part of a reply that is its opening where no heading shows it
# What two texts on one subject have for a cosine, once set apart (`pipeline.align.sense`), and what
# spreads cosines over the same range as the other numbers.
CENTRE, SPREAD = 0.1, 5.0


class Embedder(Protocol):
    """Turns texts into unit vectors: those that ask, and those that may answer."""

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text that asks."""
        ...

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Return a row a text that may answer."""
        ...


@dataclass(frozen=True)
class Likeness:
    """The numbers of one reply to one advice; rows are the sentences of the reply.

    ``alike`` holds for every sentence and recommendation the numbers of WORDS, with an embedder
    those of MEANING, and with a reader those of READ (`pipeline.align.page_reader`); ``silent`` for
    every sentence those of SILENT. ``breaks`` says where a sentence stands after the one before: 0
    in the same block, 1 in the next, 2 below another heading. ``in_order`` tells how far the reply
    follows the advice's order, 0..1.
    """

    sentences: tuple[int, ...]
    alike: Matrix
    silent: Matrix
    breaks: NDArray[np.int64]
    in_order: float
    words: Callable[[int, int], tuple[str, ...]]

    def with_numbers(self, numbers: Matrix) -> Likeness:
        """Return the same with more numbers of every sentence and recommendation behind these."""
        return replace(self, alike=np.concatenate([self.alike, numbers], axis=-1))

    def meant(self, t: int, k: int) -> float:
        """Return how near in meaning a sentence is to an ask, beyond others; 0 without embedder."""
        return self._number(len(WORDS) + MEANING.index("meaning_of_ask"), t, k)

    def read(self, t: int, k: int) -> float:
        """Return what a reader makes of a sentence (READ); 0 without one."""
        return self._number(len(WORDS) + len(MEANING) + READ.index("read"), t, k)

    def _number(self, place: int, t: int, k: int) -> float:
        return float(self.alike[t, k, place]) if place < self.alike.shape[-1] else 0.0


def likeness(
    asking: DocumentAnalysis,
    recommendations: Sequence[Recommendation],
    reply: DocumentAnalysis,
    sentences: Sequence[int],
    rare: Rarity,
    embedder: Embedder | None = None,
) -> Likeness:
    """Compare the chosen sentences of a reply, by index, with recommendations of one document."""
    chosen = [reply.sentences[n] for n in sentences]
    spoken = [stems(s.lemmas) for s in chosen]
    blocks = np.array([s.block for s in chosen])
    wanted = [
        stems(r.lemmas) | stems_of_text(title_of(asking.document, r, recommendations))
        for r in recommendations
    ]
    asks = [
        [stems(a.lemmas) for a in r.asks] or [w]
        for r, w in zip(recommendations, wanted, strict=True)
    ]
    weigh = _weights(wanted, rare)
    shared = _shared(spoken, wanted, weigh)
    of_ask = np.stack(
        [
            (_shared(spoken, own, weigh) / [max(_mass(a, weigh), 1.0) for a in own]).max(axis=1)
            for own in asks
        ],
        axis=1,
    )
    around = _context(asking, recommendations)
    spread = Counter(s for found in around for s in found)
    nearby = _shared(
        spoken,
        [a - w for a, w in zip(around, wanted, strict=True)],
        lambda s: (rare.weight(s) - 1.0) / max(spread[s], 1),
        loose=False,
    )
    numbers = [
        np.log1p(shared),
        of_ask,
        shared / (shared.max(axis=0, keepdims=True) + 1e-6),
        np.log1p(_neighbours(shared, blocks)),
        np.log1p(nearby),
    ]
    if embedder is not None:
        numbers += _meaning(recommendations, [s.text for s in chosen], blocks, embedder)
    sections = _sections(reply)
    return Likeness(
        sentences=tuple(sentences),
        alike=np.stack(numbers, axis=-1),
        silent=_silence(reply, sentences, sections),
        breaks=_breaks(blocks, sections),
        in_order=_in_order(shared),
        words=lambda t, k: tuple(sorted(spoken[t] & wanted[k])),
    )


def _weights(wanted: Sequence[frozenset[str]], rare: Rarity) -> Callable[[str], float]:
    """Weigh a stem by its rarity, and less where several recommendations hold it."""
    holders = Counter(f for own in wanted for f in own | {p for s in own for p in parts(s)})

    def weigh(feature: str) -> float:
        return (rare.weight(feature) - 1.0) / math.sqrt(max(holders[feature], 1))

    return weigh


def _mass(texts: frozenset[str], weigh: Callable[[str], float]) -> float:
    return math.fsum(weigh(s) for s in sorted(texts))


def _shared(
    spoken: Sequence[frozenset[str]],
    wanted: Sequence[frozenset[str]],
    weigh: Callable[[str], float],
    *,
    loose: bool = True,
) -> Matrix:
    """Return the weight of what every sentence shares with every text that is wanted."""
    whole: dict[str, list[int]] = {}
    partial: dict[str, list[int]] = {}
    for k, own in enumerate(wanted):
        for s in own:
            whole.setdefault(s, []).append(k)
        for p in {p for s in own for p in parts(s)} if loose else ():
            partial.setdefault(p, []).append(k)
    result = np.zeros((len(spoken), len(wanted)))
    for t, said in enumerate(spoken):
        for s in sorted(said):
            for k in whole.get(s, ()):
                result[t, k] += weigh(s)
            for p in parts(s) if partial else ():
                for k in partial.get(p, ()):
                    if s not in wanted[k]:
                        result[t, k] += PART_WEIGHT * weigh(p)
    return result


def _context(
    asking: DocumentAnalysis, recommendations: Sequence[Recommendation]
) -> list[frozenset[str]]:
    """Return the stems of what stands around each recommendation, and of what leads to it."""
    sections = _sections(asking)
    spans = sorted((r.start, r.end) for r in recommendations)
    free = [s for s in asking.sentences if not any(a < s.end and s.start < b for a, b in spans)]
    place = {
        r.recommendation_id: n
        for n, b in enumerate(asking.document.blocks)
        for r in recommendations
        if b.start <= r.start < b.end and b.kind != "footnote"
    }
    found = []
    for r in recommendations:
        block = place.get(r.recommendation_id, -1)
        before = max((b for _, b in spans if b <= r.start), default=0)
        leading = [
            s
            for s in free
            if s.block == block
            or (before <= s.start < r.start and sections[s.block] == sections.get(block))
        ]
        found.append(frozenset().union(*(stems(s.lemmas) for s in leading)))
    return found


def _sections(analysis: DocumentAnalysis) -> dict[int, int]:
    """Return for every block how many headings stand above it."""
    count = 0
    sections: dict[int, int] = {}
    for n, block in enumerate(analysis.document.blocks):
        count += block.kind == "heading"
        sections[n] = count
    return sections


def _neighbours(numbers: Matrix, blocks: NDArray[np.int64]) -> Matrix:
    """Return the mean over the sentences before and after in the same block."""
    total = np.zeros_like(numbers)
    count = np.zeros((len(blocks), 1))
    same = blocks[1:] == blocks[:-1]
    total[1:][same] += numbers[:-1][same]
    count[1:][same] += 1
    total[:-1][same] += numbers[1:][same]
    count[:-1][same] += 1
    return total / np.maximum(count, 1)


def _meaning(
    recommendations: Sequence[Recommendation],
    texts: Sequence[str],
    blocks: NDArray[np.int64],
    embedder: Embedder,
) -> list[Matrix]:
    said = embedder.passages(texts)
    cosine = said @ embedder.queries([r.text for r in recommendations]).T
    asks = [a.text for r in recommendations for a in r.asks]
    owner = [k for k, r in enumerate(recommendations) for _ in r.asks]
    of_ask = cosine.copy()
    if asks:
        every = said @ embedder.queries(asks).T
        for k in sorted(set(owner)):
            of_ask[:, k] = every[:, [n for n, own in enumerate(owner) if own == k]].max(axis=1)
    own = _centred(cosine)
    return [own, _centred(of_ask), _neighbours(own, blocks), SPREAD * (cosine - CENTRE)]


def _centred(numbers: Matrix) -> Matrix:
    """Take off what a sentence has in common with all that is asked, and the other way round."""
    rows, columns = numbers.mean(axis=1, keepdims=True), numbers.mean(axis=0, keepdims=True)
    return SPREAD * (numbers - rows - columns + numbers.mean())


def _silence(
    reply: DocumentAnalysis, sentences: Sequence[int], sections: Mapping[int, int]
) -> Matrix:
    chosen = [reply.sentences[n] for n in sentences]
    first = sections[chosen[0].block]
    several = sections[chosen[-1].block] > first
    last = chosen[-1].block if len({s.block for s in chosen}) >= SEVERAL else -1
    return np.array(
        [
            (
                1.0,
                s.actor == "government" or says("answers", s.text),
                says("courtesy", s.text),
                says("about_all", s.text) or says("announces", s.text),
                says("about_advice", s.text),
                several and sections[s.block] == first,
                s.block == last,
                t + 1 <= EARLY * len(chosen),
                reply.document.role == "policy",
            )
            for t, s in enumerate(chosen)
        ],
        dtype=np.float64,
    )


def _breaks(blocks: NDArray[np.int64], sections: Mapping[int, int]) -> NDArray[np.int64]:
    below = np.array([sections[int(b)] for b in blocks])
    found = np.full(len(blocks), 2)
    found[1:] = np.where(blocks[1:] == blocks[:-1], 0, np.where(below[1:] == below[:-1], 1, 2))
    return found


ANCHOR = 4.0  # weight of shared words from which a recommendation's best sentence shows the order


def _in_order(shared: Matrix) -> float:
    """Return how far the best sentences follow the order of what is asked (Kendall's tau), 0..1."""
    places = [int(column.argmax()) for column in shared.T if column.max(initial=0.0) > ANCHOR]
    signs = [
        np.sign(later - earlier)
        for n, later in enumerate(places)
        for earlier in places[:n]
        if later != earlier
    ]
    return max(0.0, float(np.mean(signs))) if signs else 0.0
