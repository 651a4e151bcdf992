"""Read a web page: its content as pieces, without what every page of a site has around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from selectolax.lexbor import LexborNode

from pipeline.errors import SourceError
from pipeline.ingest.files.decoding import refuse_controls
from pipeline.ingest.files.loading import read_bytes
from pipeline.ingest.html.about import about_page
from pipeline.ingest.html.lists import List, is_contents, open_list
from pipeline.ingest.html.notes import Notes, find_notes
from pipeline.ingest.html.page import decode_page, parse_page
from pipeline.ingest.html.scope import HEADINGS, Scope, find_scope, names_of
from pipeline.ingest.markup.flow import RUNNING, Flow, Label, Place
from pipeline.ingest.markup.grid import Grid, span
from pipeline.ingest.markup.parts import BOLD, SLANTED
from pipeline.ingest.official.elements import KINDS
from pipeline.ingest.reading import Reading
from pipeline.records import BlockKind

BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre"),
        *("search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
        *("ul", "hr", "listing", "xmp", *HEADINGS),
    )
)
LISTS = frozenset({"ol", "ul", "menu", "dir"})
PREFORMATTED = frozenset({"pre", "listing", "xmp"})
WEIGHTS = {
    **dict.fromkeys(("b", "strong"), BOLD),
    **dict.fromkeys(("i", "em", "u", "cite", "dfn"), SLANTED),
}
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.IGNORECASE)
# Classes of paragraphs that are headings. Matches "staatscourant_kop", "tussenkop"; must not match
# "koppeling".
HEADING_CLASS = re.compile(r"(?:^|_)(?:tussen)?kop$")


def read_html(path: Path) -> Reading:
    """Read a web page: its pieces, notes, and what its head says of it.

    Raises
    ------
    SourceError
        When it is no text, or bytes are left that no encoding explains.
    """
    text = decode_page(read_bytes(path))
    refuse_controls(text)
    return read_page(text)


def read_page(text: str) -> Reading:
    r"""Read the text of a web page.

    >>> read_page("<h1>Wonen</h1><p>Bouw <b>be</b>taalbaar.<ul><li>Huur").source
    'Wonen\n\nBouw betaalbaar.\n\n• Huur\n'
    """
    page = parse_page(text)
    body = page.body
    if body is None:
        raise SourceError("is a web page without a body", "Save the page itself, not its frame.")
    scope = find_scope(page, body)
    walk = _Walk(scope, find_notes(body))
    if scope.title is not None:
        walk.read(scope.title)
    walk.read(scope.root)
    walk.read_notes_elsewhere()
    has_heading = scope.title is not None or scope.root.css_first("h1") is not None
    return walk.flow.finish(about_page(page, has_heading=has_heading))


@dataclass(frozen=True, slots=True)
class _Here:
    place: Place
    weight: int = 0
    is_pre: bool = False
    list: List | None = None
    grid: Grid | None = None

    def at(self, kind: BlockKind, *, level: int = 0) -> _Here:
        """Return the same spot with another kind of place, where running text stands."""
        if self.place.kind not in RUNNING:
            return self
        labels = self.place.labels
        return self.moved(Place(kind=kind, level=level, labels=labels))

    def moved(self, place: Place) -> _Here:
        """Return the same spot at another place."""
        return _Here(place, self.weight, self.is_pre, self.list, self.grid)


@dataclass(slots=True)
class _Walk:
    scope: Scope
    notes: Notes
    flow: Flow = field(default_factory=Flow)
    tables: int = 0
    _read: set[int] = field(default_factory=set)

    def read(self, root: LexborNode) -> None:
        """Write an element and all in it to the flow; deep pages make no deep calls."""
        node, here = root, _Here(Place())
        open_: list[tuple[LexborNode, _Here]] = []
        while True:
            inner = self._enter(node, here)
            child = node.first_child if inner is not None else None
            if inner is not None and child is not None:
                open_.append((node, here))
                node, here = child, inner
                continue
            while True:
                self._leave(node)
                if not open_:
                    return
                following = node.next
                if following is not None:
                    node = following
                    break
                node, here = open_.pop()

    def read_notes_elsewhere(self) -> None:
        """Write the notes that stand outside the content of the page."""
        for block in self.notes.blocks:
            if block.mem_id not in self._read:
                self.read(block)

    def _leave(self, node: LexborNode) -> None:
        if node.tag in BLOCKS or _is_block(node.attributes):
            self.flow.end()
        elif node.tag == "q":
            self.flow.add("”", Place())

    def _enter(self, node: LexborNode, here: _Here) -> _Here | None:
        """Write what a node says by itself; return the spot inside it, None to pass it by."""
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "", here)
            return None
        if tag.startswith("-"):
            return None
        attributes = node.attributes
        if self.scope.leaves_out(node, tag, attributes):
            if tag in BLOCKS:
                self.flow.end()
            return None
        if number := self.notes.markers.get(node.mem_id):
            self.flow.note(number, here.place)
            return None
        if tag in BLOCKS or _is_block(attributes):
            self.flow.end()
            return self._enter_block(node, tag, attributes, here)
        return self._enter_inline(node, tag, attributes, here)

    def _write(self, text: str, here: _Here) -> None:
        if not here.is_pre:
            self.flow.add(text, here.place, weight=here.weight)
            return
        for n, line in enumerate(text.split("\n")):
            if n:
                self.flow.line_break()
            self.flow.add(line, here.place, weight=here.weight)

    def _enter_inline(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], here: _Here
    ) -> _Here | None:
        if tag == "br":
            self.flow.line_break()
        elif tag == "q":
            self.flow.add("“", here.place, weight=here.weight)
        elif tag == "sup" and len(text := node.text().strip()) <= 3:
            self.flow.raised(text, here.place, weight=here.weight)
            return None
        elif tag == "a" and here.place.kind == "footnote" and not _has_letters(node):
            return None  # an arrow back to the text
        weight = WEIGHTS.get(tag, 0)
        if BOLD_STYLE.search(attributes.get("style") or ""):
            weight = BOLD
        return replace(here, weight=max(here.weight, weight)) if weight > here.weight else here

    def _enter_block(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], here: _Here
    ) -> _Here:
        names = names_of(attributes) if "class" in attributes or "id" in attributes else set()
        if node.mem_id in self.notes.texts:
            self._read.add(node.mem_id)
            label = Label(self.notes.texts[node.mem_id])
            here = here.moved(Place(kind="footnote", labels=(label,)))
            if tag == "li" and here.list:
                here.list.count(attributes)  # its number stands for that of the note
            return here
        for name in names:
            if kind := KINDS.get(name.removeprefix("_p_")):
                here = here.at(kind)
        if tag in HEADINGS:
            return here.at("heading", level=int(tag[1]))
        if attributes.get("role") == "heading":
            return here.at("heading", level=span(attributes.get("aria-level")))
        if tag == "summary" or (tag == "p" and any(map(HEADING_CLASS.search, names))):
            return here.at("heading")
        if tag == "blockquote":
            return here.at("quote")
        if tag in LISTS:
            here = here.at("header") if is_contents(node) else here
            return replace(here, list=open_list(node, attributes, names))
        if tag == "li":
            items = here.list or List()
            labels = (*here.place.labels, *items.count(attributes))
            place = Place(kind=here.place.kind, cell=here.place.cell, labels=labels)
            return here.moved(place).at("list_item")
        if tag in {"table", "tr", "td", "th"}:
            return self._enter_table(node, tag, attributes, here)
        return replace(here, is_pre=True) if tag in PREFORMATTED else here

    def _enter_table(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], here: _Here
    ) -> _Here:
        if tag == "table":
            in_cells = here.place.kind in {*RUNNING, "quote", "cell"} and _is_table(node)
            self.tables += in_cells
            return replace(here, grid=Grid(self.tables) if in_cells else None)
        if here.grid is None:
            return here
        if tag == "tr":
            here.grid.next_row()
            return here
        columns, rows = span(attributes.get("colspan")), span(attributes.get("rowspan"))
        place = Place(kind="cell", cell=here.grid.place(columns=columns, rows=rows))
        return _Here(place)


def _is_block(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element that stands in a line elsewhere is shown as a block here."""
    return "style" in attributes and bool(BLOCK_STYLE.search(attributes["style"] or ""))


def _is_table(table: LexborNode) -> bool:
    """Whether a table holds data, rather than to place text on the page or in a frame."""
    if (table.attributes.get("role") or "") in {"presentation", "none"}:
        return False
    cells = [cell for cell in table.css("td, th") if _table_of(cell) == table.mem_id]
    if len(cells) <= 1 or table.css_first("h1, h2, h3, h4, h5, h6") is not None:
        return False
    n_rows = sum(_table_of(row) == table.mem_id for row in table.css("tr"))
    nests = any(inner.mem_id != table.mem_id for inner in table.css("table"))
    return not nests or 1 < n_rows < len(cells)


def _table_of(node: LexborNode) -> int:
    """Return the identity of the table that a row or cell belongs to."""
    above = node.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above.mem_id if above is not None else 0


def _has_letters(node: LexborNode) -> bool:
    return any(character.isalnum() for character in node.text())
