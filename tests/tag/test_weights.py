import json

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.tag.by_context import FEATURES, ClaimContext, Evidence, features
from pipeline.tag.weights import AGAIN_FEATURES, OWN_FEATURES, Regression, ThemeWeights


def regression(names, **weights):
    return Regression(tuple(float(weights.get(name, 0)) for name in names), -2.0)


@pytest.fixture
def weights():
    return ThemeWeights(
        own=regression(OWN_FEATURES, term=4),
        around=regression(FEATURES, own=1, before=4),
        again=regression(AGAIN_FEATURES, again_own=1, again_before=4),
        threshold=0.4,
        carried=0.5,
    )


def evidence(terms):
    contexts = tuple(ClaimContext(0, "", -1, ("zij",)) for _ in terms)
    column = np.array(terms, float).reshape(-1, 1)
    nothing = np.zeros_like(column)
    return Evidence(contexts, column, np.full_like(column, np.nan), nothing, nothing)


def test_weights_survive_their_file(weights, tmp_path):
    weights.save(tmp_path / "context.json")
    assert ThemeWeights.load(tmp_path / "context.json") == weights


def test_the_second_round_carries_a_theme_one_claim_further(weights):
    scores, own = weights.scores(evidence([1, 0, 0]))
    assert own.round(2).ravel().tolist() == [0.88, 0.12, 0.12]
    # the third claim stands next to none with the term: it has the theme from the second
    first = weights.around.scores(features(evidence([1, 0, 0]), own))
    assert first[1, 0] > own[1, 0]
    assert scores[2, 0] > weights.scores(evidence([0, 0, 0]))[0][2, 0]


def test_basis_is_the_term_the_model_or_else_the_context(weights):
    bases = weights.bases(evidence([1, 0, 0]), np.array([[0.9], [0.5], [0.1]]))
    assert bases == [["term"], ["model"], ["context"]]


def test_weights_of_other_features_are_refused(weights, tmp_path):
    path = tmp_path / "context.json"
    weights.save(path)
    data = json.loads(path.read_text())
    data["around"]["weights"] = {"other": 1}
    path.write_text(json.dumps(data))
    with pytest.raises(ModelError, match="expected the weights"):
        ThemeWeights.load(path)
