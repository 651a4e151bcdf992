"""The last look before anything is written: every row stands where it says, every key fits.

Messages name identifiers and positions and never a document's words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.errors import IntegrityError
from pipeline.offsets import fold
from pipeline.records import Document
from pipeline.report.schema import TABLES, Span, Table

# A message with more offenders than this helps nobody.
MAX_LISTED = 5


def check_tables(tables: Mapping[str, pd.DataFrame], documents: Mapping[str, Document]) -> None:
    """Raise ``IntegrityError`` unless every row agrees with its source and with the other tables.

    Every row with a span must be its slice of the source, less furniture, white space folded; the
    primary keys must be unique; the foreign keys must name rows that exist.

    Parameters
    ----------
    tables
        All tables, as `build_tables` returns them.
    documents
        Every analysed document by its identifier.

    Raises
    ------
    IntegrityError
        With up to five offenders: a fault of the program, never of the input.
    """
    faults = [
        fault
        for table in TABLES.values()
        for fault in (
            *_key_faults(table, tables),
            *(f for span in table.spans for f in _span_faults(table, span, tables, documents)),
        )
    ]
    if faults:
        more = len(faults) - MAX_LISTED
        listed = "; ".join(faults[:MAX_LISTED]) + (f"; and {more} more" if more > 0 else "")
        raise IntegrityError(f"The tables contradict their sources or each other: {listed}.")


def _span_faults(
    table: Table,
    span: Span,
    tables: Mapping[str, pd.DataFrame],
    documents: Mapping[str, Document],
) -> Iterator[str]:
    """Yield a message for each row whose words do not stand at its offsets."""
    rows = tables[table.name]
    document_ids = rows[span.document]
    if span.document == "recommendation_id":
        asked = tables["recommendations"]
        owners = dict(zip(asked["recommendation_id"], asked["document_id"], strict=True))
        document_ids = document_ids.map(owners)
    places = zip(document_ids, rows[span.start], rows[span.end], rows[span.text], strict=True)
    for number, (document_id, start, end, text) in enumerate(places, start=1):
        if pd.isna(start) and pd.isna(end) and not document_id and not text:
            continue  # a verdict without evidence
        where = f"{table.file} row {number} ({document_id or 'no document'} {start}-{end})"
        document = documents.get(document_id)
        if document is None or pd.isna(start) or pd.isna(end):
            yield f"{where}: no such place"
        elif not 0 <= start < end <= len(document.source):
            yield f"{where}: outside the {len(document.source)} characters of the source"
        elif fold(document.source, int(start), int(end), document.furniture).text != text:
            yield f"{where}: {span.text} is not what stands there"


def _key_faults(table: Table, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield a message for each primary key that occurs twice and foreign key that leads nowhere."""
    if table.primary_key:
        for key, n in Counter(_keys(tables[table.name], table.primary_key)).items():
            if n > 1:
                yield f"{table.file}: {'|'.join(key)} occurs {n} times, expected once"
    for foreign in table.foreign_keys:
        known = set(_keys(tables[foreign.table], foreign.columns))
        for key in dict.fromkeys(_keys(tables[table.name], foreign.fields)):
            if any(key) and key not in known:
                yield f"{table.file}: {'|'.join(key)} is not in {foreign.table}.csv"


def _keys(rows: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the rows' values in these columns, which hold text."""
    return list(zip(*(rows[column] for column in columns), strict=True))
