import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import csv_bytes
from pipeline.report.csv_form import EXCEL_NL, FORMS
from pipeline.report.schema import TABLES, frame

ERROR = {"source": "a.txt", "stage": "ingest", "error": "leeg", "hint": ""}


def score_cell(score):
    row = {"claim_id": "c", "document_id": "d", "theme": "trade", "basis": "term", "matched": ""}
    content = csv_bytes("claim_themes", frame("claim_themes", [{**row, "score": score}]))
    return content.splitlines()[1].split(b",")[TABLES["claim_themes"].header.index("score")]


@pytest.mark.parametrize(
    ("score", "cell"),
    [
        (0.1 + 0.2, b"0.3"),
        (2 / 3, b"0.6667"),
        (1, b"1.0"),
        (0.0, b"0.0"),
        (-0.0, b"0.0"),
        (0.00001, b"0.0"),
        (0.0001, b"0.0001"),
        (0.99999, b"1.0"),
    ],
)
def test_number_has_at_most_four_places_and_no_power(score, cell):
    assert score_cell(score) == cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("leeg", "leeg"),
        ("a, b", '"a, b"'),
        ('de "wet"', '"de ""wet"""'),
        ("een\ntwee", '"een\ntwee"'),
        ("een\rtwee", '"een\rtwee"'),
        ("a;b|c", "a;b|c"),
        (" rand ", " rand "),
        ("=1+1", "=1+1"),
        ("NaN", "NaN"),
        ("lhbtiq+ – één", "lhbtiq+ – één"),
    ],
)
def test_cell_is_quoted_only_where_it_must_be(text, cell):
    content = csv_bytes("errors", frame("errors", [{**ERROR, "error": text}]))

    assert content.decode() == f"source,stage,error,hint\na.txt,ingest,{cell},\n"


def test_file_name_that_is_not_text_is_escaped():
    content = csv_bytes("errors", frame("errors", [{**ERROR, "source": "caf\udce9.txt"}]))

    assert content == b"source,stage,error,hint\ncaf\\udce9.txt,ingest,leeg,\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=4, max_size=4))
def test_any_text_reads_back(cells):
    row = dict(zip(TABLES["errors"].header, cells, strict=True))
    content = csv_bytes("errors", frame("errors", [row])).decode()

    assert list(csv.reader(io.StringIO(content, newline="")))[1:] == [cells]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+31 70", "'+31 70"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("＝1+1", "'＝1+1"),
        ("=1;2", '"\'=1;2"'),
        ("\nregel", '"\'\nregel"'),
        ("a=b", "a=b"),
        ("'=1", "'=1"),
        ("1,5 – 2", "1,5 – 2"),
    ],
)
def test_formula_is_neutralised_for_a_dutch_excel_and_never_in_the_standard(text, cell):
    rows = frame("errors", [{**ERROR, "error": text}])
    content = csv_bytes("errors", rows, EXCEL_NL)

    assert content.startswith(b"\xef\xbb\xbfsource;")
    assert content.decode("utf-8-sig") == (f"source;stage;error;hint\r\na.txt;ingest;{cell};\r\n")
    assert "'" not in csv_bytes("errors", rows).decode().replace(text, "")


def test_numbers_have_a_decimal_comma_and_are_never_guarded():
    row = {
        "recommendation_id": "a-r01",
        "document_id": "a",
        "number": "-1",
        "themes": "",
        "n_asks": 2,
        "n_answered": 1,
        "coverage": 0.5,
        "stance": "",
        "response_document_ids": "",
        "days_to_response": -3,
    }
    content = csv_bytes(
        "coverage_recommendations", frame("coverage_recommendations", [row]), FORMS["excel-nl"]
    )

    assert content.decode("utf-8-sig").splitlines()[1] == "a-r01;a;'-1;;2;1;0,5;;;-3"


def test_pandas_reads_the_types_back(corpus):
    table = corpus.tables["blocks"]
    read = pd.read_csv(
        io.BytesIO(csv_bytes("blocks", table)), keep_default_na=False, na_values={"page": [""]}
    )

    assert read["start"].tolist() == table["start"].tolist()
    assert read["page"].dropna().tolist() == [1, 1, 2]
