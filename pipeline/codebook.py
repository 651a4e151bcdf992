"""Load the codebook of themes and check it.

The codebook is one TOML file that a policy analyst can read and change; its head documents how a
term is written. Loading it finds every fault at once, so that a file is mended in one go.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import CodebookError

TEXT_FIELDS = ("label_nl", "label_en", "about")
LIST_FIELDS = ("in", "out", "terms", "not_terms", "examples", "counterexamples")
TERM_FIELDS = ("terms", "not_terms")
# 'women_girls' may name a theme; 'Women girls' and 'women|girls' may not: tables join names by '|'.
THEME_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term: its letters, and where a star lets more letters stand.

    ``literal`` is lower case unless ``case_sensitive``.
    """

    literal: str
    open_start: bool = False
    open_end: bool = False
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A term as written, and its phrases: all must stand in one claim, words of each adjacent."""

    text: str
    phrases: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True, slots=True)
class ThemeDefinition:
    """What one theme means and the words that point to it; ``in`` and ``out`` as in the file."""

    theme: str
    label_nl: str
    label_en: str
    about: str
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    terms: tuple[Term, ...]
    not_terms: tuple[Term, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """The themes in the order of the file, with the version and the hash that runs record.

    ``general`` are the words of policy at large: they keep a theme from passing to a claim.
    """

    version: str
    sha256: str
    themes: tuple[ThemeDefinition, ...]
    general: tuple[Term, ...] = ()

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """The identifiers, in codebook order."""
        return tuple(theme.theme for theme in self.themes)

    @property
    def labels_nl(self) -> dict[str, str]:
        """Identifier to Dutch label, in codebook order."""
        return {theme.theme: theme.label_nl for theme in self.themes}

    @property
    def labels_en(self) -> dict[str, str]:
        """Identifier to English label, in codebook order."""
        return {theme.theme: theme.label_en for theme in self.themes}


def parse_term(text: str) -> Term:
    """Read one term.

    Raises
    ------
    ValueError
        What is wrong with it, without naming it.

    >>> parse_term("recht op water").phrases[0][2].literal
    'water'
    >>> parse_term("bedrij* & kinderarbeid").phrases[0][0]
    Word(literal='bedrij', open_start=False, open_end=True, case_sensitive=False)
    """
    if text != " ".join(text.split()):
        raise ValueError("has white space at an end, or more than one space in a row")
    if not text:
        raise ValueError("is empty")
    phrases = []
    for phrase in text.split(" & "):
        if not phrase or "&" in phrase.split():
            raise ValueError("has '&' without a word on both sides")
        phrases.append(tuple(_parse_word(word) for word in phrase.split(" ")))
    return Term(text, tuple(phrases))


def _parse_word(text: str) -> Word:
    literal = text.strip("*")
    if "*" in literal or text.startswith("**") or text.endswith("**"):
        raise ValueError("may have one star at the start and one at the end of a word, no other")
    open_start, open_end = text.startswith("*"), text.endswith("*")
    if not literal:
        raise ValueError("has a star without letters")
    if (open_start or open_end) and len(literal) < 2:
        raise ValueError("has a star beside a single letter, which would match nearly anything")
    return Word(literal.replace("’", "'"), open_start, open_end, literal.lower() != literal)


def load_codebook(path: Path) -> Codebook:
    """Load and check a codebook.

    Parameters
    ----------
    path
        A TOML file such as ``models/codebook.toml``.

    Raises
    ------
    CodebookError
        The file cannot be read, or has mistakes: all of them, each with theme and term.
    """
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise CodebookError(f"{path.name}: cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise CodebookError(
            f"{path.name}: no valid TOML ({error}).", "Mend the place that is named."
        ) from error
    faults = list(_faults(data))
    if faults:
        raise CodebookError(
            "\n".join(f"{path.name}, {fault}" for fault in faults),
            "The head of models/codebook.toml says how themes and terms are written.",
        )
    return Codebook(
        version=data["version"],
        sha256=hashlib.sha256(content).hexdigest(),
        themes=tuple(_definition(theme, entry) for theme, entry in data["themes"].items()),
        general=tuple(parse_term(term) for term in data.get("general", [])),
    )


def _definition(theme: str, entry: dict[str, Any]) -> ThemeDefinition:
    return ThemeDefinition(
        theme=theme,
        label_nl=entry["label_nl"],
        label_en=entry["label_en"],
        about=entry["about"],
        included=tuple(entry["in"]),
        excluded=tuple(entry["out"]),
        terms=tuple(parse_term(term) for term in entry["terms"]),
        not_terms=tuple(parse_term(term) for term in entry["not_terms"]),
        examples=tuple(entry["examples"]),
        counterexamples=tuple(entry["counterexamples"]),
    )


def sort_key(term: str) -> tuple[str, str]:
    """Return the key that terms are sorted by: ignoring case first.

    >>> sorted(["NGO", "middenveld", "*activist"], key=sort_key)
    ['*activist', 'middenveld', 'NGO']
    """
    return term.casefold(), term


def _faults(data: dict[str, Any]) -> Iterator[str]:
    """Yield every mistake in a codebook, in the order of the file."""
    for key in data:
        if key not in ("version", "general", "themes"):
            yield f"unknown key '{key}': expected 'version', 'general' and 'themes'."
    if not isinstance(data.get("version"), str) or not data["version"]:
        yield "'version' is missing or no text: write version = \"1\"."
    general = data.get("general", [])
    if not isinstance(general, list) or not all(isinstance(item, str) for item in general):
        yield "'general' is no list of texts."
    else:
        yield from _term_faults("general", general)
    themes = data.get("themes")
    if not isinstance(themes, dict) or not themes:
        yield "no themes: write one table [themes.<id>] a theme."
        return
    for theme, entry in themes.items():
        where = f"theme '{theme}'"
        if not THEME_ID.fullmatch(theme) or theme == "none":
            yield f"{where}: an identifier has lower-case letters, digits and '_'; not 'none'."
        if not isinstance(entry, dict):
            yield f"{where}: expected a table [themes.{theme}]."
            continue
        yield from (f"{where}: {fault}" for fault in _theme_faults(entry))


def _theme_faults(entry: dict[str, Any]) -> Iterator[str]:
    for key in entry:
        if key not in TEXT_FIELDS + LIST_FIELDS:
            yield f"unknown key '{key}'. Expected: {', '.join(TEXT_FIELDS + LIST_FIELDS)}."
    for name in TEXT_FIELDS:
        value = entry.get(name)
        if not isinstance(value, str) or not value or value != value.strip():
            yield f"'{name}' is missing, no text, or has white space at an end."
    for name in LIST_FIELDS:
        value = entry.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield f"'{name}' is missing or no list of texts (it may be empty: {name} = [])."
        elif name in TERM_FIELDS:
            yield from _term_faults(name, value)
        else:
            yield from (
                f"{name}: '{item}' is empty or has white space at an end."
                for item in value
                if not item or item != item.strip()
            )
    if entry.get("terms") == []:
        yield "'terms' is empty: a theme needs at least one term."
    terms, not_terms = (entry.get(name) for name in TERM_FIELDS)
    if isinstance(terms, list) and isinstance(not_terms, list):
        for term in terms:
            if term in not_terms:
                yield f"'{term}' is in both terms and not_terms. Keep it in one."


def _term_faults(name: str, terms: list[str]) -> Iterator[str]:
    for term in terms:
        try:
            parse_term(term)
        except ValueError as error:
            yield f"{name}: '{term}' {error}."
    for term, count in Counter(terms).items():
        if count > 1:
            yield f"{name}: '{term}' stands there {count} times. Keep one."
    for left, right in zip(terms, sorted(terms, key=sort_key), strict=True):
        if left != right:
            yield f"{name}: not in alphabetical order: '{right}' should stand before '{left}'."
            break
