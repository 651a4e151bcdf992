"""Keep results between runs: one SQLite file, each value under a key and with its own hash.

A key is the hash of all that a value depends on, so nothing kept is ever out of date: what changed
has another key. A value that does not agree with its hash, or a file that SQLite cannot read, is
thrown away and worked out anew. Values are zlib-compressed msgpack; nothing is ever executed.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from platformdirs import user_cache_path

#: Where results are kept in place of the user's cache folder; ``off`` keeps none.
FOLDER_VARIABLE = "WEERKLANK_CACHE"
#: Most that is kept, in megabytes; what was longest unused goes first.
LIMIT_VARIABLE = "WEERKLANK_CACHE_MB"
OFF = "off"
FILE = "results.sqlite"
MEGABYTE = 1_000_000
LIMIT = 5_000  # megabytes: some 50,000 documents
# Two runs at once write one after the other; each writes for milliseconds.
LONGEST_WAIT = 60.0  # seconds
# What SQLite says of a file that is none of its own or no longer whole; an error in our own fixed
# statements means that its tables are others.
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
PRIMARY = 0xFF  # the part of an error code that names its kind
SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    key BLOB PRIMARY KEY, hash BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL,
    value BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS by_use ON kept (used, key, size);
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY);
"""


class Shelf:
    """Values by key. Use it as a context manager; without a folder it keeps nothing.

    What goes wrong with the file itself costs what was kept, never the run.

    Parameters
    ----------
    folder
        Where the file stands; made when missing. None: nothing is kept.
    limit
        Most that stays after the run, in bytes.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT * MEGABYTE) -> None:
        self._path = folder / FILE if folder is not None else None
        self._limit = limit
        self._file: sqlite3.Connection | None = None
        self._run = 0
        self._used: set[bytes] = set()
        self.hits = 0
        self.misses = 0
        #: Why something that was kept could not be used: empty when nothing was wrong.
        self.damage = ""

    def __enter__(self) -> Shelf:
        """Open the file, and make it anew when it is damaged."""
        if self._path is not None:
            try:
                self._open(self._path)
            except sqlite3.DatabaseError as error:
                self._mend(self._path, error)
            except OSError as error:
                self.damage = f"{self._path.parent}: {error.strerror or error}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take note of what was used, and throw away what is over the limit."""
        file, self._file = self._file, None
        if file is None:
            return
        with suppress(sqlite3.Error):
            file.executemany(
                "UPDATE kept SET used = ? WHERE key = ?",
                [(self._run, key) for key in sorted(self._used)],
            )
            file.commit()
            self._shrink(file)
        file.close()

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key; None when nothing is, or it is damaged."""
        if self._file is None:
            return None
        try:
            row = self._file.execute(
                "SELECT hash, value FROM kept WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            row = None
        if row is not None and sha256(row[1]).digest() == row[0]:
            self.hits += 1
            self._used.add(key)
            with suppress(zlib.error):
                return zlib.decompress(row[1])
        if row is not None:
            self.damage = f"{self._path}: a value does not agree with its hash"
        self.misses += 1
        return None

    def has(self, key: bytes) -> bool:
        """Return whether anything is kept under a key; whether it is sound only `get` tells."""
        if self._file is None:
            return False
        try:
            row = self._file.execute("SELECT 1 FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return False
        return row is not None

    def put(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values under their keys, all or none of them."""
        if self._file is None:
            return
        rows = []
        for key, value in items:
            packed = zlib.compress(value, 1)
            rows.append((key, sha256(packed).digest(), len(packed), self._run, packed))
        try:
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It holds the texts that were analysed: nobody else's business.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        file = sqlite3.connect(path, timeout=LONGEST_WAIT)
        try:
            file.execute("PRAGMA auto_vacuum = INCREMENTAL")
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = NORMAL")
            file.executescript(SCHEMA)
            file.execute("INSERT INTO runs DEFAULT VALUES")
            self._run = int(file.execute("SELECT max(number) FROM runs").fetchone()[0])
            file.execute("DELETE FROM runs WHERE number < ?", (self._run,))
            file.commit()
        except BaseException:
            file.close()
            raise
        self._file = file

    def _mend(self, path: Path, error: sqlite3.Error) -> None:
        """Throw away a file that is damaged; one that is busy, full or not ours to write stays."""
        if getattr(error, "sqlite_errorcode", 0) & PRIMARY not in DAMAGED:
            self.damage = f"{path}: {error}"
            return
        self.damage = f"{path}: {error}; thrown away and made anew"
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        try:
            self._open(path)
        except (sqlite3.Error, OSError) as again:
            self.damage = f"{path}: {again}"

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on with a file made anew where the old one is damaged, else with none."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
        if self._path is not None:
            self._mend(self._path, error)

    def _shrink(self, file: sqlite3.Connection) -> None:
        total = int(file.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()[0])
        if total <= self._limit:
            return
        gone = []
        for key, size in file.execute("SELECT key, size FROM kept ORDER BY used, key"):
            gone.append((key,))
            total -= size
            if total <= self._limit:
                break
        file.executemany("DELETE FROM kept WHERE key = ?", gone)
        file.commit()
        # A row goes with each step; without fetching them all nothing is given back.
        file.execute("PRAGMA incremental_vacuum").fetchall()


def shelf_folder() -> Path | None:
    """Return where results are kept: the user's cache folder, unless the environment says else."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    if named.lower() == OFF:
        return None
    return Path(named) if named else user_cache_path("weerklank", appauthor=False)


def open_shelf(*, keep: bool = True) -> Shelf:
    """Return the shelf that the environment names; with ``keep`` false one that keeps nothing."""
    try:
        limit = int(os.environ.get(LIMIT_VARIABLE, LIMIT))
    except ValueError:
        limit = LIMIT
    return Shelf(shelf_folder() if keep else None, max(limit, 0) * MEGABYTE)
