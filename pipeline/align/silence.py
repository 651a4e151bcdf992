"""Whether a stretch that nothing names is an answer, or only a text on the same subject.

The worst mistake is an answer where a reply is silent. Of a long advice the chain tells: its
recommendations compete for what is said. Of a short one most of a letter is on the same few
subjects whether it answers or not, so what is said must be enough by itself, declared reply or not.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.align.candidates import COVERAGE, COVERAGE_BARE, ENOUGH

# Chance of being right from which a stretch answers one of many; the higher where nothing in it
# sounds like an answer, or it only stands where an answer is due. On documents left out a bar of .2
# for all loses five answers of 194 and keeps no more silence.
LEAST, LEAST_BARE = 0.15, 0.35
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
    if said.coverage >= COVERAGE_BARE:
        return True
    if said.answering is None:
        return False
    return said.answering >= COVERAGE or (said.chance >= SURE and said.meant >= MEANT)
