"""What words say about what a text is about: their stems, and how rare they are.

Lemmas of recommendations and words of headings meet in one space, so both are brought down to a
stem. Compounds are Dutch's way of naming things ('lachgasverbod', 'verbod op lachgas'), so a long
stem also counts, for less, by its first and its last letters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+(?:[-+][^\W\d_]+)*")
# Matches "verlag-ing", "schol-en", "winkel-s"; must not match "huis", "mens", "proces".
ENDING = re.compile(r"(?:ingen|heden|ing|heid|tjes|tje|en|e|(?<=e[lrm])s|(?<=ie)s|(?<=[bp])s)$")
DOUBLED = re.compile(r"(.)\1")
SHORTEST = 3  # letters: a shorter word ('de', 'u') names nothing
SHORTEST_STEM = 3  # letters that an ending leaves behind
# Letters of a compound's head or tail, and what sharing one is worth beside a whole word: set on
# the pairs of tests/align/pairs.toml, where 'lachgas' must meet 'lachgasverbod'.
PART = 6
PART_WEIGHT = 0.4


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without its ending, so that its forms and nominalisation agree.

    >>> stem("scholen") == stem("school"), stem("verlagen") == stem("verlaging")
    (True, True)
    >>> stem("school") == stem("schild")
    False
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if c.isalpha())
    cut = ENDING.sub("", plain)
    if len(cut) >= SHORTEST_STEM:
        plain = cut
    plain = DOUBLED.sub(r"\1", plain)
    return plain[:-1] + {"v": "f", "z": "s"}.get(plain[-1], plain[-1]) if plain else ""


@lru_cache(maxsize=1)
def common_stems() -> frozenset[str]:
    """Return the stems of the words that turn up in any policy text."""
    lines = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(stem(line) for line in lines if line and not line.startswith("#"))


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return the telling stems of some lemmas or words; common and very short ones are left out."""
    found = {stem(word) for word in words if len(word) >= SHORTEST}
    return frozenset(s for s in found if len(s) >= SHORTEST_STEM) - common_stems()


def stems_of_text(text: str, known: frozenset[str] | None = None) -> frozenset[str]:
    """Return the telling stems of running text, of those that are known where that is given."""
    found = stems(WORD.findall(text))
    return found if known is None else found & known


def parts(stemmed: str) -> tuple[str, ...]:
    """Return the head and tail by which a long stem meets the compounds it is a part of.

    >>> parts("lachgasverbod"), parts("lachgas"), parts("weg")
    (('lachga-', '-verbod'), ('lachga-', '-achgas'), ())
    """
    if len(stemmed) < PART:
        return ()
    return f"{stemmed[:PART]}-", f"-{stemmed[-PART:]}"


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much it says that two texts share a stem: more, the fewer texts hold it.

    ``counts`` holds, for every stem and part, how many of the ``total`` texts have it.
    """

    counts: Mapping[str, int]
    total: int

    def weight(self, feature: str) -> float:
        """Return the inverse document frequency of a stem or part, 1 at least."""
        return 1.0 + math.log((1 + self.total) / (1 + self.counts.get(feature, 0)))

    def mass(self, texts: Iterable[str]) -> float:
        """Return the weights of some stems, added up in a fixed order."""
        return math.fsum(self.weight(s) for s in sorted(texts))

    def shared(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Return the weight of what two texts share: whole stems, and parts of the others."""
        whole = left & right
        loose = Counter(p for s in left - whole for p in parts(s))
        other = {p for s in right - whole for p in parts(s)}
        alike = sum(PART_WEIGHT * self.weight(p) for p in sorted(loose) if p in other)
        return self.mass(whole) + alike

    def likeness(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Return how much two texts speak of the same, 0..1: the cosine of their stems."""
        size = math.sqrt(self.mass(left) * self.mass(right))
        return min(self.shared(left, right) / size, 1.0) if size else 0.0

    def coverage(self, wanted: frozenset[str], text: frozenset[str]) -> float:
        """Return which part of what is wanted a text holds, 0..1."""
        mass = self.mass(wanted)
        return min(self.shared(wanted, text) / mass, 1.0) if mass else 0.0


def rarity(texts: Sequence[frozenset[str]]) -> Rarity:
    """Return how rare every stem and part is among some texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
        counts.update({p for s in text for p in parts(s)})
    return Rarity(counts, len(texts))
