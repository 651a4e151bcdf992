"""Find sentences of running text that ask something of government."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from pipeline.segment.actors import GOVERNMENT
from pipeline.segment.askers import ADVISER_NAME, TO_OTHERS, asker, asks_others
from pipeline.segment.clauses import is_infinitive, sentences_of
from pipeline.segment.layouts import Layouts
from pipeline.segment.lead_ins import COUNTS, SUMMARY
from pipeline.segment.pieces import Piece
from pipeline.segment.requests import (
    asks_in_prose,
    holds_order,
    is_order,
    ought_to_happen,
    way_of_asking,
)

BODY = frozenset({"paragraph", "list_item", "quote", "cell"})
ORDINALS = frozenset({"eerste", "tweede", "derde", "vierde", "vijfde", "zesde"})
ASKED_NOUN = (
    "(?:advies|voorstel|aanbeveling|suggestie|oproep|verzoek|pleidooi|wens|idee|gedachte|eis)"
)
# A request as a part of the sentence that answers it. Matches "Haar advies om een fonds op te
# richten" in "Haar advies om een fonds op te richten volg ik niet".
NAMED = re.compile(
    rf"\b(?:haar|hun|uw|zijn|het|de|deze)(?: (?:eerste|tweede|derde|vierde|vijfde|laatste))? "
    rf"{ASKED_NOUN}(?: van {ADVISER_NAME})? om\b.{{10,200}}?\bte \w+en\b",
    re.IGNORECASE,
)
# Matches "een jaarlijks overzicht, waarop de commissie aandringt," and "Boeren vergoeden, zoals de
# raad wil," without the last comma.
RELATED = re.compile(
    rf"(?:(?<![a-z]) ?(?:een|het|de) [^,.;]{{8,120}}|^[^,.;]{{15,160}}), "
    rf"(?:zoals|waarop|waarom|waarvoor|waartoe|dat|die|waar|wat) {ADVISER_NAME} (?:op |om |voor )?"
    r"(?:aandringt|vraagt|pleit|bepleit|adviseert|voorstelt|aanbeveelt|wil|wenst|voorstaat|"
    r"bepleiten)\b",
)
# The answer that goes on from a request in the same sentence. Matches ", en dat doen wij", "; daar
# zie ik van af", ", maar ik"; must not match ", en dat de provincie".
GOES_ON = re.compile(
    r"(?:[,;–—]|(?<=\w) en) (?:(?:en|maar|doch|dus) )?(?:(?:dat|dit|daar\w*|hier\w*) "
    r"(?:doe|doen|doet|is|neem|nemen|neemt|wil|willen|ga|gaan|gaat|zie|zien|ziet|kan|kunnen|zal|"
    r"zullen|vind|vinden|volg|volgen|volgt|"
    r"steun|steunen|deel|delen|gebeurt|komt|werk|werken|heb|hebben|ben|zijn|geef|geven|stem|"
    r"stemmen)\b|"
    r"(?:ik|wij|we|het kabinet|de regering|het college) \w+)",
    re.IGNORECASE,
)
# A sentence that only says how much is asked. Matches "Wij vragen u drie dingen.", "De raad doet de
# volgende aanbevelingen."; must not match "Wij vragen drie ministers".
SAYS_HOW_MANY = re.compile(
    r"\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|\d+|enkele|de volgende|een aantal|"
    r"onderstaande) (?:\w+ )?(?:dingen|zaken|punten|vragen|verzoeken|aanbevelingen|suggesties|"
    r"adviezen|voorstellen|maatregelen|stappen|acties|oproepen)\b[^,;]{0,40}$|\bhet volgende\W*$",
    re.IGNORECASE,
)
# How much a paper asks, said of itself. Matches "doen wij tien oproepen", "vijf aanbevelingen".
ANNOUNCED = re.compile(
    rf"\b(?P<count>{'|'.join(COUNTS)}) (?:[a-z]+e )?(?:aanbevelingen|oproepen|verzoeken|adviezen|"
    r"voorstellen|wensen)\b",
    re.IGNORECASE,
)
# How a sentence goes on from the one before it. Matches "Daarbij hoort", "Sluit daarvoor", "Die
# lijst", "Zo'n fonds", "In het verlengde daarvan"; must not match "Daarnaast", "Ook", "Verder".
POINTS_BACK = re.compile(
    r"(?:\w+ )?(?:daarbij|daarvoor|daarmee|daarvan|daartoe|daarin|daarop|hiervoor|hierbij|hiertoe|"
    r"hiermee)\b|(?:in het verlengde|als onderdeel|ten behoeve) (?:daar|hier)van\b|"
    r"(?:die|dat|deze|dit|zo'n|zulke|zij|hij|ze) \w+|met\b|als \w+ (?:denkt|denken)\b|"
    r"en (?!verder|ook|ten|tot)\w+|\w+ (?:er |dan )?(?:bovendien|in (?:elk|ieder) geval|dan)\b",
    re.IGNORECASE,
)
# Whoever the sentence before is about. Matches "Zij zouden", "Die mogen".
THEY_GO_ON = re.compile(
    r"(?:zij|ze|die|deze) (?:zou|moet|moe|dien|mag|mog|hoor|kun|kan|hor)\w*\b", re.IGNORECASE
)
# Words that stand for what the sentence before named, and how far into an order they do.
BACK = frozenset(
    {
        *("daarbij", "daarvoor", "daarmee", "daarvan", "daartoe", "daarin", "daarop", "hierbij"),
        *("dat", "die", "dit", "deze", "ze", "zij", "hen", "daar", "beide", "zo", "ook"),
    }
)
GOING_ON = 4  # tokens
LEAST_REPORTED = 3
SHORTEST_PARAGRAPH = 12  # tokens
EXPLAINS = 1.2  # what explains a passage is at most so many times as long


def requests_in_prose(doc: Doc, layouts: Layouts) -> list[tuple[str, int, int]]:
    """Return number, first and last token of the passages of running text that ask, in order."""
    direct = list(_sentences(doc, layouts, indirect=False))
    if layouts.document.role in {"response", "policy"}:
        if not _reports_throughout(layouts, direct):
            return []
        direct = list(_sentences(doc, layouts, indirect=True))
    passages = [*direct, *_weaker(layouts, direct)] if layouts.advises else direct
    passages = sorted(passages, key=lambda passage: passage.start)
    if layouts.advises:
        passages = list(_joined(doc, layouts, passages))
    return [(_number(layouts, span, passages), span.start, span.end) for span in passages]


def _joined(doc: Doc, layouts: Layouts, passages: Sequence[Span]) -> Iterator[Span]:
    """Yield passages with what goes on from them in their paragraph.

    In a numbered paragraph all belongs to one request. Elsewhere a sentence that asks and points
    back ('Daarbij hoort …') does, and a last sentence that explains, no longer than what it
    explains.
    """
    for piece in layouts.pieces:
        inside = [p for p in passages if piece.start <= p.start < piece.end]
        if not inside:
            continue
        sentences = list(sentences_of(piece.span(doc)))
        if _counts_as_one(piece, sentences):
            yield doc[inside[0].start : piece.end]
            continue
        runs: list[Span] = []
        for passage in inside:
            if runs and POINTS_BACK.match(passage.text) and passage.start - runs[-1].end <= 1:
                runs[-1] = doc[runs[-1].start : passage.end]
            else:
                runs.append(passage)
        borders = [*(run.start for run in runs[1:]), sentences[-1].end]
        for run, border in zip(runs, borders, strict=True):
            yield _explained(doc, run, [s for s in sentences if s.end <= border])


def _counts_as_one(piece: Piece, sentences: Sequence[Span]) -> bool:
    return bool(piece.number) or any(_ordinal_label(s) for s in sentences[:1])


def _explained(doc: Doc, passage: Span, sentences: Sequence[Span]) -> Span:
    """Return a passage with the sentences behind it that end its paragraph or point back to it."""
    end = passage.end
    for sentence in sentences:
        if sentence.start < end:
            continue
        last = sentence.end == sentences[-1].end
        back = POINTS_BACK.match(sentence.text) and way_of_asking(sentence)
        if not (back or (last and not way_of_asking(sentence))):
            break
        if sentence.end - passage.end > len(passage) * EXPLAINS:
            break
        end = sentence.end
    return doc[passage.start : end]


def _reports_throughout(layouts: Layouts, passages: list[Span]) -> bool:
    """Whether a reply says again and again what is asked, and does not only mention it.

    Requests stand in half of its sections or, without titles, in two paragraphs of five.
    """
    if len(passages) < LEAST_REPORTED:
        return False
    sections: dict[int, set[int]] = {}
    section = -1
    for n, piece in enumerate(layouts.pieces):
        if layouts.is_heading(n):
            section = piece.start
        elif piece.end - piece.start >= SHORTEST_PARAGRAPH:
            sections.setdefault(section, set()).add(piece.block)
    titled = {at for at in sections if at >= 0}
    if len(titled) >= LEAST_REPORTED:
        held = {numbered_title(layouts, passage.start)[0] for passage in passages}
        return len(held & titled) * 2 >= len(titled)
    paragraphs = {block for blocks in sections.values() for block in blocks}
    return len(passages) * 5 >= len(paragraphs) * 2


def _weaker(layouts: Layouts, passages: list[Span]) -> Iterator[Span]:
    """Yield what ought to happen in paragraphs that ask nothing plainly, where most others do.

    Or where the paper says how many things it asks: then every paragraph that says what must or
    ought to be done asks, up to its end.
    """
    asking = {p.start for p in layouts.pieces for s in passages if p.start <= s.start < p.end}
    others: list[int] = []
    for n, piece in enumerate(layouts.pieces):
        long = piece.end - piece.start >= SHORTEST_PARAGRAPH and piece.kind in BODY
        if long and n < layouts.annex and piece.start not in asking:
            others.append(n)
    if _counted(layouts) > len(passages):
        for n in others:
            sentences = list(sentences_of(layouts.span(n)))
            must = [s for s in sentences if way_of_asking(s) == "obliged" and not asks_others(s)]
            if must:
                yield layouts.doc[must[0].start : sentences[-1].end]
        return
    if len(asking) < LEAST_REPORTED or len(asking) < len(others):
        return
    for n in others:
        ought = [s for s in sentences_of(layouts.span(n)) if ought_to_happen(s)]
        yield from ought[-1:]


def _counted(layouts: Layouts) -> int:
    """Return how many requests a paper says that it makes; 0 when it does not say."""
    said = [ANNOUNCED.search(layouts.span(n).text) for n in range(layouts.annex)]
    return max((COUNTS[found["count"].lower()] for found in said if found), default=0)


def _sentences(doc: Doc, layouts: Layouts, *, indirect: bool) -> Iterator[Span]:
    summary = False
    asks = layouts.advises or _speaker_asks(layouts)
    for n, piece in enumerate(layouts.pieces):
        if piece.start >= piece.end:
            continue
        if layouts.is_heading(n):
            summary = bool(SUMMARY.match(layouts.span(n).text)) and layouts.advises
            continue
        if summary or n >= layouts.annex or piece.kind not in BODY or layouts.for_others(n):
            continue
        run: list[int] = []  # first and last token of orders that belong together
        counted = False  # whether an ordinal opens them
        before = ""
        for sentence in sentences_of(layouts.span(n)):
            of_others = bool(TO_OTHERS.match(before) and THEY_GO_ON.match(sentence.text))
            before = sentence.text
            label = _ordinal_label(sentence)
            ordered = asks and (
                holds_order(sentence) or (bool(label or run) and is_infinitive(sentence))
            )
            apart = bool(run) and not counted and _of_its_own(doc[run[0] : run[1]], sentence)
            if run and (label or not ordered or apart):
                yield doc[run[0] : run[1]]
                run = []
            if ordered:
                counted = counted if run else bool(label)
                run = [run[0] if run else sentence.start + label, sentence.end]
            elif not of_others and asks_in_prose(sentence, by_speaker=asks, indirect=indirect):
                if not (
                    sentence.text.rstrip().endswith(":") or SAYS_HOW_MANY.search(sentence.text)
                ):
                    yield sentence if layouts.advises else _asking_part(sentence)
            elif not layouts.advises:
                part = _part(sentence)
                if part is not None:
                    yield part
        if run:
            yield doc[run[0] : run[1]]


def _of_its_own(before: Span, sentence: Span) -> bool:
    """Whether an order asks another thing than the orders before it: it names nothing of theirs."""
    if not is_order(sentence) or POINTS_BACK.match(sentence[1:].text):
        return False
    named, again = (
        {t.lemma_.lower() for t in span if t.pos_ in {"NOUN", "PROPN"}}
        for span in (before, sentence)
    )
    return not named & again and not any(t.lower_ in BACK for t in sentence[:GOING_ON])


def _speaker_asks(layouts: Layouts) -> bool:
    """Whether 'ik' or 'wij' of a paper that holds the answers as well asks government, repeatedly.

    As an ombudsman does who works the reaction of the mayor into his report.
    """
    if layouts.document.role != "mixed":
        return False
    asked = sum(
        asker(sentence) == "speaker" and bool(GOVERNMENT.search(sentence.text))
        for n, piece in enumerate(layouts.pieces)
        if piece.start < piece.end and not layouts.is_heading(n)
        for sentence in sentences_of(layouts.span(n))
    )
    return asked >= LEAST_REPORTED


def _asking_part(sentence: Span) -> Span:
    """Return a sentence without the answer that goes on from it: '…, en dat doen wij'."""
    match = GOES_ON.search(sentence.text)
    if match is None or asker(sentence) == "":
        return sentence
    part = sentence.char_span(0, match.start(), alignment_mode="contract")
    return part if part is not None and asker(part) else sentence


def _part(sentence: Span) -> Span | None:
    """Return the words of a sentence that name a request, where the rest of it answers."""
    match = NAMED.search(sentence.text) or RELATED.search(sentence.text)
    if match is None:
        return None
    span = sentence.char_span(match.start(), match.end(), alignment_mode="expand")
    return span if span is None or len(span) < len(sentence) else sentence


def _ordinal_label(sentence: Span) -> int:
    """How many tokens at a sentence's head number it among its neighbours: 'Ten tweede:'."""
    head = [t.lower_ for t in sentence[:3]]
    if head[:1] == ["ten"] and head[1:2] and head[1] in ORDINALS:
        return 3 if head[2:3] in ([":"], [","]) else 2
    return 0


def _number(layouts: Layouts, span: Span, passages: list[Span]) -> str:
    """Return the number of the point that a passage stands in, where each point holds one."""
    if layouts.advises:
        return next(p.number for p in layouts.pieces if p.start <= span.start < p.end)
    above = [numbered_title(layouts, passage.start)[0] for passage in passages]
    return numbered_title(layouts, span.start)[1] if len(set(above)) == len(above) else ""


def numbered_title(layouts: Layouts, token: int) -> tuple[int, str]:
    """Return where the nearest title above a token stands, and its number; -1 without one."""
    at, number = -1, ""
    for n, piece in enumerate(layouts.pieces):
        if piece.start > token:
            break
        if layouts.is_heading(n) and piece.start < piece.end and piece.end <= token:
            at, number = piece.start, piece.number
    return at, number
