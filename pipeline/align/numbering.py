"""What printed numbers stand for: lists and ranges, romans and letters, first and last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

NUMBER_WORDS = ("één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
ORDINALS = (
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "zesde",
    "zevende",
    "achtste",
    "negende",
    "tiende",
    "elfde",
    "twaalfde",
)
# Matches "eerste", "voorlaatste", "3e", "één na laatste"; must not match "eerstejaars".
ORDINAL = (
    rf"(?:{'|'.join(ORDINALS)}|voorlaatste|(?:één|een)[ -]na[ -]laatste|laatste"
    r"|\d{1,2}(?:ste|de|e))\b"
)
# Matches "3", "2.1", "3a", "IV", "b", "twee", "t/m"; must not match "en", "de".
_PART = re.compile(
    r"(?P<through>tot\s+en\s+met|t/m|\btot\b|[–—-])"
    rf"|\b(?:\d{{1,2}}(?:\.\d{{1,2}})*[a-z]?|[ivx]{{1,5}}|[a-z]|{'|'.join(NUMBER_WORDS)})\b",
    re.IGNORECASE,
)

Kind = Literal["number", "letter", "order", "rest", "both"]


@dataclass(frozen=True, slots=True)
class Name:
    """A phrase that names recommendations, at offsets of the text it was read in.

    ``numbers`` are as printed, ranges written out. For kind ``order`` they are positions, '1' the
    first and '-1' the last; ``rest`` and ``both`` have none. A bare ``letter`` only means what is
    printed with it. ``owner`` holds what follows 'van'.
    """

    start: int
    end: int
    kind: Kind
    numbers: tuple[str, ...] = ()
    owner: str = ""


def spelled_out(text: str) -> tuple[str, ...]:
    """Return the numbers of a list, ranges written out.

    >>> spelled_out("1, 2 en 4"), spelled_out("b t/m d")
    (('1', '2', '4'), ('b', 'c', 'd'))
    """
    numbers: list[str] = []
    through = False
    for match in _PART.finditer(text):
        if match["through"]:
            through = True
            continue
        part = match[0]
        if part.lower() in NUMBER_WORDS:
            part = str(NUMBER_WORDS.index(part.lower()) + 1)
        if through and numbers:
            numbers += _range(numbers[-1], part)
        numbers.append(part)
        through = False
    return tuple(dict.fromkeys(numbers))


def _range(first: str, last: str) -> list[str]:
    """Write out the numbers strictly between two, in the form of the first."""
    if first.isdigit() and last.isdigit():
        return [str(n) for n in range(int(first) + 1, int(last))]
    if roman(first) and roman(last) and (len(first + last) > 2 or first == "I"):
        return [_to_roman(n, first) for n in range(roman(first) + 1, roman(last))]
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        return [chr(n) for n in range(ord(first) + 1, ord(last))]
    return []


def roman(text: str) -> int:
    """Return the value of a roman number up to XXXIX, 0 when it is none.

    >>> roman("IV"), roman("b"), roman("IIX")
    (4, 0, 0)
    """
    if not text or not re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", text.upper()):
        return 0
    values = [{"I": 1, "V": 5, "X": 10}[c] for c in text.upper()]
    following = [*values[1:], 0]
    return sum(-v if v < w else v for v, w in zip(values, following, strict=True))


def _to_roman(number: int, like: str) -> str:
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    text = "X" * (number // 10) + ones
    return text.lower() if like.islower() else text


def positions(text: str, count: str | None = None) -> tuple[str, ...]:
    """Return the positions that ordinals stand for; the last is '-1'.

    >>> positions("eerste", "twee"), positions("tweede en de laatste")
    (('1', '2'), ('2', '-1'))
    """
    found: list[int] = []
    how_many = 1
    if count:
        how_many = int(count) if count.isdigit() else NUMBER_WORDS.index(count.lower()) + 1
    for match in re.finditer(ORDINAL, text, re.IGNORECASE):
        word = match[0].lower()
        if word == "laatste":
            # "de derde en laatste aanbeveling" is one: only its own article makes it another.
            if found and not re.search(r"\b(?:de|het)\s+$", text[: match.start()]):
                continue
            found += range(-how_many, 0)
        elif word.endswith("laatste"):
            found.append(-2)
        else:
            figures = re.match(r"\d+", word)
            first = int(figures[0]) if figures else ORDINALS.index(word) + 1
            found += range(first, first + how_many)
    return tuple(str(n) for n in dict.fromkeys(found))


def pick(name: Name, numbers: Sequence[str]) -> list[int]:
    """Return which of some recommendations a phrase names, by index, in order.

    ``numbers`` are theirs as printed, empty where none is; where none at all is printed, a number
    counts them. 'De derde aanbeveling' is the one with a 3 where numbers run on, so that one that
    is missing does not shift the others.

    >>> pick(Name(0, 9, "number", ("2", "3")), ["1", "2", "3", "4"])
    [1, 2]
    >>> pick(Name(0, 9, "order", ("-1",)), ["a", "b"])
    [1]
    >>> pick(Name(0, 9, "order", ("3",)), ["1", "3", "4"])
    [1]
    """
    last = len(numbers)
    if name.kind == "both":
        return [0, 1] if last == 2 else []
    if name.kind == "order" or (name.kind == "number" and not any(numbers)):
        places = [_value(n) for n in name.numbers]
        printed = [_value(number.strip(" .()")) for number in numbers]
        if all(printed) and all(a < b for a, b in pairwise(printed)):
            last_first = [*printed, *range(-last, 0)]
            return sorted({last_first.index(p) % last for p in places if p in last_first})
        return sorted({p - 1 if p > 0 else last + p for p in places if p and -last <= p <= last})
    return sorted({n for wanted in name.numbers for n in _numbered(wanted, numbers)})


def _value(number: str) -> int:
    """Count a position for what is printed: '3', '-1', 'b', 'IV'."""
    if re.fullmatch(r"-?\d+", number):
        return int(number)
    if roman(number) and (len(number) > 1 or number.isupper()):
        return roman(number)
    return ord(number.lower()) - ord("a") + 1 if len(number) == 1 and number.isalpha() else 0


def _numbered(wanted: str, numbers: Sequence[str]) -> list[int]:
    """Which recommendations carry a number: as printed, as the same value, whole for its parts."""
    wanted = wanted.casefold()
    plain = [number.strip(" .()").casefold() for number in numbers]
    for alike in (
        [n for n, number in enumerate(plain) if number == wanted],
        [n for n, number in enumerate(plain) if _same_value(number, wanted)],
        [n for n, number in enumerate(plain) if _is_part(number, wanted)],
        [n for n, number in enumerate(plain) if _is_part(wanted, number)],
    ):
        if alike:
            return alike
    return []


def _same_value(left: str, right: str) -> bool:
    return (left.isdigit() and roman(right) == int(left)) or (
        right.isdigit() and roman(left) == int(right)
    )


def _is_part(part: str, whole: str) -> bool:
    """Whether '2b' or '2.1' is a part of '2'."""
    return (
        bool(whole) and re.fullmatch(re.escape(whole) + r"(?:\.?[a-z]|\.\d{1,2})", part) is not None
    )
