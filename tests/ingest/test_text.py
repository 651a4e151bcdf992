"""Plain text is decoded and nothing else is done to it."""

from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.text import read_text

WORDS = "Eén “reële” prijs: € 5\r\n\r\nté duur\tvoor\u00a0ons\f"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode("utf-8"),
        WORDS.encode("utf-8-sig"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_encoding_is_recognised_and_code_points_are_unchanged(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    assert read_text(tmp_path / "a.txt").source == WORDS


def test_unicode_is_not_normalised_and_only_a_leading_mark_is_dropped(tmp_path):
    words = "re\u0308e\u0308le \ufeffprijs\n\r\r\n"
    (tmp_path / "a.txt").write_bytes(("\ufeff" + words).encode())
    assert read_text(tmp_path / "a.txt").source == words


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\r\n"], ids=["none", "blank", "line end"])
def test_empty_file_is_set_aside(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(SourceError, match="is empty"):
        read_text(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + bytes(range(256)) * 4,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"een woord\x00 en nog een",
        "Eén prijs".encode("utf-16-le"),
        bytes([1, 2, 3, 4, 5, 6]) * 20,
        b"\xff\xfe\x00\xd8" * 9,
    ],
    ids=["pdf", "png", "nul", "utf-16 without mark", "controls", "broken utf-16"],
)
def test_file_that_is_no_text_is_set_aside(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(SourceError, match="is no text") as error:
        read_text(tmp_path / "a.txt")
    assert error.value.hint


def test_a_stray_control_character_costs_no_document(tmp_path):
    words = "De stad bouwt\x0bvoor starters\x02 en ouderen."
    (tmp_path / "a.txt").write_text(words, encoding="utf-8")
    assert read_text(tmp_path / "a.txt").source == words


def test_file_that_went_away_is_set_aside(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_text(tmp_path / "a.txt")
