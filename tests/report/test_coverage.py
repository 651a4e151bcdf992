from dataclasses import replace

import pytest


def with_dates(corpus, advice, response):
    dates = {"advies": advice, "reactie": response, "oproep": ""}
    analyses = [
        replace(a, document=replace(a.document, date=dates[a.document.document_id]))
        for a in corpus.analyses
    ]
    return replace(corpus, analyses=analyses).tables["coverage_recommendations"]


@pytest.mark.parametrize(
    ("advice", "response", "days"),
    [
        ("2024-02-28", "2024-03-01", "2"),  # a leap year
        ("2024-03-01", "2024-02-28", "-2"),  # declared, though older
        ("2024-03-01", "2024-03-01", "0"),
        ("2024", "2024-03-01", "<NA>"),
        ("2024-01-10", "2024-03", "<NA>"),
        ("2024-02-30", "2024-03-01", "<NA>"),
        ("20240110", "20240301", "<NA>"),
        ("", "", "<NA>"),
    ],
)
def test_days_are_counted_between_full_dates_only(corpus, advice, response, days):
    assert str(with_dates(corpus, advice, response)["days_to_response"].iloc[0]) == days


def test_answer_in_the_own_document_has_no_days(corpus):
    kept = [a for a in corpus.alignments if a.recommendation_id == "reactie-r01"]
    response = corpus.analyses[0]
    asked = replace(response.recommendations[0], quoted_from="")
    own = replace(
        corpus,
        analyses=(replace(response, recommendations=(asked,)),),
        alignments=kept,
        verdicts=[v for v in corpus.verdicts if v.recommendation_id == "reactie-r01"],
    )
    row = own.tables["coverage_recommendations"].iloc[0]

    assert (row["response_document_ids"], str(row["days_to_response"])) == ("reactie", "<NA>")


def test_recommendation_without_response_document_has_no_coverage(corpus):
    unlinked = [
        replace(v, stance=None, reason="no_response_document", evidence=None)
        for v in corpus.verdicts
    ]
    tables = replace(corpus, alignments=(), verdicts=unlinked).tables

    assert tables["coverage_recommendations"]["coverage"].isna().all()
    assert tables["coverage_recommendations"]["n_answered"].tolist() == [0, 0, 0]
    assert tables["stance_by_theme"]["share"].isna().all()
    assert tables["stance_by_theme"]["n_recommendations"].sum() == 0


def test_quoted_recommendation_is_in_no_count(corpus):
    tables = corpus.tables

    # One of the two that carry 'trade' quotes the other.
    assert (tables["recommendations"]["themes"].str.contains("trade")).sum() == 1 + 1
    trade = tables["stance_by_theme"].query("theme == 'trade'")
    assert trade["n_recommendations"].sum() == 1
    assert tables["coverage_themes"].query("theme == 'trade'")["n_recommendations"].sum() == 1
    assert "reactie-r01" not in set(tables["coverage_recommendations"]["recommendation_id"])
    assert set(tables["overzicht"]["document"]) == {"advies", "oproep"}
