"""Split a source text into lines with offsets, and find where its pages begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Matches "\r\n" as one, "\f"; must not match U+2028, which stands inside paragraphs.
LINE_END = re.compile(r"\r\n|[\n\r\f]")
# How many lines may begin with a single space before that space stops meaning 'new page'.
# Text extraction writes a form feed there, and many tools turn it into a space.
SPACE_STARTS_SHARE = 0.08
# Matches "…vrijheid.", "…zijn:", "…doen?’", "…recht.4"; must not match "…en voor".
TERMINAL = re.compile(r"[.!?:;…][\"'”’»)\]*_]*\s*$")
# Matches "…vrijheid.", "…doen?’"; must not match "…zijn:", "…banken;".
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]*_]*\s*$")

# Matches "de heer dr.", "zie o.a.", "de heer A."; must not match "de zee.", "enz.".
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:dr|drs|ir|mr|ing|prof|mevr|dhr|nr|art|blz|vgl|bijv|resp|incl|excl|ca|"
    r"o\.a|d\.w\.z|m\.b\.t|i\.v\.m|t\.a\.v|m\.n|i\.h\.b|[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``start`` and ``end`` leave out the white space around it; equal when blank.

    ``indent`` is how many characters of white space stand before it.
    """

    start: int
    end: int
    text: str
    page: int | None
    page_start: bool
    indent: int = 0

    @property
    def closed(self) -> bool:
        """Whether a sentence, or a clause of a list, ends where this line does."""
        return bool(TERMINAL.search(self.text)) and not ABBREVIATION.search(self.text)

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands on this line."""
        return self.start == self.end


def read_lines(source: str) -> list[Line]:
    r"""Return the lines of a text in order, with page numbers where form feeds give them.

    Without form feeds a line that begins with exactly one space, where hardly any line does,
    starts a page too, but carries no number.

    >>> [(line.text, line.page) for line in read_lines("een\ftwee")]
    [('een', 1), ('twee', 2)]
    """
    paged = "\f" in source
    spans: list[tuple[int, int, bool]] = []  # start, end, after a form feed
    at, after_feed = 0, False
    for match in LINE_END.finditer(source):
        spans.append((at, match.start(), after_feed))
        at, after_feed = match.end(), match[0] == "\f"
    spans.append((at, len(source), after_feed))
    filled = [(a, b) for a, b, _ in spans if source[a:b].strip()]
    spaced = sum(source[a] == " " and not source[a + 1 : a + 2].isspace() for a, _ in filled)
    space_starts = 0 < spaced <= max(1, SPACE_STARTS_SHARE * len(filled))
    lines: list[Line] = []
    page = 1
    for a, b, fed in spans:
        raw = source[a:b]
        text = raw.strip()
        start = a + len(raw) - len(raw.lstrip()) if text else a
        page += fed
        begins = fed or (space_starts and bool(text) and raw[0] == " " and not raw[1].isspace())
        number = page if paged else None
        lines.append(Line(start, start + len(text), text, number, begins, start - a))
    return lines


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the length that nine in ten filled lines do not exceed: where this text wraps."""
    lengths = sorted(len(line.text) for line in lines if not line.blank)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def wraps_before(line: Line, following: Line, width: int) -> bool:
    """Return whether ``following``'s first word would hardly have fitted on ``line``.

    When it would have, the line was ended on purpose. A tenth of the width is left as a margin:
    proportional type wraps earlier than its count of characters says.
    """
    word = following.text.split(maxsplit=1)[0] if following.text else ""
    return len(line.text) + 1 + len(word) > 0.9 * width
