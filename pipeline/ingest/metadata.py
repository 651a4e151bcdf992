"""Infer what the manifest does not say: title, date, role."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.offsets import fold
from pipeline.records import Block, Role

MONTHS = {
    name: n
    for n, name in enumerate(
        (
            "januari februari maart april mei juni juli augustus september oktober november december"
        ).split(),
        start=1,
    )
}
# Matches "16 april 2026"; must not match "april 2026".
WRITTEN_DATE = re.compile(
    rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
HEAD = 1500  # a letter or report carries its own date and subject within this many characters

# Every pattern is worth its weight each time it matches, at most three times.
ROLE_CUES: tuple[tuple[Role, int, str], ...] = (
    ("response", 4, r"\bkabinetsreactie\b|\bbeleidsreactie\b|\bbestuurlijke reactie\b"),
    ("response", 3, r"\b(?:reactie|appreciatie)\b.{0,40}\b(?:advies|aanbeveling|rapport)"),
    ("response", 2, r"\b(?:kabinet|regering|college|wij|ik)\b.{0,60}\b(?:deze|de) aanbeveling"),
    ("response", 2, r"\baanbeveling\w*\b.{0,40}\b(?:neem|nemen|onderschrij|overgenomen)"),
    (
        "advice",
        3,
        r"\b(?:de raad|de commissie|wij|we|partos|het college)\b.{0,30}\b(?:adviseer|beve?el|roep|bepleit|pleit|vra(?:ag|gen))",
    ),
    (
        "advice",
        3,
        r"\b(?:oproep aan|position paper|suggesties voor|aanbevelingen aan|input voor)\b",
    ),
    (
        "advice",
        1,
        r"\b(?:de minister|het kabinet|de regering|de overheid|nederland)\b.{0,30}\b(?:moet|zou moeten|dient)\b",
    ),
    ("policy", 3, r"\b(?:beleidsnota|beleidsbrief|deze nota|deze brief|strategie uiteengezet)\b"),
    (
        "policy",
        1,
        r"\b(?:nederland|het kabinet|de regering)\b.{0,20}\b(?:zal|zet|blijft|wil|werkt|steunt)\b",
    ),
)


def infer_title(source: str, blocks: Sequence[Block]) -> str:
    """Return the words of the first heading, else of the first block, cut at 200 characters."""
    first = next((b for b in blocks if b.kind == "heading"), blocks[0] if blocks else None)
    if first is None:
        return ""
    text = fold(source, first.content_start, first.end).text.strip("*_# ")
    return text if len(text) <= 200 else text[:199].rsplit(" ", 1)[0] + "…"


def infer_date(source: str) -> str:
    """Return the first date written out at the head of the text, as ISO 8601, or nothing.

    >>> infer_date("Den Haag, 16 april 2026")
    '2026-04-16'
    """
    match = WRITTEN_DATE.search(source, 0, HEAD)
    if not match or not 1 <= int(match[1]) <= 31:
        return ""
    return f"{match[3]}-{MONTHS[match[2].lower()]:02d}-{int(match[1]):02d}"


def infer_role(source: str) -> Role:
    """Return the role that most of the text's own words speak for; ``policy`` at a tie."""
    text = " ".join(source.split()).lower()
    scores: dict[Role, int] = {"response": 0, "advice": 0, "policy": 0}
    for role, weight, pattern in ROLE_CUES:
        hits = sum(1 for _ in zip(re.finditer(pattern, text), range(3), strict=False))
        scores[role] += weight * hits
    return max(("policy", "response", "advice"), key=lambda role: scores[role])  # type: ignore[return-value]
