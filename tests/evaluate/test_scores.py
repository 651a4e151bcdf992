import time

import numpy as np
import pytest
from sklearn.metrics import f1_score

from pipeline.evaluate.scores import Comparison, Unit, View, score_comparison


def units(*pairs, documents=("d",)):
    return tuple(
        Unit(
            document_id=documents[index % len(documents)],
            start=10 * index,
            end=10 * index + 5,
            gold=frozenset(gold.split()),
            found=frozenset(found.split()),
            group=10 * index,
        )
        for index, (gold, found) in enumerate(pairs)
    )


def scores_of(*views, n_bootstrap=50, **wanted):
    comparison = Comparison(
        stage="themes",
        unit="stretch",
        views={"weerklank": [View(coders=("a",), units=view) for view in views]},
        **wanted,
    )
    return {
        (score.metric, score.label): score
        for score in score_comparison(comparison, seed=0, n_bootstrap=n_bootstrap)
    }


def values_of(*views, **wanted):
    return {key: score.value for key, score in scores_of(*views, **wanted).items()}


def test_label_figures_show_their_arithmetic():
    # trade: 2 right, 1 wrong, 1 missed; security: 1 right.
    view = units(
        ("trade", "trade"), ("trade", "trade security"), ("trade", ""), ("security", "trade")
    )
    assert values_of(view, averages=("macro", "micro")) == pytest.approx(
        {
            ("precision", "trade"): 2 / 3,
            ("recall", "trade"): 2 / 3,
            ("f1", "trade"): 2 / 3,
            ("precision", "security"): 0,
            ("recall", "security"): 0,
            ("f1", "security"): 0,
            ("precision", "macro"): (2 / 3 + 0) / 2,
            ("recall", "macro"): (2 / 3 + 0) / 2,
            ("f1", "macro"): (2 / 3 + 0) / 2,
            ("precision", "micro"): 2 / 4,
            ("recall", "micro"): 2 / 4,
            ("f1", "micro"): 2 / 4,
        }
    )


def test_accuracy_counts_units_with_all_labels_right():
    view = units(("trade", "trade"), ("trade", "trade security"), ("", ""))
    wanted = {"per_label": False, "accuracy": "accuracy", "accuracy_per_label": True}
    assert values_of(view, **wanted) == {("accuracy", ""): 2 / 3, ("accuracy", "trade"): 1 / 2}


def test_single_label_is_no_binary_task():
    view = units(("claim", "claim"), ("claim", ""), ("", ""))
    assert values_of(view, averages=("macro",))["f1", "macro"] == 2 / (2 + 0 + 1)


def test_label_that_nobody_uses_enters_no_average():
    first = units(("trade", "trade"), ("security", "security"))
    second = units(("trade", "trade"), ("trade", "trade"))
    values = values_of(first, second, averages=("macro",))
    assert values["f1", "macro"] == (1 + 1) / 2
    assert values["f1", "security"] == 1


def test_figures_are_averaged_over_the_coders():
    first = units(("trade", "trade"), ("trade", "trade"))
    second = units(("trade", "trade"), ("", "trade"))
    assert values_of(first, second)["precision", "trade"] == (2 / 2 + 1 / 2) / 2


def test_support_is_that_of_the_coder_who_gives_the_label_most():
    first = units(("trade", ""), ("trade", ""))
    second = units(("trade", ""), ("", ""))
    assert scores_of(first, second)["f1", "trade"].n == 2


def test_documents_are_resampled_when_there_are_three():
    pairs = [("trade", "trade")] * 3 + [("trade", "")] * 3
    two = scores_of(units(*pairs, documents=("a", "b")))["f1", "trade"]
    three = scores_of(units(*pairs, documents=("a", "b", "c")))["f1", "trade"]
    assert (two.resampled_by, three.resampled_by) == ("stretch", "document")
    # Each of the three documents holds one right and one missed unit: no resample differs.
    assert (three.low, three.high) == (three.value, three.value) == (2 / 3, 2 / 3)
    assert two.low < two.value < two.high


def test_one_unit_has_no_interval():
    score = scores_of(units(("trade", "trade")))["f1", "trade"]
    assert score.value == 1
    assert np.isnan([score.low, score.high]).all()


def test_same_seed_gives_the_same_interval_and_it_holds_the_value():
    pairs = [("trade", "trade"), ("trade", ""), ("", "trade"), ("", "")] * 10
    first, second = (scores_of(units(*pairs), n_bootstrap=500)["f1", "trade"] for _ in range(2))
    assert first == second
    assert first.low < first.value == 20 / (20 + 10 + 10) < first.high


def test_resampled_counts_agree_with_scikit_learn():
    rng = np.random.default_rng(1)
    gold, found = rng.random((2, 40, 3)) < 0.4
    names = np.array(["a", "b", "c"])
    view = units(
        *((" ".join(names[g]), " ".join(names[f])) for g, f in zip(gold, found, strict=True))
    )
    score = scores_of(view, averages=("macro",), n_bootstrap=200)["f1", "macro"]
    draws = np.random.default_rng(0).multinomial(40, np.full(40, 1 / 40), size=200)
    slow = [
        f1_score(gold, found, average="macro", sample_weight=draw, zero_division=0)
        for draw in draws
    ]
    assert (score.low, score.high) == pytest.approx(tuple(np.percentile(slow, [2.5, 97.5])))


def test_thousand_resamples_of_260_stretches_take_under_two_seconds():
    rng = np.random.default_rng(2)
    names = np.array([f"theme_{index}" for index in range(8)])
    gold, found = rng.random((2, 260, 8)) < 0.3
    view = units(
        *((" ".join(names[g]), " ".join(names[f])) for g, f in zip(gold, found, strict=True))
    )
    start = time.perf_counter()
    scores_of(view, view, averages=("macro", "micro"), n_bootstrap=1000)
    assert time.perf_counter() - start < 2
