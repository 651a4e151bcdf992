"""Labelled papers as the document reader sees them."""

import pytest

from pipeline.codebook import load_codebook
from pipeline.errors import UsageError
from pipeline.language import load_language_model
from pipeline.read import BEGIN, INSIDE, NONE, begin_or_inside
from pipeline.resources import resource
from pipeline.train.papers import read_hints, read_papers


def test_units_begin_or_go_on_with_what_most_of_them_lies_in():
    units = [(0, 10), (11, 20), (21, 30), (31, 40), (41, 50)]
    spans = [(0, 20), (21, 24), (31, 50)]
    assert list(begin_or_inside(units, spans)) == [BEGIN, INSIDE, NONE, BEGIN, INSIDE]


def test_labels_of_two_readers_are_shares():
    themes = load_codebook(resource("models/codebook.toml")).theme_ids
    papers = list(read_papers(load_language_model(), resource("corpus"), themes, {}))
    shares = {share for p in papers for u in p.units for share in u.types}
    assert {0.0, 0.5, 1.0} <= shares and len(papers) == 5
    assert all(len(p.units) == len(p.spans) and not p.hints for p in papers)
    assert sum(span == BEGIN for p in papers for span in p.spans) >= 15


def test_hints_are_spans_by_document(tmp_path):
    path = tmp_path / "hints.json"
    path.write_text('{"advies": [[0, 12]]}', "utf-8")
    assert read_hints(path) == {"advies": [(0, 12)]}
    path.write_text("geen json", "utf-8")
    with pytest.raises(UsageError, match=r"hints\.json.*spans by document"):
        read_hints(path)
