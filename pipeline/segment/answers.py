"""Recommendations in the making, and where in a document the answer to each begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from pipeline.segment.actors import names_government
from pipeline.segment.clauses import sentences_of, subject
from pipeline.segment.requests import is_order, way_of_asking

# How an answer begins that stands in one paragraph with what it answers. Matches "Akkoord.",
# "Deze aanbeveling nemen wij over", "Dat doen wij al", "Hier kiest het kabinet niet voor".
VERDICT = re.compile(
    r"(?:akkoord|eens|ja|nee|deels|overgenomen|niet overgenomen|uitgevoerd|loopt|doen wij|"
    r"(?:deze|dit|die|dat) (?:aanbeveling|advies|voorstel|suggestie|punt|verzoek|oproep|laatste|"
    r"eerste)|"
    r"hier(?:aan|mee|in|voor|toe|over)?|daar(?:aan|mee|in|voor|toe|over)?)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """A recommendation in the making: its tokens, and the tokens of the stretches that answer it.

    ``marked``: a heading or a word says that the answer is one. ``lead``: the lead-in of its list.
    """

    number: str
    start: int
    end: int
    answer: list[tuple[int, int]] = field(default_factory=list)
    marked: bool = False
    lead: str = ""


def split_paragraphs(doc: Doc, found: Sequence[Found], *, mixed: bool) -> None:
    """Cut recommendations where the answer begins in the same paragraph, in a reply.

    Only where most have no answer of their own yet. A sentence that speaks for government or
    passes a verdict opens it; else, where most have more to say than what they ask, the first that
    does not ask. Where advice and answer are mixed only a verdict does, found in most of them.
    """
    bare = [item for item in found if not item.answer]
    if len(bare) * 2 < len(found):
        return
    cuts: list[int] = []
    talkative = 0
    for item in bare:
        sentences = list(sentences_of(doc[item.start : item.end]))[1:]
        rest = [s.start for s in sentences if not way_of_asking(s)]
        verdicts = [
            s.start
            for s in sentences
            if not (is_order(s) or (mixed and way_of_asking(s))) and _answers(s)
        ]
        talkative += bool(rest)
        cuts.append(verdicts[0] if verdicts else -(rest[0] if rest else 0))
    if mixed and sum(cut > 0 for cut in cuts) * 2 <= len(cuts):
        return
    for item, cut in zip(bare, cuts, strict=True):
        if not mixed and cut < 0 and talkative * 2 > len(bare):
            cut = -cut
        if cut > 0:
            item.answer.append((cut, item.end))
            item.end = cut


def _answers(sentence: Span) -> bool:
    """Whether a sentence speaks for government or passes a verdict on what stands before it."""
    if VERDICT.match(sentence.text):
        return True
    doer = subject(sentence.root)
    words = doer.doc[doer.left_edge.i : doer.i + 1].text if doer is not None else sentence.text
    return names_government(words) or words.lower() in {"ik", "wij", "we"}


def keep_true_answers(found: Sequence[Found]) -> None:
    """Drop answers where a layout gives most recommendations none: what follows is no answer then.

    In a list that is answered further on, the last item only seems to have one.
    """
    answered = sum(bool(item.answer) for item in found)
    if answered * 2 < len(found):
        for item in found:
            if not item.marked:
                item.answer = []


def answered(doc: Doc, found: Sequence[Found]) -> bool:
    """Whether most recommendations are followed by words that speak for government or judge."""
    count = sum(
        item.marked or any(_answers(s) for a, b in item.answer for s in sentences_of(doc[a:b]))
        for item in found
    )
    return count * 2 >= len(found) > 0
