"""Find the table of contents in a plain text: lines that end in the number of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.ingest.plain.lines import Line

# Matches "1 Inleiding ........ 3", "Bijlage 2 . . . . 12", "Doel……4"; must not match "En toen ...
# 3 dagen later", "Doel ...".
LEADERS = re.compile(r"\S.{0,200}?(?:(?:\s?\.){4,}|…{2,}|_{4,}|(?:\s?·){4,})\s{0,9}\d{1,3}$")
# Matches "Inhoudsopgave", "INHOUD", "Inhoud:"; must not match "Inhoud van de brief".
TITLE = re.compile(r"(?:Inhoud|Inhoudsopgave|Table of contents|Contents)\W*$", re.IGNORECASE)
# An entry without leaders, right under such a title. Matches "Samenvatting  3", "2.1 Doel\t12";
# must not match "Sinds 2019".
ENTRY = re.compile(r"(?P<words>\S.{0,150}?)\s+(?P<page>\d{1,3})$")
# Matches "Inleiding 3"; must not match "Er waren 12".
LEAST_ENTRIES = 2
#: An entry may take this many lines.
LONGEST_ENTRY = 3


def contents_lines(lines: Sequence[Line]) -> list[int]:
    """Return the indices of the lines of the table of contents, its title among them."""
    filled = [n for n, line in enumerate(lines) if not line.blank]
    found: set[int] = set()
    leading = [at for at, n in enumerate(filled) if LEADERS.fullmatch(lines[n].text)]
    if len(leading) >= LEAST_ENTRIES:
        found.update(filled[at] for at in leading)
        for before, at in pairwise(leading):
            # An entry that takes two lines has its leaders on the second.
            if 1 < at - before <= LONGEST_ENTRY:
                found.update(filled[before + 1 : at])
        title = leading[0] - 1
        if title >= 0 and TITLE.match(lines[filled[title]].text):
            found.add(filled[title])
        return sorted(found)
    for at, n in enumerate(filled):
        if TITLE.match(lines[n].text):
            found.update(_entries_below(lines, filled, at))
    return sorted(found)


def _entries_below(lines: Sequence[Line], filled: Sequence[int], at: int) -> list[int]:
    """Return a title and the entries below it, whose pages never go down; none when too few."""
    entries: list[int] = []
    page = 0
    for n in filled[at + 1 :]:
        match = ENTRY.match(lines[n].text)
        if not match or int(match["page"]) < page:
            break
        entries.append(n)
        page = int(match["page"])
    return [filled[at], *entries] if len(entries) >= LEAST_ENTRIES else []
