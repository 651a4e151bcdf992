"""Answers that name nothing, or name and run on: each sentence of a reply where it fits best.

One reply and one advice at a time, a chain (`pipeline.align.chain`) decides over all sentences
together, so that recommendations compete for a passage and the order of the reply counts. What
layout and references have settled is fixed in it; what they leave open, or name together, it
divides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.align.by_structure import Settled, passage_of
from pipeline.align.chain import Chain, best_stretch, shipped_weights
from pipeline.align.likeness import Embedder, Likeness, Matrix, likeness
from pipeline.align.words import Rarity
from pipeline.records import Alignment, DocumentAnalysis, Recommendation

# Chance from which a sentence adds to an answer, and that the answer's best sentence must reach:
# chosen on the development documents, leaving out a fifth at a time.
BAR = 0.25
LEAST = 0.35


def align_by_meaning(
    asking: DocumentAnalysis,
    recommendations: Sequence[Recommendation],
    reply: DocumentAnalysis,
    settled: Sequence[Settled],
    rare: Rarity,
    embedder: Embedder | None = None,
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
    rare
        How rare stems are among all texts.
    embedder
        Sentence embeddings, which tell more than words alone.
    """
    index = {r.recommendation_id: k for k, r in enumerate(recommendations)}
    sentences = _open_sentences(reply, recommendations)
    if not sentences or not recommendations:
        yield from (s.row for s in settled)
        return
    pair = likeness(asking, recommendations, reply, sentences, rare, embedder)
    known = _known(reply, sentences, settled, index)
    likely = Chain(pair, known).probabilities(shipped_weights(meaning=embedder is not None))
    answered = set()
    for row in _cut(settled, reply, pair, likely, index):
        answered.add(row.recommendation_id)
        yield row
    for r in recommendations:
        if r.recommendation_id in answered or r.answer:
            continue
        k = index[r.recommendation_id]
        stretch = best_stretch(likely[:, k], pair.breaks, BAR)
        if stretch is None or likely[stretch[0] : stretch[1] + 1, k].max() < LEAST:
            continue
        yield _row(r, reply, pair, likely[:, k], stretch, k)


def _open_sentences(
    reply: DocumentAnalysis, recommendations: Sequence[Recommendation]
) -> list[int]:
    """Return the sentences of a reply that are not what is asked, by index.

    In a document that answers its own list, only those below the last that is open.
    """
    document_id = reply.document.document_id
    asked = [(r.start, r.end) for r in reply.recommendations]
    own = [r.end for r in recommendations if r.document_id == document_id and not r.answer]
    return [
        n
        for n, s in enumerate(reply.sentences)
        if s.start >= max(own, default=0) and not any(a < s.end and s.start < b for a, b in asked)
    ]


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
        for t in inside if found.firm else inside[:1]:
            known[t].add(index[found.row.recommendation_id])
    return [frozenset(k) if k else None for k in known]


def _cut(
    settled: Sequence[Settled],
    reply: DocumentAnalysis,
    pair: Likeness,
    likely: Matrix,
    index: Mapping[str, int],
) -> Iterator[Alignment]:
    """Yield settled rows: those on several recommendations divided, those that run on cut short."""
    for found in settled:
        row = found.row
        together = [s for s in settled if s.row.passage == row.passage]
        parts = [
            _inside(s.row, reply, pair, likely[:, index[s.row.recommendation_id]]) for s in together
        ]
        if row.method == "structure" or (found.firm and len(together) == 1) or None in parts:
            yield row
            continue
        first, last = parts[together.index(found)] or (0, 0)
        chosen = [reply.sentences[pair.sentences[t]] for t in (first, last)]
        passage = passage_of(reply.document, chosen[0].start, chosen[1].end)
        yield replace(row, passage=passage)


def _inside(
    row: Alignment, reply: DocumentAnalysis, pair: Likeness, likely: Matrix
) -> tuple[int, int] | None:
    """Return the best stretch for a recommendation inside a passage."""
    within = [
        t
        for t, n in enumerate(pair.sentences)
        if row.passage.start <= reply.sentences[n].start
        and reply.sentences[n].end <= row.passage.end
    ]
    if not within:
        return None
    found = best_stretch(likely[within], pair.breaks[within], BAR)
    return None if found is None else (within[found[0]], within[found[1]])


def _row(
    r: Recommendation,
    reply: DocumentAnalysis,
    pair: Likeness,
    likely: Matrix,
    stretch: tuple[int, int],
    k: int,
) -> Alignment:
    first, last = stretch
    chosen = [reply.sentences[pair.sentences[t]] for t in range(first, last + 1)]
    score = float(likely[first : last + 1].mean())
    words = sorted({w for t in range(first, last + 1) for w in pair.words(t, k)})
    what = f"speaks of {', '.join(words)}" if words else "stands where its answer is due"
    return Alignment(
        recommendation_id=r.recommendation_id,
        ask_id="",
        passage=passage_of(reply.document, chosen[0].start, chosen[-1].end),
        method="meaning",
        score=round(score, 4),
        explanation=f"chance {score:.0%} among all that is asked; {what}",
    )
