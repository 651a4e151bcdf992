"""Training the reader beside the regressions: what is measured, and what happens without torch."""

from dataclasses import replace

import numpy as np
import pytest

import pipeline.train.stance_together as together
from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.features import ClauseView
from pipeline.judge.summary import CLAUSE_STANCES
from pipeline.train.stance_answers import Reading
from pipeline.train.stance_data import Answer

STANCES = ("accepted", "existing_policy", "rejected", "noted", "partially_accepted", "no_response")


def reading(number, stance):
    """An answer of one clause of which the regressions make nothing."""
    said = stance if stance in CLAUSE_STANCES else "none"
    answer = Answer(
        row=f"r{number}",
        document=f"d{number % 4}",
        origin="later",
        asks=("Stel een fonds in.",),
        position=0,
        stance=stance,
        whole=stance,
        clauses=(ClauseView(f"{stance} {number}.", (), ""),),
        stances=(said,),
        of_others=(False,),
    )
    return Reading(answer, np.full((1, 5), 0.2), np.ones(1))


class KnowingReader:
    """Reads the stance that each made-up answer begins with."""

    def read(self, ask, others, clauses):
        stance = clauses[0].split()[0]
        found = np.where(np.array(CLAUSE_STANCES) == stance, 0.96, 0.01)
        return found[None, :], np.where(np.array(ANSWER_STANCES) == stance, 0.95, 0.01)


def test_reader_is_measured_alone_and_with_the_regressions():
    readings = [reading(n, STANCES[n % 6]) for n in range(48)]
    fold = np.arange(48) % 4
    later = np.arange(48) < 24
    figures = together.measure(KnowingReader(), readings, fold, later)
    assert list(figures) == ["reader_on_later", "both_on_later"]
    alone, both = figures.values()
    assert alone["asks"]["n"] == alone["recommendations"]["n"] == 24
    assert alone["asks"]["accuracy"] == 1.0
    # What answers at all answers the only ask: silence is no stance that both can give here.
    assert both["asks"]["f1"]["no_response"] == 0.0
    assert both["asks"]["accuracy"] > 0.5


def test_without_torch_the_reader_stays_as_it_is(monkeypatch, tmp_path):
    out = tmp_path / "reader.npz"
    out.write_bytes(b"as it was")
    monkeypatch.setattr(together, "find_spec", lambda name: None if name == "torch" else object())
    record, measured = together.train_reader([], np.zeros(0, int), out)
    assert record == {"not_trained": "needs torch: reader.npz is as it was"}
    assert measured == {} and out.read_bytes() == b"as it was"


def test_reader_is_measured_on_letters_that_it_has_not_seen(monkeypatch, tmp_path):
    pytest.importorskip("torch")
    import pipeline.train.stance_reader as tuned

    seen = []

    def tune(answers, encoder, tuning, *, start=None, seed):
        seen.append((len(answers), {a.origin for a in answers}, start is None))
        return {"x": np.zeros(1)}

    monkeypatch.setattr(tuned, "tune_reader", tune)
    monkeypatch.setattr(together, "encoder_path", lambda: tmp_path)
    monkeypatch.setattr(together, "Encoder", lambda path: path)
    monkeypatch.setattr(together, "AnswerReader", lambda encoder, weights: KnowingReader())
    readings = [reading(n, STANCES[n % 6]) for n in range(48)]
    early = [replace(r, answer=replace(r.answer, origin="written")) for r in readings[:24]]
    both = [*early, *readings[24:]]
    _, measured = together.train_reader(both, np.arange(48) % 4, tmp_path / "reader.npz")
    assert seen == [(24, {"written"}, True), (48, {"written", "later"}, False)]
    assert measured["reader_on_later"]["asks"]["n"] == 24
