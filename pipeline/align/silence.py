"""Whether a stretch that nothing names is an answer, or only a text on the same subject.

The worst mistake is an answer where a reply is silent. Of a long advice the chain tells: its
recommendations compete for what is said. Of a short one most of a letter is on the same few
subjects whether it answers or not, so what is said must be enough by itself, declared reply or not.
"""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 5  # recommendations: so many are a long advice
# Chance of being right from which a stretch answers one of many; the higher where nothing in it
# sounds like an answer, or it only stands where an answer is due. On documents left out .12 gets
# 254 of 285 right with embeddings and 218 without, .1 and .15 two or more fewer.
LEAST, LEAST_BARE = 0.12, 0.35
# The same where the layout shows that the stretch answers this one or one beside it.
DUE = 0.05
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
    ask in meaning, 0 without embeddings.
    """

    chance: float
    coverage: float
    answering: float | None
    meant: float


def is_answer(said: Said, asked: int) -> bool:
    """Return whether a stretch answers one of some recommendations, ``asked`` by number.

    >>> is_answer(Said(chance=0.9, coverage=0.3, answering=None, meant=0.0), asked=12)
    True
    >>> is_answer(Said(chance=0.9, coverage=0.3, answering=None, meant=0.0), asked=3)
    False
    """
    if asked >= ENOUGH:
        bare = said.answering is None or (not said.coverage and said.meant <= 0.0)
        return said.chance >= (LEAST_BARE if bare else LEAST)
    if said.coverage >= SPOKEN_BARE:
        return True
    if said.answering is None:
        return False
    return said.answering >= SPOKEN or (said.chance >= SURE and said.meant >= MEANT)
