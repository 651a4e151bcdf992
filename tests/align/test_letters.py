import tomllib
from pathlib import Path

import pytest
from making import advice, analysis, wholes

from pipeline.align import align_recommendations
from pipeline.align.letters import no_answer_in, passes_over

LETTERS = tomllib.loads(
    (Path(__file__).resolve().parent.parent / "cases/letters.toml").read_text("utf-8")
)["letter"]
ANSWERS = [letter for letter in LETTERS if not letter["reason"]]

ASKED = (
    "Richt een noodfonds in voor vissers die hun quotum verliezen.",
    "Meet jaarlijks de visstand in de Waddenzee.",
)


def aligned(*letters):
    given = advice(*ASKED, title="Vloot", date="2024-03-01")
    replies = [
        analysis(text, f"brief{n}", role="response", responds_to=("advies",), title="Brief")
        for n, text in enumerate(letters)
    ]
    return align_recommendations([given, *replies])


def reason(*letters):
    found = aligned(*letters)
    assert found.alignments == {}
    return found.no_answer_reason(found.analyses[0].recommendations[0])


FORWARDING = (
    "Geachte voorzitter,\n\nHierbij zend ik u het advies van de Raad voor de Visserij toe. Het "
    "advies bevat twee aanbevelingen over een noodfonds voor vissers en over de visstand. "
    "Ik dank de raad voor zijn werk."
)
POSTPONING = (
    "De raad adviseert een noodfonds voor vissers die hun quotum verliezen. Voor de zomer ontvangt "
    "u de kabinetsreactie. Ik vertrouw erop u hiermee voldoende te hebben geïnformeerd."
)
ANSWERING = "Aanbeveling 2 neem ik over. De reactie op het overige volgt in het najaar."


def test_letter_that_forwards_answers_nothing():
    assert reason(FORWARDING) == "forwarded"


def test_letter_that_postpones_answers_nothing():
    assert reason(POSTPONING) == "postponed"


def test_announcement_counts_before_forwarding():
    assert reason(FORWARDING, POSTPONING) == "postponed"


def test_letter_that_answers_elsewhere_leaves_the_rest_not_found():
    found = aligned(ANSWERING, FORWARDING)
    assert [row[0] for row in wholes(found)] == ["r02"]
    assert found.no_answer_reason(found.analyses[0].recommendations[0]) == "not_found"


def test_nothing_linked_is_not_linked():
    found = align_recommendations([advice(*ASKED)])
    assert [found.linked(r) for r in found.analyses[0].recommendations] == [False, False]


def test_open_point_of_a_reply_is_linked_to_the_reply():
    text = "Bouw een brug.\n\nDie komt er.\n\nSloop de sluis.\n"
    asked = [("", "Bouw een brug.", "Die komt er."), ("", "Sloop de sluis.")]
    found = align_recommendations([analysis(text, recommendations=asked, role="response")])
    assert [found.linked(r) for r in found.analyses[0].recommendations] == [True, True]
    assert found.no_answer_reason(found.analyses[0].recommendations[1]) == "not_found"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hierbij bied ik u de kabinetsreactie aan. Het kabinet neemt het advies over.", None),
        ("De visserij krimpt. De vloot veroudert.", None),
        ("Ik stuur u het rapport toe. Het kabinet verhoogt daarnaast de steun aan vissers.", None),
        ("Ik heb uw brief doorgeleid naar de provincies.", "forwarded"),
        ("Het college heeft nog geen standpunt ingenomen over uw brief.", "postponed"),
    ],
)
def test_letter_is_read_whole(text, why):
    assert no_answer_in(analysis(text)) == why


@pytest.mark.parametrize("letter", ANSWERS, ids=lambda letter: letter["id"])
def test_letter_that_answers_is_never_set_aside(letter):
    assert no_answer_in(analysis(letter["text"])) is None


def test_letters_never_seen_are_told_apart_more_often_than_by_phrases():
    assert {letter["reason"] for letter in LETTERS} == {"", "forwarded", "postponed"}
    silent = [letter for letter in LETTERS if letter["reason"]]
    told = [no_answer_in(analysis(letter["text"])) == letter["reason"] for letter in silent]
    # Patterns alone told 15 of these 29.
    assert sum(told) >= 17


def test_long_document_answers_whatever_it_announces():
    policy = "De kabinetsreactie volgt in mei. " + "De visserij krimpt. " * 40
    assert no_answer_in(analysis(policy)) is None


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["Hierop kom ik in het najaar terug."], "postponed"),
        (["Ik dank u voor dit punt.", "Mijn reactie volgt in mei."], "postponed"),
        (["Over de bus beslist de provincie.", "Uw wens is aan haar doorgestuurd."], "forwarded"),
        (["Ik dank u voor dit punt."], None),
        (["Dit neem ik over.", "Mijn reactie op de rest volgt in mei."], None),
        (["De bus rijdt vaker.", "Uw wens is aan de provincie doorgestuurd."], None),
        ([], None),
    ],
)
def test_passage_that_gives_no_answer(texts, why):
    assert passes_over(texts) == why


COVER = (
    "Hierbij zend ik u het advies van de Raad voor de Visserij toe. Voor de zomer ontvangt u de "
    "kabinetsreactie. Tot die tijd doe ik over de voorstellen geen uitspraken.\n\n"
    "In het debat vroeg uw Kamer naar de sluizen. Die sluizen heb ik laten herstellen."
)


def test_cover_letter_that_speaks_of_other_matters_answers_nothing():
    assert no_answer_in(analysis(COVER)) == "postponed"
    longer = COVER + " De sluizen lekten." * 40
    assert no_answer_in(analysis(longer)) == "postponed"
    assert no_answer_in(analysis(longer.replace("geen uitspraken", "graag uitspraken"))) is None


GENERAL = """Geachte voorzitter,

Ik dank de raad. Het kabinet onderschrijft de aanbevelingen in grote lijnen. Het merendeel ervan
is al beleid.

Voor voorstellen die geld kosten is geen ruimte. De vloot krimpt al jaren.

Hieronder volgt een reactie op de aanbevelingen.

## Aanbeveling 1

Het kabinet neemt deze aanbeveling over. Voor meer is geen ruimte.
"""


def test_sentences_on_all_recommendations_are_offered_apart():
    found = aligned(GENERAL)
    wanted = [
        "Het kabinet onderschrijft de aanbevelingen in grote lijnen.",
        "Het merendeel ervan is al beleid.",
        "Voor voorstellen die geld kosten is geen ruimte.",
    ]
    assert {key: [p.text for p in found.general[key]] for key in found.general} == {
        "brief0": wanted
    }
    assert [p.text for p in found.general_for(found.analyses[0].recommendations[1])] == wanted
    assert wholes(found) == [
        (
            "r01",
            "reference",
            "Het kabinet neemt deze aanbeveling over. Voor meer is geen ruimte.",
        )
    ]


def test_letter_on_one_point_offers_nothing_general():
    found = aligned("Aanbeveling 1 neem ik over. De vissers krijgen steun.")
    assert found.general == {}
    assert found.general_for(found.analyses[0].recommendations[0]) == ()
