"""Training of the model of claim types."""

import pytest

from pipeline.records import CLAIM_TYPES
from pipeline.segment.type_model import load_type_model
from pipeline.train.claim_types import (
    LabelledClaim,
    fit_type_model,
    save_type_model,
    score_types,
)


def labelled(label, n, other=""):
    labels = (label, other) if other else (label,)
    return LabelledClaim(
        "made up", f"d{n}", {f"says {label}": 1.0, "all": 1.0}, "assertion", labels
    )


CLAIMS = [labelled(label, n) for n in range(20) for label in CLAIM_TYPES]


def test_what_it_learned_survives_the_file_byte_for_byte(tmp_path):
    for name in ("one", "two"):
        save_type_model(fit_type_model(CLAIMS), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    model = load_type_model(tmp_path / "one")
    rows = [{f"says {label}": 1.0, "never seen": 1.0} for label in CLAIM_TYPES]
    assert model.decide(rows, ["assertion"] * 4) == list(CLAIM_TYPES)


def test_a_rule_that_fits_tips_the_scales_and_only_when_they_are_level():
    model = fit_type_model(CLAIMS)
    assert model.decide([{"all": 1.0}], ["position"]) == ["position"]
    assert model.decide([{"says commitment": 1.0}], ["position"]) == ["commitment"]


def test_both_readers_count_half():
    claims = [labelled("assertion", 1, "position"), labelled("position", 2, "position")]
    score = score_types(claims, ["assertion", "position"])
    assert score["model"] == (1 / 2 + 1) / 2
    assert score["rules"] == (1 / 2 + 0) / 2


def test_too_few_papers_are_refused(tmp_path):
    from pipeline.errors import UsageError
    from pipeline.train import train_model

    (tmp_path / "gold").mkdir()
    (tmp_path / "a.txt").write_text("Wij steunen de boeren in het dal.", "utf-8")
    rows = "document_id,start,end,is_claim,claim_type,themes\na,0,33,1,commitment,\n"
    for coder in "ab":
        (tmp_path / "gold" / f"coder_{coder}.csv").write_text(rows, "utf-8")
    (tmp_path / "gold" / "recommendations.json").write_text("[]", "utf-8")
    with pytest.raises(UsageError, match="fewer than 8 labelled papers"):
        train_model("claim_types", tmp_path, tmp_path / "out")
