import json

import pytest

from pipeline.errors import ModelError
from pipeline.records import Verdict
from pipeline.report import Measured, load_measured

HELD_OUT = {
    "n": 100,
    "accuracy": 0.6,
    # Of 100 answers: 80 at least .5 sure, of which 56 right; 40 at least .8 sure, 36 right.
    "at_confidence": {
        "0.80": {"share": 0.4, "accuracy": 0.9},
        "0.50": {"share": 0.8, "accuracy": 0.7},
    },
}


def verdict(confidence, **known):
    fields = {"stance": "noted", "reason": "model", **known}
    return Verdict(recommendation_id="a-r01", ask_id="", confidence=confidence, **fields)


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "training.json"
    alone = {"n": 100, "accuracy": 0.5, "at_confidence": {}}
    made.write_text(json.dumps({"held_out": HELD_OUT, "held_out_without_reader": alone}))
    return made


def test_accuracy_of_a_band_is_what_remains_without_the_surer_ones(path):
    measured = load_measured(path)

    assert (measured.n_answers, measured.accuracy) == (100, 0.6)
    expected = [(0.0, (60 - 56) / 20), (0.5, (56 - 36) / 40), (0.8, 36 / 40)]
    assert [least for least, _ in measured.bands] == [least for least, _ in expected]
    assert [right for _, right in measured.bands] == pytest.approx([r for _, r in expected])


@pytest.mark.parametrize(
    ("confidence", "right"),
    [(0.0, 0.2), (0.49, 0.2), (0.5, 0.5), (0.79, 0.5), (0.8, 0.9), (1, 0.9)],
)
def test_verdict_is_measured_by_its_confidence(path, confidence, right):
    assert load_measured(path).of(verdict(confidence)) == pytest.approx(right)


def test_without_the_reader_verdicts_are_less_sure(path):
    assert load_measured(path, with_reader=False).of(verdict(0.9)) == 0.5


def test_persons_and_silence_are_not_measured():
    measured = Measured(n_answers=1, accuracy=0.5, bands=((0.0, 0.5),))

    assert measured.of(verdict(0.9, origin="human")) is None
    assert measured.of(verdict(0.9, stance="no_response", reason="not_found")) is None
    assert measured.of(verdict(0.9, stance=None)) is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"held_out": {"n": 3}}', '{"held_out": {"n": "x"}}']
)
def test_file_without_figures_says_what_to_do(tmp_path, content):
    path = tmp_path / "training.json"
    path.write_text(content)

    with pytest.raises(ModelError, match=r"training\.json: no figures .* weerklank train stance"):
        load_measured(path)
