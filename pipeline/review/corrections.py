"""One readable file of what people corrected: a row a judgement, found again by hash and span.

Columns: ``sha256`` of the source file, ``start`` and ``end`` in its text, ``field``, ``value``,
``text`` (the words that stand there, so that a person can read the file) and ``remark``. Values:

================== ==========================================================================
field              value
================== ==========================================================================
claim_type         a claim type, or ``none``: this is no claim
themes             theme ids joined with ``|``, or ``none``
recommendation     ``yes``, or ``none``: this is no recommendation
answer             passages ``sha256:start-end`` joined with ``|``, or ``none``: nothing answers
stance             the stance towards the recommendation that stands there
ask_stance         the stance towards the ask that stands there
================== ==========================================================================
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pipeline.errors import UsageError
from pipeline.records import ClaimType, Stance

COLUMNS = ("sha256", "start", "end", "field", "value", "text", "remark")
FIELDS = ("claim_type", "themes", "recommendation", "answer", "stance", "ask_stance")
NONE = "none"
#: Matches the SHA-256 of a file in hexadecimal; must not match its first eight digits.
SHA256 = re.compile(r"[0-9a-f]{64}")
#: A place in a text. Matches "0", "1290"; must not match "-1", "1.5", "²".
SPAN = re.compile(r"[0-9]{1,12}")
#: Matches '<64 digits>:12-90'; must not match 'brief:12-90'.
PASSAGE = re.compile(rf"({SHA256.pattern}):([0-9]{{1,12}})-([0-9]{{1,12}})")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Correction:
    """What one person said about one stretch; see the module for fields and values."""

    sha256: str
    start: int
    end: int
    field: str
    value: str
    text: str = ""
    remark: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The parts of the value; empty for ``none``."""
        return () if self.value == NONE else tuple(self.value.split("|"))

    @property
    def passages(self) -> tuple[tuple[str, int, int], ...]:
        """The passages of an answer: hash, start, end."""
        found = (PASSAGE.fullmatch(one) for one in self.labels)
        return tuple((m[1], int(m[2]), int(m[3])) for m in found if m)


def value_fault(field: str, value: str, theme_ids: Collection[str] | None = None) -> str:
    """Return what is wrong with a value, empty when nothing is.

    >>> value_fault("stance", "ja")
    "'ja' is no stance: accepted, existing_policy, partially_accepted, rejected, noted, no_response"
    """
    labels = [] if value == NONE else value.split("|")
    allowed: Sequence[str] | None
    if field in ("stance", "ask_stance"):
        allowed, labels = get_args(Stance), [value]
    elif field == "claim_type":
        allowed, labels = get_args(ClaimType), labels if len(labels) < 2 else [value]
    elif field == "recommendation":
        allowed, labels = ("yes",), labels if len(labels) < 2 else [value]
    elif field == "themes":
        allowed = None if theme_ids is None else tuple(theme_ids)
    elif field == "answer":
        wrong = [label for label in labels if not PASSAGE.fullmatch(label)]
        return f"'{wrong[0]}' is no passage: sha256:start-end" if wrong else ""
    else:
        return f"field '{field}' is none of {', '.join(FIELDS)}"
    wrong = [one for one in labels if not one or (allowed is not None and one not in allowed)]
    if not wrong:
        return ""
    kind = {"ask_stance": "stance", "themes": "theme"}.get(field, field.replace("_", " "))
    return f"'{wrong[0]}' is no {kind}: {', '.join(allowed or ('empty',))}"


def load_corrections(
    path: Path, theme_ids: Collection[str] | None = None
) -> tuple[Correction, ...]:
    """Read a corrections file, in order of source and position.

    Raises
    ------
    UsageError
        Names every row that cannot be used and why; or the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as corrections: {error}.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = list(_rows(reader, path))
    missing = [name for name in COLUMNS[:5] if name not in (reader.fieldnames or ())]
    if missing:
        raise UsageError(
            f"{path.name}: has no column {', '.join(missing)}.",
            "Give the file that `weerklank review import` wrote.",
        )
    faults: list[str] = []
    found: dict[tuple[str, int, int, str], Correction] = {}
    for line, row in enumerate(rows, start=2):
        start, end = row["start"] or "", row["end"] or ""
        if not SHA256.fullmatch(row["sha256"] or ""):
            faults.append(f"row {line}: '{row['sha256']}' is no SHA-256 of a file")
        elif not (SPAN.fullmatch(start) and SPAN.fullmatch(end) and int(start) < int(end)):
            faults.append(f"row {line}: '{start}-{end}' is no span")
        elif fault := value_fault(row["field"], row["value"] or "", theme_ids):
            faults.append(f"row {line}: {fault}")
        else:
            key = (row["sha256"], int(start), int(end), row["field"])
            if key in found and found[key].value != row["value"]:
                faults.append(f"row {line}: contradicts an earlier row on the same words")
            found[key] = Correction(
                sha256=key[0],
                start=key[1],
                end=key[2],
                field=key[3],
                value=row["value"],
                text=row.get("text") or "",
                remark=row.get("remark") or "",
            )
    if faults:
        raise UsageError(f"{path.name}: {'; '.join(faults)}.", "Mend these rows.")
    return tuple(sorted(found.values()))


def _rows(reader: csv.DictReader[str], path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table; what is none is said."""
    try:
        yield from reader
    except csv.Error as error:
        raise UsageError(f"{path.name}: cannot be read as a table: {error}.") from error


def save_corrections(path: Path, corrections: Iterable[Correction]) -> None:
    """Write corrections, sorted; of two on the same words and field the later given holds."""
    kept = {(c.sha256, c.start, c.end, c.field): c for c in corrections}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(kept.values()):
        writer.writerow([getattr(one, name) for name in COLUMNS])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
