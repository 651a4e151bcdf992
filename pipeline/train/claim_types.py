"""Train the model of claim types on labelled documents, and measure it on documents left out.

Held out means by pair of papers: an advice and its reply are left out together, since the one
quotes the other. Both readers' labels count, each half.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import skops.io
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from pipeline.errors import UsageError
from pipeline.evaluate import check_gold_fits, read_gold
from pipeline.evaluate.gold import CODERS
from pipeline.evaluate.overlap import closest_span
from pipeline.ingest import find_sources, read_documents
from pipeline.judge.by_model import same_bytes
from pipeline.language import load_language_model
from pipeline.parse import doc_from_document, source_span
from pipeline.records import CLAIM_TYPES, ClaimType, Document
from pipeline.resources import resource
from pipeline.segment.claims import mark_claims
from pipeline.segment.cues import CueGroups, read_cue_groups
from pipeline.segment.type_features import describe_claims
from pipeline.segment.type_model import Features, TypeModel

if TYPE_CHECKING:
    from spacy.language import Language

N_FOLDS = 8
#: Features that fewer claims have say more of these claims than of the language.
SEEN_IN = 2
#: 15 to 40 differ by no more than chance in cross-validation on the development papers.
PENALTY = 25.0


@dataclass(frozen=True)
class LabelledClaim:
    """A claim with its features, the rules' verdict and the type that each reader gives it."""

    corpus: str
    group: str
    features: Features
    by_rule: ClaimType
    labels: tuple[ClaimType, ...]
    weight: float = 1.0


def train_type_model(corpora: Mapping[Path, float], out: Path, seed: int = 0) -> dict[str, Any]:
    """Train on labelled corpora, write model and scores into the folder ``out``.

    Parameters
    ----------
    corpora
        Folders of documents, each with a folder ``gold``, and how much a claim of them counts.
    out
        Gets ``model.skops`` and ``scores.json``.
    seed
        For the regression; the folds are fixed by the order of the documents.

    Returns
    -------
    dict
        What ``scores.json`` holds: for each corpus, on documents left out, the accuracy of the most
        frequent type, of the rules alone and of the model, and F1 a type.

    Raises
    ------
    UsageError
        When a corpus or its labels cannot be read.
    """
    cues_file = resource("models/claim_types.toml")
    cues = read_cue_groups(cues_file)
    nlp = load_language_model()
    nlp.add_pipe("weerklank_recommendations")
    claims = [
        claim
        for folder, weight in corpora.items()
        for claim in read_labelled_claims(nlp, folder, cues, weight)
    ]
    if len({claim.group for claim in claims}) < N_FOLDS:
        raise UsageError(
            f"train claim_types: fewer than {N_FOLDS} labelled papers or pairs of papers.",
            "Name a folder with more documents, and their labels in its folder gold.",
        )
    found: list[ClaimType] = [CLAIM_TYPES[0]] * len(claims)
    groups = [claim.group for claim in claims]
    for learn, test in GroupKFold(N_FOLDS).split(claims, groups=groups):
        model = fit_type_model([claims[n] for n in learn], seed)
        left_out = [claims[n] for n in test]
        types = model.decide([c.features for c in left_out], [c.by_rule for c in left_out])
        for n, label in zip(test, types, strict=True):
            found[n] = label
    scores: dict[str, Any] = {
        "cues_sha256": hashlib.sha256(cues_file.read_bytes()).hexdigest(),
        "corpora": {},
    }
    for corpus in sorted({claim.corpus for claim in claims}):
        chosen = [n for n, claim in enumerate(claims) if claim.corpus == corpus]
        scores["corpora"][corpus] = score_types(
            [claims[n] for n in chosen], [found[n] for n in chosen]
        )
    out.mkdir(parents=True, exist_ok=True)
    save_type_model(fit_type_model(claims, seed), out / "model.skops")
    text = json.dumps(scores, indent=2, ensure_ascii=False)
    (out / "scores.json").write_text(text + "\n", encoding="utf-8")
    return scores


def read_labelled_claims(
    nlp: Language, folder: Path, cues: CueGroups, weight: float = 1.0
) -> Iterator[LabelledClaim]:
    """Yield the claims found in a corpus that its readers call claims, too.

    A claim takes the labels of the stretch that it shares most with.

    Parameters
    ----------
    nlp
        A language model with ``weerklank_recommendations`` at its end.
    folder
        A folder of documents with a folder ``gold``.
    cues
        The groups of cues.
    weight
        How much each claim counts.
    """
    gold = read_gold(folder / "gold")
    labelled = {stretch.document_id for stretch in gold.stretches}
    sources, _ = find_sources([folder])
    read = read_documents([s for s in sources if s.document_id in labelled])
    documents = [document for document in read if isinstance(document, Document)]
    check_gold_fits(gold, {d.document_id: d.source for d in documents})
    for document in documents:
        doc = doc_from_document(nlp, document)
        for _, component in nlp.pipeline:
            doc = component(doc)
        asked = mark_claims(doc)
        stretches = [s for s in gold.stretches if s.document_id == document.document_id]
        spans = [(s.start, s.end) for s in stretches]
        rows = describe_claims(doc, cues, asked)
        for claim, row in zip(doc.spans["claims"], rows, strict=True):
            at = closest_span(source_span(claim), spans)
            codings = (
                [stretches[at].codings.get(coder) for coder in CODERS] if at is not None else []
            )
            labels = tuple(
                label
                for coding in codings
                if coding is not None and coding.is_claim
                for label in CLAIM_TYPES
                if label == coding.claim_type
            )
            if labels:
                yield LabelledClaim(
                    folder.name, _pair(document), row, claim._.claim_type, labels, weight
                )


def _pair(document: Document) -> str:
    """Return one name for an advice and the reply to it."""
    return min(document.responds_to, default=document.document_id)


def fit_type_model(claims: Sequence[LabelledClaim], seed: int = 0) -> TypeModel:
    """Fit the regression on claims; the labels of a claim share its weight."""
    seen = Counter(name for claim in claims for name in claim.features)
    rows, labels, weights = [], [], []
    for claim in claims:
        row = {name: value for name, value in claim.features.items() if seen[name] >= SEEN_IN}
        for label in claim.labels:
            rows.append(row)
            labels.append(label)
            weights.append(claim.weight / len(claim.labels))
    columns, frequency = DictVectorizer(), TfidfTransformer()
    matrix = frequency.fit_transform(columns.fit_transform(rows))
    regression = LogisticRegression(C=PENALTY, max_iter=1000, tol=1e-3, random_state=seed)
    return TypeModel(columns, frequency, regression.fit(matrix, labels, sample_weight=weights))


def save_type_model(model: TypeModel, path: Path) -> None:
    """Write a model with skops; the same model gives the same bytes."""
    parts = {
        "columns": model.columns,
        "weights": model.weights,
        "regression": model.regression,
    }
    path.write_bytes(same_bytes(skops.io.dumps(parts)))


def score_types(
    claims: Sequence[LabelledClaim], found: Sequence[ClaimType]
) -> dict[str, int | float | dict[str, float]]:
    """Return accuracy and F1 of types where all readers see a claim, averaged over the readers."""
    first = [claim.labels[0] for claim in claims]
    most = Counter(first).most_common(1)[0][0]
    score: dict[str, int | float | dict[str, float]] = {
        "n_claims": len(claims),
        "n_documents_or_pairs": len({claim.group for claim in claims}),
        "majority": _accuracy(claims, [most] * len(claims)),
        "rules": _accuracy(claims, [claim.by_rule for claim in claims]),
        "model": _accuracy(claims, found),
    }
    f1 = f1_score(first, found, labels=CLAIM_TYPES, average=None, zero_division=0)
    score["f1"] = {label: round(float(x), 4) for label, x in zip(CLAIM_TYPES, f1, strict=True)}
    return score


def _accuracy(claims: Sequence[LabelledClaim], found: Sequence[ClaimType]) -> float:
    right = [
        np.mean([label == given for label in claim.labels])
        for claim, given in zip(claims, found, strict=True)
    ]
    return round(float(np.mean(right)), 4)
