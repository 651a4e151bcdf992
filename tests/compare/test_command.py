"""A real pair of runs: the same advice, a later version of the reply, one document more."""

import csv
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import pipeline
from pipeline.cli import main

pytestmark = pytest.mark.model
PAIR = Path(__file__).parent.parent / "data/wonen"
GRANTED = "Aanbeveling 1 neem ik over. In het voorjaar van 2026 richt ik een fonds in"
REFUSED = "Aanbeveling 1 neem ik niet over. Ik richt geen fonds in"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = tmp_path_factory.mktemp("runs")
    pipeline.analyze(PAIR, made / "oud")
    (made / "later").mkdir()
    advice = (PAIR / "advies.txt").read_text("utf-8")
    (made / "later/starters.txt").write_text(advice, "utf-8")
    reply = (PAIR / "reactie.txt").read_text("utf-8")
    assert GRANTED in reply
    (made / "later/reactie.txt").write_text(reply.replace(GRANTED, REFUSED), "utf-8")
    (made / "later/oproep.txt").write_text("De gemeente moet meer bomen planten.\n", "utf-8")
    pipeline.analyze(made / "later", made / "nieuw")
    return made


@pytest.fixture
def compare(folders, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def compare(*arguments):
        return CliRunner().invoke(main, ["compare", *map(str, arguments)])

    return compare


def test_a_refusal_in_a_later_version_is_the_verdict_that_moved(compare, folders, tmp_path):
    done = compare(folders / "oud", folders / "nieuw", "--out", "uit")
    assert done.exit_code == 0, done.output
    readme = (PAIR.parent.parent.parent / "README.md").read_text("utf-8")
    assert re.findall(r"<!-- compare -->\n```text\n(.+?)```", readme, re.DOTALL) == [done.stdout]
    lines = done.stdout.splitlines()
    # The advice under another name, the reply in another version, one document more.
    assert lines[0] == "Documenten                   0 gelijk, 2 gewijzigd, 1 nieuw, 0 vervallen"
    assert lines[-1] == "Tabel en pagina in uit; open eerst uit/verschillen.html"
    with (tmp_path / "uit/verschillen.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    moved = [
        (row["soort"], row["document"], row["nummer"], row["oud"], row["nieuw"])
        for row in rows
        if row["veld"] == "oordeel"
    ]
    assert moved == [
        ("oordeel over aanbeveling", "starters", "1", "overgenomen", "niet overgenomen"),
        ("oordeel over vraag", "starters", "1", "overgenomen", "niet overgenomen"),
    ]
    # The advice is the same text: nothing in it was lost or found.
    assert not [
        r for r in rows if r["soort"] in ("aanbeveling", "vraag") and r["document"] == "starters"
    ]


def test_without_out_the_folder_is_called_verschillen(compare, folders, tmp_path):
    done = compare(folders / "oud", folders / "oud")
    assert done.exit_code == 0
    assert len((tmp_path / "verschillen/verschillen.csv").read_text().splitlines()) == 1


@pytest.mark.parametrize("arguments", [("weg", "oud"), ("oud", "later")])
def test_a_folder_without_a_run_ends_with_2_and_writes_nothing(
    compare, folders, tmp_path, arguments
):
    done = compare(*(folders / name for name in arguments), "--out", "uit")
    assert done.exit_code == 2
    assert "holds no run.json of weerklank" in done.stderr
    assert not (tmp_path / "uit").exists()


def test_a_run_read_back_says_the_same_as_the_run(folders):
    result = pipeline.analyze(PAIR)
    assert pipeline.compare_runs(result, folders / "oud").table.empty
    read = pipeline.read_run(folders / "oud")
    assert {**read.run, "seconds": {}, "files": []} == {**result.run, "seconds": {}, "files": []}
    written = {name: data for name, data in read.files.items() if name != "report.html"}
    assert written == result.files
