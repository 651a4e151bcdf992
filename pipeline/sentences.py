"""Where sentences begin, as far as signs and abbreviations tell; the parser decides the rest.

Works on the words between spaces, so that it does not matter how a model's tokenizer cuts 'okt.'
or 'J.P.'. Which abbreviations end a sentence stands in ``models/abbreviations.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.resources import resource

ABBREVIATIONS = "models/abbreviations.toml"

Blocks = Literal["all", "some", "none"]
#: What a token's start may be set to, as in spaCy's column SENT_START.
STARTS, OPEN, CONTINUES = 1, 0, -1

#: Signs that belong to what stands before them, if no space comes between.
CLOSING = frozenset([*".,:;?!…)]”’»%", "''"])

#: Signs that close something even after a space; the treebank has spaced quotation marks.
ALWAYS_CLOSING = frozenset([*"…)]”»", "''"])

#: After these a sentence may begin with a small letter: "Waarom?" vroeg hij; - 's avonds.
MAY_END = frozenset([*".?!…\"'”’»)-", "''", "..."])

FULL_STOPS = frozenset(".?!")

STRAIGHT_QUOTES = frozenset("\"'")

CLOSERS = "\"'”’»«)]"
OPENERS = "\"'‘“„«»(["
ENDS = (".", "?", "!", "…")
VOWEL = re.compile(r"[aeiouyáàäâéèëêíìïîóòöôúùüû]", re.IGNORECASE)
# Matches "o.a", "d.w.z", "J.P"; must not match "rijksoverheid.nl", "10.30".
DOTTED = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])+")
# Matches "iPads", "eHerkenning", "e-Boeken"; must not match "e-mail".
CAPITAL_INSIDE = re.compile(r"[a-z]{1,2}-?[A-Z]")
# Matches "'s", "’t" of "'s Avonds", "'t Is".
CLITIC = re.compile(r"['’‘`][snt]", re.IGNORECASE)

# Matches "J." of "J. J. Kat"; must not match "J.P.".
INITIAL = re.compile(r"[a-z]\.?")
#: Labels as long as 'lid' are whole words only: 'Kamerlid P. Kat' has an initial.
SHORT_LABEL = 3
# Matches "IV", "XVI"; must not match "VN".
ROMAN = re.compile(r"[IVXLC]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """The lists of ``models/abbreviations.toml``, which says what each is for."""

    titles: frozenset[str]
    never: frozenset[str]
    final: frozenset[str]
    units: frozenset[str]
    labels: tuple[str, ...]
    openers: frozenset[str]


@lru_cache(maxsize=1)
def abbreviations() -> Abbreviations:
    """Load the shipped lists."""
    lists = tomllib.loads(resource(ABBREVIATIONS).read_text(encoding="utf-8"))
    return Abbreviations(
        titles=frozenset(lists["titles"]),
        never=frozenset(lists["never"]),
        final=frozenset(lists["final"]),
        units=frozenset(lists["units"]),
        labels=tuple(lists["labels"]),
        openers=frozenset(lists["openers"]),
    )


def sentence_starts(
    words: Sequence[str],
    spaces: Sequence[bool],
    presets: Sequence[int],
    *,
    blocks: Blocks,
) -> list[int]:
    """Say of every token whether it begins a sentence (1), cannot (-1), or may (0).

    Parameters
    ----------
    words, spaces
        The tokens, and whether a space follows each.
    presets
        What is known already: 1 where a block starts.
    blocks
        Which starts of blocks are known: ``all``, as in documents that ingest read, then a
        sentence inside a block ends at a full stop, question or exclamation mark or ellipsis;
        ``some``, then it ends at one of these, a bracket or a quotation mark; or ``none``, then a
        line without any sign may be a heading.

    Examples
    --------
    >>> words = "Dat is dhr. Bos . Hij las o.a. Kant enz. Daarna sliep hij .".split()
    >>> starts = sentence_starts(words, [True] * 14, [0] * 14, blocks="all")
    >>> [word for word, start in zip(words, starts) if start == 1]
    ['Hij', 'Daarna']
    """
    starts = list(presets)
    unmarked = CONTINUES if blocks == "all" else OPEN
    opened: set[str] = set()
    bracketed = False
    last = block = 0
    for i in range(1, len(words)):
        word, before = words[i], words[i - 1]
        if before in STRAIGHT_QUOTES:
            opened = _with_quote(opened, before, i - 1 == block or spaces[i - 2], spaces[i - 1])
        elif before in {"(", "["}:
            bracketed = True
        elif before in {")", "]"}:
            bracketed = False
        if starts[i] == STARTS:
            opened, bracketed, block, last = set(), False, i, i
            continue
        if starts[i] == CONTINUES:
            continue
        marked = before in MAY_END or before[-1] == "."
        if (
            (not marked and (blocks != "none" or word[0].islower()))
            or before in {",", ";", ":"}
            or (word in CLOSING and not spaces[i - 1])
            or word in ALWAYS_CLOSING
            or (word in opened and not (spaces[i - 1] and not spaces[i]))
            or (i - last <= 3 and _is_enumerator("".join(words[last:i]), bare=last == block))
            or (bracketed and before not in FULL_STOPS)
        ):
            starts[i] = CONTINUES
        elif marked:
            starts[i] = _after_mark(words, spaces, i, block, last, unmarked)
            # Spaced straight quotes open as well as close: 'zo." " Het is', 'zo. " Het is'.
            if (
                starts[i] == STARTS
                and spaces[i - 1]
                and (
                    (word in STRAIGHT_QUOTES and spaces[i])
                    or (before in STRAIGHT_QUOTES and spaces[i - 2])
                )
            ):
                starts[i] = OPEN
            if starts[i] == STARTS:
                last = i
    return starts


def _with_quote(opened: set[str], quote: str, space_before: bool, space_after: bool) -> set[str]:
    """Return the straight quotes that are open after this one; spaces tell, if on one side only."""
    if space_before == space_after:
        return opened ^ {quote}
    return opened | {quote} if space_before else opened - {quote}


def _is_enumerator(text: str, *, bare: bool) -> bool:
    """Whether this is the mark of a list item: '1.', '(a)', '2.3', 'b)'; not 'Nee.'.

    Without a full stop or bracket it is one only where it may be ``bare``: a year is none.
    """
    mark = text.strip("().")
    known = mark.replace(".", "").isdigit() or (len(mark) == 1 and mark.isalpha())
    return known and (bare or text[-1] in ".)")


def _after_mark(
    words: Sequence[str],
    spaces: Sequence[bool],
    i: int,
    block: int,
    last: int,
    unmarked: int,
) -> int:
    """Judge a token after a sign that may end a sentence; ``unmarked`` if it ends none."""
    if not spaces[i - 1]:
        # Typing errors ('klaar.Nu') are the parser's; what a quotation mark opens begins with it.
        return OPEN if words[i - 1] in FULL_STOPS else unmarked
    first = _chunk_start(spaces, i, block)
    # The treebank has spaced signs: 'zo . "'.
    while first > block and all(word in FULL_STOPS or word in CLOSERS for word in words[first:i]):
        first = _chunk_start(spaces, first, block)
    chunk = "".join(words[first:i]).rstrip(CLOSERS)
    if not chunk.endswith(ENDS):
        return unmarked
    following, shape = _following(words, i)
    if shape == "lower":
        return unmarked if following == i else OPEN
    word = chunk.rstrip(".?!…").lstrip(OPENERS)
    if shape == "sign" or not word or (words[first] == "(" and words[i - 1] == ")"):
        return OPEN  # '- Zorg', '(...) Het', 'Mol (lib.) Smit'
    if chunk.endswith(("...", "…")):
        return STARTS if shape == "capital" else OPEN
    if not chunk.endswith("."):
        return STARTS
    before = "".join(words[_chunk_start(spaces, first, block) : first])
    numbered = word.isdigit() or ROMAN.fullmatch(word) or len(word) == 1
    if numbered and before.endswith((":", ";")):
        return CONTINUES  # 'twee dingen: 1. Zorg'
    if numbered and before.istitle() and _chunk_start(spaces, first, block) == last:
        return CONTINUES  # 'Artikel 6. Overgangsrecht'
    return _after_full_stop(word, before, words[following].lower(), shape)


def _after_full_stop(word: str, before: str, following: str, shape: str) -> int:
    """Judge what comes after a word with a full stop, by what the word is."""
    known = abbreviations()
    form = word.lower()
    label = _is_label(before.lower(), known)
    if word.isupper() and len(word) > 1 and word.isalpha():
        return STARTS if shape == "capital" else OPEN  # 'de VN. Het'
    initials = word.isupper() and DOTTED.fullmatch(word)  # 'P.J. Slot' is not 'p.j.'
    last = form in known.final or (form in known.units and before[-1:].isdigit())
    if last and not initials:
        return STARTS if shape == "capital" else CONTINUES
    if form in known.never | known.titles and not initials:
        return CONTINUES
    if (len(word) == 1 and word.isalpha() and not label) or DOTTED.fullmatch(word):
        # Initials or 'V.S.'; nothing ends after the former in 'mr. P.J. Slot', 'J. J. Slot'.
        named = before.rstrip(".").lower() in known.titles or INITIAL.fullmatch(before.lower())
        if named or shape != "capital" or INITIAL.fullmatch(following):
            return CONTINUES
        return STARTS if following in known.openers else OPEN
    if word.isalpha() and not label and not VOWEL.search(word):
        return OPEN if shape == "capital" else CONTINUES
    return STARTS


def _is_label(word: str, known: Abbreviations) -> bool:
    """Whether a letter after this word is a label: 'variant B', not 'Kamerlid P.'."""
    return any(
        word == label or (word.endswith(label) and len(label) > SHORT_LABEL)
        for label in known.labels
    )


def _chunk_start(spaces: Sequence[bool], end: int, block: int) -> int:
    """Return the first token of the run without spaces that ends before ``end``."""
    start = max(end - 1, block)
    while start > block and not spaces[start - 1]:
        start -= 1
    return start


def _following(words: Sequence[str], i: int) -> tuple[int, str]:
    """Return the first word from a token on, behind opening signs, and how it begins."""
    while i + 1 < len(words) and words[i] in OPENERS:
        i += 1
    word = words[i]
    if CLITIC.fullmatch(word) and i + 1 < len(words) and words[i + 1][0].isupper():
        return i, "capital"
    if word[0].isupper() or CAPITAL_INSIDE.match(word):
        return i, "capital"
    if word[0].isdigit() or word[0] in "€$£":
        return i, "number"
    return i, "lower" if word[0].islower() else "sign"
