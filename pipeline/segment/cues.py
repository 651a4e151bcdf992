"""Look up what a claim says in the groups of cues of ``models/claim_types.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Token

from pipeline.errors import ModelError

#: What '..' in a cue stands for: sixty characters at most, within one sentence.
GAP = r"\b[^.?!]{0,60}\b"


class CueGroups:
    """Words and turns of phrase, grouped by meaning.

    Parameters
    ----------
    groups
        By name its cues: single words are compared with form and lemma of a token, those that end
        in '*' with the start of its form, those that begin with '*' with its end (compounds:
        '*fonds'), cues with a space with the lower-case text.
    """

    def __init__(self, groups: dict[str, list[str]]) -> None:
        self.names = tuple(groups)
        self._words: dict[str, tuple[str, ...]] = {}
        self._beginnings: list[tuple[str, str]] = []
        self._ends: list[tuple[str, str]] = []
        self._phrases: list[tuple[str, re.Pattern[str]]] = []
        self._seen: dict[tuple[str, str], tuple[str, ...]] = {}
        for name, cues in groups.items():
            for cue in cues:
                if " " in cue:
                    continue
                if cue.endswith("*"):
                    self._beginnings.append((cue.removesuffix("*"), name))
                elif cue.startswith("*"):
                    self._ends.append((cue.removeprefix("*"), name))
                else:
                    self._words[cue] = (*self._words.get(cue, ()), name)
            phrases = [_pattern(cue) for cue in cues if " " in cue]
            if phrases:
                joined = re.compile(r"\b(?:" + "|".join(phrases) + r")(?!\w)")
                self._phrases.append((name, joined))

    def of_token(self, token: Token) -> tuple[str, ...]:
        """Return the groups that a token is a word of, in the file's order."""
        key = (token.lower_, token.lemma_.lower())
        found = self._seen.get(key)
        if found is None:
            hits = {*self._words.get(key[0], ()), *self._words.get(key[1], ())}
            hits |= {name for start, name in self._beginnings if key[0].startswith(start)}
            hits |= {name for end, name in self._ends if key[0].endswith(end)}
            found = self._seen[key] = tuple(name for name in self.names if name in hits)
        return found

    def of_text(self, text: str) -> Iterator[str]:
        """Yield the groups that have a phrase in a text, in the file's order."""
        lower = text.lower()
        yield from (name for name, phrases in self._phrases if phrases.search(lower))


def read_cue_groups(path: Path) -> CueGroups:
    """Read the groups of cues.

    Raises
    ------
    ModelError
        When the file is missing, is no TOML, or a group lacks words or has one twice.
    """
    try:
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read as cues: {error}.") from error
    faults = list(_faults(groups))
    if faults:
        raise ModelError(f"{path.name}: {'; '.join(faults)}.", "Mend the file by hand.")
    return CueGroups({name: group["words"] for name, group in groups.items()})


def _faults(groups: dict[str, object]) -> Iterator[str]:
    """Say what is wrong with the groups of a file."""
    for name, group in groups.items():
        words = group.get("words") if isinstance(group, dict) else None
        if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
            yield f"group '{name}' needs 'words', a list of words"
            continue
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            yield f"group '{name}' has {', '.join(map(repr, twice))} twice"


def _pattern(cue: str) -> str:
    """Return a cue of several words as a pattern; '..' is a gap, '*' the rest of a word."""
    parts = [re.escape(part).replace(r"\*", r"\w*") for part in cue.split(" .. ")]
    return GAP.join(part.replace(r"\ ", r"\s+") for part in parts)
