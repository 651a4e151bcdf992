"""The output folder: check it, and change it from one whole result to the next.

A run is staged in a hidden folder inside the output folder and then moved in file by file. A
journal, put in place when everything is staged, is the point of no return: without it a broken-off
run never was; with it the next run finishes the moves first. Nothing is touched but what this run
or the earlier ``run.json`` lists. Two runs into one folder write one after the other.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import IntegrityError, UsageError
from pipeline.report.run import PROGRAM, to_json

RUN_FILE = "run.json"
ERRORS_FILE = "errors.csv"
STAGING = ".weerklank-new"
JOURNAL = ".weerklank-journal.json"
LOCK = ".weerklank-lock"
# Another run's writing takes seconds, for ten thousand documents a minute or two.
LONGEST_WAIT = 300.0


def check_output_folder(out: Path, *, force: bool) -> None:
    """Raise ``UsageError`` when a run may not or cannot write into a folder; change nothing.

    Parameters
    ----------
    out
        The folder; it need not exist.
    force
        Accept a folder that holds files but no ``run.json`` of ours.

    Raises
    ------
    UsageError
        The path is a file or lies under one, cannot be written, or holds somebody's other files.

    Examples
    --------
    >>> check_output_folder(Path("map/die/nog/niet/bestaat"), force=False)
    """
    existing = next(path for path in (out, *out.absolute().parents) if os.path.lexists(path))
    if not existing.is_dir():
        raise UsageError(
            f"--out {out}: {existing} is a file, expected a folder.", "Name another folder."
        )
    if not os.access(existing, os.R_OK | os.W_OK | os.X_OK):
        raise UsageError(
            f"--out {out}: {existing} cannot be read and written.",
            "Name another folder, or change its permissions.",
        )
    if existing != out or force or _earlier_files(out) is not None:
        return
    # A run that was killed before its first result was whole leaves no run.json.
    ours = {STAGING, JOURNAL, LOCK} | {
        PurePosixPath(name).parts[0] for name in _journal(out)["new"]
    }
    others = sorted(path.name for path in out.iterdir() if path.name not in ours)
    if others:
        raise UsageError(
            f"--out {out}: holds {others[0]!r}{f' and {len(others) - 1} more' * (len(others) > 1)}"
            f" but no {RUN_FILE} of {PROGRAM}.",
            "Name an empty or new folder, or add --force to write beside what is there.",
        )


def write_run(
    out: Path, files: Mapping[str, bytes], run: Mapping[str, Any], *, force: bool = False
) -> None:
    """Replace the files of the earlier run in a folder by those of this one.

    Parameters
    ----------
    out
        The folder; made when missing.
    files
        Content by path in the folder, with ``/``; without ``run.json``.
    run
        Content of ``run.json`` as `run_record` makes it; ``files`` is filled in here: sorted, and
        ``run.json`` among them.
    force
        Accept a folder with other files, and replace those that have a name of this run.

    Raises
    ------
    UsageError
        The folder is refused (see `check_output_folder`), holds a file of this run's name that no
        earlier run wrote, or cannot be written. The earlier result stays, or is replaced whole
        when the next run recovers.
    IntegrityError
        A path leads out of the folder.
    """
    check_output_folder(out, force=force)
    names = sorted({*files, RUN_FILE})
    for name in names:
        if not _is_inside(out, name):
            raise IntegrityError(f"{name!r} is no path inside the output folder.")
    content = {**files, RUN_FILE: to_json({**run, "files": names})}
    with _system_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        with _locked(out):
            check_output_folder(out, force=force)
            _recover(out)
            earlier = _earlier_files(out) or []
            _refuse_to_overwrite(out, names, earlier, force=force)
            _stage(out, content)
            _commit(out, names, [name for name in earlier if name not in content])
            _recover(out)


def write_errors(out: Path, errors: bytes, run: Mapping[str, Any], *, force: bool = False) -> None:
    """Write ``errors.csv`` alone: what a strict run leaves when a document was set aside.

    The tables and ``run.json`` of an earlier run stay as they were. In a folder without one,
    ``run.json`` is written too and lists ``errors.csv``, so that the next run accepts the folder.

    Raises
    ------
    UsageError
        As `write_run`.
    """
    check_output_folder(out, force=force)
    with _system_errors(out):
        if out.is_dir():
            recover(out)
        if not out.is_dir() or _earlier_files(out) is None:
            write_run(out, {ERRORS_FILE: errors}, run, force=force)
            return
        with _locked(out):
            _stage(out, {ERRORS_FILE: errors})
            _commit(out, [ERRORS_FILE], [])
            _recover(out)


def recover(out: Path) -> None:
    """Finish a run that was broken off after its point of no return; forget any other.

    Moves that were made already are not made again, so this can itself be broken off. A folder
    in which nothing was broken off stays as it is.

    Raises
    ------
    UsageError
        Another run is writing there and does not come to an end.
    """
    with _locked(out):
        _recover(out)


def _recover(out: Path) -> None:
    if (out / JOURNAL).is_file():
        journal = _journal(out)
        for name in journal["new"]:
            staged = out / STAGING / name
            if staged.is_file():
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                staged.replace(out / name)
        for name in journal["stale"]:
            if not (out / name).is_dir():
                (out / name).unlink(missing_ok=True)
            folder = (out / name).parent
            if folder != out and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        (out / JOURNAL).unlink()
    shutil.rmtree(out / STAGING, ignore_errors=True)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other runs from writing into a folder; wait while one does."""
    from filelock import FileLock, Timeout

    lock = FileLock(out / LOCK)
    try:
        lock.acquire(timeout=LONGEST_WAIT)
    except Timeout as error:
        raise UsageError(
            f"--out {out}: another run has been writing there for {LONGEST_WAIT:.0f} seconds.",
            "Wait until it is ready, or name another folder.",
        ) from error
    try:
        yield
    finally:
        # While it is held: who waits for it sees that the file is gone, and makes its own.
        with suppress(OSError):
            (out / LOCK).unlink()
        lock.release()


def _stage(out: Path, content: Mapping[str, bytes]) -> None:
    """Write everything to the staging folder, or leave none there."""
    try:
        for name, data in content.items():
            _write(out / STAGING / name, data)
    except OSError:
        shutil.rmtree(out / STAGING, ignore_errors=True)
        raise


def _commit(out: Path, new: Sequence[str], stale: Sequence[str]) -> None:
    """Put the journal in place, in one step: from here on the new result counts."""
    # run.json goes last: while it is the old one, it still lists what is there.
    ordered = sorted(new, key=lambda name: (name == RUN_FILE, name))
    _write(out / STAGING / JOURNAL, to_json({"new": ordered, "stale": list(stale)}))
    (out / STAGING / JOURNAL).replace(out / JOURNAL)


def _write(path: Path, data: bytes) -> None:
    """Write a file through to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _refuse_to_overwrite(
    out: Path, names: Sequence[str], earlier: Sequence[str], *, force: bool
) -> None:
    """Raise ``UsageError`` when a name of this run is taken by what no earlier run wrote."""
    for name in names:
        target = out / name
        folders = [out / folder for folder in PurePosixPath(name).parents]
        blocked = target.is_dir() or any(os.path.lexists(f) and not f.is_dir() for f in folders)
        foreign = os.path.lexists(target) and name not in earlier and not force
        if blocked or foreign:
            raise UsageError(
                f"--out {out}: {name!r} is in the way; no earlier run wrote it.",
                "Move it, or name another folder" + (", or add --force." if not blocked else "."),
            )


def _earlier_files(out: Path) -> list[str] | None:
    """Return the files that the earlier run lists; None without a ``run.json`` of ours."""
    run = _read_json(out / RUN_FILE)
    if run.get("program") != PROGRAM or not isinstance(run.get("files"), list):
        return None
    return [name for name in (*run["files"], RUN_FILE) if _is_inside(out, name)]


def _journal(out: Path) -> dict[str, list[str]]:
    """Return the moves and removals of a broken-off run, those inside the folder only."""
    journal = _read_json(out / JOURNAL)
    listed = {key: journal.get(key) for key in ("new", "stale")}
    return {
        key: [name for name in names if _is_inside(out, name)] if isinstance(names, list) else []
        for key, names in listed.items()
    }


def _read_json(path: Path) -> dict[str, Any]:
    """Return the object in a file; empty when there is no such file or no object in it."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_inside(out: Path, name: object) -> bool:
    """Return whether a path, which anyone may have put in a file, stays inside the folder."""
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    if "\\" in name or ":" in name or {"", ".", ".."} & set(name.split("/")):
        return False
    return (out / name).parent.resolve().is_relative_to(out.resolve())


@contextmanager
def _system_errors(out: Path) -> Iterator[None]:
    """Turn what the system refuses (a full disk, a folder taken away) into a ``UsageError``."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"--out {out}: {error.strerror or error} ({error.filename or out}).",
            "Make room there or name another folder, and run again.",
        ) from error
