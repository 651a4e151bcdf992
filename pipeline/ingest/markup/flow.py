"""Running text from formats that mark their structure: XML, HTML, Word.

A reader walks its tree and says where words stand; here white space is folded as these formats
define it, notes are put behind the piece they belong to, and pieces get their markers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.ingest.markup.parts import BOLD, Part, Run, classify, lightest, opens_item
from pipeline.ingest.plain.joining import mark_signatures
from pipeline.ingest.reading import About, Reading, SourceWriter
from pipeline.records import FURNITURE_KINDS, BlockKind

# White space that these formats fold; must not match a no-break space.
SPACE = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")
# Characters that show nothing: soft hyphens, zero-width spaces, controls. Must not match "\t".
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
#: Signs before which no space stands where the marker of a note is taken out between.
CLOSING_SIGNS = tuple(".,:;!?)]”’»")
# Matches "3", "12"; must not match "e", "1234".
NOTE_NUMBER = re.compile(r"\d{1,3}$")
# A sign that ends a sentence or clause, alone. Matches ". Dan", ","; must not match ".nl", ":-)".
ENDING_SIGN = re.compile(r"[.,;:](?:\s|\Z)")
# The number of a note and nothing else. Matches "1", "[12]", "*"; must not match "1 Zie".
LONE_NUMBER = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3})[\])]?\.?\Z")
LAST_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+$")
#: Words whose raised number is no note's: "km2"; a single letter never has one: "m2", "x2".
UNITS = frozenset({"km", "hm", "dm", "cm", "mm", "ha", "co"})


#: Kinds of running text: items, headings and quotes in it are pieces of their own kind.
RUNNING = frozenset({"paragraph", "list_item"})


@dataclass(slots=True)
class Label:
    """The mark of an item or a note: printed before the first words that stand in it."""

    text: str
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where words stand. A heading of level 0 stands below the heading above it."""

    kind: BlockKind = "paragraph"
    level: int = 0
    cell: tuple[int, int, int] | None = None
    labels: tuple[Label, ...] = ()
    page: int | None = None


@dataclass(slots=True)
class Flow:
    r"""Collect running text, place by place.

    >>> flow = Flow()
    >>> flow.add("Wij  vragen\nom ", Place())
    >>> flow.add("rust", Place(), weight=2)
    >>> flow.note("1", Place())
    >>> flow.add(" .", Place())
    >>> flow.finish().source
    'Wij vragen om rust1.\n'
    """

    _parts: list[Part] = field(default_factory=list)
    _lines: list[list[Run]] = field(default_factory=lambda: [[]])
    _place: Place | None = None
    _space: bool = False
    _level: int = 0
    _noted: set[str] = field(default_factory=set)
    _later: list[Callable[[], None]] = field(default_factory=list)

    def add(self, text: str, place: Place, *, weight: int = 0) -> None:
        """Write words; the first ones after `end` open a piece at ``place``."""
        text = SPACE.sub(" ", UNSEEN.sub("", text))
        words = text.strip(" ")
        if not words:
            self._space = self._space or bool(text)
            return
        if self._place is None:
            self._place = place
        line = self._lines[-1]
        if line and (self._space or text[0] == " ") and not _closes(line, words):
            line.append(Run(" ", weight))
        line.append(Run(words, weight))
        self._space = text[-1] == " "

    def line_break(self) -> None:
        """End a line within the open piece; an empty line ends the piece."""
        if self._place is not None:
            self._lines.append([])
        self._space = False

    def note(self, number: str, place: Place) -> None:
        """Write the marker of a note, glued to the words before it."""
        if self._place is None:
            self._place = place
        self._lines[-1].append(Run(number, is_note=True))
        self._noted.add(number)

    def raised(self, text: str, place: Place, *, weight: int = 0) -> None:
        """Write raised signs: as the marker of a note where they can be one, else as words."""
        text = text.strip()
        if NOTE_NUMBER.match(text) and self._takes_note():
            self.note(text, place)
        elif text:
            self.add(text, place, weight=weight)
            self._lines[-1][-1].is_raised = True

    def _takes_note(self) -> bool:
        before = "".join(run.text for run in self._lines[-1] if not run.is_note)
        word = LAST_WORD.search(before)
        if word:
            return len(word[0]) > 1 and word[0].lower() not in UNITS
        return before.endswith(CLOSING_SIGNS)

    def after_piece(self, write: Callable[[], None]) -> None:
        """Have a note or a text box written when the open piece has ended."""
        self._later.append(write)

    def write_later(self) -> None:
        """Write what waits for the end of its piece, in order."""
        self.end()
        while self._later:
            waiting, self._later = self._later, []
            for write in waiting:
                write()
                self.end()

    def end(self) -> None:
        """End the open piece."""
        place, lines = self._place, self._lines
        self._place, self._lines, self._space = None, [[]], False
        if place is None:
            return
        marker = " ".join(label.text for label in place.labels if not label.used)
        if place.kind == "footnote" and marker and LONE_NUMBER.match(_words(lines)):
            return  # the number in a block of its own: it marks the block that follows
        for label in place.labels:
            label.used = True
        for runs in _groups(lines, splits=place.kind in {"paragraph", "list_item"}):
            part = Part(place.kind, runs, place.level, marker, place.cell, place.page)
            classify(part, self._level, self._noted)
            self._parts.append(part)
            if place.kind == "heading" and place.level:
                self._level = place.level
            marker = ""

    def finish(self, about: About | None = None) -> Reading:
        """End the last piece and return the whole."""
        self.write_later()
        mark_signatures([part for part in self._parts if part.kind not in FURNITURE_KINDS])
        writer = SourceWriter()
        for part in self._parts:
            writer.open(
                part.kind, level=part.level, page=part.page, marker=part.marker, cell=part.cell
            )
            for run in part.runs:
                if run.is_note:
                    writer.note(run.text)
                else:
                    writer.add(run.text)
            if not part.runs:
                writer.add_marker()
        return writer.finish(about)


def _closes(line: list[Run], words: str) -> bool:
    """Whether words begin with a sign before which the space is the markup's, not the text's."""
    if line[-1].is_note:
        return words.startswith(CLOSING_SIGNS)
    return bool(ENDING_SIGN.match(words))


def _words(lines: list[list[Run]]) -> str:
    return "".join(run.text for line in lines for run in line)


def _groups(lines: list[list[Run]], *, splits: bool) -> list[list[Run]]:
    """Return the runs of each piece: cut at empty lines, and where a line is another's kind.

    With ``splits`` a line that a bullet opens, and a line in bold above or below others, stands
    alone: people put lists and headings in one paragraph with line breaks.
    """
    groups: list[list[Run]] = []
    above: list[Run] = []
    for line in lines:
        if line:
            cut = splits and (
                opens_item(line) or (lightest(line) < BOLD) != (lightest(above) < BOLD)
            )
            if above and not cut:
                groups[-1] += [Run("\n", line[0].weight), *line]
            else:
                groups.append(line)
        above = line
    return groups
