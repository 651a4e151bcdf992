"""An advice and its reply, without a manifest: roles, titles, dates and links are inferred."""

from pathlib import Path

import pytest

import pipeline

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def result():
    return pipeline.analyze(Path(__file__).parent / "data/wonen")


def test_roles_and_dates_are_inferred_and_marked(result):
    found = result.tables["documents"].set_index("document_id")
    assert list(found["role"]) == ["advice", "response"]
    assert list(found["date"]) == ["2025-03-10", "2025-09-02"]
    assert found["role_inferred"].all()


def test_listed_infinitives_are_recommendations_with_their_numbers(result):
    assert list(result.tables["recommendations"]["number"]) == ["1", "2", "3"]
    assert list(result.tables["recommendations"]["n_asks"]) == [1, 2, 1]


def test_each_is_aligned_by_reference_with_its_own_paragraph(result):
    rows = result.tables["alignment"]
    whole = rows[rows["ask_id"] == ""]
    assert set(whole["method"]) == {"reference"}
    assert [text.split()[:3] for text in whole["response_text"]] == [
        ["Aanbeveling", "1", "neem"],
        ["Ten", "aanzien", "van"],
        ["De", "derde", "aanbeveling"],
    ]


def test_an_ask_granted_and_an_ask_refused_make_a_partial_acceptance(result):
    stance = result.tables["stance"].set_index("verdict_id")["stance"]
    assert stance["advies-r01"] == "accepted"
    assert stance["advies-r02-a2"] == "rejected"
    assert stance["advies-r02"] == "partially_accepted"


def test_days_to_response_are_counted_where_both_dates_are_known(result):
    # 10 March to 2 September 2025: 21 + 30 + 31 + 30 + 31 + 31 + 2 days.
    assert set(result.tables["coverage_recommendations"]["days_to_response"]) == {176}
