"""Train the theme model and the weights of the context, and measure both on held-out documents.

Everything is fitted on ``train.jsonl``, one claim a line: ``group`` (its document), ``section``,
``block``, ``recommendation``, ``text`` and ``themes``, lines of a document together and in order.
Held-out means by document: no claim is scored by a model that saw another claim of its document.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import UsageError
from pipeline.tag.by_context import (
    ContextWeights,
    Evidence,
    Matrix,
    features,
)
from pipeline.tag.by_model import UNKNOWN, ThemeModel, build_classifier
from pipeline.tag.evidence import ClaimWords, EvidenceGatherer

FIELDS = ("group", "section", "block", "recommendation", "text", "themes")
N_FOLDS = 8
#: Score from which a theme is given: scores are calibrated, so this errs least often.
THRESHOLD = 0.5
#: Width of the bins of the reliability curve.
N_BINS = 10


@dataclass(frozen=True)
class TrainingClaims:
    """The claims of the training file, and the rows of each document."""

    rows: list[dict[str, Any]]
    documents: list[slice]
    labels: NDArray[np.int_]

    @property
    def texts(self) -> list[str]:
        """The claims' texts, in order."""
        return [row["text"] for row in self.rows]

    @property
    def groups(self) -> list[int]:
        """The number of the document of each claim."""
        return [n for n, part in enumerate(self.documents) for _ in self.rows[part]]


def read_training_claims(path: Path, theme_ids: Sequence[str]) -> TrainingClaims:
    """Read the training file.

    Raises
    ------
    UsageError
        When it is missing, or a line lacks a field or names a theme that the codebook lacks.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as JSON lines: {error}.") from error
    faults = [
        f"line {n}: needs {', '.join(FIELDS)}, and themes of the codebook."
        for n, row in enumerate(rows, start=1)
        if set(FIELDS) - row.keys() or set(row["themes"]) - set(theme_ids)
    ]
    if faults or not rows:
        raise UsageError(f"{path.name}: {' '.join(faults) or 'is empty.'}")
    documents, at = [], 0
    for _, members in groupby(rows, key=lambda row: row["group"]):
        n = len(list(members))
        documents.append(slice(at, at + n))
        at += n
    labels = np.array([[theme in row["themes"] for theme in theme_ids] for row in rows], dtype=int)
    return TrainingClaims(rows, documents, labels)


def train_theme_model(
    data: Path, out: Path, seed: int = 0, *, codebook: Path | None = None
) -> dict[str, Any]:
    """Train on ``data``, write model, weights and scores into the folder ``out``.

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

    Returns
    -------
    dict
        What ``scores.json`` holds: on held-out documents, macro-F1 and F1 per theme of terms
        alone, with context and with the model, and the calibration of the scores.
    """
    book = load_codebook(codebook or data.parent.parent / "codebook.toml")
    claims = read_training_claims(data, book.theme_ids)
    probabilities = _held_out_probabilities(claims, seed)
    evidence = gather_evidence(claims, book, probabilities)
    blind = [
        Evidence(e.contexts, e.terms, np.full_like(e.model, UNKNOWN), e.headings) for e in evidence
    ]
    seen = np.concatenate([features(item) for item in evidence])
    unseen = np.concatenate([features(item) for item in blind])
    terms = seen[..., 0]
    by_term_only = _held_out_scores(claims, [unseen[..., :2]], seed)
    with_context = _held_out_scores(claims, [unseen], seed)
    with_model = _held_out_scores(claims, [seen, unseen], seed)
    scores = {
        "codebook_sha256": book.sha256,
        "n_claims": len(claims.rows),
        "n_documents": len(claims.documents),
        "terms": f1_scores(claims.labels, terms > 0, book.theme_ids),
        "terms_context": f1_scores(claims.labels, with_context >= THRESHOLD, book.theme_ids),
        "terms_context_model": f1_scores(claims.labels, with_model >= THRESHOLD, book.theme_ids),
        "calibration": calibration(claims.labels, with_model),
        "calibration_terms": calibration(claims.labels, by_term_only),
    }
    regression = _fit(claims.labels, [seen, unseen], seed)
    weights = tuple(float(weight) for weight in regression.coef_[0])
    out.mkdir(parents=True, exist_ok=True)
    ContextWeights(weights, float(regression.intercept_[0]), THRESHOLD).save(out / "context.json")
    classifier = build_classifier(seed).fit(claims.texts, claims.labels)
    ThemeModel(classifier, book.theme_ids).save(out / "model.skops")
    text = json.dumps(scores, indent=2, ensure_ascii=False)
    (out / "scores.json").write_text(text + "\n", encoding="utf-8")
    return scores


def gather_evidence(
    claims: TrainingClaims, codebook: Codebook, probabilities: Matrix
) -> list[Evidence]:
    """Return the evidence of each document; forms alone, for training needs no language model."""
    nlp = spacy.blank("nl")
    gatherer = EvidenceGatherer(codebook, None, nlp)
    result = []
    for part in claims.documents:
        words = [
            ClaimWords.from_tokens(
                list(nlp.tokenizer(row["text"])),
                row["block"],
                row["section"],
                row["recommendation"],
            )
            for row in claims.rows[part]
        ]
        found, _ = gatherer.gather(words)
        result.append(Evidence(found.contexts, found.terms, probabilities[part], found.headings))
    return result


def _held_out_probabilities(claims: TrainingClaims, seed: int) -> Matrix:
    """Return the model's probabilities for each claim, by a model that saw none of its document."""
    result = np.zeros(claims.labels.shape)
    for train, test in GroupKFold(N_FOLDS).split(claims.texts, groups=claims.groups):
        fitted = build_classifier(seed).fit([claims.texts[n] for n in train], claims.labels[train])
        result[test] = fitted.predict_proba([claims.texts[n] for n in test])
    return result


def _fit(labels: NDArray[np.int_], views: Sequence[Matrix], seed: int) -> LogisticRegression:
    """Fit one regression for all themes; each view shows every claim once."""
    rows = np.concatenate([view.reshape(-1, view.shape[-1]) for view in views])
    expected = np.concatenate([labels.reshape(-1)] * len(views))
    return LogisticRegression(C=1.0, max_iter=1000, random_state=seed).fit(rows, expected)


def _held_out_scores(claims: TrainingClaims, views: Sequence[Matrix], seed: int) -> Matrix:
    """Return scores of the first view's claims by weights that saw none of their document."""
    result = np.zeros(claims.labels.shape)
    for train, test in GroupKFold(N_FOLDS).split(claims.texts, groups=claims.groups):
        fitted = _fit(claims.labels[train], [view[train] for view in views], seed)
        shown = views[0][test]
        scores = fitted.predict_proba(shown.reshape(-1, shown.shape[-1]))[:, 1]
        result[test] = scores.reshape(shown.shape[:2])
    return result


def f1_scores(
    labels: NDArray[np.int_], given: NDArray[np.bool_], theme_ids: Sequence[str]
) -> dict[str, float]:
    """Return the F1 of every theme and, under ``macro``, their mean."""
    scores = {}
    for column, theme in enumerate(theme_ids):
        hits = int((labels[:, column] * given[:, column]).sum())
        total = int(labels[:, column].sum() + given[:, column].sum())
        scores[theme] = round(2 * hits / total, 4) if total else 0.0
    return {"macro": round(float(np.mean(list(scores.values()))), 4), **scores}


def calibration(labels: NDArray[np.int_], scores: Matrix) -> dict[str, Any]:
    """Return the expected calibration error, and each bin's size, mean score and share right."""
    flat, right = scores.reshape(-1), labels.reshape(-1)
    bins = np.minimum((flat * N_BINS).astype(int), N_BINS - 1)
    curve = []
    for n in range(N_BINS):
        inside = bins == n
        if inside.any():
            mean, share = float(flat[inside].mean()), float(right[inside].mean())
            curve.append(
                {"n": int(inside.sum()), "score": round(mean, 4), "right": round(share, 4)}
            )
    error = sum(row["n"] * abs(row["score"] - row["right"]) for row in curve) / len(flat)
    return {"expected_error": round(float(error), 4), "curve": curve}
