import numpy as np
import pytest
import skops.io

from pipeline.errors import ModelError
from pipeline.tag.by_model import ThemeModel, build_classifier

TEXTS = ["Zij sporten graag.", "Wij sporten ook.", "De wet is oud.", "De brief is nieuw."]
LABELS = np.array([[1, 0], [1, 0], [0, 1], [0, 0]])


@pytest.fixture(scope="module")
def model():
    # n-grams count from four texts on
    classifier = build_classifier().fit(TEXTS * 4, np.tile(LABELS, (4, 1)))
    return ThemeModel(classifier, ("sport", "law"))


def test_model_says_the_same_after_saving(model, tmp_path):
    model.save(tmp_path / "model.skops")
    loaded = ThemeModel.load(tmp_path / "model.skops")
    expected = model.probabilities(TEXTS, ("sport", "law"))
    assert np.array_equal(loaded.probabilities(TEXTS, ("sport", "law")), expected)


def test_unknown_theme_has_no_probability(model):
    result = model.probabilities(["Zij sporten."], ("music", "sport"))
    assert np.isnan(result[0, 0])
    assert result[0, 1] > 0.5


def test_no_texts_give_no_rows(model):
    assert model.probabilities([], ("sport",)).shape == (0, 1)


def test_untrusted_type_is_refused(tmp_path):
    path = tmp_path / "model.skops"
    skops.io.dump({"classifier": Evil(), "theme_ids": []}, path)
    with pytest.raises(ModelError, match="untrusted types"):
        ThemeModel.load(path)


def test_missing_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match="no theme model there"):
        ThemeModel.load(tmp_path / "model.skops")


def test_damaged_model_is_a_model_error(tmp_path):
    (tmp_path / "model.skops").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="cannot be read"):
        ThemeModel.load(tmp_path / "model.skops")


class Evil:
    """A type that no model of ours holds."""

    def __init__(self):
        self.value = 1
