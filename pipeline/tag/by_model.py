"""Say how likely each theme is from the wording of a claim alone.

Word and character n-grams with one logistic regression a theme, trained on claims written and
labelled for weerklank (``models/themes/train.jsonl``). Scores: see ``models/themes/scores.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import numpy as np
import scipy.sparse as sp
import skops.io
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from pipeline.errors import ModelError
from pipeline.ngrams import WordParts

#: All that a theme model is made of besides what skops trusts by itself: nothing.
TRUSTED: frozenset[str] = frozenset()
#: What a model says of a theme that it does not know: no evidence either way.
UNKNOWN = np.nan


def build_classifier(seed: int = 0) -> Pipeline:
    """Return an untrained classifier of claim texts."""
    words = TfidfVectorizer(min_df=2, sublinear_tf=True, dtype=np.float32)
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=4, sublinear_tf=True, dtype=np.float32
    )
    # Themes are rare (one claim in ten or fewer), so classes are balanced; the weights in
    # context.json bring the probabilities back to how often a theme occurs. C is no worse
    # on held-out documents than 10 and 30.
    regression = LogisticRegression(
        C=5, class_weight="balanced", solver="liblinear", random_state=seed
    )
    return make_pipeline(make_union(words, letters), OneVsRestClassifier(regression))


class ThemeModel:
    """A trained classifier and the themes that it knows.

    Parameters
    ----------
    classifier
        Fitted, with a column a theme.
    theme_ids
        The themes of its columns, in order.
    """

    def __init__(self, classifier: Pipeline, theme_ids: Sequence[str]) -> None:
        self.classifier = classifier
        self.theme_ids = tuple(theme_ids)

    def probabilities(self, texts: Sequence[str], theme_ids: Sequence[str]) -> NDArray[np.float64]:
        """Return a row a text and a column a theme; `UNKNOWN` where the model has no such theme."""
        result = np.full((len(texts), len(theme_ids)), UNKNOWN)
        if not texts:
            return result
        known = self.classifier[-1].predict_proba(self._features(texts))
        for column, theme in enumerate(theme_ids):
            if theme in self.theme_ids:
                result[:, column] = known[:, self.theme_ids.index(theme)]
        return result

    def _features(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Return what the classifier reads of texts: their words, and the parts of these."""
        (_, words), _ = self.classifier[0].transformer_list
        return sp.hstack([words.transform(texts), self._letters.transform(texts)]).tocsr()

    @cached_property
    def _letters(self) -> WordParts:
        _, (_, letters) = self.classifier[0].transformer_list
        return WordParts(letters)

    def save(self, path: Path) -> None:
        """Write the model with skops."""
        data = {"classifier": self.classifier, "theme_ids": list(self.theme_ids)}
        skops.io.dump(data, path, compression=ZIP_DEFLATED)

    @classmethod
    def load(cls, path: Path) -> ThemeModel:
        """Read a model; nothing in it is run, and what it holds must be of trusted types.

        Raises
        ------
        ModelError
            When the file is missing, damaged or holds other types.
        """
        hint = "Train it again with `weerklank train themes`."
        try:
            strange = set(skops.io.get_untrusted_types(file=path)) - TRUSTED
            if strange:
                raise ModelError(f"{path.name}: holds untrusted types {sorted(strange)}.", hint)
            data: dict[str, Any] = skops.io.load(path, trusted=sorted(TRUSTED))
            return cls(data["classifier"], data["theme_ids"])
        except ModelError:
            raise
        except FileNotFoundError as error:
            raise ModelError(f"{path}: no theme model there.", hint) from error
        except Exception as error:  # skops raises what its parts raise
            raise ModelError(
                f"{path.name}: cannot be read as a theme model: {error}", hint
            ) from error
