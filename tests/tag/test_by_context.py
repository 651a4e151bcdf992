import numpy as np
import pytest

from pipeline.tag.by_context import FEATURES, ClaimContext, Evidence, features, points_back


def column(name, claims):
    """A feature of claims given as (block, section, recommendation, words, score)."""
    contexts = tuple(ClaimContext(b, s, r, tuple(w.split())) for b, s, r, w, _ in claims)
    scores = np.array([[float(score)] for *_, score in claims]).reshape(-1, 1)
    zero = np.zeros_like(scores)
    evidence = Evidence(contexts, zero, zero, zero, zero)
    return features(evidence, scores)[:, 0, FEATURES.index(name)].round(4).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zij kregen steun", ("zij", True)),
        ("daarnaast deze wet", ("deze", True)),
        ("de gemeente betaalt hun reis", ("hun", False)),
        ("de wet die geldt", ("", False)),
        ("wegen worden verbreed", ("", False)),
        ("en sloten de deuren", ("en", True)),
        ("maar hun subsidie verviel", ("maar", True)),
        ("wegen en bruggen worden verbreed", ("", False)),
    ],
)
def test_pronoun_at_the_start_points_back(text, expected):
    assert points_back(tuple(text.split())) == expected


def test_pointing_claim_takes_over_the_theme_of_the_claim_before():
    claims = [(0, "", -1, "verdedigers leven gevaarlijk", 1), (0, "", -1, "zij vluchten", 0)]
    assert column("before_pointing", claims) == [0, 1]


def test_nothing_passes_from_another_block_as_before():
    claims = [(0, "", -1, "verdedigers leven gevaarlijk", 1), (1, "", -1, "zij vluchten", 0)]
    assert column("before", claims) == [0, 0]
    assert column("above", claims) == [0, 1]


def test_theme_fades_along_a_chain_and_over_a_heading():
    row = (0, "A", -1, "verdedigers", 1), (0, "A", -1, "regels", 0), (0, "A", -1, "kosten", 0)
    assert column("remembered", row) == [0, 1, 0.7]
    row = (*row[:2], (1, "B", -1, "kosten", 0))
    # the heading stands between the second claim and the third: what passes is the first's, once
    assert column("remembered", row) == [0, 1, 0.2]


def test_answer_sees_what_its_recommendation_is_about():
    claims = [(0, "", 3, "steun verdedigers", 1), (1, "", 3, "dat gebeurt", 0)]
    # one of one other claim, shrunk with two: 1 / (1 + 2)
    assert column("answered", claims) == [0, 0.3333]


def test_claims_outside_recommendations_share_nothing_through_them():
    claims = [(0, "", -1, "steun verdedigers", 1), (1, "", -1, "dat gebeurt", 0)]
    assert column("answered", claims) == [0, 0]


def test_a_text_of_one_claim_speaks_for_itself():
    assert column("document", [(0, "", -1, "steun verdedigers", 0.8)]) == [0.8]


def test_empty_document_has_no_features():
    none = np.zeros((0, 1))
    assert features(Evidence((), none, none, none, none), none).shape == (0, 1, len(FEATURES))
