"""What the rules found, weighed against what a reader of the whole paper saw."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from pipeline.read import BEGIN, INSIDE, NONE, Reading, ReadUnit
from pipeline.read.reader import Belief
from pipeline.segment.answers import Found
from pipeline.segment.reread import by_rule, weighed

UNITS = tuple(
    ReadUnit(n, n + 10, "Doe dit nu.", n, "paragraph", True, "", "") for n in range(0, 60, 10)
)


def reading(labels, rules, sure=0.9):
    spans = np.full((len(labels), 3), (1 - sure) / 2)
    spans[np.arange(len(labels)), labels] = sure
    rows = np.hstack([np.full((len(labels), 4), 0.25), spans])
    return Reading(UNITS, rows.tobytes(), (), Belief(rules=rules, types=0.0, themes=0.0))


def layouts(role="advice"):
    pieces = tuple(SimpleNamespace(start=n, end=n + 10, number="") for n in range(0, 60, 10))
    return SimpleNamespace(document=SimpleNamespace(role=role), pieces=pieces)


def spans(found):
    return [(item.start, item.end) for item in found]


def test_a_unit_is_the_rules_own_where_most_of_it_lies_in_one():
    found = [Found("1", 0, 16), Found("2", 30, 34)]
    assert by_rule(UNITS, found) == [BEGIN, INSIDE, NONE, NONE, NONE, NONE]


def test_adjacent_recommendations_begin_apart():
    assert by_rule(UNITS, [Found("", 0, 20), Found("", 20, 40)])[:4] == [
        BEGIN,
        INSIDE,
        BEGIN,
        INSIDE,
    ]


@pytest.mark.parametrize(("rules", "kept"), [(0.0, [(20, 40)]), (5.0, [(0, 10), (20, 40)])])
def test_a_sure_reader_outweighs_rules_that_count_for_little(rules, kept):
    seen = reading([NONE, NONE, BEGIN, INSIDE, NONE, NONE], rules)
    found = [Found("1", 0, 10), Found("2", 20, 40)]
    assert spans(weighed(layouts(), found, seen)) == kept


def test_where_both_agree_the_rules_boundaries_number_and_answer_stand():
    mine = Found("7", 22, 41, answer=[(41, 60)])
    seen = reading([NONE, NONE, BEGIN, INSIDE, NONE, NONE], 0.0)
    assert weighed(layouts(), [mine], seen) == [mine]


def test_what_the_reader_adds_ends_the_answer_before_it():
    mine = Found("1", 0, 10, answer=[(10, 60)])
    seen = reading([BEGIN, NONE, NONE, BEGIN, NONE, NONE], 0.0)
    found = weighed(layouts("mixed"), [mine], seen)
    assert spans(found) == [(0, 10), (30, 40)] and found[0].answer == [(10, 30)]


def test_nothing_goes_on_that_has_not_begun():
    seen = reading([INSIDE, INSIDE, NONE, INSIDE, NONE, NONE], 0.0, sure=0.98)
    found = spans(weighed(layouts(), [], seen))
    assert all(start in {unit.start for unit in UNITS} for start, _ in found)


def test_in_a_policy_paper_the_rules_stand():
    mine = Found("1", 0, 10)
    assert weighed(layouts("policy"), [mine], reading([NONE] * 6, 0.0)) == [mine]


def test_a_reading_comes_back_from_bytes_as_it_was():
    seen = reading([BEGIN] * 6, 1.0)
    assert seen.spans.shape == (6, 3) and seen.types.shape == (6, 4) and seen.themes.shape == (6, 0)
    assert seen.unit_at(12, 19) == 1 and seen.unit_at(100, 110) is None


def test_what_is_printed_before_a_recommendation_is_no_part_of_it():
    seen = reading([BEGIN, NONE, NONE, NONE, BEGIN, NONE], 0.0)
    laid_out = layouts()
    laid_out.pieces = (SimpleNamespace(start=3, end=10, number="4"),)
    found = weighed(laid_out, [], seen)
    assert [(item.start, item.end, item.number) for item in found] == [(3, 10, "4")]


def test_a_word_or_two_ask_nothing():
    seen = reading([BEGIN, NONE, NONE, NONE, BEGIN, NONE], 0.0)
    seen = replace(seen, units=(replace(UNITS[0], text="Herstel"), *UNITS[1:]))
    assert spans(weighed(layouts(), [], seen)) == [(40, 50)]
