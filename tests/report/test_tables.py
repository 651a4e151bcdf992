from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import IntegrityError
from pipeline.records import Theme
from pipeline.report import TABLES, build_tables, csv_bytes, output_files

# The tables of the corpus in conftest.py, as they should be: read and reckoned after by hand.
EXPECTED = Path(__file__).with_name("expected")


@pytest.mark.parametrize("name", TABLES)
def test_table_is_the_expected_one(corpus, name):
    expected = (EXPECTED / f"{name}.csv").read_bytes()

    assert csv_bytes(name, corpus.tables[name]).decode() == expected.decode()


def test_every_expected_table_is_one_of_the_contract():
    assert {path.stem for path in EXPECTED.iterdir()} == set(TABLES)


def test_nothing_found_leaves_the_headers():
    tables = build_tables([], [], [], [], [], {})
    counted_without_documents = {"stance_by_theme": 6}

    assert {name: len(table) for name, table in tables.items()} == dict.fromkeys(
        TABLES, 0
    ) | counted_without_documents
    assert {name: tuple(table.columns) for name, table in tables.items()} == {
        name: table.header for name, table in TABLES.items()
    }
    assert csv_bytes("references", tables["references"]) == (
        b"document_id,start,end,text,kind,identifier\n"
    )


def test_missing_page_keeps_pages_whole_numbers(corpus):
    assert str(corpus.tables["blocks"]["page"].dtype) == "Int64"
    assert corpus.tables["blocks"]["page"].isna().tolist() == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_order_of_what_was_found_does_not_change_a_byte(corpus, data):
    def shuffled(items):
        return tuple(data.draw(st.permutations(items)))

    mixed = replace(
        corpus,
        analyses=shuffled(
            [
                replace(
                    a,
                    claims=shuffled([replace(c, themes=shuffled(c.themes)) for c in a.claims]),
                    recommendations=shuffled(
                        [replace(r, themes=shuffled(r.themes)) for r in a.recommendations]
                    ),
                )
                for a in corpus.analyses
            ]
        ),
        alignments=shuffled(corpus.alignments),
        verdicts=shuffled(corpus.verdicts),
        set_aside=shuffled(corpus.set_aside),
    )

    assert output_files(mixed.tables, mixed.documents, mixed.theme_ids) == output_files(
        corpus.tables, corpus.documents, corpus.theme_ids
    )


def test_verdict_on_an_unknown_ask_is_a_fault(corpus):
    stray = replace(corpus.verdicts[0], ask_id="oproep-r01-a9")

    with pytest.raises(IntegrityError, match="Verdict: 'oproep-r01' with ask 'oproep-r01-a9'"):
        _ = replace(corpus, verdicts=(stray,)).tables


def test_verdict_on_an_ask_of_another_recommendation_is_a_fault(corpus):
    stray = replace(corpus.verdicts[0], ask_id="advies-r01-a1")

    with pytest.raises(IntegrityError, match="'oproep-r01' with ask 'advies-r01-a1'"):
        _ = replace(corpus, verdicts=(stray,)).tables


def test_two_verdicts_on_one_ask_are_a_fault(corpus):
    with pytest.raises(IntegrityError, match="verdict 'oproep-r01' occurs twice"):
        _ = replace(corpus, verdicts=corpus.verdicts[:1] * 2).tables


def test_theme_outside_the_codebook_is_a_fault(corpus):
    response = corpus.analyses[0]
    claim = replace(response.claims[0], themes=(Theme(theme="sport", score=1.0, basis="term"),))
    analyses = (replace(response, claims=(claim,)), *corpus.analyses[1:])

    with pytest.raises(IntegrityError, match="reactie-c0002: theme 'sport'"):
        _ = replace(corpus, analyses=analyses).tables
