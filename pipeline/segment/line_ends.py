"""Where a line of a block ends on purpose, and the marks that open one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc

from pipeline.attributes import Unit
from pipeline.records import Document

# Matches "(g) Onderzoek", "3. Stel", "b) Maak", "IV. Geef", "R1 Maak", "A.2: Zorg", "• Maak" at the
# head of a piece; must not match "A2 sluit".
INLINE_NUMBER = re.compile(
    r"(?:\((?P<bracketed>\d{1,2}|[a-z]|[ivxIVX]{1,6})\)|(?P<plain>\d{1,2}|[a-z]|[IVX]{1,6})[.)]|"
    r"(?P<code>[A-Z]{1,2}[.-]?\d{1,2})(?:[.:)]|\s?[–-])?|[•▪–])\s+(?=\W?[A-Z])"
)
# A number or letter set apart by white space alone. Matches "3  Voer", "A   Maak"; must not match
# "3 Kamerstukken", "A priori".
SPACED_NUMBER = re.compile(r"(?P<number>\d{1,2}|[A-Za-z])[ \t]{2,}(?=[“‘„]?[A-Z])")
# What stands before an answer. Matches "Reactie college:", "→", "Antwoord:", "Ons antwoord:",
# "Kabinetsreactie:"; must not match "Reacties uit de consultatie".
ANSWER_MARK = re.compile(
    r"(?:[→⇒➔➜»>=]{1,2}|(?:(?:ons|onze|uw|de|het) )?(?:kabinets|beleids|college|bestuurlijke )?"
    r"(?:reactie|(?:be)?antwoord(?:ing)?|appreciatie|standpunt|respons|oordeel)\b[^.:?]{0,45}:|"
    r"(?:het )?(?:kabinet|college|bestuur|ministerie):|"
    r"(?:status|stand van zaken|voortgang|afdoening) ?:)\s*",
    re.IGNORECASE,
)
# A line that says how far something is. Matches "Status: in uitvoering", "Stand van zaken: gereed".
STATUS = re.compile(r"(?:status|stand van zaken|voortgang|afdoening) ?:", re.IGNORECASE)
ENDS = frozenset({".", "!", "?", ";", "…"})
# Lines that end this much before the widest of their block end there on purpose.
SLACK = 0.92
UNWRAPPED = 99.0


def fullness(document: Document) -> float:
    """Return how full a line is that the page ends: a share of the widest of its block.

    One where lines are broken only where the next word does not fit, as in typed plain text. Where
    no sentence runs over a line's end every line is a paragraph: more than any line has.
    """
    breaks = early = 0
    for block in document.blocks:
        lines = document.source[block.start : block.end].split("\n")
        width = max(len(line.rstrip()) for line in lines)
        for line, following in pairwise(lines):
            word = following.split(maxsplit=1)[0] if following.strip() else ""
            if line.strip() and word[:1].islower() and line.rstrip()[-1] not in ENDS:
                breaks += 1
                early += len(line.rstrip()) + 1 + len(word) <= width
    if not breaks:
        return UNWRAPPED
    return 1.0 if early * 25 <= breaks else SLACK


def line_starts(doc: Doc, document: Document, unit: Unit, slack: float) -> Iterator[int]:
    """Yield the tokens that begin a line after one that ended before it was full."""
    source = document.source
    block = document.blocks[unit.block]
    text = source[block.start : block.end]
    if "\n" not in text.strip():
        return
    width = max(len(line.rstrip()) for line in text.split("\n"))
    base = doc[unit.start].idx
    for token in doc[unit.start + 1 : unit.end]:
        at = unit.folded.source_start(token.idx - base)
        line_start = source.rfind("\n", 0, at) + 1
        if line_start <= block.start or source[line_start:at].strip():
            continue
        before = source[block.start : line_start - 1].rstrip("\n ")
        line = before[before.rfind("\n") + 1 :].rstrip()
        word = source[at : at + 40].split(maxsplit=1)[0]
        fits = len(line) + 1 + len(word) <= width * slack
        closed = doc[token.i - 1].text in ENDS | {":", "”", "’", "»", '"'}
        fresh = word[:1].isupper() or not word[:1].isalnum() or word[:1].isdigit()
        marks = (ANSWER_MARK, INLINE_NUMBER, SPACED_NUMBER)
        marked = any(mark.match(source, at) for mark in marks)
        short = len(line) < width / 2
        if STATUS.match(source, at):
            yield token.i
            continue
        # Lines of one list without marks: 'dat … ;', 'dat … ;'.
        if line.endswith(";") and text.lstrip().startswith(word + " "):
            yield token.i
            continue
        verse = slack == UNWRAPPED and word[:1].isupper() and block.kind != "heading"
        if fresh and ((fits and (closed or short or verse)) or (marked and closed)):
            yield token.i
