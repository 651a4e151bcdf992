"""What a recommendation asks, one thing at a time."""

import pytest

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (
            "De raad adviseert de tol af te schaffen en de opbrengst anders te verdelen.",
            [
                "De raad adviseert de tol af te schaffen",
                "De raad adviseert de opbrengst anders te verdelen",
            ],
        ),
        (
            "De raad beveelt aan het rooster af te schaffen en te vervangen door een gesprek.",
            ["De raad beveelt aan het rooster af te schaffen en te vervangen door een gesprek"],
        ),
        (
            "Wij vragen dat elke school een arts krijgt en dat die ook ouders spreekt.",
            [
                "Wij vragen dat elke school een arts krijgt",
                "Wij vragen dat die ook ouders spreekt",
            ],
        ),
        (
            "De wet zou dit moeten regelen, en voor het toezicht dient geld te komen.",
            ["De wet zou dit moeten regelen", "Voor het toezicht dient geld te komen"],
        ),
        (
            "Schrap de toets, geef scholen geld en verleen bedreigde leraren rechtshulp.",
            ["Schrap de toets", "Geef scholen geld", "Verleen bedreigde leraren rechtshulp"],
        ),
        (
            "Eis dat de gegevens kosteloos en zonder verlies verhuizen.",
            ["Eis dat de gegevens kosteloos en zonder verlies verhuizen"],
        ),
    ],
)
def test_each_ask_has_an_object_of_its_own_and_the_words_it_shares(analysis, text, asks):
    (found,) = analysis(f"Aanbeveling 1: {text}\n", "advice").recommendations
    assert [ask.text_resolved for ask in found.asks] == asks


def test_item_gets_the_words_of_its_lead_in(analysis):
    text = """\
Wij roepen het kabinet op om:
• de tol op bruggen af te schaffen;
• veerponten een vast bedrag te geven.
"""
    found = analysis(text, "advice").recommendations
    assert [a.text_resolved for r in found for a in r.asks] == [
        "Wij roepen het kabinet op om de tol op bruggen af te schaffen",
        "Wij roepen het kabinet op om veerponten een vast bedrag te geven",
    ]


def test_what_anybody_must_do_is_no_ask_of_its_own(analysis):
    text = "Aanbeveling 1: Maak één loket. Wie verhuist, moet nu opnieuw beginnen.\n"
    (found,) = analysis(text, "advice").recommendations
    assert [a.text for a in found.asks] == ["Maak één loket"]
