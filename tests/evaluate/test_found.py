import pandas as pd
import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.found import (
    FoundClaim,
    FoundTheme,
    FoundVerdict,
    code_stretches,
    found_in_tables,
)
from pipeline.evaluate.gold import Coding, Stretch


def stretch(start, end):
    return Stretch(document_id="d", start=start, end=end, codings={})


def claim(start, end, claim_type="assertion", themes=(), document_id="d"):
    return FoundClaim(
        document_id=document_id,
        start=start,
        end=end,
        claim_type=claim_type,
        themes=tuple(FoundTheme(theme=theme) for theme in themes),
    )


def coded(span, *claims):
    (coding,) = code_stretches([stretch(*span)], claims)
    return coding


@pytest.mark.parametrize(
    ("claims", "is_claim"),
    [
        ([claim(0, 5)], True),
        ([claim(0, 4)], False),
        ([claim(0, 3), claim(7, 10)], True),
        ([claim(0, 4), claim(1, 4)], False),
        ([claim(0, 5, document_id="other")], False),
        ([], False),
    ],
)
def test_stretch_is_claimed_when_claims_cover_half_of_it(claims, is_claim):
    assert coded((0, 10), *claims).is_claim is is_claim


def test_themes_are_united_over_claims_that_overlap_mostly():
    assert coded(
        (0, 10),
        claim(0, 4, themes=["trade"]),
        claim(4, 10, themes=["security"]),
        claim(9, 20, themes=["lhbtiq"]),
    ).themes == {"trade", "security"}


def test_type_is_that_of_the_longest_claim_though_it_runs_on():
    coding = coded((0, 10), claim(0, 4, "position"), claim(4, 30, "commitment"))
    assert coding == Coding(is_claim=True, claim_type="commitment")


def test_first_of_equally_long_claims_gives_the_type():
    assert coded((0, 10), claim(5, 10, "position"), claim(0, 5, "commitment")).claim_type == (
        "commitment"
    )


def test_tables_are_read_with_empty_cells_of_either_kind(make_tables):
    tables = make_tables(
        recommendations=[("r1", "d", 0, 10, ""), ("r2", "e", 0, 9, "r1")],
        asks=[("r1-a1", "r1", 0, 5)],
        alignment=[("r1", "", "e", 20, 30), ("r1", "r1-a1", "e", 20, 25)],
        stance=[("r1", "", "accepted", "e", 20, 25), ("r1", "r1-a1", "no_response", "", "", "")],
    )
    missing = {name: frame.replace("", None).convert_dtypes() for name, frame in tables.items()}
    found = found_in_tables(tables, [])
    assert found == found_in_tables(missing, [])
    original, quoted = found.judged
    verdict = FoundVerdict(stance="accepted", evidence_document_id="e", evidence=(20, 25))
    assert (original.aligned, original.verdict) == ((("e", 20, 30),), verdict)
    assert original.asks[0].verdict == FoundVerdict(stance="no_response")
    assert (quoted.quoted, quoted.aligned, quoted.verdict) == (True, original.aligned, verdict)


def test_missing_tables_and_columns_are_told_together(make_tables):
    tables = make_tables()
    del tables["asks"]
    tables["claims"] = pd.DataFrame(columns=["claim_id", "start", "end"])
    with pytest.raises(UsageError) as caught:
        found_in_tables(tables, [])
    assert caught.value.message == (
        "These tables cannot be scored: claims.csv has no column document_id, claim_type; "
        "asks.csv is missing."
    )
