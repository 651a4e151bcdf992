"""A table as CSV bytes.

Cells are written here and not by pandas or ``csv``: what those quote, and how they print numbers,
differs between versions, and the same findings must give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.formulas import guard
from pipeline.report.schema import SCORE_PLACES, TABLES, Column, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """How a table is written: a form of the contract.

    ``mark`` puts a byte-order mark before the header, by which Excel knows that a file is UTF-8;
    ``guarded`` writes an apostrophe before text that a spreadsheet would run as a formula.
    """

    name: str
    delimiter: str
    line_end: str
    decimal: str
    mark: bool = False
    guarded: bool = False

    @property
    def encoding(self) -> str:
        """The encoding's name: with the mark it is another one."""
        return "utf-8-sig" if self.mark else "utf-8"

    @property
    def special(self) -> frozenset[str]:
        """The characters that make a cell need quotes."""
        return frozenset(f'"\r\n{self.delimiter}')


STANDARD = CsvForm(name="standard", delimiter=",", line_end="\n", decimal=".")
EXCEL_NL = CsvForm(
    name="excel-nl", delimiter=";", line_end="\r\n", decimal=",", mark=True, guarded=True
)
FORMS = {form.name: form for form in (STANDARD, EXCEL_NL)}


def csv_bytes(name: str, rows: pd.DataFrame, form: CsvForm = STANDARD) -> bytes:
    r"""Write a table as CSV: a header row, then the rows as they come, in UTF-8.

    Parameters
    ----------
    name
        Table of the schema, which gives the columns and their types.
    rows
        The table as `build_tables` returns it.
    form
        Delimiter, line end, decimal sign and what is done for a spreadsheet's sake.

    Returns
    -------
    bytes
        Numbers are as short as they can be with up to four places, at least one,
        truth values ``true`` and ``false``, a missing cell is empty. A code point that UTF-8
        cannot hold (from a file name that is not text) is written as its escape, ``\udce9``.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"source": "a.txt", "stage": "ingest", "error": "leeg, dus niets", "hint": ""}
    >>> csv_bytes("errors", pd.DataFrame([row]))
    b'source,stage,error,hint\na.txt,ingest,"leeg, dus niets",\n'
    >>> csv_bytes("errors", pd.DataFrame([{**row, "source": "=1+1"}]), EXCEL_NL)[3:]
    b"source;stage;error;hint\r\n'=1+1;ingest;leeg, dus niets;\r\n"
    """
    return table_bytes(TABLES[name], rows, form)


def table_bytes(table: Table, rows: pd.DataFrame, form: CsvForm = STANDARD) -> bytes:
    """Write a table that need not be one of the schema's, as `csv_bytes` does."""
    columns = table.columns
    cells = [
        [_cell(column, value, form) for value in rows[column.name].tolist()] for column in columns
    ]
    lines = [table.header, *zip(*cells, strict=True)]
    text = "".join(form.delimiter.join(line) + form.line_end for line in lines)
    return text.encode(form.encoding, errors="backslashreplace")


def _cell(column: Column, value: object, form: CsvForm) -> str:
    """Return one cell, quoted where it must be."""
    if value is None or value is pd.NA or value != value:  # NaN alone differs from itself
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = column.type == "integer"
        return str(int(value)) if whole else _number(value).replace(".", form.decimal)
    text = str(value)
    if form.guarded and column.type == "string":
        text = guard(text)
    return '"' + text.replace('"', '""') + '"' if form.special & set(text) else text


def _number(value: float) -> str:
    """Return a number with one to four places, never in powers of ten or minus zero."""
    text = f"{round(value, SCORE_PLACES) + 0.0:.{SCORE_PLACES}f}".rstrip("0")
    return text + "0" if text.endswith(".") else text
