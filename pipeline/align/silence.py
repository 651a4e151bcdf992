"""Whether a stretch that nothing names is an answer, or only a text on the same subject.

The worst mistake is an answer where a reply is silent. A letter that responds answers most of what
is asked: the chain tells how likely a stretch is, and how far that is to be believed depends on how
many recommendations compete for the letter. A logistic regression, learned from our own pairs of
advice and reply with some of the recommendations taken away (``models/alignment``), says how likely
the stretch is right. A policy paper is on the same few subjects whether it answers or not: there
another regression believes less, and by words alone what is said must be enough by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.align.chain import Kind, weights_of

#: What the regression weighs, in order.
NUMBERS = ("always", "chance", "coverage", "answering", "bare", "alone", "two", "asked", "read")
SMALLEST = 0.01  # chance, below which and above one minus which all is alike
# How likely right from which a stretch of a response is handed over: on documents left out .4 gets
# as many right and takes a tenth more of the silence for answers.
LEAST = 0.5
# Chance of being right from which a stretch answers where the layout shows that it answers this
# recommendation or one beside it.
DUE = 0.05


ENOUGH = 5  # recommendations: so many are a long advice
# Chance of being right from which a stretch answers one of many; the higher where nothing in it
# sounds like an answer, or it only stands where an answer is due. On documents left out .12 gets
# 254 of 285 right with embeddings and 218 without, .1 and .15 two or more fewer.
CHANCE, CHANCE_BARE = 0.12, 0.35
# Part of an ask, by weight, that one sentence of an answer to a short advice must speak of; the
# more where none sounds like an answer. Set on splits a to c of tests/align/pairs.toml (.38 to .42
# do alike, .45 loses an answer, .35 keeps less silence on d) with the rarity of the two documents,
# which differs less from word to word than that of a corpus (`candidates.COVERAGE`).
SPOKEN, SPOKEN_BARE = 0.42, 0.75
# Chance, and nearness in meaning to one ask beyond the others (`likeness.MEANING`), from which a
# stretch that sounds like an answer is one though it shares few words. Set on split d of
# tests/align/pairs.toml: a higher bar finds fewer answers and keeps no more silence.
SURE, MEANT = 0.6, 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """What speaks for a stretch: its chance, and what its best sentences have.

    ``coverage`` is the part of an ask that one sentence speaks of, 0..1; ``answering`` the same of
    sentences that sound like an answer, None where none does; ``meant`` how near those are to an
    ask in meaning, 0 without embeddings; ``read`` the log odds that the reader gives the sentence
    of which it is surest, halved, 0 without a reader.
    """

    chance: float
    coverage: float
    answering: float | None
    meant: float
    read: float = 0.0


def numbers_of(said: Said, asked: int) -> tuple[float, ...]:
    """Return what speaks for a stretch as the answer to one of ``asked``, as `NUMBERS` names it."""
    chance = min(max(said.chance, SMALLEST), 1 - SMALLEST)
    return (
        1.0,
        math.log(chance / (1 - chance)),
        said.coverage,
        said.answering or 0.0,
        float(said.answering is None),
        float(asked == 1),
        float(asked == 2),
        math.log(asked),
        said.read,
    )


def is_answer(said: Said, asked: int, weights: Sequence[float]) -> bool:
    """Return whether a stretch of a response is likelier right than not, ``asked`` by number.

    One that says all of an ask is an answer in any case.
    """
    if said.coverage >= SPOKEN_BARE:
        return True
    total = math.fsum(n * w for n, w in zip(numbers_of(said, asked), weights, strict=True))
    return 1 / (1 + math.exp(-total)) >= LEAST


def is_spoken_of(said: Said, asked: int) -> bool:
    """Return whether a stretch of a policy paper says enough of one of ``asked`` recommendations.

    >>> is_spoken_of(Said(chance=0.9, coverage=0.3, answering=None, meant=0.0), asked=12)
    True
    >>> is_spoken_of(Said(chance=0.9, coverage=0.3, answering=None, meant=0.0), asked=3)
    False
    """
    if asked >= ENOUGH:
        bare = said.answering is None or (not said.coverage and said.meant <= 0.0)
        return said.chance >= (CHANCE_BARE if bare else CHANCE)
    if said.coverage >= SPOKEN_BARE:
        return True
    if said.answering is None:
        return False
    return said.answering >= SPOKEN or (said.chance >= SURE and said.meant >= MEANT)


@lru_cache(maxsize=4)
def shipped_weights(kind: Kind, *, policy: bool = False) -> tuple[float, ...]:
    """Return the weights that were learned of one kind of numbers; for ``policy`` of `read` only.

    Policy papers answer less of what is asked than responses do, and few of our own texts hold
    enough of them: those that were read with a reader do.
    """
    table = weights_of(kind)["answer"]["policy" if policy else kind]
    return tuple(float(table[name]) for name in NUMBERS)
