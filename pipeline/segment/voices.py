"""Two ways of printing requests that no label opens: a mark behind each, and a type of their own.

'… (verwachting 3).' numbers what an inspectorate expects; a nader rapport prints the advice in
italics, an exchange of letters puts '>' before it, each time above the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc

from pipeline.segment.answers import Found
from pipeline.segment.clauses import sentences_of
from pipeline.segment.layouts import Layouts
from pipeline.segment.requests import is_order, way_of_asking

LEAST = 3  # of a kind: fewer show no layout
# A number behind what it counts. Matches "(verwachting 3)", "[Actie B]"; must not match
# "(paragraaf 3)", "(2024)", "(zie tabel 2)".
BEHIND = re.compile(
    r"[(\[](?!(?:paragraaf|hoofdstuk|bijlage|tabel|figuur|noot|artikel|art|bladzijde|pagina|deel|"
    r"bron|zaak|kader|grafiek|punt|stap|fase)\b)(?P<word>[a-zé-]{3,20}) "
    r"(?P<number>\d{1,2}|[A-Z]|[IVX]{1,5})[)\]]",
    re.IGNORECASE,
)
# What numbers a passage at its head. Matches "Sleutel 4. ", "Punt 3: ", "a. "; must not match
# "Artikel 6 laat", "In 2016 heeft".
BEFORE = re.compile(
    r"[_*>\s]*(?:(?!Artikel)(?-i:[A-Z])[\w-]{2,20} (?P<number>\d{1,2}|[IVX]{1,5}|[A-Z])[.:)] |"
    r"(?P<letter>[a-z]|\d{1,2})[.)] )",
    re.IGNORECASE,
)
EMPHASIS = ("_", "*")
MARKS = 4  # of one kind around a text that is emphasised throughout, in bold; more stand inside it
WORD = re.compile(r"[A-Za-z]{2,} ")


def numbered_behind(doc: Doc, layouts: Layouts) -> list[Found]:
    """Return the requests that a word with a number behind each of them counts.

    The passage runs from the head of its sentence, or from the order behind a colon, to the mark.
    """
    found: dict[str, list[Found]] = defaultdict(list)
    for n, piece in enumerate(layouts.pieces[: layouts.annex]):
        if piece.start >= piece.end or layouts.is_heading(n):
            continue
        span = piece.span(doc)
        for match in BEHIND.finditer(span.text):
            mark = span.char_span(match.start(), match.end(), alignment_mode="expand")
            if mark is None or mark.start <= piece.start:
                continue
            sentence = list(sentences_of(doc[piece.start : mark.start]))[-1]
            colon = next((t.i for t in sentence[:-1] if t.text == ":"), None)
            ordered = colon is not None and is_order(doc[colon + 1 : sentence.end])
            start = colon + 1 if colon is not None and ordered else sentence.start
            found[match["word"].lower()].append(Found(match["number"], start, sentence.end))
    series = [
        items
        for items in found.values()
        if len({item.number for item in items}) == len(items) >= LEAST
    ]
    return max(series, key=len, default=[])


def in_their_own_type(doc: Doc, layouts: Layouts) -> list[Found]:
    """Return the requests of an adviser whose words are quoted or in italics above each answer."""
    passages = [n for n in range(layouts.annex) if _set_apart(layouts, n)]
    groups: list[list[int]] = []
    for n in passages:
        block = layouts.pieces[n].block
        if groups and layouts.pieces[groups[-1][-1]].block == block:
            groups[-1].append(n)
        else:
            groups.append([n])
    if len(groups) < LEAST:
        return []
    found: list[Found] = []
    answered = 0
    heading = ""
    borders = [*(group[0] for group in groups), len(layouts.pieces)]
    for group, (first, following) in zip(groups, pairwise(borders), strict=True):
        heading = _heading_number(layouts, first, heading)
        item = _request(doc, layouts, group, heading)
        below = list(_plain(layouts, group[-1] + 1, following))
        answered += bool(below)
        if item is None:
            continue
        item.answer = [(layouts.pieces[m].start, layouts.pieces[m].end) for m in below]
        found.append(item)
    return found if answered * 2 > len(groups) else []


def _set_apart(layouts: Layouts, n: int) -> bool:
    """Whether a piece stands in a quotation by its block, or in one that is italic throughout."""
    piece = layouts.pieces[n]
    if piece.start >= piece.end or layouts.is_heading(n):
        return False
    block = layouts.document.blocks[piece.block]
    if block.kind == "quote":
        return True
    text = layouts.document.source[block.content_start : block.end].strip()
    return len(text) > LEAST and any(
        text.startswith(mark) and text.endswith(mark) and text.count(mark) <= MARKS
        for mark in EMPHASIS
    )


def _plain(layouts: Layouts, start: int, stop: int) -> Iterator[int]:
    for m in range(start, stop):
        if layouts.is_heading(m):
            return
        if layouts.pieces[m].start < layouts.pieces[m].end:
            yield m


def _heading_number(layouts: Layouts, first: int, before: str) -> str:
    """Return the number of the title right above a passage; else that of the one before it."""
    if first and layouts.is_heading(first - 1):
        match = re.match(r"[_*\s]*(\d{1,2})[.)]?\s", layouts.span(first - 1).text)
        return match[1] if match else layouts.pieces[first - 1].number
    return before


def _request(doc: Doc, layouts: Layouts, group: list[int], heading: str) -> Found | None:
    """Return what a passage asks: from behind its label, or from its first sentence that asks."""
    start, end = layouts.pieces[group[0]].start, layouts.pieces[group[-1]].end
    sentences = list(sentences_of(doc[start:end]))
    asking = [s for s in sentences if way_of_asking(s)]
    if not asking:
        return None
    head = layouts.pieces[group[0]]
    match = BEFORE.match(doc[start:end].text)
    number, first = heading, asking[0].start
    if WORD.match(head.bullet):  # 'Punt 3.', cut off by the reader
        number, first = head.number, start
    elif match and match["number"]:
        number = match["number"]
        first = start
        while doc[first].idx - doc[start].idx < match.end():
            first += 1
    elif match:
        number = heading + match["letter"] if match["letter"].isalpha() else match["letter"]
    return Found(number or head.number, first, end)
