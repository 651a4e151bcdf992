"""Put the lines of a PDF's columns together into blocks, and tell what each block is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.about.letterhead import ADDRESS
from pipeline.ingest.pdf.lines import TextLine
from pipeline.ingest.pdf.tables import LEADER
from pipeline.ingest.plain.drafts import LOWER_START
from pipeline.ingest.plain.headings import reads_as_heading
from pipeline.ingest.plain.items import LIST_MARKER, label_end
from pipeline.records import BlockKind

# The distances are parts of the type size.
LOOSE = 0.18  # baselines this much further apart than usual begin another block
OTHER_SIZE = 0.08  # a size that differs by more begins another block
SET_IN = 0.8  # an indent
ROOM = 1.0  # a sentence that ends with more room than for the next word ends its paragraph
OPEN_ROOM = 3.0  # so does a line without a full stop
QUOTE_IN = 1.2  # a quotation is set in at least this far
LARGER = 1.07  # the type of a heading, as part of the text's
HEADING_LINES = 5
HEADING_LETTERS = 180
BELOW_LETTERS = 60  # of the paragraph below such a heading, at least
DEEPEST = 6  # levels of headings that documents have
TITLE_LETTERS = 100  # a heading that only slanted type or capitals tell from a paragraph
# The number before a heading's words. Matches "1 Inleiding", "2.1. Geld", "IV. Slot", "B. Kosten",
# "§ 3 Recht"; must not match "3 mei 2024", "2024 Terugblik".
HEADING_NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,5}[.)]?|[IVX]{1,5}[.)]?|[A-Z][.)]|§ ?\d{1,4}(?:\.\d{1,4}){0,5})"
    r"\s+(?=[A-ZÀ-Ý‘“\"'])"
)
# Matches "2.1 Geld"; must not match "2. Geld", "2.1 miljoen".
DEEP_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-ZÀ-Ý])")
# Matches "3 Maak" where white space sets the number apart; must not match "3.1 Maak".
LOOSE_NUMBER = re.compile(r"(\d{1,2})\s+(?=\S)")
OPENING_QUOTE = re.compile(r"[‘“„\"«‚]")


@dataclass(slots=True)
class TextBlock:
    """A block: its lines, and how many characters of the first its marker takes."""

    kind: BlockKind
    lines: list[TextLine]
    marker: str = ""
    skip: int = 0
    level: int = 0
    cell: tuple[int, int, int] | None = None
    style: tuple[float, bool, bool] = field(default=(0.0, False, False))

    @property
    def text(self) -> str:
        """The block's lines, joined, without the markers of notes."""
        return " ".join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Type:
    """How a document's running text is set: size in points, distance of its lines in ems."""

    size: float
    leading: float
    bold: bool
    italic: bool


def type_of(columns: Sequence[Sequence[TextLine]], body_size: float) -> Type:
    """Return how the running text of a document is set."""
    letters: Counter[tuple[bool, bool]] = Counter()
    distances: Counter[float] = Counter()
    for column in columns:
        for line, above in zip(column, [None, *column], strict=False):
            if abs(line.size - body_size) > OTHER_SIZE * body_size:
                continue
            letters[line.bold, line.italic] += len(line.text)
            if above is not None and 0.8 <= (line.y - above.y) / body_size <= 2.5:
                distances[round((line.y - above.y) / body_size, 2)] += len(above.text)
    bold, italic = max(letters, key=lambda style: letters[style], default=(False, False))
    # Neighbouring figures count together: scans and justified pages shift lines a little.
    leading = max(
        distances,
        key=lambda d: (sum(distances[round(d + n / 100, 2)] for n in range(-3, 4)), -d),
        default=1.2,
    )
    return Type(body_size, leading, bold, italic)


def blocks_of(column: Sequence[TextLine], text_type: Type) -> list[TextBlock]:
    """Return the blocks of a column, in order, each with its kind."""
    blocks: list[TextBlock] = []
    for line in column:
        if blocks and not _begins(line, blocks[-1], blocks, text_type):
            blocks[-1].lines.append(line)
        else:
            blocks.append(TextBlock("paragraph", [line]))
            _take_marker(blocks[-1], blocks, text_type)
    for n, block in enumerate(blocks):
        above = blocks[n - 1] if n else None
        below = blocks[n + 1] if n + 1 < len(blocks) else None
        if _is_heading(block, above, below, text_type):
            _make_heading(block)
        elif block.kind == "paragraph" and _is_quote(block, above):
            block.kind = "quote"
    return blocks


def _begins(line: TextLine, block: TextBlock, blocks: Sequence[TextBlock], text_type: Type) -> bool:
    """Whether a line begins another block than the one above it."""
    above = block.lines[-1]
    distance = line.y - above.y
    size = max(line.size, above.size)
    if not 0.3 * size < distance <= (text_type.leading + LOOSE) * size:
        return True
    if abs(line.size - above.size) > OTHER_SIZE * size:
        return True
    room, lower = above.room(line), bool(LOWER_START.match(line.text))
    if _opens_item(line, block, blocks, room):
        return True
    dressed = (line.bold, line.underlined), (above.bold, above.underlined)
    if dressed[0] != dressed[1] and (room > ROOM * size or above.closed):
        return True
    if label_end(line.text) and room > ROOM * size:
        return True
    if _is_dressed(block, text_type):
        return bool(HEADING_NUMBER.match(line.text)) and room > ROOM * size
    if not lower and room > (ROOM if above.closed else OPEN_ROOM) * size:
        return True
    edge = block.lines[0].body if len(block.lines) == 1 and block.marker else above.x0
    shift = line.x0 - edge
    if shift > SET_IN * size:
        return above.closed or (room > ROOM * size and not lower)
    if shift < -SET_IN * size and len(block.lines) > 1:
        return above.closed or (room > ROOM * size and not lower)
    return False


def _is_dressed(block: TextBlock, text_type: Type) -> bool:
    """Whether a block is set in the type of headings."""
    return (
        block.lines[0].size >= LARGER * text_type.size
        or (all(line.bold for line in block.lines) and not text_type.bold)
        or all(line.underlined for line in block.lines)
    )


def _opens_item(line: TextLine, block: TextBlock, blocks: Sequence[TextBlock], room: float) -> bool:
    """Whether a line begins with the marker of a list item, not with a word like one."""
    match = LIST_MARKER.match(line.text)
    above = block.lines[-1]
    if not match:
        return _loose_number(line, blocks) is not None
    marker = match["marker"].strip()
    if _is_bullet(marker) and marker not in "-–—*":
        return True
    set_apart = line.body > line.x0 + 0.6 * line.size
    like_before = bool(block.marker) and abs(line.x0 - block.lines[0].x0) < 0.3 * line.size
    return set_apart or above.closed or room > ROOM * line.size or like_before


def _is_bullet(marker: str) -> bool:
    return not any(character.isalnum() for character in marker)


def _loose_number(line: TextLine, blocks: Sequence[TextBlock]) -> str | None:
    """Return a number without a full stop that white space sets apart, when it counts on."""
    match = LOOSE_NUMBER.match(line.text)
    if not match or line.body <= line.x0 + 0.9 * line.size:
        return None
    before = next((b.marker for b in reversed(blocks) if b.kind == "list_item"), "0")
    last = int(before) if before.isdecimal() else 0
    return match[1] if int(match[1]) in {1, last + 1} else None


def _take_marker(block: TextBlock, blocks: Sequence[TextBlock], text_type: Type) -> None:
    """Make a block a list item when its first line begins with a list marker."""
    line = block.lines[0]
    match = LIST_MARKER.match(line.text)
    number = None if match else _loose_number(line, blocks[:-1])
    if match:
        # A number typed behind a bullet says more than the bullet.
        typed = LIST_MARKER.match(line.text[match.end() :]) if _is_bullet(match["marker"]) else None
        block.kind, block.marker, block.skip = "list_item", match["marker"].strip(), match.end()
        if typed:
            block.marker, block.skip = typed["marker"].strip(), match.end() + typed.end()
    elif number and line.size < LARGER * text_type.size:
        loose = LOOSE_NUMBER.match(line.text)
        block.kind, block.marker, block.skip = "list_item", number, loose.end() if loose else 0


def _is_heading(
    block: TextBlock, above: TextBlock | None, below: TextBlock | None, text_type: Type
) -> bool:
    """Whether a block stands over the text: by larger, bold, underlined or slanted type."""
    text = block.text
    if len(block.lines) > HEADING_LINES or len(text) > HEADING_LETTERS:
        return False
    words = text[block.skip :] if block.marker else HEADING_NUMBER.sub("", text, count=1)
    if not any(c.isalpha() for c in words) or label_end(words) == len(words):
        return bool(words) and label_end(words) == len(words)
    if block.lines[0].size >= LARGER * text_type.size:
        return not words.endswith((".", ",", ";")) or len(words) < 60
    if block.marker and _is_bullet(block.marker):
        return False  # a bullet in bold is a bullet
    question = words.endswith("?") and len(words) <= TITLE_LETTERS
    if not (reads_as_heading(words) or question) or (LOWER_START.match(words)):
        return False
    if _is_dressed(block, text_type):
        return True
    if len(block.lines) > 1 or len(words) > TITLE_LETTERS or below is None:
        return False
    if DEEP_NUMBER.match(text):
        return not LEADER.match(text)
    line = block.lines[0]
    slanted = line.italic and not text_type.italic and not below.lines[0].italic
    capitals = words.isupper() and len(words) > 3 and not ADDRESS.search(words)
    # An address has lines in capitals, too, but no white above or no text below them.
    over_text = below.kind == "paragraph" and len(below.text) > BELOW_LETTERS
    distance = line.y - above.lines[-1].y if above else 0.0
    under_white = not 0 < distance <= (text_type.leading + LOOSE) * line.size
    return (slanted or capitals) and over_text and under_white


def _make_heading(block: TextBlock) -> None:
    match = HEADING_NUMBER.match(block.lines[0].text)
    block.kind, block.marker, block.skip = "heading", "", 0
    if match:
        block.marker, block.skip = match[0].strip(), match.end()
    first = block.lines[0]
    block.style = (
        round(first.size * 2) / 2,
        all(line.bold for line in block.lines),
        first.underlined or first.text.isupper(),
    )


def _is_quote(block: TextBlock, above: TextBlock | None) -> bool:
    """Whether a block is set in from the left, under a colon or behind a quotation mark."""
    led_in = (
        above is not None
        and above.kind == "paragraph"
        and above.text.endswith(":")
        and not _is_set_in(above.lines[-1])
    )
    return (
        all(_is_set_in(line) for line in block.lines)
        and (len(block.lines) > 1 or block.lines[0].italic)
        and (led_in or bool(OPENING_QUOTE.match(block.lines[0].text)))
    )


def _is_set_in(line: TextLine) -> bool:
    return line.x0 > line.left + QUOTE_IN * line.size


def set_levels(blocks: Sequence[TextBlock]) -> None:
    """Give the headings of a document their levels, from 1, by type and by number.

    Larger stands above smaller, bold above plain; among headings of one type '1.1' stands below
    '1'. Types beyond the sixth share its level.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    depths = {id(block): max(block.marker.strip(".").count("."), 0) for block in headings}
    ranks = sorted({(*_rank(block.style), depths[id(block)]) for block in headings})
    for block in headings:
        rank = ranks.index((*_rank(block.style), depths[id(block)])) + 1
        block.level = min(rank, DEEPEST)


def _rank(style: tuple[float, bool, bool]) -> tuple[float, bool, bool]:
    size, bold, marked = style
    return -size, not bold, not marked
