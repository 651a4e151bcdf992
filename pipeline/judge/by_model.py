"""The learned part of a verdict: what a clause says of an ask, and what the clauses make together.

Two logistic regressions. The first reads one clause (its words, parts of words, cues, the kind of
ask) and says whether it accepts, points to present policy, declines, or decides nothing. The second
reads the first's answers for all clauses that bear on the ask and gives the stance; only there
can `partially_accepted` arise, from clauses that pull apart. Scores: see models/stance/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from pipeline.records import Stance

CLAUSE_STANCES: tuple[Stance, ...] = ("accepted", "existing_policy", "rejected", "noted")
ANSWER_STANCES: tuple[Stance, ...] = (*CLAUSE_STANCES, "partially_accepted")
#: Features count half: there are few of them, each fires often.
FEATURE_SCALE = 0.5
#: Training answers have one to six clauses; of longer ones the weightiest are read.
CLAUSES_READ = 6
SUMMARY_CUES = tuple(
    (reading, strength)
    for reading, strength in (
        ("accepted", "overall"),
        ("rejected", "overall"),
        ("partially_accepted", "overall"),
        ("existing_policy", "overall"),
        ("limit", "weak"),
        ("contrast", "weak"),
        ("sympathy", "weak"),
        ("noted", "strong"),
        ("rejected", "strong"),
        ("accepted", "strong"),
        ("existing_policy", "strong"),
    )
)
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


def answer_features(
    probabilities: Matrix, clauses: Sequence[ClauseView], weights: Matrix
) -> list[float]:
    """Sum up what the clauses of one answer say of one ask.

    ``probabilities`` has a row a clause, in order, columns as ``CLAUSE_STANCES``.
    """
    weighted = probabilities * weights[:, None]
    deciding = weighted[:, :3]
    n = len(clauses)
    features = [*deciding.max(axis=0), *(1 - np.prod(1 - 0.9 * deciding, axis=0))]
    features += [*weighted[-1], *weighted[0], *(deciding.sum(axis=0) / n)]
    endorsing, refusing, noting = weighted[:, 0] + weighted[:, 1], weighted[:, 2], weighted[:, 3]
    features += [
        _pull(endorsing, refusing),
        _pull(refusing, endorsing),
        _pull(endorsing, noting),
        max(_pull(weighted[:, 1], weighted[:, 0]), _pull(weighted[:, 0], weighted[:, 1])),
        float(probabilities[:, 3].min()),
    ]
    cues = [{(cue.stance, cue.rule.strength) for cue in clause.cues} for clause in clauses]
    for wanted in SUMMARY_CUES:
        found = [w for w, there in zip(weights, cues, strict=True) if wanted in there]
        features.append(float(max(found, default=0.0)))
    turns = [w for w, there in zip(weights, cues, strict=True) if ("contrast", "weak") in there]
    features.append(float(max(turns[1:], default=0.0)))
    features.append(float(("limit", "weak") in cues[-1]))
    features.append(min(n, CLAUSES_READ) / CLAUSES_READ)
    return [float(value) for value in features]


def _pull(first: Matrix, then: Matrix) -> float:
    """How strongly one clause says the one and a later one the other."""
    best = 0.0
    for index in range(len(first) - 1):
        best = max(best, float(min(first[index], then[index + 1 :].max())))
    return best


@dataclass(frozen=True)
class StanceModel:
    """Both regressions with what they need to read a clause."""

    words: TfidfVectorizer
    letters: TfidfVectorizer
    clause_regression: LogisticRegression
    answer_regression: LogisticRegression | None
    names: tuple[str, ...]

    def clause_probabilities(self, clauses: Sequence[ClauseView], ask: str) -> Matrix:
        """Return P(stance) of each clause as an answer to ``ask``, columns ``CLAUSE_STANCES``."""
        texts = [clause.text for clause in clauses]
        features = feature_matrix([clause_features(clause, ask) for clause in clauses], self.names)
        matrix = sp.hstack(
            [self.words.transform(texts), self.letters.transform(texts), features]
        ).tocsr()
        return _in_order(self.clause_regression, matrix, CLAUSE_STANCES)

    def answer_probabilities(
        self, probabilities: Matrix, clauses: Sequence[ClauseView], weights: Matrix | None = None
    ) -> dict[Stance, float]:
        """Return P(stance) of all clauses together, weighted by how they bear on the ask."""
        weights = np.ones(len(clauses)) if weights is None else weights
        keep = weightiest(probabilities, weights)
        row = answer_features(
            probabilities[keep], [clauses[index] for index in keep], weights[keep]
        )
        if self.answer_regression is None:
            raise ValueError("answer_probabilities: the second regression is not fitted yet")
        found = _in_order(self.answer_regression, np.array([row]), ANSWER_STANCES)[0]
        return {stance: float(p) for stance, p in zip(ANSWER_STANCES, found, strict=True)}

    def save(self, path: Path) -> None:
        """Write the model with skops; nothing in the file can run code."""
        parts = {**self.__dict__, "names": list(self.names)}
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


def weightiest(probabilities: Matrix, weights: Matrix) -> NDArray[np.intp]:
    """Return the positions, in order, of the clauses that bear most on the ask and decide most."""
    decisive = weights * (1 - 0.8 * probabilities[:, 3])
    chosen = np.argsort(-decisive, kind="stable")[:CLAUSES_READ]
    return np.sort(chosen)


def _in_order(
    regression: LogisticRegression, matrix: Matrix | sp.csr_matrix, stances: Sequence[Stance]
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
