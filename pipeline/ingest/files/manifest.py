"""Read a manifest: what the user knows about the documents."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as calendar_date
from pathlib import Path

from pipeline.errors import ManifestError
from pipeline.records import ROLES

KEYS = frozenset(
    {"file", "sha256", "title", "publisher", "date", "role", "responds_to", "language"}
)
# Matches "2025", "2025-04", "2025-04-10"; must not match "10-04-2025", "2025-4-1".
ISO_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# Matches "brief-2", "één.v2"; must not match "een brief", "a/b".
DOCUMENT_ID = re.compile(r"[\w.-]+")
# Matches 64 of "0-9a-f"; must not match the same in capitals.
SHA256 = re.compile(r"[0-9a-f]{64}")
LONGEST_NAME = 255  # bytes: no system has longer names of files


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a manifest says of one document; empty where it is silent."""

    document_id: str
    file: str = ""
    sha256: str = ""
    title: str = ""
    publisher: str = ""
    date: str = ""
    role: str = ""
    responds_to: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest file: its folder, and its entries in the order of the file."""

    folder: Path
    entries: tuple[Entry, ...] = ()


def load_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises
    ------
    ManifestError
        With every fault of the file: no TOML, unknown keys, values of a wrong type, an unknown
        role, a date that is not ISO 8601, an entry that names no file, a path out of the folder.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ManifestError(
            f"{path}: cannot be read as TOML: {error}.", "Write one table a document, in UTF-8."
        ) from error
    faults: list[str] = []
    entries = []
    for key, table in tables.items():
        if not isinstance(table, dict):
            faults.append(f"'{key}' is no table; expected [{key}] with 'file' or 'sha256'")
            continue
        found = _faults(key, table)
        faults += found
        if not found:
            entries.append(
                Entry(
                    document_id=key,
                    **{k: v for k, v in table.items() if k != "responds_to" and k != "date"},
                    date=str(table.get("date", "")),
                    responds_to=tuple(table.get("responds_to", ())),
                )
            )
    known = set(tables)
    for key, table in tables.items():
        targets = table.get("responds_to", []) if isinstance(table, dict) else []
        for target in targets if isinstance(targets, list) else []:
            if target not in known:
                faults.append(f"[{key}] responds_to names '{target}', which is no entry")
    lowered: dict[str, str] = {}
    for key in tables:
        if lowered.setdefault(key.lower(), key) != key:
            faults.append(f"[{key}] and [{lowered[key.lower()]}] differ in case only")
    faults += _named_twice(tables)
    if faults:
        raise ManifestError(
            f"{path}: {'; '.join(faults)}.",
            "Mend the manifest, or leave a line out: what is missing is inferred.",
        )
    return Manifest(folder=path.parent, entries=tuple(entries))


def _faults(key: str, table: dict[str, object]) -> list[str]:
    faults = []
    if not DOCUMENT_ID.fullmatch(key):
        faults.append(f"[{key}] is no document id; expected letters, digits, '_', '.', '-'")
    for name in sorted(set(table) - KEYS):
        faults.append(f"[{key}] has an unknown key '{name}'; known are {', '.join(sorted(KEYS))}")
    for name in sorted(KEYS - {"responds_to", "date"}):
        if not isinstance(table.get(name, ""), str):
            faults.append(f"[{key}] {name} is {table[name]!r}; expected a text between quotes")
    targets = table.get("responds_to", [])
    if not (isinstance(targets, list) and all(isinstance(t, str) for t in targets)):
        faults.append(f"[{key}] responds_to is {targets!r}; expected a list of document ids")
    if not (table.get("file") or table.get("sha256")):
        faults.append(f"[{key}] names no document; expected 'file' or 'sha256'")
    file = table.get("file", "")
    if isinstance(file, str) and (Path(file).is_absolute() or ".." in Path(file).parts):
        faults.append(f"[{key}] file '{file}' leaves the manifest's folder")
    if isinstance(file, str) and ("\0" in file or not all(map(_may_be_name, file.split("/")))):
        faults.append(f"[{key}] file {file[:40]!r}… is no path that a file can have")
    sha256 = table.get("sha256", "0" * 64)
    if isinstance(sha256, str) and not SHA256.fullmatch(sha256):
        faults.append(f"[{key}] sha256 '{sha256}' is not 64 lower-case hexadecimal digits")
    role = table.get("role", "advice")
    if isinstance(role, str) and role not in ROLES:
        faults.append(f"[{key}] role '{role}' is unknown; expected one of {', '.join(ROLES)}")
    date = str(table.get("date", "2025"))
    if not _is_date(date):
        faults.append(
            f"[{key}] date {date!r} is not ISO 8601; expected 2025, 2025-04 or 2025-04-10"
        )
    return faults


def _may_be_name(name: str) -> bool:
    return len(name.encode("utf-8", "surrogateescape")) <= LONGEST_NAME


def _is_date(date: str) -> bool:
    """Whether a text is a year, a month or a day of the calendar in ISO 8601."""
    if not ISO_DATE.fullmatch(date):
        return False
    try:
        calendar_date.fromisoformat(date + "-01-01"[: 10 - len(date)])
    except ValueError:
        return False
    return True


def _named_twice(tables: Mapping[str, object]) -> list[str]:
    """Say which file or sha256 two entries claim: each document has one entry."""
    faults = []
    for name in ("file", "sha256"):
        owners: dict[object, str] = {}
        for key, table in tables.items():
            value = table.get(name) if isinstance(table, dict) else None
            if isinstance(value, str) and value and owners.setdefault(value, key) != key:
                faults.append(f"[{key}] and [{owners[value]}] have the same {name} '{value}'")
    return faults
