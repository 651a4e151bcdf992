"""Find the notes of a plain text and their markers.

A note is believed only together with its marker, and in order: note 4 needs a '4' glued to a word
or a punctuation mark between the marker of note 3 and the note. That leaves real numbers alone.
Notes may be gathered at the end, and a marker set in raised figures needs no note to be one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.ingest.plain.lines import Line
from pipeline.ingest.reading import Marker

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_RAISED = str.maketrans("0123456789", RAISED)
_FROM_RAISED = str.maketrans(RAISED, "0123456789")

# Matches "4 Kamerstuk 32 735", "[4] Zie", "4. Kamerstuk", "4Zie"; must not match "2022 was",
# "4.1 Doel", "4D-aanpak".
NOTE_LINE = re.compile(r"\[?(\d{1,3})(?:[\]).]?\s+(?=\S)|(?=[A-ZÀ-Ý‘“][a-zà-ÿ]))")
# Matches "¹ Zie", "¹²Zie"; must not match "m² grond".
RAISED_NOTE_LINE = re.compile(rf"([{RAISED}]{{1,3}})\s*(?=\S)")
# Matches "* Zie", "†Zie", "** Bron"; must not match "*vet* en", "**vet**", "*".
SIGN_NOTE_LINE = re.compile(r"(\*{1,3}(?=\s)|[†‡]{1,3})\s{0,3}(?=[A-ZÀ-Ý‘“(\d])")
# The marker of note #. Strong: matches "Rechtsorde’1", "heerst.2 ", "coalities15,", "woord[1]",
# "(2026–2030)2"; must not match "18.165", "CO2", "60 m2", "2022-2027", "4D".
STRONG: tuple[str, ...] = (
    r"(?<=[a-zà-ÿ.,;:!?)\]’”\"'»])(?<!\d[.,])(?<!\bm)(?<!\b[kcdh]m)(?:\[#\]|#)(?![\w%]|[.,]\d|-\w)",
)
# Two glued together: the marker of note #, that of the next note (@) right behind it. Matches
# "woord1,2"; must not match "gemiddeld 1,2".
DOUBLED: tuple[str, ...] = (r"(?<=[a-zà-ÿ.!?)\]’”\"'»])(?<!\d[.,])#(?=[,;/]\s?@(?![\w%]|[.,]\d))",)
SECOND = r"[,;/]\s?#(?![\w%]|[.,]\d)"
# Weak: a capital or a plus before it ("VNG2", "lhbtiq+2"), or a full stop and a space
# ("bod. 27 Ook"), or brackets around it ("nodig [2], en"), or a year
# before it ("in 2023,2 om"); must not match "4D", "in 2 van".
WEAK: tuple[str, ...] = (
    *STRONG,
    *DOUBLED,
    r"(?<=[A-Z+])#(?![\w%]|[.,]\d|-\w)",
    r"(?<=[.!?)]\s)#(?=\s+[A-Z])",
    r"(?<=\S)[^\S\n\r\f]?\[#\](?!\w)",
    r"(?<=\b(?:19|20)\d\d[.,])#(?![\w%]|[.,]\d|\s(?:miljoen|miljard|procent)\b)",
)
# Loose: by itself after a small letter ("beleid 7 en"), for a note right below another; must not
# match "artikel 7.2".
LOOSE: tuple[str, ...] = (*WEAK, r"(?<=[a-z]\s)#(?=\s+[a-z])")
# A raised number that is a marker whatever stands below. Matches "starters¹", "kan.¹²"; must not
# match "m²", "km³", "10⁶", "x²".
RAISED_MARKER = re.compile(
    rf"(?<=[a-zà-ÿ][a-zà-ÿ.,;:!?)’”])(?<!\bm)(?<!\b[kcdhm]m)(?<!\bha)[{RAISED}]{{1,3}}(?![^\W_])"
    rf"|(?<=\w[.,;:!?)’”\"'»])[{RAISED}]{{1,3}}(?![^\W_])"
)
# A number that may be a marker though its note is nowhere. Matches "starters1", "kan.2".
LONE_MARKER = re.compile(r"(?<=([a-zà-ÿ.!?)’”]))(?<!\d\.)(\d{1,3})(?![\w%]|[.,]\d|-\w)")
#: As many in a row, from 1, behind as many different words, are no accident.
FEWEST_LONE = 3
# The title above notes gathered at the end. Matches "Eindnoten", "Noten:"; must not match
# "Noten en zaden zijn gezond".
NOTES_TITLE = re.compile(
    r"(?:\W|\d)*(?:(?:Eind|Voet)?noten(?: en (?:bronnen|verwijzingen))?|Endnotes|Footnotes|"
    r"Verwijzingen|Bronnen en noten)\W*$",
    re.IGNORECASE,
)
# How many numbers are tried as the first note of an extract.
FIRST_NOTES_TRIED = 20
# How many notes may be missing between two that are there.
MISSING_NOTES = 2
# How far above a note of a sign, in lines, its marker may stand: on the page before.
SIGN_REACH = 60


@dataclass
class Notes:
    """The lines on which notes begin, with what they are numbered, and the markers found."""

    starts: dict[int, str] = field(default_factory=dict)
    markers: list[Marker] = field(default_factory=list)


def find_notes(source: str, lines: Sequence[Line], contents: Sequence[int]) -> Notes:
    """Return where the notes of a text begin, and their markers in order of position.

    ``contents`` are the lines of the table of contents, whose numbers are pages'.

    Notes count from 1; in an extract from a longer text, where two or more prove each other, from
    any number. A few are marked with a sign: '*', '†'.
    """
    notes = _numbered(source, lines, contents)
    _add_signs(notes, source, lines)
    _add_raised(notes, source, lines)
    if not notes.markers:
        notes.markers = _lone(source)
    notes.markers.sort(key=lambda marker: marker.start)
    return notes


def _find_marker(
    source: str, number: str, start: int, end: int, patterns: Sequence[str]
) -> Marker | None:
    following = str(int(number) + 1)
    for pattern in patterns:
        for figures in (str, _raised):
            made = pattern.replace("#", figures(number)).replace("@", figures(following))
            match = re.compile(made).search(source, start, end)
            if match:
                return Marker(match.start(), match.end(), number)
    return None


def _raised(number: str) -> str:
    return number.translate(_TO_RAISED)


def _number_of(line: Line) -> int:
    """Return the number that a line begins with as a note does; 0 without one."""
    match = NOTE_LINE.match(line.text) or RAISED_NOTE_LINE.match(line.text)
    return int(match[1].translate(_FROM_RAISED)) if match else 0


def _numbered(source: str, lines: Sequence[Line], contents: Sequence[int]) -> Notes:
    beside = frozenset(contents)
    numbers = {n: _number_of(line) for n, line in enumerate(lines) if n not in beside}
    found = {n: number for n, number in numbers.items() if number}
    ahead = bool(contents) and contents[-1] < min(found, default=0)
    at = lines[contents[-1]].end if ahead else 0
    notes = _count(1, source, lines, found, at)
    tried: set[int] = set()
    for number in found.values() if not notes.starts else ():
        if number < 2 or number in tried or len(tried) == FIRST_NOTES_TRIED:
            continue
        tried.add(number)
        notes = _count(number, source, lines, found, at, first=STRONG)
        if len(notes.starts) > 1:
            return notes
        notes = Notes()
    return notes


def _count(
    expected: int,
    source: str,
    lines: Sequence[Line],
    found: dict[int, int],
    at: int,
    first: Sequence[str] = (),
) -> Notes:
    """Return the notes counting from ``expected``, with markers from offset ``at`` on.

    ``found`` are the lines that begin as notes do; ``first`` are the patterns that the first
    note's marker must match.

    A note or two may be missing from the text; a note right below the one before it may have its
    marker set loose by a space ('buitenlandbeleid 7 en').
    """
    notes = Notes()
    last = -1
    page_starts = [n for n, line in enumerate(lines) if line.page_start]
    titles = [n for n, line in enumerate(lines) if NOTES_TITLE.match(line.text)]
    searched: dict[tuple[str, int], int] = {}  # how far a marker was looked for in vain
    for n, number in found.items():
        turned = bisect_right(page_starts, n) > bisect_right(page_starts, last)
        if notes.starts and turned and number == 1:
            # Some count their notes from 1 on every page; only the surest marker proves that.
            again = _find_marker(source, "1", max(at, lines[last].end), lines[n].start, STRONG)
            if again:
                notes.starts[n] = "1"
                notes.markers.append(again)
                at, expected, last = again.end, 2, n
                searched.clear()
                continue
        missing = MISSING_NOTES if notes.starts else 0
        if not expected <= number <= expected + missing:
            continue
        gathered = bool(titles) and titles[0] < n
        near = bool(notes.starts) and number == expected and n - last <= 4
        # "1. Starters" is a list item until a marker that can be nothing else proves it a note.
        listed = lines[n].text.startswith(f"{number}.") and not gathered
        patterns: Sequence[str] = (*STRONG, *DOUBLED) if listed else LOOSE if near else WEAK
        if first and not notes.starts:
            patterns = first
        marker = _second(source, notes, number) if number == expected else None
        key = (str(number), len(patterns))
        if marker is None:
            start = searched.get(key, at)
            marker = _find_marker(source, str(number), start, lines[n].start, patterns)
        if marker is None:
            searched[key] = max(at, lines[n].start - 2)
            continue
        searched.clear()
        notes.starts[n] = str(number)
        notes.markers.append(marker)
        at, expected, last = marker.end, number + 1, n
    _fill_gaps(notes, found)
    return notes


def _fill_gaps(notes: Notes, found: dict[int, int]) -> None:
    """Add the notes that stand in order between two, though their markers were not found."""
    starts = list(notes.starts.items())
    in_order = sorted(found)
    for (above, first), (below, last) in pairwise(starts):
        due = int(first) + 1
        for n in in_order[bisect_right(in_order, above) : bisect_right(in_order, below - 1)]:
            if found[n] == due < int(last):
                notes.starts[n] = str(due)
                due += 1
    notes.starts = dict(sorted(notes.starts.items()))


def _second(source: str, notes: Notes, number: int) -> Marker | None:
    """Return the marker right behind the last one: the ',2' of 'woord1,2'."""
    if not notes.markers:
        return None
    at = notes.markers[-1].end
    for figures in (str, _raised):
        match = re.compile(SECOND.replace("#", figures(str(number)))).match(source, at)
        if match:
            return Marker(at, match.end(), str(number))
    return None


def _add_signs(notes: Notes, source: str, lines: Sequence[Line]) -> None:
    """Add the notes that a sign marks: a '*' glued to a word above a single line that begins so."""
    found = {}
    for n, line in enumerate(lines):
        match = SIGN_NOTE_LINE.match(line.text)
        if match and n not in notes.starts:
            found[n] = match[1]
    at = 0
    for n, sign in found.items():
        if any(found.get(m) == sign for m in (*range(n - 3, n), *range(n + 1, n + 4))):
            continue  # a list
        start = max(at, lines[max(0, n - SIGN_REACH)].start)
        glued = rf"(?<=[^\W_]|[.,;:!?)’”»])(?<![*†‡]){re.escape(sign)}(?![\w*†‡])"
        for match in re.compile(glued).finditer(source, start, lines[n].start):
            line_start = max(
                source.rfind("\n", 0, match.start()), source.rfind("\f", 0, match.start())
            )
            # "*vet*" is emphasis: its second star is no marker.
            if source.count("*", line_start + 1, match.start()) % 2 and sign[0] == "*":
                continue
            notes.starts[n] = sign
            notes.markers.append(Marker(*match.span(), sign))
            at = match.end()
            break
    notes.starts = dict(sorted(notes.starts.items()))


def _add_raised(notes: Notes, source: str, lines: Sequence[Line]) -> None:
    """Add the raised markers whose notes are lost, and the notes that such a marker proves."""
    taken = {n for marker in notes.markers for n in range(marker.start, marker.end)}
    heads = {lines[n].start for n in notes.starts}
    numbers = {marker.number for marker in notes.markers}
    for match in RAISED_MARKER.finditer(source):
        if match.start() not in taken and match.start() not in heads:
            number = match[0].translate(_FROM_RAISED)
            notes.markers.append(Marker(*match.span(), number))
            numbers.add(number)
    for n, line in enumerate(lines):
        head = RAISED_NOTE_LINE.match(line.text)
        if head and n not in notes.starts and head[1].translate(_FROM_RAISED) in numbers:
            notes.starts[n] = head[1].translate(_FROM_RAISED)
    notes.starts = dict(sorted(notes.starts.items()))


def _lone(source: str) -> list[Marker]:
    """Return the markers of a text whose notes are lost: 1, 2, 3 … behind different words.

    Nothing else may look like a marker: 'optie1' and 'optie2' are names, 'covid19' breaks the row.
    """
    found = list(LONE_MARKER.finditer(source))
    numbers = [int(match[2]) for match in found]
    words = {source[max(0, m.start() - 40) : m.start()].rsplit(maxsplit=1)[-1] for m in found}
    if len(found) < FEWEST_LONE or numbers != list(range(1, len(found) + 1)):
        return []
    if len(words) < len(found):
        return []
    return [Marker(*match.span(2), match[2]) for match in found]
