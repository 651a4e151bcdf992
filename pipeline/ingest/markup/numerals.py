"""Numbers of lists as a reader sees them: '3', 'c', 'iv'."""

from __future__ import annotations

from typing import Literal

NumeralStyle = Literal["decimal", "decimal_zero", "letter", "LETTER", "roman", "ROMAN", "ordinal"]

ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
LARGEST_ROMAN = 3999


def numeral(number: int, style: NumeralStyle, *, repeat_letters: bool = False) -> str:
    """Return a number as a list prints it.

    After 'z' comes 'aa', then 'ab' as browsers count or, with ``repeat_letters``, 'bb' as Word
    counts. What a style has no sign for (0, 4000 in Roman) is written in digits.

    >>> numeral(4, "ROMAN"), numeral(3, "letter"), numeral(2, "ordinal")
    ('IV', 'c', '2e')
    >>> numeral(28, "letter"), numeral(28, "letter", repeat_letters=True)
    ('ab', 'bb')
    """
    if style == "decimal_zero":
        return f"{number:02d}"
    if style == "ordinal":
        return f"{number}e"
    if style.lower() == "letter" and number > 0:
        text = _letters(number, repeat=repeat_letters)
        return text.upper() if style == "LETTER" else text
    if style.lower() == "roman" and 0 < number <= LARGEST_ROMAN:
        text = ""
        for value, sign in ROMAN:
            text += sign * (number // value)
            number %= value
        return text.upper() if style == "ROMAN" else text
    return str(number)


def _letters(number: int, *, repeat: bool) -> str:
    if repeat:
        return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
