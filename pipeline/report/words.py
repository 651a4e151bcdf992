"""What the program says to readers, in two languages: Dutch in the page, English in an attribute.

The script of the page swaps one for the other, so that a reader who knows no script has the Dutch.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from markupsafe import Markup

WORDS_FILE = Path(__file__).with_name("words.toml")


@cache
def _words() -> dict[str, dict[str, str]]:
    declared: dict[str, dict[str, str]] = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    return declared


def has(key: str) -> bool:
    """Return whether there are words for a key."""
    return key in _words()


def plain(key: str, language: str = "nl", **values: object) -> str:
    """Return the words for a key in one language, ``nl`` or ``en``, with the values filled in.

    Examples
    --------
    >>> plain("stance_rejected"), plain("stance_rejected", "en")
    ('niet overgenomen', 'rejected')
    """
    return _words()[key][language].format(**values)


def words(key: str, **values: object) -> Markup:
    """Return the words for a key as an element in both languages; values are escaped.

    Examples
    --------
    >>> words("ask")
    Markup('<span data-en="ask">vraag</span>')
    """
    return pair(plain(key, "nl", **values), plain(key, "en", **values))


def pair(dutch: str, english: str) -> Markup:
    """Return two texts of equal meaning, such as a theme's labels, as one element."""
    return Markup('<span data-en="{}">{}</span>').format(english, dutch)


def attribute(name: str, key: str, **values: object) -> Markup:
    """Return an attribute in both languages, such as the label of a control.

    Examples
    --------
    >>> attribute("title", "ask")
    Markup('title="vraag" data-en-title="ask"')
    """
    texts = (plain(key, "nl", **values), plain(key, "en", **values))
    return Markup('{0}="{1}" data-en-{0}="{2}"').format(name, *texts)


def english(key: str) -> Markup:
    """Return the English words for a key as the attribute that the page's script looks for.

    Examples
    --------
    >>> english("ask")
    Markup('data-en="ask"')
    """
    return Markup('data-en="{}"').format(plain(key, "en"))
