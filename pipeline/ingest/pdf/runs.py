"""Put the glyphs of a page together into runs: text that stands side by side on one baseline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ingest.plain.items import BARE_MARKER

# The distances are parts of the type size.
SPLIT = 1.0  # a wider gap begins another run: a tab, a table's next cell, the next column
WORD_GAP = 0.25  # a gap this wide is a space though none is printed
HINTED_GAP = 0.1  # the same where the library sees a space, too
TOUCHING = 0.5  # runs nearer than this are one, whatever their order in the file
MARKER_GAP = 4.0  # as far as this may the words stand from their list marker
BACK = 0.5  # a step back this wide begins another run
TWICE = 0.15  # a letter printed again this near is the same letter, made bold
SAME_LINE = 0.15  # baselines this near are one line
INITIAL = 1.8  # an initial is larger than its text by so much
INITIAL_REACH = 4  # how many runs behind it may be its first line
SMALL = 0.82  # a superscript's size at most, as part of its line's
RAISED = (0.12, 0.8)  # how far a superscript's baseline lies above its line's
BESIDE = 0.6  # how far from its line such a mark may stand
SHIFTED = 0.3  # how far a letter of full size may lie beside its line
LOWERED = (0.05, 0.45)
# Accents as signs of their own, and the same as part of a letter.
ACCENTS = dict(
    zip(
        "´`¨ˆ˜¸˚\u0301\u0300\u0308\u0302",
        "\u0301\u0300\u0308\u0302\u0303\u0327\u030a\u0301\u0300\u0308\u0302",
        strict=True,
    )
)
SOFT_HYPHEN = "\u00ad"
# What stands raised or lowered in a line. Matches "12", "*", "2,3", "e", "[4]"; must not match
# "1 Zie".
MARK = re.compile(r"\[?[\w*†‡§](?:[\w,.–-]{0,4}[\w*)])?[\])]?$")


@dataclass(slots=True)
class Glyph:
    """A letter, or what else stands for one, at the left end of its baseline; " " is white space.

    ``hint`` marks white space that nobody printed: the library guesses it from a gap.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    bold: bool
    italic: bool
    hint: bool = False


@dataclass(slots=True)
class Run:
    """Text on one baseline: from ``x0`` to ``x1``, baseline ``y``, type size, in points.

    ``bold`` and ``italic`` are shares of its letters. ``raised`` are the places in ``text`` of
    superscripts; ``spaced`` tells that white space stands before the run; ``body`` is where the
    words begin after a list marker that is set apart.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: float = 0.0
    italic: float = 0.0
    raised: tuple[tuple[int, int], ...] = ()
    spaced: bool = False
    body: float = -1.0

    @property
    def top(self) -> float:
        """Where the letters begin, about."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Where the letters end, about."""
        return self.y + 0.22 * self.size

    @property
    def width_of_first_word(self) -> float:
        """How wide the first word is, about."""
        return width_of_first_word(self.text, self.x1 - self.x0)


def width_of_first_word(text: str, width: float) -> float:
    """Return how much of a text's width its first word takes, by how wide letters mostly are.

    >>> round(width_of_first_word("Maak ruimte", 110.0))
    48
    """
    word = text.split(maxsplit=1)[0]
    return width * sum(map(_wide, word)) / sum(map(_wide, text))


def _wide(letter: str) -> float:
    if letter in "mwMW":
        return 1.6
    if letter in "fijlrt.,;:!'’‘ ()-":
        return 0.6
    return 1.3 if letter.isupper() else 1.0


def runs_from_glyphs(glyphs: Sequence[Glyph]) -> list[Run]:
    """Return the runs of glyphs that come in the order of the file, from top to bottom."""
    runs = _without_doubles(_split(_composed(glyphs)))
    return _join(_attach_marks(_with_initials(runs)))


def _composed(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Put accents that are printed by themselves on the letters that they stand over."""
    accents = [glyph for glyph in glyphs if glyph.text in ACCENTS]
    if not accents:
        return glyphs
    letters: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.text.isalpha():
            letters.setdefault(round(glyph.x / glyph.size), []).append(glyph)
    placed = set()
    for accent in accents:
        middle = accent.x + accent.width / 2
        at = round(middle / accent.size)
        for letter in (g for n in (at - 1, at, at + 1) for g in letters.get(n, ())):
            below = -SAME_LINE < (letter.y - accent.y) / letter.size < 0.6
            if below and letter.x < middle < letter.x + letter.width:
                plain = letter.text.replace("ı", "i")
                whole = unicodedata.normalize("NFC", plain + ACCENTS[accent.text])
                if len(whole) == 1:
                    letter.text = whole
                    placed.add(id(accent))
                    break
    return [glyph for glyph in glyphs if id(glyph) not in placed]


def _split(glyphs: Sequence[Glyph]) -> list[Run]:
    """Cut the glyphs where the line or the place changes."""
    runs: list[Run] = []
    opened: list[Glyph] = []
    words: list[str] = []
    end, spaced, hinted = 0.0, False, False
    for glyph in glyphs:
        if glyph.text == " ":
            hinted = hinted or glyph.hint
            spaced = spaced or not glyph.hint
            if opened and not glyph.hint and abs(glyph.y - opened[-1].y) < 1:
                end = max(end, glyph.x + glyph.width)
            continue
        if opened:
            last = opened[-1]
            gap = glyph.x - end
            same = glyph.text == last.text and abs(glyph.x - last.x) < TWICE * glyph.size
            if same and abs(glyph.y - last.y) < TWICE * glyph.size:
                continue
            if (
                abs(glyph.y - last.y) > SAME_LINE * min(glyph.size, last.size)
                or not 0.6 < glyph.size / last.size < 1.67
                or not -BACK * glyph.size < gap < SPLIT * glyph.size
            ):
                runs.append(_run(opened, words))
                opened, words = [], []
            elif (
                spaced
                or gap > WORD_GAP * glyph.size
                or (hinted and gap > HINTED_GAP * glyph.size and glyph.text != "-")
            ):
                words.append(" ")
        if not opened:
            words.append(" " if spaced else "")
        elif words[-1] == SOFT_HYPHEN:  # it shows at the end of a line only
            words[-1] = ""
        opened.append(glyph)
        words.append(glyph.text)
        end, spaced, hinted = glyph.x + glyph.width, False, False
    if opened:
        runs.append(_run(opened, words))
    return runs


def _run(glyphs: Sequence[Glyph], words: Sequence[str]) -> Run:
    n = len(glyphs)
    sizes = sorted(glyph.size for glyph in glyphs)
    return Run(
        text="".join(words).strip(),
        x0=glyphs[0].x,
        x1=glyphs[-1].x + glyphs[-1].width,
        y=glyphs[0].y,
        size=sizes[n // 2],
        bold=sum(glyph.bold for glyph in glyphs) / n,
        italic=sum(glyph.italic for glyph in glyphs) / n,
        spaced=words[0] == " ",
    )


def _without_doubles(runs: Sequence[Run]) -> list[Run]:
    """Leave out what is printed again on the same place, for shadow or weight."""
    seen: dict[str, list[Run]] = {}
    kept = []
    for run in runs:
        near = TWICE * run.size
        before = seen.setdefault(run.text, [])
        if not any(abs(r.x0 - run.x0) < near and abs(r.y - run.y) < near for r in before[-4:]):
            before.append(run)
            kept.append(run)
    return kept


def _with_initials(runs: Sequence[Run]) -> list[Run]:
    """Put initials that reach over several lines before the first of these lines."""
    kept = []
    for n, run in enumerate(runs):
        beside = [
            other
            for other in runs[n + 1 : n + 1 + INITIAL_REACH]
            if run.size > INITIAL * other.size
            and abs(other.x0 - run.x1) < other.size
            and run.top - other.size < other.top < run.y - other.size
        ]
        if beside and len(run.text) <= 2 and run.text[-1].isalpha():
            first = min(beside, key=lambda other: other.y)
            first.text, first.x0 = run.text + first.text, run.x0
            first.raised = tuple((a + len(run.text), b + len(run.text)) for a, b in first.raised)
        else:
            kept.append(run)
    return kept


def _attach_marks(runs: Sequence[Run]) -> list[Run]:
    """Put superscripts and subscripts on the baseline of the text that they stand beside."""
    for n, run in enumerate(runs):
        if len(run.text) > 6 or not MARK.match(run.text):
            continue
        for host in (*runs[max(n - 2, 0) : n], *runs[n + 1 : n + 3]):
            if min(abs(run.x0 - host.x1), abs(host.x0 - run.x1)) > BESIDE * host.size:
                continue
            rise = (host.y - run.y) / host.size
            small = run.size <= SMALL * host.size
            if small and RAISED[0] <= rise <= RAISED[1]:
                run.y, run.raised = host.y, ((0, len(run.text)),)
                break
            logo = not small and len(run.text) < 3 and abs(rise) <= SHIFTED
            if logo or (small and LOWERED[0] <= -rise <= LOWERED[1]):
                run.y = host.y
                break
    return list(runs)


def _join(runs: Sequence[Run]) -> list[Run]:
    """Join the runs of a line that touch, in order of position."""
    joined: list[Run] = []
    for row in rows_of(runs):
        for run in row:
            last = joined[-1] if joined and joined[-1].y == row[0].y else None
            gap = run.x0 - last.x1 if last else 0.0
            is_marker = last is not None and bool(BARE_MARKER.match(last.text))
            limit = (MARKER_GAP if is_marker else TOUCHING) * run.size
            if last is None or not -limit < gap < limit:
                run.y = row[0].y
                joined.append(run)
                continue
            glued = gap < HINTED_GAP * last.size or (gap < WORD_GAP * last.size and not run.spaced)
            # The number of a note stands raised before its words, as no power does.
            note = last.raised == ((0, len(last.text)),) and last.text.isdecimal()
            glued = glued and not is_marker and not note
            last.body = run.x0 if is_marker else last.body
            text = last.text + ("" if glued else " ") + run.text
            shift = len(text) - len(run.text)
            n_last, n_run = len(last.text), len(run.text)
            last.raised += tuple((a + shift, b + shift) for a, b in run.raised)
            last.bold = (last.bold * n_last + run.bold * n_run) / (n_last + n_run)
            last.italic = (last.italic * n_last + run.italic * n_run) / (n_last + n_run)
            last.size = run.size if n_run > n_last else last.size
            last.text, last.x1 = text, max(last.x1, run.x1)
    return joined


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs by baseline, from top to bottom and in a row from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.y, r.x0)):
        if rows and run.y - rows[-1][0].y <= SAME_LINE * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda r: r.x0) for row in rows]
