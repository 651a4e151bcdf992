"""The tables as one Excel workbook: a sheet a table, and one that says what the columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from pipeline.report.schema import PACKAGE_TEXTS, TABLES, Column

WORKBOOK_FILE = "weerklank.xlsx"
NOTES_SHEET = "toelichting"
# Excel's limits: what goes beyond is cut, and the sheet of notes says so.
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
CUT = " […]"
# Column widths in characters. Texts to read are wide and wrapped; the rest fits its content.
TEXT_WIDTH, NARROWEST, WIDEST = 60, 8, 36
WRAPPED_FROM = 40  # mean number of characters from which a column of words holds text to read
# Excel counts days from here on as people do: its 1900 has a day too many.
FIRST_DATE = date(1900, 3, 1)
DATE_COLUMN = "date"
A4 = 9  # as the format numbers kinds of paper
HEADER_COLOUR = "#DCE6EE"
# The same tables give the same bytes: the workbook bears no date of its own.
UNDATED = datetime(1980, 1, 1)


class Look(NamedTuple):
    """The formats of cells: headers, texts to read, and all else."""

    head: Format
    wrapped: Format
    top: Format
    score: Format
    day: Format


def workbook_bytes(tables: Mapping[str, pd.DataFrame], notes: Mapping[str, str]) -> bytes:
    """Write the tables as an ``.xlsx`` workbook, `overzicht` in front.

    Every sheet has a frozen header row, a filter and column widths, and prints across the page with
    its header on each. Text stays text: nothing in it is run as a formula or turned into a link, a
    number or a date. The days on which documents are dated are dates; a year alone stays text.

    Parameters
    ----------
    tables
        As `build_tables` returns them.
    notes
        What to know before reading, by heading: the first rows of the last sheet.

    Returns
    -------
    bytes
        The same for the same tables. Text beyond the 32,767 characters that a cell holds and rows
        beyond the 1,048,576 that a sheet holds are cut, which the last sheet says.
    """
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    cut: list[str] = []
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": PACKAGE_TEXTS["title_nl"], "created": UNDATED})
        look = Look(
            head=book.add_format({"bold": True, "bg_color": HEADER_COLOUR, "valign": "top"}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
            top=book.add_format({"valign": "top"}),
            # The value keeps its four places; two are enough to look at.
            score=book.add_format({"num_format": "0.00", "valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        )
        for name, table in TABLES.items():
            sheet = book.add_worksheet(name)
            if _write_table(sheet, table.columns, tables[name], look):
                cut.append(table.file)
        sheet = book.add_worksheet(NOTES_SHEET)
        if cut:
            notes = {**notes, "Afgekapt": f"Volledig in: {', '.join(cut)}."}
        _write_notes(sheet, notes, look)
    return target.getvalue()


def _write_table(
    sheet: Worksheet, columns: tuple[Column, ...], rows: pd.DataFrame, look: Look
) -> bool:
    """Fill a sheet; return whether anything had to be cut."""
    cut = len(rows) >= MAX_ROWS
    rows = rows.head(MAX_ROWS - 1)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name, look.head)
        values = rows[column.name].tolist()
        width, form = _width(column, values, look)
        sheet.set_column(at, at, width, form)
        for line, value in enumerate(values, start=1):
            if value is None or value is pd.NA or value != value or value == "":
                continue
            if column.type == "boolean":
                sheet.write_boolean(line, at, bool(value))
            elif column.type != "string":
                sheet.write_number(line, at, float(value))
            elif column.name == DATE_COLUMN and (day := _day(str(value))):
                sheet.write_datetime(line, at, day, look.day)
            else:
                text = _storable(str(value))
                cut = cut or len(text) > MAX_CHARACTERS
                sheet.write_string(line, at, _shortened(text))
    last = max(len(rows), 1), len(columns) - 1
    # Numbers of recommendations and years are text on purpose: no green corners for them.
    sheet.ignore_errors({"number_stored_as_text": xl_range(1, 0, *last)})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, *last)
    _print_across(sheet)
    return cut


def _print_across(sheet: Worksheet) -> None:
    """Have a sheet printed one page wide, its header on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_notes(sheet: Worksheet, notes: Mapping[str, str], look: Look) -> None:
    """Fill the last sheet: what to know before reading, then what every row and column means."""
    sheet.set_column(0, 1, 26, look.top)
    sheet.set_column(2, 3, TEXT_WIDTH, look.wrapped)
    line = 0
    for heading, text in notes.items():
        sheet.write_string(line, 0, heading, look.head)
        sheet.write_string(line, 2, text)
        line += 1
    for at, heading in enumerate(("tabel", "kolom", "betekenis", "meaning")):
        sheet.write_string(line + 1, at, heading, look.head)
    line += 2
    for name, table in TABLES.items():
        meanings = [("", table.nl, table.en), *((c.name, c.nl, c.en) for c in table.columns)]
        for cells in meanings:
            for at, text in enumerate((name, *cells)):
                if text:
                    sheet.write_string(line, at, text)
            line += 1
    _print_across(sheet)


def _width(column: Column, values: list[object], look: Look) -> tuple[int, Format]:
    """Return a column's width in characters and its form: texts to read are wide and wrapped."""
    if column.type != "string":
        form = look.score if column.type == "number" else look.top
        return max(NARROWEST, len(column.name) + 3), form
    texts = [str(value) for value in values if value]
    # What has no spaces, an identifier or a hash, is looked up and not read.
    words = any(" " in text for text in texts)
    if words and sum(map(len, texts)) / len(texts) >= WRAPPED_FROM:
        return TEXT_WIDTH, look.wrapped
    longest = max([len(column.name) + 3, *map(len, texts)])
    return min(max(longest, NARROWEST), WIDEST), look.top


def _day(text: str) -> date | None:
    """Return a date as a spreadsheet counts it; None for a year, a month or what it cannot count.

    >>> _day("2025-03-10"), _day("2025"), _day("1848-11-03")
    (datetime.date(2025, 3, 10), None, None)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DATE else None


def _storable(text: str) -> str:
    r"""Return a text as UTF-8 can hold it: a file name may hold what is no text, '\udce9'."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _shortened(text: str) -> str:
    """Return a text of at most the length that a cell holds."""
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - len(CUT)] + CUT
