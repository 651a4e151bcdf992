"""Which document answers an advice where words leave it open: where a reader finds the answers.

Papers on one field share its words whether they answer or not; an appeal and the policy letter that
takes it up in other words share few. So the nearest documents are read, as if each were the reply,
and one is taken in which what is asked has likely answers on average.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.align.aligned import Pair, PairAligner

#: Mean chance of the best answers to all that is asked from which a document is the reply. On
#: advices of `weigh`, `further` and `more` that words leave open, with a reader that had seen none
#: of them: eight of ten policy papers that answer (.40 to .67; .34 and .21 are missed), none of
#: those nearest by words that do not (the highest .36).
MEAN_CHANCE = 0.38


def read_replies(
    unsure: Mapping[str, Sequence[str]],
    pair_of: Callable[[str, str], Pair],
    aligner: PairAligner,
) -> dict[str, str]:
    """Return the replies to advices of which words leave open what answers them.

    Parameters
    ----------
    unsure
        The nearest documents by the id of each such advice.
    pair_of
        Gives an advice with a document, by their ids, as if that were known to answer it.
    aligner
        Searches them with embeddings and reader.
    """
    tried = [(asking, reply) for asking in sorted(unsure) for reply in unsure[asking]]
    pairs = [pair_of(asking, reply) for asking, reply in tried]
    best: dict[str, tuple[float, str]] = {}
    for (asking, reply), pair, rows in zip(tried, pairs, aligner(pairs), strict=True):
        chance = sum(row.score for row in rows) / len(pair.recommendations)
        if chance >= MEAN_CHANCE:
            best[asking] = max(best.get(asking, (0.0, "")), (chance, reply))
    return {asking: reply for asking, (_, reply) in best.items()}
