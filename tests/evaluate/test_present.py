import pandas as pd
import pytest

from pipeline.evaluate import evaluate_run, format_evaluation, read_gold, write_evaluation

SOURCES = {"advies": "Vrouwen leiden. Steun hen nu. Handel groeit. Wij danken u zeer."}


@pytest.fixture
def evaluation(write_gold, make_tables):
    coding = (1, "assertion", "women_girls")
    gold = read_gold(write_gold([coding, coding, (1, "position", ""), (0, "", "")]))
    tables = make_tables(
        claims=[("c1", "advies", 0, 15, "assertion"), ("c2", "advies", 16, 29, "position")],
        claim_themes=[
            ("c1", "women_girls", 0.93, "term", "Vrouwen"),
            ("c2", "trade", 0.55, "context", "hen"),
        ],
    )
    return evaluate_run(tables, SOURCES, gold, n_bootstrap=50)


def test_every_stage_is_a_table_with_its_errors(evaluation):
    parts = format_evaluation(evaluation).split("\n\n")
    assert [part.splitlines()[0].split(" ", 1)[0] for part in parts] == [
        "Claims:",
        "Claim",
        "Themes,",
    ]
    lines = parts[0].splitlines()
    assert lines[0].endswith("(intervals by stretch)")
    assert lines[1].split() == ["n", "P", "R", "weerklank", "[95%]", "majority", "keywords"]
    assert lines[2].split()[:5] == ["claim", "3", "1.00", "0.67", "0.80"]
    assert lines[3:] == [
        "Most instructive errors (1 of 1):",
        "- advies 30-44: expected claim, found none (against 1 coder)",
        "    Handel groeit.",
    ]


def test_themes_come_with_their_calibration_and_what_an_error_rests_on(evaluation):
    lines = format_evaluation(evaluation).split("\n\n")[2].splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Calibration"))
    # |0.93 - 1| and |0.55 - 0|, each one of two
    assert lines[at].startswith(
        "Calibration of the 2 themes given: expected calibration error 0.31"
    )
    assert [line.split()[-2:] for line in lines[at + 2 : at + 5]] == [
        ["0.55", "0.93"],
        ["0.00", "1.00"],
        ["1", "1"],
    ]
    assert lines[at + 6 :] == [
        "- advies 16-29: expected women_girls, found trade (against 1 coder)",
        "    on trade 0.55 by context 'hen'",
        "    Steun hen nu.",
    ]


def test_number_of_errors_can_be_chosen(evaluation):
    assert "instructive" not in format_evaluation(evaluation, n_errors=0)


def test_files_hold_all_figures_and_errors_byte_by_byte_again(evaluation, tmp_path):
    written = write_evaluation(evaluation, tmp_path / "new")
    assert [path.name for path in written] == [
        "evaluation_claims.csv",
        "evaluation_claim_types.csv",
        "evaluation_themes.csv",
        "evaluation_calibration.csv",
        "evaluation_errors.csv",
    ]
    figures = pd.concat([pd.read_csv(path, keep_default_na=False) for path in written[:-2]])
    assert len(figures) == len(evaluation.scores)
    assert list(figures.columns) == list(evaluation.scores.columns)
    claims = written[0].read_bytes().decode("utf-8").split("\n")
    assert claims[0] == "stage,metric,label,system,value,low,high,n,resampled_by"
    assert claims[2].startswith("claims,recall,claim,weerklank,0.6667,")
    assert len(pd.read_csv(written[-1])) == len(evaluation.most_instructive_errors)
    curve = pd.read_csv(written[-2])
    assert curve.to_dict("list") == {"n": [1, 1], "score": [0.55, 0.93], "right": [0.0, 1.0]}
    before = [path.read_bytes() for path in written]
    assert [path.read_bytes() for path in write_evaluation(evaluation, tmp_path / "new")] == before
