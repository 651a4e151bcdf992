"""Which items and headings are titles of what is asked below them.

A short line may ask by itself ('Kies voor vrouwen.') and yet be a title: when every one of its kind
stands above words of its own, and most of those ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Span

from pipeline.segment.clauses import sentences_of
from pipeline.segment.needs import is_needed
from pipeline.segment.pieces import Piece
from pipeline.segment.requests import is_order, way_of_asking

TITLE_WORDS = 11
ENDS = (".", ";", ":", "?", "!", ",", "”", "»", "’", ")")
LEAST = 2  # of a kind: one alone shows no layout


def titles_of(doc: Doc, pieces: Sequence[Piece], *, advises: bool) -> set[int]:
    """Return the items that are nothing but titles.

    Where half the items of one kind are orders, none is a title, unless each has words of its own
    below that ask: in an advice in any way, in a reply, where its answer stands, by an order.
    """
    titles = {n for n in range(len(pieces)) if _is_title(doc, pieces, n)}
    for bullet in sorted({piece.bullet for piece in pieces if piece.bullet[:1].isalnum()}):
        alike = [n for n, p in enumerate(pieces) if p.bullet == bullet and p.start < p.end]
        if _head_requests(doc, pieces, alike, advises=advises):
            titles |= set(alike)
        elif sum(is_order(_first(doc, pieces[n])) for n in alike) * 2 >= len(alike):
            titles -= set(alike)
    return titles


def titled_bodies(
    doc: Doc, pieces: Sequence[Piece], titles: Sequence[int], *, advises: bool
) -> list[tuple[int, int]]:
    """Return the pieces below each of some titles; empty unless most of what is there asks.

    What asks nothing below the first or the last of them leads up to them or closes the document.
    """
    bodies = [(n + 1, _below(pieces, n)) for n in titles if _below(pieces, n) > n + 1]
    if len(bodies) < LEAST or any(_lists(pieces, *body) for body in bodies):
        return []
    if sum(_asking_paragraphs(doc, pieces, *body) > 1 for body in bodies) * 2 > len(bodies):
        return []  # chapters that ask for several things
    ways = [_ways(doc, pieces, *body) for body in bodies]
    asking = [any(way) if advises else way[:1] == ["order"] for way in ways]
    if sum(asking) < LEAST or sum(asking) * 2 <= len(bodies):
        return []
    return bodies[asking.index(True) : len(asking) - asking[::-1].index(True)]


def _head_requests(
    doc: Doc, pieces: Sequence[Piece], alike: Sequence[int], *, advises: bool
) -> bool:
    if len(alike) < LEAST or any(not _stands_alone(doc, pieces, n) for n in alike):
        return False
    return bool(titled_bodies(doc, pieces, alike, advises=advises))


def _stands_alone(doc: Doc, pieces: Sequence[Piece], n: int) -> bool:
    """Whether a piece is a short line of its own with other words below it."""
    piece = pieces[n]
    short = piece.end - piece.start <= TITLE_WORDS and len(list(sentences_of(piece.span(doc)))) == 1
    return (
        short and piece.first and not piece.label and not piece.quoted and _below(pieces, n) > n + 1
    )


def _below(pieces: Sequence[Piece], n: int) -> int:
    """Return where the words below a title end: at a heading or the next of its kind."""
    following = range(n + 1, len(pieces))
    return next(
        (
            m
            for m in following
            if pieces[m].kind == "heading"
            or (pieces[n].bullet and pieces[m].bullet == pieces[n].bullet)
            or pieces[m].start >= pieces[m].end
        ),
        len(pieces),
    )


def _lists(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether words below a title hold a list: its items are asked then, each by itself."""
    return sum(bool(piece.bullet) for piece in pieces[start:end]) >= LEAST


def _asking_paragraphs(doc: Doc, pieces: Sequence[Piece], start: int, end: int) -> int:
    """Return how many paragraphs below a title ask plainly."""
    return sum(
        any(
            is_needed(s.text) or way_of_asking(s) in {"order", "asked"}
            for s in sentences_of(pieces[n].span(doc))
        )
        for n in range(start, end)
    )


def _ways(doc: Doc, pieces: Sequence[Piece], start: int, end: int) -> list[str]:
    sentences = (s for piece in pieces[start:end] for s in sentences_of(piece.span(doc)))
    return [way_of_asking(sentence) for sentence in sentences]


def _first(doc: Doc, piece: Piece) -> Span:
    return next(sentences_of(piece.span(doc)))


def _is_title(doc: Doc, pieces: Sequence[Piece], n: int) -> bool:
    """Whether an item is nothing but a title: short, unclosed, with a paragraph below it."""
    piece = pieces[n]
    if not piece.bullet or piece.label or piece.start >= piece.end or piece.kind == "cell":
        return False
    span = piece.span(doc)
    if len(span) > TITLE_WORDS or span.text.endswith(ENDS) or not piece.bullet[0].isalnum():
        return False
    if is_order(_first(doc, piece)) or n + 1 >= len(pieces):
        return False
    return pieces[n + 1].bullet != piece.bullet and not _goes_on(pieces, n)


def _goes_on(pieces: Sequence[Piece], n: int) -> bool:
    """Whether an item stands right below the one before it in its list: '1. … 2. …'."""
    before = pieces[n - 1].number if n and pieces[n - 1].bullet == pieces[n].bullet else ""
    own = pieces[n].number
    return before.isdigit() and own.isdigit() and int(before) + 1 == int(own)
