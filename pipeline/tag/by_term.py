"""Find the codebook's terms in a claim.

Terms are compiled once into look-ups by whole word, by prefix, by suffix and, for the few that
are open at both ends, by substring; what a word matches is kept for each distinct form and lemma,
so that a long document costs little more than one dictionary look-up a token.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook, Term, Word

# Splits 'IMVO-wetgeving' and 'en/of'; must not split "ngo's" or 'lhbtiq+'.
JOINTS = re.compile(r"[-‐–/]")
# What may cling to a word when a tokeniser leaves it: '«Krimpende', 'vrouwen-'.
CLINGING = "-‐–«»\"'()[].,:;‘“”"


#: Stands for a theme in matches of the codebook's general words.
GENERAL = ""


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found: token positions in the claim, end-exclusive, of one of its phrases.

    ``theme`` is `GENERAL` for a word of policy at large.
    """

    theme: str
    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One phrase of a term in compiled form; ``words`` are numbers of word patterns."""

    theme: int
    term: int
    part: int
    words: tuple[int, ...]
    letters: int


class TermMatcher:
    """Match a codebook's terms on sequences of tokens.

    Parameters
    ----------
    codebook
        Where the terms come from.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._names = (*codebook.theme_ids, GENERAL)
        self._terms: list[tuple[Term, bool]] = []
        self._words: dict[Word, int] = {}
        self._starts: dict[int, list[_Phrase]] = defaultdict(list)
        self._cache: dict[tuple[str, str], tuple[int, ...]] = {}
        for number, theme in enumerate(codebook.themes):
            for term in theme.terms:
                self._add(number, term, excludes=False)
            for term in theme.not_terms:
                self._add(number, term, excludes=True)
        for term in codebook.general:
            self._add(len(codebook.themes), term, excludes=False)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        self._suffix: dict[str, list[int]] = defaultdict(list)
        self._infix: list[tuple[str, int]] = []
        for word, index in self._words.items():
            if word.open_start and word.open_end:
                self._infix.append((word.literal, index))
            elif word.open_end:
                self._prefix[word.literal].append(index)
            elif word.open_start:
                self._suffix[word.literal].append(index)
            else:
                self._exact[word.literal].append(index)
        self._shortest = min((len(w.literal) for w in self._words), default=1)

    def _add(self, theme: int, term: Term, *, excludes: bool) -> None:
        self._terms.append((term, excludes))
        for part, phrase in enumerate(term.phrases):
            words = tuple(self._words.setdefault(word, len(self._words)) for word in phrase)
            letters = sum(len(word.literal) for word in phrase)
            compiled = _Phrase(theme, len(self._terms) - 1, part, words, letters)
            self._starts[words[0]].append(compiled)

    def _patterns(self, form: str, lemma: str) -> tuple[int, ...]:
        """Return the word patterns that a token matches, by its form or its lemma."""
        found: set[int] = set()
        for variant in sorted(_variants(form) | _variants(lemma)):
            found.update(self._exact.get(variant, ()))
            for cut in range(self._shortest, len(variant) + 1):
                found.update(self._prefix.get(variant[:cut], ()))
                found.update(self._suffix.get(variant[-cut:], ()))
            found.update(index for literal, index in self._infix if literal in variant)
        return tuple(sorted(found))

    def match(self, tokens: Iterable[tuple[str, str]]) -> list[TermMatch]:
        """Find every term in one claim.

        Parameters
        ----------
        tokens
            Form and lemma of each token, in order; white space left out. Lemmas may be empty.

        Returns
        -------
        list[TermMatch]
            In codebook order of themes, general words last, then by position; what lies inside
            a not_term is left out.
        """
        rows = []
        for pair in tokens:
            patterns = self._cache.get(pair)
            if patterns is None:
                patterns = self._cache[pair] = self._patterns(*pair)
            rows.append(patterns)
        hits: dict[int, list[tuple[int, int, _Phrase]]] = defaultdict(list)
        for start, patterns in enumerate(rows):
            for pattern in patterns:
                for phrase in self._starts.get(pattern, ()):
                    end = start + len(phrase.words)
                    if end <= len(rows) and all(
                        word in row
                        for word, row in zip(phrase.words[1:], rows[start + 1 : end], strict=True)
                    ):
                        hits[phrase.term].append((start, end, phrase))
        complete = [
            hit
            for term, found in hits.items()
            if len({phrase.part for _, _, phrase in found}) == len(self._terms[term][0].phrases)
            for hit in found
        ]
        masks = [hit for hit in complete if self._terms[hit[2].term][1]]
        kept: dict[int, list[tuple[int, int, _Phrase]]] = defaultdict(list)
        for hit in complete:
            if not self._terms[hit[2].term][1] and not any(_masks(mask, hit) for mask in masks):
                kept[hit[2].term].append(hit)
        matches = [
            (phrase.theme, start, end, self._terms[term][0].text)
            for term, found in kept.items()
            if len({phrase.part for _, _, phrase in found}) == len(self._terms[term][0].phrases)
            for start, end, phrase in found
        ]
        return [TermMatch(self._names[t], text, a, b) for t, a, b, text in sorted(matches)]


def _variants(word: str) -> set[str]:
    """Return the ways a word is looked up: whole, lower case, parts around hyphens, joined."""
    word = word.replace("’", "'").replace("\u00ad", "")
    bare = word.strip(CLINGING) or word
    variants = {bare, bare.lower()}
    pieces = [piece for piece in JOINTS.split(bare) if piece]
    if len(pieces) > 1:
        variants.update(pieces, (piece.lower() for piece in pieces))
        variants.add("".join(pieces).lower())
    return variants


def _masks(mask: tuple[int, int, _Phrase], hit: tuple[int, int, _Phrase]) -> bool:
    """Say whether a not_term's match covers a term's and is at least as long."""
    if mask[2].theme != hit[2].theme or mask[0] > hit[0] or mask[1] < hit[1]:
        return False
    return (mask[1] - mask[0], mask[2].letters) >= (hit[1] - hit[0], hit[2].letters)


def matched_words(matches: Sequence[TermMatch], words: Sequence[str]) -> str:
    """Return the words of a claim that matched, as they stand there, overlaps merged.

    >>> found = [TermMatch("trade", "handel", 1, 2), TermMatch("trade", "handels*", 4, 5)]
    >>> matched_words(found, ["De", "handel", "in", "de", "handelsketen"])
    'handel; handelsketen'
    """
    spans: list[tuple[int, int]] = []
    for start, end in sorted({(match.start, match.end) for match in matches}):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    texts = [" ".join(words[start:end]) for start, end in spans]
    return "; ".join(dict.fromkeys(texts))
