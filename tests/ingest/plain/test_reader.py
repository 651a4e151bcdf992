"""Plain text is decoded and nothing else is done to it."""

from __future__ import annotations

import pytest

from pipeline.errors import SourceError
from pipeline.ingest.plain.reader import read_text

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
        b"%PDF-1.7\n" + bytes(range(128)) * 4,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"een woord\x00 en nog een",
        bytes([1, 2, 3, 4, 5, 6]) * 20,
    ],
    ids=["pdf", "png", "nul", "controls"],
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


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bytes(range(256)) * 20, "is no text"),
        ("De stad bouwt.".encode("utf-16") + b"x", "without loss: byte 30"),
        (b"De stad bouwt \x81 huizen", "without loss: byte 14"),
    ],
)
def test_what_cannot_be_decoded_is_no_text_or_says_where(tmp_path, data, says):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(SourceError, match=says):
        read_text(tmp_path / "a.txt")


def test_lost_characters_are_counted_and_a_few_cost_no_document(tmp_path):
    (tmp_path / "a.txt").write_text("De stad bouwt. " * 40 + "\ufffd\ufffd", "utf-8")
    assert read_text(tmp_path / "a.txt").source.endswith("\ufffd\ufffd")
    (tmp_path / "b.txt").write_text("De st\ufffd\ufffd b\ufffdwt. " * 40, "utf-8")
    with pytest.raises(SourceError, match=r"has lost 120 of its 560 characters"):
        read_text(tmp_path / "b.txt")


def test_a_text_that_is_too_long_is_not_laid_out(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.ingest.plain.reader.LONGEST", 50)
    monkeypatch.setattr("pipeline.ingest.plain.reader.LARGEST_TEXT", 200)
    monkeypatch.setattr(
        "pipeline.ingest.plain.reader.lay_out", lambda text: pytest.fail("laid out")
    )
    (tmp_path / "a.txt").write_text("De stad bouwt. " * 10)
    with pytest.raises(SourceError, match="holds 150 characters; expected at most 50"):
        read_text(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("De stad bouwt. " * 20)
    with pytest.raises(SourceError, match="is too large for a text"):
        read_text(tmp_path / "b.txt")
