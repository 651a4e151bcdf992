"""What a reply says about itself: that it forwards, that an answer follows, what it thinks of all.

A letter that only forwards the advice or announces a later reaction answers nothing (codebook,
hard cases). A sentence on all recommendations may decide a verdict on each: those are offered
apart, because only the judge knows whether they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.align.phrases import says
from pipeline.records import DocumentAnalysis, Passage, Sentence

Reason = Literal["not_found", "forwarded", "postponed"]

SAYS_NOTHING = ("courtesy", "about_advice", "handling")
LONGEST = 30  # sentences: a letter that only forwards or announces is a page at most


def only_postpones(texts: Iterable[str]) -> bool:
    """Return whether sentences announce a later answer and give none.

    >>> only_postpones(["Op deze aanbeveling kom ik in het najaar terug."])
    True
    >>> only_postpones(["De inspectie houdt vanaf maart toezicht."])
    False
    """
    announced = False
    for text in texts:
        if says("postpone", text):
            announced = True
        elif not says("courtesy", text):
            return False
    return announced


def no_answer_in(analysis: DocumentAnalysis) -> Reason | None:
    """Return why a letter answers nothing, None when it may answer.

    ``postponed`` when it announces a reaction, else ``forwarded`` when it passes the advice on, and
    beside that it only thanks and tells what the advice says.
    """
    if len(analysis.sentences) > LONGEST:
        return None
    forwards = postpones = False
    for sentence in analysis.sentences:
        text = sentence.text
        if says("settles", text):
            return None
        if says("postpone", text) or says("defers", text):
            postpones = True
        elif says("forward", text):
            forwards = True
        elif not any(says(kind, text) for kind in SAYS_NOTHING) and (
            says("verdict", text) or says("acts", text)
        ):
            return None
    if postpones:
        return "postponed"
    return "forwarded" if forwards else None


def general_passages(
    analysis: DocumentAnalysis, particular: Sequence[tuple[int, int]]
) -> tuple[Passage, ...]:
    """Return the sentences that speak of all recommendations, and those that carry them on.

    ``particular`` are the spans of what is asked and of what answers one recommendation: what
    stands there speaks of that one only.
    """
    found: list[Passage] = []
    last: Sentence | None = None
    for sentence in analysis.sentences:
        text = sentence.text
        inside = any(a < sentence.end and sentence.start < b for a, b in particular)
        about_all = (says("about_all", text) and says("verdict", text)) or says("no_room", text)
        goes_on = (
            last is not None
            and last.block == sentence.block
            and (says("carries_on", text) or says("about_all", text))
        )
        if (
            inside
            or not (about_all or goes_on)
            or says("postpone", text)
            or says("announces", text)
        ):
            last = None
            continue
        found.append(
            Passage(
                document_id=sentence.document_id,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
            )
        )
        last = sentence
    return tuple(found)
