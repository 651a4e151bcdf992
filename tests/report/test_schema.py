import pytest

from pipeline.records import BLOCK_KINDS, CLAIM_TYPES, ROLES, STANCES
from pipeline.report import TABLES
from pipeline.report.schema import frame

# The table of the contract, word for word but for what stands in brackets.
CONTRACT = {
    "overzicht": "document, nummer, aanbeveling, vraag, themas, oordeel, antwoord, bewijs, "
    "antwoord_document, pagina, zekerheid, nakijken, herkomst",
    "documents": "document_id, title, publisher, date, role, role_inferred, language, source, "
    "sha256, format, n_characters, n_blocks, n_claims, n_recommendations, responds_to",
    "blocks": "block_id, document_id, start, end, kind, level, page, section",
    "claims": "claim_id, document_id, section, page, start, end, text, claim_type, actor, themes, "
    "needs_review, n_words",
    "claim_themes": "claim_id, document_id, theme, score, basis, matched",
    "recommendations": "recommendation_id, document_id, number, start, end, text, themes, n_asks, "
    "quoted_from",
    "asks": "ask_id, recommendation_id, start, end, text, text_resolved, addressee",
    "alignment": "recommendation_id, ask_id, response_document_id, response_start, response_end, "
    "response_text, method, score",
    "stance": "verdict_id, recommendation_id, ask_id, stance, confidence, reason, "
    "evidence_document_id, evidence_start, evidence_end, evidence, origin, needs_review",
    "coverage_themes": "document_id, theme, n_claims, share_of_claims, n_claims_assertion, "
    "n_claims_recommendation, n_claims_commitment, n_claims_position, n_recommendations, "
    "n_answered",
    "coverage_recommendations": "recommendation_id, document_id, number, themes, n_asks, "
    "n_answered, coverage, stance, response_document_ids, days_to_response",
    "stance_by_theme": "theme, stance, n_recommendations, n_asks, share",
    "references": "document_id, start, end, text, kind, identifier",
    "errors": "source, stage, error, hint",
}


def enum(table, column):
    return next(c.enum for c in TABLES[table].columns if c.name == column)


def test_tables_and_columns_are_those_of_the_contract():
    assert {name: ", ".join(table.header) for name, table in TABLES.items()} == CONTRACT
    assert list(TABLES) == list(CONTRACT)


def test_allowed_values_are_those_of_the_records():
    assert enum("documents", "role") == ROLES
    assert enum("blocks", "kind") == BLOCK_KINDS
    assert enum("claims", "claim_type") == CLAIM_TYPES
    assert enum("stance", "stance") == STANCES
    assert enum("stance_by_theme", "stance") == STANCES
    assert enum("coverage_recommendations", "stance") == STANCES


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_keys_and_spans_name_columns_that_exist(table):
    spans = [(s.document, s.start, s.end, s.text) for s in table.spans]
    fields = [key.fields for key in table.foreign_keys]

    assert {name for group in (table.primary_key, *spans, *fields) for name in group} <= set(
        table.header
    )
    for key in table.foreign_keys:
        assert key.columns == TABLES[key.table].primary_key


def test_everything_is_described_in_both_languages():
    parts = [*TABLES.values(), *(c for table in TABLES.values() for c in table.columns)]

    assert [part.name for part in parts if not (part.nl.strip() and part.en.strip())] == []


def test_row_with_another_column_is_refused():
    with pytest.raises(ValueError, match="errors: columns"):
        frame("errors", [{"source": "a.txt", "stage": "ingest", "error": "leeg"}])
