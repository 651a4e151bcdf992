"""Find the marks that come back in a document, and what stands below each of them.

A reader learns the frame of an unknown document from its repetition: 'Jullie zeggen: …' and 'Wij
zeggen: …', below each title 'De ombudsman vindt' and 'De minister antwoordt', or 'Termijn:'.
No word list knows them all; that they return, and what their words do, tells what they hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from pipeline.segment.actors import names_government
from pipeline.segment.askers import asker
from pipeline.segment.clauses import is_finite, sentences_of
from pipeline.segment.line_ends import ANSWER_MARK
from pipeline.segment.pieces import Piece
from pipeline.segment.requests import way_of_asking

LEAST = 3  # times: a mark that comes back less often shows no frame
LONGEST_MARK = 8  # tokens
SHORTEST_PREFIX = 4  # tokens that titles share
LONGEST_ASIDE = 12  # tokens without a verb
# Words for an answer. Matches "Beantwoording", "Ons antwoord", "Wat doet het college",
# "Wij zeggen"; must not match "De raad antwoordt".
ANSWERING = re.compile(
    rf"(?:{ANSWER_MARK.pattern}|(?:\w+ )?(?:be|ver)?antwoord\w*\b|(?:\w+ )?reactie\b|"
    r"wat (?:doet|doen|vindt|vinden|gaan?) (?:het|de|wij|we|ik)\b|(?:wij|we|ik) \w+\b)",
    re.IGNORECASE,
)
ANNOUNCING = re.compile(
    r"\b(?:voorstellen|aanbevelingen|adviezen|wensen|idee[ëe]n|oproepen|verzoeken|eisen)$",
    re.IGNORECASE,
)
# Where a point has nothing to ask. Matches "geen aanbeveling", "Geen opmerkingen".
NOTHING = re.compile(
    r"\bgeen (?:aanbeveling|advies|opmerking|suggestie|voorstel|verzoek|wens)(?:en)?\b",
    re.IGNORECASE,
)
EXPLAINING = re.compile(
    r"(?:waarom|toelichting|onderbouwing|motivering|reden|argument\w*|achtergrond|uitleg)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Slot:
    """What stands at one place of a frame: pieces from ``first`` up to ``stop``."""

    first: int
    stop: int


@dataclass(slots=True)
class Mark:
    """A mark that comes back: the pieces that it opens or is, and its words."""

    text: str
    places: list[int]
    run_in: bool


def framed(doc: Doc, pieces: Sequence[Piece], *, advises: bool) -> list[Piece]:
    """Return pieces with what a frame says of them: label, answer or aside.

    Parameters
    ----------
    doc
        The parsed document.
    pieces
        Its pieces in order; those with a mark at their head are cut behind it.
    advises
        Whether the document's 'wij' and 'ik' advise.
    """
    marks = _marks(doc, pieces)
    if not marks:
        return list(pieces)
    pieces, marks = _cut_marks(doc, pieces, marks)
    borders = {place for mark in marks for place in mark.places}
    answering = [mark for mark in marks if _answers(mark)]
    requests: list[list[Slot]] = []
    for mark in marks:
        slots = [_below(pieces, place, borders) for place in mark.places]
        if mark in answering:
            for slot in slots:
                pieces[slot.first - 1].answers = True
                for n in range(slot.first, slot.stop):
                    pieces[n].answers = True
        elif not mark.run_in or not _is_aside(doc, pieces, slots):
            requests.append(slots)
        else:
            for slot in slots:
                for n in range(slot.first - 1, slot.stop):
                    pieces[n].aside = True
            requests.append([_above(pieces, place, borders) for place in mark.places])
    for mark in answering:
        requests.append([_above(pieces, place, borders) for place in mark.places])
    starts: dict[int, int] = {}
    for mark in marks:
        if advises and mark.run_in and EXPLAINING.match(mark.text):
            starts |= _announced(doc, pieces, [_above(pieces, p, borders) for p in mark.places])
    for slots in requests:
        starts |= _asked(doc, pieces, slots, advises=advises)
    return _labelled(pieces, starts)


def _normal(text: str) -> str:
    return re.sub(r"\d+|\b[IVX]+\b", "#", text).lower().strip(" *_")


def _marks(doc: Doc, pieces: Sequence[Piece]) -> list[Mark]:
    """Return the marks that come back, in order of their first place."""
    places: dict[tuple[bool, str], list[int]] = defaultdict(list)
    titles: dict[str, list[int]] = defaultdict(list)
    for n, piece in enumerate(pieces):
        if piece.start >= piece.end or piece.label or piece.quoted or piece.kind == "cell":
            continue
        end = mark_end(doc, piece)
        words = doc[piece.start : end or piece.end]
        if end:
            places[True, _normal(words.text)].append(n)
        elif piece.kind == "heading":
            places[False, _normal(words.text)].append(n)
            for length in range(SHORTEST_PREFIX, len(words)):
                titles[_normal(words[:length].text)].append(n)
    shared: dict[int, str] = {}
    for text in sorted(titles, key=len):
        if len(titles[text]) >= LEAST:
            shared |= dict.fromkeys(titles[text], text)
    for n, text in shared.items():
        places[False, text].append(n)
    found = [
        Mark(text, sorted(set(held)), run_in)
        for (run_in, text), held in places.items()
        if len(set(held)) >= LEAST
    ]
    return sorted(found, key=lambda mark: mark.places[0])


def mark_end(doc: Doc, piece: Piece) -> int:
    """Return where a mark at the head of a piece ends, such as 'Termijn:', in tokens; or 0."""
    if piece.kind == "heading":
        return 0
    for token in doc[piece.start : min(piece.start + LONGEST_MARK, piece.end)]:
        if token.text in {":", "?"} and token.i > piece.start and token.i + 1 < piece.end:
            return int(token.i) + 1
        if token.text in {".", ",", ";", "!"}:
            return 0
    return 0


def _cut_marks(
    doc: Doc, pieces: Sequence[Piece], marks: Sequence[Mark]
) -> tuple[list[Piece], list[Mark]]:
    """Cut run-in marks off as pieces of their own; the marks' places follow."""
    run_in = {place for mark in marks if mark.run_in for place in mark.places}
    cut: list[Piece] = []
    moved: dict[int, int] = {}
    for n, piece in enumerate(pieces):
        moved[n] = len(cut)
        if n in run_in:
            end = mark_end(doc, piece)
            cut.append(replace(piece, end=end, mark=True, answers=False))
            piece = replace(piece, start=end, first=False, bullet="", number="")
        cut.append(replace(piece))
    return cut, [replace(mark, places=[moved[n] for n in mark.places]) for mark in marks]


def _answers(mark: Mark) -> bool:
    return bool(ANSWERING.match(mark.text)) or names_government(mark.text)


def _closes(pieces: Sequence[Piece], n: int, borders: set[int]) -> bool:
    return n in borders or pieces[n].kind == "heading" or pieces[n].start >= pieces[n].end


def _below(pieces: Sequence[Piece], place: int, borders: set[int]) -> Slot:
    stop = place + 1
    while stop < len(pieces) and not _closes(pieces, stop, borders):
        stop += 1
    return Slot(place + 1, stop)


def _above(pieces: Sequence[Piece], place: int, borders: set[int]) -> Slot:
    first = place
    while first > 0 and not _closes(pieces, first - 1, borders):
        first -= 1
    return Slot(first, place)


def _is_aside(doc: Doc, pieces: Sequence[Piece], slots: Sequence[Slot]) -> bool:
    """Whether most of what stands behind a mark states no more than a name or a date."""
    bare = 0
    for slot in slots:
        words = [
            t
            for n in range(slot.first, min(slot.first + 1, slot.stop))
            for t in pieces[n].span(doc)
        ]
        bare += len(words) <= LONGEST_ASIDE and not any(is_finite(t) for t in words)
    return bare * 2 > len(slots)


def _asked(
    doc: Doc, pieces: Sequence[Piece], slots: Sequence[Slot], *, advises: bool
) -> dict[int, int]:
    """Return the pieces of slots that ask and the token where each begins to, where most ask.

    Where most do, the first piece of an odd one that does not seem to is asked, too.
    """
    asking: dict[int, int] = {}
    odd: dict[int, int] = {}
    held = 0
    for slot in slots:
        if any(pieces[n].label for n in range(slot.first, slot.stop)):
            return {}  # a label says it better
        before = len(asking)
        for n in range(slot.first, slot.stop):
            start = _first_asking(doc, pieces[n], advises=advises)
            alone = len(asking) > before and pieces[n].block != pieces[n - 1].block
            if start and (len(asking) == before or (start == pieces[n].start and not alone)):
                asking[n] = start
        if len(asking) > before:
            held += 1
        elif slot.first < slot.stop and not NOTHING.search(pieces[slot.first].span(doc).text):
            odd[slot.first] = pieces[slot.first].start
    return asking | odd if held * 2 > len(slots) and held >= LEAST - 1 else {}


def _announced(doc: Doc, pieces: Sequence[Piece], slots: Sequence[Slot]) -> dict[int, int]:
    """Return the first pieces of slots where a title above the first one's announces requests."""
    above = slots[0].first - 2
    if above < 0 or any(s.first >= s.stop or pieces[s.first - 1].kind != "heading" for s in slots):
        return {}
    title = pieces[above]
    if title.kind != "heading" or not ANNOUNCING.search(title.span(doc).text):
        return {}
    return {slot.first: pieces[slot.first].start for slot in slots}


def _first_asking(doc: Doc, piece: Piece, *, advises: bool) -> int:
    """Return the token where the first sentence that asks begins in a piece; 0 when none does."""
    for sentence in sentences_of(piece.span(doc)):
        way = way_of_asking(sentence)
        if way and (advises or way != "asked" or asker(sentence) != "speaker"):
            return int(sentence.start)
    return 0


def _labelled(pieces: Sequence[Piece], starts: dict[int, int]) -> list[Piece]:
    """Return pieces with those that a frame makes a request labelled, cut where they begin."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        if n not in starts:
            found.append(piece)
            continue
        if starts[n] > piece.start:
            found.append(replace(piece, end=starts[n]))
            piece = replace(piece, start=starts[n], first=False, number="", bullet="")
        found.append(replace(piece, label="frame", framed=True))
    return found
