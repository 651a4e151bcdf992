"""A small corpus, made by hand: an advice, the response that quotes it, a document nobody answers.

In the response a footnote cuts through the answer and a word is broken at a line end.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pytest

from pipeline.offsets import fold
from pipeline.records import (
    Alignment,
    Ask,
    Block,
    Claim,
    Document,
    DocumentAnalysis,
    Passage,
    Recommendation,
    Reference,
    SetAside,
    Theme,
    Verdict,
)
from pipeline.report import build_tables

THEME_IDS = ("expression", "trade", "security")
THEME_LABELS = {
    "expression": "Vrijheid van meningsuiting online en offline",
    "trade": "Handel",
    "security": "Veiligheid",
}
ADVICE_SOURCE = (
    'Aanbeveling 1: Steun journalisten en verbied "dwang"handel.\nc. Meet dit, jaarlijks.\n'
)
RESPONSE_SOURCE = (
    "1. Steun journalisten en verbied dwanghandel.\n"
    "Het kabinet steunt jour-\n1 Zie Kamerstuk 36 180, nr. 52.\n"
    "nalisten al sinds 2019. Een verbod volgt niet.\n"
)
ORPHAN_SOURCE = "Zorg voor vrede.\r\n"


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """What the stages would have found."""

    analyses: Sequence[DocumentAnalysis]
    alignments: Sequence[Alignment]
    verdicts: Sequence[Verdict]
    set_aside: Sequence[SetAside]
    theme_ids: Sequence[str] = THEME_IDS
    theme_labels: Mapping[str, str] = field(default_factory=lambda: THEME_LABELS)

    @property
    def documents(self) -> dict[str, Document]:
        return {a.document.document_id: a.document for a in self.analyses}

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        return build_tables(
            self.analyses,
            self.alignments,
            self.verdicts,
            self.set_aside,
            self.theme_ids,
            self.theme_labels,
        )


def place(document: Document, first: str, last: str = "") -> dict[str, object]:
    """Where a stretch stands that starts with `first` and ends with `last`, and its words."""
    start = document.source.index(first)
    end = document.source.index(last, start) + len(last) if last else start + len(first)
    text = fold(document.source, start, end, document.furniture).text
    return {"document_id": document.document_id, "start": start, "end": end, "text": text}


def block(document_id: str, number: int, start: int, end: int, **known: object) -> Block:
    fields = {"kind": "paragraph", "content_start": start, **known}
    return Block(block_id=f"{document_id}-b{number:04}", start=start, end=end, **fields)


@pytest.fixture
def corpus() -> Corpus:
    advice = Document(
        document_id="advies",
        source=ADVICE_SOURCE,
        blocks=(
            block("advies", 1, 0, 59),
            block("advies", 2, 60, 83, kind="list_item", content_start=63, level=1),
        ),
        title="Advies over de pers; een bewerking",
        publisher='Raad "Vrij"',
        date="2024-01-10",
        role="advice",
        role_inferred=False,
        file="map/advies.txt",
        sha256="a" * 64,
    )
    response = Document(
        document_id="reactie",
        source=RESPONSE_SOURCE,
        blocks=(
            block("reactie", 1, 0, 45, page=1, section="Reactie"),
            block("reactie", 2, 46, 149, page=1, section="Reactie"),
            block("reactie", 3, 71, 102, kind="footnote", page=2),
        ),
        references=(
            Reference(
                document_id="reactie",
                start=77,
                end=101,
                text="Kamerstuk 36 180, nr. 52",
                kind="kamerstuk",
                identifier="36180-52",
            ),
        ),
        title="Reactie",
        date="2024-03-01",
        role="response",
        file="reactie.txt",
        sha256="b" * 64,
        responds_to=("advies",),
    )
    orphan = Document(
        document_id="oproep",
        source=ORPHAN_SOURCE,
        blocks=(block("oproep", 1, 0, 16),),
        date="2023",
        role="advice",
        file="oproep.txt",
        sha256="c" * 64,
    )
    support = Ask(
        ask_id="advies-r01-a1",
        recommendation_id="advies-r01",
        text_resolved="Steun journalisten",
        addressee="het kabinet",
        **place(advice, "Steun journalisten"),
    )
    ban = Ask(
        ask_id="advies-r01-a2",
        recommendation_id="advies-r01",
        text_resolved='Verbied "dwang"handel',
        **place(advice, 'verbied "dwang"handel'),
    )
    measure = Ask(
        ask_id="advies-r02-a1",
        recommendation_id="advies-r02",
        text_resolved="Meet dit, jaarlijks.",
        **place(advice, "Meet dit, jaarlijks."),
    )
    asked = (
        Recommendation(
            recommendation_id="advies-r01",
            number="1",
            themes=("trade", "expression"),
            asks=(ban, support),
            **place(advice, "Steun", "handel."),
        ),
        Recommendation(
            recommendation_id="advies-r02",
            number="c",
            asks=(measure,),
            **place(advice, "Meet dit, jaarlijks."),
        ),
    )
    quoted = Recommendation(
        recommendation_id="reactie-r01",
        number="1",
        themes=("trade",),
        quoted_from="advies-r01",
        **place(response, "Steun", "handel."),
    )
    peace = Recommendation(
        recommendation_id="oproep-r01",
        themes=("security",),
        **place(orphan, "Zorg voor vrede."),
    )
    claims = (
        Claim(
            claim_id="reactie-c0002",
            claim_type="position",
            actor="government",
            needs_review=True,
            n_words=4,
            page=2,
            themes=(
                Theme(theme="trade", score=0.1 + 0.2, basis="context"),
                Theme(theme="expression", score=1 / 3, basis="model"),
            ),
            **place(response, "Een verbod volgt niet."),
        ),
        Claim(
            claim_id="reactie-c0001",
            claim_type="commitment",
            actor="government",
            section="Reactie",
            n_words=7,
            page=1,
            themes=(Theme(theme="expression", score=1.0, basis="term", matched="journalisten"),),
            **place(response, "Het kabinet", "2019."),
        ),
    )
    whole_answer = Passage(**place(response, "Het kabinet", "niet."))
    support_answer = Passage(**place(response, "Het kabinet", "2019."))
    ban_evidence = Passage(**place(response, "Een verbod volgt niet."))
    return Corpus(
        analyses=(
            DocumentAnalysis(document=response, claims=claims, recommendations=(quoted,)),
            DocumentAnalysis(document=orphan, recommendations=(peace,)),
            DocumentAnalysis(document=advice, recommendations=asked),
        ),
        alignments=(
            answer("advies-r01-a1", support_answer, 0.123456),
            answer("advies-r01", whole_answer, 1.0, method="structure"),
            answer("reactie-r01", whole_answer, 1.0, method="structure"),
        ),
        verdicts=(
            verdict("oproep-r01", None, 0.0, "no_response_document"),
            verdict("reactie-r01", "partially_accepted", 0.5, "roll_up", support_answer),
            verdict("advies-r02-a1", "no_response", 0.9, "not_found"),
            verdict("advies-r02", "no_response", 0.9, "not_found"),
            verdict("advies-r01-a2", "rejected", 1.0, "", ban_evidence, origin="human"),
            verdict("advies-r01-a1", "existing_policy", 2 / 3, "cue", support_answer),
            verdict("advies-r01", "partially_accepted", 0.5, "roll_up", support_answer),
        ),
        set_aside=(
            SetAside(source="z.txt", stage="ingest", error="leeg", hint="Verwijder het."),
            SetAside(source="kopie.txt", stage="ingest", error="dubbel van reactie.txt"),
        ),
    )


def answer(identifier: str, passage: Passage, score: float, method: str = "meaning") -> Alignment:
    whole, ask = split(identifier)
    return Alignment(
        recommendation_id=whole, ask_id=ask, passage=passage, method=method, score=score
    )


def verdict(
    identifier: str,
    stance: str | None,
    confidence: float,
    reason: str,
    evidence: Passage | None = None,
    origin: str = "model",
) -> Verdict:
    whole, ask = split(identifier)
    return Verdict(
        recommendation_id=whole,
        ask_id=ask,
        stance=stance,
        confidence=confidence,
        reason=reason,
        evidence=evidence,
        origin=origin,
        needs_review=confidence < 0.7,
    )


def split(identifier: str) -> tuple[str, str]:
    """The recommendation's identifier, and the ask's if it is one."""
    whole = re.sub(r"-a\d+$", "", identifier)
    return whole, "" if whole == identifier else identifier
