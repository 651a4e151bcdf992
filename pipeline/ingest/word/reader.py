"""Read a Word document (.docx): pieces with the numbers that Word prints, notes, running heads.

Tracked changes are read as accepted, hidden text and comments as not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from pipeline.errors import SourceError
from pipeline.ingest.markup.flow import RUNNING, Flow, Label, Place
from pipeline.ingest.markup.grid import Grid
from pipeline.ingest.markup.parts import BOLD, SLANTED
from pipeline.ingest.markup.safe_xml import local_name
from pipeline.ingest.reading import Reading
from pipeline.ingest.word.about import about_document
from pipeline.ingest.word.elements import (
    AROUND,
    cells_of,
    content,
    outermost,
    rows_of,
    text_of,
)
from pipeline.ingest.word.notes import Notes, read_notes, running_heads
from pipeline.ingest.word.numbering import Numbering, read_numbering
from pipeline.ingest.word.package import Package, open_package
from pipeline.ingest.word.styles import (
    BODY_TEXT,
    Looks,
    Styles,
    child,
    is_on,
    looks_of,
    number,
    read_styles,
    value,
)
from pipeline.records import BlockKind


def read_word(path: Path) -> Reading:
    """Read a Word document: its pieces, notes, running heads, and what it says of itself.

    Pages are those that Word last printed the text on; None where no such mark is in the file.

    Raises
    ------
    SourceError
        When the file is protected with a password, of another kind, damaged, or a zip bomb.
    """
    try:
        with path.open("rb") as file:
            return read_document(file)
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", "Check that the file is still there."
        ) from error


def read_document(file: BinaryIO) -> Reading:
    """Read a Word document from an open file, as `read_word` does."""
    package = open_package(file)
    document = _Document(package)
    document.read()
    return document.flow.finish(about_document(package))


class _Document:
    def __init__(self, package: Package) -> None:
        root = package.root(package.main)
        body = child(root, "body")
        if body is None:
            raise SourceError(
                f"holds no text: {package.main} has no body",
                "Open it in Word and save it anew.",
            )
        self.body = body
        self.flow = Flow()
        self._package = package
        self._styles: Styles = read_styles(package.root_of_kind("styles"))
        self._numbering: Numbering = read_numbering(package.root_of_kind("numbering"), self._styles)
        self._notes: dict[str, Notes] = {
            f"{name}Reference": read_notes(package, body, name) for name in ("footnote", "endnote")
        }
        breaks = any(local_name(e) == "lastRenderedPageBreak" for e in body.iter())
        self._page: int | None = 1 if breaks else None
        self._tables = 0
        self._fields: list[bool] = []  # of each open field: whether its result has begun
        self._after_item = False

    def read(self) -> None:
        """Write headers, text and footers to the flow."""
        self._running_heads("header")
        self._blocks(self.body, Place())
        self.flow.write_later()
        self._running_heads("footer")

    def _running_heads(self, kind: BlockKind) -> None:
        for _, root in running_heads(self._package, self.body, kind):
            self._blocks(root, Place(kind=kind))
            self.flow.write_later()
            self._fields.clear()

    # --- blocks ---------------------------------------------------------------------------------

    def _blocks(self, element: etree._Element, place: Place) -> None:
        for inner in content(element):
            name = local_name(inner)
            if name == "p":
                self._paragraph(inner, place)
            elif name == "tbl":
                self._table(inner, place)
            elif name == "sdt":
                self._control(inner, place)
            elif name in AROUND:
                self._blocks(inner, place)

    def _control(self, element: etree._Element, place: Place) -> None:
        """Read a content control: not the prompt of an empty one, and contents as furniture."""
        properties = child(element, "sdtPr")
        if is_on(child(properties, "showingPlcHdr")):
            return
        gallery = value(child(properties, "docPartObj", "docPartGallery"))
        if gallery == "Table of Contents" and place.kind in RUNNING:
            place = replace(place, kind="header")
        self._blocks(element, place)

    def _paragraph(self, element: etree._Element, place: Place) -> None:
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle")) or self._styles.default
        place = self._place(properties, style, place)
        looks = self._styles.looks(style)
        self._inline(element, place, looks)
        mark = child(properties, "rPr")
        joined = child(mark, "del") is not None or child(mark, "moveFrom") is not None
        # A capital that stands over several lines is a paragraph of its own.
        if joined or value(child(properties, "framePr"), "dropCap") in {"drop", "margin"}:
            return
        self.flow.end()
        if place.cell is None:
            self.flow.write_later()

    def _place(self, properties: etree._Element | None, style: str, place: Place) -> Place:
        """Return where the words of a paragraph stand, counting it where it is numbered."""
        level = self._heading_level(properties, style)
        mark = self._number(properties, style)
        is_item = mark is not None
        continues = self._after_item and not is_item and self._styles.continues_item(style)
        labels = (Label(mark),) if mark else ()
        if place.kind not in {*RUNNING, "cell"}:
            return replace(place, labels=place.labels + labels)
        kind = self._styles.kind(style)
        self._after_item = (is_item or continues) and not level
        if kind == "header" and place.kind in RUNNING:
            return replace(place, kind=kind)
        if level and place.kind in RUNNING:
            return replace(place, kind="heading", level=level, labels=labels)
        if place.kind == "cell":
            return replace(place, labels=labels)
        if kind is None:
            kind = "list_item" if is_item or continues else place.kind
        return replace(place, kind=kind, labels=labels)

    def _heading_level(self, properties: etree._Element | None, style: str) -> int:
        own = child(properties, "outlineLvl")
        if own is not None:
            depth = number(own)
            return 0 if depth is None or depth >= BODY_TEXT else depth + 1
        return self._styles.heading_level(style)

    def _number(self, properties: etree._Element | None, style: str) -> str | None:
        """Count a paragraph; None for one that is in no list."""
        list_id, level = self._styles.numbering(style)
        if list_id is not None and level is None:
            level = self._numbering.level_of_style(list_id, style)
        own = child(properties, "numPr")
        own_list, own_level = (number(child(own, name)) for name in ("numId", "ilvl"))
        list_id = list_id if own_list is None else own_list
        level = own_level if own_level is not None else level
        if not list_id:
            return None
        return self._numbering.count(list_id, level or 0)

    def _table(self, element: etree._Element, place: Place) -> None:
        self.flow.end()
        rows = list(rows_of(element))
        in_cells = place.kind in {*RUNNING, "quote", "cell"} and self._is_data(rows)
        self._tables += in_cells
        grid = Grid(self._tables)
        for row in rows:
            grid.next_row()
            grid.skip(number(child(row, "trPr", "gridBefore")) or 0)
            for cell in cells_of(row):
                properties = child(cell, "tcPr")
                at = grid.place(columns=number(child(properties, "gridSpan")) or 1)
                inner = Place(kind="cell", cell=at) if in_cells else place
                self._blocks(cell, inner)
                self.flow.end()
        if place.cell is None:
            self.flow.write_later()

    def _is_data(self, rows: list[etree._Element]) -> bool:
        """Whether a table holds data, rather than to frame text or place it on the page."""
        cells = [cell for row in rows for cell in cells_of(row)]
        if len(cells) <= 1:
            return False
        nested = any(local_name(e) == "tbl" for cell in cells for e in cell.iter())
        if nested and (len(rows) == 1 or len(cells) == len(rows)):
            return False
        paragraphs = (p for cell in cells for p in cell.iter() if local_name(p) == "p")
        return not any(
            self._heading_level(child(p, "pPr"), value(child(p, "pPr", "pStyle")))
            for p in paragraphs
        )

    # --- running text ---------------------------------------------------------------------------

    def _inline(self, element: etree._Element, place: Place, looks: Looks) -> None:
        for inner in content(element):
            name = local_name(inner)
            if name == "r":
                self._run(inner, place, looks)
            elif name == "sdt" and is_on(child(inner, "sdtPr", "showingPlcHdr")):
                continue
            elif name in {"oMath", "oMathPara"}:
                signs = "".join(e.text or "" for e in inner.iter() if local_name(e) == "t")
                self._write(self.flow.add, signs, place, 0)
            elif name in AROUND:
                self._inline(inner, place, looks)

    def _run(self, run: etree._Element, place: Place, looks: Looks) -> None:
        properties = child(run, "rPr")
        style = value(child(properties, "rStyle"))
        looks = looks_of(properties).over(self._styles.looks(style)).over(looks)
        if looks.hidden:
            return
        weight = BOLD if looks.bold else SLANTED if looks.slanted else 0
        items = iter(content(run))
        for item in items:
            name = local_name(item)
            if name == "fldChar":
                self._field(value(item, "fldCharType"))
            elif name == "lastRenderedPageBreak" and self._page is not None:
                self._page += 1
            elif name in self._notes:
                self._note(item, name, items, place)
            elif name in {"drawing", "pict", "object"}:
                self._boxes(item, place)
            elif name in {"br", "cr"} and self._is_shown():
                self.flow.line_break()
            elif text := text_of(item, name) if self._is_shown() else "":
                self._write(
                    self.flow.raised if looks.raised else self.flow.add, text, place, weight
                )

    def _write(self, write: Callable[..., None], text: str, place: Place, weight: int) -> None:
        write(text, place if self._page is None else replace(place, page=self._page), weight=weight)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields:
            self._fields.pop()

    def _is_shown(self) -> bool:
        """Whether text at hand is a field's result rather than its code."""
        return all(self._fields)

    def _note(
        self, reference: etree._Element, name: str, after: Iterator[etree._Element], place: Place
    ) -> None:
        sign = ""
        if value(reference, "customMarkFollows") not in {"", "0", "false"}:
            sign = "".join(text_of(item, local_name(item)) for item in after).strip()
        mark, text = self._notes[name].take(value(reference, "id"), sign)
        at = place if self._page is None else replace(place, page=self._page)
        self.flow.note(mark, at)
        if text is not None:
            note = Place(kind="footnote", labels=(Label(mark),), page=self._page)
            self.flow.after_piece(partial(self._blocks, text, note))

    def _boxes(self, drawing: etree._Element, place: Place) -> None:
        """Have the text boxes of a drawing read behind the paragraph that they hang on."""
        inner = Place(kind=place.kind if place.kind in {"header", "footer"} else "paragraph")
        for box in outermost(drawing, "txbxContent"):
            self.flow.after_piece(partial(self._blocks, box, inner))
