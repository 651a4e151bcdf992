import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.tag.by_context import (
    FEATURES,
    ClaimContext,
    ContextWeights,
    Evidence,
    features,
    points_back,
)


def evidence(claims):
    """Claims as (block, section, recommendation, words, has the theme's term)."""
    contexts = tuple(ClaimContext(b, s, r, tuple(w.split())) for b, s, r, w, _ in claims)
    terms = np.array([[float(t)] for *_, t in claims])
    return Evidence(contexts, terms, np.full(terms.shape, np.nan), np.zeros(terms.shape))


def column(name, claims):
    return features(evidence(claims))[:, 0, FEATURES.index(name)].round(4).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zij kregen steun", ("zij", True)),
        ("daarnaast deze wet", ("deze", True)),
        ("de gemeente betaalt hun reis", ("hun", False)),
        ("de wet die geldt", ("", False)),
        ("wegen worden verbreed", ("", False)),
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
    assert column("above_pointing", claims) == [0, 1]


def test_nothing_passes_over_a_new_heading():
    claims = [(0, "A", -1, "verdedigers leven gevaarlijk", 1), (1, "B", -1, "zij vluchten", 0)]
    assert column("above_pointing", claims) == [0, 0]


def test_theme_fades_along_a_chain():
    claims = [(0, "", -1, "verdedigers", 1), (0, "", -1, "zij", 0), (0, "", -1, "zij", 0)]
    assert column("before", claims) == [0, 1, 0.9]


def test_answer_sees_what_its_recommendation_is_about():
    claims = [(0, "", 3, "steun verdedigers", 1), (1, "", 3, "dat gebeurt", 0)]
    # one of one other claim, shrunk with two: 1 / (1 + 2)
    assert column("answered_bare", claims) == [0, 0.3333]


def test_claims_outside_recommendations_share_nothing_through_them():
    claims = [(0, "", -1, "steun verdedigers", 1), (1, "", -1, "dat gebeurt", 0)]
    assert column("answered_bare", claims) == [0, 0]


def test_empty_document_has_no_features():
    assert features(Evidence((), *(np.zeros((0, 1)) for _ in range(3)))).shape[0] == 0


def test_weights_survive_their_file(tmp_path):
    weights = ContextWeights(tuple(float(n) for n in range(len(FEATURES))), -1.5, 0.6)
    weights.save(tmp_path / "context.json")
    assert ContextWeights.load(tmp_path / "context.json") == weights


def test_weights_of_other_features_are_refused(tmp_path):
    path = tmp_path / "context.json"
    path.write_text('{"intercept": 0, "threshold": 0.5, "weights": {"other": 1}}')
    with pytest.raises(ModelError, match="expected the weights"):
        ContextWeights.load(path)
