"""From the stances of its asks to the stance of a recommendation: the codebook's five rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.records import Stance

ENDORSED: frozenset[Stance] = frozenset({"accepted", "existing_policy"})


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
