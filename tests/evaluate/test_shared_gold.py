from dataclasses import replace

import pytest

from pipeline.evaluate import evaluate_run, read_gold


def one_coder(gold, coder):
    """Gold as if one coder had worked alone."""
    return replace(
        gold,
        stretches=tuple(
            replace(one, codings={coder: one.codings[coder]}) for one in gold.stretches
        ),
        recommendations=tuple(
            replace(one, judgements={coder: one.judgements[coder]}) for one in gold.recommendations
        ),
    )


@pytest.mark.real
@pytest.mark.parametrize("coder", ["a", "b"])
def test_tables_that_say_what_a_coder_says_score_one(
    shared_gold_folder, shared_sources, tables_of_coder, coder
):
    gold = one_coder(read_gold(shared_gold_folder), coder)
    evaluation = evaluate_run(tables_of_coder(gold, coder), shared_sources, gold, n_bootstrap=10)
    own = evaluation.scores.query("system == 'weerklank'")
    assert own["value"].tolist() == [1.0] * len(own)
    assert set(own["stage"]) == {
        "claims",
        "claim_types",
        "themes",
        "recommendations",
        "asks",
        "alignment",
        "evidence",
        "stance_recommendations",
        "stance_asks",
    }
    assert evaluation.most_instructive_errors == ()


@pytest.mark.real
def test_one_coder_reaches_halfway_between_perfect_and_agreement(
    shared_gold_folder, shared_sources, tables_of_coder
):
    gold = read_gold(shared_gold_folder)
    evaluation = evaluate_run(tables_of_coder(gold, "a"), shared_sources, gold, n_bootstrap=10)
    for key in [("claims", "f1", "claim"), ("claim_types", "accuracy"), ("themes", "f1", "macro")]:
        agreement = evaluation.value(*key, system="coders")
        assert evaluation.value(*key) == pytest.approx((1 + agreement) / 2)
    assert evaluation.value("claims", "f1", "claim", "coders") == pytest.approx(494 / 497)


@pytest.mark.real
def test_degraded_tables_score_lower(shared_gold_folder, shared_sources, tables_of_coder):
    gold = one_coder(read_gold(shared_gold_folder), "a")
    tables = tables_of_coder(gold, "a")
    tables["claims"] = tables["claims"].iloc[10:].assign(claim_type="assertion")
    tables["claim_themes"] = tables["claim_themes"].query("theme != 'trade'")
    tables["recommendations"] = tables["recommendations"].iloc[2:]
    tables["alignment"] = tables["alignment"].assign(
        response_end=tables["alignment"]["response_start"] + 20
    )
    tables["stance"] = tables["stance"].assign(stance="noted", evidence_start=0)
    evaluation = evaluate_run(tables, shared_sources, gold, n_bootstrap=10)
    figures = {
        ("claims", "recall", "claim"): 237 / 247,
        ("recommendations", "recall", "recommendation"): 6 / 8,
        ("themes", "recall", "trade"): 0,
        ("alignment", "accuracy", ""): 0,
        ("evidence", "accuracy", ""): 0,
        ("stance_recommendations", "accuracy", ""): 0,
        ("stance_asks", "accuracy", ""): 0,
    }
    assert {key: evaluation.value(*key) for key in figures} == pytest.approx(figures)
    assert evaluation.value("claim_types", "accuracy") < 1
