import pytest

import pipeline
from pipeline.ingest import document_from_text
from pipeline.parse import doc_from_document


@pytest.fixture
def parse(nlp):
    def parse(text, role="response"):
        return nlp(doc_from_document(nlp, document_from_text(text, "d", role=role)))

    return parse


@pytest.fixture
def analysis(parse):
    from pipeline.extract import analysis_from_doc

    def analysis(text, role="response"):
        found = analysis_from_doc(parse(text, role))
        for record in (*found.claims, *found.recommendations, *found.sentences):
            assert pipeline.normalise(found.document, record.start, record.end) == record.text
        return found

    return analysis
