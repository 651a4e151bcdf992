"""Claims by the codebook's definition: one case a sentence, with the rule that it stands for."""

import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.model
CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "claims.toml").read_text("utf-8"))[
    "case"
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_sentence_gives_the_claims_of_the_codebook(analysis, case, request):
    if "known_failure" in case:
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["known_failure"]))
    found = analysis(case["text"], case["role"])
    assert [[c.claim_type, c.text] for c in found.claims] == case["claims"]


def test_cases_have_ids_of_their_own_and_something_to_check():
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)
    assert all("claims" in case for case in CASES)


def test_claim_across_a_footnote_has_its_words_and_not_the_notes(analysis):
    text = (
        "Het kabinet voert de nota uit, zoals eerder werd toegezegd,1 en zal daarover ieder\n"
        "jaar verslag doen aan de beide Kamers van de Staten-Generaal en ook aan\n\n"
        "1 Brief van 3 maart, nummer 12.\n"
        " de provincies die meebetalen aan de uitvoering.\n\n"
        " \n"
    )
    words = " ".join(c.text for c in analysis(text).claims).replace(",", "")
    assert words == (
        "Het kabinet voert de nota uit zoals eerder werd toegezegd en zal daarover ieder jaar "
        "verslag doen aan de beide Kamers van de Staten-Generaal en ook aan de provincies die "
        "meebetalen aan de uitvoering."
    )


def test_cell_that_is_a_sentence_reads_as_one_and_a_goal_as_a_commitment(analysis):
    text = (
        "De provincie zegt per advies wat zij doet.\n\n"
        "Advies\nReactie\nResultaat\n"
        "Stel een fonds in voor de oude haven.\n"
        "De haven telt dertig schepen.\n"
        "Minder overlast van schepen in de stad\n"
    )
    found = [(c.text, c.claim_type) for c in analysis(text, role="policy").claims]
    assert found[-3:] == [
        ("Stel een fonds in voor de oude haven.", "recommendation"),
        ("De haven telt dertig schepen.", "assertion"),
        ("Minder overlast van schepen in de stad", "commitment"),
    ]
