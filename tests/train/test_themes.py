import numpy as np
import spacy

from pipeline.codebook import load_codebook
from pipeline.resources import resource
from pipeline.tag.evidence import ClaimWords, EvidenceGatherer
from pipeline.train.theme_claims import TrainingDocument
from pipeline.train.themes import _honest_evidence


def document(group, *texts):
    claims = tuple(
        ClaimWords(tuple((word, "") for word in text.split()), text, 0, "", -1) for text in texts
    )
    return TrainingDocument(group, claims, np.zeros((len(texts), 8)))


def test_a_term_that_one_group_alone_has_is_not_known_in_training():
    book = load_codebook(resource("models/codebook.toml"))
    documents = [
        document("a", "de uitvoer daalt", "kobalt is schaars"),
        document("a", "kobalt wordt duur"),
        document("b", "de uitvoer stijgt"),
    ]
    found = _honest_evidence(documents, EvidenceGatherer(book, None, spacy.blank("nl")))
    trade = book.theme_ids.index("trade")
    assert [one.terms[:, trade].tolist() for one in found] == [[1, 0], [0], [1]]
