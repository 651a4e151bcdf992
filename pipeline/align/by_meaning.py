"""Answers that name nothing: passages that speak of the same things in the same words.

Sentences and asks are compared as bags of lemmas weighted by rarity (TF-IDF, cosine; Salton and
Buckley 1988). A candidate shares at least one rare word with the ask; the score is the cosine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.align.by_structure import passage_of
from pipeline.align.links import could_answer
from pipeline.records import Alignment, DocumentAnalysis, Recommendation, Sentence

# Cosine from which a sentence of a document that names nothing counts as an answer. Set high:
# a wrong answer costs more than a missing one, which the tables show as not found.
THRESHOLD = 0.45
# The same inside a passage that is known to answer the recommendation.
ASK_THRESHOLD = 0.12
NEIGHBOUR = 0.6  # a sentence next to the best one joins it from this part of the best score


def _identity(lemmas: Sequence[str]) -> Sequence[str]:
    return lemmas


def align_by_meaning(
    analyses: Sequence[DocumentAnalysis],
    links: Mapping[str, Sequence[str]],
    *,
    answered: set[str],
) -> Iterator[Alignment]:
    """Yield rows for recommendations that neither structure nor reference found an answer to."""
    open_ones = [
        (analysis, r)
        for analysis in analyses
        if analysis.document.role in {"advice", "mixed"}
        for r in analysis.recommendations
        if r.recommendation_id not in answered and not r.quoted_from
    ]
    responses = [a for a in analyses if a.document.role in {"response", "policy"} and a.sentences]
    if not open_ones or not responses:
        return
    sentences = [(a, s) for a in responses for s in a.sentences]
    queries = [(analysis, r, ask) for analysis, r in open_ones for ask in r.asks]
    if not queries:
        return
    vectorizer = TfidfVectorizer(analyzer=_identity, sublinear_tf=True)
    matrix = vectorizer.fit_transform([s.lemmas for _, s in sentences])
    scores = (vectorizer.transform([ask.lemmas for _, _, ask in queries]) @ matrix.T).tocsr()
    best: dict[tuple[str, str], tuple[float, int]] = {}
    for n, (analysis, r, _) in enumerate(queries):
        row = scores.getrow(n)
        for column, score in zip(row.indices, row.data, strict=True):
            response = sentences[column][0].document
            declared = response.document_id in links.get(analysis.document.document_id, ())
            if score < THRESHOLD or not (
                declared or could_answer(analysis.document.date, response.date)
            ):
                continue
            key = (r.recommendation_id, response.document_id)
            if (float(score), -int(column)) > (
                best.get(key, (0.0, 0))[0],
                -best.get(key, (0.0, 0))[1],
            ):
                best[key] = (float(score), int(column))
    by_id = {a.document.document_id: a for a in responses}
    for (recommendation_id, document_id), (score, column) in sorted(best.items()):
        sentence = sentences[column][1]
        response = by_id[document_id]
        block = [s for s in response.sentences if s.block == sentence.block]
        yield Alignment(
            recommendation_id=recommendation_id,
            ask_id="",
            passage=passage_of(response.document, block[0].start, block[-1].end),
            method="meaning",
            score=round(min(score, 1.0), 4),
            explanation=f"cosine {score:.2f} of an ask with a sentence of this passage",
        )


def align_asks(
    analyses: Sequence[DocumentAnalysis], found: Mapping[str, Sequence[Alignment]]
) -> dict[str, list[Alignment]]:
    """Return, inside the passages of every recommendation, the sentences that speak of each ask."""
    sentences = {a.document.document_id: a.sentences for a in analyses}
    documents = {a.document.document_id: a.document for a in analyses}
    rows: dict[str, list[Alignment]] = {}
    for analysis in analyses:
        for r in analysis.recommendations:
            passages = found.get(r.recommendation_id, ())
            inside = [
                (row, s)
                for row in passages
                for s in sentences[row.passage.document_id]
                if row.passage.start <= s.start and s.end <= row.passage.end
            ]
            for ask_id, score, chosen, row in _nearest(r, inside):
                start, end = chosen[0].start, chosen[-1].end
                rows.setdefault(r.recommendation_id, []).append(
                    Alignment(
                        recommendation_id=r.recommendation_id,
                        ask_id=ask_id,
                        passage=passage_of(documents[row.passage.document_id], start, end),
                        method=row.method,
                        score=round(min(score * row.score, 1.0), 4),
                        explanation=f"cosine {score:.2f} of the ask with this passage",
                    )
                )
    return rows


def _nearest(
    r: Recommendation, inside: Sequence[tuple[Alignment, Sentence]]
) -> Iterator[tuple[str, float, list[Sentence], Alignment]]:
    if not inside or not any(s.lemmas for _, s in inside):
        return
    vectorizer = TfidfVectorizer(analyzer=_identity, sublinear_tf=True)
    try:
        matrix = vectorizer.fit_transform([s.lemmas for _, s in inside])
    except ValueError:  # no words in common to count
        return
    for ask in r.asks:
        scores = np.asarray((vectorizer.transform([ask.lemmas]) @ matrix.T).todense()).ravel()
        top = int(scores.argmax())
        if scores[top] < ASK_THRESHOLD:
            continue
        first = last = top
        bar = NEIGHBOUR * scores[top]
        while first > 0 and scores[first - 1] >= bar and inside[first - 1][0] is inside[top][0]:
            first -= 1
        while (
            last + 1 < len(inside)
            and scores[last + 1] >= bar
            and inside[last + 1][0] is inside[top][0]
        ):
            last += 1
        chosen = [s for _, s in inside[first : last + 1]]
        yield ask.ask_id, float(scores[top]), chosen, inside[top][0]
