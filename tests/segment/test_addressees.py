"""Whom an ask addresses: by the parse where a name is known, else by the words of government."""

import tomllib
from pathlib import Path

import pytest

from pipeline.segment.addressees import addressee

CASES = tomllib.loads(
    (Path(__file__).resolve().parent.parent / "cases/addressees.toml").read_text("utf-8")
)["case"]


@pytest.mark.model
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_addressee(nlp, case):
    assert addressee(nlp(case["text"])[:]) == case["addressee"]


def test_cases_have_ids_of_their_own():
    assert len({case["id"] for case in CASES}) == len(CASES)
