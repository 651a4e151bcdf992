import pytest
from making import advice, analysis

from pipeline.align.quoted import match_quoted

FUND = "Richt samen met de provincies een noodfonds in voor vissers die hun quotum verliezen."
METER = "Meet jaarlijks de visstand in de Waddenzee en publiceer de uitkomsten."


def quoted(*texts, date="2024-09-01", responds_to=(), numbers=None, asked=(FUND, METER)):
    numbers = numbers or [""] * len(texts)
    letter = analysis(
        "\n\n".join(texts),
        "brief",
        recommendations=list(zip(numbers, texts, strict=True)),
        role="response",
        date=date,
        responds_to=tuple(responds_to),
    )
    return match_quoted([letter, advice(*asked, date="2024-03-01")])


@pytest.mark.parametrize(
    "text",
    [
        FUND,
        "Richt met de provincies een noodfonds in voor vissers die hun quotum verliezen!",
        "Richt, samen met de provincies, een noodfonds op voor vissers die hun quotum verliezen.",
        f"{FUND} Doe dat voor het einde van 2025, zodat de vloot niet verdwijnt.",
    ],
)
def test_same_recommendation_is_quoted(text):
    assert quoted(text) == {"brief-r01": "advies-r01"}


@pytest.mark.parametrize(
    "text",
    [
        "Richt een fonds in.",
        "Vissers die hun quotum verliezen, vragen provincies om een garantie.",
        "Meet de stikstof in de Waddenzee per kwartaal met boeien en sensoren.",
        "Verbied de bodemtrawl in natuurgebieden voor de kust.",
    ],
)
def test_another_recommendation_on_the_subject_is_not(text):
    assert quoted(text) == {}


def test_number_decides_between_equals():
    assert quoted(METER, numbers=["2"], asked=(METER, METER)) == {"brief-r01": "advies-r02"}


def test_each_is_quoted_once():
    assert quoted(FUND, FUND) == {"brief-r01": "advies-r01"}


def test_older_document_quotes_nothing_unless_declared():
    assert quoted(FUND, date="2023") == {}
    assert quoted(FUND, date="2023", responds_to=["advies"]) == {"brief-r01": "advies-r01"}


def test_advice_quotes_no_advice():
    again = advice(FUND, document_id="ander", date="2025")
    assert match_quoted([advice(FUND), again]) == {}
