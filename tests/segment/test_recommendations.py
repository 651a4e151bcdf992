"""Recommendations in the layouts that papers use, and texts that only look like one."""

import pytest

import pipeline

pytestmark = pytest.mark.model

LABELLED = """\
Geachte voorzitter,

Aanbeveling 1: Stel een landelijk fonds in voor dorpshuizen en regel het beheer bij
de provincies.

Het kabinet onderschrijft deze aanbeveling. In het voorjaar ontvangt uw Kamer een
voorstel voor zo'n fonds.

Aanbeveling 2: Schrap de eigen bijdrage voor vrijwilligers.

Het kabinet kiest hier niet voor, omdat daarvoor geen geld is.

De minister van Binnenlandse Zaken,

A. Voorbeeld
"""


def test_labelled_recommendations_keep_their_number_and_lose_their_label(analysis):
    found = analysis(LABELLED)
    assert [(r.number, r.text) for r in found.recommendations] == [
        (
            "1",
            "Stel een landelijk fonds in voor dorpshuizen en regel het beheer bij de provincies.",
        ),
        ("2", "Schrap de eigen bijdrage voor vrijwilligers."),
    ]


def test_answer_runs_to_the_next_recommendation_without_the_signature(analysis):
    found = analysis(LABELLED)
    answers = [
        pipeline.normalise(found.document, start, end)
        for r in found.recommendations
        for start, end in r.answer
    ]
    assert answers == [
        "Het kabinet onderschrijft deze aanbeveling. In het voorjaar ontvangt uw Kamer een "
        "voorstel voor zo'n fonds.",
        "Het kabinet kiest hier niet voor, omdat daarvoor geen geld is.",
    ]


def test_coordinated_orders_with_objects_of_their_own_are_two_asks(analysis):
    first = analysis(LABELLED).recommendations[0]
    assert [a.text for a in first.asks] == [
        "Stel een landelijk fonds in voor dorpshuizen",
        "en regel het beheer bij de provincies",
    ]
    assert first.asks[1].text_resolved == "Regel het beheer bij de provincies"


def test_coordinated_orders_with_one_object_are_one_ask(analysis):
    text = "Aanbeveling 1: Herstel en versterk de dijken langs de rivier.\n"
    (found,) = analysis(text, "advice").recommendations
    assert [a.text for a in found.asks] == ["Herstel en versterk de dijken langs de rivier"]


LISTED = """\
Drie suggesties voor de minister

1. Organiseer elk jaar een gesprek met huurders.
2. Publiceer de uitkomsten daarvan binnen een maand.
3. Betrek ook de gemeenten.
"""


def test_items_under_a_lead_in_are_recommendations(analysis):
    assert [r.number for r in analysis(LISTED, "advice").recommendations] == ["1", "2", "3"]


def test_items_under_another_lead_in_are_none(analysis):
    text = """\
Wat wij deden

1. Het ministerie sprak met huurders.
2. De uitkomsten zijn gepubliceerd.
"""
    assert analysis(text, "policy").recommendations == ()


def test_request_in_running_text_is_found_without_a_heading(analysis):
    text = (
        "De wachtlijsten groeien al jaren. Wij roepen de minister op om de tarieven te herzien. "
        "Dat stelsel is in 1994 bedacht en sindsdien niet meer bezien. Veel gezinnen wachten."
    )
    (found,) = analysis(text, "advice").recommendations
    assert (found.number, found.text) == (
        "",
        "Wij roepen de minister op om de tarieven te herzien.",
    )
    assert found.asks[0].addressee == "minister"


@pytest.mark.parametrize(
    "text",
    [
        "Moet het dan altijd zo blijven? Veel mensen denken van niet.",
        "De bedrijven vragen zich af wat de regels betekenen.",
        "Het kabinet roept bedrijven op om zuinig met energie om te gaan.",
    ],
)
def test_what_only_looks_like_a_request_is_left_alone(analysis, text):
    role = "policy" if text.startswith("Het kabinet") else "advice"
    assert analysis(text, role).recommendations == ()


def test_a_label_above_the_answer_alone_is_no_recommendation(analysis):
    text = """\
Aanbeveling 1

Het kabinet neemt deze aanbeveling over en stelt in het najaar een fonds in.

Aanbeveling 2

Wij zien geen reden om de bijdrage te schrappen.
"""
    assert analysis(text, "response").recommendations == ()


def test_lettered_items_are_recommendations_of_their_own(analysis):
    text = """\
De raad adviseert Gedeputeerde Staten:
a. stel een uitvoeringsprogramma op voor natte natuur;
b. maak afspraken met waterschappen over het peil;
c. betrek boeren vanaf het begin.
"""
    assert [r.number for r in analysis(text, "advice").recommendations] == ["a", "b", "c"]


def test_title_line_and_answer_heading_are_no_part_of_a_recommendation(analysis):
    text = """\
Aanbeveling 1: Versterk de wijkverpleging
Zorg voor meer opleidingsplaatsen voor wijkverpleegkundigen.

Reactie
Het aantal plaatsen groeit in 2026 met 500.

Aanbeveling 2: Verminder regels
Schrap dubbele registraties in de zorg.

Reactie
Het kabinet werkt hier al aan.

Tot slot
Ik dank de opstellers van het rapport.
"""
    found = analysis(text, "response")
    assert [r.text for r in found.recommendations] == [
        "Zorg voor meer opleidingsplaatsen voor wijkverpleegkundigen.",
        "Schrap dubbele registraties in de zorg.",
    ]
    assert [
        pipeline.normalise(found.document, start, end)
        for r in found.recommendations
        for start, end in r.answer
    ] == ["Het aantal plaatsen groeit in 2026 met 500.", "Het kabinet werkt hier al aan."]


TITLED = """\
De raad adviseert de minister van Onderwijs in dit stuk drie dingen te doen:

1. Geef leerlingen een stem
Leerlingen weten zelf het beste wat er op hun school nodig is. Betrek hen bij elk
besluit over het rooster.

2. Bouw kleine scholen

In een kleine school kent iedereen elkaar. Stel daarvoor geld beschikbaar.

Dat kan uit het fonds voor krimp.

3. Schrap de toets
Die zegt weinig. Vervang hem door een gesprek met de leraar aan het slot van een jaar.
"""


def test_title_line_of_an_item_is_no_part_of_what_it_recommends(analysis):
    found = analysis(TITLED, role="advice")
    assert [(r.number, r.text) for r in found.recommendations] == [
        (
            "1",
            "Leerlingen weten zelf het beste wat er op hun school nodig is. Betrek hen bij elk "
            "besluit over het rooster.",
        ),
        (
            "2",
            "In een kleine school kent iedereen elkaar. Stel daarvoor geld beschikbaar. Dat kan "
            "uit het fonds voor krimp.",
        ),
        (
            "3",
            "Die zegt weinig. Vervang hem door een gesprek met de leraar aan het slot van een "
            "jaar.",
        ),
    ]


def test_items_without_words_of_their_own_below_are_no_titles(analysis):
    text = "De raad adviseert de minister:\n\n1. Bouw scholen\n2. Werf leraren\n\nDat helpt.\n"
    found = analysis(text, role="advice")
    assert [r.text for r in found.recommendations] == ["Bouw scholen", "Werf leraren"]


def test_quoted_items_are_recommendations(analysis):
    text = (
        "Geachte voorzitter,\n\nDe raad beveelt het kabinet aan:\n\n> 1. Geef leerlingen een stem "
        "bij elk\n> besluit.\n> 2. Bouw kleine scholen.\n\nHet kabinet onderschrijft dit.\n"
    )
    found = analysis(text, role="response")
    assert [(r.number, r.text) for r in found.recommendations] == [
        ("1", "Geef leerlingen een stem bij elk besluit."),
        ("2", "Bouw kleine scholen."),
    ]
