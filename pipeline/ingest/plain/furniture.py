"""Find what stands on a page beside its running text: notes, running heads, page numbers.

A running head comes back at the edges of pages, or, where a text does not say where its pages
begin, breaks into sentences more than once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.ingest.plain.contents import contents_lines
from pipeline.ingest.plain.drafts import FUNCTION_END, LOWER_START
from pipeline.ingest.plain.items import label_end
from pipeline.ingest.plain.lines import TERMINAL, Line
from pipeline.ingest.plain.note_extents import URL_LINE, link_lines, note_ends
from pipeline.ingest.plain.notes import find_notes
from pipeline.ingest.reading import Marker
from pipeline.records import BlockKind

PAGE_WORD = r"(?:pagina|pag\.|p\.|blz\.|bladzijde|blad|page)"
# Matches "12", "- 12 -", "Pagina 3 van 10", "3/12"; must not match "12.", "2026" or "2023-2027".
PAGE_NUMBER = re.compile(
    rf"(?:{PAGE_WORD}\s*)?[-–—|]?\s*(\d{{1,3}})\s*(?:(?:/|van|of)\s*\d{{1,4}}\s*)?[-–—|]?$",
    re.IGNORECASE,
)
# The same where it counts pages whatever stands around it. Matches "Pagina 3 van 10", "blz. 4",
# "Blad 2 / 7"; must not match "3 van 10", "p. 4 van de wet".
PAGE_LABEL = re.compile(
    rf"(?!p\.){PAGE_WORD}\s{{1,3}}\d{{1,3}}(?:\s{{0,3}}(?:/|van|of)\s{{0,3}}\d{{1,4}})?$",
    re.IGNORECASE,
)
# A number or title that heads a part of the text rather than its pages. Matches "Aanbeveling 2",
# "2. Aanpak", "Hoofdstuk 3", "b) Geld"; must not match "Woonvisie 2024 | 3".
COUNTS_PARTS = re.compile(
    r"(?:Hoofdstuk|Doelstelling|Doel|Bijlage|Annex|Deel|Paragraaf|Prioriteit|Thema|Spoor|Pijler|Stap|"
    r"Artikel|Tabel|Figuur|Casus|Scenario|Maatregel)\s+\S{1,5}\b|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z])[.)]\s",
    re.IGNORECASE,
)
# A head that shows by its page number, set apart. Matches "Woonvisie | 3", "Raad | Advies       9",
# "4 – Woonvisie", "Bijlage 1 - pagina 2 van 3"; must not match "Woonvisie 3", "a) Huur – 3 euro".
HEAD_WITH_NUMBER = re.compile(
    r"(?=.{6,120}$)(?:[^\W\d].{0,100}?(?:\s{3,}|\s[|–—·-]\s)(?:pagina\s)?\d{1,3}(?:\svan\s\d{1,3})?"
    r"|\d{1,3}(?:\s{3,}|\s[|–—·]\s)[^\W\d].{0,100})$",
    re.IGNORECASE,
)
# The same beside a bar, where nothing else in the text has one. Matches "Visie op de stad | 3";
# must not match "Huur | 3".
HEAD_WITH_BAR = re.compile(r"[^\W\d]+\s.{0,100}?\s\|\s\d{1,3}$")
# The same with the word. Matches "Bijlage 1 - pagina 2 van 3"; must not match "pagina 2 van 3".
HEAD_WITH_LABEL = re.compile(r".{1,100}\s[|–—·-]\spagina\s\d{1,3}\svan\s\d{1,3}$", re.IGNORECASE)
# A head of some words with its page number far behind it. Matches "Tweede Kamer, vergaderjaar
# 2024–2025, 36 810, nr. 7      5"; must not match "Totaal      5".
HEAD_FAR_FROM_NUMBER = re.compile(r"(?P<head>[^\W\d]\S*(?:\s\S+){3,30})\s{3,}(?P<page>\d{1,4})$")
# Matches "12", "- 12 -"; must not match "12.", "3/12".
BARE_NUMBER = re.compile(r"[-–—|]?\s*(\d{1,3})\s*[-–—|]?$")
DEEPEST_HEAD = 3  # lines of a running head or foot
LEAST_PAGE = 800  # characters: bare numbers that count pages stand at least this far apart
FEWEST_NUMBERS = 3  # so many must there be when none breaks into a sentence


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch beside the running text: lines ``first`` to ``last`` inclusive."""

    first: int
    last: int
    kind: BlockKind
    marker: str = ""


def find_furniture(source: str, lines: Sequence[Line]) -> tuple[list[Furniture], list[Marker]]:
    """Return running heads, page numbers and notes, in order of line, and the notes' markers.

    The table of contents is among the heads: its lines repeat those of the text.
    """
    contents = contents_lines(lines)
    notes = find_notes(source, lines, contents)
    found = [Furniture(n, n, "header") for n in contents]
    found += _running_heads(lines, {*notes.starts, *contents})
    taken = {n for item in found for n in range(item.first, item.last + 1)}
    for first, last in note_ends(lines, notes.starts, taken).items():
        # What goes on below a page's number is a part without a marker.
        for n, (start, end) in enumerate(_apart(lines, first, last, taken)):
            found.append(Furniture(start, end, "footnote", "" if n else notes.starts[first]))
        taken.update(range(first, last + 1))
    # Bare links belong to the notes they stand among.
    found += [Furniture(*span, "footnote") for span in link_lines(source, lines, taken)]
    return sorted(found, key=lambda item: item.first), notes.markers


def _apart(
    lines: Sequence[Line], first: int, last: int, taken: Container[int]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of filled lines from ``first`` to ``last`` between lines taken."""
    part: list[int] = []
    for n in range(first, last + 1):
        if n in taken:
            if part:
                yield part[0], part[-1]
            part = []
        elif not lines[n].blank:
            part.append(n)
    if part:
        yield part[0], part[-1]


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _running_heads(lines: Sequence[Line], beside: Container[int]) -> list[Furniture]:
    """Return lines that come back at page edges, and page numbers; ``beside`` are neither."""
    filled = [
        n
        for n, line in enumerate(lines)
        if not line.blank and n not in beside and not URL_LINE.match(line.text)
    ]
    pages: list[list[int]] = [[]]
    for n in filled:
        if lines[n].page_start and pages[-1]:
            pages.append([])
        pages[-1].append(n)
    if len(pages) > 1:
        return _at_edges(lines, pages)
    return _in_the_text(lines, filled, beside)


def _at_edges(lines: Sequence[Line], pages: Sequence[Sequence[int]]) -> list[Furniture]:
    """Return heads, feet and numbers of pages whose starts are known."""
    every = Counter(_masked(lines[n].text) for page in pages for n in page)
    edge: dict[int, BlockKind] = {}
    deep: dict[int, int] = {}  # a third line from the edge -> the one outside it
    places: dict[str, list[int]] = {}
    for page in pages:
        edge.update(dict.fromkeys(page[: -DEEPEST_HEAD - 1 : -1], "footer"))
        edge.update(dict.fromkeys(page[:DEEPEST_HEAD], "header"))
        for outer in (page[:DEEPEST_HEAD], page[: -DEEPEST_HEAD - 1 : -1]):
            if len(outer) == DEEPEST_HEAD and outer[-1] not in {*page[:2], *page[-2:]}:
                deep[outer[-1]] = outer[-2]
    for n in sorted(edge):
        places.setdefault(_masked(lines[n].text), []).append(n)
    heads = {
        text
        for text, found in places.items()
        if len(found) * 2 > every[text]
        and (len(found) > 2 or (len(found) == 2 and len(pages) <= 3))
        and _is_head(lines, found)
    }
    found: dict[int, Furniture] = {}
    counted = -1
    for n in sorted(edge, key=lambda n: (n in deep, n)):
        match = PAGE_NUMBER.match(lines[n].text)
        if match and n not in deep and int(match[1]) > counted:
            counted = int(match[1])
            found[n] = Furniture(n, n, "page_number", match[1])
        elif (
            HEAD_WITH_BAR.match(lines[n].text)
            or HEAD_WITH_LABEL.match(lines[n].text)
            or (_masked(lines[n].text) in heads and (n not in deep or deep[n] in found))
        ):
            found[n] = Furniture(n, n, edge[n])
    numbers = [item for item in found.values() if item.kind == "page_number"]
    if len(numbers) == 1 and not PAGE_LABEL.match(lines[numbers[0].first].text):
        del found[numbers[0].first]
    return list(found.values())


def _is_head(lines: Sequence[Line], found: Sequence[int]) -> bool:
    """Whether a line that comes back names the document; 'Aanbeveling 2' counts its parts."""
    texts = {lines[n].text for n in found}
    text = lines[found[0]].text
    counts = len(texts) > 1 and (COUNTS_PARTS.match(text) or label_end(text))
    return any(c.isalpha() for c in text) and not counts


def _in_the_text(
    lines: Sequence[Line], filled: Sequence[int], beside: Container[int]
) -> list[Furniture]:
    """Return heads and numbers of pages that show only by breaking into the text."""
    every: dict[str, list[int]] = {}
    for n in filled:
        every.setdefault(_masked(lines[n].text), []).append(n)
    breaking: dict[str, list[int]] = {}
    around: dict[str, set[tuple[str, str]]] = {}
    numbers: dict[int, str] = {}
    heads: list[int] = []
    for before, n, after in zip(filled, filled[1:], filled[2:], strict=False):
        text = lines[n].text
        number = PAGE_NUMBER.match(text)
        if TERMINAL.search(lines[before].text) or not lines[after].text[:1].islower():
            continue
        if number:
            numbers[n] = number[1]
        elif not LOWER_START.match(text) and not FUNCTION_END.search(text) and text[-1] not in ",-":
            breaking.setdefault(_masked(text), []).append(n)
            if HEAD_WITH_NUMBER.match(text) and not label_end(text):
                heads.append(n)
            # A passage that comes back whole has the same neighbours each time.
            around.setdefault(_masked(text), set()).add((lines[before].text, lines[after].text))
    piped = [n for n in filled if "|" in lines[n].text]
    heads += [n for n in piped if piped == [n] and HEAD_WITH_BAR.match(lines[n].text)]
    heads += [n for n in filled if HEAD_WITH_LABEL.match(lines[n].text)]
    heads += _with_rising_numbers(lines, filled)
    for text, found in breaking.items():
        counting = [int(m[0]) for n in every[text] if (m := re.search(r"\d+", lines[n].text))]
        counts_pages = len(counting) > 1 and counting == sorted(set(counting))
        if len(around[text]) > 1 and _is_head(lines, found):
            heads += (
                every[text] if counts_pages else found if len(found) * 2 > len(every[text]) else []
            )
    ascending = [n for n, m in _rising(numbers)]
    bare = ascending if len(ascending) > 1 else _far_apart(lines, filled)
    labels = {n for n in filled if PAGE_LABEL.match(lines[n].text)}
    # A bare number right below a note counts the page that the note stands on.
    labels |= {n for n in filled if BARE_NUMBER.match(lines[n].text) and _above(lines, n) in beside}
    return [
        *(Furniture(n, n, "footer") for n in sorted(set(heads) - labels)),
        *(
            Furniture(n, n, "page_number", PAGE_NUMBER.match(lines[n].text)[1])  # type: ignore[index]
            for n in sorted({*bare, *labels})
        ),
    ]


def _with_rising_numbers(lines: Sequence[Line], filled: Sequence[int]) -> Iterator[int]:
    """Yield lines of the same words that come back with ever higher numbers far behind them."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for n in filled:
        if found := HEAD_FAR_FROM_NUMBER.match(lines[n].text):
            pages.setdefault(found["head"], []).append((n, int(found["page"])))
    for own in pages.values():
        numbers = [page for _, page in own]
        if len(own) > 1 and numbers == sorted(set(numbers)):
            yield from (n for n, _ in own)


def _above(lines: Sequence[Line], n: int) -> int:
    """Return the filled line above another; -1 without one."""
    return next((m for m in range(n - 1, -1, -1) if not lines[m].blank), -1)


def _rising(numbers: Mapping[int, str]) -> list[tuple[int, int]]:
    """Return the lines whose numbers rise, with these."""
    rising: list[tuple[int, int]] = []
    for n, number in numbers.items():
        if not rising or int(number) > rising[-1][1]:
            rising.append((n, int(number)))
    return rising


def _far_apart(lines: Sequence[Line], filled: Sequence[int]) -> list[int]:
    """Return lines that hold but a number, one higher each time, a page or more apart."""
    row: list[tuple[int, int]] = []
    for n in filled:
        match = BARE_NUMBER.match(lines[n].text)
        if not match:
            continue
        apart = not row or lines[n].start - lines[row[-1][0]].end >= LEAST_PAGE
        if apart and (not row or int(match[1]) == row[-1][1] + 1):
            row.append((n, int(match[1])))
        elif len(row) < FEWEST_NUMBERS:
            row = [(n, int(match[1]))]
    return [n for n, _ in row] if len(row) >= FEWEST_NUMBERS else []
