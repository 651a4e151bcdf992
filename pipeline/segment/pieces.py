"""Cut blocks into the pieces that a layout is made of: item, quotation, cell, line of its own.

What a reader sees as a recommendation and its answer may stand in one block, parted by a line that
ends early, by closing quotation marks or by a word such as 'Reactie:'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from pipeline.attributes import Unit
from pipeline.parse import source_span
from pipeline.records import Block, BlockKind, Document
from pipeline.segment.clauses import sentences_of
from pipeline.segment.line_ends import (
    ANSWER_MARK,
    ENDS,
    INLINE_NUMBER,
    SPACED_NUMBER,
    fullness,
    line_starts,
)
from pipeline.segment.requests import is_order

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
    rf"[*_]*{LABEL_WORD}\s+(?:nr\.?\s*)?(?P<number>\d{{1,2}}(?:\.\d{{1,2}})*[a-z]?|[IVX]{{1,7}}|[A-Za-z])\b"
    r"[*_]*\s*(?:\([^()]{1,40}\)\s*)?(?:[:.–—-]+\s*|(?=(?-i:[A-Z])|[‘“„«\"]))",
    re.IGNORECASE,
)
# A label without a number. Matches "Advies: Maak", "Aanbeveling van de raad: Zorg".
RUN_IN_LABEL = re.compile(rf"[*_]*{LABEL_WORD}(?: van [^.:]{{3,40}})?[*_]*:[*_]*\s+", re.IGNORECASE)
QUOTES = {
    "“": "”",
    "„": "”“",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "’‘",
    '"': '"',
    "'": "'",
    "”": "”",
}
# A code in brackets that opens an item. Matches "(A1) de looptijd"; must not match "(A1-formulier)".
CODE = re.compile(r"\([A-Z]{1,2}\.?\d{1,2}\)(?=\s+\w)")
# What may stand before a title instead of a number. Matches "=> Geld", "→ Geld", "+ Geld".
ARROW = re.compile(r"(?:[=–-]{1,2}>|[→⇒➔➜»›>+✓☐◆■□▪◦])\s+")
# Mark-up that opens emphasis. Matches "**Zorg", "*Stel", "_Stel"; must not match "* Stel".
EMPHASIS = re.compile(r"\*{1,2}(?=[^\s*])|_{1,2}(?=[^\s_])")
SHORTEST_QUOTE = 3  # tokens: fewer are a name or a term


@dataclass(slots=True)
class Piece:
    """A stretch of one block, from token ``start`` to ``end``.

    ``kind`` is the block's, ``number`` and ``label`` what is printed before its words. ``first``:
    it opens its block. ``parted``: a blank line stands before its block. ``answers``: a word such
    as 'Reactie:' stands before it; ``bold``: bold or italic mark-up opens it. ``mark``: nothing but
    words that come back before what they announce; ``aside``: a date or a name behind such words;
    ``framed``: such words, or what follows, show that it asks.
    """

    unit: int
    block: int
    start: int
    end: int
    kind: BlockKind
    number: str = ""
    label: str = ""
    bullet: str = ""
    quoted: bool = False
    first: bool = True
    parted: bool = True
    answers: bool = False
    bold: bool = False
    mark: bool = False
    aside: bool = False
    framed: bool = False

    def span(self, doc: Doc) -> Span:
        """Return the words of the piece."""
        return doc[self.start : self.end]


def pieces_of(doc: Doc, document: Document, units: Sequence[Unit]) -> list[Piece]:
    """Return the pieces of a Doc, in order; together they hold all words but marks and labels."""
    pieces: list[Piece] = []
    slack = fullness(document)
    after = 0  # the first block below those seen
    for n, unit in enumerate(units):
        for index in range(after, unit.block):
            pieces += _bare_label(document.blocks[index], n, index, unit.start)
        after = unit.block + 1
        block = document.blocks[unit.block]
        parted = _parted(document, unit.block)
        lines = {*line_starts(doc, document, unit, slack), *_coded(doc, unit)}
        starts = [unit.start, *sorted(lines - {unit.start})]
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], unit.end], strict=True)):
            piece = Piece(n, unit.block, start, end, block.kind, first=not number, parted=parted)
            if not number:
                _take_marker(piece, block)
            pieces += _cut(doc, document, piece)
    return pieces


def _coded(doc: Doc, unit: Unit) -> list[int]:
    """Return the tokens where '(A1)', '(A2)' open the items of a list inside a sentence."""
    span = doc[unit.start : unit.end]
    marks = [
        span.char_span(m.start(), m.start() + 1, alignment_mode="expand")
        for m in CODE.finditer(span.text)
    ]
    starts = [mark.start for mark in marks if mark is not None]
    return starts if len(starts) > 1 else []


def _bare_label(block: Block, unit: int, index: int, token: int) -> Iterator[Piece]:
    """Yield a piece without words for a block that is nothing but a label."""
    if LABEL.match(block.marker.lstrip("•–-*# ")) and block.kind != "signature":
        piece = Piece(unit, index, token, token, "heading")
        _take_marker(piece, block)
        yield piece


def _parted(document: Document, index: int) -> bool:
    """Whether a blank line, or nothing, stands before a block."""
    before = document.source[: document.blocks[index].start]
    gap = before[len(before.rstrip()) :]
    return gap.count("\n") > 1 or not before.strip()


def _take_marker(piece: Piece, block: Block) -> None:
    marker = block.marker
    if not marker:
        return
    match = NUMBER.search(marker)
    piece.number = match["number"] if match else ""
    piece.bullet = marker_kind(marker)
    if LABEL.match(marker.lstrip("•–-*# ")):
        piece.label = marker


def marker_kind(marker: str) -> str:
    """Return a marker with its number or letter made alike: '2.' is as '1.', 'c)' as 'a)'.

    >>> marker_kind("2."), marker_kind("c)"), marker_kind("• •")
    ('1.', 'a)', '• •')
    """
    alike = re.sub(r"[IVX]+", "I", re.sub(r"\d+", "1", marker))
    return re.sub(r"[a-z]+", "a", re.sub(r"[A-HJ-Z]+", "A", alike))


def _cut(doc: Doc, document: Document, piece: Piece) -> Iterator[Piece]:
    """Yield a piece without the label before its words, cut behind a quotation at its head."""
    _strip_label(doc, piece)
    _strip_arrow(doc, piece)
    _strip_code(doc, piece)
    _strip_spaced_number(doc, document, piece)
    piece.bold = _is_bold(doc, document, piece)
    if piece.start >= piece.end:
        if piece.label:
            yield piece
        return
    text = doc[piece.start : piece.end].text
    mark = ANSWER_MARK.match(text)
    if mark and mark.end() < len(text) and piece.kind != "heading":
        piece.answers = True
    close = _quote_end(doc, piece)
    if close:
        rest = close + 1
        while rest < piece.end and doc[rest].text in {".", ",", ";"}:
            rest += 1
        inner = Piece(
            piece.unit,
            piece.block,
            piece.start + 1,
            close,
            piece.kind,
            number=piece.number,
            label=piece.label,
            bullet=piece.bullet,
            quoted=True,
            first=piece.first,
            parted=piece.parted,
        )
        yield inner
        if rest < piece.end:
            yield from _cut(
                doc,
                document,
                Piece(piece.unit, piece.block, rest, piece.end, piece.kind, first=False),
            )
        return
    at = _emphasis_end(doc, document, piece)
    if at:
        yield replace(piece, end=at)
        yield from _cut(
            doc, document, Piece(piece.unit, piece.block, at, piece.end, piece.kind, first=False)
        )
        return
    at = _quote_start(doc, piece)
    if at:
        yield replace(piece, end=at)
        yield from _cut(
            doc, document, Piece(piece.unit, piece.block, at, piece.end, piece.kind, first=False)
        )
        return
    at = _answer_start(doc, piece)
    if at:
        yield Piece(
            piece.unit,
            piece.block,
            piece.start,
            at,
            piece.kind,
            number=piece.number,
            label=piece.label,
            bullet=piece.bullet,
            first=piece.first,
            parted=piece.parted,
            bold=piece.bold,
        )
        yield Piece(piece.unit, piece.block, at, piece.end, piece.kind, first=False, answers=True)
        return
    yield piece


def _strip_label(doc: Doc, piece: Piece) -> None:
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


def _strip_code(doc: Doc, piece: Piece) -> None:
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


def _strip_arrow(doc: Doc, piece: Piece) -> None:
    """Move an arrow or box before the words of a title to its fields: such titles are a series."""
    match = ARROW.match(piece.span(doc).text) if piece.kind == "heading" else None
    if match is None or piece.bullet:
        return
    base = doc[piece.start].idx
    while piece.start < piece.end and doc[piece.start].idx - base < match.end():
        piece.start += 1
    piece.bullet = match[0].strip()


def _strip_spaced_number(doc: Doc, document: Document, piece: Piece) -> None:
    """Move a number that only white space sets apart from the words of a piece to its fields."""
    if piece.bullet or piece.number or piece.start + 1 >= piece.end or piece.kind == "heading":
        return
    match = SPACED_NUMBER.match(document.source, source_span(piece.span(doc))[0])
    if match and doc[piece.start].text == match["number"]:
        piece.start += 1
        piece.number, piece.bullet = match["number"], marker_kind(match["number"])


def _is_bold(doc: Doc, document: Document, piece: Piece) -> bool:
    """Whether bold or italic mark-up opens right before a piece."""
    block = document.blocks[piece.block]
    return piece.first and bool(EMPHASIS.match(document.source, block.content_start))


def _emphasis_end(doc: Doc, document: Document, piece: Piece) -> int:
    """Return the token after emphasis that opens a piece and ends with a sentence; or 0."""
    block = document.blocks[piece.block]
    opening = EMPHASIS.match(document.source, block.content_start)
    if not (piece.first and opening) or piece.kind == "heading":
        return 0
    for token in doc[piece.start + SHORTEST_QUOTE : piece.end - 1]:
        if token.text.endswith(opening[0]) and not token.nbor().is_punct:
            before = token.text[: -len(opening[0])] or doc[token.i - 1].text
            return int(token.i) + 1 if before[-1:] in ENDS else 0
    return 0


def _quote_end(doc: Doc, piece: Piece) -> int:
    """Return the token that closes a quotation that opens a piece; 0 when none does."""
    closing = QUOTES.get(doc[piece.start].text, "")
    if not closing:
        return 0
    found = 0
    for token in doc[piece.start + SHORTEST_QUOTE : piece.end]:
        if token.text not in closing:
            continue
        last = token.i + 1 >= piece.end
        ended = doc[token.i - 1].text in ENDS or (not last and doc[token.i + 1].text in ENDS)
        if last or ended or doc[token.i + 1].text == "(":
            found = token.i
            break
    return found


def _quote_start(doc: Doc, piece: Piece) -> int:
    """Return the token that opens a quotation behind a colon inside a piece; 0 when none does."""
    for token in doc[piece.start + 2 : piece.end - SHORTEST_QUOTE]:
        if doc[token.i - 1].text == ":" and token.text in QUOTES:
            rest = Piece(piece.unit, piece.block, token.i, piece.end, piece.kind)
            if _quote_end(doc, rest) and is_order(_opening(doc, token.i + 1, piece.end)):
                return token.i
    return 0


def _opening(doc: Doc, start: int, end: int) -> Span:
    return next(sentences_of(doc[start:end]))


def _answer_start(doc: Doc, piece: Piece) -> int:
    """Return the token inside a piece where a word such as 'Reactie:' begins; 0 when none does."""
    for token in doc[piece.start + 1 : piece.end - 1]:
        if token.text not in {"→", "⇒", "➔", "➜"} and not (
            token.is_sent_start and doc[token.i - 1].text in ENDS | {")", "”", "»"}
        ):
            continue
        if ANSWER_MARK.match(doc[token.i : min(token.i + 12, piece.end)].text):
            return token.i
    return 0
