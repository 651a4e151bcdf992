"""Read official Dutch publications in XML, in both dialects.

``officiele-publicatie`` (from 2010) nests divisions with headings of their own and holds notes
where their markers stand; ``kamerwrk`` (1995-2009) has flat headings (``tuskop``) and its notes
(``voetnoot``) apart from their markers (``voetref``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from lxml import etree

from pipeline.errors import SourceError
from pipeline.ingest.files.loading import read_bytes
from pipeline.ingest.markup.flow import RUNNING, Flow, Label, Place
from pipeline.ingest.markup.grid import Grid, span
from pipeline.ingest.markup.safe_xml import entity_text, local_name, parse_xml
from pipeline.ingest.official.about import (
    FIELDS,
    about_publication,
    child_named,
    has_note,
    note_number,
    plain_text,
)
from pipeline.ingest.official.elements import (
    BLOCKS,
    BULLETS,
    FLAT_HEADINGS,
    INLINE,
    ITEM_NUMBERS,
    KINDS,
    TITLES,
    UNREAD,
    WEIGHTS,
    Here,
    labelled,
    looks_of,
)
from pipeline.ingest.reading import Reading

# Matches "2.1" in "2.1 Doel"; must not match "2." in "2. Doel".
DOTTED = re.compile(r"\d+((?:\.\d+)+)")


def read_official_xml(path: Path) -> Reading:
    """Read an official publication: its pieces, notes, and what it says of itself.

    Raises
    ------
    SourceError
        When it is no well-formed XML, declares entities of its own, or is XML of another kind.
    """
    return read_publication(read_bytes(path))


def read_publication(data: bytes) -> Reading:
    r"""Read the bytes of an official publication, as `read_official_xml` reads a file.

    >>> read_publication(b"<kamerwrk><tuskop>Doel</tuskop><al>Rust.</al></kamerwrk>").source
    'Doel\n\nRust.\n'
    """
    root = parse_xml(data)
    if not any(local_name(element) == "al" for element in root.iter()):
        raise SourceError(
            f"is XML of another kind (<{local_name(root)}>); expected an official publication "
            "(<officiele-publicatie> or <kamerwrk>) with paragraphs (<al>)",
            "Fetch the text of the publication, not its metadata; or save the document as "
            "web page, Word or plain text and run again.",
        )
    reader = _Publication(root)
    try:
        reader.read()
    except RecursionError as error:
        raise SourceError(
            "nests its elements some two hundred deep; expected a publication, which nests twenty",
            "Look whether the file is damaged, or save the document as plain text.",
        ) from error
    return reader.flow.finish(about_publication(root))


@dataclass(slots=True)
class _Publication:
    root: etree._Element
    flow: Flow = field(default_factory=Flow)
    tables: int = 0
    _looks: list[int] = field(default_factory=list)
    _with_words: dict[etree._Element, bool] = field(default_factory=dict)
    _named: dict[str, etree._Element] = field(default_factory=dict)

    def read(self) -> None:
        """Write the whole publication to the flow."""
        flat = (e for e in self.root.iter() if local_name(e) in FLAT_HEADINGS)
        self._looks = sorted(set(map(looks_of, flat)))
        for element in self.root.iter(etree.Element):
            self._named.setdefault(element.get("id", ""), element)
        self._children(self.root, Here(Place()))

    def _children(self, element: etree._Element, here: Here, but: tuple[object, ...] = ()) -> None:
        self._write(element.text, here)
        for child in element:
            if not any(child is other for other in but):
                self._visit(child, here)
            self._write(child.tail, here)

    def _write(self, text: str | None, here: Here) -> None:
        if text:
            self.flow.add(text, here.place, weight=here.weight)

    def _block(self, element: etree._Element, here: Here, but: tuple[object, ...] = ()) -> None:
        self.flow.end()
        self._children(element, here, but)
        self.flow.end()
        if here.place.cell is None:
            self.flow.write_later()

    def _visit(self, element: etree._Element, here: Here) -> None:
        name = local_name(element)
        if not name:
            self._write(entity_text(element), here)
        elif name in UNREAD:
            return
        elif handler := HANDLERS.get(name):
            handler(self, element, here)
        elif name in INLINE:
            looks = WEIGHTS.get(element.get("type", ""), 0) if name == "nadruk" else 0
            self._children(element, replace(here, weight=max(here.weight, looks)))
        elif name in FIELDS and name != "titel":
            self._write(" ", here)
            self._children(element, here)
            self._write(" ", here)
        elif name not in BLOCKS and self._stands_in_line(element):
            self._children(element, here)
        else:
            self._container(element, name, here)

    def _stands_in_line(self, element: etree._Element) -> bool:
        """Whether words stand next to an element, so that it is a part of their line."""
        parent = element.getparent()
        if parent is None:
            return False
        if parent not in self._with_words:
            texts = (parent.text, *(child.tail for child in parent))
            self._with_words[parent] = any(text and text.strip() for text in texts)
        return self._with_words[parent]

    def _container(self, element: etree._Element, name: str, here: Here) -> None:
        """Read an element that holds pieces or is one."""
        if kind := KINDS.get(name):
            here = here.of_kind(kind)
        if any(local_name(child) in {"kop", *TITLES} for child in element):
            here = replace(here, level=here.level + 1)
        number = next((c for c in element if local_name(c) in ITEM_NUMBERS), None)
        if number is not None and name in {"vraag", "antwoord"}:
            self._heading(number, here, here.level + 1)
            self._block(element, here, (number,))
        elif number is not None and not has_note(number):
            self._item(element, number, here)
        elif name == "li":
            sign = Label(BULLETS.get(element.getparent().get("type", ""), ""))
            self._block(element, labelled(here, sign))
        else:
            self._block(element, here)

    def _item(self, element: etree._Element, number: etree._Element, here: Here) -> None:
        label = Label(plain_text(number))
        self._block(element, labelled(here, label), (number,))
        if not label.used:  # a number without words
            self._block(number, here)

    def _heading(
        self,
        words: etree._Element | None,
        here: Here,
        level: int,
        label: str = "",
        but: tuple[object, ...] = (),
    ) -> None:
        here = here.of_kind("heading", level=level, labels=(Label(label),) if label else ())
        if words is not None and (plain_text(words) or has_note(words)):
            self._block(words, here, but)
        elif label:
            self.flow.end()
            self._write(label, replace(here, place=replace(here.place, labels=())))
            self.flow.end()

    def _kop(self, element: etree._Element, here: Here) -> None:
        if element.getparent() is self.root:
            self._block(element, here.of_kind("header"))
            return
        if here.place.kind not in RUNNING:  # an article quoted whole, in a law that changes another
            self._block(element, here)
            return
        marks = [c for c in element if local_name(c) in {"label", "nr"}]
        level = max(here.level, 1)
        if any(map(has_note, marks)):
            self._heading(element, here, level)
            return
        words = "".join(plain_text(c) for c in element if c not in marks)
        label = " ".join(filter(None, map(plain_text, marks)))
        self._heading(element if words else None, here, level, label, tuple(marks))

    def _flat_heading(self, element: etree._Element, here: Here) -> None:
        dotted = DOTTED.match(plain_text(element))
        below = max(self._looks.index(looks_of(element)), dotted[1].count(".") if dotted else 0)
        self._heading(element, here, here.level + 1 + below)

    def _title(self, element: etree._Element, here: Here) -> None:
        self._heading(element, here, max(here.level, 1))

    def _dossier(self, element: etree._Element, here: Here) -> None:
        here = replace(here, place=replace(here.place, kind="paragraph"))
        self._paper(element, here, ("dossiernummer", "nummer"), ("titel", "naam"))

    def _piece(self, element: etree._Element, here: Here) -> None:
        here = replace(here, level=1)
        self._paper(element, here, ("stuknr", "ltrlabel", "nummer"), ("titel",))

    def _paper(
        self,
        element: etree._Element,
        here: Here,
        numbers: tuple[str, ...],
        titles: tuple[str, ...],
    ) -> None:
        """Read a dossier or a paper in it: its number and title are one line, as printed."""
        found = [child_named(element, name) for name in (*numbers, *titles)]
        line = here.of_kind("heading", level=1)
        self.flow.end()
        for part in filter(lambda part: part is not None, found):
            self._children(part, line)
            self._write(" ", line)
        self.flow.end()
        self.flow.write_later()
        self._block(element, here, tuple(found))

    def _note(self, element: etree._Element, here: Here) -> None:
        number = note_number(element)
        body = partial(self._note_text, element, here)
        if local_name(element) == "noot" and here.place.kind != "footnote":
            self.flow.note(number, here.place)
            self.flow.after_piece(body)
        elif self._stands_in_line(element):
            self.flow.after_piece(body)
        else:
            body()

    def _note_text(self, element: etree._Element, here: Here) -> None:
        label = Label(note_number(element))
        marks = tuple(c for c in element if local_name(c) in {"noot.nr", "nr"})
        self._block(element, Here(Place(kind="footnote", labels=(label,))), marks)

    def _note_marker(self, element: etree._Element, here: Here) -> None:
        number = plain_text(element) or element.get("nr", "")
        if not number:
            note = self._named.get(element.get("refid", ""))
            number = note_number(note) if note is not None else ""
        if number:
            self.flow.note(number, here.place)

    def _raised(self, element: etree._Element, here: Here) -> None:
        if len(element):
            self._children(element, here)
        else:
            self.flow.raised(element.text or "", here.place, weight=here.weight)

    def _break(self, element: etree._Element, here: Here) -> None:
        self.flow.line_break()
        self._children(element, here)

    def _table(self, element: etree._Element, here: Here) -> None:
        self.flow.end()
        entries = [e for e in element.iter() if local_name(e) == "entry"]
        in_cells = len(entries) > 1 and here.place.kind in {*RUNNING, "quote", "cell"}
        self.tables += in_cells
        grid = Grid(self.tables)
        for child in element:
            if in_cells and local_name(child) == "tgroup":
                self._group(child, grid, here)
            elif local_name(child):
                self._block(child, here)
        if here.place.cell is None:
            self.flow.write_later()

    def _group(self, group: etree._Element, grid: Grid, here: Here) -> None:
        columns = {
            column.get("colname", ""): n
            for n, column in enumerate((c for c in group if local_name(c) == "colspec"), start=1)
        }
        for section in group:
            name = local_name(section)
            for row in [section] if name == "row" else section:
                grid.next_row()
                self._row(row, grid, columns, here)

    def _row(self, row: etree._Element, grid: Grid, columns: dict[str, int], here: Here) -> None:
        for entry in filter(local_name, row):
            first = columns.get(entry.get("namest", entry.get("colname", "")))
            last = columns.get(entry.get("nameend", ""), first)
            cell = grid.place(
                column=first,
                columns=last - first + 1 if first and last else 1,
                rows=span(entry.get("morerows", "0")) + 1,
            )
            self._block(entry, replace(here, place=Place(kind="cell", cell=cell), weight=0))


HANDLERS: dict[str, Callable[[_Publication, etree._Element, Here], None]] = {
    "kop": _Publication._kop,
    "dossier": _Publication._dossier,
    "onderw": _Publication._dossier,
    "stuk": _Publication._piece,
    "table": _Publication._table,
    "noot": _Publication._note,
    "voetnoot": _Publication._note,
    "voetref": _Publication._note_marker,
    "nootref": _Publication._note_marker,
    "sup": _Publication._raised,
    "br": _Publication._break,
    **dict.fromkeys(FLAT_HEADINGS, _Publication._flat_heading),
    **dict.fromkeys(TITLES, _Publication._title),
}
