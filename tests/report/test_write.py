import json
import os
from pathlib import Path

import pytest

from pipeline.errors import IntegrityError, UsageError
from pipeline.report import check_output_folder, recover, write_errors, write_run
from pipeline.report import write as module

RUN = {"program": "weerklank", "version": "0.1.0", "files": []}
OLD = {"claims.csv": b"old", "texts/a.txt": b"old", "texts/b.txt": b"old"}
NEW = {"asks.csv": b"new", "claims.csv": b"new", "texts/a.txt": b"new"}


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def listed(folder):
    return json.loads((folder / "run.json").read_bytes())["files"]


def test_missing_folder_is_made(tmp_path):
    out = tmp_path / "nieuw" / "uit"
    check_output_folder(out, force=False)
    assert not out.exists()

    write_run(out, NEW, RUN)

    assert contents(out) == NEW
    assert listed(out) == ["asks.csv", "claims.csv", "run.json", "texts/a.txt"]


def test_second_run_replaces_what_the_first_listed_and_nothing_else(tmp_path):
    write_run(tmp_path, OLD, RUN)
    (tmp_path / "mijn.docx").write_bytes(b"mine")
    (tmp_path / "texts/mijn.txt").write_bytes(b"mine")

    write_run(tmp_path, NEW, RUN)

    assert contents(tmp_path) == {**NEW, "mijn.docx": b"mine", "texts/mijn.txt": b"mine"}


def test_folder_that_runs_empty_goes_too(tmp_path):
    write_run(tmp_path, OLD, RUN)
    write_run(tmp_path, {"claims.csv": b"new"}, RUN)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "run.json"]


def test_same_run_gives_the_same_bytes(tmp_path):
    write_run(tmp_path / "een", NEW, RUN)
    write_run(tmp_path / "twee", dict(reversed(NEW.items())), RUN)

    first, second = ((tmp_path / name / "run.json").read_bytes() for name in ("een", "twee"))
    assert first == second


@pytest.mark.parametrize(
    "run_json",
    [
        None,
        b"",
        b"{",
        b"[]",
        b'{"files": ["claims.csv"]}',
        b'{"program": "other", "files": []}',
        b'{"program": "weerklank", "files": "claims.csv"}',
        b"[" * 100_000,
    ],
)
def test_folder_with_other_files_is_refused_unless_forced(tmp_path, run_json):
    (tmp_path / "mijn.docx").write_bytes(b"mine")
    if run_json is not None:
        (tmp_path / "run.json").write_bytes(run_json)
    before = contents(tmp_path)

    with pytest.raises(UsageError, match=r"no run\.json of weerklank.*--force"):
        write_run(tmp_path, NEW, RUN)
    assert contents(tmp_path) == before

    write_run(tmp_path, NEW, RUN, force=True)
    assert contents(tmp_path) == {**before, **NEW}


def test_file_of_the_same_name_that_no_run_wrote_is_kept_unless_forced(tmp_path):
    write_run(tmp_path, OLD, RUN)
    (tmp_path / "asks.csv").write_bytes(b"mine")

    with pytest.raises(UsageError, match=r"'asks\.csv' is in the way"):
        write_run(tmp_path, NEW, RUN)
    assert contents(tmp_path) == {**OLD, "asks.csv": b"mine"}

    write_run(tmp_path, NEW, RUN, force=True)
    assert contents(tmp_path) == NEW


def test_folder_of_the_same_name_is_refused_even_when_forced(tmp_path):
    (tmp_path / "claims.csv").mkdir()

    with pytest.raises(UsageError, match=r"'claims\.csv' is in the way"):
        write_run(tmp_path, NEW, RUN, force=True)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("path", ["bestand", "bestand/uit"])
def test_path_that_is_or_lies_under_a_file_is_refused(tmp_path, path):
    (tmp_path / "bestand").write_bytes(b"mine")

    with pytest.raises(UsageError, match="is a file, expected a folder"):
        check_output_folder(tmp_path / path, force=True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)

    with pytest.raises(UsageError, match="cannot be read and written"):
        check_output_folder(tmp_path / "uit", force=True)


def test_folder_without_permission_is_refused_for_whoever_asks(tmp_path, monkeypatch):
    monkeypatch.setattr(module.os, "access", lambda path, mode: False)

    with pytest.raises(UsageError, match="cannot be read and written"):
        check_output_folder(tmp_path, force=True)


@pytest.mark.parametrize(
    "name", ["../weg.txt", "/tmp/weg.txt", "a/../../weg.txt", "", "a\\b", "c:x"]
)
def test_name_outside_the_folder_is_a_fault(tmp_path, name):
    with pytest.raises(IntegrityError, match="no path inside"):
        write_run(tmp_path / "uit", {name: b"new"}, RUN)
    assert contents(tmp_path) == {}


def test_earlier_run_cannot_have_files_outside_the_folder_removed(tmp_path):
    out, mine = tmp_path / "uit", tmp_path / "mijn.txt"
    mine.write_bytes(b"mine")
    write_run(out, OLD, RUN)
    (out / "link").symlink_to(tmp_path)
    run = {**RUN, "files": ["../mijn.txt", str(mine), "link/mijn.txt", 7, "claims.csv"]}
    (out / "run.json").write_text(json.dumps(run), encoding="utf-8")

    write_run(out, {"asks.csv": b"new"}, RUN)

    assert mine.read_bytes() == b"mine"
    assert not (out / "claims.csv").exists()


def test_full_disk_leaves_the_earlier_result(tmp_path, monkeypatch):
    write_run(tmp_path, OLD, RUN)
    earlier = listed(tmp_path)

    def full(path, data):
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(module, "_write", full)
        with pytest.raises(UsageError, match="No space left on device"):
            write_run(tmp_path, NEW, RUN)

    assert contents(tmp_path) == OLD
    assert listed(tmp_path) == earlier


class KilledError(BaseException):
    """What no handler for errors sees."""


@pytest.mark.parametrize("earlier", [None, OLD], ids=["fresh", "over an earlier run"])
@pytest.mark.parametrize("step", range(14))
def test_run_killed_at_any_step_is_whole_after_recovery(tmp_path, monkeypatch, earlier, step):
    if earlier:
        write_run(tmp_path, earlier, RUN)
    left = step

    def killing(function):
        def run(*args, **kwargs):
            nonlocal left
            if left == 0:
                raise KilledError
            left -= 1
            return function(*args, **kwargs)

        return run

    with monkeypatch.context() as patch:
        patch.setattr(module, "_write", killing(module._write))
        patch.setattr(Path, "replace", killing(Path.replace))
        patch.setattr(Path, "unlink", killing(Path.unlink))
        try:
            write_run(tmp_path, NEW, RUN)
        except KilledError:
            committed = (tmp_path / module.JOURNAL).exists()
        else:
            committed = True

    check_output_folder(tmp_path, force=False)
    recover(tmp_path)

    assert contents(tmp_path) == (NEW if committed else earlier or {})
    write_run(tmp_path, NEW, RUN)
    assert contents(tmp_path) == NEW


def test_recovery_leaves_a_folder_in_order_as_it_is(tmp_path):
    write_run(tmp_path, NEW, RUN)
    recover(tmp_path)

    assert contents(tmp_path) == NEW


def test_strict_run_changes_errors_alone(tmp_path):
    write_run(tmp_path, {**OLD, "errors.csv": b"old"}, RUN)
    before = (tmp_path / "run.json").read_bytes()

    write_errors(tmp_path, b"new", RUN)

    assert contents(tmp_path) == {**OLD, "errors.csv": b"new"}
    assert (tmp_path / "run.json").read_bytes() == before


def test_strict_run_into_a_new_folder_leaves_it_open_to_the_next(tmp_path):
    out = tmp_path / "uit"
    write_errors(out, b"new", RUN)
    assert listed(out) == ["errors.csv", "run.json"]

    write_run(out, {**NEW, "errors.csv": b"header"}, RUN)
    assert contents(out) == {**NEW, "errors.csv": b"header"}
