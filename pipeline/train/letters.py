"""Train the model of letters that answer nothing, and measure it on letters left out.

What a sentence of an answer looks like is also learned from the passages of the stance model: of
those the marked clauses decide something. They serve as answers to be told from silence, too.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from pipeline.align.letter_model import (
    LETTER_KINDS,
    LetterKind,
    LetterModel,
    Matrix,
    SentenceKind,
    WordGroups,
    letter_features,
    plain_words,
    read_word_groups,
    sentence_matrix,
)
from pipeline.errors import UsageError
from pipeline.judge.by_model import same_bytes
from pipeline.resources import resource

N_FOLDS = 6
#: Folds within what a model learns from: the second regression must see the first's doubts.
N_INNER = 5
#: The clauses of stance passages are many, and few are of letters: each counts for a tenth.
CLAUSE_WEIGHT = 0.1
PENALTY = 2.0
MARKS: dict[str, SentenceKind] = {
    "a": "answers",
    "f": "forwards",
    "o": "other",
    "p": "postpones",
}


@dataclass(frozen=True)
class Letter:
    """A letter with the kind of each sentence, and what it does as a whole."""

    letter_id: str
    kind: LetterKind
    sentences: tuple[str, ...]
    kinds: tuple[SentenceKind, ...]


def train_letter_model(data: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Train on labelled letters, write model and scores into the folder ``out``.

    Parameters
    ----------
    data
        A file of letters as ``models/letters/letters.toml``.
    out
        Gets ``model.skops`` and ``scores.json``.
    seed
        For folds and regressions.

    Returns
    -------
    dict
        What ``scores.json`` holds: by cross-validation over letters, the share of letters read
        right, how many of each kind are read as which, and how many answers are set aside.

    Raises
    ------
    UsageError
        When the letters cannot be read.
    """
    letters = read_letters(data)
    clauses = read_clauses(resource("models/stance/passages.jsonl"))
    groups = read_word_groups(resource("models/letters/words.toml"))
    fewest = min(Counter(letter.kind for letter in letters).values(), default=0)
    if {letter.kind for letter in letters} != set(LETTER_KINDS) or fewest < 2 * N_FOLDS:
        raise UsageError(
            f"train letters: {data} has fewer than {2 * N_FOLDS} letters of a kind "
            f"({', '.join(LETTER_KINDS)}).",
            "Add letters with their sentences marked.",
        )
    found: list[LetterKind] = ["answers"] * len(letters)
    for learn, test in _folds(letters, N_FOLDS, seed):
        model = fit_letter_model([letters[n] for n in learn], clauses, groups, seed)
        for n in test:
            found[n] = model.letter_kind(letters[n].sentences)
    scores = score_letters(letters, found)
    out.mkdir(parents=True, exist_ok=True)
    save_letter_model(fit_letter_model(letters, clauses, groups, seed), out / "model.skops")
    text = json.dumps(scores, indent=2, ensure_ascii=False)
    (out / "scores.json").write_text(text + "\n", encoding="utf-8")
    return scores


def read_letters(path: Path) -> list[Letter]:
    """Read letters whose sentences stand one a line after their mark (`MARKS`).

    Raises
    ------
    UsageError
        When a line has no mark, or sentences and letter contradict each other.
    """
    letters = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["letter"]:
        sentences, kinds = [], []
        for line in entry["text"].strip().splitlines():
            mark, _, sentence = line.partition(" ")
            if mark not in MARKS or not sentence:
                raise UsageError(
                    f"{path}: letter {entry['id']}: {line!r} has no mark.",
                    f"Begin each line with one of {', '.join(MARKS)} and a space.",
                )
            sentences.append(sentence)
            kinds.append(MARKS[mark])
        kind: LetterKind = (
            "answers"
            if "answers" in kinds
            else "postponed"
            if "postpones" in kinds
            else "forwarded"
        )
        if kind != (entry["reason"] or "answers"):
            raise UsageError(
                f"{path}: letter {entry['id']}: its sentences say {kind}, its reason "
                f"{entry['reason']!r}.",
                "Correct the marks or the reason (empty for a letter that answers).",
            )
        letters.append(Letter(entry["id"], kind, tuple(sentences), tuple(kinds)))
    return letters


def read_clauses(path: Path) -> list[str]:
    """Return the clauses of stance passages that decide something, each once, in order."""
    found: dict[str, None] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        for start, end, *_ in passage["marks"]:
            found[passage["response"][start:end]] = None
    return list(found)


def fit_letter_model(
    letters: Sequence[Letter], clauses: Sequence[str], groups: WordGroups, seed: int = 0
) -> LetterModel:
    """Fit both regressions; the second on what the first says of sentences that it has not seen."""
    rows: list[list[float]] = [[]] * len(letters)
    for learn, test in _folds(letters, N_INNER, seed):
        words, regression = _fit_sentences([letters[n] for n in learn], clauses, groups)
        model = LetterModel(words, groups, regression, LogisticRegression())
        for n in test:
            rows[n] = letter_features(model.sentence_probabilities(letters[n].sentences))
    matrix: Matrix = np.array(rows)
    whole = LogisticRegression(max_iter=1000).fit(matrix, [letter.kind for letter in letters])
    words, regression = _fit_sentences(letters, clauses, groups)
    return LetterModel(words, groups, regression, whole)


def _fit_sentences(
    letters: Sequence[Letter], clauses: Sequence[str], groups: WordGroups
) -> tuple[TfidfVectorizer, LogisticRegression]:
    """Fit the first regression; all kinds of sentence weigh alike."""
    texts = [sentence for letter in letters for sentence in letter.sentences]
    kinds: list[str] = [kind for letter in letters for kind in letter.kinds]
    weights = [1.0] * len(texts) + [CLAUSE_WEIGHT] * len(clauses)
    texts += clauses
    kinds += ["answers"] * len(clauses)
    words = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"\w+", lowercase=False
    ).fit([plain_words(text) for text in texts])
    regression = LogisticRegression(C=PENALTY, max_iter=2000, class_weight="balanced")
    matrix = sentence_matrix(words, groups, texts)
    return words, regression.fit(matrix, kinds, sample_weight=weights)


def _folds(letters: Sequence[Letter], n: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """Return folds with as many letters of each kind in each."""
    split = StratifiedKFold(n, shuffle=True, random_state=seed)
    kinds = [letter.kind for letter in letters]
    return [(list(a), list(b)) for a, b in split.split(kinds, kinds)]


def save_letter_model(model: LetterModel, path: Path) -> None:
    """Write a model with skops; the same model gives the same bytes."""
    # An address in memory, noted whenever text is read: differs from run to run.
    vars(model.words).pop("_stop_words_id", None)
    parts = {
        "words": model.words,
        "groups_sha256": model.groups.sha256,
        "sentence_regression": model.sentence_regression,
        "letter_regression": model.letter_regression,
    }
    path.write_bytes(same_bytes(skops.io.dumps(parts)))


def score_letters(letters: Sequence[Letter], found: Sequence[LetterKind]) -> dict[str, Any]:
    """Return how many letters are read right, and how many of each kind are read as which."""
    pairs = Counter((letter.kind, kind) for letter, kind in zip(letters, found, strict=True))
    silent = [kind for kind in LETTER_KINDS if kind != "answers"]
    return {
        "n_letters": len(letters),
        "right": round(sum(pairs[kind, kind] for kind in LETTER_KINDS) / len(letters), 4),
        "answers_set_aside": sum(pairs["answers", kind] for kind in silent),
        "read_as": {
            kind: {other: pairs[kind, other] for other in LETTER_KINDS} for kind in LETTER_KINDS
        },
    }
