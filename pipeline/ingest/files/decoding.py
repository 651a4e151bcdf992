"""Find out how a text was encoded, and decode it without loss or not at all.

Decoding is choosing: nothing is done to the code points afterwards. Dutch text comes as UTF-8, as
UTF-16, in the code pages of Windows, of old Macs and of DOS, as UTF-8 with bytes of Windows pasted
in, and as UTF-8 that a program encoded a second time.
"""

from __future__ import annotations

import codecs
import re

from pipeline.errors import SourceError

# UTF-32 first: its mark begins as that of UTF-16 does.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# More control characters than this a thousand and it is no text.
CONTROL_SHARE = 0.002
# Text pulled out of a PDF may hold one or two; a short letter is not lost over them.
FEW_CONTROLS = 2
SAMPLE = 4096  # bytes that show whether every second one is zero
ZEROS = 0.3  # of the bytes at one parity: Dutch in UTF-16 has some 99%, other files hardly any
# The first that explains the bytes best; DOS last, its letters are others' signs.
CODE_PAGES = ("cp1252", "mac_roman", "cp850")
FREQUENT_LETTERS = frozenset("éëïöüè")
DUTCH_LETTERS = frozenset("áàâäçêíìîñóòôúùûÁÉÈËÏÓÖÜßøåÅ")
DUTCH_SIGNS = frozenset("‘’“”„‚«»–—…•·€£§°©®±²³½¼¾×\u00a0")
OPENING = frozenset("‘“„‚«")
# One code point in UTF-8 that takes two bytes or more.
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|"
    rb"\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|"
    rb"\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
# Those of Dutch letters and signs. In Windows' code page they would be 'Ã©', 'â€™', 'Â§', which no
# Dutch text holds; other pairs it may: 'É’' in "CAFÉ’S".
DUTCH_SEQUENCE = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")
# The same after a second encoding, as code points: 'Ã©', 'Â§', 'â€™'.
TWICE = re.compile(
    r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\u00a0-\u00bf]|â[€\u0080‚\u0082][^\x00-\x7f]"
)
ENOUGH_TWICE = 3  # a text that shows what such an accident looks like has one or two


def decode(data: bytes) -> str:
    """Return the text of a file's bytes, a leading byte-order mark dropped.

    Raises
    ------
    SourceError
        When bytes are left that no encoding explains; says the offset of the first.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, len(mark))
    if encoding := _without_mark(data):
        return _strictly(data, encoding)
    try:
        return _encoded_twice(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    n_high = sum(byte >= 0x80 for byte in data)
    n_utf_8 = sum(map(len, DUTCH_SEQUENCE.findall(data)))
    if not n_utf_8:
        return _one_page(data)
    # Where UTF-8 prevails its rarer signs count, too.
    return _mixed(data, SEQUENCE if n_utf_8 >= n_high - n_utf_8 else DUTCH_SEQUENCE)


def _strictly(data: bytes, encoding: str, start: int = 0) -> str:
    try:
        return data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, start + error.start, encoding) from error


def _without_mark(data: bytes) -> str:
    """Return UTF-16 when every second byte is zero, as in text of Latin letters."""
    sample = data[:SAMPLE]
    half = len(sample) // 2
    if half < 2:
        return ""
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd >= ZEROS and even < ZEROS / 3:
        return "utf-16-le"
    return "utf-16-be" if even >= ZEROS and odd < ZEROS / 3 else ""


def _encoded_twice(text: str) -> str:
    """Return a text as it was before a program took its UTF-8 for Windows' and encoded it again.

    Only where that explains the whole text: every sign of it then decodes a second time.
    """
    if len(TWICE.findall(text)) < ENOUGH_TWICE:
        return text
    try:
        return b"".join(map(_windows_byte, text)).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _windows_byte(sign: str) -> bytes:
    """Return the byte of a code point in Windows' page, which passes on what it does not define."""
    return bytes((ord(sign),)) if "\x80" <= sign <= "\x9f" else sign.encode("cp1252")


def _mixed(data: bytes, sequence: re.Pattern[bytes]) -> str:
    """Decode UTF-8 with bytes of Windows' page between."""
    parts = []
    at = 0
    for match in sequence.finditer(data):
        parts += [_windows(data, at, match.start()), match[0].decode("utf-8")]
        at = match.end()
    return "".join([*parts, _windows(data, at, len(data))])


def _windows(data: bytes, start: int, end: int) -> str:
    try:
        return data[start:end].decode("cp1252")
    except UnicodeDecodeError as error:
        raise _undecodable(data, start + error.start, "UTF-8 and Windows-1252") from error


def _one_page(data: bytes) -> str:
    """Decode with the code page that gives the most signs that Dutch text holds."""
    texts = {page: data.decode(page, "replace") for page in CODE_PAGES}
    best = max(CODE_PAGES, key=lambda page: _likeness(texts[page]))
    if "\ufffd" in texts[best]:
        return _strictly(data, best)
    return texts[best]


def _likeness(text: str) -> int:
    """Return how well the signs beyond ASCII fit Dutch text in the places where they stand."""
    return sum(
        _fit(match[0], text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
        for match in re.finditer(r"[^\x00-\x7f]", text)
    )


def _fit(sign: str, before: str, after: str) -> int:
    """Return 2 for a frequent letter, 1 for what else Dutch has in this place, -1 for the rest."""
    if sign.isalpha() and sign != "à" and not (before.isalpha() or after.isalpha()):
        return -1  # the one letter beyond ASCII that is a word: "3 à 4"
    if sign in FREQUENT_LETTERS:
        return 2
    if sign in DUTCH_LETTERS:
        return -1 if sign.isupper() and before.islower() else 1
    # Between two letters stands no sign but that of "zo’n"; none opens right behind a letter.
    misplaced = before.isalpha() and (sign in OPENING or (after.islower() and sign != "’"))
    return 1 if sign in DUTCH_SIGNS and not misplaced else -1


def _undecodable(data: bytes, at: int, encoding: str) -> SourceError:
    found = data[at : at + 4].hex(" ")
    return SourceError(
        f"cannot be decoded without loss: byte {at} ({found} …) is no {encoding}",
        "Save the document as UTF-8 in the program that it comes from.",
    )


def refuse_controls(text: str) -> None:
    """Raise a SourceError when a text holds more control characters than text does."""
    controls = sum(c < " " and c not in "\t\n\v\f\r" for c in text)
    if "\0" in text or controls > max(FEW_CONTROLS, CONTROL_SHARE * len(text)):
        raise SourceError(
            f"is no text: {controls} of {len(text)} characters are control characters",
            "Export the document as plain text (UTF-8); do not rename a file to change its kind.",
        )
