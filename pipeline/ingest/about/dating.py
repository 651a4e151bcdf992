"""Infer when a text was written: the date that is its own, not one that it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.dates import MONTHS
from pipeline.ingest.about.letterhead import HEAD, Head

TAIL = 700  # characters at the end, where a decision or a covenant has its date
_MONTH = "|".join(MONTHS)
# Matches "16 april 2026", "16-04-2026", "2026-04-16", "april 2026"; must not match "2026", "april".
DATE = re.compile(
    rf"(?<![\w-])(?:(?:(?P<day>\d{{1,2}})\s+)?(?P<name>{_MONTH})\s+(?P<year>(?:19|20)\d\d)|"
    r"(?P<d>\d{1,2})(?P<sign>[-/.])(?P<m>\d{1,2})(?P=sign)(?P<y>(?:19|20)\d\d)|"
    r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d))(?![\w-])",
    re.IGNORECASE,
)
# In these patterns § stands for a date. A place or a few words may stand before it, a number
# behind. Matches "§", "Den Haag, §", "Datum: §", "§ / projectnummer: 3711"; must not match "Op §
# viel het besluit.", "de vergadering van §".
OWN_LINE = re.compile(r"^[\W_]*(?:[A-ZÀ-Ý’'][\w’' -]{1,30}[,:|]\s+|Datum\s+)?§\s*(?:[/|].{0,40})?$")
# Matches "Vastgesteld door de raad op §.", "Voorgesteld §", "Besluit van §, houdende regels"; must
# not match "De raad stelde dit op § vast".
DECIDED = re.compile(
    r"\b(?:vastgesteld|voorgesteld|ondertekend)\b[^§]{0,80}§|"
    r"^(?:Regeling|Besluit|Beleidsregel|Wet)\b[^§]{0,80}\bvan §",
    re.IGNORECASE,
)
# Another's date stands below or behind these. Matches "Uw brief van", "Uw kenmerk"; must not match
# "Ons kenmerk".
ANOTHERS = re.compile(r"^Uw (?:brief|kenmerk|bericht|verzoek)\b|\bvan$", re.IGNORECASE)
YEAR_LINE = re.compile(r"^(?:19|20)\d\d$")


def infer_date(source: str, head: Head) -> str:
    """Return the text's own date as ISO 8601, or nothing; a month or a year where no day is given.

    A date in running text is an event's: taking it for the text's own would keep an answer from
    its advice.
    """
    return next((found for found in _candidates(source, head) if found), "")


def _candidates(source: str, head: Head) -> Iterator[str]:
    for value in head.labelled("Datum", "Datum brief", "Datum besluit", "Datum collegebesluit"):
        yield from (iso for iso, _ in _dates(value))
    at_head, at_end = _lines(source[:HEAD]), _lines(source[HEAD:][-TAIL:])
    for lines in (at_head, at_end):
        for pattern in (OWN_LINE, DECIDED):
            yield from (iso for line in lines if len(iso := _dated(line, pattern)) > len("2026-04"))
    yield from (_dated(line, OWN_LINE) for line in at_head)
    yield from (line for line in at_head if YEAR_LINE.match(line))


def _lines(text: str) -> list[str]:
    """Return the lines of a text, less those that another's date stands on or below."""
    lines = [line.strip(" \t*_#>") for line in text.splitlines()]
    lines = [line for line in lines if line]
    return [
        line
        for n, line in enumerate(lines)
        if not ANOTHERS.search(line) and not (n and ANOTHERS.search(lines[n - 1]))
    ]


def _dated(line: str, pattern: re.Pattern[str]) -> str:
    """Return the first date of a line whose words around it fit a pattern."""
    for iso, (start, end) in _dates(line):
        if pattern.search(f"{line[:start]}§{line[end:]}"):
            return iso
    return ""


def _dates(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the dates of a text that are in the calendar, as ISO 8601 with their places."""
    for match in DATE.finditer(text):
        if match["iso"]:
            iso = match["iso"]
        elif match["d"]:
            iso = f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}"
        else:
            iso = f"{match['year']}-{MONTHS.index(match['name'].lower()) + 1:02d}"
            iso += f"-{int(match['day']):02d}" if match["day"] else ""
        try:
            date.fromisoformat(iso + "-01"[: 10 - len(iso)])
        except ValueError:
            continue
        yield iso, match.span()
