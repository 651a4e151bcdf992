import random
from collections import Counter
from itertools import product
from math import prod

import pytest

from pipeline.judge.rollup import DEPENDENCE, roll_up, roll_up_together
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


def probabilities(chance, n):
    """P(stance) of ``n`` asks, none of them close to nothing."""
    asks = []
    for _ in range(n):
        drawn = [chance.random() + 0.1 for _ in STANCES]
        asks.append({s: p / sum(drawn) for s, p in zip(STANCES, drawn, strict=True)})
    return asks


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("n", [2, 3, 4])
def test_asks_together_weigh_every_combination(n, seed):
    asks = probabilities(random.Random(seed), n)
    weights, best = Counter(), {}
    for stances in product(STANCES, repeat=n):
        weight = prod(ask[s] ** DEPENDENCE for s, ask in zip(stances, asks, strict=True))
        weights[roll_up(stances)] += weight
        best[roll_up(stances)] = max(best.get(roll_up(stances), (0, ())), (weight, stances))
    whole, confidence, stances = roll_up_together(asks)
    assert weights[whole] == max(weights.values())
    assert confidence == pytest.approx(weights[whole] / weights.total())
    assert stances == best[whole][1]


def test_single_ask_keeps_its_surest_stance_and_confidence():
    assert roll_up_together([{"noted": 0.5, "rejected": 0.3, "accepted": 0.2}]) == (
        "noted",
        0.5,
        ("noted",),
    )


def test_thirty_asks_are_rolled_up_at_once():
    whole, _, stances = roll_up_together(probabilities(random.Random(1), 30))
    assert len(stances) == 30
    assert roll_up(stances) == whole


def test_nothing_to_roll_up_together_is_an_error():
    with pytest.raises(ValueError, match="no asks"):
        roll_up_together([])
