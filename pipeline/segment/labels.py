"""Labels, numbers, codes and arrows before the words of a piece: cut off, kept in its fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from pipeline.parse import source_span
from pipeline.records import Document
from pipeline.segment.clauses import sentences_of
from pipeline.segment.line_ends import INLINE_NUMBER, SPACED_NUMBER
from pipeline.segment.requests import is_order

if TYPE_CHECKING:
    from pipeline.segment.pieces import Piece

# The words of a label. Matches "Aanbeveling", "Deeladvies", "Voorstel"; must not match
# "Aanbevelingen", "Knelpunt".
LABEL_WORD = (
    r"(?:deel|hoofd|kern)?(?:aanbeveling|advies|suggestie|voorstel|verzoek|oproep|actiepunt|actie|"
    r"wens)"
)
LABEL = re.compile(rf"\W*{LABEL_WORD}\b", re.IGNORECASE)
# A number as printed. Matches "3" in "Aanbeveling 3:", "IV" in "IV.", "g" in "(g)", "4a".
NUMBER = re.compile(
    r"(?<![\w.])(?P<number>\d{1,2}(?:\.\d{1,2})*[a-z]?|[IVX]{1,7}|[A-Za-z])[\s.):–—-]*$"
)
# A label in front of the words it labels. Matches "Aanbeveling 3 (p. 41): ", "Advies IV. ",
# "Aanbeveling 1 " before a capital; must not match "Aanbeveling 3 wordt", "Aanbeveling b ligt".
INLINE_LABEL = re.compile(
    rf"[*_]*{LABEL_WORD}\s+(?:nr\.?\s*)?(?P<number>\d{{1,2}}(?:\.\d{{1,2}})*[a-z]?|[IVX]{{1,7}}|"
    rf"[A-Za-z])\b"
    r"[*_]*\s*(?:\([^()]{1,40}\)\s*)?(?:[:.–—-]+\s*|(?=(?-i:[A-Z])|[‘“„«\"]))",
    re.IGNORECASE,
)
# A label without a number. Matches "Advies: Maak", "Aanbeveling van de raad: Zorg".
RUN_IN_LABEL = re.compile(rf"[*_]*{LABEL_WORD}(?: van [^.:]{{3,40}})?[*_]*:[*_]*\s+", re.IGNORECASE)
# A code in brackets that opens an item. Matches "(A1) de looptijd"; must not match
# "(A1-formulier)".
CODE = re.compile(r"\([A-Z]{1,2}\.?\d{1,2}\)(?=\s+\w)")
# What may stand before a title instead of a number. Matches "=> Geld", "→ Geld", "+ Geld".
ARROW = re.compile(r"(?:[=–-]{1,2}>|[→⇒➔➜»›>+✓☐◆■□▪◦])\s+")

# A number or code one space before the words. Matches "4 Betrek", "1a Leg".
BARE_NUMBER = re.compile(r"(?P<number>\d{1,2}[a-z]?) (?=[A-Z])")


def marker_kind(marker: str) -> str:
    """Return a marker with its number or letter made alike: '2.' is as '1.', 'c)' as 'a)'.

    >>> marker_kind("2."), marker_kind("c)"), marker_kind("• •")
    ('1.', 'a)', '• •')
    """
    alike = re.sub(r"[IVX]+", "I", re.sub(r"\d+", "1", marker))
    return re.sub(r"[a-z]+", "a", re.sub(r"[A-HJ-Z]+", "A", alike))


def strip_label(doc: Doc, piece: Piece) -> None:
    """Move a label or number at the head of a piece from its words to its fields."""
    for _ in range(2):
        if piece.start >= piece.end:
            return
        text = doc[piece.start : piece.end].text
        match = INLINE_LABEL.match(text)
        if piece.kind != "heading" or piece.block:
            match = match or RUN_IN_LABEL.match(text)
        number = None if match else INLINE_NUMBER.match(text)
        if not match and (number is None or piece.number):
            return
        taken = match or number
        assert taken is not None
        base = doc[piece.start].idx
        while piece.start < piece.end and doc[piece.start].idx - base < taken.end():
            piece.start += 1
        if match:
            piece.label, piece.number = match[0], match.groupdict().get("number") or piece.number
        elif number is not None:
            piece.number = number["bracketed"] or number["plain"] or number["code"] or ""
            code = re.sub(r"\d+", "1", number["code"] or "")  # 'C1' and 'R1' are two kinds
            piece.bullet = piece.bullet or code or marker_kind(number[0].strip())


def strip_code(doc: Doc, piece: Piece) -> None:
    """Move a code in brackets before the words of a piece to its fields: it opens an item."""
    text = piece.span(doc).text
    match = CODE.match(text)
    if match is None or piece.number:
        return
    base = doc[piece.start].idx
    while piece.start < piece.end and doc[piece.start].idx - base < match.end():
        piece.start += 1
    piece.number = match[0].strip("()")
    piece.bullet = "(" + re.sub(r"\d+", "1", piece.number) + ")"
    piece.first = True


def strip_arrow(doc: Doc, piece: Piece) -> None:
    """Move an arrow or box before the words of a title to its fields: such titles are a series."""
    match = ARROW.match(piece.span(doc).text) if piece.kind == "heading" else None
    if match is None or piece.bullet:
        return
    base = doc[piece.start].idx
    while piece.start < piece.end and doc[piece.start].idx - base < match.end():
        piece.start += 1
    piece.bullet = match[0].strip()


def strip_spaced_number(doc: Doc, document: Document, piece: Piece) -> None:
    """Move a number that only white space sets apart from the words of a piece to its fields.

    One space is enough before an order: '4 Betrek omwonenden', '1a Leg vast'.
    """
    heading = piece.kind == "heading"
    if (piece.bullet and not heading) or piece.number or piece.start + 1 >= piece.end:
        return
    at = source_span(piece.span(doc))[0]
    match = None if heading else SPACED_NUMBER.match(document.source, at)
    if match is None and is_order(next(sentences_of(doc[piece.start + 1 : piece.end]))):
        match = BARE_NUMBER.match(document.source, at)
    if match and doc[piece.start].text == match["number"]:
        piece.start += 1
        piece.number = match["number"]
        piece.bullet = piece.bullet or marker_kind(match["number"])
