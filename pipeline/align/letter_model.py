"""Tell by a trained model whether a short letter answers, only passes a paper on, or postpones.

Two logistic regressions, fitted by ``weerklank train letters``. The first reads a sentence: its
words, which groups of words (``models/letters/words.toml``) it holds, alone and in pairs, and which
kinds of phrase; it says whether the sentence answers, passes on, speaks of a reply to come, or does
none of these. The second reads what the first makes of all sentences of a letter. Scores:
``models/letters``.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Literal

import numpy as np
import scipy.sparse as sp
import skops.io
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.align.phrases import says
from pipeline.checksums import verified
from pipeline.errors import ModelError
from pipeline.resources import resource

Matrix = NDArray[np.float64]
SentenceKind = Literal["answers", "forwards", "other", "postpones"]
LetterKind = Literal["answers", "forwarded", "postponed"]

SENTENCE_KINDS: tuple[SentenceKind, ...] = ("answers", "forwards", "other", "postpones")
LETTER_KINDS: tuple[LetterKind, ...] = ("answers", "forwarded", "postponed")
#: A letter of which this is the chance that it answers, or more, is read as one that does: to set
#: an answer aside loses a whole document, to keep an empty letter costs little. By cross-validation
#: 1 answer of 157 is set aside and 105 of 177 others are told; at 0.2 these are 8 and 128.
MAY_ANSWER = 0.07
#: Groups are few and each is found often: they count half, and pairs of them a quarter.
GROUP_SCALE, PAIR_SCALE = 0.5, 0.25
#: Kinds of phrase (``phrases.toml``) that are looked for beside the groups.
PHRASES = (
    *("forward", "passed_on", "left_to", "refrains", "postpone", "defers", "handling", "courtesy"),
    *("verdict", "settles", "about_all", "about_advice", "acts", "no_room", "announces"),
)
SHORT = (4, 9)  # words: a salutation or a name, and a sentence of a few words
FLOOR = 0.01  # keeps a probability of 0 or 1 from outweighing all others
NUMBER = re.compile(r"\d+")
MONTH = re.compile(
    r"\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
)


def plain_words(text: str) -> str:
    """Return a sentence in lower case with one word for all months and one for all numbers.

    >>> plain_words("Voor 12 mei 2024")
    'voor 0 maand 0'
    """
    return NUMBER.sub("0", MONTH.sub("maand", text.lower()))


@dataclass(frozen=True)
class WordGroups:
    """The groups of words that the model looks for, and a hash of the file they come from."""

    patterns: tuple[re.Pattern[str], ...]
    sha256: str

    def rows(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Return a row a sentence: its groups, pairs of groups, phrases, and how it is shaped."""
        rows = [_group_row(self.patterns, text) for text in texts]
        return sp.csr_matrix(np.array(rows, dtype=np.float64))


@lru_cache(maxsize=8192)
def _group_row(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[float, ...]:
    words = plain_words(text)
    found = [pattern.search(words) is not None for pattern in patterns]
    n_words = len(words.split())
    other = [says(kind, text) for kind in PHRASES]
    other += [n_words < n for n in SHORT] + [text.endswith(mark) for mark in "?,"]
    return (
        *(GROUP_SCALE * x for x in found),
        *(PAIR_SCALE * (a and b) for a, b in combinations(found, 2)),
        *(GROUP_SCALE * x for x in other),
    )


def read_word_groups(path: Path) -> WordGroups:
    """Read the groups of words.

    Raises
    ------
    ModelError
        When the file is missing or no list of patterns by group.
    """
    try:
        content = path.read_bytes()
        groups = tomllib.loads(content.decode("utf-8"))
        patterns = tuple(re.compile(rf"(?<!\w)(?:{'|'.join(g)})(?!\w)") for g in groups.values())
    except (OSError, ValueError, TypeError, re.error) as error:
        raise ModelError(
            f"{path}: no groups of words: {error}",
            "Put back the file that came with weerklank.",
        ) from error
    return WordGroups(patterns, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class LetterModel:
    """The two regressions with what they need to read a sentence."""

    words: TfidfVectorizer
    groups: WordGroups
    sentence_regression: LogisticRegression
    letter_regression: LogisticRegression

    def sentence_probabilities(self, texts: Sequence[str]) -> Matrix:
        """Return a row a sentence, columns `SENTENCE_KINDS`."""
        found: Matrix = self.sentence_regression.predict_proba(
            sentence_matrix(self.words, self.groups, texts)
        )
        return found[:, self._kinds]

    @cached_property
    def _kinds(self) -> list[int]:
        return [list(self.sentence_regression.classes_).index(k) for k in SENTENCE_KINDS]

    def sentence_kinds(self, texts: Sequence[str]) -> list[SentenceKind]:
        """Return the likeliest kind of each sentence."""
        if not texts:
            return []
        return [SENTENCE_KINDS[n] for n in self.sentence_probabilities(texts).argmax(axis=1)]

    def letter_kind(self, texts: Sequence[str]) -> LetterKind:
        """Return what a letter does, from its sentences; that it answers where in doubt.

        A letter without sentences is none that says why it is silent: it counts as answering.
        """
        if not texts:
            return "answers"
        row = [letter_features(self.sentence_probabilities(texts))]
        chances = self.letter_regression.predict_proba(np.array(row))[0]
        return decide(dict(zip(self.letter_regression.classes_, chances, strict=True)))


def decide(chances: dict[LetterKind, float]) -> LetterKind:
    """Return what a letter does by the chance of each kind.

    >>> decide({"answers": 0.3, "forwarded": 0.1, "postponed": 0.6})
    'answers'
    >>> decide({"answers": 0.05, "forwarded": 0.15, "postponed": 0.8})
    'postponed'
    """
    if chances["answers"] >= MAY_ANSWER:
        return "answers"
    return "forwarded" if chances["forwarded"] > chances["postponed"] else "postponed"


def sentence_matrix(
    words: TfidfVectorizer, groups: WordGroups, texts: Sequence[str]
) -> sp.csr_matrix:
    """Return what the first regression reads, a row a sentence."""
    plain = words.transform([plain_words(text) for text in texts])
    return sp.hstack([plain, groups.rows(texts)]).tocsr()


def letter_features(probabilities: Matrix) -> list[float]:
    """Return what the second regression reads, from a row a sentence of `SENTENCE_KINDS`.

    The sentence that answers most and the one after it, the chance that any answers, their part of
    the letter; the sentence that postpones and the one that passes on most; how long the letter is.
    """
    answers, forwards, _, postpones = probabilities.T
    most = np.sort(answers)[::-1]
    second = most[1] if len(most) > 1 else 0.0
    return [
        *(_logit(x) for x in (most[0], second, 1 - np.prod(1 - answers))),
        float(answers.mean()),
        _logit(postpones.max()),
        _logit(forwards.max()),
        float(np.log(len(answers))),
    ]


def _logit(chance: float) -> float:
    return float(np.log((chance + FLOOR) / (1 + FLOOR - chance)))


def load_letter_model(path: Path, groups: WordGroups) -> LetterModel:
    """Load a trained model; nothing in the file is run.

    Raises
    ------
    ModelError
        When the file is missing, damaged, or trained with other groups of words.
    """
    hint = "Train it again with `weerklank train letters`."
    try:
        parts = skops.io.load(path, trusted=[])
        model = LetterModel(
            parts["words"], groups, parts["sentence_regression"], parts["letter_regression"]
        )
        trained_with = parts["groups_sha256"]
    except FileNotFoundError as error:
        raise ModelError(f"{path}: no model of letters there.", hint) from error
    except Exception as error:  # skops raises what its parts raise
        raise ModelError(f"{path}: not a model of letters: {error}", hint) from error
    if trained_with != groups.sha256:
        raise ModelError(f"{path}: trained with other groups of words than words.toml.", hint)
    return model


@lru_cache(maxsize=1)
def letter_model() -> LetterModel:
    """Return the model of this installation, loaded when the first letter needs it."""
    folder = resource("models/letters")
    return load_letter_model(
        verified(folder / "model.skops"), read_word_groups(folder / "words.toml")
    )
