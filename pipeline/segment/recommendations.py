"""Find what is asked of government: labelled, listed, or in running text, and where it is answered.

Three layouts, tried in this order: blocks with a label ('Aanbeveling 3:'), items under a lead-in
('Zes concrete suggesties voor de minister'), and, where an advice has neither, passages with a
verb of asking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.attributes import Unit, document_of, units_of
from pipeline.parse import source_span
from pipeline.records import Block, Document
from pipeline.segment.actors import names_government
from pipeline.segment.asks import ask_spans, is_request, opens_with_order
from pipeline.segment.clauses import is_infinitive, sentences_of, subject

REC_LABEL = re.compile(
    r"\W*(?:deel)?(?:aanbeveling|advies|suggestie|voorstel|verzoek|oproep|actie)", re.IGNORECASE
)
NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*[a-z]?|[IVX]{1,5}|[A-Za-z])\W*$")
# Matches "Zes concrete suggesties voor de minister:", "De raad beveelt het kabinet aan om:";
# must not match "Het kabinet neemt de volgende maatregelen:".
LEAD_IN = re.compile(
    r"\b(?:aanbeveling(?:en)?|suggesties?|adviezen|actiepunten|verzoeken|oproepen|"
    r"advise\w+|adviseert|"
    r"beveel\w*|beveelt|roep(?:t|en)? .{0,60}\bop\b|verzoek(?:t|en)?|vra(?:ag|agt|gen)|"
    r"pleit(?:en)?|bepleit(?:en)?|"
    r"dring(?:t|en)? .{0,60}\baan\b|stel(?:t|len)? .{0,30}\bvoor\b)\b",
    re.IGNORECASE,
)
# Headings inside a recommendation. Match "Reactie", "Kabinetsreactie:", "Antwoord van het college";
# must not match "Reacties uit de consultatie", "Antwoorden".
ANSWER_HEADING = re.compile(
    r"(?:kabinets|beleids|bestuurlijke )?(?:reactie|antwoord|appreciatie|standpunt)\b",
    re.IGNORECASE,
)
EXPLANATION_HEADING = re.compile(r"(?:toelichting|onderbouwing|motivering)\b", re.IGNORECASE)
ORDINALS = frozenset({"eerste", "tweede", "derde", "vierde", "vijfde", "zesde"})
# What closes an answer: thanks and greetings at the end of a letter.
CLOSING = re.compile(r"(?:Ik|Wij|We) vertrouw\w*\b|Hiermee (?:hoop|vertrouw)\w*\b", re.IGNORECASE)
BODY = frozenset({"paragraph", "list_item", "quote", "cell"})


@dataclass
class Found:
    """A recommendation in the making: indices of the units that ask and of those that answer."""

    number: str
    units: list[int] = field(default_factory=list)
    answer: list[int] = field(default_factory=list)
    answering: bool = False


@Language.factory(
    "weerklank_recommendations",
    requires=["token.pos", "token.dep", "doc.sents"],
    assigns=["doc.spans"],
)
class RecommendationFinder:
    """Put recommendations and asks into ``doc.spans``, under these names.

    Recommendations carry ``number`` as printed and ``answer``, the source spans that structure
    gives as their answer; asks carry the index of their ``recommendation``.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Find the recommendations of one Doc."""
        document = document_of(doc)
        units = units_of(doc)
        found = _labelled(doc, document, units) or _listed(doc, document, units)
        spans: list[Span] = []
        for item in found:
            span = doc[units[item.units[0]].start : units[item.units[-1]].end]
            span._.number = item.number
            span._.block = units[item.units[0]].block
            span._.answer = _answer_spans(doc, document, units, item.answer)
            spans.append(span)
        if not spans and document.role in {"advice", "mixed"}:
            spans = _in_running_text(doc, document, units)
        doc.spans["recommendations"] = spans
        asks = []
        for n, span in enumerate(spans):
            for start, end in ask_spans(span):
                ask = doc[start:end]
                ask._.recommendation = n
                asks.append(ask)
        doc.spans["asks"] = asks
        return doc


def _labelled(doc: Doc, document: Document, units: Sequence[Unit]) -> list[Found]:
    """Recommendations that carry a label of their own, or stand under a labelled heading."""
    blocks = document.blocks
    position = {unit.block: n for n, unit in enumerate(units)}
    found: list[Found] = []
    open_at: int | None = None
    for n, block in enumerate(blocks):
        if REC_LABEL.match(block.marker) and NUMBER.search(block.marker):
            match = NUMBER.search(block.marker)
            item = Found(match["number"] if match else "")
            if n in position:
                item.units.append(position[n])
            found.append(item)
            open_at = block.level if block.kind == "heading" else 99
            continue
        if open_at is None or n not in position:
            if block.kind == "signature":
                open_at = None
            continue
        text = units[position[n]].folded.text
        if block.kind == "heading":
            if ANSWER_HEADING.match(text):
                found[-1].answering = True
            elif block.level <= open_at and not EXPLANATION_HEADING.match(text):
                open_at = None
            continue
        item = found[-1]
        unit = units[position[n]]
        if not item.units or (
            not (item.answer or item.answering)
            and _belongs(doc, document, blocks, item, units, n, unit)
        ):
            item.units.append(position[n])
        elif CLOSING.match(unit.folded.text):
            open_at = None
        elif document.role != "advice":
            item.answer.append(position[n])
    for item in found:
        _drop_title(doc, document, units, item)
    return [item for n, item in enumerate(found) if _is_asked(doc, document, units, found, n)]


def _drop_title(doc: Doc, document: Document, units: Sequence[Unit], item: Found) -> None:
    """Leave a title line out where the words below it ask by themselves."""
    below = Found(item.number, item.units[1:])
    if below.units and _asks_anything(doc, units, below):
        first = units[item.units[0]]
        kind = document.blocks[first.block].kind
        if kind == "heading" or (kind == "list_item" and first.folded.text[-1].isalnum()):
            item.units = below.units


def _is_asked(
    doc: Doc, document: Document, units: Sequence[Unit], found: Sequence[Found], n: int
) -> bool:
    """Whether a labelled block holds the recommendation, and not only the answer to one.

    A reply may put the answer right below the label, and may come back to a recommendation that
    stands above; by its number it is aligned with the one that is meant.
    """
    item = found[n]
    if not item.units:
        return False
    if document.role == "advice":
        return True
    first = units[item.units[0]]
    if _speaks_for_government(doc[first.start : first.end]):
        return False
    return item.number not in {other.number for other in found[:n] if other.number}


def _belongs(
    doc: Doc,
    document: Document,
    blocks: Sequence[Block],
    item: Found,
    units: Sequence[Unit],
    n: int,
    unit: Unit,
) -> bool:
    """Whether a block after the first still is the recommendation rather than its answer."""
    if document.role == "advice":
        return True
    block = blocks[n]
    first = doc[unit.start : unit.end]
    if block.kind in {"quote", "list_item"}:
        return not _speaks_for_government(first)
    only_title = len(item.units) == 1 and blocks[units[item.units[0]].block].kind == "heading"
    return only_title and not _speaks_for_government(first) and opens_with_order(first)


def _speaks_for_government(span: Span) -> bool:
    sentence = next(sentences_of(span))
    doer = subject(sentence.root)
    words = doer.doc[doer.left_edge.i : doer.i + 1].text if doer is not None else sentence.text
    return names_government(words) or words.lower() in {"ik", "wij", "we"}


def _answer_spans(
    doc: Doc, document: Document, units: Sequence[Unit], answer: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """Source spans of the answering blocks, cut where a heading stands between."""
    spans: list[tuple[int, int]] = []
    last = -2
    for n in answer:
        start, end = source_span(doc[units[n].start : units[n].end])
        if spans and n == last + 1:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last = n
    return tuple(spans)


def _listed(doc: Doc, document: Document, units: Sequence[Unit]) -> list[Found]:
    """Items under a lead-in that announces recommendations."""
    blocks = document.blocks
    found: list[Found] = []
    armed = False  # a lead-in stands above
    told = False  # and it is a sentence that asks: whatever is listed below it is asked
    marker_kind = ""
    section_level = 0
    titled = False  # the items are title lines, each above its own words
    for n, unit in enumerate(units):
        block = blocks[unit.block]
        text = unit.folded.text
        if block.kind == "heading":
            if not (armed and block.level > section_level):
                armed = bool(LEAD_IN.search(text)) and document.role != "policy"
                section_level, marker_kind = block.level, ""
            continue
        if block.kind == "paragraph" and text.endswith(":"):
            leads_in = bool(LEAD_IN.search(text.rsplit(". ", 1)[-1]))
            armed, told = armed or leads_in, told or (leads_in and document.role == "advice")
            marker_kind = ""
            continue
        if not armed:
            continue
        kind = _marker_kind(block.marker)
        is_item = block.kind == "list_item" or (block.kind == "quote" and bool(kind))
        if is_item and kind in {marker_kind or kind}:
            titled = titled or (not marker_kind and _are_titles(blocks, units, n))
            marker_kind = kind
            match = NUMBER.search(block.marker.rstrip(".)"))
            found.append(Found(match["number"] if match else "", [n]))
        elif found and (is_item or (titled and _explains(doc, document, found[-1], unit))):
            found[-1].units.append(n)
        elif found and opens_with_order(doc[unit.start : unit.end]):
            found.append(Found("", [n]))
        elif found and document.role == "advice" and found[-1].units[-1] == n - 1:
            armed = False
        elif found and document.role != "advice":
            found[-1].answer.append(n)
    # Where most items ask, an item that does not seem to is one that the parser misread.
    asking = sum(_asks_anything(doc, units, item) for item in found)
    for item in found if titled else ():
        _drop_title(doc, document, units, item)
    return found if told or asking * 2 > len(found) else []


def _are_titles(blocks: Sequence[Block], units: Sequence[Unit], n: int) -> bool:
    """Whether the list that begins at a unit has titles for items: words of its own below each.

    The first shows it: no full stop, a paragraph right below, and another item after that.
    """
    if units[n].folded.text.endswith((".", "!", "?", ":", ";", ",")):
        return False
    kind = _marker_kind(blocks[units[n].block].marker)
    below = [blocks[unit.block] for unit in units[n + 1 :]]
    last = next((m for m, block in enumerate(below) if block.kind != "paragraph"), len(below))
    return 0 < last < len(below) and _marker_kind(below[last].marker) == kind


def _explains(doc: Doc, document: Document, item: Found, unit: Unit) -> bool:
    """Whether a paragraph below an item that is a title belongs to it rather than answers it."""
    if document.role == "advice":
        return True
    return not item.answer and not _speaks_for_government(doc[unit.start : unit.end])


def _marker_kind(marker: str) -> str:
    """Return a marker with its number or letter made alike: '2.' is as '1.', 'c)' as 'a)'.

    >>> _marker_kind("2."), _marker_kind("c)"), _marker_kind("• •")
    ('1.', 'a)', '• •')
    """
    return re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "1", marker)))


def _asks_anything(doc: Doc, units: Sequence[Unit], item: Found) -> bool:
    span = doc[units[item.units[0]].start : units[item.units[-1]].end]
    return any(is_request(sentence) for sentence in sentences_of(span))


def _ordinal_label(sentence: Span) -> int:
    """How many tokens at a sentence's head number it among its neighbours: 'Ten tweede:'."""
    head = [t.lower_ for t in sentence[:3]]
    if head[:1] == ["ten"] and head[1:2] and head[1] in ORDINALS:
        return 3 if head[2:3] in ([":"], [","]) else 2
    return 0


def _in_running_text(doc: Doc, document: Document, units: Sequence[Unit]) -> list[Span]:
    """Passages with a verb of asking; neighbouring sentences of a block make one passage."""
    spans: list[Span] = []
    for unit in units:
        block = document.blocks[unit.block]
        if block.kind not in BODY:
            continue
        run: list[int] = []  # first and last token of a passage that asks
        for sentence in [*sentences_of(doc[unit.start : unit.end]), None]:
            label = _ordinal_label(sentence) if sentence is not None else 0
            # 'Ten eerste: uitspraken uitvoeren' numbers what government is told to do.
            numbered = sentence is not None and bool(label or run) and is_infinitive(sentence)
            asks = sentence is not None and (numbered or is_request(sentence, strict=True))
            label = label if asks else 0
            if run and (not asks or label):
                span = doc[run[0] : run[1]]
                span._.block = unit.block
                spans.append(span)
                run = []
            if sentence is not None and asks:
                run = [run[0] if run else sentence.start + label, sentence.end]
    return spans
