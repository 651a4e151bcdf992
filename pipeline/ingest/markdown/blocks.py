"""Draft the blocks of a Markdown text from a parser's tokens and their line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from pipeline.ingest.plain.drafts import Draft
from pipeline.ingest.plain.headings import HEADING_LENGTH, NUMBERED_HEADING, reads_as_heading
from pipeline.ingest.plain.items import BULLET_SIGNS, is_label, label_end
from pipeline.ingest.plain.lines import TERMINAL, Line
from pipeline.offsets import without_links
from pipeline.records import BlockKind

# As the parser counts lines; must not match a form feed.
LINE_END = re.compile(r"\r\n?|\n")
# Before a heading's words. Matches "## " in "## Doel"; must not match "#doel".
HASHES = re.compile(r"\s{0,3}(#{1,6})(?:[ \t]+|$)")
CLOSING_HASHES = re.compile(r"(?<![ \t])(?:[ \t]+#+)?[ \t]*$")
# Matches "[ ] " in "[ ] doen", "[x] gedaan"; must not match "[link](…)".
TASK = re.compile(r"\[[ xX]\]\s+(?=\S)")
# A bullet that is none in Markdown. Matches "• banken"; must not match "- banken".
PASTED_BULLET = re.compile(rf"((?:[{BULLET_SIGNS}]\s*)+)(?=\S)")
BOLD = re.compile(r"(\*\*|__)(?=\S).+(?<=\S)\1:?")
# Matches "[^1]" in "woord[^1]", "^[Zie ook.]"; must not match "[1]".
NOTE_MARKER = re.compile(r"\[\^(?P<label>[^\]\s]{1,80})\]|\^\[[^\[\]]{1,500}\]")
NOTE_LABEL = re.compile(r"\[\^[^\]\s]{1,80}\]:[ \t]*")
# What parts the words of HTML, with its content where that is none. Matches "<div>", "</td>",
# "<!-- … -->", "<script>…</script>"; must not match "<b>", "<a href='…'>".
HTML_BREAK = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|"
    r"</?(?!(?:a|abbr|b|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|u)\b)[a-zA-Z!?][^>]*(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
INLINE_TAG = re.compile(r"<[^<>]*>")
# A pipe that parts cells. Matches "|"; must not match "\\|".
CELL_BORDER = re.compile(r"(?<!\\)\|")


@dataclass
class BlockWalker:
    """Walks the parser's tokens and drafts a block for each that holds words."""

    source: str
    tokens: Sequence[Token]
    drafts: list[Draft] = field(default_factory=list)
    quotes: int = 0  # quotations that are open
    items: list[str] = field(default_factory=list)  # markers of open items, '' once written
    tables: int = 0
    row: int = 0
    level: int = 0  # of the last heading

    def __post_init__(self) -> None:
        """Find the lines as the parser counts them."""
        ends = [match.span() for match in LINE_END.finditer(self.source)]
        starts = [0, *(end for _, end in ends)]
        stops = [*(start for start, _ in ends), len(self.source)]
        self.spans = list(zip(starts, stops, strict=True))

    def walk(self) -> None:
        """Draft the blocks of all tokens."""
        n = 0
        while n < len(self.tokens):
            token = self.tokens[n]
            match token.type:
                case "blockquote_open" | "blockquote_close":
                    self.quotes += token.nesting
                case "list_item_open":
                    self.items.append(f"{token.info}{token.markup}")
                case "list_item_close":
                    self.items.pop()
                case "table_open":
                    self.tables, self.row = self.tables + 1, 0
                case "tr_open":
                    n = self._row(n)
                case "heading_open":
                    self._heading(token, self.tokens[n + 1])
                case "paragraph_open":
                    self._paragraph(token, self.tokens[n + 1])
                case "code_block" | "fence":
                    self._code(token)
                case "html_block":
                    self._html(token)
                case "footnote_reference_open":
                    n = self._note(n)
            n += 1

    def _line(self, n: int, start: int | None = None, end: int | None = None) -> Line:
        """Return line ``n`` without white space at its ends, from ``start`` to ``end``."""
        first, last = self.spans[n]
        first = first if start is None else start
        last = last if end is None else end
        text = self.source[first:last]
        first += len(text) - len(text.lstrip())
        return Line(first, first + len(text.strip()), text.strip(), None, False)

    def _lines(self, first: int, stop: int, start: int) -> list[Line]:
        """Return lines up to ``stop``, the first from ``start``; no blank ones at the end."""
        lines = [self._line(n, start if n == first else None) for n in range(first, stop)]
        while lines and lines[-1].blank:
            lines.pop()
        return lines

    def _words(self, token: Token, inline: Token) -> tuple[int, int, int]:
        """Return the line on which a token's words begin, where they do, and where its marks do.

        The marks of what is around it stand before: '> ', '- ', indentation.
        """
        words = inline.content.split("\n", 1)[0].strip()
        n, stop = token.map or (0, 0)
        # What the parser takes for a line of words may be white space, such as a form feed.
        while n < stop - 1 and words not in self.source[slice(*self.spans[n])]:
            n += 1
        first, last = self.spans[n]
        line = self.source[first:last]
        at = line.rfind(words) if line.rstrip().endswith(words) else line.find(words)
        lead = line[: max(at, 0)]
        return n, first + len(lead), first + len(lead) - len(lead.lstrip())

    def _add(
        self, kind: BlockKind, lines: list[Line], marker: str, content: int, level: int = 0
    ) -> None:
        if lines:
            self.drafts.append(Draft(kind, lines, marker, content, level))

    def _heading(self, token: Token, inline: Token) -> None:
        if not inline.content.strip():
            return
        stop = (token.map or (0, 0))[1]
        first, content, start = self._words(token, inline)
        if token.markup.startswith("#"):
            hashes = HASHES.match(self.source, start, self.spans[first][1])
            content = hashes.end() if hashes else content
            closing = CLOSING_HASHES.search(self.source, content, self.spans[first][1])
            end = closing.start() if closing else self.spans[first][1]
            lines = [self._line(first, start, end)]
        else:
            lines = self._lines(first, stop - 1, start)
        # A section is called after the words alone.
        lines = [replace(x, text=NOTE_MARKER.sub("", without_links(x.text))) for x in lines]
        self.level = int(token.tag[1:])
        numbered = NUMBERED_HEADING.match(self.source, content, self.spans[first][1])
        marker = numbered[1].strip() if numbered else ""
        content = numbered.end() if numbered else content
        if self.quotes:
            self._add("quote", lines, marker, content)
        else:
            self._add("heading", lines, marker, content, self.level)

    def _paragraph(self, token: Token, inline: Token) -> None:
        if not inline.content.strip():
            return
        first, content, start = self._words(token, inline)
        marker = self.items[-1] if self.items else ""
        kind: BlockKind = "list_item" if self.items else "paragraph"
        if self.items:
            self.items[-1] = ""  # a second paragraph of the item has no marker of its own
        if marker:
            start = max(start, self.source.rfind(marker, start, content))
        elif not self.quotes:
            start = content
        if self.quotes:
            kind = "quote"
            quote = self.source.rfind(">", self.spans[first][0], content)
            start = min(start, quote) if quote >= 0 else start
        task = TASK.match(self.source, content) if marker else None
        content = task.end() if task else content
        lines = self._lines(first, (token.map or (0, 0))[1], start)
        if kind == "paragraph" and _is_title(lines):
            self._add("heading", lines, "", content, self.level + 1)
            return
        for part in _parts(lines):
            bullet = PASTED_BULLET.match(part[0].text) if kind != "quote" else None
            if bullet:
                self._add("list_item", part, bullet[1].strip(), part[0].start + bullet.end())
            else:
                at_head = part[0] is lines[0]
                self._add(
                    kind, part, marker if at_head else "", content if at_head else part[0].start
                )

    def _code(self, token: Token) -> None:
        first, stop = token.map or (0, 0)
        lines = [self._line(n) for n in range(first, stop)]
        if token.type == "fence":
            closed = stop - first > 1 and not self._line(stop - 1).text.strip("`~> ")
            lines = [self._line(n) for n in range(first + 1, stop - closed)]
        filled = [line for line in lines if not line.blank]
        if filled:
            held = lines[lines.index(filled[0]) : len(lines) - lines[::-1].index(filled[-1])]
            self._add("quote" if self.quotes else "paragraph", held, "", held[0].start)

    def _html(self, token: Token) -> None:
        """Draft the words between the tags that part them; a comment holds none."""
        first, stop = token.map or (0, 0)
        at, end = self.spans[first][0], self.spans[stop - 1][1]
        for match in [*HTML_BREAK.finditer(self.source, at, end), None]:
            last = match.start() if match else end
            words = self.source[at:last]
            if INLINE_TAG.sub("", words).strip():
                start = at + len(words) - len(words.lstrip())
                text = words.strip()
                self._add(
                    "paragraph", [Line(start, start + len(text), text, None, False)], "", start
                )
            at = match.end() if match else end

    def _row(self, n: int) -> int:
        """Draft the cells of a table's row; return the index of its last token."""
        line = (self.tokens[n].map or (0, 0))[0]
        first, last = self.spans[line]
        self.row += 1
        borders = [match.start() for match in CELL_BORDER.finditer(self.source, first, last)]
        column = 0
        at = first
        while self.tokens[n].type != "tr_close":
            if self.tokens[n].type == "inline":
                column += 1
                words = self.tokens[n].content.replace("|", "\\|")
                found = self.source.find(words, at, last) if words else -1
                if found >= 0:
                    place = (self.tables, self.row, column)
                    held = [self._line(line, found, found + len(words))]
                    self.drafts.append(Draft("cell", held, content_start=found, place=place))
                    at = found + len(words)
                at = next((border + 1 for border in borders if border >= at), last)
            n += 1
        return n

    def _note(self, n: int) -> int:
        """Draft a note, with all that it holds; return the index of its last token."""
        label = self.tokens[n].meta["label"]
        held: list[int] = []
        while self.tokens[n].type != "footnote_reference_close":
            held += self.tokens[n].map or ()
            n += 1
        if held:
            lines = [self._line(line) for line in range(min(held), max(held))]
            while lines and lines[-1].blank:
                lines.pop()
            own = NOTE_LABEL.search(self.source, lines[0].start, lines[0].end)
            self._add("footnote", lines, label, own.end() if own else lines[0].start)
        return n


def _is_title(lines: Sequence[Line]) -> bool:
    """Whether a paragraph is a heading but for its mark: all bold, or a label alone."""
    text = " ".join(line.text for line in lines)
    if is_label(text):
        return True
    return bool(BOLD.fullmatch(text)) and len(text) <= HEADING_LENGTH and reads_as_heading(text)


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the parts of a paragraph: lines with a bullet or label that no blank line parts."""
    part: list[Line] = []
    for line in lines:
        labelled = label_end(line.text) and part and TERMINAL.search(part[-1].text)
        if part and (labelled or PASTED_BULLET.match(line.text)):
            yield part
            part = []
        part.append(line)
    if part:
        yield part
