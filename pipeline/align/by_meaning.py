"""Answers that name nothing: sentences that speak of the same things in the same words.

Asks and sentences are compared as sets of stems, weighted by rarity (inverse document frequency,
Spärck Jones 1972): the score is the part of what is asked that a sentence speaks of. Candidates
come first, from an index of the rarer stems, so that no ask is ever compared with every sentence;
then scores, each with the words it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.by_structure import passage_of
from pipeline.align.links import could_answer
from pipeline.align.phrases import says
from pipeline.align.words import PART_WEIGHT, Rarity, rarity, stems
from pipeline.records import Alignment, Ask, DocumentAnalysis, Recommendation, Sentence

# Part of what is asked, by weight, that a text must speak of to be its answer; the more where
# nothing in it sounds like an answer. Set high on split a of tests/align/pairs.toml and checked on
# split b (figures in tests/align/test_by_meaning.py): a wrong answer costs more than a missing one,
# which the tables show as not found. A document that is known to respond may speak of less.
COVERAGE = {"linked": 0.30, "unlinked": 0.45}
COVERAGE_BARE = {"linked": 0.70, "unlinked": 0.75}
SHARED = {"linked": 1, "unlinked": 2}  # telling stems in common: one alone is vocabulary
WINDOW = 2  # a sentence and the next of its paragraph: one of them must sound like an answer
# A stem in more than this part of all sentences (but in fifty at least) finds no candidates: it
# would bring in the most and say the least.
RARE_SHARE = 0.002
RARE_COUNT = 50
SHORT_BLOCK = 3  # sentences: such a paragraph is one answer
NEIGHBOUR = 0.5  # a neighbour of the best sentence joins it from this part of the best score


@dataclass(frozen=True)
class _Texts:
    """Every sentence that could answer, what it speaks of, and where the rarer stems stand.

    ``stems`` are those of one sentence: over several, words of different matters add up to what
    was asked. ``answering`` says whether it or the next of its paragraph sounds like an answer.
    """

    sentences: tuple[tuple[DocumentAnalysis, int], ...]
    stems: tuple[frozenset[str], ...]
    answering: tuple[bool, ...]
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
        total = sum(weights.values())
        least = min(COVERAGE.values()) * total - unseen
        return sorted(n for n, own in shared.items() if own + PART_WEIGHT * (total - own) >= least)


@dataclass(frozen=True, slots=True)
class _Hit:
    """The sentence of a document that speaks of most of what is asked."""

    score: float
    number: int
    words: tuple[str, ...]


def align_by_meaning(
    analyses: Sequence[DocumentAnalysis],
    links: Mapping[str, Sequence[str]],
    *,
    answered: set[str],
    silent: set[str],
) -> Iterator[Alignment]:
    """Yield rows for recommendations that neither structure nor reference found an answer to.

    ``silent`` are the letters that answer nothing. A response that is known to answer another
    document only is no candidate.
    """
    open_ones = [
        (a, r)
        for a in analyses
        for r in a.recommendations
        if r.recommendation_id not in answered and not r.quoted_from and _awaits(a, r)
    ]
    texts = _texts(analyses, silent) if open_ones else None
    if texts is None or not texts.sentences:
        return
    speaks_to: dict[str, set[str]] = {}
    for asked_in, responding in links.items():
        for document_id in responding:
            speaks_to.setdefault(document_id, set()).add(asked_in)
    for asking, r in open_ones:
        best: dict[str, _Hit] = {}
        for ask in r.asks:
            for document_id, hit in _nearest(ask, asking, texts, speaks_to):
                if document_id not in best or hit.score > best[document_id].score:
                    best[document_id] = hit
        for document_id in sorted(best):
            hit = best[document_id]
            response, at = texts.sentences[hit.number]
            first, last = _around(response, at, r, texts.rare)
            yield Alignment(
                recommendation_id=r.recommendation_id,
                ask_id="",
                passage=passage_of(
                    response.document,
                    response.sentences[first].start,
                    response.sentences[last].end,
                ),
                method="meaning",
                score=round(hit.score, 4),
                explanation=f"speaks of {hit.score:.0%} of what is asked: {', '.join(hit.words)}",
            )


def _awaits(analysis: DocumentAnalysis, r: Recommendation) -> bool:
    """Whether a recommendation may be answered elsewhere, or further down its own document."""
    return analysis.document.role != "policy" and not r.answer


def _texts(analyses: Sequence[DocumentAnalysis], silent: set[str]) -> _Texts:
    sentences: list[tuple[DocumentAnalysis, int]] = []
    found: list[frozenset[str]] = []
    answering: list[bool] = []
    everything: list[frozenset[str]] = []
    for a in analyses:
        taken = [(r.start, r.end) for r in a.recommendations]
        taken += [span for r in a.recommendations for span in r.answer]
        spoken = [stems(s.lemmas) for s in a.sentences]
        everything += spoken
        if a.document.role == "advice" or a.document.document_id in silent:
            continue
        free = [
            not any(x < s.end and s.start < y for x, y in taken)
            and not says("about_advice", s.text)
            for s in a.sentences
        ]
        for n, sentence in enumerate(a.sentences):
            if not free[n]:
                continue
            stretch = [
                m
                for m in range(n, min(n + WINDOW, len(a.sentences)))
                if free[m] and a.sentences[m].block == sentence.block
            ]
            sentences.append((a, n))
            found.append(spoken[n])
            answering.append(any(_answers(a.sentences[m]) for m in stretch))
    rare = rarity(everything)
    most = max(RARE_COUNT, int(RARE_SHARE * len(everything)))
    index: dict[str, list[int]] = {}
    for n, own in enumerate(found):
        for s in own:
            if rare.counts[s] <= most:
                index.setdefault(s, []).append(n)
    postings = {s: tuple(numbers) for s, numbers in index.items()}
    return _Texts(tuple(sentences), tuple(found), tuple(answering), postings, rare)


def _answers(sentence: Sentence) -> bool:
    return sentence.actor == "government" or says("answers", sentence.text)


def _nearest(
    ask: Ask,
    asking: DocumentAnalysis,
    texts: _Texts,
    speaks_to: Mapping[str, set[str]],
) -> Iterator[tuple[str, _Hit]]:
    """Yield the best sentence of every document that is like enough to one ask."""
    wanted = stems(ask.lemmas)
    document = asking.document
    best: dict[str, _Hit] = {}
    for n in texts.candidates(wanted):
        response, at = texts.sentences[n]
        other = response.document
        own = other.document_id == document.document_id
        linked = own or document.document_id in speaks_to.get(other.document_id, ())
        if own and response.sentences[at].start < ask.end:
            continue
        if not linked and (
            not could_answer(document.date, other.date)
            or (other.role == "response" and other.document_id in speaks_to)
            or document.role == "response"
        ):
            continue
        how = "linked" if linked else "unlinked"
        words = wanted & texts.stems[n]
        if len(words) < SHARED[how]:
            continue
        score = texts.rare.coverage(wanted, texts.stems[n])
        bar = COVERAGE[how] if texts.answering[n] else COVERAGE_BARE[how]
        if score < bar:
            continue
        if other.document_id not in best or score > best[other.document_id].score:
            best[other.document_id] = _Hit(score, n, tuple(sorted(words)))
    yield from sorted(best.items())


def _around(
    response: DocumentAnalysis, at: int, r: Recommendation, rare: Rarity
) -> tuple[int, int]:
    """Return the first and last sentence of the answer that holds the best sentence."""
    sentences = response.sentences
    block = [n for n, s in enumerate(sentences) if s.block == sentences[at].block]
    if len(block) <= SHORT_BLOCK:
        return block[0], block[-1]
    wanted = stems(r.lemmas)

    def like(sentence: Sentence) -> float:
        return rare.coverage(wanted, stems(sentence.lemmas))

    bar = NEIGHBOUR * like(sentences[at])
    first = last = at
    while first > block[0] and like(sentences[first - 1]) >= bar:
        first -= 1
    while last < block[-1] and (
        like(sentences[last + 1]) >= bar or says("goes_on", sentences[last + 1].text)
    ):
        last += 1
    return first, last
