"""Train the stance model from labelled answers, and measure it on documents held out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.judge.by_model import (
    ANSWER_STANCES,
    Matrix,
    StanceModel,
    all_feature_names,
    clause_matrix,
)
from pipeline.judge.cuebook import Cuebook, read_cuebook
from pipeline.judge.relevance import bearing_features, units_of
from pipeline.judge.rollup import roll_up_together
from pipeline.judge.summary import CLAUSE_STANCES, answer_features
from pipeline.records import Stance
from pipeline.resources import resource
from pipeline.train.stance_data import Answer, read_answers
from pipeline.train.stance_scores import score_labels, score_predictions

FOLDS = 5
#: A clause beside the deciding one may say as much without being marked: it counts for less.
UNMARKED_WEIGHT = 0.7
#: What is judged are passages of whole letters: answers that come from one count more.
LETTER_WEIGHT = 2.0
PENALTY_CLAUSE = 2.0
PENALTY_BEARING = 0.5
PENALTY_ANSWER = 1.0
#: Lengthened copies of each answer that the last regression learns from.
LONGER_COPIES = 1


@dataclass(frozen=True)
class Reading:
    """An answer as regressions read it that have not seen its document."""

    answer: Answer
    probabilities: Matrix
    weights: Matrix

    def summed(self) -> list[float]:
        """Return its features, as the last regression reads them."""
        answer = self.answer
        return answer_features(
            self.probabilities, answer.clauses, self.weights, answer.ask, len(answer.asks)
        )


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


def by_row(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Bring the answers to the asks of one recommendation together, in order."""
    rows: dict[str, list[Answer]] = {}
    for answer in answers:
        rows.setdefault(answer.row, []).append(answer)
    return list(rows.values())


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


def lengthened(readings: Sequence[Reading], *, copies: int, seed: int) -> list[Reading]:
    """Make longer answers, since real ones are: each with clauses that leave its stance alone.

    Clauses that decide nothing come from other documents, and more of the same from answers with
    the same stance. Only answers to a single ask are made longer; ``copies`` of each.
    """
    chance = np.random.default_rng(seed)
    pools: dict[str, list[tuple[int, int]]] = {}
    for position, reading in enumerate(readings):
        for index, stance in enumerate(reading.answer.stances):
            pools.setdefault(stance, []).append((position, index))
    made = []
    for position, reading in enumerate(readings):
        answer = reading.answer
        if len(answer.asks) > 1:
            continue
        for _ in range(copies):
            parts = [(position, index, 1.0) for index in range(len(answer.clauses))]
            drawn = ["none"] * int(chance.integers(2, 8))
            if answer.stance in {"accepted", "existing_policy"}:
                drawn += [answer.stance] * int(chance.integers(0, 3))
            for stance in drawn:
                pool = pools[stance]
                other, index = pool[int(chance.integers(len(pool)))]
                weight = float(chance.uniform(0.5, 1.0))
                parts.insert(int(chance.integers(len(parts) + 1)), (other, index, weight))
            longer = Answer(
                **{
                    **answer.__dict__,
                    "clauses": tuple(readings[o].answer.clauses[i] for o, i, _ in parts),
                    "stances": tuple(readings[o].answer.stances[i] for o, i, _ in parts),
                    "of_others": (False,) * len(parts),
                }
            )
            found = np.array([readings[o].probabilities[i] for o, i, _ in parts])
            made.append(Reading(longer, found, np.array([weight for _, _, weight in parts])))
    return made


def fit_answers(readings: Sequence[Reading], *, seed: int = 0) -> LogisticRegression:
    """Fit the last regression on what the first two made of answers that they had not seen."""
    regression = LogisticRegression(C=PENALTY_ANSWER, max_iter=3000, random_state=seed)
    rows = np.array([reading.summed() for reading in readings])
    stances = [reading.answer.stance for reading in readings]
    weights = [
        LETTER_WEIGHT if reading.answer.origin == "development" else 1.0 for reading in readings
    ]
    return regression.fit(rows, stances, sample_weight=weights)


def judge_held_out(
    readings: Sequence[Reading], fold: NDArray[np.intp], *, seed: int = 0
) -> NDArray[np.float64]:
    """Return P(stance) of every answer by a last regression that has not seen its document."""
    found = np.zeros((len(readings), len(ANSWER_STANCES)))
    rows = np.array([reading.summed() for reading in readings])
    for number in sorted(set(fold)):
        known = [reading for reading, own in zip(readings, fold, strict=True) if own != number]
        longer = lengthened(known, copies=LONGER_COPIES, seed=seed)
        fitted = fit_answers([*known, *longer], seed=seed)
        order = [list(fitted.classes_).index(stance) for stance in ANSWER_STANCES]
        found[fold == number] = fitted.predict_proba(rows[fold == number])[:, order]
    return found


def roll_up_held_out(answers: Sequence[Answer], held_out: NDArray[np.float64]) -> list[Stance]:
    """Return the stance towards each whole recommendation, from P(stance) of its asks."""
    asks: dict[str, list[dict[Stance, float]]] = {}
    for answer, found in zip(answers, held_out, strict=True):
        likely = {s: float(p) for s, p in zip(ANSWER_STANCES, found, strict=True)}
        if len(answer.asks) < 2:
            likely["no_response"] = 0.0  # what answers at all answers the only ask
        asks.setdefault(answer.row, []).append(likely)
    return [roll_up_together(likely)[0] for likely in asks.values()]


def train_stance_model(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Train the regressions, write the model, and return figures on held-out documents.

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
        Counts, hashes, and accuracy, macro-F1, F1 a label and calibration error by
        cross-validation over documents, for asks and recommendations; of whole letters apart.
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
    stances = [answer.stance for answer in answers]
    together = by_row(answers)
    wholes = roll_up_held_out(answers, held_out)
    letters = np.array([answer.origin == "development" for answer in answers])
    record = {
        "data": {"file": data.name, "sha256": hashlib.sha256(data.read_bytes()).hexdigest()},
        "cues": {"file": cues.name, "sha256": hashlib.sha256(cues.read_bytes()).hexdigest()},
        "seed": seed,
        "n_answers": len(together),
        "n_asks": len(answers),
        "n_clauses": sum(len(row[0].clauses) for row in together),
        "n_documents": len({answer.document for answer in answers}),
        "held_out": score_predictions(stances, held_out),
        "held_out_recommendations": score_labels([row[0].whole for row in together], wholes),
    }
    if letters.any():
        record["held_out_letters"] = score_predictions(
            [stance for stance, letter in zip(stances, letters, strict=True) if letter],
            held_out[letters],
        )
        record["held_out_letters_recommendations"] = score_labels(
            *zip(
                *[
                    (row[0].whole, whole)
                    for row, whole in zip(together, wholes, strict=True)
                    if row[0].origin == "development"
                ],
                strict=True,
            )
        )
    (out.parent / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record
