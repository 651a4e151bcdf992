"""What speaks for a piece of a document's being a recommendation.

A label, the column it stands in, a lead-in above it, quotation marks, bold type, and whether its
words ask.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from pipeline.records import Document
from pipeline.segment.actors import names_government
from pipeline.segment.clauses import is_infinitive, sentences_of, subject
from pipeline.segment.labels import LABEL_WORD, marker_kind
from pipeline.segment.lead_ins import (
    ANSWER_HEADING,
    ASKING_TITLE,
    COLUMN,
    COUNTED,
    COUNTS,
    LEAD_IN,
    LEAD_TO_OTHERS,
    NO_LEAD_IN,
    OF_ADVISER,
    OFFICE,
    PAGE_NUMBER,
    TITLE_TO_OTHERS,
    TO_WHOM,
)
from pipeline.segment.pieces import Piece
from pipeline.segment.requests import is_order, way_of_asking
from pipeline.segment.titles import titles_of

# The number of a row, in a cell of its own. Matches "3", "IV.", "(b)".
NUMBER_ALONE = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2})?[a-z]?|[IVX]{1,6}|[a-z])[.)]{0,2}")
# The number of a page behind a title that comes back at its head. Matches "Reactie 2/3".
PAGE_OF = re.compile(r"\b\d{1,3}(?: ?/ ?| van )\d{1,3}$")
# The heads of two columns, read as one line. Matches "Advies cliëntenraad Reactie college", "Nr.
# Aanbeveling Reactie Planning"; must not match "Aanbevelingen en bestuurlijke reactie".
TWO_COLUMNS = re.compile(
    rf"(?:Nr\.? |# )?(?:{LABEL_WORD}(?:en)?|adviezen)(?: [\wÀ-ÿ]+){{0,2}} "
    r"(?-i:Reactie|Antwoord|Standpunt|Appreciatie)(?: [\wÀ-ÿ]+){0,3}",
    re.IGNORECASE,
)
TITLES = frozenset({"heading", "paragraph"})  # the head of a table is taken for either
LEAST_ANSWERS = 3
LONGEST_LEAD = 400  # characters of the sentence that announces what follows


@dataclass(slots=True)
class Evidence:
    """What speaks for a piece: the layout that it belongs to, and what its words do.

    ``way`` is how its first sentence asks, ``told`` whether a lead-in above announces requests,
    ``lead`` the words of that lead-in.
    """

    layout: tuple[str, ...]
    way: str = ""
    told: bool = False
    government: bool = False
    lead: str = ""


class Gathering:
    """The pieces of a document with the evidence of each."""

    def __init__(
        self, doc: Doc, document: Document, pieces: Sequence[Piece], *, explains: bool = False
    ) -> None:
        self.doc = doc
        self.document = document
        self.pieces = pieces
        self.annex = self._annex()
        # What stands before one answer to everything is an advice.
        self.advises = (
            explains
            or self.annex < len(pieces)
            or (document.role == "advice" and not self._answers())
        )
        self.evidence: dict[int, Evidence] = {}
        self.titles: set[int] = set()
        self.told_titles: list[int] = []  # those that stand below an announcement of requests
        self.labels: dict[int, str] = {}  # those that stand before a piece's own words
        self.turns = self._turns()
        self.columns = self._columns()
        self._gather()

    def span(self, n: int) -> Span:
        """Return the words of a piece."""
        return self.pieces[n].span(self.doc)

    def is_heading(self, n: int) -> bool:
        """Return whether a piece is a heading or an item that is nothing but a title."""
        return self.pieces[n].kind == "heading" or n in self.titles

    @property
    def answers_beside(self) -> bool:
        """Whether the heads of two columns, asked and answered, were read as one line."""
        return any(
            p.kind in TITLES and TWO_COLUMNS.fullmatch(self.span(n).text)
            for n, p in enumerate(self.pieces)
            if p.start < p.end
        )

    def _answers(self) -> bool:
        """Whether what was taken for an advice answers as well, in a table or under titles."""
        if not self.document.role_inferred:
            return False
        return sum(
            piece.answers
            or (piece.kind in {"heading", "cell"} and bool(ANSWER_HEADING.match(self.span(n).text)))
            for n, piece in enumerate(self.pieces)
            if piece.start < piece.end
        ) >= (1 if self._columns() else LEAST_ANSWERS)

    def _turns(self) -> set[str]:
        """Titles that come back and say that an adviser asks: 'Wat de raad adviseert'."""
        texts = Counter(
            p.span(self.doc).text for p in self.pieces if p.kind == "heading" and p.start < p.end
        )
        return {
            text
            for text, count in texts.items()
            if count > 1 and ASKING_TITLE.search(text) and not ANSWER_HEADING.match(text)
        }

    def _annex(self) -> int:
        """Return the piece from which one answer to everything runs on; the last when none does."""
        if self.document.role != "mixed":
            return len(self.pieces)
        answers = [
            n
            for n, piece in enumerate(self.pieces)
            if piece.kind == "heading"
            and piece.start < piece.end
            and ANSWER_HEADING.match(self.span(n).text)
            and not PAGE_OF.search(self.span(n).text)
        ]
        few = 0 < len(answers) < LEAST_ANSWERS
        return answers[0] if few and answers[0] > LEAST_ANSWERS else len(self.pieces)

    def _columns(self) -> set[tuple[int, int]]:
        """Return the tables and columns whose head says that recommendations stand below."""
        found: set[tuple[int, int]] = set()
        for piece in self.pieces:
            place = self.document.blocks[piece.block].cell
            if place and place[1] == 1 and COLUMN.match(piece.span(self.doc).text):
                found.add((place[0], place[2]))
        return found

    def _gather(self) -> None:
        self.titles = titles_of(self.doc, self.pieces, advises=self.advises)
        label: Piece | None = None
        told = strong = others = False
        level, lead = 0, ""
        shapes: dict[tuple[int, str], str] = {}  # the last number of each kind of title
        before: dict[tuple[int, str], str] = {}  # the same, above the announcement
        series: tuple[int, str] | None = None  # the shape of the titles below an announcement
        for n, piece in enumerate(self.pieces):
            empty = piece.start >= piece.end
            text = "" if empty else self.span(n).text
            if piece.label and (empty or piece.kind == "heading"):
                label = piece
            elif NUMBER_ALONE.fullmatch(text) and n + 1 < len(self.pieces):
                following = self.pieces[n + 1]
                following.number = following.number or text.strip("().")
                if following.kind == "paragraph" and following.block == piece.block:
                    following.bullet, following.first = marker_kind(text), True
                continue
            elif piece.bullet and PAGE_NUMBER.match(text):
                continue
            if self.is_heading(n):
                others = bool(TITLE_TO_OTHERS.match(text) or LEAD_TO_OTHERS.search(text)) or (
                    others and bool(piece.label)
                )
                if not piece.label:
                    block = self.document.blocks[piece.block]
                    above = label
                    label = self._label_without_number(piece, text)
                    if label is not None and above is not None and above is self.pieces[n - 1]:
                        label.number = above.number
                    shape = (block.level, piece.bullet)
                    goes_on = shape in before and _next(before[shape], piece.number)
                    if (
                        told
                        and not goes_on
                        and (block.level > level or n in self.titles or shape == series)
                    ):
                        self.told_titles.append(n)
                    else:
                        told = self._announces(text) and not NO_LEAD_IN.search(text)
                        strong, level = False, block.level
                        before = shapes | {shape: piece.number}
                        lead = text.rstrip(":") if told and text.endswith(":") else ""
                        series = self._series(n, shape) if told else None
                    shapes[shape] = piece.number
                if not (text and self.orders(n)):
                    continue
            if empty or piece.answers or piece.mark or piece.aside:
                continue
            last = text.rsplit(". ", 1)[-1]
            if text.endswith(":") and len(last) < LONGEST_LEAD and not piece.bullet:
                asking = self._announces(last)
                told, strong = told or asking, strong or asking
                others = bool(LEAD_TO_OTHERS.search(last))
                lead = last.rstrip(":") if asking else ""
                if asking and n + 1 < len(self.pieces) and self.is_heading(n + 1):
                    series = self._series(n, None)
                continue
            if not piece.bullet and self._counts_what_follows(n, text):
                told, strong = True, True
            owner = piece if piece.label else label
            self.evidence[n] = self._weigh(n, owner, told, strong)
            self.evidence[n].lead = lead
            if others:
                self.evidence[n].layout = ("others",)
            self.labels[n] = piece.label
            if not piece.label and label is not None and piece.kind != "heading":
                piece.number = piece.number or label.number
                piece.label = label.label or text
                label = None

    def _counts_what_follows(self, n: int, text: str) -> bool:
        """Whether a paragraph says how many things follow, and a list of just as many does."""
        match = COUNTED.search(text)
        if match is None or not (self.advises or OF_ADVISER.search(text)):
            return False
        below = self.pieces[n + 1 : n + 2]
        if not below or not below[0].bullet:
            return False
        items = 0
        for piece in self.pieces[n + 1 :]:
            if piece.kind == "heading":
                break
            items += piece.first and piece.bullet == below[0].bullet
        return items == COUNTS[match["count"].lower()]

    def _series(self, n: int, own: tuple[int, str] | None) -> tuple[int, str] | None:
        """Return the shape of the titles below an announcement, where it is not a title's own."""
        below = next((m for m in range(n + 1, len(self.pieces)) if self.is_heading(m)), None)
        if below is None:
            return None
        piece = self.pieces[below]
        shape = (self.document.blocks[piece.block].level, piece.bullet)
        return None if shape == own else shape

    def _announces(self, words: str) -> bool:
        """Whether a lead-in announces requests; in a reply those of an adviser, not its own."""
        if not LEAD_IN.search(words):
            return False
        return self.advises or bool(OF_ADVISER.search(words))

    def _label_without_number(self, piece: Piece, text: str) -> Piece | None:
        """Return the label that a heading such as 'Aanbeveling aan de minister' is; else None."""
        named = re.fullmatch(rf"{LABEL_WORD}(?: (?:aan|voor|\d).*)?:?", text, re.IGNORECASE)
        if not named and text not in self.turns:
            return None
        return Piece(piece.unit, piece.block, piece.start, piece.end, "heading", label=text)

    def _weigh(self, n: int, owner: Piece | None, told: bool, strong: bool) -> Evidence:
        piece = self.pieces[n]
        first = next(sentences_of(self.span(n)))
        layout: tuple[str, ...]
        if piece.framed:
            layout = ("frame",)
        elif owner is not None:
            layout = ("label",)
            if owner is not piece and owner.label and TO_WHOM.match(owner.label):
                who = TO_WHOM.match(owner.label)
                if who and not OFFICE.match(who["who"].strip()):
                    layout = ("others",)
        elif self._in_column(piece):
            layout = ("column",)
        elif piece.quoted:
            layout = ("quote", piece.bullet)
        elif piece.bullet and piece.first:
            layout = ("item", piece.bullet)
        elif piece.bold:
            layout = ("bold",)
        elif piece.kind == "heading":
            layout = ("heading",)
        elif piece.kind == "cell":
            layout = ("cell",)
        else:
            layout = ("line",)
        return Evidence(
            layout,
            self._way(first),
            told or strong,
            self._speaks_for_government(first),
        )

    def _in_column(self, piece: Piece) -> bool:
        """Whether a piece opens a cell of a column of recommendations, below any of its heads."""
        place = self.document.blocks[piece.block].cell
        if not place or not piece.first or (place[0], place[2]) not in self.columns:
            return False
        return place[1] > 1 and not COLUMN.match(self.doc[piece.start : piece.end].text)

    def _way(self, first: Span) -> str:
        if is_order(first):
            return "order"
        if is_infinitive(first):
            return "infinitive"
        return way_of_asking(first)

    def orders(self, n: int) -> bool:
        """Return whether a piece opens with an order."""
        return is_order(next(sentences_of(self.span(n))))

    def _speaks_for_government(self, sentence: Span) -> bool:
        doer = subject(sentence.root)
        words = doer.doc[doer.left_edge.i : doer.i + 1].text if doer is not None else sentence.text
        return names_government(words) or words.lower() in {"ik", "wij", "we"}


def _next(before: str, number: str) -> bool:
    """Whether a number follows one of a title higher up: '3' after '2', across what stands between.

    >>> _next("2", "3"), _next("1.2", "2.1"), _next("", "")
    (True, False, False)
    """
    return before.isdigit() and number.isdigit() and int(number) > int(before)
