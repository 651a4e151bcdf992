import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import UsageError
from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.rollup import roll_up
from pipeline.train.stance_answers import Reading, lengthened
from pipeline.train.stance_data import read_answers

ROWS = [
    json.loads(line)
    for line in (Path(__file__).resolve().parents[2] / "models/stance/passages.jsonl")
    .read_text("utf-8")
    .splitlines()
]


def test_answers_have_ids_of_their_own():
    assert len({row["id"] for row in ROWS}) == len(ROWS) >= 2000


def test_every_answer_is_labelled_with_a_stance():
    for row in ROWS:
        assert row["stance"] in ANSWER_STANCES
        assert row["asks"] and all(ask["stance"] in ANSWER_STANCES for ask in row["asks"])


def test_marks_lie_inside_the_answer():
    for row in ROWS:
        for start, end, stance, *asks in row["marks"]:
            assert 0 <= start < end <= len(row["response"]), row["id"]
            assert stance in ANSWER_STANCES and stance != "no_response", row["id"]
            assert all(1 <= ask <= len(row["asks"]) for found in asks for ask in found), row["id"]


def test_stance_of_the_whole_follows_from_its_asks_but_for_explicit_verdicts():
    differ = [
        row["id"]
        for row in ROWS
        if row["origin"] in {"written", "development"}
        and roll_up([ask["stance"] for ask in row["asks"]]) != row["stance"]
    ]
    assert len(differ) < 0.03 * len(ROWS)


def written(tmp_path, **fields):
    row = {
        "id": "a1",
        "document": "d",
        "origin": "written",
        "asks": [
            {"text": "Open een loket.", "stance": "accepted"},
            {"text": "Hef een boete.", "stance": "rejected"},
        ],
        "response": "Het loket opent, maar een boete komt er niet. Dank.",
        "stance": "partially_accepted",
        "marks": [[0, 16, "accepted", [1]], [17, 45, "rejected", [2]]],
    } | fields
    path = tmp_path / "passages.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def test_answer_is_read_once_for_each_ask_with_the_clauses_of_others(tmp_path, book):
    first, second = read_answers(written(tmp_path), book)
    assert [first.ask, second.ask] == ["Open een loket.", "Hef een boete."]
    assert first.stances == ("accepted", "none", "none")
    assert second.stances == ("none", "rejected", "none")
    assert first.of_others == (False, True, False)
    assert second.of_others == (True, False, False)


def test_answer_whose_marks_name_no_ask_is_read_as_one(tmp_path, book):
    marks = [[0, 16, "accepted"], [17, 45, "rejected"]]
    (only,) = read_answers(written(tmp_path, marks=marks), book)
    assert only.ask == "Open een loket. Hef een boete."
    assert only.stances == ("accepted", "rejected", "none")
    assert only.stance == "partially_accepted"


def test_unknown_stance_is_named_with_its_line(tmp_path, book):
    with pytest.raises(UsageError, match=r"line 1.*enthusiastic"):
        read_answers(written(tmp_path, stance="enthusiastic"), book)


def test_missing_answers_say_what_is_expected(tmp_path, book):
    with pytest.raises(UsageError, match="labelled answers"):
        read_answers(tmp_path / "none.jsonl", book)


def test_longer_copies_keep_the_stance_and_are_the_same_again(tmp_path, book):
    rows = [answer for answer in read_answers(written(tmp_path), book) for _ in range(3)]
    alone = [replace(a, asks=(a.ask,), position=0) for a in rows]
    readings = [Reading(a, np.full((3, 5), 0.2), np.ones(3)) for a in alone]
    made = lengthened(readings, copies=2, seed=1)
    assert len(made) == 2 * len(readings)
    for source, longer in zip(np.repeat(np.arange(6), 2), made, strict=True):
        assert longer.answer.stance == readings[source].answer.stance
        assert len(longer.answer.clauses) > 3
        assert longer.probabilities.shape == (len(longer.answer.clauses), 5)
    again = lengthened(readings, copies=2, seed=1)
    assert [r.answer for r in again] == [r.answer for r in made]
