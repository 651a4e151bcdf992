"""Weigh what a claim says against what stands around it: its score for every theme.

A claim that goes on with 'zij' or 'dit' is about what the claim before it was about (codebook
rule 2); a bullet under a heading may rely on the heading (rule 5), an answer on the
recommendation; a claim on policy at large takes over nothing (rule 4). Each of these is a feature
of a claim and a theme; one logistic regression, the same for all themes, weighs them, so that a
theme added to the codebook gets the same treatment. Its weights stand in
``models/themes/context.json`` and were measured there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

Matrix = NDArray[np.float64]

#: Words that stand for what was named before.
# fmt: off
POINTING = frozenset(
    (
        "dit", "dat", "deze", "die", "zij", "ze", "hij", "hem", "haar", "hen", "hun", "zulke",
        "zo'n", "dergelijke", "beide", "beiden", "er", "zo", "daarmee", "daarbij", "daarvoor",
        "daardoor", "daarover", "daarvan", "daartoe", "daarin", "daaraan", "daarop", "daartegen",
        "daaronder", "daarom", "hiermee", "hierbij", "hiervoor", "hierdoor", "hierover",
        "hiervan", "hiertoe", "hierin", "hieraan", "hierop", "hiertegen", "hieronder",
    )
)
#: Words before a pointing word that leave it at the start of its claim: 'Ook zij', 'Door deze'.
LEADING = frozenset(
    (
        "aan", "bij", "bovendien", "daarnaast", "door", "in", "met", "ook", "op", "sinds",
        "tegen", "tevens", "toch", "van", "verder", "voor", "wel", "zonder",
    )
)
# fmt: on
#: Pointing words that further on in a claim mostly are something else: 'de wet die', 'zegt dat'.
ONLY_AT_START = frozenset({"daarom", "dat", "die", "er", "zo"})
#: How far into a claim a pronoun still speaks for it.
POINTING_REACH = 8
#: What is left of a theme one claim on: when that claim points back, is bare, or has another theme.
KEPT_POINTING, KEPT_BARE, KEPT_OTHER = 0.9, 0.6, 0.3
#: Claims without the theme that a share of claims is shrunk with: one other claim proves little.
FEW = 2
#: Probabilities nearer to 0 or 1 than this tell nothing more.
CLIP = 0.005

FEATURES = (
    "own_term",
    "own_terms_more",
    "model",
    "model_with_term",
    "unknown_to_model",
    "before",
    "before_pointing",
    "before_pronoun",
    "before_bare",
    "before_pointing_bare",
    "above_bare",
    "above_pointing",
    "heading_bare",
    "block",
    "section",
    "after_bare",
    "answered_bare",
    "general",
)
#: The features that speak of the claim itself; all others speak of what stands around it.
OWN_FEATURES = 5


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """Where a claim stands and how it begins.

    ``recommendation`` is -1 outside any recommendation and its answer; ``words`` are the claim's
    first words, lower case; ``general`` says whether it holds a word of policy at large.
    """

    block: int
    section: str
    recommendation: int
    words: tuple[str, ...]
    general: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the claims of one document, a row a claim and a column a theme.

    ``terms`` counts the terms found, ``model`` holds probabilities (NaN where the model does not
    know the theme), ``headings`` is 1 where the claim's own heading has a term.
    """

    contexts: tuple[ClaimContext, ...]
    terms: Matrix
    model: Matrix
    headings: Matrix


def points_back(words: Sequence[str]) -> tuple[str, bool]:
    """Return the word that points back, if any, and whether it opens the claim.

    >>> points_back(("ook", "zij", "kregen", "steun"))
    ('zij', True)
    >>> points_back(("lokale", "groepen", "verliezen", "hun", "zaal"))
    ('hun', False)
    >>> points_back(("de", "wet", "die", "geldt"))
    ('', False)
    """
    for n, word in enumerate(words[:2]):
        if word in POINTING and (n == 0 or words[0] in LEADING):
            return word, True
    for word in words[:POINTING_REACH]:
        if word in POINTING and word not in ONLY_AT_START:
            return word, False
    return "", False


def features(evidence: Evidence) -> NDArray[np.float64]:
    """Return an array of claims, themes and `FEATURES`."""
    contexts = evidence.contexts
    own = (evidence.terms > 0).astype(float)
    rest = 1 - own
    bare = (own.sum(axis=1, keepdims=True) == 0).astype(float)
    pointing = np.array([[points_back(c.words)[1]] for c in contexts], dtype=float).reshape(-1, 1)
    pronoun = np.array([[bool(points_back(c.words)[0])] for c in contexts], dtype=float)
    pronoun = pronoun.reshape(-1, 1) - pointing
    general = np.array([[c.general] for c in contexts], dtype=float).reshape(-1, 1)
    before, above, after = _neighbours(contexts, own, pointing[:, 0], bare[:, 0])
    block = _share_of_others(own, [c.block for c in contexts])
    section = _share_of_others(own, [c.section for c in contexts])
    answered = _share_of_others(own, [c.recommendation for c in contexts])
    answered *= np.array([[c.recommendation >= 0] for c in contexts]).reshape(-1, 1)
    known = ~np.isnan(evidence.model)
    clipped = np.clip(np.where(known, evidence.model, 0.5), CLIP, 1 - CLIP)
    model = np.log(clipped / (1 - clipped))
    around = np.maximum.reduce([before, above, evidence.headings, answered])
    columns = (
        own,
        (evidence.terms >= 2).astype(float),
        model,
        model * own,
        (~known).astype(float),
        before * rest,
        before * rest * pointing,
        before * rest * pronoun,
        before * bare,
        before * bare * pointing,
        above * bare,
        above * rest * pointing,
        evidence.headings * bare,
        block * rest,
        section * rest,
        after * bare,
        answered * bare,
        around * bare * general,
    )
    return np.stack(columns, axis=-1)


def _neighbours(
    contexts: Sequence[ClaimContext], own: Matrix, pointing: Matrix, bare: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    """Return what the claims before, in the block above and after lend to each claim."""
    before, above, after = (np.zeros_like(own) for _ in range(3))
    for n in range(1, len(contexts)):
        last, this = contexts[n - 1], contexts[n]
        kept = KEPT_POINTING if pointing[n - 1] else KEPT_BARE if bare[n - 1] else KEPT_OTHER
        if last.block == this.block:
            before[n] = np.maximum(own[n - 1], kept * before[n - 1])
            after[n - 1] = own[n]
        elif (last.section, last.recommendation) == (this.section, this.recommendation):
            above[n] = np.maximum(own[n - 1], kept * np.maximum(before[n - 1], above[n - 1]))
    return before, above, after


def _share_of_others(own: Matrix, keys: Sequence[object]) -> Matrix:
    """Return the share of the other claims with the same key that have each theme, shrunk."""
    groups: dict[object, list[int]] = {}
    for n, key in enumerate(keys):
        groups.setdefault(key, []).append(n)
    share = np.zeros_like(own)
    for rows in groups.values():
        if len(rows) > 1:
            share[rows] = (own[rows].sum(axis=0) - own[rows]) / (len(rows) - 1 + FEW)
    return share


@dataclass(frozen=True, slots=True)
class ContextWeights:
    """What each feature adds to the log-odds of a theme, and the score from which it is given."""

    weights: tuple[float, ...]
    intercept: float
    threshold: float

    def scores(self, columns: NDArray[np.float64]) -> Matrix:
        """Return the score in 0..1 of each claim and theme from its features."""
        return _sigmoid(columns @ np.array(self.weights) + self.intercept)

    def bases(self, columns: NDArray[np.float64]) -> list[list[str]]:
        """Return what each score rests on most: ``term``, ``model`` or ``context``."""
        weighted = columns * np.array(self.weights)
        around = weighted[..., OWN_FEATURES:].sum(axis=-1)
        names = np.where(
            columns[..., 0] > 0, "term", np.where(around >= weighted[..., 2], "context", "model")
        )
        rows: list[list[str]] = names.tolist()
        return rows

    def save(self, path: Path) -> None:
        """Write the weights as JSON that a person can read."""
        data = {
            "intercept": round(self.intercept, 4),
            "threshold": self.threshold,
            "weights": {n: round(w, 4) for n, w in zip(FEATURES, self.weights, strict=True)},
        }
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> ContextWeights:
        """Read the weights.

        Raises
        ------
        ModelError
            When the file is missing or does not hold exactly `FEATURES`.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if set(data["weights"]) != set(FEATURES):
                raise KeyError(f"expected the weights {', '.join(FEATURES)}")
            weights = tuple(float(data["weights"][name]) for name in FEATURES)
            return cls(weights, float(data["intercept"]), float(data["threshold"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path}: cannot be read as context weights: {error}",
                "Train them again with `weerklank train themes`.",
            ) from error


def _sigmoid(values: Matrix) -> Matrix:
    result: Matrix = 1 / (1 + np.exp(-values))
    return result
