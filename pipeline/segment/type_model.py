"""Weigh what describes a claim by a trained regression, and give the claim its type.

One multinomial logistic regression on the features of ``pipeline.segment.type_features``, the
verdict of the rules (``pipeline.segment.claim_type``) among them, rare features counting for more
than frequent ones (inverse document frequency) and every claim for as much; fitted by ``weerklank
train claim_types``. Scores: ``models/claim_types/scores.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import skops.io
from numpy.typing import NDArray
from scipy.special import log_softmax
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from pipeline.errors import ModelError
from pipeline.records import CLAIM_TYPES, ClaimType

#: Added to the log-probability of the type that a rule gives. The rules were made on papers of the
#: ministry, the regression learned most from invented ones: left out by pair, 0.3 costs nothing on
#: these (.1 point) and brings .4 to .9 points on the editions of those.
TRUST_IN_RULES = 0.3
#: What the rules say when none of them fits gets no such addition.
NO_RULE_FITS: ClaimType = "assertion"

Features = dict[str, float]


class TypeModel:
    """A fitted regression and the features that it knows.

    Parameters
    ----------
    columns
        Fitted: from features to columns.
    weights
        Fitted: what a column counts for.
    regression
        Fitted on these columns, with the claim types as classes.
    """

    def __init__(
        self, columns: DictVectorizer, weights: TfidfTransformer, regression: LogisticRegression
    ) -> None:
        self.columns = columns
        self.weights = weights
        self.regression = regression

    def scores(self, rows: Sequence[Features], by_rule: Sequence[ClaimType]) -> NDArray[np.float64]:
        """Return a row a claim of log-probabilities, not normalised, columns as `CLAIM_TYPES`."""
        classes = list(self.regression.classes_)
        matrix = self.weights.transform(self._laid_out(rows))
        found = log_softmax(self.regression.decision_function(matrix), axis=1)
        scores = found[:, [classes.index(name) for name in CLAIM_TYPES]]
        for n, rule in enumerate(by_rule):
            if rule != NO_RULE_FITS:
                scores[n, CLAIM_TYPES.index(rule)] += TRUST_IN_RULES
        return scores

    def _laid_out(self, rows: Sequence[Features]) -> sp.csr_matrix:
        """Return a row a claim and a column a feature; what the regression does not know is left.

        As ``columns.transform`` does, which takes ten times as long.
        """
        known = self.columns.vocabulary_
        values: list[float] = []
        indices: list[int] = []
        ends = [0]
        for row in rows:
            inside = sorted((known[name], value) for name, value in row.items() if name in known)
            indices += [column for column, _ in inside]
            values += [value for _, value in inside]
            ends.append(len(indices))
        return sp.csr_matrix((values, indices, ends), shape=(len(rows), len(known)))

    def decide(self, rows: Sequence[Features], by_rule: Sequence[ClaimType]) -> list[ClaimType]:
        """Return the type of each claim.

        Parameters
        ----------
        rows
            The features of each claim.
        by_rule
            What the rules make of each.
        """
        if not rows:
            return []
        return [CLAIM_TYPES[best] for best in self.scores(rows, by_rule).argmax(axis=1)]


def load_type_model(path: Path) -> TypeModel:
    """Load a trained model; nothing in the file is run.

    Raises
    ------
    ModelError
        When the file is missing, damaged, or holds anything but a model of claim types.
    """
    hint = "Train it again with `weerklank train claim_types`."
    try:
        parts = skops.io.load(path, trusted=[])
        model = TypeModel(parts["columns"], parts["weights"], parts["regression"])
        known = sorted(model.regression.classes_)
    except FileNotFoundError as error:
        raise ModelError(f"{path}: no model of claim types there.", hint) from error
    except Exception as error:  # skops raises what its parts raise
        raise ModelError(f"{path}: not a model of claim types: {error}", hint) from error
    if known != sorted(CLAIM_TYPES):
        raise ModelError(
            f"{path}: knows the types {', '.join(map(str, known))}, expected "
            f"{', '.join(sorted(CLAIM_TYPES))}.",
            hint,
        )
    return model
