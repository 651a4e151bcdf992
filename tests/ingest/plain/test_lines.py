"""Lines know where they stand, where pages begin, and whether they were full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.plain.lines import read_lines, wrap_width, wraps_before


@given(st.text(max_size=60))
def test_lines_hold_all_that_is_printed_at_its_offsets(source):
    lines = read_lines(source)
    assert all(source[line.start : line.end] == line.text for line in lines)
    assert "".join("".join(line.text.split()) for line in lines) == "".join(source.split())
    assert [line.start for line in lines] == sorted(line.start for line in lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f"], ids=repr)
def test_every_line_end_parts_lines_and_no_other_character_does(end):
    lines = read_lines(f"een{end}twee\u2028drie\x0bvier")
    assert [line.text for line in lines] == ["een", "twee\u2028drie\x0bvier"]


def test_form_feeds_number_the_pages():
    lines = read_lines("een\n\ftwee\ndrie\f\fvier")
    assert [(x.text, x.page) for x in lines if not x.blank] == [
        ("een", 1),
        ("twee", 2),
        ("drie", 2),
        ("vier", 4),
    ]
    assert [x.text for x in lines if x.page_start and not x.blank] == ["twee", "vier"]


def test_without_form_feeds_no_page_has_a_number():
    assert {line.page for line in read_lines("een\ntwee")} == {None}


def test_a_rare_single_space_starts_a_page():
    lines = read_lines("een\n" * 30 + " twee\n" + "drie\n" * 30)
    assert [line.text for line in lines if line.page_start] == ["twee"]


def test_frequent_or_wide_indents_start_no_page():
    assert not any(line.page_start for line in read_lines(" een\ntwee\n" * 10))
    assert not any(line.page_start for line in read_lines("een\n" * 30 + "   twee\n"))


def test_width_is_what_nine_in_ten_lines_keep_to():
    lines = read_lines("\n".join(["x" * 70] * 18 + ["x" * 400] + ["x"]))
    assert wrap_width(lines) == 70
    assert wrap_width(read_lines("\n\n")) == 0


@pytest.mark.parametrize(
    ("line", "following", "full"),
    [
        ("x" * 60, "woord", False),  # 60 + 1 + 5 = 66, under nine tenths of 80
        ("x" * 60, "mensenrechtenverdedigers", True),  # 60 + 1 + 24 = 85
        ("x" * 75, "a", True),  # 75 + 1 + 1 = 77
    ],
)
def test_line_was_full_when_the_next_word_hardly_fitted(line, following, full):
    first, second = read_lines(f"{line}\n{following} en meer")
    assert wraps_before(first, second, 80) is full


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("De stad bouwt.", True),
        ("Wie betaalt dat?’", True),
        ("Zij vraagt om:", True),
        ("**Erken dit.**", True),
        ("banken;", True),
        ("De stad bouwt", False),
        ("in gesprek met dr.", False),
        ("de heer A.", False),
        ("op grond van art.", False),
        ("zie de zee.", True),
        ("en nog veel meer enz.", True),
    ],
)
def test_line_is_closed_by_a_stop_that_ends_no_abbreviation(text, closed):
    assert read_lines(text)[0].closed is closed
