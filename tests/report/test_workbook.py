import io
import zipfile
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from pipeline.report.schema import TABLES, frame
from pipeline.report.workbook import MAX_CHARACTERS, workbook_bytes

NOTES = {"Voorlopig, niet nagekeken": "Lees het bewijs."}


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture
def book(corpus):
    return read(workbook_bytes(corpus.tables, NOTES))


def with_error(corpus, text):
    rows = [{"source": "a.txt", "stage": "ingest", "error": text, "hint": ""}]
    return {**corpus.tables, "errors": frame("errors", rows)}


def test_one_sheet_a_table_and_the_overview_in_front(book):
    assert book.sheetnames == [*TABLES, "toelichting"]
    assert book.active.title == "overzicht"


@pytest.mark.parametrize("name", TABLES)
def test_sheet_holds_the_table(book, corpus, name):
    header, *lines = book[name].iter_rows(values_only=True)

    def cell(column, value):
        if value is pd.NA or value != value or value == "":
            return None
        whole = column == "date" and len(value) == len("2025-03-10")
        return datetime.fromisoformat(value) if whole else value

    expected = [
        tuple(map(cell, header, row)) for row in corpus.tables[name].itertuples(index=False)
    ]

    assert header == TABLES[name].header
    assert lines == expected


def test_days_are_dates_scores_are_numbers_and_numbers_as_printed_stay_text(book):
    named = dict(zip(TABLES["documents"].header, book["documents"][2], strict=True))
    assert (named["date"].is_date, named["date"].number_format) == (True, "yyyy-mm-dd")
    overview = dict(zip(TABLES["overzicht"].header, book["overzicht"][2], strict=True))
    assert (overview["zekerheid"].data_type, overview["zekerheid"].number_format) == ("n", "0.00")
    assert overview["nummer"].data_type == "s"


def test_texts_are_wide_and_wrapped_and_identifiers_are_not(corpus):
    book = read(workbook_bytes(with_error(corpus, "Deze bladzijde is een plaatje. " * 3), NOTES))

    def look(name, column):
        letter = get_column_letter(TABLES[name].header.index(column) + 1)
        sheet = book[name]
        return sheet.column_dimensions[letter].width, sheet[f"{letter}2"].alignment.wrap_text

    width, wrapped = look("errors", "error")
    assert (width > 50, wrapped) == (True, True)
    width, wrapped = look("documents", "sha256")  # of 64 characters
    assert (width < 40, wrapped) == (True, None)


def test_prints_one_page_wide_with_its_header_on_each(book):
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.print_title_rows == "$1:$1"


def test_header_stays_in_view_and_filters(book):
    for name in TABLES:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet.column_dimensions[c].width >= 8 for c in ("A", "B", "C"))


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1+1}", "+31 70", "@SUM(A1)", "https://x.nl", "1.5", "-3"]
)
def test_text_stays_text(corpus, text):
    cell = read(workbook_bytes(with_error(corpus, text), NOTES))["errors"]["C2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_text_too_long_for_a_cell_is_cut_and_said(corpus):
    book = read(workbook_bytes(with_error(corpus, "x" * (MAX_CHARACTERS + 1)), NOTES))

    assert len(book["errors"]["C2"].value) == MAX_CHARACTERS
    assert book["errors"]["C2"].value.endswith(" […]")
    assert book["toelichting"]["C2"].value == "Volledig in: errors.csv."


def test_last_sheet_says_what_to_know_and_what_columns_mean(book):
    rows = list(book["toelichting"].iter_rows(values_only=True))

    assert rows[0] == ("Voorlopig, niet nagekeken", None, "Lees het bewijs.", None)
    meant = {row[:2]: row[2:] for row in rows[3:]}
    column = TABLES["stance"].columns[3]
    assert meant["stance", "stance"] == (column.nl, column.en)
    assert meant["stance", None] == (TABLES["stance"].nl, TABLES["stance"].en)
    assert len(meant) == sum(1 + len(table.columns) for table in TABLES.values())


def test_same_tables_give_the_same_bytes_without_a_date(corpus):
    first, second = (workbook_bytes(corpus.tables, NOTES) for _ in range(2))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_file_name_that_is_no_text_is_escaped(corpus):
    book = read(workbook_bytes(with_error(corpus, "caf\udce9"), NOTES))

    assert book["errors"]["C2"].value == "caf\\udce9"
