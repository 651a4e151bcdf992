"""Tell whether a document is in Dutch: no other language can be analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.errors import SourceError
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Document

DUTCH = "nl"
# How users and files write it: codes of ISO 639-1 to 639-3.
DUTCH_CODES = ("nl", "nld", "dut")
#: Letters in a stretch that is told by itself: hardly one in a thousand of them is told wrong.
STRETCH = 150
# Stretches that are looked at, spread evenly: enough for a share to the nearest few per cent.
MOST_STRETCHES = 100
# Below this the document is another's: a report with quotations and an annex in English stays.
LEAST_DUTCH = 1 / 3
NO_LANGUAGE = "zxx"
NAMES = {
    "af": "Afrikaans",
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "fy": "Frisian",
    "id": "Indonesian",
    "it": "Italian",
    "lb": "Luxembourgish",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
}


def language_of(document: Document, declared: str = "") -> str:
    """Return the language of a document, 'nl', or say that it is another.

    Parameters
    ----------
    document
        With its blocks; notes and running heads do not count.
    declared
        The language of the manifest; empty: it is told by the text. A text too short to tell is
        taken for Dutch.

    Raises
    ------
    SourceError
        When it is declared or found to be in another language, or in none.
    """
    if declared:
        if declared.strip().lower().replace("_", "-").split("-")[0] in DUTCH_CODES:
            return DUTCH
        raise SourceError(
            f"is in '{declared}', as the manifest says; expected Dutch ('nl')",
            'If it is Dutch, write language = "nl" in the manifest; else take it out.',
        )
    found = language_shares(list(_stretches(document)))
    if not found or found.get(DUTCH, 0.0) >= LEAST_DUTCH:
        return DUTCH
    language, share = next(iter(found.items()))
    if language == NO_LANGUAGE:
        raise SourceError(
            f"holds no language: in {share:.0%} of its text the letters make no words, as when the "
            "fonts of a PDF hide which letter is which",
            "Have the original recognised by OCR (ocrmypdf --force-ocr), or export its text anew.",
        )
    name = NAMES.get(language, f"another language ('{language}')")
    raise SourceError(
        f"is no Dutch: {share:.0%} of its text reads as {name}, {found.get(DUTCH, 0):.0%} as Dutch",
        'Put the Dutch version in its place. If it is Dutch after all, write language = "nl" in '
        "the manifest.",
    )


def language_shares(texts: Sequence[str]) -> dict[str, float]:
    """Return which languages texts are in, with their shares, the largest first.

    Codes of ISO 639; 'zxx' is no language.

    >>> language_shares(["De raad beveelt het kabinet aan om de huren te verlagen."])
    {'nl': 1.0}
    """
    from py3langid import classify

    step = max(1, -(-len(texts) // MOST_STRETCHES))
    counts = Counter(classify(text)[0] for text in texts[::step])
    return {
        language: n / counts.total()
        for language, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    }


def _stretches(document: Document) -> Iterator[str]:
    """Yield the words of a document in stretches that are long enough to tell."""
    words, letters = [], 0
    for block in document.blocks:
        if block.kind in FURNITURE_KINDS:
            continue
        for word in fold(document.source, block.start, block.end, document.furniture).text.split():
            words.append(word)
            letters += sum(map(str.isalpha, word))
            if letters >= STRETCH:
                yield " ".join(words)
                words, letters = [], 0
