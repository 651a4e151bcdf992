"""Weigh a claim's own words, then what stands around it, twice: its score for every theme.

First the terms and the model give each claim a score of its own. Then the scores of the claims
around it are weighed in (`pipeline.tag.by_context`), and once more with the scores that come out,
so that a theme reaches a claim over others that took it over themselves. Three logistic
regressions, each the same for all themes: a theme added to the codebook gets the same treatment.
The weights stand in ``models/themes/context.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.tag.by_context import FEATURES, Evidence, Matrix, features, log_odds

OWN_FEATURES = ("term", "terms_more", "model", "model_with_term", "unknown_to_model")
#: The second round sees what the first saw, and the same made of the first round's scores.
AGAIN_FEATURES = (*FEATURES, *(f"again_{name}" for name in FEATURES))


def own_features(evidence: Evidence) -> NDArray[np.float64]:
    """Return an array of claims, themes and `OWN_FEATURES`."""
    term = (evidence.terms > 0).astype(float)
    known = ~np.isnan(evidence.model)
    model = log_odds(np.where(known, evidence.model, 0.5))
    more = (evidence.terms >= 2).astype(float)
    return np.stack((term, more, model, model * term, (~known).astype(float)), axis=-1)


@dataclass(frozen=True, slots=True)
class Regression:
    """What each feature adds to the log-odds of a theme."""

    weights: tuple[float, ...]
    intercept: float

    def scores(self, columns: NDArray[np.float64]) -> Matrix:
        """Return the score in 0..1 of each claim and theme from its features."""
        result: Matrix = 1 / (1 + np.exp(-(columns @ np.array(self.weights) + self.intercept)))
        return result


@dataclass(frozen=True, slots=True)
class ThemeWeights:
    """The regressions of the three rounds, and the scores from which a theme is given.

    ``threshold`` where the claim's own words speak of it, ``carried`` where only those around do.
    """

    own: Regression
    around: Regression
    again: Regression
    threshold: float
    carried: float

    def scores(self, evidence: Evidence) -> tuple[Matrix, Matrix]:
        """Return the scores of one document's claims, and those by their own words alone."""
        own = self.own.scores(own_features(evidence))
        columns = features(evidence, own)
        first = self.around.scores(columns)
        again = np.concatenate([columns, features(evidence, first)], axis=-1)
        return self.again.scores(again), own

    def bases(self, evidence: Evidence, own: Matrix) -> list[list[str]]:
        """Return what each score rests on: ``term``, ``model`` or ``context``.

        Without a term it is the model when the claim's own words would do, else the context.
        """
        by_model = np.where(own >= self.threshold, "model", "context")
        rows: list[list[str]] = np.where(evidence.terms > 0, "term", by_model).tolist()
        return rows

    def save(self, path: Path) -> None:
        """Write the weights as JSON that a person can read."""
        data = {"threshold": self.threshold, "carried": self.carried} | {
            name: {
                "intercept": round(part.intercept, 4),
                "weights": {n: round(w, 4) for n, w in zip(names, part.weights, strict=True)},
            }
            for name, part, names in (
                ("own", self.own, OWN_FEATURES),
                ("around", self.around, FEATURES),
                ("again", self.again, AGAIN_FEATURES),
            )
        }
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> ThemeWeights:
        """Read the weights.

        Raises
        ------
        ModelError
            When the file is missing or does not hold exactly the features of each round.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                own=_regression(data["own"], OWN_FEATURES),
                around=_regression(data["around"], FEATURES),
                again=_regression(data["again"], AGAIN_FEATURES),
                threshold=float(data["threshold"]),
                carried=float(data["carried"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path}: cannot be read as context weights: {error}",
                "Train them again with `weerklank train themes`.",
            ) from error


def _regression(data: dict[str, object], names: Sequence[str]) -> Regression:
    weights = data["weights"]
    if not isinstance(weights, dict) or set(weights) != set(names):
        raise KeyError(f"expected the weights {', '.join(names)}")
    return Regression(
        tuple(float(weights[name]) for name in names),
        float(data["intercept"]),  # type: ignore[arg-type]
    )
