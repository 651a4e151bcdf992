"""`weerklank inspect FILE`: the command, its exit status and what it reads."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import SourceError, UsageError
from pipeline.inspect import inspect


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["inspect", *map(str, arguments)])


@pytest.mark.model
def test_command_shows_a_file_without_colour_where_it_is_piped(run, tmp_path):
    (tmp_path / "oproep.txt").write_text("Wij roepen de minister op de tarieven te herzien.\n")
    done = run("oproep.txt")
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.stdout
    assert "aanbeveling Wij roepen de minister op" in done.stdout
    assert [line for line in done.stdout.splitlines() if line != line.rstrip()] == []


@pytest.mark.model
def test_manifest_beside_the_file_applies(tmp_path):
    (tmp_path / "a.txt").write_text("De stad bouwt voor starters.\n")
    (tmp_path / "manifest.toml").write_text('[plan]\nfile = "a.txt"\ntitle = "Het plan"\n')
    document = inspect(tmp_path / "a.txt").analysis.document
    assert (document.document_id, document.title) == ("plan", "Het plan")


def test_what_cannot_be_read_ends_with_2_and_says_why(run, tmp_path):
    (tmp_path / "leeg.txt").write_text("")
    (tmp_path / "foto.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    for name, says in (
        ("leeg.txt", "leeg.txt: is empty."),
        ("foto.pdf", "foto.pdf: is a picture (PNG)"),
        ("weg.txt", "weg.txt: no such file or folder"),
    ):
        done = run(name)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert says in done.stderr


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "a.txt").write_text("De stad bouwt.\n")
    with pytest.raises(UsageError, match="is a folder"):
        inspect(tmp_path)


def test_error_names_the_file(tmp_path):
    (tmp_path / "leeg.txt").write_text(" ")
    with pytest.raises(SourceError, match=r"^leeg\.txt: is empty\."):
        inspect(tmp_path / "leeg.txt")
