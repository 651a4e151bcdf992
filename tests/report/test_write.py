import errno
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
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
            if Path(args[0]).name == module.LOCK:
                return function(*args, **kwargs)  # who is killed does not tidy up
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


def test_run_waits_while_another_writes_there_and_leaves_no_lock(tmp_path):
    write_run(tmp_path, OLD, RUN)
    order = []

    def second():
        write_run(tmp_path, NEW, RUN)
        order.append("second")

    with module._locked(tmp_path):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.5)
        order.append("first")
    waiting.join(timeout=30)

    assert order == ["first", "second"]
    assert contents(tmp_path) == NEW


def test_run_refuses_when_another_does_not_come_to_an_end(tmp_path, monkeypatch):
    write_run(tmp_path, OLD, RUN)
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.1)

    with module._locked(tmp_path), pytest.raises(UsageError, match="another run"):
        write_run(tmp_path, NEW, RUN)

    assert contents(tmp_path) == OLD


WRITER = """
import json, sys
from pathlib import Path
from pipeline.report import write_run
out, name = Path(sys.argv[1]), sys.argv[2]
files = {f"texts/{i:03d}.txt": f"{name} {i}".encode() * 50 for i in range(120)}
files |= {f"only-{name}.csv": b"x"}
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    write_run(out, files, {"program": "weerklank", "version": "0"})
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_run_killed_at_fifty_random_moments_leaves_one_whole_result(tmp_path):
    """Each process writes for a random while and is killed; the next recovers what it left."""
    out = tmp_path / "uit"
    chance = random.Random(0)
    cut_short = 0
    for n in range(50):
        name = "abcdefghij"[n % 10]
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(out), name, "1000"],
            stdout=subprocess.PIPE,
            cwd=Path(module.__file__).parents[2],
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.wait()
        process.stdout.close()
        if not out.is_dir():
            continue
        cut_short += (out / module.STAGING).exists() or (out / module.JOURNAL).exists()

        recover(out)

        found = contents(out)
        if not found:
            continue
        writers = {data.split()[0] for path, data in found.items() if path.startswith("texts/")}
        assert len(writers) == 1
        assert set(found) == {name for name in listed(out) if name != "run.json"}
        assert f"only-{writers.pop().decode()}.csv" in found
        assert len(found) == 121
    assert cut_short > 2  # most of fifty; few where the machine has other work to do


def test_two_processes_into_one_folder_leave_the_whole_of_one(tmp_path):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "uit"), name, "2"],
            stdout=subprocess.DEVNULL,
            cwd=Path(module.__file__).parents[2],
        )
        for name in "ab"
    ]

    assert [process.wait(timeout=120) for process in processes] == [0, 0]

    found = contents(tmp_path / "uit")
    assert len(found) == 121
    assert set(found) == {name for name in listed(tmp_path / "uit") if name != "run.json"}


@pytest.mark.parametrize("earlier", [{}, OLD], ids=["fresh", "over an earlier run"])
def test_disk_that_is_full_at_any_moment_leaves_one_whole_result(tmp_path, monkeypatch, earlier):
    """Whatever the system refuses, at every step in turn, until a run comes through."""
    for step in range(100):
        out = tmp_path / str(step)
        if earlier:
            write_run(out, earlier, RUN)
        left = step

        def refusing(function):
            def run(path, *args, **kwargs):
                nonlocal left
                if module.STAGING in Path(path).parts:
                    left -= 1
                    if left == -1:
                        raise OSError(errno.ENOSPC, "No space left on device", str(path))
                return function(path, *args, **kwargs)

            return run

        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", refusing(Path.open))
            patch.setattr(Path, "mkdir", refusing(Path.mkdir))
            patch.setattr(Path, "replace", refusing(Path.replace))
            try:
                write_run(out, NEW, RUN)
            except UsageError as error:
                assert "No space left on device" in error.message
                assert "Make room there" in error.hint
            else:
                break
        committed = (out / module.JOURNAL).exists()
        recover(out)
        assert contents(out) == (NEW if committed else earlier)
        write_run(out, NEW, RUN)
        assert contents(out) == NEW
    assert 10 < step < 99
    assert contents(out) == NEW


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make a small disk"
)
def test_a_real_disk_that_is_full_leaves_the_earlier_result(tmp_path):
    disk = tmp_path / "schijf"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        out = disk / "uit"
        write_run(out, OLD, RUN)
        for size in range(100_000, 1_100_000, 100_000):
            large = {**NEW, **{f"texts/{n}.txt": bytes(size // 10) for n in range(12)}}
            try:
                write_run(out, large, RUN)
            except UsageError as error:
                assert "No space left on device" in error.message
                break
            whole = large
        else:
            pytest.fail("never full")
        assert contents(out) == whole
        write_run(out, NEW, RUN)
        assert contents(out) == NEW
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("name", ["claims.csv", "texts/a.txt", "texts", "run.json"])
def test_result_of_which_something_was_taken_away_is_replaced(tmp_path, name):
    write_run(tmp_path, OLD, RUN)
    gone = tmp_path / name
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()

    write_run(tmp_path, NEW, RUN, force=name == "run.json")

    kept = OLD if name == "run.json" else {}  # without its list nobody knows whose they are
    assert contents(tmp_path) == {**kept, **NEW}
