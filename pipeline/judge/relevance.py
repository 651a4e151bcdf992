"""How much each clause of an answer bears on each ask of a recommendation.

Words first, rare ones more, parts of compounds too; then what the answer says of its own order
('het tweede', 'beide'), the clause before, place and money. A regression weighs these; with one
ask there is nothing to weigh.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from pipeline.judge.features import MONEY, OPENS_BACK, STEM, STOP, WORD, stems

Matrix = NDArray[np.float64]
#: Below this share of an ask's weighted words a clause names nothing of its own.
NAMES_NOTHING = 0.06
#: Worth of a word met only as a part of another, beside one met at its beginning.
IN_COMPOUND = 0.7
#: Shorter parts turn up inside unrelated words.
SHORTEST_PART, SHORTEST_ENDING = 5, 6
BEARING_FEATURES = (
    "share",
    "lead",
    "best",
    "carried",
    "carried_lead",
    "place",
    "ordinal",
    "money",
    "same_as_last",
    "next_to_last",
    "before_last",
    "one_sentence",
    "opens_back",
    "names_nothing",
    "chance",
)
ORDER = {"eerste": 0, "een": 0, "tweede": 1, "ander": 1, "derde": 2, "vierde": 3, "vijfde": 4}
# Matches "het tweede", "Dat laatste", "het eerste deel van", "het een"; must not match "het eerste
# kwartaal", "de eerste drie".
ORDINAL = re.compile(
    r"\b(?:het|dat|dit) "
    r"(eerste|tweede|derde|vierde|vijfde|laatste|een(?= (?:gaat|is|kan|neem))|ander)"
    r"(?! (?:kwartaal|halfjaar|jaar|lid|semester|moment|trimester))\b",
    re.IGNORECASE,
)
# Matches "beide punten", "geen van beide", "beide onderdelen"; must not match "beide Kamers".
BOTH = re.compile(
    r"\bbeiden?(?= (?:punten|onderdelen|delen|voorstellen|adviezen|aanbevelingen|verzoeken|wensen|"
    r"vragen|elementen|suggesties|nemen|neem|zijn|is)\b|[.,:;])",
    re.IGNORECASE,
)
# Matches "12,5", "2030"; must not match "a4".
NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause or an ask: its text and the stems of its words; ``runs_on`` inside one sentence."""

    text: str
    words: frozenset[str]
    runs_on: bool = False


def units_of(texts: Sequence[str]) -> list[Unit]:
    """Make units of clauses in order; one after an unended clause runs on in its sentence.

    >>> [unit.runs_on for unit in units_of(["Het fonds komt er,", "maar later.", "Dat is al."])]
    [False, True, False]
    """
    ended = [True, *(text.rstrip().endswith((".", "!", "?")) for text in texts[:-1])]
    return [
        Unit(text, stems(text) | frozenset(NUMBER.findall(text)), not before)
        for text, before in zip(texts, ended, strict=True)
    ]


def shared_words(clauses: Sequence[Unit], asks: Sequence[Unit]) -> Matrix:
    """Return the share of each ask's words, by rarity, that each clause names (0..1)."""
    frequency: dict[str, int] = {}
    for unit in (*clauses, *asks):
        for word in unit.words:
            frequency[word] = frequency.get(word, 0) + 1
    total = len(clauses) + len(asks)
    rarity = {word: log(1 + total / n) for word, n in frequency.items()}
    there = [_long_words(unit.text) for unit in clauses]
    scores = np.zeros((len(clauses), len(asks)))
    for column, ask in enumerate(asks):
        wanted = sorted(ask.words)
        whole = sum(rarity[word] for word in wanted) or 1.0
        asked = _long_words(ask.text)
        for row, unit in enumerate(clauses):
            found = sum(rarity[word] for word in wanted if word in unit.words)
            missed = [word for word in wanted if word not in unit.words]
            parts = sum(rarity[word] for word in missed if _alike(word, asked, there[row]))
            scores[row, column] = (found + IN_COMPOUND * parts) / whole
    return scores


def _long_words(text: str) -> list[str]:
    return [word for word in map(str.lower, WORD.findall(text)) if word not in STOP]


def _alike(wanted: str, asked: Sequence[str], there: Sequence[str]) -> bool:
    """Whether a word of the ask with this stem shares a part with a word of the clause.

    'bouw' and 'bouwen', 'toeslag' and 'huurtoeslag', 'meldplicht' and 'vergunningplicht'.
    """
    whole = [word for word in asked if word.startswith(wanted)] or [wanted]
    for word in whole:
        for other in there:
            shorter, longer = sorted((word, other), key=len)
            if longer.startswith(shorter) and len(longer) - len(shorter) <= 2:
                return True
            if len(shorter) >= SHORTEST_PART and longer.find(shorter[:STEM]) > 2:
                return True
            if word[-SHORTEST_ENDING:] == other[-SHORTEST_ENDING:]:
                return True
    return False


def bearing_features(clauses: Sequence[Unit], asks: Sequence[Unit]) -> NDArray[np.float64]:
    """Return how each clause relates to each ask: clauses by asks by `BEARING_FEATURES`."""
    n, m = len(clauses), len(asks)
    share = shared_words(clauses, asks)
    found = np.zeros((n, m, len(BEARING_FEATURES)))
    middles = (np.arange(m) + 0.5) / m
    last = -1
    carried = np.zeros(m)
    for row, unit in enumerate(clauses):
        place = row / (n - 1) if n > 1 else 0.5
        names_nothing = share[row].max() < NAMES_NOTHING
        ordinal = named_by_order(unit.text, m)
        back = OPENS_BACK.search(unit.text) is not None
        for column in range(m):
            others = np.delete(share[row], column)
            others_before = np.delete(carried, column)
            lead = share[row, column] - (others.max() if m > 1 else 0.0)
            money = MONEY.search(unit.text) and MONEY.search(asks[column].text)
            found[row, column] = (
                share[row, column],
                lead,
                float(lead > 0),
                carried[column] if names_nothing else 0.0,
                carried[column] - (others_before.max() if m > 1 else 0.0) if names_nothing else 0.0,
                1 - abs(place - middles[column]),
                float(column in ordinal) - float(bool(ordinal) and column not in ordinal),
                float(bool(money)),
                float(last == column),
                float(last == column - 1),
                float(last > column),
                float(unit.runs_on) * (carried[column] - others_before.max() if m > 1 else 0.0),
                float(back) * (carried[column] - others_before.max() if m > 1 else 0.0),
                float(names_nothing),
                1 / m,
            )
        if ordinal:
            last, carried = ordinal[-1], np.array([float(c in ordinal) for c in range(m)])
        elif not names_nothing:
            last, carried = int(share[row].argmax()), share[row]
    return found


def named_by_order(text: str, n_asks: int) -> tuple[int, ...]:
    """Return the asks that a clause names by their order, by index.

    >>> named_by_order("Het tweede deel van deze aanbeveling volg ik niet.", 3)
    (1,)
    >>> named_by_order("Dat laatste kan ik niet toezeggen.", 3)
    (2,)
    >>> named_by_order("In het eerste kwartaal volgt een plan.", 3)
    ()
    """
    if BOTH.search(text):
        return tuple(range(n_asks))
    found = {
        n_asks - 1 if match.group(1).lower() == "laatste" else ORDER[match.group(1).lower()]
        for match in ORDINAL.finditer(text)
    }
    return tuple(sorted(n for n in found if n < n_asks))
