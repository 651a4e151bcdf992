"""References: where they stand and what they are called."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest import document_from_text
from pipeline.ingest.references.find import FAMILY, find_references
from pipeline.ingest.references.laws import find_laws
from pipeline.offsets import fold

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "references_found.toml").read_text("utf-8")
)["case"]
KINDS = {"kamerstuk", "handelingen", "motion", "law", "treaty", "case_law", "publication"}
KINDS |= {"doi", "link"}


def described(source):
    """Every reference as the cases write it: 'kind identifier: text'."""
    return [
        f"{kind} {identifier}: {fold(source, start, end).text}"
        for start, end, kind, identifier in find_references(source)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_references_are_found_and_named(case):
    assert set(case) == {"id", "source", "found"}
    assert described(case["source"]) == case["found"]


def test_no_case_occurs_twice():
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids))


def test_a_reference_is_the_same_within_a_sentence():
    """Of the cases that find something: words before and behind change neither kind nor name."""
    for case in CASES:
        if case["found"] and not case["source"].endswith(("-", "/")):
            around = f"Men zegt het al lang: {case['source']}\n\nEn zo gaat het."
            assert described(around) == case["found"], case["id"]


PIECES = st.sampled_from(
    [word for case in CASES for word in case["source"].split()]
    + ["\n", "  ", "-\n", "https://", "www.", ")", "32 735", "motie ", "artikel 3 "]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join)))
def test_references_stand_in_order_and_none_of_a_kind_overlap(source):
    found = list(find_references(source))
    assert found == sorted(found)
    reached = {}
    for start, end, kind, identifier in found:
        assert 0 <= start < end <= len(source)
        assert kind in KINDS
        assert identifier == identifier.strip() != ""
        assert start >= reached.get(FAMILY.get(kind, kind), 0)
        reached[FAMILY.get(kind, kind)] = end


def test_document_lists_markers_and_references_with_their_folded_text():
    source = "De stad bouwt.1 Zie Kamerstuk\n32 735 nr. 370.\n\n1 Zie https://a.nl/b\n"
    document = document_from_text(source, "d")
    assert [(r.kind, r.identifier, r.text) for r in document.references] == [
        ("footnote", "1", "1"),
        ("kamerstuk", "kst-32735-370", "Kamerstuk 32 735 nr. 370"),
        ("link", "https://a.nl/b", "https://a.nl/b"),
    ]


def test_every_name_in_the_table_of_laws_is_found_under_one_identifier():
    path = Path(__file__).parents[3] / "pipeline" / "ingest" / "references" / "laws.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    seen = {}
    for kind in ("law", "treaty"):
        for entry in table[kind]:
            assert set(entry) <= {"id", "names", "with_article"}
            for name in [*entry["names"], *entry.get("with_article", [])]:
                assert name not in seen, f"{name} stands under two laws"
                seen[name] = entry.get("id") or entry["names"][0]
                source = f"volgens artikel 3 van de {name}, dus"
                found = [
                    (k, i) for a, b, k, i in find_laws(source) if (a, b) == (8, len(source) - 5)
                ]
                assert (kind, f"{seen[name]}, artikel 3") in found, name


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "A ", "1", "\n", ")", "-", "/", "’"),
        *("Kamerstuk ", "Kamerstuk 32 735, nrs. 3, ", "32 735 nr. ", "2022/23, ", "kst-12345-"),
        *("motie ", "motie Van der ", "moties Aa, Bb, ", "Handelingen II 2023/24, "),
        *("artikel 3, ", "art. 8 en ", "Wet ", "Grondwet, artikel 3, ", "Verdrag van "),
        *(
            "https://",
            "https://a.nl/(",
            "https://a.nl/-\n",
            "www.a ",
            "10.1000/)",
            "ECLI:NL:HR:2019:",
        ),
    ],
    ids=repr,
)
def test_a_line_of_a_megabyte_takes_seconds_at_most(unit):
    """Two seconds of processor time here, with room for a slower machine; not minutes."""
    source = unit * (1_000_000 // len(unit))
    began = time.process_time()
    for _ in find_references(source):
        pass
    assert time.process_time() - began < 6
