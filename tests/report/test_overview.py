from dataclasses import replace

from pipeline.records import STANCES, Passage
from pipeline.report.labels import STANCE_LABELS
from pipeline.report.overview import page_at
from pipeline.report.schema import TABLES


def ask_row(corpus, nth):
    return corpus.tables["overzicht"].iloc[nth]


def test_every_stance_has_a_label_that_the_schema_allows():
    allowed = {column.name: column.enum for column in TABLES["overzicht"].columns}["oordeel"]

    assert tuple(STANCE_LABELS) == STANCES
    assert (*STANCE_LABELS.values(), "geen antwoorddocument") == allowed


def test_answer_is_the_passage_that_holds_the_evidence(corpus):
    # The ask's own passage ends before the evidence; the whole's holds it.
    assert ask_row(corpus, 1)["antwoord"].endswith(ask_row(corpus, 1)["bewijs"])


def test_own_passage_goes_before_a_higher_score_for_the_whole(corpus):
    assert ask_row(corpus, 0)["antwoord"] == "Het kabinet steunt journalisten al sinds 2019."


def test_without_evidence_the_page_is_that_of_the_answer(corpus):
    bare = [replace(v, evidence=None) for v in corpus.verdicts]
    row = ask_row(replace(corpus, verdicts=bare), 1)

    assert (row["bewijs"], row["pagina"], row["antwoord_document"]) == ("", 1, "reactie")


def test_nothing_is_shown_as_answer_where_the_verdict_is_that_nothing_answers(corpus):
    silent = [replace(v, stance="no_response", evidence=None) for v in corpus.verdicts]
    row = ask_row(replace(corpus, verdicts=silent), 0)

    assert (row["oordeel"], row["antwoord"], row["antwoord_document"]) == ("geen reactie", "", "")


def test_evidence_in_another_document_names_that_document(corpus):
    other = Passage(document_id="oproep", start=0, end=16, text="Zorg voor vrede.")
    moved = [replace(v, evidence=other if v.evidence else None) for v in corpus.verdicts]

    assert ask_row(replace(corpus, verdicts=moved), 0)["antwoord_document"] == "oproep"


def test_ask_that_nobody_judged_has_empty_cells(corpus):
    row = ask_row(replace(corpus, verdicts=()), 0)

    assert (row["oordeel"], row["nakijken"], row["herkomst"]) == ("", "", "")


def test_page_after_the_furniture_inside_a_paragraph_is_the_next_one(corpus):
    response = corpus.documents["reactie"]

    assert [page_at(response, position) for position in (46, 70, 71, 127)] == [1, 1, 2, 2]


def test_document_without_pages_gives_none(corpus):
    assert page_at(corpus.documents["oproep"], 3) is None
