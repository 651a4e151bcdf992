"""A run comes back from its folder as it was, or a message says what is wrong with the folder."""

import json
import re

import pandas as pd
import pytest

from pipeline import read_run
from pipeline.errors import UsageError
from pipeline.report import CsvForm, output_files, write_run

DUTCH = CsvForm(name="excel-nl", delimiter=";", line_end="\r\n", decimal=",")


@pytest.fixture
def folder(hand_made, tmp_path):
    write_run(tmp_path / "uit", hand_made.files, hand_made.run)
    return tmp_path / "uit"


@pytest.fixture
def hand_made(run):
    return run(
        {
            "advies": "Kop\n\nDe huur stijgt. Verlaag de huur.\n",
            "reactie": "Dat doen wij. -1 is min.",
        },
        claims=[("advies", "De huur stijgt.", "assertion", ["trade", "security"])],
        recommendations=[("advies", "Verlaag de huur.", "1", "accepted")],
        answers=[("Verlaag de huur.", "reactie", "Dat doen wij.", "meaning")],
    )


def same(one, other):
    assert list(one) == list(other)
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name])


def test_tables_documents_and_files_come_back_as_they_were(hand_made, folder):
    read = read_run(folder)
    same(read.tables, hand_made.tables)
    assert read.files == hand_made.files
    assert read.run["version"] == hand_made.run["version"]
    for key, document in hand_made.documents.items():
        back = read.documents[key]
        assert (back.source, back.title, back.role, back.sha256, back.furniture) == (
            document.source,
            document.title,
            document.role,
            document.sha256,
            document.furniture,
        )
        assert [(b.start, b.end, b.kind, b.page) for b in back.blocks] == [
            (b.start, b.end, b.kind, b.page) for b in document.blocks
        ]


def test_the_form_for_a_dutch_spreadsheet_gives_the_same_tables(hand_made, folder):
    files = output_files(hand_made.tables, hand_made.documents, ["trade", "security"], DUTCH)
    for name in ("claims.csv", "stance.csv", "claim_themes.csv", "documents.csv"):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + files[name])
    same(read_run(folder).tables, hand_made.tables)


def test_a_cell_kept_from_running_as_a_formula_is_read_without_its_mark(hand_made, folder):
    path = folder / "errors.csv"
    path.write_bytes(b"\xef\xbb\xbfsource;stage;error;hint\r\n'=A1.txt;ingest;'t is leeg;\r\n")
    (row,) = read_run(folder).tables["errors"].to_dict("records")
    assert (row["source"], row["error"]) == ("=A1.txt", "'t is leeg")


def spoil(folder, name, change):
    path = folder / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("run.json", lambda _: "{", "run.json: cannot be read as JSON"),
        ("run.json", lambda _: '{"program": "iets anders"}', "holds no run.json of weerklank"),
        (
            "run.json",
            lambda text: json.dumps(json.loads(text) | {"files": ["../../elders"]}),
            "no list of files in this folder",
        ),
        (
            "run.json",
            lambda text: json.dumps(json.loads(text) | {"files": ["errors.csv"]}),
            "the run wrote no tables",
        ),
        (
            "claims.csv",
            lambda text: text.replace("claim_type", "type_of_claim"),
            "claims.csv: has the columns .* expected .* The run is of weerklank 1, this is",
        ),
        ("claims.csv", lambda _: "", "claims.csv: is no table of weerklank"),
        (
            "claims.csv",
            lambda text: text.replace(",false,", ",misschien,"),
            "claims.csv: row 1, column needs_review: 'misschien', expected boolean",
        ),
        (
            "stance.csv",
            lambda text: text.replace(",0.5,", ",half,"),
            "stance.csv: row 1, column confidence: 'half', expected number",
        ),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(folder, name, change, says):
    spoil(folder, name, change)
    with pytest.raises(UsageError) as raised:
        read_run(folder)
    assert re.search(says, raised.value.message)
    assert raised.value.hint


def test_a_file_that_is_gone_is_named(folder):
    (folder / "texts/advies.txt").unlink()
    with pytest.raises(UsageError, match=r"advies\.txt: listed in run\.json, but cannot be read"):
        read_run(folder)


def test_a_folder_that_is_not_there_holds_no_run(tmp_path):
    with pytest.raises(UsageError, match=r"holds no run\.json of weerklank"):
        read_run(tmp_path / "weg")
