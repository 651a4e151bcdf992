"""Whatever stands in a manifest, a codebook or a review file: it is read, or said to be wrong."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.codebook import load_codebook
from pipeline.errors import CodebookError, ManifestError, UsageError, WeerklankError
from pipeline.ingest import find_sources
from pipeline.ingest.files.manifest import KEYS, load_manifest
from pipeline.review import import_review, load_corrections, save_corrections
from pipeline.review.corrections import COLUMNS as CORRECTION_COLUMNS
from pipeline.review.export import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
DUTCH = "De gemeente bouwt volgend jaar honderd woningen voor starters in de stad.\n"
SHA = "0123456789abcdef" * 4
NINES = "9" * 5000  # more digits than Python reads
DEEP = "[" * 100_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("in")


def survives(function, path, content, error):
    """Read a file: a result, or an error of ours that says where."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    try:
        return function(path)
    except error as raised:
        assert raised.message
        assert path.name in str(raised)
        return None


# --- manifests ------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["a.txt", "../a.txt", "/etc/passwd", "b/../../a.txt", SHA, "advice", "2025-02-30"]
    ),
    st.integers(),
    st.booleans(),
    st.lists(st.text(max_size=5), max_size=3),
)
ENTRIES = st.dictionaries(
    st.one_of(st.text(max_size=8), st.just("a")),
    st.dictionaries(st.one_of(st.sampled_from(sorted(KEYS)), st.text(max_size=5)), VALUES),
    max_size=4,
)


def toml(tables):
    lines = []
    for key, table in tables.items():
        lines.append(f"[{json.dumps(key)}]")
        lines += [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in table.items()]
    return "\n".join(lines)


@given(ENTRIES.map(toml) | st.text(max_size=60) | st.binary(max_size=60))
def test_any_manifest_is_read_or_said_to_be_wrong(folder, content):
    manifest = survives(load_manifest, folder / "manifest.toml", content, ManifestError)
    for entry in manifest.entries if manifest else ():
        path = (folder / entry.file).resolve()
        assert path.is_relative_to(folder.resolve())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"a = {NINES}", "cannot be read as TOML"),
        (f"a = {DEEP}", "cannot be read as TOML"),
        ('[a]\nfile = ""', "names no document"),
        ('[a]\nfile = "../geheim.txt"', "leaves the manifest's folder"),
        ('[a]\nfile = "/etc/passwd"', "leaves the manifest's folder"),
        ('[a]\nfile = "b/../../geheim.txt"', "leaves the manifest's folder"),
        ('[a]\nfile = "a\\u0000.txt"', "is no path that a file can have"),
        (f'[a]\nfile = "{"a" * 300}.txt"', "is no path that a file can have"),
        (b"\xff\xfe[a]", "cannot be read as TOML"),
    ],
    ids=["number", "deep", "empty", "above", "root", "around", "nul", "long", "bytes"],
)
def test_hostile_manifest_is_said_to_be_wrong(tmp_path, content, says):
    (tmp_path / "a.txt").write_text(DUTCH)
    path = tmp_path / "manifest.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ManifestError, match=says):
        find_sources([tmp_path])


def test_a_manifest_reaches_nothing_through_a_link_out_of_the_folder(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "elders"
    for made in (inside, outside):
        made.mkdir()
    (inside / "a.txt").write_text(DUTCH)
    (outside / "geheim.txt").write_text(DUTCH + "geheim")
    (inside / "map").symlink_to(outside)
    (inside / "manifest.toml").write_text('[a]\nfile = "map/geheim.txt"\n')
    kept, aside = find_sources([inside])
    assert [source.name for source in kept] == ["a.txt"]
    assert all(source.entry is None for source in kept)
    assert [row.source for row in aside] == ["map"]
    assert "leaves the folder" in aside[0].error


# --- codebooks ------------------------------------------------------------------------------------

BOOK = (ROOT / "models" / "codebook.toml").read_bytes()


@given(st.integers(0, 2**32))
def test_any_damage_to_a_codebook_is_survived(folder, seed):
    chance = random.Random(seed)
    content = bytearray(BOOK[: chance.choice((500, 3000, len(BOOK)))])
    for _ in range(chance.randrange(6)):
        content[chance.randrange(len(content))] = chance.choice(b'"[]=*&,\n\x00\xffa1')
    survives(load_codebook, folder / "codebook.toml", bytes(content), CodebookError)


@pytest.mark.parametrize(
    "content", [f"a = {NINES}", f"a = {DEEP}", b"\xff\xfe", b"\x00", "", "a=1"]
)
def test_hostile_codebook_is_said_to_be_wrong(tmp_path, content):
    assert survives(load_codebook, tmp_path / "codebook.toml", content, CodebookError) is None


# --- reviews --------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(
        [SHA, "0", "12", "ok", "geen", "claim_type", "stance", "assertion", "=1+1", "²"]
    ),
)


def table(header, rows):
    lines = [header, *rows]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in lines)


def rows(header):
    return st.lists(st.lists(CELLS, max_size=len(header)), max_size=3).map(
        lambda found: table(header, found)
    )


@given(rows(COLUMNS) | st.text(max_size=60) | st.binary(max_size=40))
def test_any_sheet_is_read_or_said_to_be_wrong(folder, content):
    survives(
        lambda path: import_review([path], {"trade": "Handel"}),
        folder / "review.csv",
        content,
        UsageError,
    )


@given(rows(CORRECTION_COLUMNS) | st.text(max_size=60) | st.binary(max_size=40))
def test_any_corrections_are_read_or_said_to_be_wrong(folder, content):
    found = survives(load_corrections, folder / "correcties.csv", content, UsageError)
    if found:  # what was read is written and read again the same
        save_corrections(folder / "opnieuw.csv", found)
        assert load_corrections(folder / "opnieuw.csv") == found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("annotations", "predictions", "result", "data", "text", "sha256", "value"),
                    *("start", "end", "from_name", "labels", "choices", "was_cancelled"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON.map(json.dumps) | JSON.map(lambda one: json.dumps([one])) | st.text(max_size=40))
def test_any_export_is_read_or_said_to_be_wrong(folder, content):
    survives(
        lambda path: import_review([path], {"trade": "Handel"}),
        folder / "review.json",
        content,
        UsageError,
    )


def xlsx(**parts):
    file = io.BytesIO()
    book = Workbook()
    book.active.append(list(COLUMNS))
    book.save(file)
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2], old.read(name)))
    return made.getvalue()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {b} "' + f"&{a};" * 10 + '">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "number.csv": table(COLUMNS, [[NINES] * len(COLUMNS)]),
    "field.csv": table(COLUMNS, [["a" * 200_000] * len(COLUMNS)]),
    "open.csv": table(COLUMNS, []) + '\n"' + "a" * 300_000,
    "nul.csv": b"\x00" * 100,
    "deep.json": DEEP,
    "number.json": f"[{NINES}]",
    "empty.xlsx": b"",
    "zip.xlsx": xlsx()[:500],
    "laughs.xlsx": xlsx(**{"sheet1.xml": f"{LAUGHS}]><x>&i;</x>"}),
    "bomb.xlsx": xlsx(**{"sheet1.xml": "<x>" + " " * 300_000_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_review_is_said_to_be_wrong(tmp_path, name):
    assert not survives(
        lambda path: import_review([path], {"trade": "Handel"}),
        tmp_path / name,
        HOSTILE[name],
        UsageError,
    )


@pytest.mark.parametrize("name", ["number.csv", "field.csv", "open.csv", "nul.csv"])
def test_hostile_corrections_are_said_to_be_wrong(tmp_path, name):
    content = HOSTILE[name]
    if isinstance(content, str):
        content = content.replace(",".join(f'"{c}"' for c in COLUMNS), ",".join(CORRECTION_COLUMNS))
    assert not survives(load_corrections, tmp_path / name, content, WeerklankError)
