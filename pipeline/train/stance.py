"""Train the stance model from labelled answers, and measure it on documents held out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.judge.by_model import (
    StanceModel,
    all_feature_names,
    clause_matrix,
)
from pipeline.judge.cuebook import Cuebook, read_cuebook
from pipeline.judge.relevance import bearing_features, units_of
from pipeline.judge.summary import CLAUSE_STANCES
from pipeline.resources import resource
from pipeline.train.stance_answers import (
    LONGER_COPIES,
    Reading,
    fit_answers,
    judge_held_out,
    lengthened,
)
from pipeline.train.stance_data import LATER, Answer, read_answers
from pipeline.train.stance_scores import by_row, score_answers
from pipeline.train.stance_together import train_reader

FOLDS = 5
#: A clause beside the deciding one may say as much without being marked: it counts for less.
UNMARKED_WEIGHT = 0.7
PENALTY_CLAUSE = 2.0
PENALTY_BEARING = 0.5


def fit_clauses(answers: Sequence[Answer], book: Cuebook, *, seed: int = 0) -> StanceModel:
    """Fit the first two regressions; the last, unfitted, is still to come."""
    clauses, asks, stances, weights = [], [], [], []
    for answer in answers:
        for clause, stance, other in zip(
            answer.clauses, answer.stances, answer.of_others, strict=True
        ):
            if other or stance not in CLAUSE_STANCES:
                continue  # a clause that accepts and declines at once teaches nothing
            clauses.append(clause)
            asks.append(answer.ask)
            stances.append(stance)
            unmarked = stance == "none" and answer.stance != "noted"
            weights.append(UNMARKED_WEIGHT if unmarked else 1.0)
    names = all_feature_names(book)
    texts = [clause.text for clause in clauses]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit(texts)
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=4, max_features=30_000
    ).fit(texts)
    for vectorizer in (words, letters):  # plain numbers: skops gives each NumPy one its own file
        vectorizer.vocabulary_ = {
            term: int(column) for term, column in sorted(vectorizer.vocabulary_.items())
        }
    regression = LogisticRegression(C=PENALTY_CLAUSE, max_iter=300, tol=1e-3, random_state=seed)
    matrix = clause_matrix(words, letters, clauses, asks, names)
    regression.fit(matrix, stances, sample_weight=weights)
    bearing = fit_bearing(answers, seed=seed)
    return StanceModel(words, letters, regression, bearing, LogisticRegression(), names)


def fit_bearing(answers: Sequence[Answer], *, seed: int = 0) -> LogisticRegression:
    """Fit the regression that says which clause bears on which ask, on the clauses that decide."""
    rows: list[NDArray[np.float64]] = []
    bears: list[bool] = []
    for together in by_row(answers):
        if len(together[0].asks) < 2:
            continue
        units = units_of([clause.text for clause in together[0].clauses])
        features = bearing_features(units, [units_of([ask])[0] for ask in together[0].asks])
        for clause in range(len(units)):
            said = [answer.stances[clause] != "none" for answer in together]
            if any(said):
                rows += [features[clause, answer.position] for answer in together]
                bears += said
    regression = LogisticRegression(C=PENALTY_BEARING, max_iter=2000, random_state=seed)
    return regression.fit(np.array(rows), bears)


def read_with(model: StanceModel, answers: Sequence[Answer]) -> list[Reading]:
    """Read answers by the first two regressions of a model."""
    readings = []
    for answer in answers:
        weights = model.bearing([clause.text for clause in answer.clauses], answer.asks)
        found = model.clause_probabilities(answer.clauses, answer.ask)
        readings.append(Reading(answer, found, weights[:, answer.position]))
    return readings


def read_held_out(
    answers: Sequence[Answer],
    fit: Callable[[Sequence[Answer]], StanceModel],
    *,
    folds: int = FOLDS,
    seed: int = 0,
) -> tuple[list[Reading], NDArray[np.intp]]:
    """Read every answer by regressions that have not seen its document; and say in which fold."""
    documents = [answer.document for answer in answers]
    readings: dict[int, Reading] = {}
    fold = np.zeros(len(answers), dtype=np.intp)
    split = GroupKFold(folds, shuffle=True, random_state=seed).split(documents, groups=documents)
    for number, (learn, test) in enumerate(split):
        model = fit([answers[i] for i in learn])
        fold[test] = number
        found = read_with(model, [answers[i] for i in test])
        readings.update(zip(test, found, strict=True))
    return [readings[i] for i in range(len(answers))], fold


def train_stance_model(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Train regressions and reader, write both, and return figures on held-out documents.

    Parameters
    ----------
    data
        The labelled answers, ``passages.jsonl`` or its folder; the cues are read from
        ``stance.toml`` in the folder above it, else from the shipped one.
    out
        Folder to write to, ``models/stance`` (or the file ``model.skops`` in it); the figures go
        beside the model, into ``training.json``.
    seed
        Of the folds and the regressions; the same seed gives the same model.

    Returns
    -------
    dict
        Counts, hashes, and accuracy, macro-F1, F1 a label and calibration error on documents held
        out, for asks and recommendations: of the regressions by cross-validation, and on later
        letters of the reader and of both. ``held_out`` repeats the figures of what judges.
    """
    data = data / "passages.jsonl" if data.is_dir() else data
    out = out if out.suffix == ".skops" else out / "model.skops"
    beside = data.parent.parent / "stance.toml"
    cues = beside if beside.is_file() else resource("models/stance.toml")
    book = read_cuebook(cues)
    answers = read_answers(data, book)

    def fit(known: Sequence[Answer]) -> StanceModel:
        return fit_clauses(known, book, seed=seed)

    readings, fold = read_held_out(answers, fit, seed=seed)
    held_out = judge_held_out(readings, fold, seed=seed)
    first = fit(answers)
    longer = lengthened(readings, copies=LONGER_COPIES, seed=seed)
    last = fit_answers([*readings, *longer], seed=seed)
    model = StanceModel(**{**first.__dict__, "answer_regression": last})
    out.parent.mkdir(parents=True, exist_ok=True)
    model.save(out)
    later = np.array([answer.origin == LATER for answer in answers])
    measured = {"regressions": score_answers(answers, held_out)}
    if later.any():
        measured["regressions_on_later"] = score_answers(
            [answer for answer, late in zip(answers, later, strict=True) if late],
            held_out[later],
        )
    reader, on_later = train_reader(readings, fold, out.parent / "reader.npz", seed=seed)
    measured |= on_later
    record = {
        "data": {"file": data.name, "sha256": hashlib.sha256(data.read_bytes()).hexdigest()},
        "cues": {"file": cues.name, "sha256": hashlib.sha256(cues.read_bytes()).hexdigest()},
        "seed": seed,
        "n_answers": len(by_row(answers)),
        "n_asks": len(answers),
        "n_clauses": sum(len(row[0].clauses) for row in by_row(answers)),
        "n_documents": len({answer.document for answer in answers}),
        "reader": reader,
        # What judges, and what does where the reader cannot.
        "held_out": list(measured.values())[-1]["asks"],
        "held_out_without_reader": list(measured.values())[min(1, len(measured) - 1)]["asks"],
        **measured,
    }
    (out.parent / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record
