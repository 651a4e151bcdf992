"""Read labelled papers as the document reader sees them: units, each with what readers call it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from pipeline.errors import UsageError
from pipeline.evaluate import check_gold_fits, read_gold
from pipeline.evaluate.gold import Coding
from pipeline.evaluate.overlap import closest_span
from pipeline.ingest import find_sources, read_documents
from pipeline.parse import doc_from_document, source_span
from pipeline.read import ReadUnit, begin_or_inside
from pipeline.records import CLAIM_TYPES, Document
from pipeline.segment.reread import read_units

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LabelledUnit:
    """A unit with the share of readers that give it each type and each theme; empty where none."""

    unit: ReadUnit
    types: tuple[float, ...]
    themes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document's units, which of them begin or go on with a recommendation, and what rules said.

    ``hints`` is empty where no rules are known that had not seen the paper.
    """

    document: Document
    units: tuple[LabelledUnit, ...]
    spans: tuple[int, ...]
    hints: tuple[int, ...]


def read_papers(
    nlp: Language, folder: Path, theme_ids: Sequence[str], hints: Mapping[str, Sequence[Span]]
) -> Iterator[Paper]:
    """Yield the papers of a folder with a folder ``gold``.

    Parameters
    ----------
    nlp
        A language model.
    folder
        Documents and their labels.
    theme_ids
        The themes, in order.
    hints
        By document what rules found that had not seen it.

    Raises
    ------
    UsageError
        When the labels have mistakes or are about other documents.
    """
    gold = read_gold(folder / "gold", themes=theme_ids)
    sources, _ = find_sources([folder])
    documents = [d for d in read_documents(sources) if isinstance(d, Document)]
    check_gold_fits(gold, {d.document_id: d.source for d in documents})
    for document in documents:
        doc = doc_from_document(nlp, document)
        for _, component in nlp.pipeline:
            doc = component(doc)
        units = read_units(doc)
        at = [source_span(doc[unit.start : unit.end]) for unit in units]
        own = document.document_id
        stretches = [s for s in gold.stretches if s.document_id == own]
        places = [(s.start, s.end) for s in stretches]
        labelled = []
        for unit, span in zip(units, at, strict=True):
            closest = closest_span(span, places)
            codings = [] if closest is None else list(stretches[closest].codings.values())
            labelled.append(LabelledUnit(unit, *_shares(codings, theme_ids)))
        asked = [(r.start, r.end) for r in gold.recommendations if r.document_id == own]
        yield Paper(
            document,
            tuple(labelled),
            tuple(begin_or_inside(at, asked)),
            tuple(begin_or_inside(at, hints[own])) if own in hints else (),
        )


def read_hints(path: Path) -> dict[str, list[Span]]:
    """Read what rules found in papers that they had not seen: JSON, spans by document.

    Raises
    ------
    UsageError
        When the file is missing or is no such JSON.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        return {name: [(int(a), int(b)) for a, b in spans] for name, spans in found.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: cannot be read as spans by document: {error}.") from error


def _shares(
    codings: Sequence[Coding], theme_ids: Sequence[str]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the share of readers for each type and for each theme; none of who sees no claim."""
    types = [c.claim_type for c in codings if c.is_claim and c.claim_type]
    themes = [c.themes for c in codings if c.is_claim and c.themes is not None]
    return (
        tuple(types.count(name) / len(types) for name in CLAIM_TYPES) if types else (),
        tuple(sum(t in given for given in themes) / len(themes) for t in theme_ids)
        if themes
        else (),
    )
