import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import evaluate_run, read_gold
from pipeline.evaluate.pairing import is_aligned

ADVICE = "Vrouwen leiden. Steun hen nu. Handel groeit. Wij danken u zeer."
# Where the words stand: 0, 15-34 the answer, 35-67
LETTER = "Geachte lezer. Wij nemen dit over. Andere zaken gaan wij niet doen."
SOURCES = {"advies": ADVICE, "brief": LETTER}
ASSERTION = (1, "assertion", "")
NO_CLAIM = (0, "", "")


def judged(stance, *asks):
    return {
        "stance": stance,
        "asks": [
            {"span": list(span), "stance": label, "evidence_spans": []} for span, label in asks
        ],
    }


def entry(span, response, a, b=None, response_document="brief"):
    return {
        "document_id": "advies",
        "number": "1",
        "recommendation_span": list(span),
        "response_span": None if response is None else list(response),
        "response_document_id": response_document,
        "coder_a": a,
        "coder_b": b,
    }


@pytest.fixture
def evaluate(write_gold, make_tables):
    def run(*, a=None, b=None, recommendations=None, found=(), **rows):
        gold = read_gold(write_gold(a, b, recommendations))
        rows["recommendations"] = list(found)
        return evaluate_run(make_tables(**rows), SOURCES, gold, n_bootstrap=20)

    return run


def test_claim_figures_are_averaged_over_both_coders(evaluate):
    evaluation = evaluate(
        a=[ASSERTION, ASSERTION, ASSERTION, NO_CLAIM],
        b=[ASSERTION, ASSERTION, NO_CLAIM, NO_CLAIM],
        claims=[("c1", "advies", 0, 15, "assertion"), ("c2", "advies", 30, 44, "assertion")],
    )
    assert evaluation.value("claims", "precision", "claim") == (2 / 2 + 1 / 2) / 2
    assert evaluation.value("claims", "recall", "claim") == (2 / 3 + 1 / 2) / 2
    assert evaluation.value("claims", "f1", "claim", "coders") == 4 / (4 + 0 + 1)


def test_types_and_themes_count_only_where_both_coders_see_a_claim(evaluate):
    evaluation = evaluate(
        a=[
            (1, "assertion", "trade"),
            (1, "position", "trade"),
            (1, "assertion", "lhbtiq"),
            NO_CLAIM,
        ],
        b=[(1, "assertion", "trade"), (1, "assertion", ""), NO_CLAIM, NO_CLAIM],
        claims=[("c1", "advies", 0, 15, "assertion"), ("c2", "advies", 16, 29, "position")],
        claim_themes=[("c1", "trade"), ("c2", "trade")],
    )
    assert evaluation.value("claim_types", "accuracy") == (2 / 2 + 1 / 2) / 2
    assert evaluation.value("claim_types", "accuracy", "", "coders") == 1 / 2
    assert evaluation.value("themes", "precision", "trade") == (2 / 2 + 1 / 2) / 2
    own = evaluation.scores.query("stage == 'themes' and system == 'weerklank'")
    assert set(own["label"]) == {"macro", "micro", "trade"}


ANSWERED = entry((16, 29), (15, 34), judged("accepted", ((16, 29), "accepted")))


@pytest.mark.parametrize(
    ("aligned", "right"),
    [
        ([("brief", 15, 34)], True),
        ([("brief", 15, 21)], True),  # 6 of 19 code points: over 30%
        ([("brief", 15, 20)], False),  # 5 of 19: less
        ([("brief", 0, 34)], True),  # 19 of 34 aligned code points lie inside
        ([("brief", 0, 67)], False),  # 19 of 67
        ([("brief", 15, 20), ("brief", 29, 34), ("brief", 29, 33)], True),  # 10 of 19, each once
        ([("brief", 15, 34), ("advies", 0, 30)], False),  # 19 of 49
        ([("advies", 15, 34)], False),
        ([], False),
    ],
)
def test_alignment_is_right_when_it_hits_and_covers_the_answer(aligned, right):
    assert is_aligned(aligned, "brief", [(15, 34)]) is right


def run_rows(*, span=(16, 29), aligned=((15, 34),), stance="accepted", evidence=(15, 34), asks=()):
    """Rows of one recommendation with its answer in the letter."""
    where = ("brief", *evidence) if evidence else ("", "", "")
    return {
        "found": [("r1", "advies", *span, "")],
        "asks": [(f"a{i}", "r1", *ask) for i, (ask, _) in enumerate(asks)],
        "alignment": [("r1", "", "brief", *passage) for passage in aligned],
        "stance": [
            ("r1", "", stance, *where),
            *(("r1", f"a{i}", label, *where) for i, (_, label) in enumerate(asks)),
        ],
    }


def test_unanswered_recommendation_is_right_when_nothing_is_aligned(evaluate):
    unanswered = entry((16, 29), None, judged("no_response"))
    silent = run_rows(aligned=(), stance="no_response", evidence=None)
    evaluation = evaluate(recommendations=[unanswered], **silent)
    assert evaluation.value("alignment", "accuracy", "no_response") == 1
    assert evaluation.value("stance_recommendations", "accuracy") == 1
    evaluation = evaluate(recommendations=[unanswered], **run_rows())
    assert evaluation.value("alignment", "accuracy") == 0
    assert evaluation.value("evidence", "accuracy") == 0


def test_missed_recommendation_counts_against_every_later_stage(evaluate):
    second = entry((45, 63), (35, 67), judged("rejected", ((45, 63), "rejected")))
    evaluation = evaluate(
        recommendations=[ANSWERED, second], **run_rows(asks=[((16, 29), "accepted")])
    )
    figures = {
        ("recommendations", "precision", "recommendation"): 1 / 1,
        ("recommendations", "recall", "recommendation"): 1 / 2,
        ("asks", "recall", "ask"): 1 / 2,
        ("alignment", "accuracy", ""): 1 / 2,
        ("stance_recommendations", "accuracy", ""): 1 / 2,
        ("stance_recommendations", "f1", "macro"): (1 + 0) / 2,
        ("stance_asks", "accuracy", ""): 1 / 2,
        ("evidence", "accuracy", ""): 2 / 2,
    }
    assert {key: evaluation.value(*key) for key in figures} == figures
    missed = [error for error in evaluation.most_instructive_errors if error.start == 45]
    assert [error.stage for error in missed] == ["recommendations"]


def test_recommendation_is_found_by_half_of_the_union(evaluate):
    far = run_rows(span=(16, 44))  # 13 shared of 28
    evaluation = evaluate(recommendations=[ANSWERED], **far)
    assert evaluation.value("recommendations", "f1", "recommendation") == 0
    near = run_rows(span=(16, 42))  # 13 shared of 26
    evaluation = evaluate(recommendations=[ANSWERED], **near)
    assert evaluation.value("recommendations", "f1", "recommendation") == 1


def test_false_recommendations_count_only_in_documents_with_gold_ones(evaluate):
    rows = run_rows()
    rows["found"] += [
        ("r2", "advies", 30, 44, ""),
        ("r3", "brief", 0, 14, ""),
        ("r4", "advies", 45, 63, "r9"),
    ]
    evaluation = evaluate(recommendations=[ANSWERED], **rows)
    assert evaluation.value("recommendations", "precision", "recommendation") == 1 / 2


def test_quoted_recommendation_is_paired_when_nothing_else_is(evaluate):
    rows = run_rows()
    rows["found"] = [("r1", "advies", 16, 29, "r0")]
    evaluation = evaluate(recommendations=[ANSWERED], **rows)
    assert evaluation.value("recommendations", "f1", "recommendation") == 1
    assert evaluation.value("stance_recommendations", "accuracy") == 1


@pytest.mark.parametrize(
    ("evidence", "right"), [((15, 34), 1), ((20, 25), 1), ((14, 34), 0), ((35, 40), 0), (None, 0)]
)
def test_evidence_lies_wholly_in_the_answer(evaluate, evidence, right):
    evaluation = evaluate(recommendations=[ANSWERED], **run_rows(evidence=evidence))
    assert evaluation.value("evidence", "accuracy", "recommendation") == right


def test_stance_is_averaged_and_compared_with_both_coders(evaluate):
    item = entry(
        (0, 29),
        (15, 34),
        judged("accepted", ((0, 15), "accepted"), ((16, 29), "accepted")),
        judged("noted", ((0, 15), "accepted"), ((16, 29), "noted")),
    )
    asks = [((0, 15), "accepted"), ((16, 29), "noted")]
    evaluation = evaluate(recommendations=[item], **run_rows(span=(0, 29), asks=asks))
    figures = {
        ("stance_recommendations", "accuracy", "", "weerklank"): (1 + 0) / 2,
        ("stance_recommendations", "accuracy_both", "", "weerklank"): 0,
        ("stance_asks", "accuracy", "", "weerklank"): (1 / 2 + 2 / 2) / 2,
        ("stance_asks", "accuracy_both", "", "weerklank"): 1 / 2,
        ("stance_recommendations", "accuracy", "", "coders"): 0,
        ("stance_asks", "accuracy_both", "", "coders"): 1 / 2,
    }
    assert {key: evaluation.value(*key) for key in figures} == figures


def test_two_gold_asks_in_one_found_ask_have_its_verdict(evaluate):
    item = entry(
        (0, 29), (15, 34), judged("accepted", ((0, 15), "accepted"), ((16, 29), "rejected"))
    )
    rows = run_rows(span=(0, 29), asks=[((0, 29), "accepted")])
    evaluation = evaluate(recommendations=[item], **rows)
    assert evaluation.value("stance_asks", "accuracy") == 1 / 2
    assert evaluation.value("asks", "recall", "ask") == 1 / 2  # 15 of 29 code points, 13 of 29


def test_recommendation_without_response_document_is_not_judged(evaluate):
    unjudged = entry((0, 15), None, judged(""))
    evaluation = evaluate(recommendations=[ANSWERED, unjudged], **run_rows())
    assert evaluation.value("stance_recommendations", "accuracy") == 1 / 1
    assert evaluation.value("alignment", "accuracy") == 1 / 1
    assert evaluation.value("recommendations", "recall", "recommendation") == 1 / 2


def test_errors_against_both_coders_come_first_then_the_longest(evaluate):
    evaluation = evaluate(
        a=[ASSERTION, ASSERTION, NO_CLAIM, ASSERTION],
        b=[ASSERTION, ASSERTION, NO_CLAIM, NO_CLAIM],
        claims=[("c1", "advies", 16, 29, "position")],
    )
    shown = [
        (error.stage, error.text, error.expected, error.found, error.n_coders)
        for error in evaluation.most_instructive_errors
    ]
    assert shown == [
        ("claims", "Vrouwen leiden.", "claim", "none", 2),
        ("claim_types", "Steun hen nu.", "assertion", "position", 2),
        ("claims", "Wij danken u zeer.", "claim", "none", 1),
    ]


def test_a_wrong_verdict_is_shown_with_its_evidence_and_a_wrong_answer_with_its_place(evaluate):
    rows = run_rows(
        aligned=((35, 67),), evidence=(35, 67), stance="rejected", asks=[((16, 29), "rejected")]
    )
    evaluation = evaluate(recommendations=[ANSWERED], **rows)
    reasons = {error.stage: error.basis for error in evaluation.most_instructive_errors}
    evidence = "brief 35-67 'Andere zaken gaan wij niet doen.'"
    assert reasons["alignment"] == "brief 35-67"
    assert reasons["stance_recommendations"] == reasons["stance_asks"] == evidence


def test_calibration_counts_each_coder_and_no_label_of_a_person(evaluate):
    claims = [("c1", "advies", 0, 15, "assertion"), ("c2", "advies", 16, 29, "position")]
    both = (1, "assertion", "trade")
    evaluation = evaluate(
        a=[both, both, NO_CLAIM, NO_CLAIM],
        b=[both, (1, "assertion", ""), NO_CLAIM, NO_CLAIM],
        claims=claims,
        claim_themes=[
            ("c1", "trade", 0.8, "term", ""),
            ("c1", "lhbtiq", 1.0, "human", ""),
            ("c2", "trade", 0.8, "model", ""),
        ],
    )
    assert evaluation.calibration.to_dict("records") == [{"n": 2, "score": 0.8, "right": 0.75}]
    assert evaluation.calibration_error == pytest.approx(0.05)


def test_gold_of_other_documents_is_refused(write_gold, make_tables):
    with pytest.raises(UsageError, match="'advies' is not among those analysed"):
        evaluate_run(make_tables(), {"brief": LETTER}, read_gold(write_gold()))
