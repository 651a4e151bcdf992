"""Cut an answer into the stretches that can each take a stance of their own.

'Het register komt er, maar een boete niet' accepts and declines in one sentence; each half is
judged by itself, and evidence is a half, not the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Matches "; " and ", maar " and " terwijl "; must not match ", die " or " en ".
BOUNDARY = re.compile(
    r"(?<=;)\s+|(?<=,)\s+(?=(?:maar|doch|al (?:blijft|is|zijn|zal|kan|geldt|geven|moet)|"
    r"zij het|terwijl|hoewel|echter)\b)|(?<!\s)\s+(?=(?:terwijl|doch)\b)"
)
# Matches "jaar. Het", "niet? Nee"; must not match "nr. 4" or "o.a. de".
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z'‘“\"(0-9])")
ABBREVIATION = re.compile(
    r"(?:\b(?:nr|art|bijv|resp|ca|mr|dr|prof|drs|blz|incl|excl|vgl|evt)|\b[A-Za-z])\.$"
)
MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence's text that can take a stance of its own."""

    start: int
    end: int
    text: str


def split_clauses(text: str) -> list[Clause]:
    """Cut a sentence where a contrast or a semicolon divides it.

    A piece of fewer than three words stays with its neighbour.

    >>> [clause.text for clause in split_clauses("Het meldpunt komt er, maar een boete niet.")]
    ['Het meldpunt komt er,', 'maar een boete niet.']
    >>> [clause.text for clause in split_clauses("Het punt, dat vaak terugkomt, is helder.")]
    ['Het punt, dat vaak terugkomt, is helder.']
    """
    cuts = [0]
    for match in BOUNDARY.finditer(text):
        words_before = len(text[cuts[-1] : match.start()].split())
        words_after = len(text[match.end() :].split())
        if words_before >= MIN_WORDS and words_after >= MIN_WORDS:
            cuts.append(match.end())
    ends = [*cuts[1:], len(text)]
    pieces = []
    for start, end in zip(cuts, ends, strict=True):
        piece = text[start:end].rstrip()
        pieces.append(Clause(start, start + len(piece), piece))
    return [piece for piece in pieces if piece.text]


def split_sentences(text: str) -> list[str]:
    """Cut running text into sentences; for training data, where no parser is at hand.

    >>> split_sentences("Zie nr. 4. Dat volstaat.")
    ['Zie nr. 4.', 'Dat volstaat.']
    """
    sentences: list[str] = []
    at = 0
    for match in SENTENCE.finditer(text):
        if ABBREVIATION.search(text[at : match.start()]):
            continue
        sentences.append(text[at : match.start()].strip())
        at = match.end()
    return [*sentences, text[at:].strip()]
