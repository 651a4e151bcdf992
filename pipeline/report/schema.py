"""What the tables of a run are: read from ``schema.toml``, the one place that declares them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

SCHEMA_FILE = Path(__file__).with_name("schema.toml")
# The contract rounds scores to four places.
SCORE_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its type, its constraints and what it means.

    ``enum`` is empty when any value goes; with ``themes`` the identifiers of the codebook's themes
    are allowed besides. ``minimum`` and ``maximum`` are inclusive.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    nl: str
    en: str
    required: bool = False
    enum: tuple[str, ...] = ()
    themes: bool = False
    also: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""

    @property
    def dtype(self) -> str:
        """The pandas type: whole numbers stay whole where a cell may be empty."""
        if self.type == "integer":
            return "int64" if self.required else "Int64"
        return {"string": "str", "number": "float64", "boolean": "bool"}[self.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values, where there are any, stand in another table (or in their own)."""

    fields: tuple[str, ...]
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The columns that say where a row's words stand.

    ``document`` names the column with the document's identifier; ``recommendation_id`` there means
    the document of that recommendation.
    """

    document: str
    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its columns in order, its keys and what it means."""

    name: str
    title_nl: str
    title_en: str
    nl: str
    en: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def file(self) -> str:
        """The file's name in the output folder."""
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry with its lists as tuples."""
    return {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}


def _table(entry: Mapping[str, Any]) -> Table:
    """Return one declared table; an unknown key is a ``TypeError``."""
    kinds = {"columns": Column, "foreign_keys": ForeignKey, "spans": Span}
    parts = {
        key: tuple(kind(**_frozen(part)) for part in entry.get(key, ()))
        for key, kind in kinds.items()
    }
    return Table(**{**_frozen(entry), **parts})


_DECLARED = tomllib.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
TABLES: dict[str, Table] = {entry["name"]: _table(entry) for entry in _DECLARED["table"]}
PACKAGE_TEXTS: dict[str, str] = {
    key: _DECLARED[key] for key in ("title_nl", "title_en", "nl", "en")
}


def frame(name: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Make a data frame with the columns, order and types that the schema declares.

    Parameters
    ----------
    name
        Table of the schema.
    rows
        In order, each with exactly the table's columns. None in a number column is an empty cell;
        an empty text is the empty string. Numbers are rounded to four places.

    Raises
    ------
    ValueError
        A row has other columns than the table.

    Examples
    --------
    >>> row = {"source": "a.txt", "stage": "ingest", "error": "bestand is leeg", "hint": ""}
    >>> frame("errors", [row]).to_dict("records") == [row]
    True
    """
    table = TABLES[name]
    listed = list(rows)
    for row in listed:
        if row.keys() != set(table.header):
            raise ValueError(f"{name}: columns {sorted(row)}, expected {sorted(table.header)}")
    return pd.DataFrame(
        {
            column.name: pd.Series([_cell(column, row) for row in listed], dtype=column.dtype)
            for column in table.columns
        },
        columns=list(table.header),
    )


def _cell(column: Column, row: Mapping[str, object]) -> object:
    """Return the row's value for this column, numbers rounded and never minus zero."""
    value = row[column.name]
    if column.type == "number" and isinstance(value, int | float):
        return round(float(value), SCORE_PLACES) + 0.0
    return value
