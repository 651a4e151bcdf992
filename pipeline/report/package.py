"""``datapackage.json``: the tables as a Frictionless tabular data package (version 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.csv_form import STANDARD, CsvForm
from pipeline.report.schema import PACKAGE_TEXTS, TABLES, Column, ForeignKey, Table

PACKAGE_FILE = "datapackage.json"


def build_package(theme_ids: Sequence[str], form: CsvForm = STANDARD) -> dict[str, Any]:
    """Describe the tables: every file, column, type, key and constraint, in Dutch and English.

    Sizes and hashes of the files are left out: a strict run replaces ``errors.csv`` alone.

    Parameters
    ----------
    theme_ids
        The codebook's themes: the values that a theme column allows.
    form
        The form that the tables are written in.

    Returns
    -------
    dict
        The descriptor, without dates, so that the same tables have the same one. Dutch texts
        stand in ``title`` and ``description``, English ones in ``title_en`` and
        ``description_en``.

    Examples
    --------
    >>> package = build_package(["trade", "security"])
    >>> [resource["path"] for resource in package["resources"]][:2]
    ['overzicht.csv', 'documents.csv']
    """
    return {
        "profile": "tabular-data-package",
        "name": "weerklank",
        **_texts(PACKAGE_TEXTS),
        "resources": [_resource(table, theme_ids, form) for table in TABLES.values()],
    }


def _resource(table: Table, theme_ids: Sequence[str], form: CsvForm) -> dict[str, Any]:
    """Return the description of one file."""
    schema: dict[str, Any] = {
        "fields": [_field(column, theme_ids, form) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        schema["foreignKeys"] = [_foreign_key(key, table) for key in table.foreign_keys]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        "title": table.title_nl,
        "title_en": table.title_en,
        "description": table.nl,
        "description_en": table.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": form.encoding,
        "dialect": {
            "csvddfVersion": "1.2",
            "delimiter": form.delimiter,
            "lineTerminator": form.line_end,
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema,
    }


def _field(column: Column, theme_ids: Sequence[str], form: CsvForm) -> dict[str, Any]:
    """Return the description of one column."""
    field: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.type == "number":
        field["decimalChar"] = form.decimal
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    field |= {"description": column.nl, "description_en": column.en}
    allowed = [*(theme_ids if column.themes else ()), *column.also, *column.enum]
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if allowed:
        constraints["enum"] = allowed
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if column.pattern:
        constraints["pattern"] = column.pattern
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(key: ForeignKey, table: Table) -> dict[str, Any]:
    """Return one foreign key; the empty name stands for the table itself."""
    return {
        "fields": list(key.fields),
        "reference": {
            "resource": "" if key.table == table.name else key.table,
            "fields": list(key.columns),
        },
    }


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the package's own title and description in both languages."""
    return {
        "title": texts["title_nl"],
        "title_en": texts["title_en"],
        "description": texts["nl"],
        "description_en": texts["en"],
    }
