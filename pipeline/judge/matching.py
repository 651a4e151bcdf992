"""Find cue phrases in a sentence: words in between, split verbs, the reach of a negation.

Works on the sentence's own words, not on its parse: Dutch puts 'niet' and 'over' far from their
verb, and a cue must not depend on which language model is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.dates import MONTHS
from pipeline.judge.cuebook import Cuebook, CueRule, Gap, Item, Part, Separable

# Matches "lhbtiq+", "VN-verdrag", "risico's", "13,5", ";"; must not match " ".
TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:[-'’.&]\w+)*\+?|[^\w\s]")
# Matches "2027"; must not match "1250".
YEAR = re.compile(r"^(?:19|20)\d\d$")
ENDS_CLAUSE = frozenset(";:.?!–—")
STARTS_CLAUSE = frozenset(
    ["maar", "doch", "terwijl", "omdat", "aangezien", "want", "zodat", "waardoor", "waarbij"]
)
# fmt: off
#: A particle closes its clause: after 'neemt ... over' comes one of these, or nothing.
AFTER_PARTICLE = frozenset([
    ",", ".", ";", ":", ")", "en", "of", "maar", "doch", "om", "dat", "die", "omdat", "zodat",
    "voor", "in", "met", "bij", "door", "op", "naar", "per", "vanaf", "tot", "ten", "als",
    "waarmee", "waarbij", "wanneer", "zoals", "uit", "binnen", "conform", "onder", "zonder",
    "gelet", "gezien", "aan", "te", "van", "tijdens", "volgens", "en/of", "waarin", "hoe",
    "wat", "welke", "waarom",
])
# fmt: on
SPLIT_REACH = 18
#: A negation counts from so many tokens before a phrase to so many after it ...
NEGATED_BEFORE, NEGATED_AFTER = 4, 6
#: ... unless one of these stands between.
STOPS_NEGATION = frozenset([",", "en", "om", "dat", "die", "of", "(", ")"])


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: character offsets in the text, the rule, and its reading there."""

    start: int
    end: int
    rule: CueRule
    negated: bool

    @property
    def stance(self) -> str:
        """The reading with the negation taken into account."""
        return self.rule.negated if self.negated and self.rule.negated else self.rule.stance


@dataclass(frozen=True, slots=True)
class _Found:
    """Token positions of one occurrence."""

    start: int
    end: int
    used: frozenset[int]


class _Clause:
    """The lower-case tokens of one clause and where they stand."""

    def __init__(self, tokens: list[tuple[str, int, int]]) -> None:
        self.words = [word for word, _, _ in tokens]
        self.spans = [(start, end) for _, start, end in tokens]

    def part(self, part: Part, at: int) -> _Found | None:
        """Return the shortest occurrence of a part that begins at token ``at``."""
        if isinstance(part[0], Item) and part[0].words == {"^"}:
            return self._follow(part, 1, 0, frozenset()) if at == 0 else None
        return self._follow(part, 0, at, frozenset())

    def _follow(self, part: Part, index: int, at: int, used: frozenset[int]) -> _Found | None:
        if index == len(part):
            return _Found(min(used), max(used) + 1, used) if used else None
        element = part[index]
        if isinstance(element, Gap):
            for step in range(element.longest + 1):
                if step and (
                    at + step > len(self.words)
                    or (not element.commas and self.words[at + step - 1] == ",")
                ):
                    return None
                found = self._follow(part, index + 1, at + step, used)
                if found:
                    return found
            return None
        if isinstance(element, Item) and element.optional:
            return (
                self._follow(part, index + 1, at + 1, used | {at})
                if at < len(self.words) and self._is(element, at)
                else None
            ) or self._follow(part, index + 1, at, used)
        if isinstance(element, Separable):
            for end, positions in self._verb(element, at):
                found = self._follow(part, index + 1, end, used | positions)
                if found:
                    return found
            return None
        if at >= len(self.words):
            ends = "$" in element.words and index == len(part) - 1 and used
            return _Found(min(used), max(used) + 1, used) if ends else None
        if not self._is(element, at):
            return None
        return self._follow(part, index + 1, at + 1, used | {at})

    def _is(self, item: Item, at: int) -> bool:
        word = self.words[at]
        if word == "gaan" and at and self.words[at - 1] == "te":
            return False  # 'om misbruik tegen te gaan' announces nothing
        return (
            word in item.words
            or any(word.startswith(prefix) for prefix in item.prefixes)
            or ("#year" in item.classes and YEAR.match(word) is not None)
            or ("#month" in item.classes and word in MONTHS)
            or ("#number" in item.classes and word[0].isdigit())
            or ("#date" in item.classes and _is_date(word))
        )

    def _verb(self, verb: Separable, at: int) -> Iterator[tuple[int, frozenset[int]]]:
        """Yield where a separable verb that begins at ``at`` ends, and its tokens."""
        if at >= len(self.words):
            return
        word = self.words[at]
        if word in verb.whole:
            yield at + 1, frozenset({at})
        to = self.words[at + 1 : at + 3]
        if word == verb.particle and len(to) == 2 and to[0] == "te" and to[1] in verb.finite:
            yield at + 3, frozenset({at, at + 1, at + 2})
        if word not in verb.finite or (at and self.words[at - 1] == "te"):
            return  # 'aan te pakken ... op' is no 'oppakken'
        for position in range(at + 1, min(at + SPLIT_REACH, len(self.words))):
            if self.words[position] != verb.particle:
                continue
            last = position + 1 == len(self.words)
            if last or self.words[position + 1] in AFTER_PARTICLE:
                yield position + 1, frozenset({at, position})

    def phrase(self, parts: tuple[Part, ...]) -> _Found | None:
        """Return the first place where all parts occur, without sharing a token."""
        used: frozenset[int] = frozenset()
        for part in parts:
            found = next(
                (
                    hit
                    for at in range(len(self.words))
                    if (hit := self.part(part, at)) and not hit.used & used
                ),
                None,
            )
            if found is None:
                return None
            used |= found.used
        return _Found(min(used), max(used) + 1, used)

    def negated(self, found: _Found, book: Cuebook) -> bool:
        """Whether an odd number of negations falls on an occurrence."""
        reach = set(range(found.start, found.end))
        for position in range(found.start - 1, max(-1, found.start - 1 - NEGATED_BEFORE), -1):
            if self.words[position] in STOPS_NEGATION:
                break
            reach.add(position)
        last = min(len(self.words), found.end + NEGATED_AFTER)
        for position in range(found.end, last):
            if self.words[position] in STOPS_NEGATION:
                break
            reach.add(position)
        count = sum(
            self.words[position] in book.negators and not self._pseudo(position, book)
            for position in reach - found.used
        )
        return count % 2 == 1

    def _pseudo(self, at: int, book: Cuebook) -> bool:
        """Whether the negator at ``at`` belongs to a phrase that only looks like one."""
        return any(
            at >= shift and tuple(self.words[at - shift : at - shift + len(phrase)]) == phrase
            for phrase in book.pseudo
            for shift, word in enumerate(phrase)
            if word == self.words[at]
        )


def _is_date(word: str) -> bool:
    """Whether a token can open a date: '1', 'juli', '2027'."""
    return word in MONTHS or YEAR.match(word) is not None or (word.isdigit() and int(word) <= 31)


def split_tokens(text: str) -> list[list[tuple[str, int, int]]]:
    """Return the tokens of a sentence clause by clause, each with its character offsets.

    >>> [[word for word, _, _ in clause] for clause in split_tokens("Dat kan; maar niet nu.")]
    [['dat', 'kan', ';'], ['maar', 'niet', 'nu', '.']]
    """
    clauses: list[list[tuple[str, int, int]]] = [[]]
    for match in TOKEN.finditer(text):
        word = match.group().lower().replace("’", "'")
        if word in STARTS_CLAUSE and clauses[-1] and not _only_too(clauses[-1], word):
            clauses.append([])
        clauses[-1].append((word, match.start(), match.end()))
        if word in ENDS_CLAUSE:
            clauses.append([])
    return [clause for clause in clauses if clause]


def _only_too(clause: list[tuple[str, int, int]], word: str) -> bool:
    """'niet alleen X, maar ook Y' is no contrast."""
    words = [token for token, _, _ in clause]
    return word == "maar" and any(
        a == "niet" and b in {"alleen", "enkel", "slechts"} for a, b in pairwise(words)
    )


def find_cues(text: str, book: Cuebook) -> list[Match]:
    """Find the cues of one sentence, in order of position; offsets are those of ``text``.

    A cue occurs at most once a clause. Where one cue covers another that it is ``over``, the
    other is silent.
    """
    matches: list[Match] = []
    for tokens in split_tokens(text):
        clause = _Clause(tokens)
        there: set[str] = set()
        for rule, parts in book.phrases_among(frozenset(clause.words)):
            found = clause.phrase(parts) if rule.name not in there else None
            if found is None:
                continue
            there.add(rule.name)
            start, end = clause.spans[found.start][0], clause.spans[found.end - 1][1]
            negated = rule.negated is not None and clause.negated(found, book)
            matches.append(Match(start, end, rule, negated))
    kept = [
        match
        for match in matches
        if not any(
            match.rule.name in other.rule.over
            and other.start < match.end
            and match.start < other.end
            for other in matches
        )
    ]
    return sorted(kept, key=lambda match: (match.start, match.end, match.rule.name))
