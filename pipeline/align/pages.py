"""Lay a reply out as pages that a reader sees one by one, each with what is asked before it.

A page is a section or, where that is long, a part of one: what answers a recommendation seldom
crosses a heading, and short pages can be chosen among, so that few of them need to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.encoder import Encoder
from pipeline.records import DocumentAnalysis

#: Sub-words of what is asked, and of what stands before it; of the heading above a page, of the
#: sentence before it where that is in the same section, and of the page's own sentences.
ASKED_PIECES, LEADING_PIECES, HEADING_PIECES, BEFORE_PIECES, PAGE_PIECES = 96, 48, 16, 32, 200
#: Sub-words that belong to no open sentence.
OUTSIDE = -1
TITLE_SHOWN = 30  # characters of a title by which a recommendation's text shows that it holds it


@dataclass(frozen=True, slots=True)
class Page:
    """Sub-words, for each the index of its open sentence or `OUTSIDE`, and those indices."""

    pieces: tuple[int, ...]
    places: tuple[int, ...]
    inside: tuple[int, ...]


def pages_of(encoder: Encoder, reply: DocumentAnalysis, sentences: Sequence[int]) -> list[Page]:
    """Return the pages of a reply on which at least one open sentence stands.

    Parameters
    ----------
    encoder
        Cuts words.
    reply
        The replying document.
    sentences
        Those of its sentences that may answer, by index in ``reply.sentences``.
    """
    rank = {n: t for t, n in enumerate(sentences)}
    sections = [block.section for block in reply.document.blocks]
    pages: list[Page] = []
    pieces: list[int] = []
    places: list[int] = []
    room = 0

    def turn() -> None:
        inside = tuple(sorted(set(places) - {OUTSIDE}))
        if inside:
            pages.append(Page(tuple(pieces), tuple(places), inside))

    before: list[int] = []
    section, block = "", -1
    for n, sentence in enumerate(reply.sentences):
        body = encoder.pieces_of(sentence.text)[:PAGE_PIECES] or [encoder.unknown]
        same = bool(before) and sections[sentence.block] == section
        if not same or len(body) > room:
            turn()
            section = sections[sentence.block]
            title = section.rsplit(" > ", 1)[-1]
            head = encoder.pieces_of(title)[:HEADING_PIECES]
            pieces = [*head, encoder.last, *(before[-BEFORE_PIECES:] if same else ())]
            places = [OUTSIDE] * len(pieces)
            room = PAGE_PIECES
        elif sentence.block != block:
            pieces.append(encoder.last)
            places.append(OUTSIDE)
        pieces += body
        places += [rank.get(n, OUTSIDE)] * len(body)
        room -= len(body)
        before, block = body, sentence.block
    turn()
    return pages


def asked_pieces(
    encoder: Encoder, text: str, title: str, number: str, leading: str = ""
) -> list[int]:
    """Return what is asked as it stands before a page; title and number may be empty.

    ``leading`` is what leads up to it, of which the last sub-words are shown behind it.
    """
    known = title[:TITLE_SHOWN].casefold() in text[: 3 * TITLE_SHOWN].casefold()
    shown = f"{f'{number}. ' if number else ''}{'' if known else f'{title}: '}{text}"
    pieces = [encoder.first, *encoder.pieces_of(shown)[:ASKED_PIECES], encoder.last]
    return (
        [*pieces, *encoder.pieces_of(leading)[-LEADING_PIECES:], encoder.last]
        if leading
        else pieces
    )


def beside(
    encoder: Encoder, asked: Sequence[int], page: Page
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the sub-words of an ask and a page together, and the places of all."""
    before = (OUTSIDE,) * len(asked)
    return (*asked, *page.pieces, encoder.last), (*before, *page.places, OUTSIDE)
