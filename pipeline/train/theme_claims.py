"""Read the claims that the theme model learns from, each with its themes.

Two kinds: ``train.jsonl``, one claim a line (``group`` (its document), ``section``, ``block``,
``recommendation``, ``text`` and ``themes``, lines of a document together and in order), and whole
documents with the labels of two readers, which are read and cut into claims as the line does it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.errors import UsageError
from pipeline.evaluate import check_gold_fits, read_gold
from pipeline.evaluate.gold import Stretch
from pipeline.evaluate.overlap import overlaps_mostly
from pipeline.ingest import find_sources, read_documents
from pipeline.parse import doc_from_document, source_span
from pipeline.records import SetAside
from pipeline.tag import claim_words
from pipeline.tag.by_context import Matrix
from pipeline.tag.evidence import ClaimWords

FIELDS = ("group", "section", "block", "recommendation", "text", "themes")
SEGMENTERS = ("weerklank_recommendations", "weerklank_claims")


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """The claims of one document, in order.

    ``labels`` has a row a claim and a column a theme: the share of readers that give it.
    Documents of one ``group`` (an advice and its reply) are held out together.
    """

    group: str
    claims: tuple[ClaimWords, ...]
    labels: Matrix


def read_training_claims(
    path: Path, theme_ids: Sequence[str], nlp: Language
) -> list[TrainingDocument]:
    """Read ``train.jsonl``.

    Raises
    ------
    UsageError
        When it is missing, or a line lacks a field or names a theme that the codebook lacks.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as JSON lines: {error}.") from error
    faults = [
        f"line {n}: needs {', '.join(FIELDS)}, and themes of the codebook."
        for n, row in enumerate(rows, start=1)
        if set(FIELDS) - row.keys() or set(row["themes"]) - set(theme_ids)
    ]
    if faults or not rows:
        raise UsageError(f"{path.name}: {' '.join(faults) or 'is empty.'}")
    with nlp.select_pipes(disable=[name for name in SEGMENTERS if name in nlp.pipe_names]):
        docs = list(nlp.pipe(row["text"] for row in rows))
    documents = []
    for group, members in groupby(zip(rows, docs, strict=True), key=lambda pair: pair[0]["group"]):
        pairs = list(members)
        claims = tuple(
            ClaimWords.from_tokens(list(doc), row["block"], row["section"], row["recommendation"])
            for row, doc in pairs
        )
        labels = [[float(theme in row["themes"]) for theme in theme_ids] for row, _ in pairs]
        documents.append(TrainingDocument(f"{path.name}:{group}", claims, np.array(labels)))
    return documents


def read_labelled_documents(
    corpus: Path, gold: Path, theme_ids: Sequence[str], nlp: Language
) -> list[TrainingDocument]:
    """Read and cut the documents of a folder as the line does, and lay readers' labels on them.

    Parameters
    ----------
    corpus, gold
        The documents, and a gold folder on them; documents without labels are left out.
    nlp
        A language model with `SEGMENTERS` added.

    Raises
    ------
    UsageError
        When the gold has mistakes, is about other documents or names an unknown theme.
    """
    labelled = read_gold(gold, themes=theme_ids)
    sources, _ = find_sources([corpus], None)
    read = [one for one in read_documents(sources) if not isinstance(one, SetAside)]
    check_gold_fits(labelled, {document.document_id: document.source for document in read})
    stretches: dict[str, list[Stretch]] = {}
    for stretch in labelled.stretches:
        stretches.setdefault(stretch.document_id, []).append(stretch)
    groups = _linked(read)
    result = []
    for doc in nlp.pipe(doc_from_document(nlp, document) for document in read):
        document = doc._.document
        if document.document_id not in stretches:
            continue
        claims = tuple(claim_words(doc))
        if claims:
            labels = _labels(doc, stretches[document.document_id], theme_ids)
            group = f"{corpus.name}:{groups[document.document_id]}"
            result.append(TrainingDocument(group, claims, labels))
    return result


def _linked(documents: Iterable[Any]) -> dict[str, str]:
    """Return for each document the first of those that answer each other."""
    groups: dict[str, str] = {}
    for document in documents:
        linked = {document.document_id, *document.responds_to}
        known = {groups[one] for one in linked if one in groups}
        first = min(linked | known)
        groups |= dict.fromkeys(linked, first)
        groups |= {one: first for one, group in groups.items() if group in known}
    return groups


def _labels(doc: Doc, stretches: Sequence[Stretch], theme_ids: Sequence[str]) -> Matrix:
    """Return the share of readers that give each claim of a Doc each theme."""
    rows = []
    for span in doc.spans["claims"]:
        found = source_span(span)
        codings = list(_codings(found, stretches))
        readers = sorted({reader for reader, _ in codings})
        given = {
            reader: {theme for other, themes in codings if other == reader for theme in themes}
            for reader in readers
        }
        n_readers = max(len(readers), 1)
        rows.append([sum(theme in g for g in given.values()) / n_readers for theme in theme_ids])
    return np.array(rows)


def _codings(
    span: tuple[int, int], stretches: Sequence[Stretch]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each reader's themes of the stretches that mostly share their words with a claim."""
    for stretch in stretches:
        if overlaps_mostly((stretch.start, stretch.end), span):
            for reader, coding in stretch.codings.items():
                yield reader, coding.themes or frozenset()
