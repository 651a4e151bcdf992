"""Print one document's blocks, claims, recommendations and references in a terminal, in Dutch.

For the eyes of one person: coloured in a terminal, plain where it is piped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.offsets import fold
from pipeline.records import (
    CLAIM_TYPES,
    FURNITURE_KINDS,
    Block,
    Claim,
    Document,
    DocumentAnalysis,
    Recommendation,
    SetAside,
)
from pipeline.report.labels import CLAIM_TYPE_LABELS, ROLE_LABELS

# Wider than this a line of text is hard to follow.
WIDEST = 110
SHORT_MARKER = 6  # characters: a longer marker, 'Aanbeveling 3', stands in the text
BAR = 24  # characters of the longest bar
LONGEST_NOTE = 160  # characters of a note or an answer that are shown

KINDS = {
    "heading": "kop",
    "paragraph": "alinea",
    "list_item": "punt",
    "cell": "cel",
    "quote": "citaat",
    "footnote": "noot",
    "header": "bovenregel",
    "footer": "onderregel",
    "page_number": "bladnr.",
    "signature": "slot",
}
STYLES = {
    "assertion": "cyan",
    "recommendation": "bold yellow",
    "commitment": "green",
    "position": "magenta",
}
REFERENCES = {
    "kamerstuk": "Kamerstuk",
    "handelingen": "Handelingen",
    "motion": "motie",
    "law": "wet",
    "treaty": "verdrag",
    "case_law": "rechtspraak",
    "publication": "publicatie",
    "doi": "DOI",
    "link": "link",
}
#: What stands for the signs of the layout where the terminal's encoding lacks them.
SIGNS = str.maketrans({"█": "#", "─": "-", "▸": "-", "↳": ">", "→": ">"})
# Matches what would steer a terminal or turn its line around; must not match a line end.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found in one document; ``gap`` says which part of it could not be read."""

    analysis: DocumentAnalysis
    labels: Mapping[str, str] = field(repr=False)
    gap: SetAside | None = None


def show(inspection: Inspection, console: Console) -> str:
    """Return what was found, to be printed: the text block by block, then lists, then counts.

    ``console`` gives width and colours; without colours no line ends in spaces.
    """
    with console.capture() as captured:
        _print(inspection, console)
    text = captured.get()
    if not console.encoding.lower().startswith("utf"):
        text = text.translate(SIGNS)
    if console.is_terminal:
        return text
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _print(inspection: Inspection, console: Console) -> None:
    analysis = inspection.analysis
    console.print(_head(inspection))
    console.print(_section("Tekst"))
    console.print(_text(inspection))
    if analysis.recommendations:
        console.print(_section(f"Aanbevelingen ({len(analysis.recommendations)})"))
        console.print(_recommendations(analysis, inspection.labels))
    references = [r for r in analysis.document.references if r.kind != "footnote"]
    if references:
        console.print(_section(f"Verwijzingen ({len(references)})"))
        console.print(_references(analysis.document))
    console.print(_section("Overzicht"))
    console.print(_counts(analysis, inspection.labels))


def make_console(width: int | None = None) -> Console:
    """Return a console on standard output: coloured in a terminal, unless NO_COLOR is set."""
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    if console.width > WIDEST:
        console.width = WIDEST
    return console


def _section(title: str) -> RenderableType:
    return Padding(Rule(Text(title, style="bold"), align="left", style="dim"), (1, 0, 0, 0))


def _head(inspection: Inspection) -> RenderableType:
    document = inspection.analysis.document
    known = [
        ROLE_LABELS[document.role] + (" (afgeleid)" if document.role_inferred else ""),
        document.date,
        document.publisher,
        document.kamerstuk,
    ]
    pages = [block.page for block in document.blocks if block.page]
    size = [
        document.file,
        document.format,
        _count(max(pages), "bladzijde", "bladzijden") if pages else "",
        f"{len(document.source):,} tekens".replace(",", "."),
    ]
    lines = [
        _plain(document.title or document.document_id, "bold"),
        _plain(" · ".join(part for part in known if part)),
        _plain(" · ".join(part for part in size if part), "dim"),
    ]
    if inspection.gap is not None:
        lines.append(_plain(f"! {inspection.gap.error}. {inspection.gap.hint}", "bold red"))
    return Group(*lines)


def _text(inspection: Inspection) -> RenderableType:
    """Return the document block by block, every block with its number, kind and claims."""
    analysis = inspection.analysis
    rows = _grid(5, 10, 11)
    page: int | None = None
    claims = list(analysis.claims)
    seen = 0  # offset up to which the text has been shown
    for number, block in enumerate(analysis.document.blocks, start=1):
        if block.page is not None and block.page != page:
            page = block.page
            rows.add_row("", _plain(f"blz. {page}", "bold dim"), "", "")
        first = (_plain(str(number), "dim"), _plain(_kind(block), "dim"))
        for label, words in _lines(analysis.document, block, claims, inspection.labels, seen):
            rows.add_row(*first, label, words)
            first = (Text(), Text())
        if block.kind not in FURNITURE_KINDS:
            seen = max([seen, block.end, *(c.end for c in claims if c.start < block.end)])
    return rows


def _kind(block: Block) -> str:
    """Return what a block is, with its level, its marker or its place in a table.

    >>> _kind(Block(block_id="b", start=0, end=9, kind="heading", content_start=0, level=2))
    'kop 2'
    """
    detail = block.marker if len(block.marker) < SHORT_MARKER else ""
    if block.kind == "heading":
        detail = str(block.level)
    elif block.cell is not None:
        detail = f"{block.cell[1]},{block.cell[2]}"
    return f"{KINDS[block.kind]} {detail}".strip()


def _lines(
    document: Document,
    block: Block,
    claims: Sequence[Claim],
    labels: Mapping[str, str],
    seen: int,
) -> Iterator[tuple[Text, Text]]:
    """Yield a block's claims and what lies between them, each with its label."""
    if block.kind == "heading":
        yield Text(), _plain(_words(document, block.start, block.end), "bold")
        return
    if block.kind in FURNITURE_KINDS:
        yield Text(), _plain(_cut(_words(document, block.start, block.end)), "dim italic")
        return
    at = max(block.content_start, seen)
    if at >= block.end:
        yield Text(), Text("hoort bij het vorige", "dim")
        return
    for claim in (c for c in claims if at <= c.start < block.end):
        yield from _between(document, at, claim.start)
        name, style = CLAIM_TYPE_LABELS[claim.claim_type], STYLES[claim.claim_type]
        words = _plain(claim.text)
        for theme in claim.themes:
            words.append(f" [{labels.get(theme.theme, theme.theme)}]", "bright_blue")
        if claim.needs_review:
            words.append(" nakijken", "red")
        yield Text(name, style), words
        at = max(at, claim.end)
    yield from _between(document, at, block.end)


def _between(document: Document, start: int, end: int) -> Iterator[tuple[Text, Text]]:
    """Yield the words that belong to no claim; a sign alone is not worth a line."""
    words = _words(document, start, end)
    if any(map(str.isalnum, words)):
        yield Text(), _plain(words, "dim")


def _recommendations(analysis: DocumentAnalysis, labels: Mapping[str, str]) -> RenderableType:
    rows = _grid(5)
    for recommendation in analysis.recommendations:
        number = _plain(recommendation.number or "–", "bold yellow")
        rows.add_row(number, _plain(recommendation.text))
        rows.add_row("", _plain(_place(analysis.document, recommendation, labels), "dim"))
        for ask in recommendation.asks:
            words = _plain(f"▸ {ask.text_resolved}")
            if ask.addressee:
                words.append(f" → {_clean(ask.addressee)}", "cyan")
            rows.add_row("", words)
        for start, end in recommendation.answer:
            answer = _cut(_words(analysis.document, start, end))
            rows.add_row("", _plain(f"↳ {answer}", "green"))
    return rows


def _place(document: Document, recommendation: Recommendation, labels: Mapping[str, str]) -> str:
    number = next(n for n, b in enumerate(document.blocks, start=1) if recommendation.start < b.end)
    page = document.blocks[number - 1].page
    parts = [
        f"blok {number}" + (f", blz. {page}" if page else ""),
        _count(len(recommendation.asks), "vraag", "vragen"),
        *(labels.get(theme, theme) for theme in recommendation.themes),
    ]
    return " · ".join(parts)


def _references(document: Document) -> RenderableType:
    """Return every reference once, in order of kind and place, with how often it stands."""
    counted = Counter((r.kind, r.identifier) for r in document.references if r.kind != "footnote")
    order = list(REFERENCES)
    rows = _grid(12, 4)
    for kind, identifier in sorted(counted, key=lambda key: order.index(key[0])):
        name, times = REFERENCES[kind], f"{counted[kind, identifier]}×"
        rows.add_row(_plain(name, "dim"), _plain(times, "dim"), _plain(identifier, "cyan"))
    return rows


def _counts(analysis: DocumentAnalysis, labels: Mapping[str, str]) -> RenderableType:
    kinds = Counter(block.kind for block in analysis.document.blocks)
    notes = sum(r.kind == "footnote" for r in analysis.document.references)
    names = [f"{n}× {KINDS[kind]}" for kind, n in kinds.most_common()]
    lines: list[RenderableType] = [_plain(f"Blokken: {', '.join(names)}", "dim")]
    if notes:
        lines.append(_plain(f"Nootcijfers in de tekst: {notes}", "dim"))
    types = Counter(claim.claim_type for claim in analysis.claims)
    themes = Counter(theme.theme for claim in analysis.claims for theme in claim.themes)
    bare = sum(not claim.themes for claim in analysis.claims)
    for title, counts in (
        (
            _count(len(analysis.claims), "uitspraak", "uitspraken"),
            [(CLAIM_TYPE_LABELS[t], STYLES[t], types[t]) for t in CLAIM_TYPES if types[t]],
        ),
        (
            "Thema's",
            [(labels[name], "bright_blue", themes[name]) for name in labels if themes[name]]
            + ([("geen thema", "dim", bare)] if bare else []),
        ),
    ):
        if counts:
            lines += [Text(), Text(title, "bold"), _bars(counts)]
    return Group(*lines)


def _bars(counts: Sequence[tuple[str, str, int]]) -> RenderableType:
    most = max(n for _, _, n in counts)
    rows = Table.grid(padding=(0, 1))
    rows.add_column(max_width=36, overflow="fold")
    rows.add_column(justify="right")
    rows.add_column(no_wrap=True)
    for name, style, n in counts:
        bar = "█" * max(1, round(BAR * n / most))
        rows.add_row(Text(name), Text(str(n)), Text(bar, style.removeprefix("bold ")))
    return rows


def _grid(*widths: int) -> Table:
    """Return a table of columns of fixed width and one that takes the rest."""
    grid = Table.grid(padding=(0, 1), expand=True)
    for width in widths:
        grid.add_column(width=width, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _words(document: Document, start: int, end: int) -> str:
    return fold(document.source, start, end, document.furniture).text if start < end else ""


def _plain(text: str, style: str = "") -> Text:
    return Text(_clean(text), style)


def _clean(text: str) -> str:
    r"""Return a text without what would steer the terminal that it is printed on.

    >>> _clean("rood \x1b[31m en \u202eterug")
    'rood �[31m en �terug'
    """
    return CONTROL.sub("\ufffd", text.replace("\t", " "))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_NOTE else text[:LONGEST_NOTE].rsplit(" ", 1)[0] + " …"


def _count(n: int, one: str, more: str) -> str:
    return f"{n} {one if n == 1 else more}"
