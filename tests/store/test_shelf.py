"""What is kept comes back whole, or not at all."""

import sqlite3
import stat

import pytest

from pipeline.store import Shelf, open_shelf, shelf_folder
from pipeline.store.shelf import FILE

KEY, OTHER = b"k" * 32, b"o" * 32


def test_what_is_kept_is_there_in_the_next_run(tmp_path):
    with Shelf(tmp_path) as shelf:
        assert shelf.get(KEY) is None
        shelf.put([(KEY, b"uitspraken"), (OTHER, b"")])
    with Shelf(tmp_path) as shelf:
        assert (shelf.get(KEY), shelf.get(OTHER), shelf.has(KEY)) == (b"uitspraken", b"", True)
        assert (shelf.hits, shelf.misses, shelf.damage) == (2, 0, "")


def test_nobody_else_may_read_it(tmp_path):
    with Shelf(tmp_path / "map") as shelf:
        shelf.put([(KEY, b"tekst van een ander")])
    for path in (tmp_path / "map").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert stat.S_IMODE((tmp_path / "map").stat().st_mode) == 0o700


def test_without_a_folder_nothing_is_kept():
    with Shelf(None) as shelf:
        shelf.put([(KEY, b"uitspraken")])
        assert shelf.get(KEY) is None
        assert not shelf.has(KEY)


@pytest.mark.parametrize("column", ["value", "hash"])
def test_a_changed_value_is_noticed_and_not_used(tmp_path, column):
    with Shelf(tmp_path) as shelf:
        shelf.put([(KEY, b"uitspraken" * 50), (OTHER, b"andere")])
    with sqlite3.connect(tmp_path / FILE) as file:
        (held,) = file.execute(f"SELECT {column} FROM kept WHERE key = ?", (KEY,)).fetchone()
        turned = bytes([held[0] ^ 1]) + held[1:]
        file.execute(f"UPDATE kept SET {column} = ? WHERE key = ?", (turned, KEY))
    file.close()
    with Shelf(tmp_path) as shelf:
        assert shelf.get(KEY) is None
        assert "does not agree with its hash" in shelf.damage
        assert shelf.get(OTHER) == b"andere"
        shelf.put([(KEY, b"opnieuw")])
        assert shelf.get(KEY) == b"opnieuw"


@pytest.mark.parametrize("where", [0, 20, 100, 4100, 9000])
def test_a_damaged_file_is_made_anew(tmp_path, where):
    values = [(bytes([n]) * 32, bytes(range(256)) * n) for n in range(1, 60)]
    with Shelf(tmp_path) as shelf:
        shelf.put(values)
    path = tmp_path / FILE
    content = bytearray(path.read_bytes())
    content[where : where + 64] = b"\xff" * 64
    path.write_bytes(content)
    with Shelf(tmp_path) as shelf:
        found = [shelf.get(key) for key, _ in values]
        assert all(f in (None, value) for f, (_, value) in zip(found, values, strict=True))
        shelf.put(values)
    with Shelf(tmp_path) as shelf:
        assert [shelf.get(key) for key, _ in values] == [value for _, value in values]


def test_what_is_no_database_is_made_anew(tmp_path):
    (tmp_path / FILE).write_bytes(b"geen database" * 100)
    with Shelf(tmp_path) as shelf:
        assert "made anew" in shelf.damage
        shelf.put([(KEY, b"uitspraken")])
        assert shelf.get(KEY) == b"uitspraken"


def test_a_folder_that_cannot_be_made_costs_only_what_would_be_kept(tmp_path):
    (tmp_path / "bestand").write_text("x")
    with Shelf(tmp_path / "bestand") as shelf:
        shelf.put([(KEY, b"uitspraken")])
        assert shelf.get(KEY) is None
        assert str(tmp_path / "bestand") in shelf.damage


def test_what_was_longest_unused_goes_first(tmp_path):
    import random

    noise = random.Random(1)
    values = {bytes([n]) * 32: noise.randbytes(1000) for n in range(10)}
    with Shelf(tmp_path) as shelf:
        shelf.put(values.items())
    old, used = list(values)[:4], list(values)[4:]
    with Shelf(tmp_path, limit=7000) as shelf:
        for key in used:
            shelf.get(key)
    with Shelf(tmp_path) as shelf:
        assert not any(shelf.has(key) for key in old[:3])
        assert all(shelf.get(key) == values[key] for key in used)


def test_two_at_once_do_not_hinder_each_other(tmp_path):
    with Shelf(tmp_path) as one, Shelf(tmp_path) as other:
        one.put([(KEY, b"een")])
        other.put([(OTHER, b"twee")])
        assert (one.get(OTHER), other.get(KEY)) == (b"twee", b"een")
        assert one.damage == other.damage == ""


def test_the_environment_says_where_and_how_much(tmp_path, monkeypatch):
    monkeypatch.setenv("WEERKLANK_CACHE", str(tmp_path / "hier"))
    assert shelf_folder() == tmp_path / "hier"
    with open_shelf() as shelf:
        shelf.put([(KEY, b"x")])
    assert (tmp_path / "hier" / FILE).is_file()
    monkeypatch.setenv("WEERKLANK_CACHE_MB", "0")
    with open_shelf() as shelf:
        assert shelf.get(KEY) == b"x"
    monkeypatch.setenv("WEERKLANK_CACHE_MB", "veel")
    with open_shelf() as shelf:
        assert shelf.get(KEY) is None
    monkeypatch.setenv("WEERKLANK_CACHE", "off")
    assert shelf_folder() is None
    monkeypatch.delenv("WEERKLANK_CACHE")
    assert shelf_folder().name == "weerklank"


def test_a_file_that_is_only_out_of_reach_is_not_thrown_away(tmp_path, monkeypatch):
    with Shelf(tmp_path) as shelf:
        shelf.put([(KEY, b"uitspraken")])
    connect = sqlite3.connect

    def full(path, **options):
        file = connect(path, **options)
        file.execute("PRAGMA query_only = 1")  # as where the disk is full or not ours to write
        return file

    monkeypatch.setattr("pipeline.store.shelf.sqlite3.connect", full)
    with Shelf(tmp_path) as shelf:
        assert shelf.get(KEY) is None
        assert shelf.damage
    monkeypatch.undo()
    with Shelf(tmp_path) as shelf:
        assert shelf.get(KEY) == b"uitspraken"
