"""Which pieces of a document open a recommendation.

Pieces of one layout are judged together: where most of them ask, an odd one that does not seem to
is a recommendation, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from spacy.tokens import Span

from pipeline.segment.askers import ADVISER_NAME, OTHERS, asker, asks_others
from pipeline.segment.clauses import finite_verb, sentences_of
from pipeline.segment.evidence import Evidence, Gathering
from pipeline.segment.requests import way_of_asking
from pipeline.segment.titles import ENDS, TITLE_WORDS, titled_bodies

# Matches "De SER schrijft voorts:", "U vraagt ons:", "In de woorden van de raad:".
QUOTES_ADVISER = re.compile(
    rf"(?:{ADVISER_NAME}|\b(?-i:[A-Z]{{2,}})\b|\b(?:u|jullie|zij|hij)\b)", re.IGNORECASE
)
MOTION = re.compile(r"\bmoties?\b", re.IGNORECASE)
# Who is to act, behind what is asked. Matches "(bedrijven)", "(aan: de banken)"; must not match
# "(Rijk en bedrijven)".
NAMES_OTHERS = re.compile(rf"\((?:(?:aan|voor):? )?(?:(?:de|alle) )?{OTHERS}\)\W*$", re.IGNORECASE)
LEAST_ORDERS = 2
LEAST_TITLES = 3  # more than these, each above one paragraph that asks, are a layout
LONGEST_OPENING = 60  # tokens: more holds the answer as well


class Layouts(Gathering):
    """The layouts of a document, and the pieces that open a recommendation in one of them."""

    def heads(self) -> list[int]:
        """Return the pieces that open a recommendation, in order."""
        self._mark_bodies()
        groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for n, evidence in self.evidence.items():
            if n < self.annex:
                groups[evidence.layout].append(n)
        found: set[int] = set()
        for layout, members in groups.items():
            found |= self._accepted(layout, members)
        found = found or self._openings()
        if found:
            # A row that the reader took for another kind of block.
            found |= {n for n in groups["cell",] if self.evidence[n].way == "order"}
        return sorted(found)

    def for_others(self, n: int) -> bool:
        """Return whether a label or a lead-in says that a piece is for others than government."""
        return n in self.evidence and self.evidence[n].layout == ("others",)

    def _mark_bodies(self) -> None:
        """In an advice, take what stands below each title for one request.

        Where requests are announced above the titles, or most of these ask by themselves.
        """
        if not self.advises:
            return
        shapes: dict[tuple[int, str], list[int]] = defaultdict(list)
        told = set(self.told_titles)
        for n in sorted({*told, *self.titles}):
            piece = self.pieces[n]
            shapes[self.document.blocks[piece.block].level, piece.bullet].append(n)
        for group in shapes.values():
            asking = sum(self.orders(n) for n in group) * 2 > len(group) or self._one_each(group)
            titles = group if asking else [n for n in group if n in told]
            for start, end in titled_bodies(self.doc, self.pieces, titles, advises=True):
                for n in range(start, end):
                    if n in self.evidence:
                        self.evidence[n].layout = ("titled" if n == start else "below",)

    def _one_each(self, titles: Sequence[int]) -> bool:
        """Whether nearly each of many titles heads one paragraph, and that asks in plain words."""
        asking = 0
        for n, following in zip(titles, [*titles[1:], len(self.pieces)], strict=True):
            below = range(n + 1, following)
            stop = next((m for m in below if self.is_heading(m)), following)
            ways = (
                {way_of_asking(s) for s in sentences_of(self.span(n + 1))}
                if stop > n + 1
                else set()
            )
            asking += stop == n + 2 and bool(ways & {"asked", "order"})
        return len(titles) > LEAST_TITLES and asking * 4 >= len(titles) * 3

    def _openings(self) -> set[int]:
        """In a reply, the first paragraph of every section, where most say what is asked."""
        if self.advises or self.document.role == "policy":
            return set()
        openings = [
            n
            for n in self.evidence
            if n < self.annex
            and n
            and self.is_heading(n - 1)
            and n + 1 < len(self.pieces)
            and not self.is_heading(n + 1)
        ]
        short = [n for n in openings if len(self.span(n)) <= LONGEST_OPENING]
        asking = [
            n
            for n in short
            if self.evidence[n].way and not asks_for_government(self.evidence[n], self.span(n))
        ]
        if len(asking) <= LEAST_ORDERS or len(asking) * 2 <= len(openings):
            return set()
        return {n for n in short if not self.evidence[n].government or n in asking}

    def _accepted(self, layout: tuple[str, ...], members: Sequence[int]) -> set[int]:
        kind = layout[0]
        facts = self.evidence
        if kind == "label":
            return self._labelled(members)
        if kind == "column":
            asking = {n for n in members if facts[n].way}
            return set(members) if len(asking) * 2 > len(members) else asking
        if kind in {"titled", "frame"}:
            return set(members)
        if kind == "quote":
            return self._quotations(members)
        if kind == "item":
            return self._items(members)
        if kind in {"bold", "line", "cell", "heading"}:
            orders = {n for n in members if facts[n].way == "order" and self._stands_apart(n)}
            if self.document.role == "policy" or not self._open_paragraphs(kind, orders):
                return set()
            if kind == "bold" and len(orders) * 2 > len(members):
                return orders | {n for n in members if not facts[n].government}
            return orders
        return set()

    def _stands_apart(self, n: int) -> bool:
        """Whether a piece opens a block, or follows a line that is nothing but a title."""
        if self.pieces[n].first or self.advises:
            return True
        above = self.span(n - 1) if n else None
        return above is not None and len(above) <= TITLE_WORDS and not above.text.endswith(ENDS)

    def _open_paragraphs(self, kind: str, orders: set[int]) -> bool:
        """Whether orders at the head of lines of their own are what the document is made of."""
        if kind == "heading":
            level = {self.document.blocks[self.pieces[n].block].level for n in orders}
            alike = sum(
                p.kind == "heading" and not p.label and self.document.blocks[p.block].level in level
                for p in self.pieces
            )
            return len(orders) > LEAST_ORDERS and len(orders) * 2 > alike
        told = any(self.evidence[n].told for n in orders)
        enough = len(orders) >= LEAST_ORDERS or (self.advises and told)
        return bool(orders) and enough

    def _labelled(self, members: Sequence[int]) -> set[int]:
        found: set[int] = set()
        seen: set[str] = set()
        # Below labels that stand apart a reply may hold nothing but its answers.
        asking = sum(bool(self.evidence[n].way) or self.pieces[n].quoted for n in members)
        answers = not self.advises and asking * 2 <= len(members)
        for n in members:
            piece, fact = self.pieces[n], self.evidence[n]
            if not self.advises and not piece.quoted:
                apart = piece.label != self.labels.get(n, "")
                if answers and apart and fact.way not in {"order", "asked"}:
                    continue
                if fact.government and not fact.way and not self._answered_apart(n):
                    continue
                if not fact.way and piece.kind == "heading":
                    continue
            if n and self.pieces[n - 1].kind == "heading" and n - 1 in found:
                continue  # the words below a labelled title that asks
            key = f"{self.document.blocks[piece.block].section}/{piece.number}"
            repeated = bool(piece.number) and key in seen
            if repeated and not self.advises:
                continue
            seen.add(key)
            found.add(n)
        return found

    def _answered_apart(self, n: int) -> bool:
        """Whether a label and its words share a line, and something else stands below them."""
        below = n + 1 < len(self.pieces) and not self.is_heading(n + 1)
        own = self.pieces[n].label == self.labels.get(n, "")
        return own and below and not self.pieces[n + 1].label

    def _quotations(self, members: Sequence[int]) -> set[int]:
        """Quotations of what an adviser asks: orders, or announced as an adviser's words.

        In a reply whose quotations each stand on their own above other words, all of them.
        """
        apart = [n for n in members if self.pieces[n].first and not self._of_motion(n)]
        found = {n for n in members if self._announced(n) and self.evidence[n].way}
        orders = {n for n in apart if self.evidence[n].way == "order"}
        if self.advises:
            return {n for n in orders if self.pieces[n].bullet or self.evidence[n].told} | found
        answered = [
            n
            for n in apart
            if n + 1 < len(self.pieces)
            and not self.is_heading(n + 1)
            and not self.pieces[n + 1].quoted
        ]
        if len(answered) > LEAST_ORDERS and len(answered) * 2 > len(apart):
            return found | orders | set(answered)
        return found | (orders if len(orders) >= LEAST_ORDERS else set())

    def _lead(self, n: int) -> str:
        """Return the last sentence before a piece."""
        before = next(
            (m for m in range(n - 1, -1, -1) if self.pieces[m].start < self.pieces[n].start), None
        )
        return self.span(before).text[-200:].rsplit(". ", 1)[-1] if before is not None else ""

    def _of_motion(self, n: int) -> bool:
        lead = self._lead(n)
        return lead.endswith(":") and bool(MOTION.search(lead))

    def _announced(self, n: int) -> bool:
        """Whether a sentence that ends with a colon says that an adviser's words follow."""
        lead = self._lead(n)
        return lead.endswith(":") and bool(QUOTES_ADVISER.search(lead)) and not MOTION.search(lead)

    def _items(self, members: Sequence[int]) -> set[int]:
        """Items of one kind: runs of them are believed when most ask or a lead-in says so."""
        runs: list[list[int]] = []
        for n in members:
            if n in self.titles:
                continue
            if runs and all(self.pieces[m].bullet for m in range(runs[-1][-1] + 1, n)):
                runs[-1].append(n)
            else:
                runs.append([n])
        found: set[int] = set()
        everywhere = [n for run in runs for n in run]
        if self._one_below_each(runs):
            return {n for n in everywhere if self.evidence[n].way}
        for run in runs:
            if self.document.role == "policy" and not any(self.pieces[n].quoted for n in run):
                continue
            alike = len(everywhere) > LEAST_ORDERS and self._most_ask(everywhere)
            if alike and self._of_another_kind(run):
                continue
            if alike or self._most_ask(run) or self._goes_on_asking(run):
                found |= {n for n in run if self._may_ask(n)}
        return found

    def _one_below_each(self, runs: Sequence[Sequence[int]]) -> bool:
        """Whether items of one series stand apart in the text of an advice, and nearly all ask."""
        apart = self.advises and len(runs) > LEAST_ORDERS and all(len(run) == 1 for run in runs)
        asking = sum(bool(self.evidence[run[0]].way) for run in runs)
        return apart and asking * 4 >= len(runs) * 3

    def _of_another_kind(self, run: Sequence[int]) -> bool:
        """Whether a lead-in of its own announces no requests and no item of a run asks."""
        other = self._lead(run[0]).endswith(":") and not self.evidence[run[0]].lead
        return other and not any(self.evidence[n].way for n in run)

    def _goes_on_asking(self, run: Sequence[int]) -> bool:
        """Whether a list without verbs, right below a paragraph that asks, asks for more."""
        above = run[0] - 1
        if not self.advises or len(run) <= LEAST_ORDERS or above < 0 or self.is_heading(above):
            return False
        bare = sum(finite_verb(next(sentences_of(self.span(n))).root) is None for n in run)
        asks = any(way_of_asking(sentence) for sentence in sentences_of(self.span(above)))
        return asks and bare * 2 > len(run)

    def _most_ask(self, run: Sequence[int]) -> bool:
        facts = [self.evidence[n] for n in run]
        asking = sum(
            f.way == "order"
            or (f.told and (self.advises or bool(f.way) or not f.government))
            or (f.way in {"asked"} and bool(asker(self.span(n))))
            for n, f in zip(run, facts, strict=True)
        )
        return asking * 2 > len(run)

    def _may_ask(self, n: int) -> bool:
        fact = self.evidence[n]
        if NAMES_OTHERS.search(self.span(n).text):
            return False
        if fact.way == "order" or (fact.told and (self.advises or not fact.government)):
            return True
        return not fact.government and not asks_others(next(sentences_of(self.span(n))))


def asks_for_government(fact: Evidence, span: Span) -> bool:
    """Return whether it is government itself that asks, or says what it must do."""
    return fact.government and not any(t.lower_ in {"zou", "zouden"} for t in span)
