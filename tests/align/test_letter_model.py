"""The model of letters: what it reads, and files that are no model."""

import numpy as np
import pytest

from pipeline.align.letter_model import (
    letter_features,
    letter_model,
    load_letter_model,
    read_word_groups,
)
from pipeline.errors import ModelError
from pipeline.resources import resource

FOLDER = resource("models/letters")


def test_sentences_are_told_by_what_they_do():
    texts = [
        "Hierbij zend ik u het advies van de Raad voor de Visserij toe.",
        "De kabinetsreactie volgt na de zomer.",
        "Wij nemen uw aanbeveling over.",
        "Geachte voorzitter,",
    ]
    assert letter_model().sentence_kinds(texts) == ["forwards", "postpones", "answers", "other"]
    assert letter_model().sentence_kinds([]) == []


def test_letter_without_sentences_is_not_set_aside():
    assert letter_model().letter_kind([]) == "answers"


def test_features_are_finite_for_a_single_certain_sentence():
    row = letter_features(np.array([[1.0, 0.0, 0.0, 0.0]]))
    assert np.isfinite(row).all()
    nothing = letter_features(np.array([[0.0, 0.0, 1.0, 0.0]]))
    assert row[0] == pytest.approx(-nothing[0])


def test_bad_groups_are_named(tmp_path):
    bad = tmp_path / "words.toml"
    bad.write_text("hand = ['(']", "utf-8")
    with pytest.raises(ModelError, match=r"words\.toml: no groups of words"):
        read_word_groups(bad)
    with pytest.raises(ModelError, match="no groups of words"):
        read_word_groups(tmp_path / "missing.toml")


def test_bad_model_is_named(tmp_path):
    groups = read_word_groups(FOLDER / "words.toml")
    with pytest.raises(ModelError, match="no model of letters there"):
        load_letter_model(tmp_path / "model.skops", groups)
    (tmp_path / "model.skops").write_bytes(b"PK")
    with pytest.raises(ModelError, match="not a model of letters"):
        load_letter_model(tmp_path / "model.skops", groups)


def test_model_trained_with_other_groups_is_refused(tmp_path):
    words = tmp_path / "words.toml"
    words.write_text((FOLDER / "words.toml").read_text("utf-8") + "more = ['meer']\n", "utf-8")
    with pytest.raises(ModelError, match="trained with other groups"):
        load_letter_model(FOLDER / "model.skops", read_word_groups(words))
