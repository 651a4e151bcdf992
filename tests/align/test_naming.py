import tomllib
from pathlib import Path

import pytest

from pipeline.align.naming import names_in
from pipeline.align.numbering import pick, roman, spelled_out

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "references.toml").read_text(encoding="utf-8")
)["case"]
EIGHT = [str(n) for n in range(1, 9)]


def test_cases_are_sixty_or_more_and_carry_their_own_ids():
    ids = [case["id"] for case in CASES]
    assert len(ids) >= 60
    assert len(set(ids)) == len(ids)
    assert {key for case in CASES for key in case} == {"id", "text", "among", "names"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_sentence_names_these_recommendations(case):
    among = case.get("among", EIGHT)
    numbers = [""] * 8 if among == "none" else among
    shown = [f"#{n}" for n in range(1, 9)] if among == "none" else among
    found = {n for name in names_in(case["text"]) for n in pick(name, numbers)}
    assert [shown[n] for n in sorted(found)] == case["names"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("b t/m d", ("b", "c", "d")),
        ("II tot en met V", ("II", "III", "IV", "V")),
        ("1, 2 en 4", ("1", "2", "4")),
        ("3 – 5", ("3", "4", "5")),
        ("5 t/m 3", ("5", "3")),
    ],
)
def test_lists_and_ranges_are_spelled_out(text, numbers):
    assert spelled_out(text) == numbers


@pytest.mark.parametrize(
    ("text", "value"), [("I", 1), ("iv", 4), ("XIX", 19), ("b", 0), ("IIX", 0), ("", 0)]
)
def test_roman_numbers_have_a_value_and_other_words_none(text, value):
    assert roman(text) == value


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Aanbeveling 3 van de Rekenkamer is overgenomen.", "de Rekenkamer is overgenomen"),
        ("Aanbeveling 3, uit het eerdere rapport, is overgenomen.", "het eerdere rapport"),
        ("Aanbeveling 3 is overgenomen.", ""),
    ],
)
def test_name_carries_the_text_it_belongs_to(text, owner):
    assert [name.owner for name in names_in(text)] == [owner]


def test_offsets_are_those_of_the_phrase():
    text = "Wat betreft aanbeveling 3 en de laatste twee punten: nee."
    assert [text[n.start : n.end] for n in names_in(text)] == [
        "aanbeveling 3",
        "de laatste twee punten",
    ]
