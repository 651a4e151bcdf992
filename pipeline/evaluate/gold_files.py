"""Check the files of a gold folder, and tell everything that is wrong with them at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import UsageError
from pipeline.records import CLAIM_TYPES, STANCES

COLUMNS = ("document_id", "start", "end", "is_claim", "claim_type", "themes")
JUDGED = ", ".join(STANCES) + " or empty (no response document)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRow:
    """A row of a coder's table that has been checked."""

    document_id: str
    start: int
    end: int
    is_claim: bool
    claim_type: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFolder:
    """What the files hold: rows by coder, and the entries of ``recommendations.json``."""

    codings: Mapping[Literal["a", "b"], Sequence[CodingRow]]
    recommendations: Sequence[Mapping[str, Any]] = field(default=())

    @classmethod
    def read(cls, folder: Path, themes: Collection[str] | None = None) -> GoldFolder:
        """Read and check all files of ``folder``.

        Raises
        ------
        UsageError
            Holds a line for each fault of each file.
        """
        first = folder / "coder_a.csv"
        if not first.is_file():
            raise UsageError(
                f"{folder}: no coder_a.csv found, expected a gold folder with that file in it.",
                "coder_b.csv and recommendations.json may be absent, coder_a.csv may not.",
            )
        faults: list[str] = []
        codings: dict[Literal["a", "b"], list[CodingRow]] = {}
        codings["a"] = _read_codings(first, themes, faults)
        second = folder / "coder_b.csv"
        if second.is_file():
            sound = not faults
            codings["b"] = _read_codings(second, themes, faults)
            if sound:
                _compare_stretches(codings["a"], codings["b"], faults)
        listed = folder / "recommendations.json"
        recommendations = _read_recommendations(listed, faults) if listed.is_file() else []
        if faults:
            raise UsageError(
                f"{folder}: {len(faults)} fault(s) in the gold annotations:\n" + "\n".join(faults),
                "Mend these rows; the codebook says what every label means.",
            )
        return cls(codings=codings, recommendations=recommendations)


def read_coder(path: Path) -> list[CodingRow]:
    """Read and check one coder's table.

    Raises
    ------
    UsageError
        When it is not there, or holds a line for each of its faults.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file.", "Give a table such as coder_a.csv.")
    faults: list[str] = []
    rows = _read_codings(path, None, faults)
    if faults:
        raise UsageError("\n".join(faults), "Mend these rows; the codebook says what labels mean.")
    return rows


def _read_text(path: Path, faults: list[str]) -> str:
    """Decode a file, or note that it cannot be and return nothing."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.append(f"{path.name}: byte {error.start} is not UTF-8, expected UTF-8 text.")
        return ""


def _read_codings(path: Path, themes: Collection[str] | None, faults: list[str]) -> list[CodingRow]:
    """Read one coder's table; row numbers in faults count the header as row 1."""
    known = len(faults)
    text = _read_text(path, faults)
    if len(faults) > known:
        return []
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        faults.append(
            f"{path.name}, row 1: found columns {', '.join(reader.fieldnames or ()) or 'none'}, "
            f"expected {', '.join(COLUMNS)}."
        )
        return []
    rows: list[CodingRow] = []
    seen: dict[tuple[str, int, int], int] = {}
    try:
        for number, cells in enumerate(reader, start=2):
            where = f"{path.name}, row {number}"
            row = _coding_row({name: cells[name] or "" for name in COLUMNS}, where, themes, faults)
            if row is None:
                continue
            stretch = (row.document_id, row.start, row.end)
            if stretch in seen:
                faults.append(
                    f"{where}: {stretch[0]} {row.start}-{row.end} found again, "
                    f"expected once (it is in row {seen[stretch]})."
                )
                continue
            seen[stretch] = number
            rows.append(row)
    except csv.Error as error:
        faults.append(
            f"{path.name}, line {reader.line_num}: {error}, expected a comma-separated table."
        )
    return rows


def _coding_row(
    cells: Mapping[str, str], where: str, themes: Collection[str] | None, faults: list[str]
) -> CodingRow | None:
    """Check one row; None, with its faults noted, when it has any."""
    wrong: list[str] = []
    if not cells["document_id"]:
        wrong.append("document_id is empty, expected a document's id")
    span = [_integer(cells[name]) for name in ("start", "end")]
    if span[0] is None or span[1] is None or not 0 <= span[0] < span[1]:
        wrong.append(
            f"offsets '{cells['start']}'-'{cells['end']}' found, expected 0 <= start < end"
        )
    is_claim = cells["is_claim"] == "1"
    labels = tuple(theme.strip() for theme in cells["themes"].split("|") if theme.strip())
    if cells["is_claim"] not in ("0", "1"):
        wrong.append(f"is_claim '{cells['is_claim']}' found, expected 1 or 0")
    elif is_claim and cells["claim_type"] not in CLAIM_TYPES:
        expected = ", ".join(CLAIM_TYPES)
        wrong.append(f"claim_type '{cells['claim_type']}' found, expected one of {expected}")
    elif not is_claim and (cells["claim_type"] or labels):
        wrong.append("claim_type or themes found, expected none where is_claim is 0")
    if themes is not None:
        wrong += [
            f"theme '{label}' found, expected one of {', '.join(sorted(themes))}"
            for label in labels
            if label not in themes
        ]
    if wrong or span[0] is None or span[1] is None:
        faults += [f"{where}: {fault}." for fault in wrong]
        return None
    return CodingRow(
        document_id=cells["document_id"],
        start=span[0],
        end=span[1],
        is_claim=is_claim,
        claim_type=cells["claim_type"],
        themes=labels,
    )


def _integer(cell: str) -> int | None:
    """Return a cell as a whole number, None when it is none."""
    return int(cell) if cell.isascii() and cell.isdigit() else None


def _compare_stretches(
    first: Sequence[CodingRow], second: Sequence[CodingRow], faults: list[str]
) -> None:
    """Note stretches that only the second coder has: they may skip some, never add any."""
    known = {(row.document_id, row.start, row.end) for row in first}
    faults += [
        f"coder_b.csv: stretch {row.document_id} {row.start}-{row.end} found, "
        "expected only stretches that coder_a.csv has too."
        for row in second
        if (row.document_id, row.start, row.end) not in known
    ]


def _read_recommendations(path: Path, faults: list[str]) -> list[Mapping[str, Any]]:
    """Read the list of recommendations; faults number its entries from 1."""
    known = len(faults)
    text = _read_text(path, faults)
    if len(faults) > known:
        return []
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        faults.append(f"{path.name}, line {error.lineno}: {error.msg}, expected JSON.")
        return []
    if not isinstance(entries, list):
        faults.append(f"{path.name}: {type(entries).__name__} found, expected a list.")
        return []
    for number, entry in enumerate(entries, start=1):
        where = f"{path.name}, recommendation {number}"
        if not isinstance(entry, dict):
            faults.append(f"{where}: {type(entry).__name__} found, expected an object.")
            continue
        faults += [f"{where}: {fault}." for fault in _entry_faults(entry)]
    return entries


def _entry_faults(entry: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with one recommendation."""
    faults: list[str] = []
    for key in ("document_id", "number", "response_document_id"):
        value = entry.get(key, "" if key == "response_document_id" else None)
        if not isinstance(value, str) or (key == "document_id" and not value):
            faults.append(f"{key} {value!r} found, expected text")
    if not _is_span(entry.get("recommendation_span")):
        faults.append(
            f"recommendation_span {entry.get('recommendation_span')!r} found, "
            "expected [start, end] with 0 <= start < end"
        )
    response = entry.get("response_span", "nothing")
    listed = isinstance(response, list) and response and all(_is_span(span) for span in response)
    if response is not None and not listed and not _is_span(response):
        faults.append(
            f"response_span {response!r} found, expected [start, end], a list of these, "
            "or null when nothing answers"
        )
    if entry.get("coder_a") is None:
        faults.append("coder_a is missing, expected an object with stance and asks")
    for coder in ("coder_a", "coder_b"):
        judged = entry.get(coder)
        if judged is None:
            continue
        faults += [f"{coder}, {fault}" for fault in _judgement_faults(judged, response is None)]
    return faults


def _judgement_faults(judged: object, unanswered: bool) -> list[str]:
    """Return what is wrong with one coder's judgement."""
    if not isinstance(judged, dict) or not isinstance(judged.get("asks"), list):
        return ["stance and a list of asks are missing, expected an object with both"]
    faults: list[str] = []
    stance = judged.get("stance")
    if not _is_stance(stance):
        faults.append(f"stance {stance!r} found, expected {JUDGED}")
    elif unanswered and stance not in ("", "no_response"):
        faults.append(f"stance '{stance}' found without a response_span, expected no_response")
    for number, ask in enumerate(judged["asks"], start=1):
        where = f"ask {number}"
        if not isinstance(ask, dict):
            faults.append(f"{where}: {type(ask).__name__} found, expected an object")
            continue
        if not _is_span(ask.get("span")):
            faults.append(f"{where}: span {ask.get('span')!r} found, expected [start, end]")
        if not _is_stance(ask.get("stance")):
            faults.append(f"{where}: stance {ask.get('stance')!r} found, expected {JUDGED}")
        elif (ask["stance"] == "") != (stance == ""):
            faults.append(
                f"{where}: stance '{ask['stance']}' found under stance '{stance}', "
                "expected all of them empty or none"
            )
        spans = ask.get("evidence_spans")
        if not isinstance(spans, list) or not all(_is_span(span) for span in spans):
            faults.append(
                f"{where}: evidence_spans {spans!r} found, expected a list of [start, end]"
            )
    return faults


def _is_stance(value: object) -> bool:
    """Say whether a value is one of the codebook's stances or empty."""
    return isinstance(value, str) and (value == "" or value in STANCES)


def _is_span(value: object) -> bool:
    """Say whether a value is ``[start, end]`` with sound offsets."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(offset) is int for offset in value)
        and 0 <= value[0] < value[1]
    )
