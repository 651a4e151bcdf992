"""The learned part of a verdict, in three logistic regressions.

The first reads one clause (its words, parts of words, cues, the kind of ask) and says whether it
accepts, points to present policy, declines, puts off, or decides nothing. The second says which
clause bears on which ask. The third reads the first's answers for all clauses, weighted by the
second's, and gives the stance. Scores: see models/stance/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import scipy.sparse as sp
import skops.io
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.errors import ModelError
from pipeline.judge.cuebook import READINGS, Cuebook
from pipeline.judge.features import ClauseView, clause_features, feature_names
from pipeline.judge.relevance import bearing_features, units_of
from pipeline.judge.summary import CLAUSE_STANCES, answer_features
from pipeline.ngrams import WordParts
from pipeline.records import Stance

ANSWER_STANCES: tuple[Stance, ...] = (
    "accepted",
    "existing_policy",
    "rejected",
    "noted",
    "partially_accepted",
    "no_response",
)
#: Features count half: there are few of them, each fires often.
FEATURE_SCALE = 0.5
Matrix = NDArray[np.float64]


def all_feature_names(book: Cuebook) -> tuple[str, ...]:
    """Return the names of the features that a model trained with these cues reads, in order."""
    return feature_names(book.rules, sorted(READINGS))


def feature_matrix(rows: Sequence[dict[str, float]], names: Sequence[str]) -> sp.csr_matrix:
    """Lay features out as a sparse matrix; features without a column are left out."""
    column = {name: index for index, name in enumerate(names)}
    data, indices, pointers = [], [], [0]
    for row in rows:
        for name in sorted(row):
            if name in column:
                indices.append(column[name])
                data.append(row[name] * FEATURE_SCALE)
        pointers.append(len(indices))
    return sp.csr_matrix((data, indices, pointers), shape=(len(rows), len(names)))


@dataclass(frozen=True)
class StanceModel:
    """The three regressions with what they need to read a clause."""

    words: TfidfVectorizer
    letters: TfidfVectorizer
    clause_regression: LogisticRegression
    bearing_regression: LogisticRegression
    answer_regression: LogisticRegression
    names: tuple[str, ...]

    def clause_probabilities(self, clauses: Sequence[ClauseView], ask: str) -> Matrix:
        """Return P(stance) of each clause as an answer to ``ask``, columns ``CLAUSE_STANCES``."""
        matrix = clause_matrix(self.words, self._parts, clauses, [ask] * len(clauses), self.names)
        return _in_order(self.clause_regression, matrix, CLAUSE_STANCES)

    @cached_property
    def _parts(self) -> WordParts:
        return WordParts(self.letters)

    def bearing(self, clauses: Sequence[str], asks: Sequence[str]) -> Matrix:
        """Return P(bears on the ask) of each clause, in order, for each ask; 1 for a single ask."""
        if len(asks) < 2:
            return np.ones((len(clauses), len(asks)))
        features = bearing_features(units_of(clauses), [units_of([ask])[0] for ask in asks])
        flat = features.reshape(-1, features.shape[-1])
        yes = list(self.bearing_regression.classes_).index(True)
        found: Matrix = self.bearing_regression.predict_proba(flat)[:, yes]
        return found.reshape(features.shape[:2])

    def answer_probabilities(
        self,
        probabilities: Matrix,
        clauses: Sequence[ClauseView],
        weights: Matrix,
        ask: str,
        n_asks: int,
    ) -> dict[Stance, float]:
        """Return P(stance) of all clauses together, weighted by how they bear on the ask.

        Where there is but one ask, what answers at all answers that one.
        """
        row = answer_features(probabilities, clauses, weights, ask, n_asks)
        found = _in_order(self.answer_regression, np.array([row]), ANSWER_STANCES)[0]
        if n_asks < 2:
            found[ANSWER_STANCES.index("no_response")] = 0.0
            found /= found.sum()
        return {stance: float(p) for stance, p in zip(ANSWER_STANCES, found, strict=True)}

    def save(self, path: Path) -> None:
        """Write the model with skops; nothing in the file can run code."""
        for vectorizer in (self.words, self.letters):
            # An address in memory, noted whenever text is read: differs from run to run.
            vars(vectorizer).pop("_stop_words_id", None)
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        parts["names"] = list(self.names)
        path.write_bytes(same_bytes(skops.io.dumps(parts)))


def same_bytes(dumped: bytes) -> bytes:
    """Rewrite a skops archive so that the same model gives the same bytes.

    skops names parts by their address in memory and stamps them with the time; here they are
    numbered in the order in which the schema names them.
    """
    with ZipFile(BytesIO(dumped)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    schema = files.pop("schema.json").decode("utf-8")
    number: dict[str, str] = {}
    # Matches '"__id__": 140231' and '"file": "140231.npy"'; must not match '"C": 2'.
    named = re.compile(r'("__id__": |"file": ")(\d+)')
    for match in named.finditer(schema):
        number.setdefault(match.group(2), str(len(number) + 1))
    schema = named.sub(lambda match: match.group(1) + number[match.group(2)], schema)
    renamed = {
        number.get(name.split(".")[0], "") + "." + name.split(".", 1)[1]: name for name in files
    }
    if len(renamed) != len(files) or any(name.startswith(".") for name in renamed):
        raise ValueError(f"skops archive: parts {sorted(files)} do not match its schema")
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in ("schema.json", *sorted(renamed)):
            content = schema.encode("utf-8") if name == "schema.json" else files[renamed[name]]
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED, 9)
    return out.getvalue()


def clause_matrix(
    words: TfidfVectorizer,
    letters: TfidfVectorizer | WordParts,
    clauses: Sequence[ClauseView],
    asks: Sequence[str],
    names: Sequence[str],
) -> sp.csr_matrix:
    """Return what the first regression reads, a row for each clause and its ask."""
    texts = [clause.text for clause in clauses]
    rows = [clause_features(clause, ask) for clause, ask in zip(clauses, asks, strict=True)]
    features = feature_matrix(rows, names)
    return sp.hstack([words.transform(texts), letters.transform(texts), features]).tocsr()


def _in_order(
    regression: LogisticRegression, matrix: Matrix | sp.csr_matrix, stances: Sequence[str]
) -> Matrix:
    """Predicted probabilities with columns in the order of ``stances``; 0 for one not learned."""
    found = regression.predict_proba(matrix)
    classes = list(regression.classes_)
    columns = [
        found[:, classes.index(stance)] if stance in classes else np.zeros(len(found))
        for stance in stances
    ]
    return np.column_stack(columns)


def load_stance_model(path: Path, book: Cuebook) -> StanceModel:
    """Load a trained model.

    Raises
    ------
    ModelError
        If the file is missing, holds anything but the expected parts, or was trained with
        other cues than ``book``.
    """
    if not path.is_file():
        raise ModelError(f"{path}: no such file, expected the stance model.", "Run make models.")
    try:
        parts = skops.io.load(path, trusted=[])
        model = StanceModel(**{**parts, "names": tuple(parts["names"])})
    except Exception as error:
        raise ModelError(f"{path}: {error}", "Run make models.") from error
    if model.names != all_feature_names(book):
        raise ModelError(
            f"{path}: trained with other cues than models/stance.toml now has.",
            "Run make models.",
        )
    return model
