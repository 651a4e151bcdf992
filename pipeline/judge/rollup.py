"""From the stances of its asks to the stance of a recommendation: the codebook's five rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.records import Stance

ENDORSED: frozenset[Stance] = frozenset({"accepted", "existing_policy"})
#: The verdicts on the asks of one answer are not independent: probabilities are taken to this power
#: before they are multiplied (chosen on the development papers; .6 to .7 do alike).
DEPENDENCE = 0.65
#: Less probable stances of one of several asks are left out of account.
LEAST = 0.01


def roll_up(asks: Sequence[Stance], overall: Stance | None = None) -> Stance:
    """Decide the stance towards a recommendation; the first rule that fits.

    Parameters
    ----------
    asks
        The stances of its asks, at least one.
    overall
        The explicit verdict on the whole, where the text gives one.

    Raises
    ------
    ValueError
        If there are no asks and no overall verdict.

    Examples
    --------
    >>> roll_up(["accepted", "rejected"])
    'partially_accepted'
    >>> roll_up(["accepted", "rejected"], overall="rejected")
    'rejected'
    """
    if overall is not None:  # (1)
        return overall
    if not asks:
        raise ValueError("roll_up: no asks, expected at least one or an overall verdict")
    found = set(asks)
    if len(found) == 1:  # (2)
        return asks[0]
    if "partially_accepted" in found or (found & ENDORSED and found - ENDORSED):  # (3)
        return "partially_accepted"
    if found <= ENDORSED:  # (4)
        counts = Counter(asks)
        return "existing_policy" if counts["existing_policy"] > counts["accepted"] else "accepted"
    return "rejected" if "rejected" in found else "noted"  # (5): mixed, so never all unanswered


def roll_up_together(
    asks: Sequence[Mapping[Stance, float]],
) -> tuple[Stance, float, tuple[Stance, ...]]:
    """Decide on a recommendation and its asks at once, from the probabilities of each ask.

    The most probable stance of each ask by itself seldom is the most probable whole: where two
    asks are accepted with .6, one of them is probably not. So the stance of the whole is the one
    that most combinations lead to, by weight, and the asks get the weightiest of those.

    Parameters
    ----------
    asks
        P(stance) of each ask, at least one.

    Returns
    -------
    tuple
        The stance of the whole, its probability (0..1), and the stances of the asks in order;
        these roll up to that of the whole.

    Raises
    ------
    ValueError
        If there are no asks.

    Examples
    --------
    >>> roll_up_together([{"accepted": 0.6, "rejected": 0.4}, {"accepted": 0.55, "rejected": 0.45}])
    ('partially_accepted', 0.495..., ('accepted', 'rejected'))
    """
    if not asks:
        raise ValueError("roll_up_together: no asks, expected at least one")
    power = DEPENDENCE if len(asks) > 1 else 1.0
    # Combinations that no roll-up tells apart are kept as one: stances so far, and by how many
    # asks `existing_policy` leads. Of each: weight of all, of the weightiest, and that one.
    kept: dict[tuple[frozenset[Stance], int], tuple[float, float, tuple[Stance, ...]]]
    kept = {(frozenset(), 0): (1.0, 1.0, ())}
    for ask in asks:
        longer: dict[tuple[frozenset[Stance], int], tuple[float, float, tuple[Stance, ...]]] = {}
        for (found, lead), (total, best, stances) in kept.items():
            for stance, p in ask.items():
                if p <= LEAST:
                    continue
                key = _alike(found | {stance}, lead, stance)
                more, other, others = longer.get(key, (0.0, 0.0, ()))
                weight = p**power
                if best * weight > other:
                    other, others = best * weight, (*stances, stance)
                longer[key] = (more + total * weight, other, others)
        kept = longer
    wholes: Counter[Stance] = Counter()
    chosen: dict[Stance, tuple[float, tuple[Stance, ...]]] = {}
    for total, best, stances in kept.values():
        whole = roll_up(stances)
        wholes[whole] += total  # type: ignore[assignment]
        chosen[whole] = max(chosen.get(whole, (0.0, ())), (best, stances))
    whole, top = max(wholes.items(), key=lambda item: item[1])
    return whole, top / sum(wholes.values()), chosen[whole][1]


def _alike(found: frozenset[Stance], lead: int, stance: Stance) -> tuple[frozenset[Stance], int]:
    """Return what `roll_up` reads of stances when ``stance`` comes to those with this lead."""
    if not found <= ENDORSED:
        return found, 0
    return found, lead + (1 if stance == "existing_policy" else -1)
