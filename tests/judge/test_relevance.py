import numpy as np
import pytest

from pipeline.judge.features import ask_kinds
from pipeline.judge.relevance import (
    BEARING_FEATURES,
    bearing_features,
    named_by_order,
    shared_words,
    units_of,
)

ASKS = ["Open een meldpunt.", "Deel boetes uit."]


def features(clauses, asks=ASKS):
    """By name: clauses by asks."""
    found = bearing_features(units_of(clauses), units_of(asks))
    return {name: found[:, :, column] for column, name in enumerate(BEARING_FEATURES)}


def test_clause_shares_the_words_of_the_ask_that_it_names():
    shared = shared_words(
        units_of(["Het meldpunt opent in maart.", "Van boetes zien wij af."]), units_of(ASKS)
    )
    assert shared.argmax(axis=1).tolist() == [0, 1]
    assert np.all((shared >= 0) & (shared <= 1))


@pytest.mark.parametrize(
    ("ask", "clause"),
    [
        ("Verlaag de toeslag.", "De huurtoeslag gaat omlaag."),
        ("Stimuleer de bouw.", "Wij gaan bouwen."),
        ("Voer een meldplicht in.", "Een vergunningplicht volstaat."),
    ],
)
def test_part_of_a_compound_counts_as_shared(ask, clause):
    shared = shared_words(units_of([clause]), units_of([ask, "Open een haven."]))
    assert shared[0, 0] > shared[0, 1] == 0


def test_what_a_clause_names_carries_over_to_one_that_names_nothing():
    found = features(["Van boetes zien wij af.", "Dat is hier niet aan de orde."])
    assert found["names_nothing"][1].tolist() == [1, 1]
    assert found["carried"][1, 1] > found["carried"][1, 0]
    assert found["same_as_last"][1].tolist() == [0, 1]


def test_clause_that_names_an_ask_by_its_order_speaks_against_the_others():
    found = features(["Het tweede volgen wij niet."])
    assert found["ordinal"][0].tolist() == [-1, 1]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Beide punten nemen wij over.", (0, 1, 2)),
        ("Beide Kamers krijgen bericht.", ()),
        ("Het vijfde past ons niet.", ()),
    ],
)
def test_asks_named_by_order(text, named):
    assert named_by_order(text, 3) == named


def test_clause_after_an_unended_one_runs_on():
    assert [unit.runs_on for unit in units_of(["Er komt een fonds,", "maar later.", "Goed."])] == [
        False,
        True,
        False,
    ]


def test_kinds_of_ask_follow_their_verbs():
    assert ask_kinds("Behoud het praktijkonderwijs.") == ("keep",)
    assert ask_kinds("Investeer extra in dijken.") == ("new", "money")
    assert ask_kinds("Onderzoek de gevolgen.") == ("new", "study")
