"""Bring what people filled in back into one corrections file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from pipeline.errors import UsageError
from pipeline.formulas import unguard
from pipeline.review.corrections import NONE, SHA256, SPAN, Correction, value_fault
from pipeline.review.export import COLUMNS

#: What a file of another kind makes of reading it.
WRONG = (ValueError, TypeError, AttributeError, RecursionError)
#: What a reviewer writes to say that what was found is right, and that there is nothing.
#: Bytes of a workbook unpacked: ten thousand judgements take a tenth of it.
LARGEST_WORKBOOK = 200 * 2**20
WRITTEN = "Give a .csv (UTF-8) or .xlsx file that `weerklank review export` wrote."
RIGHT, NOTHING = frozenset({"ok", "goed", "ja"}), frozenset({"geen", "nee", NONE})


def import_review(paths: Sequence[Path]) -> list[Correction]:
    """Read reviewed sheets (.csv, .xlsx) and Label Studio exports (.json), in the order given.

    A row whose ``correctie`` is empty was not reviewed and is left out; ``ok`` confirms what was
    found, ``geen`` says that there is none. Columns may have been moved and rows sorted.

    Raises
    ------
    UsageError
        Names every row that cannot be used: file, row, what was found and what is expected.
    """
    found: list[Correction] = []
    faults: list[str] = []
    for path in paths:
        if path.suffix.lower() == ".json":
            found += _from_label_studio(path, faults)
        else:
            found += _from_sheet(path, faults)
    if faults:
        raise UsageError(
            f"These rows cannot be imported: {'; '.join(faults)}.",
            "Mend them and import again; nothing was written.",
        )
    return found


def _from_sheet(path: Path, faults: list[str]) -> Iterator[Correction]:
    rows = _sheet_rows(path)
    header = [str(cell or "").strip() for cell in next(rows, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        faults.append(f"{path.name}: has no column {', '.join(missing)}")
        return
    for line, cells in enumerate(rows, start=2):
        row = {n: _plain(cell) for n, cell in zip(header, cells, strict=False)}
        corrected = row.get("correctie", "")
        if not corrected:
            continue
        value = _value(corrected, row["gevonden"])
        fault = value_fault(row["veld"], value)
        if not (SPAN.fullmatch(row["begin"]) and SPAN.fullmatch(row["einde"])):
            fault = f"'{row['begin']}-{row['einde']}' is no span"
        if not SHA256.fullmatch(row["sha256"]):
            fault = f"'{row['sha256']}' is no SHA-256 of a file"
        if fault:
            faults.append(f"{path.name} row {line}: {fault}")
            continue
        yield Correction(
            sha256=row["sha256"],
            start=int(row["begin"]),
            end=int(row["einde"]),
            field=row["veld"],
            value=value,
            text=row["tekst"],
            remark=row.get("opmerking", ""),
        )


def _value(corrected: str, found: str) -> str:
    """Return the value that a reviewer's words stand for.

    >>> _value("ok", "trade"), _value("geen", "trade"), _value("trade, security", "none")
    ('trade', 'none', 'trade|security')
    """
    if corrected.casefold() in RIGHT:
        return found
    if corrected.casefold() in NOTHING:
        return NONE
    parts = corrected.replace(",", "|").replace(";", "|").split("|")
    return "|".join(part.strip() for part in parts if part.strip())


def _plain(cell: object) -> str:
    """Return a cell as text; a whole number that a spreadsheet made of it without its fraction."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    return unguard(text)


def _sheet_rows(path: Path) -> Iterator[Sequence[object]]:
    """Yield the rows of the first sheet; a spreadsheet may have saved the CSV with semicolons."""
    try:
        if path.suffix.lower() == ".xlsx":
            with ZipFile(path) as archive:
                size = sum(part.file_size for part in archive.infolist())
            if size > LARGEST_WORKBOOK:
                raise ValueError(f"it unpacks to {size // 2**20} MB")
            book = load_workbook(path, read_only=True, data_only=True)
            yield from book.worksheets[0].iter_rows(values_only=True)
            book.close()
            return
        text = path.read_text(encoding="utf-8-sig")
    except Exception as error:  # openpyxl raises what zip and XML raise
        raise UsageError(
            f"{path}: cannot be read as a review sheet: {error}.",
            WRITTEN,
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UsageError(f"{path}: cannot be read as a table: {error}.", WRITTEN) from error


def _from_label_studio(path: Path, faults: list[str]) -> Iterator[Correction]:
    """Yield the claims that people annotated, and as no claims what they took out."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
        for number, task in enumerate(tasks, start=1):
            annotations = [a for a in task.get("annotations", []) if not a.get("was_cancelled")]
            if not annotations:
                continue
            source, sha256 = task["data"]["text"], task["data"]["sha256"]
            regions = _label_studio_claims(annotations[-1]["result"], source)
            predicted = [p["result"] for p in task.get("predictions", [])]
            before = _label_studio_claims(predicted[0], source) if predicted else {}
            removed = {span: (NONE, "") for span in before if span not in regions}
            for (start, end), (claim_type, themes) in sorted((removed | regions).items()):
                values = {"claim_type": claim_type}
                if claim_type != NONE:
                    values["themes"] = themes or NONE
                for field, value in values.items():
                    if fault := value_fault(field, value):
                        faults.append(f"{path.name} task {number}: {fault}")
                        continue
                    words = " ".join(source[start:end].split())
                    yield Correction(
                        sha256=sha256, start=start, end=end, field=field, value=value, text=words
                    )
    except (OSError, ArithmeticError, LookupError, *WRONG) as error:
        raise UsageError(
            f"{path}: cannot be read as a Label Studio export: {error!r}.",
            "Export the project as JSON (not JSON-MIN).",
        ) from error


def _label_studio_claims(
    result: Iterable[Mapping[str, Any]], source: str
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return type and themes of each region by its span in the source."""
    types: dict[tuple[int, int], str] = {}
    themes: dict[tuple[int, int], str] = {}
    for region in result:
        value = region["value"]
        span = _code_points(source, int(value["start"]), int(value["end"]), value.get("text"))
        if region["from_name"] == "claim_type":
            types[span] = "|".join(value["labels"])
        elif region["from_name"] == "themes":
            themes[span] = "|".join(value["choices"])
    return {span: (label, themes.get(span, "")) for span, label in types.items()}


def _code_points(source: str, start: int, end: int, text: str | None) -> tuple[int, int]:
    """Return a span in code points; a browser may have counted in UTF-16 units.

    >>> _code_points("😀 Zij gaan.", 3, 12, "Zij gaan.")
    (2, 11)
    """
    if text is None or source[start:end] == text:
        return start, end
    encoded = source.encode("utf-16-le")
    left = len(encoded[: 2 * start].decode("utf-16-le", "ignore"))
    right = len(encoded[: 2 * end].decode("utf-16-le", "ignore"))
    if source[left:right] != text:
        raise ValueError(f"the words of a region do not stand at {start}-{end}")
    return left, right
