"""What a reply says about itself: that it forwards, that an answer follows, what it thinks of all.

A letter that only forwards the advice or announces a later reaction answers nothing (codebook,
hard cases). A sentence on all recommendations may decide a verdict on each: those are offered
apart, because only the judge knows whether they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from pipeline.align.letter_model import letter_model
from pipeline.align.phrases import says
from pipeline.records import DocumentAnalysis, Passage, Sentence

Reason = Literal["not_found", "forwarded", "postponed"]

SAYS_NOTHING = ("postpone", "defers", "forward", "courtesy", "about_advice", "handling")
# Sentences: the letters that the model learned from are no longer, and what it makes of more is not
# known; of replies of 40 it was often wrong.
LONGEST = 9


def passes_over(texts: Iterable[str]) -> Reason | None:
    """Return why sentences give no answer: they announce a later one, or pass the matter on.

    >>> passes_over(["Op deze aanbeveling kom ik in het najaar terug."])
    'postponed'
    >>> passes_over(["Over bruggen beslist de provincie.", "Uw verzoek is aan haar doorgeleid."])
    'forwarded'
    >>> passes_over(["Het rapport wijst daarop.", "De vraag is aan de griffie doorgestuurd."])
    'forwarded'
    >>> passes_over(["De inspectie houdt vanaf maart toezicht."])
    """
    reason: Reason | None = None
    for text in texts:
        if says("postpone", text):
            reason = "postponed"
        elif says("passed_on", text):
            reason = reason or "forwarded"
        elif says("courtesy", text) or says("left_to", text) or _tells_of(text):
            continue
        else:
            return None
    return reason


def _tells_of(text: str) -> bool:
    """Return whether a sentence tells what the advice says, and nothing of what is done with it."""
    return says("about_advice", text) and not says("acts", text)


def no_answer_in(analysis: DocumentAnalysis) -> Reason | None:
    """Return why a letter answers nothing, None when it may answer.

    A short letter is read by a trained model (`pipeline.align.letter_model`). A cover of any length
    says that it passes the advice on, that a reaction follows and that it will not yet speak: what
    it says of other matters is no answer either.
    """
    texts = [s.text for s in analysis.sentences]
    if _is_cover(texts):
        return "postponed"
    if len(texts) > LONGEST or any(_settles(text) for text in texts):
        return None
    kind = letter_model().letter_kind(texts)
    return None if kind == "answers" else kind


def _is_cover(texts: Sequence[str]) -> bool:
    """Return whether a letter is a cover and no sentence on the advice as a whole answers it."""
    return (
        all(any(says(kind, text) for text in texts) for kind in ("refrains", "forward"))
        and any(says("postpone", text) or says("defers", text) for text in texts)
        and not any(
            says("about_all", text) and (_settles(text) or (says("acts", text) and not _idle(text)))
            for text in texts
        )
    )


def _settles(text: str) -> bool:
    """Return whether a sentence decides a matter in so many words."""
    return says("settles", text) or (says("verdict", text) and not _idle(text))


def _idle(text: str) -> bool:
    return any(says(kind, text) for kind in SAYS_NOTHING)


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
