"""What word counts and a logistic regression reach on the same gold.

The baseline that any text classifier has to beat: TF-IDF of words and pairs of words, one
regression for claim or no claim, one for the claim type and one a theme, taught with labelled
papers of our own. It is honest only on documents that it did not learn from, so it never learns
from a document that is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer

from pipeline.evaluate.found import Found
from pipeline.evaluate.gold import Coding, Gold, check_gold_fits, read_gold
from pipeline.ingest import find_sources, read_documents
from pipeline.records import SetAside

#: Fewer documents than this teach nothing that a figure could be hung on.
FEWEST_TAUGHT = 10


def find_by_tfidf(
    gold: Gold, sources: Mapping[str, str], taught: Sequence[Path]
) -> tuple[Found | None, str]:
    """Label the gold's stretches; None where too few papers are left to learn from.

    Parameters
    ----------
    gold, sources
        What is evaluated: stretches, and the texts of their documents by id.
    taught
        Folders of documents with a folder ``gold``, of which the first coder's labels count.

    Returns
    -------
    tuple
        What was found, and a note on what it learnt from or why it is left out.
    """
    texts: list[str] = []
    codings: list[Coding] = []
    n_taught = n_same = 0
    for folder in taught:
        said, labels, others, same = _lessons(folder, frozenset(sources.values()))
        texts, codings = texts + said, codings + labels
        n_taught, n_same = n_taught + others, n_same + same
    if n_taught < FEWEST_TAUGHT:
        return None, (
            f"No tfidf baseline here: {n_same} of the {n_same + n_taught} papers that would teach "
            "it are the ones evaluated."
        )
    spoken = [
        sources[stretch.document_id][stretch.start : stretch.end] for stretch in gold.stretches
    ]
    note = (
        f"tfidf (TF-IDF with logistic regression) learnt from {n_taught} labelled papers of ours; "
        f"left out, as they are evaluated: {n_same}."
    )
    return Found(codings=_code(texts, codings, spoken), codes_only=True), note


def _lessons(folder: Path, evaluated: frozenset[str]) -> tuple[list[str], list[Coding], int, int]:
    """Return stretches and codings to learn from, and how many documents teach and do not."""
    found, _ = find_sources([folder], None)
    read = [one for one in read_documents(found) if not isinstance(one, SetAside)]
    documents = {document.document_id: document.source for document in read}
    labelled = read_gold(folder / "gold")
    check_gold_fits(labelled, documents)
    same = {name for name, source in documents.items() if source in evaluated}
    lessons = [one for one in labelled.stretches if one.document_id not in same]
    texts = [documents[one.document_id][one.start : one.end] for one in lessons]
    codings = [next(iter(one.codings.values())) for one in lessons]
    return texts, codings, len(documents) - len(same), len(same)


def _code(
    texts: Sequence[str], codings: Sequence[Coding], spoken: Sequence[str]
) -> tuple[Coding, ...]:
    """Learn from texts with codings, and code what is spoken."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    known, asked = vectorizer.fit_transform(texts), vectorizer.transform(spoken)
    claims = np.array([coding.is_claim for coding in codings])
    is_claim = _regression().fit(known, claims).predict(asked)
    # A regression a label, as liblinear knows two classes only.
    types = np.array([coding.claim_type for coding in codings])
    given = types != ""
    claim_type = OneVsRestClassifier(_regression()).fit(known[given], types[given]).predict(asked)
    names = MultiLabelBinarizer()
    themes = names.fit_transform([sorted(coding.themes or ()) for coding in codings])
    of_theme = OneVsRestClassifier(_regression()).fit(known[claims], themes[claims])
    labels = names.inverse_transform(of_theme.predict(asked))
    return tuple(
        Coding(is_claim=bool(one), claim_type=str(kind), themes=frozenset(found))
        for one, kind, found in zip(is_claim, claim_type, labels, strict=True)
    )


def _regression() -> LogisticRegression:
    """Return an untrained regression; rare labels weigh as much as the others."""
    return LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=0)
