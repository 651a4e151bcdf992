"""Train the stance model from labelled answers, and measure it on documents held out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.errors import UsageError
from pipeline.judge.by_cue import guess_actor
from pipeline.judge.by_model import (
    ANSWER_STANCES,
    CLAUSE_STANCES,
    Matrix,
    StanceModel,
    all_feature_names,
    answer_features,
    feature_matrix,
    weightiest,
)
from pipeline.judge.clauses import split_clauses, split_sentences
from pipeline.judge.cuebook import Cuebook, read_cuebook
from pipeline.judge.features import ClauseView, clause_features
from pipeline.judge.matching import find_cues
from pipeline.records import Stance
from pipeline.resources import resource
from pipeline.train.stance_scores import score_predictions

FOLDS = 5
#: A clause beside the deciding one may say as much without being marked: it counts for less.
UNMARKED_WEIGHT = 0.4
#: A clause is marked when mark and clause share this much of the shorter.
MARKED_SHARE = 0.3
PENALTY_CLAUSE = 2.0
PENALTY_ANSWER = 1.0
#: Lengthened copies of each answer that the second regression learns from.
LONGER_COPIES = 2


@dataclass(frozen=True)
class Answer:
    """One labelled answer cut into clauses; ``stances`` are those of the clauses."""

    document: str
    origin: str
    ask: str
    asks: tuple[tuple[str, Stance], ...]
    response: str
    stance: Stance
    clauses: tuple[ClauseView, ...]
    stances: tuple[str, ...]


def read_answers(path: Path, book: Cuebook) -> list[Answer]:
    """Read the labelled answers (see models/stance/README.md) and find their cues.

    Raises
    ------
    UsageError
        If the file is missing or a line is not as described.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file, expected labelled answers.", "See models/stance/.")
    answers = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            answers.append(_answer(json.loads(line), book))
        except (KeyError, ValueError) as error:
            raise UsageError(f"{path.name}, line {number}: {error!r}.", "Mend the line.") from error
    return answers


def _answer(row: dict[str, Any], book: Cuebook) -> Answer:
    response: str = row["response"]
    spans = []
    at = 0
    for sentence in split_sentences(response):
        start = response.index(sentence, at)
        at = start + len(sentence)
        spans += [(start + c.start, start + c.end, c.text) for c in split_clauses(sentence)]
    views, stances = [], []
    for index, (start, end, text) in enumerate(spans):
        place = index / (len(spans) - 1) if len(spans) > 1 else 1.0
        views.append(ClauseView(text, tuple(find_cues(text, book)), guess_actor(text, book), place))
        stance = "noted"
        for left, right, marked in row["marks"]:
            shared = min(end, right) - max(start, left)
            if shared > MARKED_SHARE * min(end - start, right - left):
                stance = marked
        stances.append(stance)
    if row["stance"] not in ANSWER_STANCES:
        raise ValueError(f"stance {row['stance']!r}, expected one of {ANSWER_STANCES}")
    return Answer(
        document=row["document"],
        origin=row["origin"],
        ask=" ".join(ask["text"] for ask in row["asks"]),
        asks=tuple((ask["text"], ask["stance"]) for ask in row["asks"]),
        response=response,
        stance=row["stance"],
        clauses=tuple(views),
        stances=tuple(stances),
    )


def fit_clauses(answers: Sequence[Answer], book: Cuebook, *, seed: int = 0) -> StanceModel:
    """Fit the first regression; the second is still to come."""
    texts, rows, stances, weights = [], [], [], []
    for answer in answers:
        for clause, stance in zip(answer.clauses, answer.stances, strict=True):
            if stance not in CLAUSE_STANCES:
                continue  # a clause that accepts and declines at once teaches nothing
            texts.append(clause.text)
            rows.append(clause_features(clause, answer.ask))
            stances.append(stance)
            unmarked = stance == "noted" and answer.stance != "noted"
            weights.append(UNMARKED_WEIGHT if unmarked else 1.0)
    names = all_feature_names(book)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=4, max_features=30_000
    )
    matrix = sp.hstack(
        [words.fit_transform(texts), letters.fit_transform(texts), feature_matrix(rows, names)]
    ).tocsr()
    for vectorizer in (words, letters):  # plain numbers: skops gives each NumPy one its own file
        vectorizer.vocabulary_ = {
            term: int(column) for term, column in sorted(vectorizer.vocabulary_.items())
        }
        vars(vectorizer).pop("_stop_words_id", None)  # an address: differs from run to run
    regression = LogisticRegression(C=PENALTY_CLAUSE, max_iter=300, tol=1e-3, random_state=seed)
    regression.fit(matrix, stances, sample_weight=weights)
    return StanceModel(words, letters, regression, None, names)


@dataclass(frozen=True)
class _Read:
    """An answer as the first regression read it."""

    answer: Answer
    probabilities: Matrix

    def summed(self) -> list[float]:
        """Return its features, as the second regression reads them."""
        weights = np.ones(len(self.answer.clauses))
        return _summed(self.probabilities, self.answer.clauses, weights)


def _summed(found: Matrix, clauses: Sequence[ClauseView], weights: Matrix) -> list[float]:
    keep = weightiest(found, weights)
    return answer_features(found[keep], [clauses[index] for index in keep], weights[keep])


def lengthened(reads: Sequence[_Read], *, copies: int, seed: int) -> list[tuple[int, list[float]]]:
    """Make longer answers, since real ones are: each with clauses that leave its stance alone.

    Clauses that decide nothing come from other documents, and more of the same from answers with
    the same stance. Returns the position of the answer that was lengthened, and its features.
    """
    chance = np.random.default_rng(seed)
    pools: dict[str, list[tuple[int, int]]] = {}
    for position, read in enumerate(reads):
        for index, stance in enumerate(read.answer.stances):
            pools.setdefault(stance, []).append((position, index))
    made = []
    for position, read in enumerate(reads):
        for _ in range(copies):
            parts = [(position, index, 1.0) for index in range(len(read.answer.clauses))]
            drawn = ["noted"] * int(chance.integers(2, 8))
            if read.answer.stance in {"accepted", "existing_policy"}:
                drawn += [read.answer.stance] * int(chance.integers(0, 3))
            for stance in drawn:
                pool = pools[stance]
                other, index = pool[int(chance.integers(len(pool)))]
                weight = float(chance.uniform(0.5, 1.0))
                parts.insert(int(chance.integers(len(parts) + 1)), (other, index, weight))
            found = np.array([reads[other].probabilities[index] for other, index, _ in parts])
            clauses = [reads[other].answer.clauses[index] for other, index, _ in parts]
            weights = np.array([weight for _, _, weight in parts])
            made.append((position, _summed(found, clauses, weights)))
    return made


def fit_answers(rows: Matrix, stances: Sequence[str], *, seed: int = 0) -> LogisticRegression:
    """Fit the second regression on the summed-up answers."""
    regression = LogisticRegression(C=PENALTY_ANSWER, max_iter=3000, random_state=seed)
    return regression.fit(rows, stances)


def read_held_out(answers: Sequence[Answer], book: Cuebook, *, seed: int = 0) -> list[_Read]:
    """Read every answer by a first regression that has not seen its document."""
    documents = [answer.document for answer in answers]
    found: dict[int, Matrix] = {}
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    for learn, test in folds.split(documents, groups=documents):
        model = fit_clauses([answers[i] for i in learn], book, seed=seed)
        for i in test:
            found[i] = model.clause_probabilities(answers[i].clauses, answers[i].ask)
    return [_Read(answer, found[i]) for i, answer in enumerate(answers)]


def _fit_both(
    rows: Matrix,
    longer: Sequence[tuple[int, list[float]]],
    stances: Sequence[str],
    known: set[int],
    *,
    seed: int,
) -> LogisticRegression:
    """Fit the second regression on the answers at positions ``known``, as they are and longer."""
    extra = [(position, row) for position, row in longer if position in known]
    matrix = np.vstack([rows[sorted(known)], [row for _, row in extra]])
    labels = [stances[i] for i in sorted(known)] + [stances[i] for i, _ in extra]
    return fit_answers(matrix, labels, seed=seed)


def train_stance_model(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Train both regressions, write the model, and return figures on held-out documents.

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
        cross-validation over documents.
    """
    data = data / "passages.jsonl" if data.is_dir() else data
    out = out if out.suffix == ".skops" else out / "model.skops"
    beside = data.parent.parent / "stance.toml"
    cues = beside if beside.is_file() else resource("models/stance.toml")
    book = read_cuebook(cues)
    answers = read_answers(data, book)
    stances = [answer.stance for answer in answers]
    documents = [answer.document for answer in answers]
    reads = read_held_out(answers, book, seed=seed)
    rows = np.array([read.summed() for read in reads])
    longer = lengthened(reads, copies=LONGER_COPIES, seed=seed)
    held_out = np.zeros((len(answers), len(ANSWER_STANCES)))
    held_out_longer = np.zeros((len(longer), len(ANSWER_STANCES)))
    for learn, test in GroupKFold(FOLDS, shuffle=True, random_state=seed + 1).split(
        rows, groups=documents
    ):
        known = set(learn)
        fitted = _fit_both(rows, longer, stances, known, seed=seed)
        order = [list(fitted.classes_).index(stance) for stance in ANSWER_STANCES]
        held_out[test] = fitted.predict_proba(rows[test])[:, order]
        for at, (position, row) in enumerate(longer):
            if position not in known:
                held_out_longer[at] = fitted.predict_proba(np.array([row]))[0, order]
    first = fit_clauses(answers, book, seed=seed)
    second = _fit_both(rows, longer, stances, set(range(len(answers))), seed=seed)
    model = StanceModel(first.words, first.letters, first.clause_regression, second, first.names)
    out.parent.mkdir(parents=True, exist_ok=True)
    model.save(out)
    record = {
        "data": {"file": data.name, "sha256": hashlib.sha256(data.read_bytes()).hexdigest()},
        "cues": {"file": cues.name, "sha256": hashlib.sha256(cues.read_bytes()).hexdigest()},
        "seed": seed,
        "n_answers": len(answers),
        "n_clauses": sum(len(answer.clauses) for answer in answers),
        "n_documents": len(set(documents)),
        "held_out": score_predictions(stances, held_out),
        "held_out_longer": score_predictions([stances[i] for i, _ in longer], held_out_longer),
    }
    (out.parent / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return record
