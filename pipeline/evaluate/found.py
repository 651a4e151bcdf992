"""What a system found, in the form that gold is compared with.

`found_in_tables` reads the tables of a run; the baselines make the same records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.errors import UsageError
from pipeline.evaluate.gold import Coding, Stretch
from pipeline.evaluate.overlap import Span, overlaps_mostly, shared

COLUMNS: dict[str, tuple[str, ...]] = {
    "claims": ("claim_id", "document_id", "start", "end", "claim_type"),
    "claim_themes": ("claim_id", "theme", "score", "basis", "matched"),
    "recommendations": ("recommendation_id", "document_id", "start", "end", "quoted_from"),
    "asks": ("ask_id", "recommendation_id", "start", "end"),
    "alignment": (
        "recommendation_id",
        "ask_id",
        "response_document_id",
        "response_start",
        "response_end",
    ),
    "stance": (
        "recommendation_id",
        "ask_id",
        "stance",
        "evidence_document_id",
        "evidence_start",
        "evidence_end",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTheme:
    """A theme of a claim, and what it rests on: a basis and words of the contract's table.

    ``score`` lies in 0..1; it is None where a run gives none.
    """

    theme: str
    score: float | None = None
    basis: str = ""
    matched: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim of a run."""

    document_id: str
    start: int
    end: int
    claim_type: str
    themes: tuple[FoundTheme, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundVerdict:
    """A stance and its evidence; both empty when the run does not judge."""

    stance: str = ""
    evidence_document_id: str = ""
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAsk:
    """An ask with its verdict."""

    start: int
    end: int
    verdict: FoundVerdict = FoundVerdict()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecommendation:
    """A recommendation, the passages aligned with the whole of it, and its verdicts.

    ``aligned`` holds ``(document id, start, end)``; ``quoted`` marks the quotation of a
    recommendation that is counted elsewhere.
    """

    document_id: str
    start: int
    end: int
    quoted: bool = False
    aligned: tuple[tuple[str, int, int], ...] = ()
    verdict: FoundVerdict = FoundVerdict()
    asks: tuple[FoundAsk, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that one system says about the gold's documents.

    ``codings`` stand in the order of the gold's stretches, None where a coder says nothing of one;
    so do the ``themes`` of a run, each with what it rests on. ``judged`` are the recommendations
    whose answers and verdicts are compared; they differ from ``recommendations`` only in the
    baselines, which are told where the recommendations stand. A system that ``codes_only`` says
    nothing of recommendations and is not compared on them.
    """

    codings: tuple[Coding | None, ...]
    recommendations: tuple[FoundRecommendation, ...] = ()
    judged: tuple[FoundRecommendation, ...] = ()
    themes: tuple[tuple[FoundTheme, ...], ...] = ()
    codes_only: bool = False


def found_in_tables(tables: Mapping[str, pd.DataFrame], stretches: Sequence[Stretch]) -> Found:
    """Read what a run found from its tables.

    Parameters
    ----------
    tables
        Tables of the contract by name without ``.csv``: claims, claim_themes, recommendations,
        asks, alignment and stance; empty cells may be empty text or missing values.
    stretches
        The gold's stretches, which the claims are laid against.
    """
    _check_tables(tables)
    recommendations = tuple(_recommendations(tables))
    claims = _claims(tables)
    return Found(
        codings=code_stretches(stretches, claims),
        recommendations=recommendations,
        judged=recommendations,
        themes=tuple(
            tuple(theme for claim in mostly for theme in claim.themes)
            for _, _, mostly in _claims_at(stretches, claims)
        ),
    )


def code_stretches(
    stretches: Sequence[Stretch], claims: Iterable[FoundClaim]
) -> tuple[Coding, ...]:
    """Say of each stretch whether claims cover at least half of it, with which type and themes.

    Themes are the union over the claims that share more than half of the shorter of claim and
    stretch, the type that of the longest of them, the first at a tie.
    """
    codings = []
    for stretch, near, mostly in _claims_at(stretches, claims):
        span = (stretch.start, stretch.end)
        covered = shared([span], [(claim.start, claim.end) for claim in near])
        longest = max(mostly, key=lambda claim: claim.end - claim.start, default=None)
        codings.append(
            Coding(
                is_claim=2 * covered >= stretch.end - stretch.start,
                claim_type=longest.claim_type if longest else "",
                themes=frozenset(one.theme for claim in mostly for one in claim.themes),
            )
        )
    return tuple(codings)


def _claims_at(
    stretches: Sequence[Stretch], claims: Iterable[FoundClaim]
) -> Iterator[tuple[Stretch, list[FoundClaim], list[FoundClaim]]]:
    """Yield each stretch, the claims that touch it and those that mostly share their words."""
    by_document: dict[str, list[FoundClaim]] = {}
    for claim in sorted(claims, key=lambda claim: (claim.start, claim.end)):
        by_document.setdefault(claim.document_id, []).append(claim)
    for stretch in stretches:
        near = [
            claim
            for claim in by_document.get(stretch.document_id, ())
            if claim.start < stretch.end and claim.end > stretch.start
        ]
        span = (stretch.start, stretch.end)
        yield stretch, near, [c for c in near if overlaps_mostly(span, (c.start, c.end))]


def _check_tables(tables: Mapping[str, pd.DataFrame]) -> None:
    """Raise ``UsageError`` when a table or column that scoring reads is missing."""
    faults = []
    for name, columns in COLUMNS.items():
        found = list(tables[name].columns) if name in tables else []
        missing = [column for column in columns if column not in found]
        if name not in tables:
            faults.append(f"{name}.csv is missing")
        elif missing:
            faults.append(f"{name}.csv has no column {', '.join(missing)}")
    if faults:
        raise UsageError(
            f"These tables cannot be scored: {'; '.join(faults)}.",
            "Give the tables of one run of `weerklank analyze`, in the standard form.",
        )


def _rows(tables: Mapping[str, pd.DataFrame], name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, empty cells as empty text."""
    frame = tables[name][list(COLUMNS[name])]
    cells = frame.astype(object).where(frame.notna(), "")
    return [{str(key): value for key, value in row.items()} for row in cells.to_dict("records")]


def _claims(tables: Mapping[str, pd.DataFrame]) -> list[FoundClaim]:
    """Return the claims with their themes."""
    themes: dict[str, list[FoundTheme]] = {}
    for row in _rows(tables, "claim_themes"):
        found = FoundTheme(
            theme=row["theme"],
            score=None if row["score"] == "" else float(row["score"]),
            basis=row["basis"],
            matched=row["matched"],
        )
        themes.setdefault(row["claim_id"], []).append(found)
    return [
        FoundClaim(
            document_id=row["document_id"],
            start=int(row["start"]),
            end=int(row["end"]),
            claim_type=row["claim_type"],
            themes=tuple(themes.get(row["claim_id"], ())),
        )
        for row in _rows(tables, "claims")
    ]


def _recommendations(tables: Mapping[str, pd.DataFrame]) -> Iterable[FoundRecommendation]:
    """Yield the recommendations with what is aligned with the whole of each, and the verdicts.

    A quoted recommendation that has no rows of its own takes those of the one it quotes.
    """
    aligned: dict[str, list[tuple[str, int, int]]] = {}
    for row in _rows(tables, "alignment"):
        if not row["ask_id"]:
            passage = (
                str(row["response_document_id"]),
                int(row["response_start"]),
                int(row["response_end"]),
            )
            aligned.setdefault(row["recommendation_id"], []).append(passage)
    verdicts: dict[str, FoundVerdict] = {}
    for row in _rows(tables, "stance"):
        evidence = None
        if row["evidence_document_id"] != "":
            evidence = (int(row["evidence_start"]), int(row["evidence_end"]))
        verdicts[row["ask_id"] or row["recommendation_id"]] = FoundVerdict(
            stance=row["stance"],
            evidence_document_id=row["evidence_document_id"],
            evidence=evidence,
        )
    asks: dict[str, list[FoundAsk]] = {}
    for row in _rows(tables, "asks"):
        ask = FoundAsk(
            start=int(row["start"]),
            end=int(row["end"]),
            verdict=verdicts.get(row["ask_id"], FoundVerdict()),
        )
        asks.setdefault(row["recommendation_id"], []).append(ask)
    for row in _rows(tables, "recommendations"):
        own, original = row["recommendation_id"], row["quoted_from"]
        judged = own if own in verdicts or not original else original
        yield FoundRecommendation(
            document_id=row["document_id"],
            start=int(row["start"]),
            end=int(row["end"]),
            quoted=bool(original),
            aligned=tuple(sorted(aligned.get(judged, ()))),
            verdict=verdicts.get(judged, FoundVerdict()),
            asks=tuple(asks.get(own, ())),
        )
