"""What the alignment passes on, a reply beside what it may answer, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.align.by_meaning import align_by_meaning
from pipeline.align.by_structure import Settled
from pipeline.align.letters import Reason
from pipeline.align.sense import Meaning
from pipeline.records import Alignment, DocumentAnalysis, Passage, Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A reply beside what it may answer: all that the search by meaning in it depends on.

    As `align_by_meaning` takes them; documents come without their claims.
    """

    asking: DocumentAnalysis
    recommendations: tuple[Recommendation, ...]
    reply: DocumentAnalysis
    settled: tuple[Settled, ...]
    found: bool


#: Gives the rows of every pair, in order, wherever the work is done.
PairAligner = Callable[[Iterable[Pair]], Iterable[Sequence[Alignment]]]


def align_pair(pair: Pair, meaning: Meaning | None = None) -> tuple[Alignment, ...]:
    """Return the answers that one reply gives; with ``meaning`` those in other words, too."""
    return tuple(
        align_by_meaning(
            pair.asking,
            pair.recommendations,
            pair.reply,
            pair.settled,
            meaning,
            found=pair.found,
        )
    )


def align_here(meaning: Meaning | None = None) -> PairAligner:
    """Return what aligns pairs one after the other, as they are asked for."""
    return lambda pairs: (align_pair(pair, meaning) for pair in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What the stage found: alignments by recommendation id, and which documents answer which.

    ``analyses`` are those given, in order of document id, with quoted recommendations marked.
    ``links`` holds, for every document id, the ids of the documents that respond to it. ``general``
    holds, by replying document, the sentences that speak of all recommendations: one of them is an
    answer where it decides a verdict, which the judge knows. ``reasons`` says of recommendations,
    and of letters that answer nothing, why. ``replying`` are the documents that reply by their own
    role, to what they ask or quote themselves.
    """

    analyses: tuple[DocumentAnalysis, ...]
    alignments: Mapping[str, tuple[Alignment, ...]]
    links: Mapping[str, tuple[str, ...]]
    general: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    replying: frozenset[str] = frozenset()

    def linked(self, recommendation: Recommendation) -> bool:
        """Return whether any document is known that responds to this recommendation."""
        found = self.alignments.get(recommendation.recommendation_id, ())
        return bool(found or recommendation.answer or self._responding(recommendation))

    def general_for(self, recommendation: Recommendation) -> tuple[Passage, ...]:
        """Return the sentences on all recommendations in the replies to this one, in order."""
        found = self.alignments.get(recommendation.recommendation_id, ())
        replies = {row.passage.document_id for row in found} | self._responding(recommendation)
        return tuple(p for reply in sorted(replies) for p in self.general.get(reply, ()))

    def no_answer_reason(self, recommendation: Recommendation) -> Reason:
        """Return why nothing answers a recommendation to which some document responds.

        ``postponed`` or ``forwarded`` when that is all that is said, in the passage on this
        recommendation or in every letter that responds; ``not_found`` otherwise.
        """
        own = self.reasons.get(recommendation.recommendation_id)
        if own is not None:
            return own
        said = [self.reasons.get(d, "not_found") for d in self._responding(recommendation)]
        if not said or "not_found" in said:
            return "not_found"
        return "postponed" if "postponed" in said else "forwarded"

    def _responding(self, recommendation: Recommendation) -> set[str]:
        """Return the documents that respond, the recommendation's own among them if it does."""
        own = recommendation.document_id
        replies = set(self.links.get(own, ()))
        return replies | {own} if own in self.replying else replies
