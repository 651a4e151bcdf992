import pytest
from making import advice, analysis

from pipeline.align import align_recommendations
from pipeline.align.advisers import adviser_names, is_anothers
from pipeline.align.links import could_answer
from pipeline.align.replies import Nearness, chance_of_reply, numbers_of, shipped_weights

KNOWN = {
    "title": "Advies Ruimte voor de kotter: naar een vloot met toekomst",
    "publisher": "Raad voor de Visserij",
    "date": "2024-03-01",
}


def links(text, *, role="response", date="2024-09-01", responds_to=(), given=KNOWN, more=()):
    asked = advice("Richt een fonds in.", **given)
    letter = analysis(
        text, "brief", role=role, date=date, title="Brief", responds_to=tuple(responds_to)
    )
    return align_recommendations([asked, letter, *more]).links


LINKED = {"advies": ("brief",)}


@pytest.mark.parametrize(
    "text",
    [
        "In ‘Ruimte voor de kotter: naar een vloot met toekomst’ staat veel.",
        "Het advies «Ruimte voor de kotter» is helder.",
        "Ruimte voor de kotter,\nnaar een vloot met toekomst, is een goed stuk.",
        "Op 1 maart 2024 bracht de Raad voor de Visserij een advies uit.",
        "Het advies van de raad voor de visserij van maart 2024 is helder.",
        "Dank voor het advies van de Raad voor de Visserij over de vloot.",
        "In ‘Ruimte voor de kotter’ leest men hoe de vloot kromp.",
        "Aan: Raad voor de Visserij\nDen Haag, 21 oktober 2024\n\nDank voor uw woorden.",
        "De oproepen, waaronder een bijdrage van de Raad voor de Visserij, zijn helder.",
    ],
)
def test_reply_that_names_the_advice_is_linked(text):
    assert links(text) == LINKED


@pytest.mark.parametrize(("day", "linked"), [("1 maart", LINKED), ("1 oktober", {})])
def test_day_without_a_year_is_the_last_before_the_letter(day, linked):
    text = f"De Raad voor de Visserij vroeg in zijn appèl van {day} om een fonds."
    assert links(text, role="policy") == linked


@pytest.mark.parametrize(
    "text",
    [
        "Het advies van de Raad voor de Visserij van 3 mei 2021 ging over schol.",
        "Er is ruimte voor de kotter op zee.",
        "De Raad voor de Visserij telt negen leden.",
        "Het advies van de Onderwijsraad van maart 2024 is helder.",
        "De vloot heeft toekomst.",
        "Men spreekt van ‘de kotter’ en van ‘toekomst’.",
        "Aan deze Raad voor de Visserij is niets gevraagd.",
    ],
)
def test_letter_that_names_something_else_is_not_linked(text):
    assert links(text) == {}


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("De motie-Bos (Kamerstuk 32 735, nr. 12) voer ik uit.", {"motie": ("brief",)}),
        ("In Kamerstukken II 2023/24, 32 735, nr. 12 staat een verzoek.", {"motie": ("brief",)}),
        ("De motie-Bos (Kamerstuk 32 735, nr. 13) voer ik uit.", {}),
        ("De motie voer ik uit.", {}),
    ],
)
def test_paper_of_parliament_is_named_by_its_number(text, linked):
    head = "32 735 De vloot\nNr. 12 MOTIE VAN HET LID BOS\n\n"
    asked = analysis(
        head + "Richt een fonds in.",
        "motie",
        role="advice",
        recommendations=[("", "Richt een fonds in.")],
    )
    assert asked.document.kamerstuk == "kst-32735-12"
    letter = analysis(text, "brief", role="response", title="Brief")
    assert align_recommendations([asked, letter]).links == linked


def test_policy_letter_needs_a_date_or_a_title():
    text = "Het advies van de Raad voor de Visserij is helder."
    assert links(text, role="policy") == {}


def test_number_of_the_advice_names_it():
    asked = advice("Richt een fonds in.", **KNOWN)
    numbered = analysis(
        "Adviesnummer RV-2024-07\n\n1. Richt een fonds in.\n",
        "advies",
        recommendations=[("1", "Richt een fonds in.")],
        role="advice",
        **KNOWN,
    )
    letter = analysis(
        "De Raad voor de Visserij gaf dit advies (kenmerk RV-2024-07) in het voorjaar.",
        "brief",
        role="policy",
        title="Brief",
    )
    assert align_recommendations([numbered, letter]).links == LINKED
    assert align_recommendations([asked, letter]).links == {}


def test_older_document_answers_only_when_declared():
    text = "Het advies «Ruimte voor de kotter» is helder."
    assert links(text, date="2023") == {}
    assert links(text, date="2023", responds_to=["advies"]) == LINKED
    assert links(text, date="2024") == LINKED


def test_declared_document_that_is_not_there_links_nothing():
    assert links("Een brief.", responds_to=["elders", "brief"]) == {}


def test_two_advices_of_one_adviser_need_a_date_to_be_told_apart():
    other = advice(
        "Bouw een sluis.",
        document_id="ander",
        title="Sluizen",
        publisher="Raad voor de Visserij",
        date="2024-05-01",
    )
    assert links("Dank voor het advies van de Raad voor de Visserij.", more=[other]) == {}
    assert links("De Raad voor de Visserij gaf op 1 mei 2024 advies.", more=[other]) == {
        "ander": ("brief",)
    }


def test_quoted_recommendation_links():
    asked = advice("Richt een noodfonds in voor vissers die hun quotum verliezen.", **KNOWN)
    text = "Richt een noodfonds in voor vissers die hun quotum verloren."
    letter = analysis(text, "brief", recommendations=[("", text)], role="response", title="Brief")
    aligned = align_recommendations([asked, letter])
    assert aligned.links == LINKED
    assert [r.quoted_from for a in aligned.analyses for r in a.recommendations] == [
        "",
        "advies-r01",
    ]


@pytest.mark.parametrize(
    ("advised", "answered", "could"),
    [
        ("2025-04-10", "2025", True),
        ("2026-04-16", "2025", False),
        ("2025-04-10", "2025-04-10", True),
        ("2025-04-10", "2025-04-09", False),
        ("", "1999", True),
        ("2025", "", True),
    ],
)
def test_dates_say_what_could_answer(advised, answered, could):
    assert could_answer(advised, answered) is could


def test_adviser_is_known_by_name_initials_and_brackets():
    named = advice("Bouw.", publisher="Adviesraad Internationale Vraagstukken").document
    bracketed = analysis(
        "De Raad voor Cultuur (RvC) schrijft.", publisher="Raad voor Cultuur"
    ).document
    assert adviser_names(named) == ("AIV", "Adviesraad Internationale Vraagstukken")
    assert adviser_names(bracketed) == ("Raad voor Cultuur", "RvC")
    assert adviser_names(advice("Bouw.").document) == ()


@pytest.mark.parametrize(
    ("owner", "another"),
    [
        ("de Raad voor de Visserij is helder", False),
        ("de raad", False),
        ("het advies", False),
        ("", False),
        ("de Algemene Rekenkamer", True),
        ("de motie Jansen", True),
        ("het eerdere rapport", True),
        ("de Tweede Kamer", True),
    ],
)
def test_owner_tells_whose_recommendation_it_is(owner, another):
    assert is_anothers(owner, advice("Bouw.", **KNOWN).document) is another


@pytest.mark.parametrize(
    ("publisher", "linked"),
    [("Ministerie van Landbouw", LINKED), ("Rekenkamer Noordzee", {})],
)
def test_letter_that_quotes_one_paper_responds_to_the_other_it_names(publisher, linked):
    asked = advice("Richt een fonds in.", **KNOWN)
    letter = analysis(
        "Van de Raad voor de Visserij ontving ik een position paper.\n\n"
        "Punt 1: Verkoop de haven.\n\nDe haven blijft van ons.\n",
        "brief",
        recommendations=[("1", "Verkoop de haven.", "De haven blijft van ons.")],
        role="mixed",
        publisher=publisher,
        date="2024-09-01",
        title="Brief",
    )
    assert align_recommendations([asked, letter]).links == linked


def test_title_is_known_without_the_kind_of_letter():
    given = {"title": "Brandbrief Houd de haven open", "date": "2024-03-01"}
    assert links("Uw brandbrief ‘Houd de haven open’ las ik.", given=given) == LINKED


def test_a_document_that_shares_nothing_is_no_reply():
    asked = advice("Richt een fonds in.", **KNOWN)
    near = [Nearness(name, cosine=0.0, spoken_of=0.0, sentences=9) for name in ("nota", "plan")]
    for others in (near[:1], near):
        assert chance_of_reply(numbers_of(asked, others), shipped_weights()) < 0.01
