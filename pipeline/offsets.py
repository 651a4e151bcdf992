"""Fold a slice of a source text into running text, keeping the way back to every offset.

Folding leaves out furniture, undoes hyphenation at line ends and collapses white space. It is
local: what becomes of a slice depends on nothing outside it, so that any row's text can be checked
against its own slice.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.resources import resource

# Matches "beleids-", "2022-2027"; must not match a no-break space.
WORD = re.compile(r"\S+")
LINE_BREAK = re.compile(r"[\n\r\f]")
# Words before which a hyphen at a line end waits for a later word: "boven- / en ondergrens". Some
# end words, too: "Soe-/dan".
SUSPENDING = frozenset(
    (
        *("en", "of", "en/of", "dan", "tot", "noch", "als", "maar"),
        *("t/m", "c.q", "resp", "respectievelijk", "evenals", "alsook"),
    )
)
# Ends a stem: matches "(" in "(over-", "-" in "mensen-rechten-"; must not match "+" in "lhbtiq+-".
STEM_BREAK = re.compile(r"[^\w+]")
# Prefixes whose hyphen stays. Not "pro", "ex", "multi": "pro-/ject", "ex-/pert" and
# "multi-/lateraal" are far more frequent at a line end than "ex-/minister".
HYPHEN_PREFIXES = frozenset({"anti", "niet", "non", "oud", "vice"})
LONGEST_ACRONYM = 7  # letters: "BENELUX", "UNESCO"
COMPASS = ("noord", "oost", "zuid", "west")
# Vowels that Dutch keeps apart with a hyphen. Matches "media-aandacht", "politie-inzet";
# must not match "democratie-agenda", "beleids-inzet".
VOWEL_CLASH = re.compile(r"(?:a[aiu]|e[eiu]|i[ej]|o[eiou]|u[iu])$")
# Before a quoted line. Matches "> " in "> De raad", "> >" in "\n> > De raad"; must not match in
# "a > b".
QUOTE_MARKS = re.compile(r"(?:^|[\n\r\f][^\S\n\r\f]*)(?P<mark>(?:>[^\S\n\r\f]?)+)")
# Words with their address, as Markdown writes them, and a picture. Matches "[hier](https://a.nl/b)",
# "![kaart](kaart.png)"; must not match "[sic](zo staat het er)", "[1]".
LINKED_WORDS = re.compile(
    r"(?P<open>!?\[)(?P<words>[^\[\]]{0,1000})(?P<address>\]\(\s{0,3}"
    r"<?(?=[^\s()<>]*[./#:])(?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,2000}>?"
    r"(?:\s{1,3}(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s{0,3}\))"
)
LONG_VOWELS = ("ij", "ei", "oei", "aai", "ooi", "ui")
HYPHENS = "-‐\u00ad"
# The start of a word's other half. Matches "organisaties" in "organisaties,"; must not match "(en".
HALF = re.compile(r"[^\W_]+")
# An address, whose hyphens are its own. Matches "https://a.nl/een-", "(www.a-"; must not match
# "wwwx-".
ADDRESS = re.compile(r"://|(?<!\w)www\.", re.IGNORECASE)
SHORTEST_KNOWN = 4  # letters: shorter ones in the word list are abbreviations, too


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """Return the words of the shipped language model, in small letters.

    They tell what a line end broke. It is always the shipped list, so that a text reads the same
    whatever model parses it.
    """
    path = resource("models/language") / "vocab" / "strings.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    return frozenset(word.lower() for word in words if len(word) >= SHORTEST_KNOWN)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, run by run, where it stood.

    ``runs`` are ``(position in text, offset in source, length)``, in order; positions between
    runs are the single spaces that stand for white space or furniture.
    """

    text: str
    runs: tuple[tuple[int, int, int], ...]

    def source_start(self, position: int) -> int:
        """Return the source offset of the character at ``position``; a space has the next's."""
        index = bisect_right(self.runs, position, key=lambda run: run[0]) - 1
        at, offset, length = self.runs[max(index, 0)]
        if position - at < length:
            return offset + max(position - at, 0)
        return self.runs[index + 1][1] if index + 1 < len(self.runs) else offset + length

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source offsets of ``text[start:end]``, which must not be empty."""
        return self.source_start(start), self.source_start(end - 1) + 1


def kept_segments(
    start: int, end: int, furniture: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return what remains of a slice without the furniture inside it.

    Furniture that holds the whole slice stays: a reference in a footnote keeps its words.
    ``furniture`` is sorted and disjoint.
    """
    segments: list[tuple[int, int]] = []
    at = start
    first = bisect_right(furniture, start, key=lambda span: span[1])
    # By index: a slice would copy the rest of a long document's furniture for every block.
    for index in range(first, len(furniture)):
        left, right = furniture[index]
        if left >= end:
            break
        if left <= start and right >= end:
            continue
        if left > at:
            segments.append((at, min(left, end)))
        at = max(at, right)
    if at < end:
        segments.append((at, end))
    return segments


def quote_marks(source: str, start: int, end: int) -> list[tuple[int, int]]:
    r"""Return the spans of the '>' before the lines of a quotation; none when it has none.

    >>> quote_marks("> Wie zoekt,\n> vindt.", 0, 21)
    [(0, 2), (13, 15)]
    """
    if not source.startswith(">", start):
        return []
    spans = (match.span("mark") for match in QUOTE_MARKS.finditer(source[start:end]))
    return [(start + first, start + last) for first, last in spans]


def link_marks(source: str) -> list[tuple[int, int]]:
    """Return the spans of what is no word in linked words: the brackets and the address.

    >>> link_marks("Zie [hier](https://a.nl).")
    [(4, 5), (9, 24)]
    """
    if "](" not in source:
        return []
    spans: list[tuple[int, int]] = []
    for match in LINKED_WORDS.finditer(source):
        if match["open"].startswith("!"):
            spans.append(match.span())
        else:
            spans += [match.span("open"), match.span("address")]
    return spans


def without_links(text: str) -> str:
    """Return a text with linked words in place of their links.

    >>> without_links("Zie [hier](https://a.nl).")
    'Zie hier.'
    """
    return LINKED_WORDS.sub(lambda m: "" if m["open"].startswith("!") else m["words"], text)


def join_hyphen(left: str, right: str) -> str:
    """Return how a word broken at a line end goes on: ``join``, ``keep`` or ``suspend``.

    ``left`` ends with the hyphen, ``right`` is the next word.

    >>> join_hyphen("beleids-", "kader"), join_hyphen("VN-", "onderhandelingen")
    ('join', 'keep')
    >>> join_hyphen("boven-", "en"), join_hyphen("partij-", "en")
    ('suspend', 'join')
    >>> join_hyphen("VAARGEULBAGGER-", "FONDS"), join_hyphen("UNICEF-", "HULP")
    ('join', 'keep')
    """
    if left.endswith("\u00ad"):
        return "join"
    if ADDRESS.search(left):
        return "keep"
    following = right.strip("()[],.;:").lower()
    # Only the stem decides, so that a slice which begins after a bracket folds as the whole does.
    stem = STEM_BREAK.split(left[:-1])[-1]
    half = HALF.match(right)
    rest = half[0] if half else ""
    whole = (stem + rest).lower()
    known = bool(rest) and whole in _known_words()
    if following in SUSPENDING or right[0] in "(,/–":
        # "Soe-/dan", "partij-/en"; a syllable 'en' of its own follows a vowel, so "kust-/en" waits.
        plural = following == "en" and len(stem) > 4 and stem.lower().endswith(LONG_VOWELS)
        return "join" if known and (plural or following not in {"en", "of"}) else "suspend"
    if stem.isupper() and rest.isupper() and len(rest) > 1:
        if known or (len(stem) > LONGEST_ACRONYM and not following.startswith(COMPASS)):
            return "join"  # "BELEIDS-/NOTA", not "VN-/RAAD", "AMSTERDAM-/NOORD"
        return "keep"
    if (
        not right[0].islower()
        or len(stem) == 1  # "e-mail"
        or (stem and (stem[-1].isupper() or stem[-1].isdigit() or stem[-1] == "+"))  # "VN", "CO2"
    ):
        return "keep"
    if known or f"{stem}-{rest}".lower() in _known_words():
        return "join" if known else "keep"
    keep = (
        stem.lower() in HYPHEN_PREFIXES
        or (stem.lower() == "ex" and rest in _known_words())  # "ex-ministers"
        or (stem.lower() in COMPASS and following.startswith(COMPASS))
        or (len(stem) > 3 and VOWEL_CLASH.match(stem[-1] + right[0]))
    )
    return "keep" if keep else "join"


def fold(
    source: str,
    start: int,
    end: int,
    furniture: Sequence[tuple[int, int]] = (),
    markup: Sequence[tuple[int, int]] = (),
) -> Folded:
    """Fold ``source[start:end]``.

    Parameters
    ----------
    source, start, end
        The source text and a slice of it, in code points.
    furniture
        Sorted, disjoint spans to leave out (see `kept_segments`).
    markup
        Sorted spans of mark-up such as ``**`` to leave out too: for parsing, never for rows.
    """
    segments = kept_segments(start, end, furniture)
    if markup:
        segments = [part for a, b in segments for part in kept_segments(a, b, markup)]
    words: list[tuple[int, int, bool]] = []  # start, end, white space before
    gap = False
    for a, b in segments:
        at = a
        for match in WORD.finditer(source, a, b):
            words.append((match.start(), match.end(), gap or match.start() > at))
            at, gap = match.end(), False
        gap = gap or at < b
    pieces: list[str] = []
    runs: list[tuple[int, int, int]] = []
    position = 0
    previous = ""
    previous_end = start
    for left, right, spaced in words:
        word = source[left:right]
        if spaced and pieces:
            how = "suspend"
            if (
                previous[-1] in HYPHENS
                and len(previous) > 1
                and (previous[-2].isalnum() or previous[-2] in "+)")
                and LINE_BREAK.search(source, previous_end, left)
            ):
                how = join_hyphen(previous, word)
            if how == "suspend":
                pieces.append(" ")
                position += 1
            elif how == "join":
                pieces[-1] = pieces[-1][:-1]
                at, offset, length = runs[-1]
                runs[-1] = (at, offset, length - 1)
                position -= 1
        pieces.append(word)
        runs.append((position, left, right - left))
        position += right - left
        previous, previous_end = (word if spaced else previous + word), right
    return Folded("".join(pieces), tuple(runs))
