import numpy as np

from pipeline.judge.features import ask_kinds, stems
from pipeline.judge.relevance import weigh_clauses


def rows(*texts):
    return [(text, stems(text)) for text in texts]


def test_one_ask_is_answered_by_every_clause():
    assert weigh_clauses(
        rows("Dat kan.", "Het fonds komt."), rows("Stel een fonds in.")
    ).tolist() == [[1.0], [1.0]]


def test_clause_fits_the_ask_whose_words_it_names():
    weights = weigh_clauses(
        rows("Het meldpunt opent in maart.", "Van boetes zien wij af."),
        rows("Open een meldpunt.", "Deel boetes uit."),
    )
    assert weights.argmax(axis=1).tolist() == [0, 1]


def test_clause_that_names_nothing_goes_with_the_one_before():
    weights = weigh_clauses(
        rows("Van boetes zien wij af.", "Dat is hier niet aan de orde."),
        rows("Open een meldpunt.", "Deel boetes uit."),
    )
    assert weights[1].argmax() == 1


def test_weights_lie_between_nothing_and_one():
    weights = weigh_clauses(rows("Iets.", "Anders.", "Meer."), rows("Een.", "Twee."))
    assert np.all((weights >= 0) & (weights <= 1))
    assert np.allclose(weights.max(axis=1), 1)


def test_kinds_of_ask_follow_their_verbs():
    assert ask_kinds("Behoud het praktijkonderwijs.") == ("keep",)
    assert ask_kinds("Investeer extra in dijken.") == ("new", "money")
    assert ask_kinds("Onderzoek de gevolgen.") == ("new", "study")
