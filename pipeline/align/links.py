"""Which document responds to which: declared, or because it names or quotes the advice.

Every reply is read once, and an index of what advices are called brings up those that it may name:
the work grows with the documents, not with their pairs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.align.advisers import (
    HEAD,
    advice_numbers,
    adviser_names,
    by_abbreviation,
    dates_in,
    folded_words,
)
from pipeline.records import Document, DocumentAnalysis

SHORTEST_TITLE = 4  # words: a shorter title proves nothing by turning up, unless quoted
LONG_TITLE = 6  # words: a shorter one must have its capital, or it is a phrase like any other
# Words that say what kind of paper it is: replies leave them out of the title.
KIND_OF_PAPER = re.compile(
    r"^(?:(?:advies|adviesrapport|rapport|position paper|manifest|(?:\w+ )?\w*brief|oproep|notitie|"
    r"input voor|briefadvies|eindrapport|zienswijze|pamflet|petitie|pleidooi)\b\s*"
    r"(?:over|inzake|van|:)?\s*)+",
    re.IGNORECASE,
)
# Matches "advies van", "adviesrapport", "oproepen", "appèl"; must not match "adviseurs".
ADVICE_WORD = re.compile(
    r"(?:advies|adviezen|advies\w{0,40}rapport|rapport(?:en)?|aanbevelingen|oproep(?:en)?|"
    r"brief|brieven|position papers?|suggesties|\w{1,40}-advies|manifest(?:en)?|app[eè]ls?|"
    r"petities?|verslag|bijdragen?|inbreng|notitie|pleidooi|agenda|zienswijzen?)\b",
    re.IGNORECASE,
)
# To whom a letter goes. Matches "Aan: Platform Gelijke Grond", "Aan het bestuur van"; must not
# match "Aan deze oproep".
ADDRESSED = re.compile(
    r"^[^\w\n]{0,9}(?:T\.a\.v\.|Aan)(?!\s+(?:deze|die)\b)[^\n]*(?:\n[^\n]+){0,3}", re.MULTILINE
)
NEAR = 250  # characters within which a name, 'advies' and a date speak of one document
# Matches "Ministerie van Financiën", "Gemeente Lindervoort"; must not match "Algemene Rekenkamer".
GOVERNMENT = re.compile(
    r"(?:(?:de|het) )?(?:minister|staatssecretaris|kabinet|regering|college van|gemeente\b|"
    r"provincie\b|gedeputeerde|burgemeester|waterschap)",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[A-Za-z]+")
QUOTED = re.compile(r"[‘'“\"«„](?P<title>[^’'”\"»]{3,150})[’'”\"»]")


def could_answer(advice_date: str, response_date: str) -> bool:
    """Return whether a document of one date can answer one of another; unknown dates can.

    >>> could_answer("2026-04-16", "2025"), could_answer("2025-04-10", "2025")
    (False, True)
    """
    shared = min(len(advice_date), len(response_date))
    return not shared or response_date[:shared] >= advice_date[:shared]


def find_links(analyses: Sequence[DocumentAnalysis]) -> dict[str, tuple[str, ...]]:
    """Return, for every advice, the documents that respond to it, in order of id.

    A document responds when its manifest entry says so, when it quotes a recommendation, or when
    it names the advice: by its number as a Kamerstuk, by title, or by its adviser with its date or
    number. One that is older than the advice responds only when declared.
    """
    links: dict[str, set[str]] = {}
    by_id = {a.document.document_id: a.document for a in analyses}
    owner = {
        r.recommendation_id: a.document.document_id for a in analyses for r in a.recommendations
    }
    advices = _Advices([a.document for a in analyses if a.document.role in {"advice", "mixed"}])
    for analysis in analyses:
        document = analysis.document
        for target in document.responds_to:
            if target in by_id and target != document.document_id:
                links.setdefault(target, set()).add(document.document_id)
        for r in analysis.recommendations:
            if r.quoted_from:
                links.setdefault(owner[r.quoted_from], set()).add(document.document_id)
        if document.role in {"response", "policy", "mixed"}:
            for advice in advices.named_in(_Reply(document)):
                if advice.document_id == document.document_id:
                    continue  # an advice that prints its reply names itself
                links.setdefault(advice.document_id, set()).add(document.document_id)
    return {key: tuple(sorted(value)) for key, value in sorted(links.items())}


@dataclass(frozen=True, slots=True)
class _Mention:
    """What stands around a word such as 'advies' in a reply.

    ``dates`` are those written in full; ``likely`` holds besides the days without a year, in the
    year before the reply.
    """

    start: int
    words: str
    plain: frozenset[str]
    dates: tuple[str, ...]
    likely: tuple[str, ...]
    numbers: frozenset[str]


class _Reply:
    """A document that may respond, read for the names of what it responds to."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = folded_words(document.source)
        self.plain = " ".join(document.source.split())
        self.distinct = frozenset(self.words.split())
        self.papers = {reference.identifier for reference in document.references}
        # An adviser that prints the reply to its report names other advisers in passing.
        self.answers = document.role == "response" or (
            document.role == "mixed" and bool(GOVERNMENT.match(document.publisher))
        )

    @cached_property
    def quoted(self) -> frozenset[str]:
        """What stands in quotation marks, in plain words: two at least, or a word for advice near.

        Where a paper has exactly this title, it is meant.
        """
        source = self.document.source
        return frozenset(
            title
            for match in QUOTED.finditer(source)
            if " " in (title := folded_words(match["title"])).strip()
            or ADVICE_WORD.search(source, max(0, match.start() - NEAR), match.start())
        )

    @cached_property
    def mentions(self) -> tuple[_Mention, ...]:
        """What stands around each word such as 'advies', and to whom it goes."""
        source = self.document.source
        found = []
        for match in ADVICE_WORD.finditer(source):
            around = source[max(0, match.start() - NEAR) : match.end() + NEAR]
            found.append(
                _Mention(
                    match.start(),
                    folded_words(around),
                    frozenset(LETTERS.findall(around)),
                    tuple(dates_in(around)),
                    tuple(dates_in(around, until=self.document.date)),
                    advice_numbers(around),
                )
            )
        # A letter to an adviser answers it; the date beside the address is the letter's own.
        for match in ADDRESSED.finditer(source, 0, HEAD):
            found.append(
                _Mention(
                    match.start(),
                    folded_words(match[0]),
                    frozenset(LETTERS.findall(match[0])),
                    (),
                    (),
                    frozenset(),
                )
            )
        return tuple(found)

    def named(self, names: Sequence[str]) -> list[_Mention]:
        """Return the mentions that name an adviser by one of its names."""
        written = [n for n in names if by_abbreviation(n)]
        spelled = [folded_words(n) for n in names if not by_abbreviation(n)]
        return [
            mention
            for mention in self.mentions
            if any(n in mention.plain for n in written) or any(n in mention.words for n in spelled)
        ]


class _Advices:
    """All advices, with an index of what they are called."""

    def __init__(self, advices: Sequence[Document]) -> None:
        self._all = advices
        self._titles = [_titles(advice) for advice in advices]
        self._papers: dict[str, list[int]] = {}
        self._called: dict[str, list[int]] = {}
        self._advisers: dict[tuple[str, ...], list[int]] = {}
        self._named: dict[str, set[tuple[str, ...]]] = {}
        self._by_word: dict[str, set[tuple[str, ...]]] = {}
        for n, advice in enumerate(advices):
            if advice.kamerstuk:
                self._papers.setdefault(advice.kamerstuk, []).append(n)
            for title in self._titles[n]:
                self._called.setdefault(folded_words(title), []).append(n)
            if names := adviser_names(advice):
                self._advisers.setdefault(names, []).append(n)
                for name in names:
                    self._named.setdefault(name, set()).add(names)
        # A name is looked up as it is where it is an abbreviation, else by its rarest word.
        frequent = Counter(word for name in self._named for word in folded_words(name).split())
        for name, owners in self._named.items():
            words = [name] if by_abbreviation(name) else folded_words(name).split()
            for key in sorted(words, key=lambda w: (frequent[w], w))[:1]:
                self._by_word.setdefault(key, set()).update(owners)
        # A long title is looked up by the word that fewest titles have, its first and last aside:
        # where it stands in a text these may be parts of longer words.
        long = [
            (n, inner)
            for n, titles in enumerate(self._titles)
            for title in titles
            if len(inner := folded_words(title).split()[1:-1]) >= SHORTEST_TITLE - 2
        ]
        common = Counter(word for _, inner in long for word in inner)
        self._long: dict[str, list[int]] = {}
        for n, inner in long:
            self._long.setdefault(min(inner, key=lambda w: (common[w], w)), []).append(n)

    def named_in(self, reply: _Reply) -> Iterator[Document]:
        """Yield the advices that a reply names and is no older than."""
        found = {n for paper in reply.papers for n in self._papers.get(paper, ())}
        found |= {n for title in reply.quoted for n in self._called.get(title, ())}
        found |= {
            n
            for word in reply.distinct & self._long.keys()
            for n in self._long[word]
            if _names_title(reply, self._titles[n])
        }
        found |= set(self._by_adviser(reply))
        for n in sorted(found):
            if could_answer(self._all[n].date, reply.document.date):
                yield self._all[n]

    def _by_adviser(self, reply: _Reply) -> Iterator[int]:
        """Yield advices whose adviser is named with their date or number, or is the only one."""
        around = {word for mention in reply.mentions for word in mention.words.split()}
        around |= {word for mention in reply.mentions for word in mention.plain}
        likely = {names for word in around & self._by_word.keys() for names in self._by_word[word]}
        for names in sorted(likely):
            own = self._advisers[names]
            if not any(_may_be_named(name, reply) for name in names):
                continue
            mentions = reply.named(names)
            if not mentions:
                continue
            stated = any(mention.dates for mention in mentions)
            dates = {date for mention in mentions for date in mention.likely}
            numbers = frozenset().union(*(mention.numbers for mention in mentions))
            close = any(mention.start < HEAD for mention in mentions)
            # 'Reactie op het advies van de Onderwijsraad' without a date means the one we have.
            alike = {other for name in names for other in self._named[name]}
            only = sum(len(self._advisers[other]) for other in alike) == 1
            meant = reply.answers and close and only and not stated
            for n in own:
                advice = self._all[n]
                if (
                    meant
                    or any(_same_date(advice.date, date) for date in dates)
                    or numbers & advice_numbers(advice.source[:HEAD])
                ):
                    yield n


def _may_be_named(name: str, reply: _Reply) -> bool:
    """Whether a text holds an adviser's name, as it is written or in any case."""
    return name in reply.document.source or folded_words(name) in reply.words


def _titles(advice: Document) -> list[str]:
    """Return the title as replies may write it: whole, without its kind, without its subtitle."""
    whole = KIND_OF_PAPER.sub("", advice.title.strip())
    main = re.split(r"[:;.–—]\s", whole)[0]
    return [t for t in dict.fromkeys((advice.title, whole, main)) if folded_words(t).strip()]


def _names_title(reply: _Reply, titles: Sequence[str]) -> bool:
    """Whether a reply holds a title that is long enough to prove something."""
    for title in titles:
        words = folded_words(title)
        length = len(words.split())
        if length >= LONG_TITLE and words in reply.words:
            return True
        if length >= SHORTEST_TITLE and " ".join(title.split()) in reply.plain:
            return True
    return False


def _same_date(advice_date: str, named: str) -> bool:
    """Whether a date that is named is the advice's, to the month at least."""
    shared = min(len(advice_date), len(named))
    return shared >= len("2025-04") and advice_date[:shared] == named[:shared]
