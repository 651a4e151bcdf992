"""Answers that name nothing, or name and run on: each sentence of a reply where it fits best.

One reply and one advice at a time, a chain (`pipeline.align.chain`) decides over all sentences
together, so that recommendations compete for a passage and the order of the reply counts. What
layout and references have settled is fixed in it; what they leave open, or name together, it
divides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.align import silence
from pipeline.align.by_structure import Settled, passage_of, rejoinder
from pipeline.align.candidates import sounds_like_answer
from pipeline.align.chain import SILENCE, Chain, Kind, shipped_weights
from pipeline.align.likeness import Likeness, Matrix, likeness
from pipeline.align.page_reader import likely_answers, with_reading
from pipeline.align.phrases import says
from pipeline.align.sense import Meaning
from pipeline.align.silence import DUE, Said, is_answer, is_spoken_of
from pipeline.align.stretches import Stretch, best_stretch
from pipeline.align.words import Rarity, rarity, stems
from pipeline.records import Alignment, DocumentAnalysis, Passage, Recommendation, Sentence
from pipeline.threads import one_thread


def align_by_meaning(
    asking: DocumentAnalysis,
    recommendations: Sequence[Recommendation],
    reply: DocumentAnalysis,
    settled: Sequence[Settled],
    meaning: Meaning | None = None,
    *,
    found: bool = False,
) -> Iterator[Alignment]:
    """Yield the rows of one reply to one advice: those settled, cut where needed, and the rest.

    Parameters
    ----------
    asking, recommendations
        The advice, and those of its recommendations that the reply may answer.
    reply
        The replying document, which may be the advice itself.
    settled
        What structure and reference found of these recommendations in this reply.
    meaning
        Sentence embeddings and a reader, which tell more than words alone.
    found
        Whether a sentence is known to speak of each recommendation, so that only where it ends is
        in doubt.
    """
    index = {r.recommendation_id: k for k, r in enumerate(recommendations)}
    sentences = _open_sentences(reply, recommendations)
    waiting = any(not r.answer for r in recommendations)
    if not sentences or not (waiting or any(s.row.method != "structure" for s in settled)):
        yield from (s.row for s in settled)
        return
    known = _known(reply, sentences, settled, index)
    rare = rarity_between(asking, reply)
    with one_thread():
        pair, kind = weighed(asking, recommendations, reply, sentences, known, rare, meaning)
        runs = Chain(pair, known).runs(shipped_weights(kind))
    answers = Answers(reply, pair, runs)
    policy = reply.document.role == "policy"

    def enough(said: Said, asked: int) -> bool:
        if policy and kind != "read":
            return is_spoken_of(said, asked)
        return is_answer(said, asked, silence.shipped_weights(kind, policy=policy))

    answered = {s.row.recommendation_id for s in settled}
    shared: dict[str, Stretch] = {}
    for r in recommendations:
        if r.recommendation_id in answered or r.answer:
            continue
        k = index[r.recommendation_id]
        stretch = answers.best(k)
        if stretch is None:
            continue
        due = any(
            r.recommendation_id in s.beside and answers.lies_in(stretch, s.row.passage)
            for s in settled
        )
        said = answers.said(stretch, r, k, rare)
        if found or (due and said.chance >= DUE) or enough(said, len(recommendations)):
            shared[r.recommendation_id] = stretch
            yield _row(r, answers, stretch, k)
    yield from _cut(settled, answers, index, shared)


def weighed(
    asking: DocumentAnalysis,
    recommendations: Sequence[Recommendation],
    reply: DocumentAnalysis,
    sentences: Sequence[int],
    known: Sequence[frozenset[int] | None],
    rare: Rarity,
    meaning: Meaning | None,
) -> tuple[Likeness, Kind]:
    """Return the numbers of a reply to an advice, and which weights are for them.

    The reader, which takes time, reads where words and embeddings make an answer likeliest.
    """
    if meaning is None:
        return likeness(asking, recommendations, reply, sentences, rare), "words"
    pair = likeness(asking, recommendations, reply, sentences, rare, meaning.embedder)
    likely = likely_answers(Chain(pair, known), shipped_weights("meaning"))
    return with_reading(pair, likely, asking, recommendations, reply, meaning.reader), "read"


def rarity_between(asking: DocumentAnalysis, reply: DocumentAnalysis) -> Rarity:
    """Return how rare stems are in two documents, which may be one.

    Nothing else counts: what a letter answers does not depend on what was analysed beside it, and
    the word that all of an advice is about tells its recommendations apart in no corpus.
    """
    same = asking.document.document_id == reply.document.document_id
    texts = asking.sentences if same else (*asking.sentences, *reply.sentences)
    return rarity([stems(s.lemmas) for s in texts])


def _open_sentences(
    reply: DocumentAnalysis, recommendations: Sequence[Recommendation]
) -> list[int]:
    """Return the sentences of a reply that are not what is asked, by index.

    In a document that answers its own list: those below the last that is open, where most of the
    text stands there, else those below the first.
    """
    document_id = reply.document.document_id
    asked = [(r.start, r.end) for r in reply.recommendations] + rejoinder(reply.document)
    own = [r.end for r in recommendations if r.document_id == document_id and not r.answer]
    free = [
        n
        for n, s in enumerate(reply.sentences)
        if not any(a < s.end and s.start < b for a, b in asked)
    ]
    below = [n for n in free if reply.sentences[n].start >= min(own, default=0)]
    apart = [n for n in free if reply.sentences[n].start >= max(own, default=0)]
    return apart if 2 * len(apart) >= len(below) else below


def _known(
    reply: DocumentAnalysis,
    sentences: Sequence[int],
    settled: Sequence[Settled],
    index: Mapping[str, int],
) -> list[frozenset[int] | None]:
    """Return for every sentence the recommendations that it must answer, None where it is open."""
    known: list[set[int]] = [set() for _ in sentences]
    for found in settled:
        inside = [
            t
            for t, n in enumerate(sentences)
            if found.row.passage.start <= reply.sentences[n].start
            and reply.sentences[n].end <= found.row.passage.end
        ]
        alone = _alone(found, settled)
        own = {index[i] for i in (found.row.recommendation_id, *found.beside) if i in index}
        for t in inside[:1] if alone and not found.firm else inside:
            # What names several may also only lead up to their answers.
            known[t] |= own | (set() if alone else {SILENCE})
    return [frozenset(k) if k else None for k in known]


def _alone(one: Settled, settled: Sequence[Settled]) -> bool:
    """Return whether a settled passage is one recommendation's only."""
    return not one.beside and all(s is one or s.row.passage != one.row.passage for s in settled)


@dataclass(frozen=True)
class Answers:
    """A reply with the chances of its runs of sentences to be answers."""

    reply: DocumentAnalysis
    pair: Likeness
    runs: Matrix

    def sentence(self, t: int) -> Sentence:
        """Return an open sentence of the reply."""
        return self.reply.sentences[self.pair.sentences[t]]

    def best(self, k: int, within: Passage | None = None) -> Stretch | None:
        """Return the best stretch for a recommendation, inside a passage where one is given."""
        every = [self.sentence(t) for t in range(len(self.pair.sentences))]
        starts, ends = np.array([s.start for s in every]), np.array([s.end for s in every])
        chances = self.runs[:, :, k].copy()
        if within is not None:
            chances[starts < within.start] = 0.0
            for n in range(chances.shape[1]):
                chances[: len(every) - n][ends[n:] > within.end, n] = 0.0
        return best_stretch(chances, starts, ends)

    def said(self, stretch: Stretch, r: Recommendation, k: int, rare: Rarity) -> Said:
        """Return what speaks for a stretch as the answer to a recommendation."""
        asked = [stems(a.lemmas) for a in r.asks] or [stems(r.lemmas)]
        rows = range(stretch.first, stretch.last + 1)
        covered = {
            t: max(rare.coverage(own, stems(self.sentence(t).lemmas)) for own in asked)
            for t in rows
        }
        answering = [t for t in rows if sounds_like_answer(self.sentence(t))]
        return Said(
            chance=stretch.chance,
            coverage=max(covered.values()),
            answering=max((covered[t] for t in answering), default=None),
            meant=max((self.pair.meant(t, k) for t in answering), default=0.0),
            read=max(self.pair.read(t, k) for t in rows),
        )

    def lies_in(self, stretch: Stretch, passage: Passage) -> bool:
        """Return whether a stretch lies inside a passage."""
        return (
            passage.start <= self.sentence(stretch.first).start
            and self.sentence(stretch.last).end <= passage.end
        )

    def passage(self, stretch: Stretch) -> Passage:
        """Return a stretch as a passage."""
        start, end = self.sentence(stretch.first).start, self.sentence(stretch.last).end
        return passage_of(self.reply.document, start, end)


def _cut(
    settled: Sequence[Settled],
    found: Answers,
    index: Mapping[str, int],
    shared: Mapping[str, Stretch],
) -> Iterator[Alignment]:
    """Yield settled rows: those on several recommendations divided, those that run on cut short.

    ``shared`` are the stretches of what else was found answered, which may lie inside them.
    """
    for one in settled:
        row = one.row
        stretch = found.best(index[row.recommendation_id], row.passage)
        inside = any(i in shared and found.lies_in(shared[i], row.passage) for i in one.beside)
        whole = one.firm if _alone(one, settled) else _decides(one, found.reply)
        if (row.method == "structure" and not inside) or whole or stretch is None:
            yield row
        else:
            yield replace(row, passage=found.passage(stretch))


def _decides(one: Settled, reply: DocumentAnalysis) -> bool:
    """Return whether the sentence that names several recommendations gives a verdict on them."""
    naming = next((s.text for s in reply.sentences if s.start == one.row.passage.start), "")
    return says("verdict", naming)


def _row(r: Recommendation, found: Answers, stretch: Stretch, k: int) -> Alignment:
    rows = range(stretch.first, stretch.last + 1)
    words = sorted({w for t in rows for w in found.pair.words(t, k)})
    if words:
        what = f"speaks of {', '.join(words)}"
    elif max(found.pair.read(t, k) for t in rows) > 0:
        what = "says it in other words"
    else:
        what = "stands where its answer is due"
    return Alignment(
        recommendation_id=r.recommendation_id,
        ask_id="",
        passage=found.passage(stretch),
        method="meaning",
        score=round(stretch.chance, 4),
        explanation=f"chance {stretch.chance:.0%} among all that is asked; {what}",
    )
