"""A run read back from its output folder: what `pipeline.analyze` returned, from what it wrote."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.analyze import Result
from pipeline.errors import UsageError
from pipeline.formulas import unguard
from pipeline.records import Document, SetAside
from pipeline.source import document_from_rows

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.report.schema import Column, Table

RUN_FILE = "run.json"
AGAIN = "Run weerklank analyze again into that folder."
TRUTH = {"true": True, "false": False}


def read_run(folder: Path | str) -> Result:
    """Read a run back from the folder that it was written to.

    Both forms of the tables are read, the standard one and that for a Dutch spreadsheet; the
    tables come back as `pipeline.analyze` returned them.

    Parameters
    ----------
    folder
        An output folder of ``weerklank analyze``.

    Returns
    -------
    Result
        Of its documents only what the tables hold is known: no list markers, no Kamerstuk number.

    Raises
    ------
    UsageError
        When the folder holds no run of weerklank, a run without tables, a damaged table, or one
        of a version whose tables have other columns.

    Examples
    --------
    >>> read_run("tests/data/wonen")
    Traceback (most recent call last):
    ...
    pipeline.errors.UsageError: tests/data/wonen: holds no run.json of weerklank. Name ...
    """
    from pipeline.report.schema import TABLES

    folder = Path(folder)
    run = _run_record(folder)
    files = {name: _read(folder, name) for name in run["files"] if name != RUN_FILE}
    missing = [table.file for table in TABLES.values() if table.file not in files]
    if missing:
        raise UsageError(
            f"{folder}: its {RUN_FILE} lists no {missing[0]}: the run wrote no tables.",
            "Run weerklank analyze again, without --strict or without what it set aside.",
        )
    tables = {name: _table(folder, table, files[table.file], run) for name, table in TABLES.items()}
    return Result(
        tables=tables,
        documents=_documents(folder, tables, files),
        run=run,
        files=files,
        set_aside=tuple(SetAside(**row) for row in records(tables["errors"])),
    )


def _run_record(folder: Path) -> dict[str, Any]:
    """Return what stands in ``run.json``."""
    try:
        run = json.loads((folder / RUN_FILE).read_bytes())
    except OSError:
        run = None
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{folder / RUN_FILE}: cannot be read as JSON ({error}).", AGAIN
        ) from error
    if not isinstance(run, dict) or run.get("program") != "weerklank":
        raise UsageError(
            f"{folder}: holds no {RUN_FILE} of weerklank.",
            "Name a folder that weerklank analyze wrote, the one given to --out.",
        )
    listed = run.get("files")
    if not isinstance(listed, list) or not all(
        isinstance(name, str) and (folder / name).resolve().is_relative_to(folder.resolve())
        for name in listed
    ):
        raise UsageError(f"{folder / RUN_FILE}: 'files' is no list of files in this folder.", AGAIN)
    return run


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{folder / name}: listed in {RUN_FILE}, but cannot be read ({error.strerror}).", AGAIN
        ) from error


def _table(folder: Path, table: Table, content: bytes, run: Mapping[str, Any]) -> pd.DataFrame:
    """Return one table with the columns and types of the schema."""
    import pandas as pd

    from pipeline.report.schema import frame

    where = folder / table.file
    # Only the form for a Dutch spreadsheet has ';' in its header.
    dutch = b";" in content.split(b"\n", 1)[0]
    try:
        cells = pd.read_csv(
            io.BytesIO(content),
            sep=";" if dutch else ",",
            dtype=str,
            na_filter=False,
            encoding="utf-8-sig",
        )
    except (ValueError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UsageError(f"{where}: is no table of weerklank ({error}).", AGAIN) from error
    if tuple(cells.columns) != table.header:
        raise UsageError(
            f"{where}: has the columns {', '.join(cells.columns)}; expected "
            f"{', '.join(table.header)}. The run is of weerklank {run.get('version')}, this is "
            f"{version('weerklank')}.",
            AGAIN,
        )
    rows = []
    for number, row in enumerate(cells.to_dict("records"), start=1):
        try:
            rows.append({c.name: _value(c, str(row[c.name]), dutch) for c in table.columns})
        except ValueError as error:
            raise UsageError(f"{where}: row {number}, {error}.", AGAIN) from error
    return frame(table.name, rows)


def _value(column: Column, text: str, dutch: bool) -> object:
    """Return a cell's value; ``ValueError`` says what is wrong with it.

    >>> from pipeline.report.schema import TABLES
    >>> score = TABLES["alignment"].columns[-1]
    >>> _value(score, "0,75", True), _value(score, "0.75", False)
    (0.75, 0.75)
    """
    if column.type == "string":
        # What a spreadsheet would run as a formula stands behind an apostrophe in that form.
        return unguard(text) if dutch else text
    if not text and not column.required:
        return None
    try:
        if column.type == "boolean":
            return TRUTH[text]
        return int(text) if column.type == "integer" else float(text.replace(",", "."))
    except (KeyError, ValueError):
        raise ValueError(f"column {column.name}: {text!r}, expected {column.type}") from None


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, a missing value as None.

    >>> import pandas as pd
    >>> records(pd.DataFrame({"page": pd.Series([4, None], dtype="Int64")}))
    [{'page': 4}, {'page': None}]
    """
    cells = table.astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _documents(
    folder: Path, tables: Mapping[str, pd.DataFrame], files: Mapping[str, bytes]
) -> dict[str, Document]:
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {"blocks": {}, "references": {}}
    for name, of_document in rows.items():
        for row in records(tables[name]):
            of_document.setdefault(row["document_id"], []).append(row)
    documents = {}
    for row in records(tables["documents"]):
        key = row["document_id"]
        text = f"texts/{key}.txt"
        if text not in files:
            raise UsageError(f"{folder}: {RUN_FILE} lists no {text}.", AGAIN)
        documents[key] = document_from_rows(
            key,
            files[text].decode("utf-8"),
            rows["blocks"].get(key, ()),
            rows["references"].get(key, ()),
            {
                "title": row["title"],
                "publisher": row["publisher"],
                "date": row["date"],
                "role": row["role"],
                "role_inferred": row["role_inferred"],
                "language": row["language"],
                "file": row["source"],
                "sha256": row["sha256"],
                "format": row["format"],
                "responds_to": tuple(filter(None, row["responds_to"].split("|"))),
            },
        )
    return documents
