"""The command as users meet it: exit status, messages, and what is left on disk."""

import csv
import json

import pytest
from click.testing import CliRunner

import pipeline
from pipeline.cli import main
from pipeline.errors import UsageError

pytestmark = pytest.mark.model
ADVICE = "Wij roepen de minister op om de tarieven in de jeugdzorg te herzien.\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(main, [str(a) for a in arguments])

    return run


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    (made / "oproep.txt").write_text(ADVICE, "utf-8")
    return made


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_analysed_ends_with_0_and_a_summary(run, folder, tmp_path):
    done = run("analyze", folder, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "1 aanbeveling, 0 met een antwoorddocument, 0 beantwoord\n" in done.stdout
    assert "Voorlopig, niet nagekeken." in done.stdout
    assert f"open eerst {tmp_path / 'out/report.html'} of" in done.stdout
    assert "oordelen\n" in done.stderr
    assert len(rows(tmp_path / "out/recommendations.csv")) == 1
    assert json.loads((tmp_path / "out/run.json").read_text())["program"] == "weerklank"


def test_other_forms_are_written_on_demand(run, folder, tmp_path):
    out = tmp_path / "out"
    (folder / "-bijlage.txt").write_text("De huren stijgen dit jaar opnieuw.\n", "utf-8")
    done = run("analyze", folder, "--out", out, "--csv", "excel-nl", "--xlsx", "--no-report")
    assert done.exit_code == 0, done.output
    assert (out / "documents.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument_id;title;")
    assert (out / "weerklank.xlsx").read_bytes().startswith(b"PK")
    assert not (out / "report.html").exists()
    assert f"open eerst {out / 'overzicht.csv'}" in done.stdout
    # An identifier that begins like a formula is guarded in the table and found all the same.
    read = pipeline.read_document(out / "texts/-bijlage.txt")
    assert pipeline.normalise(read, 0, 8) == "De huren"
    assert len(read.blocks) == 1


def test_a_document_set_aside_ends_with_3_and_the_rest_is_written(run, folder, tmp_path):
    (folder / "leeg.txt").write_text("")
    (folder / "foto.txt").write_bytes(bytes(range(256)) * 20)
    done = run("analyze", folder, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert [(r["source"], r["error"].split(":")[0]) for r in rows(tmp_path / "out/errors.csv")] == [
        ("foto.txt", "is no text"),
        ("leeg.txt", "is empty"),
    ]
    assert len(rows(tmp_path / "out/documents.csv")) == 1


def test_a_duplicate_is_listed_and_changes_nothing(run, folder, tmp_path):
    (folder / "tweede.txt").write_text(ADVICE, "utf-8")
    done = run("analyze", folder, "--out", tmp_path / "out")
    assert done.exit_code == 0
    (row,) = rows(tmp_path / "out/errors.csv")
    assert (row["source"], row["error"].split(":")[0]) == ("tweede.txt", "duplicate")


def test_strict_leaves_earlier_tables_as_they_were(run, folder, tmp_path):
    out = tmp_path / "out"
    assert run("analyze", folder, "--out", out).exit_code == 0
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    (folder / "leeg.txt").write_text("")
    (folder / "nog-een.txt").write_text("De huren stijgen dit jaar opnieuw.\n", "utf-8")
    assert run("analyze", folder, "--out", out, "--strict").exit_code == 3
    after = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    assert {name for name in before if before[name] != after[name]} == {"errors.csv"}


@pytest.mark.parametrize(
    ("prepare", "arguments", "says"),
    [
        (None, ["bestaat-niet"], "no such file or folder"),
        (lambda p: (p / "leeg").mkdir(), ["leeg"], "no document found"),
        (
            lambda p: ((p / "stuk").mkdir(), (p / "stuk/a.txt").write_text("")),
            ["stuk"],
            "no readable document",
        ),
        (None, ["in", "--onbekend"], "No such option"),
        (None, ["in", "--embeddings", "word2vec"], "'word2vec': no such embeddings"),
        (None, ["in", "--csv", "excel-de"], "'excel-de' is not one of"),
        (
            lambda p: (p / "in/manifest.toml").write_text(
                '[oproep]\nfile = "oproep.txt"\nrol = "x"'
            ),
            ["in"],
            "unknown key 'rol'",
        ),
        (
            lambda p: (p / "in/manifest.toml").write_text("dit is geen TOML"),
            ["in"],
            "cannot be read as TOML",
        ),
        (None, ["in", "--language-model", "nl_bestaat_niet"], "not found as a package"),
        (None, ["in", "--codebook", "weg.toml"], "weg.toml"),
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(
    run, folder, tmp_path, prepare, arguments, says
):
    if prepare:
        prepare(tmp_path)
    done = run("analyze", *arguments, "--out", "out")
    assert done.exit_code == 2, done.output
    assert says in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_form_of_tables_that_is_not_there_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(
        UsageError, match=r"csv='excel-de': no such form\. Choose one of: standard,"
    ):
        pipeline.analyze(tmp_path / "bestaat-niet", csv="excel-de")


def test_a_folder_with_somebody_elses_files_is_refused(run, folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "scriptie.docx").write_text("van iemand anders")
    done = run("analyze", folder, "--out", out)
    assert done.exit_code == 2
    assert "scriptie.docx" in done.stderr
    assert [p.name for p in out.iterdir()] == ["scriptie.docx"]
    assert run("analyze", folder, "--out", out, "--force").exit_code == 0
    assert (out / "scriptie.docx").read_text() == "van iemand anders"


def test_an_absent_file_of_the_manifest_is_set_aside(run, folder, tmp_path):
    (folder / "manifest.toml").write_text('[weg]\nfile = "weg.txt"\n')
    assert run("analyze", folder, "--out", tmp_path / "out").exit_code == 3
    (row,) = rows(tmp_path / "out/errors.csv")
    assert row["source"] == "weg.txt"


def test_same_input_gives_the_same_bytes(run, folder, tmp_path):
    for out in ("een", "twee"):
        assert run("analyze", folder, "--out", tmp_path / out).exit_code == 0
    names = sorted(p.relative_to(tmp_path / "een") for p in (tmp_path / "een").rglob("*.*"))
    for name in names:
        if name.name != "run.json":
            assert (tmp_path / "een" / name).read_bytes() == (tmp_path / "twee" / name).read_bytes()
