from collections import Counter
from itertools import product

import pytest

from pipeline.judge.rollup import roll_up
from pipeline.records import STANCES

ENDORSED = {"accepted", "existing_policy"}


@pytest.mark.parametrize("overall", STANCES)
@pytest.mark.parametrize("asks", [(), ("accepted",), ("rejected", "noted")])
def test_explicit_verdict_decides_first(asks, overall):
    assert roll_up(asks, overall) == overall


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("stance", STANCES)
def test_asks_alike_give_their_own_label(stance, n):
    assert roll_up([stance] * n) == stance


@pytest.mark.parametrize("asks", [c for n in (2, 3, 4) for c in product(STANCES, repeat=n)])
def test_first_rule_that_fits_decides(asks):
    found = set(asks)
    counts = Counter(asks)
    if len(found) == 1:
        expected = asks[0]
    elif "partially_accepted" in found or (found & ENDORSED and found - ENDORSED):
        expected = "partially_accepted"
    elif found == ENDORSED:
        more = counts["existing_policy"] > counts["accepted"]
        expected = "existing_policy" if more else "accepted"
    elif "rejected" in found:
        expected = "rejected"
    else:
        expected = "noted"
    assert roll_up(asks) == expected


def test_tie_between_endorsements_is_accepted():
    assert roll_up(["existing_policy", "accepted"]) == "accepted"


def test_no_asks_and_no_verdict_is_an_error():
    with pytest.raises(ValueError, match="no asks"):
        roll_up([])
