"""How far a request runs: whether its title is one, and which pieces below still belong to it."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.segment.answers import Found
from pipeline.segment.clauses import sentences_of
from pipeline.segment.layouts import Layouts
from pipeline.segment.pieces import Piece
from pipeline.segment.requests import is_order, way_of_asking


def below_title(doc: Doc, layouts: Layouts, item: Found, n: int, stop: int) -> int:
    """Leave a title line out where the words below it ask by themselves."""
    following = n + 1
    if following >= stop or layouts.is_heading(following):
        return n
    fact = layouts.evidence.get(following)
    span = layouts.span(following)
    asks = any(way_of_asking(sentence) for sentence in sentences_of(span))
    quoted = layouts.pieces[following].quoted
    if not (layouts.advises or quoted) and layouts.evidence[n].way == "order":
        asks = fact is not None and fact.way in {"order", "asked"}
    if fact is None or not (quoted or (asks and (layouts.advises or not fact.government))):
        return n
    item.start, item.end = span.start, span.end
    return following


def next_item(layouts: Layouts, n: int, m: int) -> bool:
    """Return whether a piece is another item of the list of a request, yet asks nothing."""
    head, piece = layouts.pieces[n], layouts.pieces[m]
    listed = layouts.evidence[n].layout[0] == "item" and piece.first and piece.bullet == head.bullet
    return listed and head.number.isdigit() and piece.number == str(int(head.number) + 1)


def bare_title(layouts: Layouts, n: int, stop: int) -> bool:
    """Return whether a title of an advice asks by itself, above words that ask nothing."""
    if not layouts.advises or layouts.pieces[n].kind != "heading":
        return False
    below = (s for m in range(n + 1, stop) for s in sentences_of(layouts.span(m)))
    return not any(way_of_asking(sentence) for sentence in below)


def bold_title(layouts: Layouts, n: int, stop: int) -> bool:
    """Return whether bold words that open an item of a reply only name what is asked behind."""
    if layouts.advises or n + 1 >= stop or layouts.pieces[n + 1].block != layouts.pieces[n].block:
        return False
    bold = layouts.pieces[n].bold and not layouts.evidence[n].way
    return bold and bool(way_of_asking(next(sentences_of(layouts.span(n + 1)))))


def below_bold(doc: Doc, layouts: Layouts, item: Found, n: int) -> int:
    """Take the first sentence behind a title in bold for what is asked, the rest for its answer."""
    first = next(sentences_of(layouts.span(n)))
    item.start, item.end = first.start, first.end
    if first.end < layouts.pieces[n].end:
        item.answer.append((first.end, layouts.pieces[n].end))
    return n


def belongs(
    doc: Doc,
    layouts: Layouts,
    head: Piece,
    piece: Piece,
    *,
    labelled: bool,
    apart: int,
    below: int,
) -> bool:
    """Return whether a piece below still is the recommendation, and neither answer nor more."""
    own = piece.block == head.block or (not piece.parted and not piece.bullet)
    nested = bool(piece.bullet) and piece.bullet != head.bullet
    if layouts.advises or below == len(layouts.pieces):
        return own or nested or apart <= below
    if head.quoted:
        return piece.quoted and not piece.bullet
    asks = is_order(next(sentences_of(piece.span(doc))))
    return asks and (nested or own or labelled)
