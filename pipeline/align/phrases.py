"""The turns of phrase by which replies speak about themselves, read from ``phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

WITHIN_SENTENCE = "[^.]*?"
WORD = re.compile(r"\{(?P<name>[a-z]+)\}")


@lru_cache(maxsize=1)
def phrase_kinds() -> dict[str, dict[str, Any]]:
    """Return what the file holds, by kind: its patterns and its sentences for and against."""
    path = Path(__file__).with_name("phrases.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def phrase(kind: str) -> re.Pattern[str]:
    """Return the pattern of one kind of phrase.

    >>> bool(phrase("postpone").search("De kabinetsreactie volgt in het najaar."))
    True
    """
    words: dict[str, str] = phrase_kinds()["words"]
    patterns = []
    for pattern in phrase_kinds()[kind]["patterns"]:
        while WORD.search(pattern):  # words may be made of words
            pattern = WORD.sub(lambda match: words[match["name"]], pattern)
        patterns.append(pattern.replace("...", WITHIN_SENTENCE))
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)


def says(kind: str, text: str) -> bool:
    """Return whether a sentence holds a phrase of a kind."""
    return phrase(kind).search(text) is not None
