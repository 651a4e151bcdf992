from dataclasses import replace

import pytest

from pipeline.errors import IntegrityError
from pipeline.report import check_tables


def test_rows_that_stand_where_they_say_pass(corpus):
    check_tables(corpus.tables, corpus.documents)


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "message"),
    [
        ("claims", "text", 0, "Iets anders.", "claims.csv row 1 .reactie 46-126.: text is not"),
        ("recommendations", "end", 0, 58, "recommendations.csv row 1 .advies 15-58."),
        ("recommendations", "end", 0, 999, "outside the 84 characters"),
        ("asks", "text", 2, "Meet dat.", "asks.csv row 3 .advies 63-83."),
        ("alignment", "response_start", 0, 44, "alignment.csv row 1 .reactie 44-149."),
        ("stance", "evidence", 3, "Woorden.", "stance.csv row 4 .no document <NA>-<NA>."),
        ("stance", "evidence", 0, "Woorden.", "stance.csv row 1 .reactie 46-126.: evidence"),
        ("references", "text", 0, "Kamerstuk 36180", "references.csv row 1 .reactie 77-101."),
        ("claims", "claim_id", 1, "reactie-c0001", "reactie-c0001 occurs 2 times"),
        ("blocks", "document_id", 0, "weg", "blocks.csv: weg is not in documents.csv"),
        ("asks", "recommendation_id", 0, "weg", "asks.csv: weg is not in recommendations.csv"),
        ("recommendations", "quoted_from", 3, "weg", "weg is not in recommendations.csv"),
    ],
)
def test_row_that_does_not_fit_is_a_fault(corpus, table, column, row, value, message):
    tables = corpus.tables
    tables[table].loc[row, column] = value

    with pytest.raises(IntegrityError, match=message):
        check_tables(tables, corpus.documents)


def test_white_space_before_the_words_is_no_fault(corpus):
    tables = corpus.tables
    tables["claims"].loc[1, "start"] = 126

    check_tables(tables, corpus.documents)


def test_message_holds_positions_and_no_words(corpus):
    tables = corpus.tables
    tables["claims"]["text"] = "geheim"

    with pytest.raises(IntegrityError) as caught:
        check_tables(tables, corpus.documents)

    assert "geheim" not in str(caught.value)
    assert "kabinet" not in str(caught.value)


def test_message_lists_five_and_counts_the_rest(corpus):
    changed = {
        key: replace(document, source=document.source.upper(), blocks=(), references=())
        for key, document in corpus.documents.items()
    }

    # 2 claims, 4 recommendations, 3 asks, 3 alignments, 4 verdicts with evidence, 1 reference.
    with pytest.raises(IntegrityError, match=f"and {2 + 4 + 3 + 3 + 4 + 1 - 5} more"):
        check_tables(corpus.tables, changed)
