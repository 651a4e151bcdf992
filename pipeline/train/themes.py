"""Train the theme model and the weights of words and context, and measure them.

Held out means by document, with the documents that answer each other: no claim is scored by a
model that saw another claim of its group, nor by a term that is found in its group only, for that
may have been added to the codebook after reading these very claims.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler
from spacy.language import Language

from pipeline.codebook import load_codebook
from pipeline.evaluate.calibration import calibration
from pipeline.language import load_language_model
from pipeline.tag.by_context import Evidence, Matrix, features
from pipeline.tag.by_model import UNKNOWN, ThemeModel, build_classifier
from pipeline.tag.evidence import EvidenceGatherer
from pipeline.tag.weights import Regression, ThemeWeights, own_features
from pipeline.train.theme_claims import (
    SEGMENTERS,
    TrainingDocument,
    read_labelled_documents,
    read_training_claims,
)

N_FOLDS = 5
#: Scores are calibrated, but a theme that is missed costs F1 more than one that is given too much:
#: these are tried, by held-out macro-F1 averaged over the sources, which differ in how plainly they
#: speak. Within `AS_GOOD` of the best the highest is taken: it gives the fewest wrong labels. What
#: a claim takes over from those around it may need a higher score than what its own words say.
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
AS_GOOD = 0.015
#: Strength of the penalty on the weights of standardised features; set by hand.
PENALTY_C = 0.3


def train_theme_model(
    data: Path,
    out: Path,
    seed: int = 0,
    *,
    codebook: Path | None = None,
    labelled: Sequence[tuple[Path, Path]] = (),
    nlp: Language | None = None,
) -> dict[str, Any]:
    """Train on ``data`` and ``labelled``; write model, weights and scores into ``out``.

    Parameters
    ----------
    data
        ``train.jsonl``.
    out
        Gets ``model.skops``, ``context.json`` and ``scores.json``.
    seed
        For the regressions; the folds are fixed by the order of the documents.
    codebook
        By default ``codebook.toml`` in the folder above ``data``'s.
    labelled
        Folders of documents, each with its gold folder.
    nlp
        The language model that lemmatises and cuts; the shipped one by default.

    Returns
    -------
    dict
        What ``scores.json`` holds: on held-out documents, macro-F1 and F1 per theme of terms
        alone, with the model and with the context, and the calibration of the scores.
    """
    book = load_codebook(codebook or data.parent.parent / "codebook.toml")
    nlp = nlp or load_language_model("")
    documents = read_training_claims(data, book.theme_ids, nlp)
    if labelled:
        for name in SEGMENTERS:
            nlp.add_pipe(name)
        for corpus, gold in labelled:
            documents += read_labelled_documents(corpus, gold, book.theme_ids, nlp)
    training = _Training(documents, EvidenceGatherer(book, None, nlp), seed)
    weights, own, held_out = training.fit()
    labels = training.labels >= 0.5
    terms = np.concatenate([evidence.terms for evidence in training.evidence]) > 0

    def given(threshold: float, carried: float) -> NDArray[np.bool_]:
        """Which themes are given: by the words of the claim, or by those around it alone."""
        alone = ~terms & (own < threshold)
        return np.asarray(held_out >= np.where(alone, carried, threshold))

    def macro(threshold: float, carried: float) -> float:
        found = given(threshold, carried)
        parts = training.sources()
        scores = [f1_scores(labels[p], found[p], book.theme_ids)["macro"] for p in parts]
        return round(float(np.mean(scores)), 4)

    by_threshold = {t: macro(t, t) for t in THRESHOLDS}
    threshold = _highest(by_threshold)
    by_carried = {t: macro(threshold, t) for t in THRESHOLDS if t >= threshold}
    carried = _highest(by_carried)
    scores = {
        "codebook_sha256": book.sha256,
        "n_claims": len(labels),
        "n_documents": len(documents),
        "threshold": threshold,
        "macro_by_threshold": {str(t): value for t, value in by_threshold.items()},
        "threshold_carried": carried,
        "macro_by_threshold_carried": {str(t): value for t, value in by_carried.items()},
        "terms": f1_scores(labels, terms, book.theme_ids),
        "terms_model": f1_scores(labels, own >= threshold, book.theme_ids),
        "terms_model_context": f1_scores(labels, given(threshold, carried), book.theme_ids),
        "calibration": calibration(training.labels, held_out),
    }
    out.mkdir(parents=True, exist_ok=True)
    replace(weights, threshold=threshold, carried=carried).save(out / "context.json")
    classifier = build_classifier(seed).fit(training.texts, labels.astype(int))
    ThemeModel(classifier, book.theme_ids).save(out / "model.skops")
    text = json.dumps(scores, indent=2, ensure_ascii=False)
    (out / "scores.json").write_text(text + "\n", encoding="utf-8")
    return scores


def _highest(macro: Mapping[float, float]) -> float:
    """Return the highest threshold that is as good as the best."""
    return max(t for t, value in macro.items() if value >= max(macro.values()) - AS_GOOD)


class _Training:
    """The claims of all documents laid end to end, and the folds that they are held out in."""

    def __init__(
        self, documents: Sequence[TrainingDocument], gatherer: EvidenceGatherer, seed: int
    ) -> None:
        self.texts = [claim.text for document in documents for claim in document.claims]
        self.labels = np.concatenate([document.labels for document in documents])
        self._groups = [document.group for document in documents for _ in document.claims]
        ends = np.cumsum([len(document.claims) for document in documents])
        self._parts = [slice(b - len(d.claims), b) for d, b in zip(documents, ends, strict=True)]
        self._seed = seed
        probabilities = self._text_probabilities()
        self.evidence = [
            replace(evidence, model=probabilities[part])
            for evidence, part in zip(
                _honest_evidence(documents, gatherer), self._parts, strict=True
            )
        ]

    def fit(self) -> tuple[ThemeWeights, Matrix, Matrix]:
        """Return the weights, and held-out scores by a claim's own words and in the end.

        Every round learns from the held-out scores of the round before, as it will meet them.
        """
        seen = np.concatenate([own_features(one) for one in self.evidence])
        blind = np.concatenate([own_features(_without_model(one)) for one in self.evidence])
        # A theme that the model does not know must be weighed, too: every claim is shown twice.
        own, scores = self._round([seen, blind])
        columns = self._features(scores)
        around, first = self._round([columns])
        again, final = self._round([np.concatenate([columns, self._features(first)], axis=-1)])
        return ThemeWeights(own, around, again, 0.5, 0.5), scores, final

    def sources(self) -> list[NDArray[np.bool_]]:
        """Return which claims come from each file or folder, in the order they were read in."""
        names = np.array([group.split(":")[0] for group in self._groups])
        return [names == name for name in dict.fromkeys(names.tolist())]

    def _features(self, scores: Matrix) -> NDArray[np.float64]:
        pairs = zip(self.evidence, self._parts, strict=True)
        return np.concatenate([features(one, scores[part]) for one, part in pairs])

    def _folds(self) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
        return list(GroupKFold(N_FOLDS).split(self.texts, groups=self._groups))

    def _text_probabilities(self) -> Matrix:
        """Return each claim's probabilities by a model that saw none of its group."""
        result = np.zeros(self.labels.shape)
        targets = (self.labels >= 0.5).astype(int)
        for train, test in self._folds():
            model = build_classifier(self._seed).fit([self.texts[n] for n in train], targets[train])
            result[test] = model.predict_proba([self.texts[n] for n in test])
        return result

    def _round(self, views: Sequence[NDArray[np.float64]]) -> tuple[Regression, Matrix]:
        """Fit on all claims; return that, and held-out scores of the first view."""
        scores = np.zeros(self.labels.shape)
        for train, test in self._folds():
            part = _fit(self.labels[train], [view[train] for view in views], self._seed)
            scores[test] = part.scores(views[0][test])
        return _fit(self.labels, views, self._seed), scores


def _honest_evidence(
    documents: Sequence[TrainingDocument], gatherer: EvidenceGatherer
) -> list[Evidence]:
    """Return each document's evidence, without the terms that only its own group has.

    A new document has words that the codebook's author never met. Weights learnt from evidence
    in which each claim finds its term trust terms too much, model and context too little.
    """
    gathered = [gatherer.gather(document.claims) for document in documents]
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document, (_, matches) in zip(documents, gathered, strict=True):
        for match in (one for row in matches for one in row):
            groups[match.theme, match.term].add(document.group)
    result = []
    for evidence, matches in gathered:
        terms = np.zeros_like(evidence.terms)
        for n, row in enumerate(matches):
            met = {(one.theme, one.start) for one in row if len(groups[one.theme, one.term]) > 1}
            for theme, _ in met:
                terms[n, gatherer.theme_ids.index(theme)] += 1
        result.append(replace(evidence, terms=terms))
    return result


def _without_model(evidence: Evidence) -> Evidence:
    return replace(evidence, model=np.full_like(evidence.model, UNKNOWN))


def _fit(labels: Matrix, views: Sequence[NDArray[np.float64]], seed: int) -> Regression:
    """Fit one regression for all themes; a label that readers share out counts in its shares."""
    rows = np.concatenate([view.reshape(-1, view.shape[-1]) for view in views])
    share = np.concatenate([labels.reshape(-1)] * len(views))
    scaler = StandardScaler().fit(rows)
    scaled = scaler.transform(rows)
    yes, no = share > 0, share < 1
    fitted = LogisticRegression(C=PENALTY_C, max_iter=1000, random_state=seed).fit(
        np.concatenate([scaled[yes], scaled[no]]),
        np.concatenate([np.ones(yes.sum()), np.zeros(no.sum())]),
        np.concatenate([share[yes], 1 - share[no]]),
    )
    weights = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - weights @ scaler.mean_)
    return Regression(tuple(float(weight) for weight in weights), intercept)


def f1_scores(
    labels: NDArray[np.bool_], given: NDArray[np.bool_], theme_ids: Sequence[str]
) -> dict[str, float]:
    """Return the F1 of every theme and, under ``macro``, their mean."""
    by_theme = f1_score(labels, given, average=None, zero_division=0)
    scores = {theme: round(float(f1), 4) for theme, f1 in zip(theme_ids, by_theme, strict=True)}
    return {"macro": round(float(np.mean(by_theme)), 4), **scores}
