"""Records to tables: one function a table, and `build_tables` for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from pipeline.records import Alignment, DocumentAnalysis, SetAside, Verdict
from pipeline.report.coverage import (
    coverage_recommendations_rows,
    coverage_themes_rows,
    stance_by_theme_rows,
)
from pipeline.report.findings import Findings, arrange, ordered_asks
from pipeline.report.overview import overview_rows
from pipeline.report.schema import TABLES, frame

Rows = Iterator[dict[str, object]]


def build_tables(
    analyses: Sequence[DocumentAnalysis],
    alignments: Sequence[Alignment],
    verdicts: Sequence[Verdict],
    set_aside: Sequence[SetAside],
    theme_ids: Sequence[str],
    theme_labels: Mapping[str, str],
) -> dict[str, pd.DataFrame]:
    """Build every table of the contract, in the contract's order.

    Rows are sorted by document and position whatever the order of the arguments, so the same
    findings always give the same tables. A recommendation quoted from another document is in
    `recommendations`, `asks`, `alignment` and `stance`, and in no count and not in `overzicht`.

    Parameters
    ----------
    analyses, alignments, verdicts, set_aside
        What the stages found.
    theme_ids
        The codebook's themes, in its order; lists of themes in a cell follow it.
    theme_labels
        Dutch label of each theme.

    Returns
    -------
    dict of str to DataFrame
        Keyed by table name without ``.csv``. A table without rows keeps its columns. Cells
        without a number are missing; cells without text are the empty string.

    Raises
    ------
    IntegrityError
        The findings contradict each other (see `arrange`).

    Examples
    --------
    >>> tables = build_tables([], [], [], [], ["trade"], {"trade": "Handel"})
    >>> len(tables), list(tables["errors"].columns)
    (14, ['source', 'stage', 'error', 'hint'])
    """
    findings = arrange(analyses, alignments, verdicts, set_aside, theme_ids)
    rows: dict[str, Rows] = {
        "overzicht": overview_rows(findings, theme_labels),
        "documents": _document_rows(findings),
        "blocks": _block_rows(findings),
        "claims": _claim_rows(findings),
        "claim_themes": _claim_theme_rows(findings),
        "recommendations": _recommendation_rows(findings),
        "asks": _ask_rows(findings),
        "alignment": _alignment_rows(findings),
        "stance": _stance_rows(findings),
        "coverage_themes": coverage_themes_rows(findings),
        "coverage_recommendations": coverage_recommendations_rows(findings),
        "stance_by_theme": stance_by_theme_rows(findings),
        "references": _reference_rows(findings),
        "errors": _error_rows(findings),
    }
    return {name: frame(name, rows[name]) for name in TABLES}


def _document_rows(findings: Findings) -> Rows:
    for document in findings.documents.values():
        own = [r for r in findings.counted if r.document_id == document.document_id]
        yield {
            "document_id": document.document_id,
            "title": document.title,
            "publisher": document.publisher,
            "date": document.date,
            "role": document.role,
            "role_inferred": document.role_inferred,
            "language": document.language,
            "source": document.file,
            "sha256": document.sha256,
            "format": document.format,
            "n_characters": len(document.source),
            "n_blocks": len(document.blocks),
            "n_claims": len(findings.claims[document.document_id]),
            "n_recommendations": len(own),
            "responds_to": "|".join(document.responds_to),
        }


def _block_rows(findings: Findings) -> Rows:
    for document in findings.documents.values():
        # An enclosing block comes before the furniture inside it.
        for block in sorted(document.blocks, key=lambda b: (b.start, -b.end, b.block_id)):
            yield {
                "block_id": block.block_id,
                "document_id": document.document_id,
                "start": block.start,
                "end": block.end,
                "kind": block.kind,
                "level": block.level,
                "page": block.page,
                "section": block.section,
            }


def _claim_rows(findings: Findings) -> Rows:
    for claims in findings.claims.values():
        for claim in claims:
            yield {
                "claim_id": claim.claim_id,
                "document_id": claim.document_id,
                "section": claim.section,
                "page": claim.page,
                "start": claim.start,
                "end": claim.end,
                "text": claim.text,
                "claim_type": claim.claim_type,
                "actor": claim.actor,
                "themes": "|".join(findings.ordered_themes(t.theme for t in claim.themes)),
                "needs_review": claim.needs_review,
                "n_words": claim.n_words,
            }


def _claim_theme_rows(findings: Findings) -> Rows:
    for claims in findings.claims.values():
        for claim in claims:
            for label in sorted(claim.themes, key=lambda t: findings.theme_ids.index(t.theme)):
                yield {
                    "claim_id": claim.claim_id,
                    "document_id": claim.document_id,
                    "theme": label.theme,
                    "score": label.score,
                    "basis": label.basis,
                    "matched": label.matched,
                }


def _recommendation_rows(findings: Findings) -> Rows:
    for recommendation in findings.recommendations:
        yield {
            "recommendation_id": recommendation.recommendation_id,
            "document_id": recommendation.document_id,
            "number": recommendation.number,
            "start": recommendation.start,
            "end": recommendation.end,
            "text": recommendation.text,
            "themes": "|".join(findings.ordered_themes(recommendation.themes)),
            "n_asks": len(recommendation.asks),
            "quoted_from": recommendation.quoted_from,
        }


def _ask_rows(findings: Findings) -> Rows:
    for recommendation in findings.recommendations:
        for ask in ordered_asks(recommendation):
            yield {
                "ask_id": ask.ask_id,
                "recommendation_id": recommendation.recommendation_id,
                "start": ask.start,
                "end": ask.end,
                "text": ask.text,
                "text_resolved": ask.text_resolved,
                "addressee": ask.addressee,
            }


def _alignment_rows(findings: Findings) -> Rows:
    for recommendation in findings.recommendations:
        for alignment in findings.alignments[recommendation.recommendation_id]:
            yield {
                "recommendation_id": alignment.recommendation_id,
                "ask_id": alignment.ask_id,
                "response_document_id": alignment.passage.document_id,
                "response_start": alignment.passage.start,
                "response_end": alignment.passage.end,
                "response_text": alignment.passage.text,
                "method": alignment.method,
                "score": alignment.score,
            }


def _stance_rows(findings: Findings) -> Rows:
    for verdict in findings.verdicts.values():
        evidence = verdict.evidence
        yield {
            "verdict_id": verdict.verdict_id,
            "recommendation_id": verdict.recommendation_id,
            "ask_id": verdict.ask_id,
            "stance": verdict.stance or "",
            "confidence": verdict.confidence,
            "reason": verdict.reason,
            "evidence_document_id": evidence.document_id if evidence else "",
            "evidence_start": evidence.start if evidence else None,
            "evidence_end": evidence.end if evidence else None,
            "evidence": evidence.text if evidence else "",
            "origin": verdict.origin,
            "needs_review": verdict.needs_review,
        }


def _reference_rows(findings: Findings) -> Rows:
    for document in findings.documents.values():
        found = document.references
        for reference in sorted(found, key=lambda r: (r.start, r.end, r.kind, r.identifier)):
            yield {
                "document_id": document.document_id,
                "start": reference.start,
                "end": reference.end,
                "text": reference.text,
                "kind": reference.kind,
                "identifier": reference.identifier,
            }


def _error_rows(findings: Findings) -> Rows:
    for entry in findings.set_aside:
        yield {
            "source": entry.source,
            "stage": entry.stage,
            "error": entry.error,
            "hint": entry.hint,
        }
