from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.overlap import (
    closest_span,
    length,
    overlaps_mostly,
    pair_spans,
    share_of_union,
    shared,
    unite,
)

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair)))
)


def points(listed):
    return {point for start, end in listed for point in range(start, end)}


@given(spans)
def test_united_spans_hold_the_same_code_points_apart(listed):
    united = unite(listed)
    assert points(united) == points(listed)
    assert all(left[1] < right[0] for left, right in pairwise(united))


@given(spans, spans)
def test_shared_counts_each_code_point_once(left, right):
    assert shared(left, right) == len(points(left) & points(right))
    assert length(left) == len(points(left))


@pytest.mark.parametrize(
    ("left", "right", "mostly"),
    [((0, 100), (90, 109), True), ((0, 100), (90, 110), False), ((0, 5), (5, 9), False)],
)
def test_more_than_half_of_the_shorter_is_needed(left, right, mostly):
    assert overlaps_mostly(left, right) is mostly
    assert overlaps_mostly(right, left) is mostly


def test_share_of_union_of_overlapping_spans():
    assert share_of_union((0, 10), (5, 20)) == (10 - 5) / 20


def test_half_of_the_union_is_enough_to_pair_and_less_is_not():
    assert pair_spans([(0, 10)], [(0, 20)]) == {0: 0}
    assert pair_spans([(0, 10)], [(0, 21)]) == {}


def test_closest_partner_comes_first_and_is_used_once():
    assert pair_spans([(0, 10), (0, 12)], [(0, 12)]) == {1: 0}


def test_two_spans_may_have_the_same_closest_one():
    assert [closest_span(span, [(0, 20)]) for span in [(0, 10), (10, 20), (18, 40)]] == [0, 0, None]
