"""Which document answers an advice that nothing names: the likeliest by what both speak of.

Candidates come from the index of `pipeline.align.candidates`; the nearest of them is compared with
the next nearest, since all papers on one field share its words. How likely it is the reply says a
regression over these numbers, learned from our own advices and replies (``models/alignment``), with
the reply among the candidates or taken away.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.align.candidates import Texts, on_average, speaking_of, texts_of
from pipeline.align.phrases import says
from pipeline.align.words import Rarity, stems
from pipeline.checksums import verified
from pipeline.records import DocumentAnalysis
from pipeline.resources import resource

#: What the regression weighs, in order.
NUMBERS = ("always", "alone", "alike", "ahead", "cosine", "spoken_of", "asked", "sentences")
#: With fewer recommendations than this numbers over all of them tell nothing.
LEAST_ASKED = 3
# Chance from which a document is the reply. A response, which answers some advice and of which
# none is known, and a paper that speaks to its reader of what that reader wrote, need less.
LIKELY, LIKELY_TO_ASKER = 0.5, 0.25
# Otherwise: of what is asked, the part of which some sentence must speak before a document is read
# as the reply, for those recommendations alone.
SPOKEN_OF = 0.2
# Chance from which the nearest documents are worth reading where that can be done, and how many.
WORTH_READING, READ = 0.05, 3
# Candidates of an advice that are compared whole: those whose best sentences speak of most.
COMPARED = 20
SMALLEST = 0.01  # likeness, below which all is alike unlike


@dataclass(frozen=True, slots=True)
class Likely:
    """The likeliest reply to an advice that nothing names.

    ``surely`` tells that it speaks of much of the advice. Otherwise it answers only the
    recommendations that a sentence of it speaks of: ``spoken``.
    """

    reply: str
    surely: bool
    spoken: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Replies:
    """What words tell of the replies to advices that nothing names, by the id of the advice.

    ``likely`` are the likeliest replies; ``unsure`` the nearest documents to those advices of which
    words alone leave open what answers them.
    """

    likely: Mapping[str, Likely]
    unsure: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a document is to an advice: the cosine of their words, and ``spoken_of``.

    The latter is the part of a recommendation that its best sentence speaks of, on average.
    """

    document_id: str
    cosine: float
    spoken_of: float
    sentences: int

    @property
    def alike(self) -> float:
        """Both numbers together."""
        return self.cosine + self.spoken_of


def likely_replies(
    analyses: Sequence[DocumentAnalysis],
    links: Mapping[str, Sequence[str]],
    rare: Rarity,
    *,
    silent: set[str],
) -> Replies:
    """Return, for advices that no speaking document responds to, the likeliest reply by its words.

    ``silent`` are the letters that answer nothing; a response that is known to answer another
    document is no candidate.
    """
    taken = {d for replies in links.values() for d in replies}
    waiting = [
        a
        for a in analyses
        if a.document.role == "advice"
        and a.recommendations
        and not set(links.get(a.document.document_id, ())) - silent
    ]
    if not waiting:
        return Replies({}, {})
    candidates = {
        a.document.document_id: a
        for a in analyses
        if a.document.document_id not in silent
        and (
            a.document.role == "policy"
            or (
                a.document.role == "response"
                and a.document.document_id not in taken
                and not a.recommendations
            )
        )
    }
    search = Search(candidates, rare)
    to_asker = {
        d
        for d, a in candidates.items()
        if a.document.role == "response" or any(says("to_asker", s.text) for s in a.sentences)
    }
    found: dict[str, Likely] = {}
    unsure: dict[str, tuple[str, ...]] = {}
    for a in waiting:
        spoken = _spoken(a, search.texts)
        near = search.nearest(a)
        if near and len(a.recommendations) >= LEAST_ASKED:
            best = near[0].document_id
            chance = chance_of_reply(numbers_of(a, near), shipped_weights())
            if chance >= (LIKELY_TO_ASKER if best in to_asker else LIKELY):
                found[a.document.document_id] = Likely(best, surely=True, spoken=None)
                continue
            if chance >= WORTH_READING:
                unsure[a.document.document_id] = tuple(n.document_id for n in near[:READ])
        least = max(1, round(SPOKEN_OF * len(a.recommendations)))
        ranked = sorted((-len(own), d) for d, own in spoken.items() if len(own) >= least)
        if ranked:
            reply = ranked[0][1]
            own = frozenset(spoken[reply])
            found[a.document.document_id] = Likely(reply, surely=len(own) > 1, spoken=own)
    return Replies(found, unsure)


class Search:
    """Finds what is near an advice among some documents, by id."""

    def __init__(self, candidates: Mapping[str, DocumentAnalysis], rare: Rarity) -> None:
        self.texts: Texts = texts_of(list(candidates.values()), rare)
        self._candidates = candidates
        self._rare = rare
        self._words: dict[str, dict[str, float]] = {}

    def nearest(self, asking: DocumentAnalysis) -> list[Nearness]:
        """Return the documents that may answer an advice, the nearest first."""
        spoken_of = on_average(asking, self.texts)
        first = sorted(spoken_of, key=lambda d: (-spoken_of[d], d))[:COMPARED]
        own = self._weighed(asking)
        near = [
            Nearness(
                document_id=d,
                cosine=_cosine(own, self._weighed(self._candidates[d])),
                spoken_of=spoken_of[d],
                sentences=len(self._candidates[d].sentences),
            )
            for d in first
        ]
        return sorted(near, key=lambda n: (-n.alike, n.document_id))

    def _weighed(self, analysis: DocumentAnalysis) -> dict[str, float]:
        """Return the stems of a document with their weights, as a vector of length one."""
        key = analysis.document.document_id
        if key not in self._words:
            counts = Counter(stem for s in analysis.sentences for stem in stems(s.lemmas))
            weights = {
                stem: (1 + math.log(counts[stem])) * self._rare.weight(stem)
                for stem in sorted(counts)
            }
            length = math.sqrt(math.fsum(w * w for w in weights.values())) or 1.0
            self._words[key] = {stem: w / length for stem, w in weights.items()}
        return self._words[key]


def _cosine(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    return math.fsum(weight * right[stem] for stem, weight in left.items() if stem in right)


def _spoken(asking: DocumentAnalysis, texts: Texts) -> dict[str, set[str]]:
    """Return by document the recommendations of which a sentence of it speaks."""
    spoken: dict[str, set[str]] = {}
    for r in asking.recommendations:
        for ask in r.asks:
            for document_id in speaking_of(stems(ask.lemmas), asking, texts):
                spoken.setdefault(document_id, set()).add(r.recommendation_id)
    return spoken


def numbers_of(asking: DocumentAnalysis, near: Sequence[Nearness]) -> tuple[float, ...]:
    """Return what speaks for the nearest of some documents, as `NUMBERS` names it."""
    best, others = near[0], near[1:]
    alike, next_alike = (
        math.log(max(n.alike, SMALLEST)) for n in (best, others[0] if others else best)
    )
    return (
        1.0,
        float(not others),
        alike,
        alike - next_alike,
        math.log(max(best.cosine, SMALLEST)),
        math.log(max(best.spoken_of, SMALLEST)),
        math.log(len(asking.recommendations)),
        math.log(max(best.sentences, 1)),
    )


def chance_of_reply(numbers: Sequence[float], weights: Sequence[float]) -> float:
    """Return how likely the nearest document is the reply, 0..1."""
    total = math.fsum(n * w for n, w in zip(numbers, weights, strict=True))
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def shipped_weights() -> tuple[float, ...]:
    """Return the weights that were learned."""
    text = verified(resource("models/alignment/weights.toml")).read_text(encoding="utf-8")
    table = tomllib.loads(text)["reply"]
    return tuple(float(table[name]) for name in NUMBERS)
