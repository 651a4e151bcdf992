"""Read labelled papers as the alignment learns from them: every advice with the reply to it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from pipeline.align import NO_EMBEDDINGS
from pipeline.evaluate.gold import GoldRecommendation, read_gold
from pipeline.records import Ask, DocumentAnalysis, Recommendation, SetAside


@dataclass(frozen=True)
class Case:
    """What a pair is made of; ``shown`` where the layout shows whom an answer is to."""

    asking: DocumentAnalysis
    recommendations: tuple[Recommendation, ...]
    reply: DocumentAnalysis
    sentences: tuple[int, ...]
    answers: tuple[tuple[tuple[int, int], ...], ...]
    shown: bool


def read_cases(data: Path) -> list[Case]:
    """Return every advice of a folder with its reply."""
    from pipeline.analyze import load
    from pipeline.extract import analysis_from_doc
    from pipeline.ingest import find_sources, read_documents
    from pipeline.parse import doc_from_document

    nlp = load(embeddings=NO_EMBEDDINGS)
    gold: dict[tuple[str, str], list[GoldRecommendation]] = {}
    for item in read_gold(data / "gold").recommendations:
        gold.setdefault((item.document_id, item.response_document_id), []).append(item)
    asking = {document_id for document_id, _ in gold}
    analyses: dict[str, DocumentAnalysis] = {}
    asked: dict[str, dict[int, Recommendation]] = {}
    for document in read_documents(find_sources([data], None)[0]):
        if isinstance(document, SetAside):
            continue
        doc = nlp(doc_from_document(nlp, document))
        analyses[document.document_id] = analysis_from_doc(doc)
        if document.document_id in asking:
            items = [
                g for key, found in gold.items() if key[0] == document.document_id for g in found
            ]
            asked[document.document_id] = {g.start: _recommendation(doc, g) for g in items}
    cases = []
    for (own, other), items in sorted(gold.items()):
        if own != other or analyses[own].document.role != "advice":
            case = _case(analyses[own], analyses[other], asked[own], items)
            cases.append(case)
    return cases


def _case(
    asking: DocumentAnalysis,
    reply: DocumentAnalysis,
    asked: Mapping[int, Recommendation],
    items: Sequence[GoldRecommendation],
) -> Case:
    """Return an advice with its reply, which may be one document.

    Where each answer stands below what it answers, no heading counts and the order is another.
    """
    items = sorted(items, key=lambda g: g.start)
    own = asking.document.document_id == reply.document.document_id
    last = max(g.end for g in items)
    shown = own and any(start < last for g in items for start, _ in g.response)
    if shown:
        random.Random(len(items)).shuffle(items)
        blocks = tuple(
            replace(b, kind="paragraph") if b.kind == "heading" else b
            for b in reply.document.blocks
        )
        reply = replace(reply, document=replace(reply.document, blocks=blocks))
    spans = [(g.start, g.end) for g in items if own]
    spans += [(r.start, r.end) for r in reply.recommendations]
    first = last if own and not shown else 0
    sentences = tuple(
        n
        for n, s in enumerate(reply.sentences)
        if s.start >= first and not any(a < s.end and s.start < b for a, b in spans)
    )
    recommendations = tuple(asked[g.start] for g in items)
    return Case(asking, recommendations, reply, sentences, tuple(g.response for g in items), shown)


def _recommendation(doc: Doc, item: GoldRecommendation) -> Recommendation:
    from pipeline.extract import content_lemmas
    from pipeline.parse import passage_text, source_span

    tokens = [source_span(doc[t.i : t.i + 1]) if t.text.strip() else (0, 0) for t in doc]

    def lemmas(start: int, end: int) -> tuple[str, ...]:
        inside = [n for n, (a, b) in enumerate(tokens) if a < end and start < b]
        # What stands in what is not parsed, such as a signature, has none.
        return content_lemmas(doc[inside[0] : inside[-1] + 1]) if inside else ()

    recommendation_id = f"{item.document_id}-{item.start}"
    judged = next(iter(item.judgements.values()))
    asks = tuple(
        Ask(
            document_id=item.document_id,
            start=ask.start,
            end=ask.end,
            text=(text := passage_text(doc, ask.start, ask.end)),
            ask_id=f"{recommendation_id}-a{n}",
            recommendation_id=recommendation_id,
            text_resolved=text,
            lemmas=lemmas(ask.start, ask.end),
        )
        for n, ask in enumerate(judged.asks, start=1)
    )
    return Recommendation(
        document_id=item.document_id,
        start=item.start,
        end=item.end,
        text=passage_text(doc, item.start, item.end),
        recommendation_id=recommendation_id,
        number=item.number,
        asks=asks,
        lemmas=lemmas(item.start, item.end),
    )


def is_answered(case: Case) -> NDArray[np.bool_]:
    """Return which recommendations every open sentence answers: most of it lies in the answer."""
    answers = np.zeros((len(case.sentences), len(case.recommendations)), dtype=bool)
    for t, n in enumerate(case.sentences):
        a, b = case.reply.sentences[n].start, case.reply.sentences[n].end
        for k, spans in enumerate(case.answers):
            answers[t, k] = any(2 * (min(b, y) - max(a, x)) > b - a for x, y in spans)
    return answers
