"""Which sentences speak of what is asked: the candidates among documents that nothing names.

Asks and sentences are compared as sets of stems, weighted by rarity (inverse document frequency,
Spärck Jones 1972): the score is the part of what is asked that a sentence speaks of. An index of
the rarer stems brings up the sentences, so that no ask is ever compared with every sentence.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.links import could_answer
from pipeline.align.phrases import says
from pipeline.align.words import PART_WEIGHT, Rarity, stems
from pipeline.records import DocumentAnalysis, Sentence

# Part of what is asked, by weight, that a sentence must speak of; the more where nothing in it
# sounds like an answer. Set high on split a of tests/align/pairs.toml and checked on split b: a
# wrong link costs more than a missing one, which the tables show as no response document.
COVERAGE, COVERAGE_BARE = 0.45, 0.75
SHARED = 2  # telling stems in common: one alone is vocabulary
WINDOW = 2  # a sentence and the next of its paragraph: one of them must sound like an answer
# A stem in more than this part of all sentences (but in fifty at least) finds no candidates: it
# would bring in the most and say the least.
RARE_SHARE = 0.002
RARE_COUNT = 50


@dataclass(frozen=True)
class Texts:
    """Every sentence that could answer, what it speaks of, and where the rarer stems stand."""

    sentences: tuple[tuple[DocumentAnalysis, int], ...]
    stems: tuple[frozenset[str], ...]
    index: Mapping[str, tuple[int, ...]]
    rare: Rarity

    def candidates(self, wanted: frozenset[str]) -> list[int]:
        """Return the sentences that may speak of enough of what is wanted, by number.

        What they share is added up over the index; the stems that it leaves out, and parts of
        words, could add what they weigh.
        """
        weights = {s: self.rare.weight(s) for s in sorted(wanted)}
        shared: dict[int, float] = {}
        unseen = 0.0
        for s, weight in weights.items():
            if s not in self.index and self.rare.counts.get(s, 0) > RARE_COUNT:
                unseen += weight
            for n in self.index.get(s, ()):
                shared[n] = shared.get(n, 0.0) + weight
        total = math.fsum(weights.values())
        least = COVERAGE * total - unseen
        return sorted(n for n, own in shared.items() if own + PART_WEIGHT * (total - own) >= least)


def left_open(
    analyses: Sequence[DocumentAnalysis],
    links: Mapping[str, Sequence[str]],
    answered: Collection[str],
    rare: Rarity,
) -> dict[tuple[str, str], frozenset[str]]:
    """Return what the replies to advices leave open, by advice and policy paper that speaks of it.

    ``answered`` are the recommendations, by id, that need no further search. A policy paper of
    another subject shares a phrase with any advice, so that each recommendation needs a sentence
    that speaks of it and sounds like an answer.
    """
    replied = [
        a for a in analyses if a.document.role == "advice" and links.get(a.document.document_id)
    ]
    texts = texts_of([a for a in analyses if a.document.role == "policy"], rare)
    found: dict[tuple[str, str], set[str]] = {}
    for a in replied:
        known = set(links[a.document.document_id])
        for r in a.recommendations:
            if r.recommendation_id in answered:
                continue
            for ask in r.asks:
                for document_id in speaking_of(stems(ask.lemmas), a, texts) - known:
                    key = a.document.document_id, document_id
                    found.setdefault(key, set()).add(r.recommendation_id)
    return {key: frozenset(found[key]) for key in sorted(found)}


def on_average(asking: DocumentAnalysis, texts: Texts) -> dict[str, float]:
    """Return by document which part of a recommendation its best sentence speaks of, mostly."""
    total: dict[str, float] = {}
    for r in asking.recommendations:
        wanted = stems(r.lemmas)
        weights = {s: texts.rare.weight(s) - 1.0 for s in sorted(wanted)}
        shared: dict[int, float] = {}
        for s, weight in weights.items():
            for n in texts.index.get(s, ()):
                shared[n] = shared.get(n, 0.0) + weight
        best: dict[str, float] = {}
        for n, weight in shared.items():
            document = texts.sentences[n][0].document
            if could_answer(asking.document.date, document.date):
                best[document.document_id] = max(best.get(document.document_id, 0.0), weight)
        mass = math.fsum(weights.values()) * len(asking.recommendations)
        for document_id, weight in best.items():
            total[document_id] = total.get(document_id, 0.0) + weight / max(mass, 1.0)
    return total


def speaking_of(wanted: frozenset[str], asking: DocumentAnalysis, texts: Texts) -> set[str]:
    """Return the documents of which a sentence speaks of enough of one ask."""
    found = set()
    for n in texts.candidates(wanted):
        reply, at = texts.sentences[n]
        if reply.document.document_id in found or not could_answer(
            asking.document.date, reply.document.date
        ):
            continue
        near = reply.sentences[at : at + WINDOW]
        sounds = any(s.block == near[0].block and sounds_like_answer(s) for s in near)
        bar = COVERAGE if sounds else COVERAGE_BARE
        if (
            len(wanted & texts.stems[n]) >= SHARED
            and texts.rare.coverage(wanted, texts.stems[n]) >= bar
        ):
            found.add(reply.document.document_id)
    return found


def texts_of(replies: Sequence[DocumentAnalysis], rare: Rarity) -> Texts:
    """Return the sentences of documents that may answer, with their index."""
    sentences = [
        (a, n)
        for a in replies
        for n, s in enumerate(a.sentences)
        if not says("about_advice", s.text)
    ]
    spoken = [stems(a.sentences[n].lemmas) for a, n in sentences]
    most = max(RARE_COUNT, int(RARE_SHARE * rare.total))
    index: dict[str, list[int]] = {}
    for n, own in enumerate(spoken):
        for s in own:
            if rare.counts.get(s, 0) <= most:
                index.setdefault(s, []).append(n)
    postings = {s: tuple(numbers) for s, numbers in index.items()}
    return Texts(tuple(sentences), tuple(spoken), postings, rare)


def sounds_like_answer(sentence: Sentence) -> bool:
    """Return whether government acts in a sentence, or something begins, stays or ends."""
    if says("courtesy", sentence.text):
        return False
    return sentence.actor == "government" or says("answers", sentence.text)
