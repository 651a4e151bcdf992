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

from pipeline.errors import SourceError, UsageError
from pipeline.formulas import unguard
from pipeline.ingest.files.decoding import decode
from pipeline.review.corrections import FIELDS, NONE, SHA256, SPAN, Correction, value_fault
from pipeline.review.export import COLUMNS, SHEET
from pipeline.review.wording import FIELD_LABELS, RIGHT, field_meant, labels_of, meant, plain

#: Columns that a sheet must still have to be read; the others only help its reader.
NEEDED = ("document", "veld", "tekst", "gevonden", "correctie", "begin", "einde", "sha256")
#: What stands between cells: weerklank and an English Excel, a Dutch Excel, 'Unicode text'.
DELIMITERS = (",", ";", "\t")
#: What a file of another kind makes of reading it.
WRONG = (ValueError, TypeError, AttributeError, RecursionError)
#: Bytes of a workbook unpacked: ten thousand judgements take a tenth of it.
LARGEST_WORKBOOK = 200 * 2**20
WRITTEN = "Give a .csv or .xlsx file that `weerklank review export` wrote."


def import_review(paths: Sequence[Path], themes: Mapping[str, str]) -> list[Correction]:
    """Read reviewed sheets (.csv, .xlsx) and Label Studio exports (.json), in the order given.

    A row whose ``correctie`` is empty was not reviewed and is left out; ``ok`` confirms what was
    found, ``geen`` says that there is none; else it holds a label or its code. Columns may have
    been moved, added or taken out, rows sorted, and a CSV saved in any way that Excel knows:
    with semicolons or tabs, with a byte-order mark, in Windows-1252.

    Parameters
    ----------
    paths
        Files that `export_review` wrote and people filled in.
    themes
        The Dutch label of each theme of the codebook, by identifier.

    Raises
    ------
    UsageError
        Names every row that cannot be used: file, row, what was found and what is expected.
    """
    found: list[Correction] = []
    faults: list[str] = []
    for path in paths:
        if path.suffix.lower() == ".json":
            found += _from_label_studio(path, themes, faults)
        else:
            found += _from_sheet(path, themes, faults)
    if faults:
        raise UsageError(
            f"These rows cannot be imported: {'; '.join(faults)}.",
            "Mend them and import again; nothing was written. Themes of a codebook of your own: "
            "name it with --codebook.",
        )
    return found


def _from_sheet(path: Path, themes: Mapping[str, str], faults: list[str]) -> Iterator[Correction]:
    lines = [[_text(cell) for cell in cells] for cells in _sheet_rows(path)]
    header = [plain(cell) for cell in lines[0]] if lines else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        faults.append(f"{path.name}: has no column {', '.join(missing)}")
        return
    empty = dict.fromkeys(COLUMNS, "")
    rows = [empty | dict(zip(header, cells, strict=False)) for cells in lines[1:]]
    hashes = {row["document"]: row["sha256"].lower() for row in rows}
    for number, row in enumerate(rows, start=2):
        if not row["correctie"]:
            continue
        field, sha256 = field_meant(row["veld"]), row["sha256"].lower()
        right = plain(row["correctie"]) in RIGHT
        value = meant(field, row["gevonden" if right else "correctie"], themes, hashes)
        fault = _fault(field, value, row["correctie"], themes)
        if not (SPAN.fullmatch(row["begin"]) and SPAN.fullmatch(row["einde"])):
            fault = f"'{row['begin']}-{row['einde']}' is no span"
        if not SHA256.fullmatch(sha256):
            fault = f"'{row['sha256']}' is no SHA-256 of a file"
        if fault:
            faults.append(f"{path.name} row {number}: {fault}")
            continue
        yield Correction(
            sha256=sha256,
            start=int(row["begin"]),
            end=int(row["einde"]),
            field=field,
            value=value,
            text=row["tekst"],
            remark=row["opmerking"],
        )


def _fault(field: str, value: str, written: str, themes: Mapping[str, str]) -> str:
    """Return what is wrong with a correction, in the words of the sheet; empty if nothing is."""
    if field not in FIELDS:
        return f"field '{field}' is none of {', '.join(FIELD_LABELS.values())}"
    if not value_fault(field, value, themes):
        return ""
    labels = [*labels_of(field, themes).values()]
    if field == "answer":
        labels.insert(0, "document:begin-einde")
    return f"'{written}' is no {FIELD_LABELS[field]}: {', '.join(labels)}"


def _text(cell: object) -> str:
    """Return a cell as text; a whole number that a spreadsheet made of it without its fraction."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unguard("" if cell is None else str(cell).strip())


def _sheet_rows(path: Path) -> Iterator[Sequence[object]]:
    """Yield the rows of a sheet, of a workbook those of the sheet that was to be filled in."""
    try:
        if path.suffix.lower() == ".xlsx":
            with ZipFile(path) as archive:
                size = sum(part.file_size for part in archive.infolist())
            if size > LARGEST_WORKBOOK:
                raise ValueError(f"it unpacks to {size // 2**20} MB")
            book = load_workbook(path, read_only=True, data_only=True)
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            yield from sheet.iter_rows(values_only=True)
            book.close()
            return
        text = decode(path.read_bytes())
    except SourceError as error:
        raise UsageError(f"{path}: {error.message}.", error.hint) from error
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror or error}).", "Check the path."
        ) from error
    except Exception as error:  # openpyxl raises what zip and XML raise
        raise UsageError(
            f"{path}: cannot be read as a review sheet: {error}.",
            WRITTEN,
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UsageError(f"{path}: cannot be read as a table: {error}.", WRITTEN) from error


def _from_label_studio(
    path: Path, themes: Mapping[str, str], faults: list[str]
) -> Iterator[Correction]:
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
            for (start, end), (claim_type, given) in sorted((removed | regions).items()):
                values = {"claim_type": claim_type}
                if claim_type != NONE:
                    values["themes"] = given or NONE
                for field, value in values.items():
                    if fault := value_fault(field, value, themes):
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
