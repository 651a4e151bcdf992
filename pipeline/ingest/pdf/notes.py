"""Find the footnotes of a PDF by type size, place and rule, and their markers by their rise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.pdf.lines import TextLine
from pipeline.ingest.pdf.tables import Rule
from pipeline.ingest.plain.notes import FEWEST_LONE, NOTE_LINE, NOTES_TITLE, RAISED, STRONG

SMALLER = 0.93  # notes are set in type this much smaller than the text, or below a short rule
SHORT_RULE = 0.6  # of the column's width at most
MISSING = 3  # how many notes may be missing between two that are there
# Matches "*", "†", "**"; must not match "* Neem" as a whole.
SYMBOL = re.compile(r"([*†‡§]{1,3})(?=\s|$|[A-ZÀ-Ý])")
LEVEL = str.maketrans(RAISED, "0123456789")
# Matches "1" and "2" in "1,2", "[3]", "*"; must not match ",".
RAISED_NUMBER = re.compile(r"\[?\d{1,3}\]?|[*†‡§]+")
# Matches the "m" of "60 m2", "km"; must not match "museum".
UNIT = re.compile(r"(?:^|[\d\s(/])(?:[kcdhm]?m|ha|hm)$")


@dataclass(slots=True)
class Note:
    """A note: its number as printed (empty where it goes on from the page before) and lines."""

    number: str
    lines: list[TextLine] = field(default_factory=list)


def take_notes(
    columns: Sequence[list[TextLine]],
    rules: Sequence[Rule],
    body_size: float,
    last: Note | None = None,
) -> list[Note]:
    """Take the notes off the feet of a page's columns and return them in order.

    Parameters
    ----------
    columns
        The page's columns in reading order; the lines of notes are taken out of them.
    rules
        The lines drawn on the page.
    body_size
        The type size of the running text.
    last
        The last note of the pages before: its number is the one that comes next, and it may go on
        here.
    """
    notes: list[Note] = []
    for column in columns:
        start = _note_start(column, rules, body_size, notes[-1] if notes else last)
        if start < len(column):
            notes += _split(column[start:], notes[-1] if notes else last)
            del column[start:]
    return notes


def _note_start(
    column: Sequence[TextLine], rules: Sequence[Rule], body_size: float, last: Note | None
) -> int:
    """Return the index of the column's first line of notes; its length when it has none."""
    if not column:
        return 0
    left, right = column[0].left, max(line.right for line in column)
    below = [
        rule.y0
        for rule in rules
        if rule.across
        and abs(rule.x0 - left) <= 2 * body_size
        and rule.x1 - rule.x0 <= SHORT_RULE * (right - left)
    ]
    small = len(column)
    while small and column[small - 1].size <= SMALLER * body_size:
        small -= 1
    for y in sorted(below):
        start = next((n for n, line in enumerate(column) if line.y > y + 0.3 * line.size), None)
        if start is None or (start < small and _number(column[start], last) is None):
            continue
        ruled = all(line.size <= 1.02 * body_size for line in column[start:])
        underlines = (
            start > 0
            and column[start - 1].underlined
            and (y - column[start - 1].y < 0.4 * body_size)
        )
        if ruled and not underlines and (_number(column[start], last) is not None or last):
            return start
    for n in range(small, len(column)):
        number = _number(column[n], last)
        if number is not None and _comes_next(number, last):
            return n
        if number is None and n == small and last is not None and not last.lines[-1].closed:
            return n
    return len(column)


def _number(line: TextLine, last: Note | None = None) -> str | None:
    """Return the number that a note's first line begins with; None when it begins with none."""
    if line.raised and line.raised[0][0] == 0:
        return line.text[: line.raised[0][1]].translate(LEVEL).strip("[]().")
    match = NOTE_LINE.match(line.text) or SYMBOL.match(line.text)
    if match:
        return match[1]
    # Glued to whatever comes: '19eu-plan.pdf', when it is the number that comes next.
    following = str(int(last.number) + 1) if last and last.number.isdecimal() else ""
    glued = following and line.text.startswith(following)
    return following if glued and line.text[len(following) :][:1].isalpha() else None


def _comes_next(number: str, last: Note | None) -> bool:
    if not number.isdecimal() or last is None or not last.number.isdecimal():
        return True
    return int(number) == 1 or 0 < int(number) - int(last.number) <= MISSING


def _split(lines: Sequence[TextLine], last: Note | None) -> list[Note]:
    """Cut the lines at a page's foot into notes."""
    notes: list[Note] = []
    for line in lines:
        before = notes[-1] if notes else last
        number = _number(line, before)
        raised = bool(line.raised) and line.raised[0][0] == 0
        if number is not None and (raised or _comes_next(number, before)):
            notes.append(Note(number))
        elif not notes:
            notes.append(Note(""))
        notes[-1].lines.append(line)
    return notes


def take_endnotes(columns: Sequence[list[TextLine]]) -> list[Note]:
    """Take the notes out that are gathered under a title of their own, and return them in order.

    ``columns`` are those of the whole document, in reading order. A note that runs across pages
    comes in parts, each of one page; those after the first have no number.
    """
    notes: list[Note] = []
    title: TextLine | None = None
    taken: set[int] = set()
    lines = [line for column in columns for line in column]
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if title is not None and _stands_above(line, title):
            title = None
        if title is not None:
            taken.add(id(line))
            number = _number(line, notes[-1] if notes else None)
            begins = number is not None and _comes_next(number, notes[-1] if notes else None)
            if begins or notes[-1].lines[-1].page != line.page:
                notes.append(Note(number if begins and number else ""))
            notes[-1].lines.append(line)
        elif following and NOTES_TITLE.match(line.text) and _number(following) == "1":
            title = line
    for column in columns:
        column[:] = [line for line in column if id(line) not in taken]
    return notes


def _stands_above(line: TextLine, title: TextLine) -> bool:
    """Whether a line is another title, set as that of the notes is."""
    larger = line.size > 1.02 * title.size
    return larger or (title.bold and line.bold and line.size > 0.98 * title.size)


def mark_markers(
    lines: Sequence[TextLine], here: Sequence[Note], everywhere: frozenset[str]
) -> None:
    """Mark the markers of notes in a page's lines.

    Parameters
    ----------
    lines
        The page's running text.
    here
        The notes at the page's foot.
    everywhere
        The numbers of all notes of the document: a marker may stand a page before its note, and
        notes may all stand at the end.
    """
    wanted = {note.number for note in here if note.number}
    for line in lines:
        for start, end in line.raised:
            found = list(RAISED_NUMBER.finditer(line.text.translate(LEVEL), start, end))
            for match, after in zip(found, [*found[1:], None], strict=False):
                number = match[0].strip("[]()")
                known = number in wanted or number in everywhere
                if match.start() and known and not UNIT.search(line.text[: match.start()]):
                    # '1,2' are two markers, and the comma belongs to them.
                    upto = after.start() if after else end
                    line.notes.append((match.start(), upto, number))
    marked = {number for line in lines for _, _, number in line.notes}
    for number in sorted(wanted - marked):
        if number.isdecimal():
            _mark_flat(lines, number)


def mark_lone(lines: Sequence[TextLine]) -> None:
    """Mark raised numbers that count from 1 though their notes are nowhere in the document."""
    counted: list[tuple[TextLine, int, int, str]] = []
    for line in lines:
        for start, end in line.raised:
            number = line.text[start:end].translate(LEVEL)
            following = str(len({n for *_, n in counted}) + 1)
            if start and number == following and not UNIT.search(line.text[:start]):
                counted.append((line, start, end, number))
    if len(counted) >= FEWEST_LONE:
        for line, start, end, number in counted:
            line.notes.append((start, end, number))


def _mark_flat(lines: Sequence[TextLine], number: str) -> None:
    """Mark a number that stands in full size right behind a word: 'Rechtsorde’1'."""
    for pattern in STRONG:
        for line in lines:
            match = re.search(pattern.replace("#", number), line.text)
            if match:
                line.notes.append((*match.span(), number))
                line.notes.sort()
                return
