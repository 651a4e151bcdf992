"""Find what is asked of government, in whatever layout, and where the document itself answers it.

Blocks are cut into pieces, the layouts of a document say which pieces open a recommendation
(`pipeline.segment.layouts`), and each of those runs on over what explains it, up to its answer.
Where no layout holds recommendations, sentences of running text that ask are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.attributes import document_of, units_of
from pipeline.parse import source_span
from pipeline.read import load_document_reader
from pipeline.segment.answers import Found, answered, keep_true_answers, split_paragraphs
from pipeline.segment.asks import ask_spans
from pipeline.segment.extents import (
    bare_title,
    belongs,
    below_bold,
    below_title,
    bold_title,
    next_item,
)
from pipeline.segment.frames import framed
from pipeline.segment.layouts import Layouts
from pipeline.segment.lead_ins import ANSWER_HEADING, answering_part
from pipeline.segment.pieces import Piece, pieces_of
from pipeline.segment.prose import numbered_title, requests_in_prose
from pipeline.segment.reread import read_again, weighed
from pipeline.segment.voices import in_their_own_type, numbered_behind

EXPLANATION_HEADING = re.compile(r"(?:toelichting|onderbouwing|motivering)\b", re.IGNORECASE)
# What closes an answer: thanks and greetings at the end of a letter.
CLOSING = re.compile(
    r"(?:Ik|Wij|We) (?:vertrouw|dank|zie|hoop)\w*\b|Hiermee (?:hoop|vertrouw)\w*\b|Tot slot\b|"
    r"(?:Met (?:vriendelijke|hartelijke)|Hartelijke) groet|Hoogachtend",
    re.IGNORECASE,
)
# So many times as many: then running text asks besides what a list asks, and does not explain it.
MORE = 1.6
FEW = 2  # recommendations: with this many in some layout, running text only repeats or explains


@Language.factory(
    "weerklank_recommendations",
    requires=["token.pos", "token.dep", "doc.sents"],
    assigns=["doc.spans", "doc._.reading"],
    default_config={"reads": False},
)
class RecommendationFinder:
    """Put recommendations and asks into ``doc.spans``, under these names.

    Recommendations carry ``number`` as printed and ``answer``, the source spans that structure
    gives as their answer; asks carry the index of their ``recommendation``. With ``reads`` the
    whole paper is read, too (`pipeline.read`), and what was read kept in ``doc._.reading``.
    """

    def __init__(self, nlp: Language, name: str, *, reads: bool = False) -> None:
        self.name = name
        self.reader = load_document_reader() if reads else None

    def __call__(self, doc: Doc) -> Doc:
        """Find the recommendations of one Doc."""
        document = document_of(doc)
        layouts = Layouts(doc, document, pieces_of(doc, document, units_of(doc)))
        found = _laid_out(doc, layouts)
        if document.role != "policy" and _loose(layouts, found):
            pieces = pieces_of(doc, document, units_of(doc))
            frame = Layouts(doc, document, framed(doc, pieces, advises=layouts.advises))
            within = _laid_out(doc, frame) if any(p.framed for p in frame.pieces) else []
            spoken = len(requests_in_prose(doc, layouts)) if layouts.advises else 0
            if len(within) > max(len(found), spoken):
                layouts, found = frame, within
        told_apart = layouts.advises or layouts.answers_beside
        if document.role == "mixed" and not told_apart and not answered(doc, found):
            frame = Layouts(doc, document, pieces_of(doc, document, units_of(doc)), explains=True)
            within = _laid_out(doc, frame)
            said = requests_in_prose(doc, layouts)
            if len(within) >= max(len(found), FEW) and len(within) > len(said):
                layouts, found = frame, within
        if layouts.advises and _loose(layouts, found):
            behind = numbered_behind(doc, layouts)
            found = behind if len(behind) > len(found) else found
        if len(found) < FEW:
            found = _with_prose(doc, layouts, found)
        elif _loose(layouts, found):
            running = _with_prose(doc, layouts, found if layouts.advises else [])
            found = running if len(running) >= MORE * len(found) else found
        if document.role in {"mixed", "response"} and not layouts.advises:
            apart = in_their_own_type(doc, layouts)
            found = apart if len(apart) >= max(len(found), 1) else found
        if self.reader is not None:
            doc._.reading = doc._.reading or read_again(doc, self.reader, found)
            have_answers = sum(bool(item.answer) for item in found) * 2 >= len(found)
            found = weighed(layouts, found, doc._.reading)
            if have_answers and not layouts.advises:
                _answer_behind(doc, layouts, found)
        found = _before_answers(layouts, found)
        keep_true_answers(found)
        spans: list[Span] = []
        asks: list[Span] = []
        for n, item in enumerate(found):
            span = doc[item.start : item.end]
            span._.number = item.number
            span._.block = _block_at(layouts.pieces, item.start)
            span._.answer = tuple(source_span(doc[a:b]) for a, b in item.answer)
            spans.append(span)
            for start, end in ask_spans(span):
                ask = doc[start:end]
                ask._.recommendation = n
                ask._.lead = item.lead
                asks.append(ask)
        doc.spans["recommendations"] = spans
        doc.spans["asks"] = asks
        return doc


def _before_answers(layouts: Layouts, found: list[Found]) -> list[Found]:
    """Leave out what stands where everything is answered, and what seems to answer before it."""
    titles = [
        (piece.start, layouts.span(n).text)
        for n, piece in enumerate(layouts.pieces)
        if piece.kind == "heading" and piece.start < piece.end
    ]
    first = answering_part(titles) if layouts.document.role == "mixed" else -1
    if first < 0 or not any(item.start < first for item in found):
        return found
    kept = [item for item in found if item.start < first]
    for item in kept:
        item.end, item.answer = min(item.end, first), []
    return kept


def _loose(layouts: Layouts, found: Sequence[Found]) -> bool:
    """Whether nothing but items or lines shows that these are recommendations."""
    starts = {item.start for item in found}
    return not any(
        fact.layout[0] in {"label", "column", "quote"} and layouts.pieces[n].start in starts
        for n, fact in layouts.evidence.items()
    )


def _block_at(pieces: Sequence[Piece], token: int) -> int:
    return next(p.block for p in pieces if p.start <= token < p.end)


def _laid_out(doc: Doc, layouts: Layouts) -> list[Found]:
    """Recommendations that a layout shows, each with what explains and what answers it."""
    pieces = layouts.pieces
    heads = layouts.heads()
    found: list[Found] = []
    below = _explanations(layouts, heads)
    explained = not layouts.advises and _answers_marked(layouts, heads)
    for at, n in enumerate(heads):
        stop = heads[at + 1] if at + 1 < len(heads) else len(pieces)
        item = Found(pieces[n].number, pieces[n].start, pieces[n].end)
        if layouts.evidence[n].layout[0] != "label":  # what a label opens completes no lead-in
            item.lead = layouts.evidence[n].lead
        _run_on(doc, layouts, item, n, stop, len(pieces) if explained else below)
        found.append(item)
    if not layouts.advises:
        split_paragraphs(doc, found, mixed=layouts.document.role == "mixed")
    _number_by_title(layouts, found)
    return found


def _answers_marked(layouts: Layouts, heads: Sequence[int]) -> bool:
    """Whether words such as 'Reactie:' open the answers: what stands before them explains."""
    marked = 0
    for n, following in pairwise([*heads, len(layouts.pieces)]):
        marked += any(
            layouts.pieces[m].answers
            or (layouts.is_heading(m) and ANSWER_HEADING.match(layouts.span(m).text))
            for m in range(n + 1, following)
        )
    return marked >= FEW and marked * 2 > len(heads)


def _number_by_title(layouts: Layouts, found: Sequence[Found]) -> None:
    """Give a recommendation the number of the title above it, where each such title holds one."""
    above = [numbered_title(layouts, item.start) for item in found]
    if len({at for at, _ in above}) < len(found):
        return
    for item, (_, number) in zip(found, above, strict=True):
        item.number = item.number or number


def _explanations(layouts: Layouts, heads: Sequence[int]) -> int:
    """Return how many paragraphs set apart by white space belong to a recommendation.

    In an advice explanation may follow; what follows the last one may as well close the whole, so
    that the others tell. Where nothing follows the last one, what stands between them leads up to
    the next.
    """
    counts: list[int] = []
    if heads and heads[-1] + 1 >= len(layouts.pieces):
        return 0
    for n, following in pairwise(heads):
        count = 0
        for m in range(n + 1, following):
            label = layouts.pieces[m].label
            if layouts.is_heading(m) or (label and label != layouts.pieces[n].label):
                break
            if label:
                continue  # the words below a title
            count += layouts.pieces[m].first and layouts.pieces[m].parted
        counts.append(count)
    counts.sort()
    return counts[len(counts) // 2] if counts else 1


def _run_on(doc: Doc, layouts: Layouts, item: Found, n: int, stop: int, below: int) -> None:
    """Let a recommendation run on over the pieces that explain it; the others may answer it."""
    pieces = layouts.pieces
    head = pieces[n]
    layout = layouts.evidence[n].layout[0]
    labelled = layout == "label"
    below = len(pieces) if layout == "titled" else below
    if head.kind == "heading" and labelled:
        n = below_title(doc, layouts, item, n, stop)
        head = pieces[n]
    elif bare_title(layouts, n, stop):
        return
    elif bold_title(layouts, n, stop):
        n = below_bold(doc, layouts, item, n + 1)
        head = pieces[n]
    apart = 0
    for m in range(n + 1, stop):
        piece = pieces[m]
        text = layouts.span(m).text
        leads_on = text.endswith(":") and m + 1 == stop and not piece.bullet
        if piece.start >= piece.end or leads_on or next_item(layouts, n, m):
            break
        if not any(letter.isalpha() for letter in text):
            continue  # a rule of dashes, the border of a box
        if layouts.is_heading(m):
            if (piece.answers or ANSWER_HEADING.match(text)) and m < layouts.annex:
                item.marked = True
                continue
            if EXPLANATION_HEADING.match(text):
                continue
            break
        if m >= layouts.annex or (CLOSING.match(text) and piece.first):
            break
        if piece.answers:
            item.marked = True
        if piece.aside or piece.mark:
            if layouts.advises and piece.aside:
                break
            continue
        apart += piece.first and piece.parted
        if not (item.marked or item.answer) and belongs(
            doc, layouts, head, piece, labelled=labelled, apart=apart, below=below
        ):
            item.end = piece.end
        elif not layouts.advises or item.marked:
            _add(item, piece)
        else:
            break


def _add(item: Found, piece: Piece) -> None:
    if item.answer and item.answer[-1][1] == piece.start:
        item.answer[-1] = (item.answer[-1][0], piece.end)
    else:
        item.answer.append((piece.start, piece.end))


def _with_prose(doc: Doc, layouts: Layouts, found: list[Found]) -> list[Found]:
    """Add what running text asks; in a reply what follows it, up to the next, answers it."""
    taken = [(item.start, item.end) for item in found]
    more = [
        Found(number, start, end)
        for number, start, end in requests_in_prose(doc, layouts)
        if not any(start < b and a < end for a, b in taken)
    ]
    if layouts.advises and found and not more:
        return found
    everything = sorted([*found, *more], key=lambda item: item.start)
    if not layouts.advises:
        _answer_behind(doc, layouts, everything)
    return everything


def _answer_behind(doc: Doc, layouts: Layouts, everything: Sequence[Found]) -> None:
    """Let what follows a recommendation without an answer, up to the next, answer it."""
    for n, item in enumerate(everything):
        if item.answer:
            continue
        stop = everything[n + 1].start if n + 1 < len(everything) else len(doc)
        for m, piece in enumerate(layouts.pieces):
            if piece.end <= item.end:
                continue
            if piece.start >= stop or (piece.start > item.end and layouts.is_heading(m)):
                break
            if CLOSING.match(layouts.span(m).text) and piece.start > item.end:
                break
            start, end = max(piece.start, item.end), min(piece.end, stop)
            if start < end:
                _add(item, Piece(piece.unit, piece.block, start, end, piece.kind))
