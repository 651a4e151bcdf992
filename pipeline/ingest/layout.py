"""Put the lines of a plain text together into blocks: headings, paragraphs, list items, cells.

What a line is shows in how it ends: a line that had room for the next word was ended on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.furniture import Furniture, Marker, find_furniture
from pipeline.ingest.lines import SENTENCE_END, TERMINAL, Line, read_lines, wrap_width, wraps_before
from pipeline.records import Block, BlockKind

# Matches "• • Vrouwen", "- Gelijke", "1. Zorg", "a) Stel", "IV. Geef", "(2) Maak", "* Neem";
# must not match "2022 was", "-instrumenten", "**Erken", "A.B. Jansen".
LIST_MARKER = re.compile(
    r"(?P<marker>(?:[•▪◦‣●○■□–—*·o-]\s+)+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[IVX]{1,5})[.)]\s+)(?=\S)"
)
BARE_MARKER = re.compile(r"\(?(?:\d{1,2}|[a-z]|[IVX]{1,5})[.)]$")
# Matches "## Doel", "1  Koppeling", "3.2 Inzet", "V Conclusie"; must not match "14 landen hebben".
HASH_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
NUMBERED_HEADING = re.compile(
    r"(\d{1,2}(?:\.\d{1,2})*\.?(?:\s{2,}|(?<=\.\d)\s|(?<=\.)\s)|[IVX]{1,5}\s+)(?=[A-ZÀ-Ý])"
)
# Matches "Doelstelling I: Het voorkomen", "Bijlage 2 Tabel"; must not match "Doelstellingen zijn".
LABELLED_HEADING = re.compile(
    r"(?:Doelstelling|Doel|Hoofdstuk|Bijlage|Annex|Deel|Paragraaf|Prioriteit|Thema|Spoor|Pijler)\s+"
    r"(?:\d{1,2}|[IVX]{1,5}|[A-Z])\b[.:]?\s"
)
FUNCTION_END = re.compile(
    r"\b(?:de|het|een|en|of|van|voor|in|op|met|aan|tot|bij|naar|over|door|om|te|dat|die|als|is|zijn|"
    r"hun|haar|deze|dit|onze|ons|uit|ten|ter|tegen|tussen|onder|ook)$",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"(?:De |Onze )?(?:minister|staatssecretaris|minister-president|voorzitter|directeur|secretaris|"
    r"wethouder|burgemeester|commissaris|gedeputeerde)\b[^.?!]*,?$"
    r"|(?:Hoogachtend|Met vriendelijke groet(?:en)?|Met (?:de )?(?:meeste )?hoogachting|Namens )[^.]*$",
    re.IGNORECASE,
)
# Matches "Aanbeveling 3: Zet in", "Suggestie b – Maak", "Advies IV. Geef"; must not match
# "Aanbeveling 3 is overgenomen", "Advies: maak".
LABEL = re.compile(
    r"[*_]*(?:Deela|A)anbeveling\w*|[*_]*(?:Advies|Suggestie|Voorstel|Verzoek|Oproep|Actiepunt|Actie|"
    r"Punt|Vraag|Knelpunt|Opmerking|Bevinding)"
)
LABEL_NUMBER = re.compile(
    r"\s+(?:nr\.\s*)?(?P<number>\d{1,2}(?:\.\d{1,2})*[a-z]?|[IVX]{1,5}|[A-Za-z])(?:\s*[:.–—)-]+[*_]*(?:\s+|$)|[*_]*$)"
)
HEADING_LENGTH = 140
NARROW = 0.4  # cells of a flattened table stay under this part of the text's width
LOWER_START = re.compile(r"[(‘'\"“«*]*[a-zà-ÿ]")


@dataclass
class Draft:
    """A block in the making: its lines, and where its words begin."""

    kind: BlockKind
    lines: list[Line]
    marker: str = ""
    content_start: int = 0
    level: int = 0
    after_page: bool = field(default=False)

    @property
    def start(self) -> int:
        """Where the block begins in the source."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the block ends in the source."""
        return self.lines[-1].end

    @property
    def last(self) -> str:
        """The block's last line."""
        return self.lines[-1].text

    @property
    def text(self) -> str:
        """The block's lines, joined."""
        return " ".join(line.text for line in self.lines)


def lay_out(source: str, document_id: str) -> tuple[tuple[Block, ...], tuple[Marker, ...]]:
    """Return the blocks of a plain text in order of position, and the markers of its notes.

    Works on text as people have it: pulled out of a PDF with its wrapped lines, notes and running
    heads, written in an editor, or with Markdown's headings and lists.
    """
    lines = read_lines(source)
    furniture, markers = find_furniture(source, lines)
    width = wrap_width(lines)
    drafts = _merge_continued(_draft_blocks(lines, furniture), width)
    _mark_cells(drafts, width)
    _mark_signatures(drafts)
    for draft in drafts:
        _take_label(draft, source)
    return _number(drafts, furniture, lines, document_id), tuple(markers)


def _chunks(lines: Sequence[Line], furniture: Sequence[Furniture]) -> list[tuple[list[Line], bool]]:
    """Runs of lines without a blank one or furniture between; whether a page ended before each."""
    taken = {n for item in furniture for n in range(item.first, item.last + 1)}
    chunks: list[tuple[list[Line], bool]] = []
    current: list[Line] = []
    crossed = False
    for n, line in enumerate(lines):
        if line.blank or n in taken or line.page_start:
            if current:
                chunks.append((current, crossed))
                current, crossed = [], False
            crossed = crossed or n in taken or line.page_start
        if not line.blank and n not in taken:
            current.append(line)
    if current:
        chunks.append((current, crossed))
    return chunks


def _draft_blocks(lines: Sequence[Line], furniture: Sequence[Furniture]) -> list[Draft]:
    drafts: list[Draft] = []
    for chunk, crossed in _chunks(lines, furniture):
        first = len(drafts)
        _draft_chunk(chunk, drafts)
        drafts[first].after_page = crossed
    return drafts


def _draft_chunk(chunk: list[Line], drafts: list[Draft]) -> None:
    """Split one run of lines into blocks."""
    width = max(len(line.text) for line in chunk)
    n = 0
    opened = len(drafts)
    while n < len(chunk):
        line = chunk[n]
        fresh = len(drafts) == opened or _ended(drafts[-1], line, width)
        item = LIST_MARKER.match(line.text)
        hashes = HASH_HEADING.match(line.text)
        if hashes:
            drafts.append(_heading([line], len(hashes[1]), hashes.end(), hashes[1]))
        elif item and (fresh or _opens_item(item["marker"], drafts[-1])):
            start = line.start + item.end()
            drafts.append(Draft("list_item", [line], item["marker"].strip(), start))
        elif BARE_MARKER.match(line.text) and (fresh or SENTENCE_END.search(drafts[-1].last)):
            drafts.append(Draft("list_item", [line], line.text, line.start))
        elif fresh:
            n_heading = _heading_lines(chunk, n, width)
            if n_heading:
                numbered = NUMBERED_HEADING.match(line.text)
                skip = numbered.end() if numbered else 0
                drafts.append(
                    _heading(
                        chunk[n : n + n_heading], _level(line.text), skip, line.text[:skip].strip()
                    )
                )
                n += n_heading
                continue
            drafts.append(Draft("paragraph", [line], "", line.start))
        elif _is_bare(drafts[-1]):
            # A number on a line of its own belongs to the words right below it.
            drafts[-1].lines.append(line)
            drafts[-1].content_start = line.start
        else:
            drafts[-1].lines.append(line)
        n += 1


def _opens_item(marker: str, above: Draft) -> bool:
    """Whether a marker inside a run of lines opens an item rather than carrying a sentence on."""
    marker = marker.strip()
    if not marker.strip("(")[0].isalnum() or SENTENCE_END.search(above.last):
        return True
    number, before = re.sub(r"\D", "", marker), re.sub(r"\D", "", above.marker)
    return bool(number and before) and int(number) == int(before) + 1


def _is_bare(draft: Draft) -> bool:
    return draft.kind == "list_item" and bool(BARE_MARKER.match(draft.text))


def _ended(draft: Draft, line: Line, width: int) -> bool:
    """Whether the block above was closed by its last line, so that ``line`` begins another."""
    if _is_bare(draft):
        return False
    if draft.kind == "heading":
        return True
    if draft.kind == "list_item" and len(line.text) <= 1.15 * max(len(x.text) for x in draft.lines):
        return False
    return (
        bool(TERMINAL.search(draft.last))
        and not wraps_before(draft.lines[-1], line, width)
        and not LOWER_START.match(line.text)
    )


def _heading(lines: list[Line], level: int, skip: int, marker: str) -> Draft:
    return Draft("heading", lines, marker, lines[0].start + skip, level)


def _level(text: str) -> int:
    numbered = re.match(r"(\d{1,2}(?:\.\d{1,2})*)", text)
    if numbered:
        return 2 + numbered[1].count(".")
    if text.isupper() or re.match(r"(?:[IVX]{1,5}\s|Hoofdstuk|Deel|Bijlage|Doelstelling)", text):
        return 1
    return 2


def _heading_lines(chunk: Sequence[Line], n: int, width: int) -> int:
    """How many lines from ``n`` on make up a heading; 0 when there is none."""
    whole = " ".join(line.text for line in chunk[n:])
    if LOWER_START.match(whole) and "·" not in whole:
        return 0
    if (
        len(chunk) - n <= 3
        and len(whole) <= HEADING_LENGTH
        and not any(LIST_MARKER.match(line.text) for line in chunk[n + 1 :])
        and (not TERMINAL.search(whole) or LABELLED_HEADING.match(whole))
    ):
        return len(chunk) - n if _reads_as_heading(whole.rstrip(".")) else 0
    count = 0
    while n + count < len(chunk):
        line = chunk[n + count]
        alone = n + count + 1 == len(chunk)
        if LIST_MARKER.match(line.text) and count:
            return count
        count += 1
        text = " ".join(part.text for part in chunk[n : n + count])
        if len(text) > HEADING_LENGTH or count > 4:
            return 0
        bold = re.fullmatch(r"(\*\*|__).+\1", text)
        closed = TERMINAL.search(line.text) and not bold
        if alone:
            return count if _reads_as_heading(text) else 0
        following = chunk[n + count]
        if wraps_before(line, following, width):
            return 0
        if closed:
            question = line.text.endswith("?") and len(text.split()) <= 10
            return count if question or (line.text.endswith(":") and len(text.split()) <= 5) else 0
        if (
            FUNCTION_END.search(line.text)
            or LOWER_START.match(following.text)
            or line.text[-1] in "-:"
        ):
            continue
        return count if _reads_as_heading(text) else 0
    return 0


def _reads_as_heading(text: str) -> bool:
    """Whether words that stand alone look like a heading rather than a cut sentence."""
    if re.fullmatch(r"(\*\*|__).+\1", text):
        return len(text) <= HEADING_LENGTH and not text.rstrip("*_").endswith((",", ";"))
    if TERMINAL.search(text):
        return text.endswith(":") and len(text.split()) <= 4
    return not text.endswith((",", "-", "–")) and not text.startswith(("(", "http"))


def _merge_continued(drafts: list[Draft], width: int) -> list[Draft]:
    """Rejoin what a page end, a note or a stray blank line cut in two."""
    merged: list[Draft] = []
    for n, draft in enumerate(drafts):
        above = merged[-1] if merged else None
        below = drafts[n + 1] if n + 1 < len(drafts) else None
        if above is not None and (
            _continues(above, draft) or _completes_item(above, draft, below, width)
        ):
            above.lines.extend(draft.lines)
            if above.kind == "heading":
                above.kind, above.level = "paragraph", 0
        else:
            merged.append(draft)
    return merged


def _continues(above: Draft, draft: Draft) -> bool:
    """Whether ``draft`` carries on the sentence that ``above`` left open."""
    if draft.kind not in {"paragraph", "heading"} or draft.marker or _is_bare(above):
        return False
    if above.kind == "heading" and not (draft.after_page and LOWER_START.match(draft.text)):
        return False
    if TERMINAL.search(above.last):
        return False
    if LOWER_START.match(draft.text) and "·" not in draft.text.split()[0]:
        return True
    long_line = len(above.last) >= 0.7 * max(len(line.text) for line in above.lines)
    cut_off = above.last.endswith((",", "-")) or bool(FUNCTION_END.search(above.last))
    return (
        draft.after_page
        and draft.kind == "paragraph"
        and long_line
        and (cut_off or len(above.lines) > 1)
    )


def _completes_item(above: Draft, draft: Draft, below: Draft | None, width: int) -> bool:
    """Whether a short paragraph between two items is the end of the first, wrapped, one."""
    return (
        above.kind == "list_item"
        and draft.kind == "paragraph"
        and below is not None
        and below.kind == "list_item"
        and below.marker == above.marker
        and not TERMINAL.search(above.last)
        and len(above.last) >= 0.7 * width
    )


def _mark_cells(drafts: list[Draft], width: int) -> None:
    """Runs of three or more narrow, unfinished blocks are the cells of a flattened table."""
    run: list[Draft] = []
    for draft in [*drafts, None]:
        if draft is not None and _is_narrow(draft, width):
            run.append(draft)
            continue
        if run and draft is not None and run[-1].kind == "heading" and len(run[-1].lines) == 1:
            run.pop()  # the heading of the text below the table
        if len(run) >= 3 and sum(len(d.lines) > 1 for d in run) >= 2:
            for cell in run:
                cell.kind, cell.level = "cell", 0
        run = []


def _is_narrow(draft: Draft, width: int) -> bool:
    return (
        draft.kind in {"paragraph", "heading"}
        and not draft.marker
        and max(len(line.text) for line in draft.lines) <= NARROW * width
        and len(draft.lines) <= 12
    )


def _mark_signatures(drafts: list[Draft]) -> None:
    """From a line that signs off to the end of the letter, as long as the blocks stay short."""
    body = len(drafts)
    for n, draft in enumerate(drafts):
        if n < 0.5 * body or not SIGN_OFF.match(draft.text) or len(draft.text) > 120:
            continue
        if all(len(d.text) <= 120 and d.kind != "list_item" for d in drafts[n : n + 6]):
            for signed in drafts[n:]:
                if (
                    len(signed.text) > 120
                    or SENTENCE_END.search(signed.text)
                    and len(signed.text) > 60
                ):
                    return
                signed.kind = "signature"
                signed.level = 0
            return


def label_end(text: str) -> int:
    """Return where the words begin after a label such as 'Aanbeveling 3:'; 0 without a label.

    >>> label_end("Aanbeveling 3: Zet in"), label_end("Aanbeveling 3 is overgenomen")
    (15, 0)
    """
    word = LABEL.match(text)
    number = LABEL_NUMBER.match(text, word.end()) if word else None
    return number.end() if number else 0


def _take_label(draft: Draft, source: str) -> None:
    """Move a label at the block's head from its words to its marker."""
    if draft.kind not in {"paragraph", "heading", "list_item"}:
        return
    at = draft.content_start or draft.start
    length = label_end(source[at : draft.end])
    if length:
        draft.marker = f"{draft.marker} {source[at : at + length].strip()}".strip()
        draft.content_start = min(at + length, draft.end)


def _number(
    drafts: Sequence[Draft], furniture: Sequence[Furniture], lines: Sequence[Line], document_id: str
) -> tuple[Block, ...]:
    """Give the blocks their identifiers, sections and pages, in order of position."""
    rows: list[tuple[int, int, BlockKind, int, int, int | None, str]] = [
        (d.start, d.end, d.kind, d.content_start or d.start, d.level, d.lines[0].page, d.marker)
        for d in drafts
    ]
    rows += [
        (
            lines[f.first].start,
            lines[f.last].end,
            f.kind,
            lines[f.first].start,
            0,
            lines[f.first].page,
            f.marker,
        )
        for f in furniture
    ]
    blocks = []
    path: list[tuple[int, str]] = []
    for n, (start, end, kind, content, level, page, marker) in enumerate(sorted(rows), start=1):
        if kind == "heading":
            draft = next(d for d in drafts if d.start == start)
            title = HASH_HEADING.sub("", draft.text).strip("*_ ")
            path = [entry for entry in path if entry[0] < level] + [(level, title)]
        blocks.append(
            Block(
                block_id=f"{document_id}-b{n:04d}",
                start=start,
                end=end,
                kind=kind,
                content_start=content,
                level=level,
                page=page,
                section=" > ".join(title for _, title in path),
                marker=marker,
            )
        )
    return tuple(blocks)
