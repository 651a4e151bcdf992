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
from pipeline.segment.labels import (
    CODE,
    LABEL,
    NUMBER,
    marker_kind,
    strip_arrow,
    strip_code,
    strip_label,
    strip_spaced_number,
)
from pipeline.segment.line_ends import (
    ANSWER_MARK,
    ENDS,
    fullness,
    line_starts,
)
from pipeline.segment.requests import is_order

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


def _cut(doc: Doc, document: Document, piece: Piece) -> Iterator[Piece]:
    """Yield a piece without the label before its words, cut behind a quotation at its head."""
    strip_label(doc, piece)
    strip_arrow(doc, piece)
    strip_code(doc, piece)
    strip_spaced_number(doc, document, piece)
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


def _is_bold(doc: Doc, document: Document, piece: Piece) -> bool:
    """Whether bold or italic mark-up opens right before a piece."""
    block = document.blocks[piece.block]
    return piece.first and bool(EMPHASIS.match(document.source, block.content_start))


def _emphasis_end(doc: Doc, document: Document, piece: Piece) -> int:
    """Return the token after emphasis that opens a piece and ends with a sentence; or 0.

    In an advice what stands behind it explains; elsewhere it may answer.
    """
    block = document.blocks[piece.block]
    opening = EMPHASIS.match(document.source, block.content_start)
    if not (piece.first and opening) or piece.kind == "heading" or document.role == "advice":
        return 0
    source = document.source
    close = source.find(opening[0], opening.end(), block.end)
    if close < 0 or source[close - 1] not in ENDS:
        return 0
    following = (t.i for t in piece.span(doc) if source_span(doc[t.i : t.i + 1])[0] >= close)
    at = next((i for i in following if any(c.isalnum() for c in doc[i].text)), 0)
    return at if piece.start < at < piece.end else 0


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
