"""Infer what the manifest does not say: title, date, role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.dates import MONTHS
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Block, Role

# Matches "16 april 2026"; must not match "april 2026".
WRITTEN_DATE = re.compile(
    rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
# A date that stands for the text's own, not for what the text tells: alone on its line, after a
# place or a label. Matches "16 april 2026", "Den Haag, 16 april 2026", "Datum: 16 april 2026";
# must not match "Op 16 april 2026 viel het besluit.".
DATE_LINE = re.compile(
    rf"^[^\S\n]*(?:(?:Datum|[A-ZÀ-Ý’'][\w’' -]{{1,30}}[,:])[^\S\n]+)?{WRITTEN_DATE.pattern}\s*?$",
    re.IGNORECASE | re.MULTILINE,
)
HEAD = 1500  # a letter or report carries its own date and subject within this many characters
# Matches "Geachte voorzitter,"; must not match "Geacht worden zij niet."
SALUTATION = re.compile(r"(?:Geachte|Beste|Aan de (?:voorzitter|leden|minister))\b[^.]*$")
# Matches "Betreft: huren", "Onderwerp Huren"; must not match "Onderwerpen zijn er genoeg".
SUBJECT = re.compile(
    r"^[^\S\n]*(?:Betreft|Onderwerp|Titel)\b[^\S\n]*:?[^\S\n]*(\S.*)$", re.MULTILINE
)

# Every pattern is worth its weight each time it matches, at most three times.
ROLE_CUES: tuple[tuple[Role, int, str], ...] = (
    ("response", 4, r"\bkabinetsreactie\b|\bbeleidsreactie\b|\bbestuurlijke reactie\b"),
    ("response", 3, r"\b(?:reactie|appreciatie)\b.{0,40}\b(?:advies|aanbeveling|rapport)"),
    ("response", 2, r"\b(?:kabinet|regering|college|wij|ik)\b.{0,60}\b(?:deze|de) aanbeveling"),
    ("response", 2, r"\baanbeveling\w*\b.{0,40}\b(?:neem|nemen|onderschrij|overgenomen)"),
    (
        "advice",
        3,
        r"\b(?:de raad|de commissie|wij|we|het college)\b.{0,30}"
        r"\b(?:adviseer|beve?el|roep|bepleit|pleit|vra(?:ag|gen))",
    ),
    (
        "advice",
        3,
        r"\b(?:oproep aan|position paper|suggesties voor|aanbevelingen aan|input voor)\b",
    ),
    (
        "advice",
        1,
        r"\b(?:de minister|het kabinet|de regering|de overheid|nederland)\b.{0,30}"
        r"\b(?:moet|zou moeten|dient)\b",
    ),
    ("policy", 3, r"\b(?:beleidsnota|beleidsbrief|deze nota|deze brief|strategie uiteengezet)\b"),
    (
        "policy",
        1,
        r"\b(?:nederland|het kabinet|de regering)\b.{0,20}\b(?:zal|zet|blijft|wil|werkt|steunt)\b",
    ),
)


def infer_title(
    source: str, blocks: Sequence[Block], furniture: Sequence[tuple[int, int]] = ()
) -> str:
    """Return the words of the subject line or the first heading at the head of the text.

    Else of the first block that is no salutation or page furniture. Cut at 200 characters.
    """
    subject = SUBJECT.search(source, 0, HEAD)
    named: list[tuple[int, str]] = [(0, subject[1].strip())] if subject else []
    for block in blocks:
        if named and block.start >= HEAD:
            break
        text = fold(source, block.content_start, block.end, furniture).text.strip("*_# ")
        # A line with a date is a letterhead, not what the text is called.
        letterhead = SALUTATION.match(text) or WRITTEN_DATE.search(text)
        if block.kind in FURNITURE_KINDS or not text or letterhead:
            continue
        in_head = block.kind == "heading" and block.start < HEAD
        named.append((1 if in_head else 2, text))
    title = min(named, key=lambda item: item[0], default=(0, ""))[1]
    return title if len(title) <= 200 else title[:199].rsplit(" ", 1)[0] + "…"


def infer_date(source: str) -> str:
    """Return the date on a line of its own at the head of the text, as ISO 8601, or nothing.

    A date in running text is an event's: taking it for the text's own would keep an answer from
    its advice.

    >>> infer_date("Den Haag, 16 april 2026")
    '2026-04-16'
    >>> infer_date("Op 16 april 2026 viel het besluit.")
    ''
    """
    for match in DATE_LINE.finditer(source, 0, HEAD):
        try:
            return date(
                int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1])
            ).isoformat()
        except ValueError:
            continue
    return ""


def infer_role(source: str) -> Role:
    """Return the role that most of the text's own words speak for; ``policy`` at a tie."""
    text = " ".join(source.split()).lower()
    scores: dict[Role, int] = {"response": 0, "advice": 0, "policy": 0}
    for role, weight, pattern in ROLE_CUES:
        hits = sum(1 for _ in zip(re.finditer(pattern, text), range(3), strict=False))
        scores[role] += weight * hits
    return max(("policy", "response", "advice"), key=lambda role: scores[role])
