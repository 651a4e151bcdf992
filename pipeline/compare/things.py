"""What a run found, thing by thing, in the words of its readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pipeline.report.labels import (
    CLAIM_TYPE_LABELS,
    NO_DOCUMENT_LABEL,
    ORIGIN_LABELS,
    ROLE_LABELS,
    STANCE_LABELS,
)
from pipeline.report.words import plain
from pipeline.runs import records

if TYPE_CHECKING:
    from pipeline.analyze import Result

Row = Mapping[str, Any]
NO_ANSWER = {
    "not_found": "niets gevonden",
    "forwarded": "doorgestuurd",
    "postponed": "uitgesteld",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A claim, a recommendation, an ask, an answer, a verdict or a document of one run.

    ``identifier`` is its own; ``owner`` that of the recommendation or ask which an answer or a
    verdict is about. ``values`` holds what may change, by the Dutch name under which it is shown.
    """

    document_id: str
    identifier: str
    start: int | None = None
    end: int | None = None
    number: str = ""
    text: str = ""
    owner: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The things of one run, each kind in order of document and position.

    What one document quotes from another is left out, as it is of every count.
    """

    documents: tuple[Thing, ...]
    claims: tuple[Thing, ...]
    recommendations: tuple[Thing, ...]
    asks: tuple[Thing, ...]
    answers: tuple[Thing, ...]
    verdicts: tuple[Thing, ...]


def things_of(run: Result) -> Found:
    """Return what a run found.

    Themes carry the Dutch labels that the run records, else their identifiers.
    """
    tables = run.tables
    labels: Mapping[str, str] = run.run.get("codebook", {}).get("labels", {})
    counted = tables["recommendations"][tables["recommendations"]["quoted_from"] == ""]
    recommendations = {
        row["recommendation_id"]: Thing(
            document_id=row["document_id"],
            identifier=row["recommendation_id"],
            start=row["start"],
            end=row["end"],
            number=row["number"],
            text=row["text"],
            values={
                "tekst": row["text"],
                "nummer": row["number"],
                "thema's": _themes(row["themes"], labels),
            },
        )
        for row in records(counted)
    }
    asks = {
        row["ask_id"]: Thing(
            document_id=recommendations[row["recommendation_id"]].document_id,
            identifier=row["ask_id"],
            start=row["start"],
            end=row["end"],
            number=recommendations[row["recommendation_id"]].number,
            text=row["text_resolved"] or row["text"],
            values={"tekst": row["text_resolved"] or row["text"], "gericht aan": row["addressee"]},
        )
        for row in records(tables["asks"])
        if row["recommendation_id"] in recommendations
    }
    owners = recommendations | asks
    return Found(
        documents=tuple(_document(run, row) for row in records(tables["documents"])),
        claims=tuple(_claim(row, labels) for row in records(tables["claims"])),
        recommendations=tuple(recommendations.values()),
        asks=tuple(asks.values()),
        answers=tuple(
            _answer(row, owner)
            for row in records(tables["alignment"])
            if (owner := owners.get(row["ask_id"] or row["recommendation_id"])) is not None
        ),
        verdicts=tuple(
            _verdict(row, owner)
            for row in records(tables["stance"])
            if (owner := owners.get(row["verdict_id"])) is not None
        ),
    )


def _document(run: Result, row: Row) -> Thing:
    source = run.documents[row["document_id"]].source
    digest = sha256(source.encode("utf-8")).hexdigest()
    return Thing(
        document_id=row["document_id"],
        identifier=row["document_id"],
        text=row["title"] or row["document_id"],
        values={
            "tekst": f"{len(source)} tekens, SHA-256 {digest[:12]}",
            "bestand": row["source"],
            "titel": row["title"],
            "uitgever": row["publisher"],
            "datum": row["date"],
            "rol": ROLE_LABELS[row["role"]],
            "antwoordt op": row["responds_to"],
        },
    )


def _claim(row: Row, labels: Mapping[str, str]) -> Thing:
    return Thing(
        document_id=row["document_id"],
        identifier=row["claim_id"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        values={
            "tekst": row["text"],
            "soort": CLAIM_TYPE_LABELS[row["claim_type"]],
            "thema's": _themes(row["themes"], labels),
            "wie": row["actor"],
        },
    )


def _answer(row: Row, owner: Thing) -> Thing:
    return Thing(
        document_id=row["response_document_id"],
        identifier=owner.identifier,
        start=row["response_start"],
        end=row["response_end"],
        number=owner.number,
        text=row["response_text"],
        owner=owner.identifier,
        values={"tekst": row["response_text"], "gevonden via": plain(f"method_{row['method']}")},
    )


def _verdict(row: Row, owner: Thing) -> Thing:
    return Thing(
        document_id=owner.document_id,
        identifier=owner.identifier,
        start=owner.start,
        end=owner.end,
        number=owner.number,
        text=owner.text,
        owner=owner.identifier,
        values={
            "oordeel": STANCE_LABELS[row["stance"]] if row["stance"] else NO_DOCUMENT_LABEL,
            "bewijs": row["evidence"],
            "reden": NO_ANSWER.get(row["reason"], ""),
            "herkomst": ORIGIN_LABELS[row["origin"]],
        },
    )


def _themes(identifiers: str, labels: Mapping[str, str]) -> str:
    return "|".join(labels.get(theme, theme) for theme in identifiers.split("|"))
