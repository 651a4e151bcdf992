"""Recommendations by layout: one case a layout, with what it asks and where it is answered."""

import tomllib
from pathlib import Path

import pytest

import pipeline

pytestmark = pytest.mark.model
CASES = [
    case
    for name in ("recommendations.toml", "recommendations_running.toml")
    for case in tomllib.loads((Path(__file__).parent.parent / "cases" / name).read_text("utf-8"))[
        "case"
    ]
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_layout_gives_its_recommendations(analysis, case, request):
    if "known_failure" in case:
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["known_failure"]))
    found = analysis(case["text"], case["role"])
    assert [[r.number, r.text.strip("*")] for r in found.recommendations] == case["recommendations"]
    if "answers" in case:
        assert [
            pipeline.normalise(found.document, start, end)
            for r in found.recommendations
            for start, end in r.answer
        ] == case["answers"]


def test_cases_have_ids_of_their_own():
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)
