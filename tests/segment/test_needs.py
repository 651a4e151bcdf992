"""Sentences that ask by saying what is needed or missing, and questions that propose."""

import pytest

from pipeline.segment.needs import is_needed
from pipeline.segment.wording import requests_by_question


@pytest.mark.parametrize(
    "text",
    [
        "Onze schippers zouden zeer gebaat zijn bij een vaste ligplaats.",
        "Wat ontbreekt is een register van oude molens.",
        "Steun aan de veerman verdient het daarom om te worden voortgezet.",
        "Het mag niet langer gebeuren dat een brug een week open blijft staan.",
        "Geen haven mag nog open zonder dat de meter is gekeurd.",
        "Aan die kap moet een einde komen.",
        "Er moet een landelijke toets komen voor havenloodsen.",
        "De regering wordt gevraagd de vuurtoren te onderhouden.",
        "Het zou het dorp goeddoen als u eens kwam kijken.",
        "Het wordt hoog tijd om de dijk te verhogen.",
        "Er is behoefte aan een eigen loket voor imkers.",
        "Er is een noodfonds nodig voor kleine musea.",
        "Liever zien wij een vergoeding per kist.",
        "Wat ons betreft komt er een halte bij de werf.",
        "De drempel moet omlaag.",
        "Zulke akkers horen vrij te blijven van gif.",
        "Het minste wat de gemeente kan doen, is de brief vertalen.",
        "De tijd is rijp voor een verbod.",
    ],
)
def test_a_need_asks(text):
    assert is_needed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Niemand is gebaat bij een halve brug.",
        "Er is geen fonds nodig voor grote musea.",
        "Er is geen behoefte aan nog een loket.",
        "Boeren mogen er sinds vorig jaar niet meer ploegen.",
        "Wat ontbreekt is hulp.",
        "De boot moest drie keer terug naar de haven.",
        "Wij willen een beeld schetsen.",
    ],
)
def test_what_is_told_asks_nothing(text):
    assert not is_needed(text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Waarom niet elk jaar een telling gehouden?", True),
        ("En waarom zou de provincie de bus niet betalen?", True),
        ("Waarom mogen scholieren niet gratis mee?", True),
        ("Hoe gaat de minister regelen dat de sluis open is?", True),
        ("Kunt u reders verplichten te melden in welke haven zij lossen?", True),
        ("Waarom is dat nooit gebeurd?", False),
        ("Kunt u zeggen welke haven het was?", False),
        ("Hoe kon het zo ver komen?", False),
    ],
)
def test_questions_that_propose_ask(text, asks):
    assert requests_by_question(text) is asks
