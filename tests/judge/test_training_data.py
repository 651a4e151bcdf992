import json
from pathlib import Path

from pipeline.judge.by_model import ANSWER_STANCES

ROWS = [
    json.loads(line)
    for line in (Path(__file__).resolve().parents[2] / "models/stance/passages.jsonl")
    .read_text("utf-8")
    .splitlines()
]


def test_answers_have_ids_of_their_own():
    assert len({row["id"] for row in ROWS}) == len(ROWS) >= 1000


def test_every_answer_is_labelled_with_a_stance():
    for row in ROWS:
        assert row["stance"] in ANSWER_STANCES
        assert row["asks"] and all(ask["stance"] in ANSWER_STANCES for ask in row["asks"])


def test_marks_lie_inside_the_answer_and_only_what_is_noted_has_none():
    for row in ROWS:
        for start, end, stance in row["marks"]:
            assert 0 <= start < end <= len(row["response"]), row["id"]
            assert stance in ANSWER_STANCES and stance != "noted", row["id"]
        assert (row["stance"] == "noted") == (not row["marks"]), row["id"]
