import random

import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance
from nltk.metrics.distance import masi_distance as masi_of_nltk

from pipeline.errors import UsageError
from pipeline.evaluate.reliability import krippendorff_alpha, masi_distance, reliability

HEADER = "document_id,start,end,is_claim,claim_type,themes\n"


def sets(seed, n=60):
    draw = random.Random(seed)
    return [frozenset(draw.sample("abcd", draw.randint(0, 2))) for _ in range(n)]


def by_nltk(first, second, distance):
    data = [("a", n, value) for n, value in enumerate(first)]
    data += [("b", n, value) for n, value in enumerate(second)]
    return AnnotationTask(data, distance=distance).alpha()


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_nltk(seed):
    first = sets(seed)
    second = [a if n % 3 else b for n, (a, b) in enumerate(zip(first, sets(seed + 9), strict=True))]
    expected = by_nltk(first, second, binary_distance)
    assert krippendorff_alpha(first, second) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("left", "right"), [("a", "ab"), ("ab", "bc"), ("abc", "abd"), ("a", "b"), ("ab", "ab")]
)
def test_masi_is_that_of_nltk(left, right):
    pair = frozenset(left), frozenset(right)
    # NLTK rounds the weights 2/3 and 1/3 to two digits
    assert masi_distance(*pair) == pytest.approx(masi_of_nltk(*pair), abs=0.005)


def test_table_has_a_row_a_label(tmp_path):
    rows = [
        f"d{n % 4},{n},{n + 1},1,{'assertion' if n % 2 else 'position'},trade\n" for n in range(40)
    ]
    (tmp_path / "a.csv").write_text(HEADER + "".join(rows))
    rows[0] = rows[0].replace("position", "assertion")
    (tmp_path / "b.csv").write_text(HEADER + "".join(rows))
    table = reliability(tmp_path / "a.csv", tmp_path / "b.csv")
    assert list(zip(table["stage"], table["label"], strict=True)) == [
        ("claims", ""),
        ("claim_types", ""),
        ("claim_types", "assertion"),
        ("claim_types", "position"),
        ("themes", ""),
        ("themes", "trade"),
    ]
    row = table.iloc[1]
    assert 0.9 < row["kappa"] < 1
    assert row["alpha_low"] <= row["alpha"] <= row["alpha_high"]


def test_coders_of_other_stretches_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "d,0,5,1,assertion,\n")
    (tmp_path / "b.csv").write_text(HEADER + "d,5,9,1,assertion,\n")
    with pytest.raises(UsageError, match="share no stretch"):
        reliability(tmp_path / "a.csv", tmp_path / "b.csv")
