"""The last count of a run: every input is a document that was analysed or a row that says why not.

Messages name files and never a document's words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.errors import IntegrityError

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.ingest.files.discover import Source
    from pipeline.records import SetAside

# Rows of errors.csv that stand beside a document and not in its place.
BESIDE = ("partly read", "correction")
# A message with more offenders than this helps nobody.
MAX_LISTED = 5


def check_account(
    found: Sequence[Source],
    set_aside: Iterable[SetAside],
    tables: Mapping[str, pd.DataFrame],
) -> None:
    """Raise ``IntegrityError`` unless every input has its row, and every row an input.

    Parameters
    ----------
    found, set_aside
        The files to read and those set aside unread, as `pipeline.ingest.find_sources` gave them.
    tables
        All tables, as they are about to be written: documents and errors are counted.

    Raises
    ------
    IntegrityError
        With up to five inputs that were lost or counted twice: a fault of the program.
    """
    inputs = Counter(source.name for source in found)
    inputs.update(row.source for row in set_aside)
    documents, errors = tables["documents"], tables["errors"]
    outcomes = Counter(documents["source"])
    outcomes.update(
        source
        for source, error in zip(errors["source"], errors["error"], strict=True)
        if not error.startswith(BESIDE)
    )
    faults = [
        f"{name!r} came in {inputs[name]} times and is accounted for {outcomes[name]} times"
        for name in sorted(inputs | outcomes)
        if inputs[name] != outcomes[name]
    ]
    ids = {source.document_id for source in found}
    faults += [
        f"{document_id!r} was analysed and is no document that came in"
        for document_id in documents["document_id"]
        if document_id not in ids
    ]
    if faults:
        more = len(faults) - MAX_LISTED
        listed = "; ".join(faults[:MAX_LISTED]) + (f"; and {more} more" if more > 0 else "")
        raise IntegrityError(f"Inputs and outcomes do not agree: {listed}.")
