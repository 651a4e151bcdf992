"""Whatever the text, the chain runs through and every record stands at its offsets."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.errors import SourceError
from pipeline.extract import analysis_from_doc
from pipeline.ingest import document_from_text
from pipeline.parse import doc_from_document

PIECES = (
    "Aanbeveling 1: ", "Aanbeveling 2\n", "1. ", "• • ", "- ", "a) ", "# Kop\n", "**", "\n\n", "\n",
    "\f", " ", "\t", "\r\n", "\u00ad", "\u2028", "-\n", "!", "?", ":", ";", "(", "’", "...", "é",
    "😀",
    "Het kabinet ", "neemt deze aanbeveling niet over. ", "De raad adviseert ", "Zorg voor geld. ",
    "om meer te doen ", "beleids-\nkader ", "Ten eerste: ", "en ", "Hoogachtend,\n", "vrijheid1 ",
    "1 Kamerstuk 32 735 nr. 3\n", "http://x.nl/a ", "X" * 60,
)  # fmt: skip


@pytest.mark.model
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=50).map("".join),
    role=st.sampled_from(["advice", "response", "policy", "mixed"]),
)
def test_any_text_runs_through_and_keeps_its_positions(nlp, text, role):
    try:
        document = document_from_text(text, "d", role=role)
    except SourceError:
        return
    found = analysis_from_doc(nlp(doc_from_document(nlp, document)))
    asks = [ask for r in found.recommendations for ask in r.asks]
    for record in (*found.claims, *found.recommendations, *found.sentences, *asks):
        assert pipeline.normalise(document, record.start, record.end) == record.text
    for recommendation in found.recommendations:
        assert recommendation.asks
        for start, end in recommendation.answer:
            assert pipeline.normalise(document, start, end)
