"""The tables as one Excel workbook: a sheet a table, and one that says what the columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
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
WRAPPED_FROM = 40  # mean number of characters from which a column holds text to read
HEADER_COLOUR = "#DCE6EE"
# The same tables give the same bytes: the workbook bears no date of its own.
UNDATED = datetime(1980, 1, 1)


def workbook_bytes(tables: Mapping[str, pd.DataFrame], notes: Mapping[str, str]) -> bytes:
    """Write the tables as an ``.xlsx`` workbook, `overzicht` in front.

    Every sheet has a frozen header row, a filter and column widths. Text stays text: nothing in it
    is run as a formula or turned into a link, a number or a date.

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
        head = book.add_format({"bold": True, "bg_color": HEADER_COLOUR, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        for name, table in TABLES.items():
            sheet = book.add_worksheet(name)
            if _write_table(sheet, table.columns, tables[name], head, wrapped, top):
                cut.append(table.file)
        sheet = book.add_worksheet(NOTES_SHEET)
        if cut:
            notes = {**notes, "Afgekapt": f"Volledig in: {', '.join(cut)}."}
        _write_notes(sheet, notes, head, wrapped, top)
    return target.getvalue()


def _write_table(
    sheet: Worksheet,
    columns: tuple[Column, ...],
    rows: pd.DataFrame,
    head: Format,
    wrapped: Format,
    top: Format,
) -> bool:
    """Fill a sheet; return whether anything had to be cut."""
    cut = len(rows) >= MAX_ROWS
    rows = rows.head(MAX_ROWS - 1)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name, head)
        values = rows[column.name].tolist()
        for line, value in enumerate(values, start=1):
            if value is None or value is pd.NA or value != value or value == "":
                continue
            if column.type == "boolean":
                sheet.write_boolean(line, at, bool(value))
            elif column.type == "string":
                text = _storable(str(value))
                cut = cut or len(text) > MAX_CHARACTERS
                sheet.write_string(line, at, _shortened(text))
            else:
                sheet.write_number(line, at, float(value))
        width, wrap = _width(column, values)
        sheet.set_column(at, at, width, wrapped if wrap else top)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return cut


def _write_notes(
    sheet: Worksheet, notes: Mapping[str, str], head: Format, wrapped: Format, top: Format
) -> None:
    """Fill the last sheet: what to know before reading, then what every column means."""
    sheet.set_column(0, 1, 26, top)
    sheet.set_column(2, 3, TEXT_WIDTH, wrapped)
    line = 0
    for heading, text in notes.items():
        sheet.write_string(line, 0, heading, head)
        sheet.write_string(line, 2, text)
        line += 1
    for at, heading in enumerate(("tabel", "kolom", "betekenis", "meaning")):
        sheet.write_string(line + 1, at, heading, head)
    line += 2
    for name, table in TABLES.items():
        for column in table.columns:
            for at, text in enumerate((name, column.name, column.nl, column.en)):
                sheet.write_string(line, at, text)
            line += 1


def _width(column: Column, values: list[object]) -> tuple[int, bool]:
    """Return a column's width in characters, and whether its texts are wrapped."""
    if column.type != "string":
        return max(NARROWEST, len(column.name) + 3), False
    lengths = [len(str(value)) for value in values if value]
    if lengths and sum(lengths) / len(lengths) >= WRAPPED_FROM:
        return TEXT_WIDTH, True
    longest = max([len(column.name) + 3, *lengths])
    return min(max(longest, NARROWEST), WIDEST), False


def _storable(text: str) -> str:
    r"""Return a text as UTF-8 can hold it: a file name may hold what is no text, '\udce9'."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _shortened(text: str) -> str:
    """Return a text of at most the length that a cell holds."""
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - len(CUT)] + CUT
