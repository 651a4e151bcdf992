"""Tell whether a PDF's text layer is there, and whether it says anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import SourceError
from pipeline.ingest.pdf.page import Page
from pipeline.ingest.reading import Reading

MOST = 0.5  # of the pages: with more of them pictures, what is left is no document
UNREADABLE = 0.1  # of the letters
ENOUGH_WORDS = 60  # a text as long holds some of the words below, whatever it is about
FUNCTION_SHARE = 0.04  # running text has a quarter, a list of names and titles a tenth
MUTE_SHARE = 0.05  # of the words: other languages have a hundredth, words of wrong letters a tenth
VOWEL = re.compile(r"[aeiouyà-æè-ïò-öø-ýāăąēęěīıōőūůű]")
# Words that no running text goes without, in Dutch and in what is quoted or appended beside it:
# English, German, French. Only letters of the alphabet, so that a wrong font spoils each.
FUNCTION_WORDS = frozenset(
    (
        *("de", "het", "een", "en", "van", "in", "op", "te", "dat", "die", "is", "voor", "met"),
        *("aan", "niet", "om", "zijn", "als", "bij", "ook", "door", "wordt", "of", "naar", "over"),
        *("the", "and", "to", "a", "that", "for", "it", "on", "with", "as", "are", "by", "be"),
        *("der", "die", "und", "den", "von", "zu", "das", "mit", "sich", "des", "auf", "ist"),
        *("le", "la", "les", "et", "du", "un", "une", "que", "pour", "dans", "qui", "sur"),
    )
)
WORD = re.compile(r"[^\W\d_]+")
OCR = "ocrmypdf --language nld {how} in.pdf out.pdf"
OCR_ALL = f"Give it a text layer by OCR and run again: {OCR.format(how='--skip-text')}"
OCR_ANEW = f"Replace the text layer by OCR and run again: {OCR.format(how='--force-ocr')}"


def page_gap(pages: Sequence[Page]) -> SourceError | None:
    """Return which pages are pictures without a text layer, when the rest can be read.

    Raises
    ------
    SourceError
        When most of the pages are, or no page holds a word.
    """
    pictures = [page.number for page in pages if page.pictured]
    if len(pictures) > MOST * len(pages):
        raise SourceError(
            f"has no text layer: {_named(pictures, len(pages))} "
            f"{_are(pictures, 'a picture', 'pictures')} (a scan)",
            OCR_ALL,
        )
    if not any(page.runs for page in pages):
        raise SourceError("holds no words", "Take it out, or look whether the export went wrong.")
    if not pictures:
        return None
    return SourceError(
        f"partly read: {_named(pictures, len(pages))} {_are(pictures, 'a picture', 'pictures')} "
        "without text; the rest was analysed",
        f"If text was scanned there: {OCR_ALL[0].lower()}{OCR_ALL[1:]}",
    )


def _are(numbers: Sequence[int], one: str, several: str) -> str:
    return f"is {one}" if len(numbers) == 1 else f"are {several}"


def _named(numbers: Sequence[int], n_pages: int) -> str:
    """Return page numbers as a person writes them.

    >>> _named([2, 3, 4, 7], 10), _named([1, 2], 2), _named([5], 9)
    ('pages 2-4, 7 of 10', 'all 2 pages', 'page 5 of 9')
    """
    if len(numbers) == n_pages:
        return f"all {n_pages} pages" if n_pages > 1 else "its only page"
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    named = ", ".join(f"{a}-{b}" if b > a else str(a) for a, b in spans)
    return f"{'page' if len(numbers) == 1 else 'pages'} {named} of {n_pages}"


def check_readable(pages: Sequence[Page], reading: Reading) -> None:
    """Raise a SourceError when the letters of a text layer say nothing.

    A font may not tell what its shapes stand for: then letters come out as nothing, as signs of a
    private area, or as other letters, so that no word is a word.
    """
    n_glyphs = sum(page.n_glyphs for page in pages)
    n_unreadable = sum(page.n_unreadable for page in pages)
    if n_unreadable > UNREADABLE * n_glyphs:
        raise SourceError(
            f"has a text layer that cannot be read: its fonts do not tell what {n_unreadable:,} of "
            f"{n_glyphs:,} characters stand for",
            OCR_ANEW,
        )
    words = WORD.findall(reading.source.lower())
    known = sum(word in FUNCTION_WORDS for word in words)
    mute = sum(len(word) > 2 and not VOWEL.search(word) for word in words)
    # Another language has few of these words, too, but it has vowels.
    no_language = known < FUNCTION_SHARE * len(words) and mute > MUTE_SHARE * len(words)
    if len(words) >= ENOUGH_WORDS and no_language:
        raise SourceError(
            f"has a text layer that is no language: {known} of its {len(words):,} words are words "
            "such as 'de', 'van' or 'the'",
            OCR_ANEW,
        )
