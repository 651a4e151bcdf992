"""Train the reader of whole papers, and measure what it counts for beside rules and regressions.

It is tuned on some papers; how far it is believed is found on others, that neither it nor the
regressions have learned from: there the values with the best scores are taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from spacy.tokens import Doc

from pipeline.codebook import load_codebook
from pipeline.encoder import PACKAGE, Encoder, encoder_path
from pipeline.errors import UsageError
from pipeline.evaluate import read_gold
from pipeline.evaluate.gold import Gold
from pipeline.evaluate.overlap import closest_span
from pipeline.ingest import find_sources, read_documents
from pipeline.language import load_language_model
from pipeline.parse import parse_document, source_span
from pipeline.read.reader import Belief, DocumentReader
from pipeline.records import Document
from pipeline.resources import resource
from pipeline.segment.recommendations import RecommendationFinder
from pipeline.stages import STAGES, add_stages
from pipeline.train.papers import read_hints, read_papers
from pipeline.tuned import TunedEncoder

#: What is tried for each part of `Belief`.
TRIED = {
    "rules": (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 50.0),
    "types": (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0),
    "themes": (0.0, 0.1, 0.2, 0.3, 0.5, 0.8),
}
#: The stages that a part of `Belief` bears on, run again for each value.
STAGES_OF = {"rules": STAGES[:1], "types": STAGES[:2], "themes": STAGES[:3]}


def train_document_reader(
    folders: Sequence[Path],
    weighed_on: Path,
    hints: Path,
    out: Path,
    *,
    seed: int = 0,
) -> dict[str, Any]:
    """Tune the reader, find what it counts for, go on with all papers, and write what came of it.

    What is written lies halfway between the reader before it went on and after.

    Parameters
    ----------
    folders
        Labelled papers that it is tuned on.
    weighed_on
        Labelled papers that nothing learned from, for `Belief`; then it learns from these, too.
    hints
        What rules found in papers that they had not seen.
    out
        Gets ``reader.npz``, ``weights.toml`` and ``scores.json``.
    seed
        Of the weights that are learned, the order and the cuts of papers.

    Returns
    -------
    dict
        What ``scores.json`` holds: of each part of `Belief` the score for every value tried.

    Raises
    ------
    UsageError
        When what tuning needs is not installed, or a folder's labels cannot be read.
    """
    missing = [name for name in (PACKAGE, "torch") if find_spec(name) is None]
    path = encoder_path()
    if missing or path is None:
        raise UsageError(
            f"train reading: needs {' and '.join(missing)}.", "Install them, or run make models."
        )
    from pipeline.train.adapted import halfway
    from pipeline.train.document_reader import GOING_ON, Tuning, tune_document_reader

    theme_ids = load_codebook(resource("models/codebook.toml")).theme_ids
    nlp, known = load_language_model(), read_hints(hints)
    papers = [p for folder in folders for p in read_papers(nlp, folder, theme_ids, known)]
    encoder, tuning = Encoder(path), Tuning()
    tuned = tune_document_reader(papers, len(theme_ids), encoder, tuning, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    scores = {
        "tuning": asdict(tuning),
        "papers": len(papers),
        "units": sum(len(paper.units) for paper in papers),
    } | weigh_reader(tuned, encoder, weighed_on, theme_ids, out)
    papers += read_papers(nlp, weighed_on, theme_ids, known)
    after = tune_document_reader(
        papers, len(theme_ids), encoder, GOING_ON, start=tuned, seed=seed + 1
    )
    np.savez(out / "reader.npz", **halfway(tuned, after))  # type: ignore[arg-type]
    scores |= {
        "going_on": asdict(GOING_ON),
        "all_papers": len(papers),
        "all_units": sum(len(paper.units) for paper in papers),
    }
    text = json.dumps(scores, indent=2, ensure_ascii=False)
    (out / "scores.json").write_text(text + "\n", encoding="utf-8")
    return scores


def weigh_reader(
    tuned: dict[str, NDArray[Any]],
    encoder: Encoder,
    folder: Path,
    theme_ids: Sequence[str],
    out: Path,
) -> dict[str, Any]:
    """Find what a tuned reader counts for, write ``weights.toml`` and return the scores."""
    nothing = Belief(rules=0.0, types=0.0, themes=0.0)
    reader = DocumentReader(TunedEncoder(encoder, tuned), tuned["hint"], theme_ids, nothing)
    trial = Trial(folder, theme_ids, reader)
    measure: dict[str, Callable[[], float]] = {
        "rules": trial.recommendations,
        "types": trial.types,
        "themes": trial.themes,
    }
    belief, scores = nothing, {}
    for part in (field.name for field in fields(Belief)):
        found = {}
        for value in TRIED[part]:
            trial.run(STAGES_OF[part], replace(belief, **{part: value}))
            found[value] = round(measure[part](), 4)
        best = max(found.values())
        belief = replace(belief, **{part: min(v for v, score in found.items() if score == best)})
        scores[part] = {str(value): score for value, score in found.items()}
    lines = ["# Made by `weerklank train reading`: what the reader counts for, and its themes."]
    lines += [f"themes = {json.dumps(list(theme_ids))}", "", "[belief]"]
    lines += [f"{name} = {value}" for name, value in asdict(belief).items()]
    (out / "weights.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {"weighed_on": folder.name, "documents": len(trial.docs), "tried": scores}


@dataclass(frozen=True, slots=True)
class Coded:
    """The labels of one document's claims and recommendations, by their spans."""

    claims: list[tuple[int, int]]
    types: list[str]
    themes: list[frozenset[str]]
    recommendations: list[tuple[int, int]]


class Trial:
    """Labelled papers with their parses and readings, to run stages on again and again."""

    def __init__(self, folder: Path, theme_ids: Sequence[str], reader: DocumentReader) -> None:
        self._theme_ids = theme_ids
        self._nlp = add_stages(load_language_model())
        finder = self._nlp.get_pipe(STAGES[0])
        assert isinstance(finder, RecommendationFinder)
        finder.reader = reader
        sources, _ = find_sources([folder])
        documents = [d for d in read_documents(sources) if isinstance(d, Document)]
        self.docs = [parse_document(self._nlp, document, STAGES) for document in documents]
        gold = read_gold(folder / "gold", themes=theme_ids)
        self._coded = [_coded(gold, document.document_id) for document in documents]

    def run(self, stages: Iterable[str], belief: Belief) -> None:
        """Run stages on all papers, the reader counting for so much."""
        for doc in self.docs:
            if doc._.reading is not None:
                doc._.reading = replace(doc._.reading, belief=belief)
            for stage in stages:
                component: Callable[[Doc], Doc] = self._nlp.get_pipe(stage)
                component(doc)

    def recommendations(self) -> float:
        """Return F1 of recommendations: half of what either covers is shared."""
        right = n = 0
        for doc, coded in zip(self.docs, self._coded, strict=True):
            found = [source_span(span) for span in doc.spans["recommendations"]]
            right += sum(any(_alike(a, b) for b in found) for a in coded.recommendations)
            n += len(found) + len(coded.recommendations)
        return 2 * right / max(n, 1)

    def types(self) -> float:
        """Return the share of claims that get the type that they have."""
        pairs = [
            (coded.types[at], span._.claim_type)
            for doc, coded in zip(self.docs, self._coded, strict=True)
            for span, at in _paired(doc, coded)
        ]
        return sum(a == b for a, b in pairs) / max(len(pairs), 1)

    def themes(self) -> float:
        """Return the mean of F1 over themes."""
        pairs = [
            (coded.themes[at], {theme.theme for theme in span._.themes})
            for doc, coded in zip(self.docs, self._coded, strict=True)
            for span, at in _paired(doc, coded)
        ]
        table = np.array([[[t in given for t in self._theme_ids] for given in p] for p in pairs])
        return float(f1_score(table[:, 0], table[:, 1], average="macro", zero_division=0))


def _coded(gold: Gold, document_id: str) -> Coded:
    own = [
        (stretch, coding)
        for stretch in gold.stretches
        if stretch.document_id == document_id
        for coding in list(stretch.codings.values())[:1]
        if coding.is_claim and coding.claim_type
    ]
    return Coded(
        claims=[(stretch.start, stretch.end) for stretch, _ in own],
        types=[str(coding.claim_type) for _, coding in own],
        themes=[frozenset(coding.themes or ()) for _, coding in own],
        recommendations=[
            (r.start, r.end) for r in gold.recommendations if r.document_id == document_id
        ],
    )


def _paired(doc: Doc, coded: Coded) -> Iterable[tuple[Any, int]]:
    """Yield the claims of a Doc that readers call claims, too, with the index of each."""
    for span in doc.spans["claims"]:
        at = closest_span(source_span(span), coded.claims)
        if at is not None:
            yield span, at


def _alike(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return 2 * (min(a[1], b[1]) - max(a[0], b[0])) >= max(a[1], b[1]) - min(a[0], b[0])
