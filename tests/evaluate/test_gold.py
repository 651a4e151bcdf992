import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.gold import GoldAsk, Judgement, check_gold_fits, read_gold

CLAIM = (1, "assertion", "trade|security")
NO_CLAIM = (0, "", "")


def recommendation(**changes):
    entry = {
        "document_id": "advies",
        "number": "1",
        "recommendation_span": [16, 29],
        "response_span": [30, 44],
        "coder_a": {
            "stance": "accepted",
            "asks": [{"span": [16, 25], "stance": "accepted", "evidence_spans": [[30, 44]]}],
        },
    }
    return entry | changes


def faults_of(folder, **options):
    with pytest.raises(UsageError) as caught:
        read_gold(folder, **options)
    return caught.value.message.splitlines()[1:]


def test_folder_without_first_coder_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"no coder_a\.csv found"):
        read_gold(tmp_path)


def test_second_coder_and_recommendations_may_be_absent(write_gold):
    gold = read_gold(write_gold([CLAIM, NO_CLAIM, NO_CLAIM, NO_CLAIM]))
    assert gold.coders == ("a",)
    assert gold.stretches[0].codings["a"].themes == {"trade", "security"}
    assert gold.recommendations == ()


def test_second_coder_may_skip_stretches_but_adds_none(write_gold):
    folder = write_gold([CLAIM] * 4, [CLAIM] * 4)
    second = (folder / "coder_b.csv").read_text(encoding="utf-8")
    (folder / "coder_b.csv").write_text("\n".join(second.splitlines()[:3]), encoding="utf-8")
    assert [len(stretch.codings) for stretch in read_gold(folder).stretches] == [2, 2, 1, 1]
    (folder / "coder_b.csv").write_text(second.replace("63", "62"), encoding="utf-8")
    assert faults_of(folder) == [
        "coder_b.csv: stretch advies 45-62 found, expected only stretches that coder_a.csv has too."
    ]


def test_all_faults_of_all_files_are_told_together(write_gold):
    folder = write_gold(
        [(2, "", ""), (1, "claim", "trade"), (0, "assertion", ""), (1, "position", "handel")],
        recommendations=[recommendation(response_span=[44, 30])],
    )
    assert faults_of(folder, themes=["trade", "security"]) == [
        "coder_a.csv, row 2: is_claim '2' found, expected 1 or 0.",
        "coder_a.csv, row 3: claim_type 'claim' found, expected one of "
        "assertion, recommendation, commitment, position.",
        "coder_a.csv, row 4: claim_type or themes found, expected none where is_claim is 0.",
        "coder_a.csv, row 5: theme 'handel' found, expected one of security, trade.",
        "recommendations.json, recommendation 1: response_span [44, 30] found, expected "
        "[start, end], a list of these, or null when nothing answers.",
    ]


def test_bad_offsets_and_repeated_stretches_are_faults(write_gold):
    folder = write_gold([CLAIM] * 4)
    text = (folder / "coder_a.csv").read_text(encoding="utf-8")
    text = text.replace("advies,16,29", "advies,29,16").replace("advies,30,44", "advies,0,15")
    (folder / "coder_a.csv").write_text(text, encoding="utf-8")
    assert faults_of(folder) == [
        "coder_a.csv, row 3: offsets '29'-'16' found, expected 0 <= start < end.",
        "coder_a.csv, row 4: advies 0-15 found again, expected once (it is in row 2).",
    ]


def test_missing_columns_are_named_with_those_found(write_gold):
    folder = write_gold()
    (folder / "coder_a.csv").write_text("document;start\n", encoding="utf-8")
    assert faults_of(folder) == [
        "coder_a.csv, row 1: found columns document;start, "
        "expected document_id, start, end, is_claim, claim_type, themes."
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "recommendations.json, line 1: Expecting property name"),
        ('{"a": 1}', "recommendations.json: dict found, expected a list."),
        ("[1]", "recommendations.json, recommendation 1: int found, expected an object."),
    ],
)
def test_recommendations_that_are_no_list_of_objects_are_refused(write_gold, content, fault):
    folder = write_gold()
    (folder / "recommendations.json").write_text(content, encoding="utf-8")
    assert faults_of(folder)[0].startswith(fault)


def test_file_that_is_no_text_is_refused(write_gold):
    folder = write_gold()
    (folder / "coder_b.csv").write_bytes(b"\xff\xfe\x00")
    assert faults_of(folder) == ["coder_b.csv: byte 0 is not UTF-8, expected UTF-8 text."]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"document_id": ""}, "document_id '' found, expected text"),
        ({"number": 3}, "number 3 found, expected text"),
        ({"coder_a": None}, "coder_a is missing, expected an object with stance and asks"),
        (
            {"response_span": None},
            "coder_a, stance 'accepted' found without a response_span, expected no_response",
        ),
        (
            {"coder_b": {"stance": "agreed", "asks": []}},
            "coder_b, stance 'agreed' found, expected accepted, existing_policy, "
            "partially_accepted, rejected, noted, no_response or empty (no response document)",
        ),
        (
            {
                "coder_b": {
                    "stance": "",
                    "asks": [{"span": [16, 25], "stance": "noted", "evidence_spans": []}],
                }
            },
            "coder_b, ask 1: stance 'noted' found under stance '', "
            "expected all of them empty or none",
        ),
        (
            {
                "coder_b": {
                    "stance": "noted",
                    "asks": [{"span": [16], "stance": "noted", "evidence_spans": [30, 44]}],
                }
            },
            "coder_b, ask 1: span [16] found, expected [start, end]",
        ),
    ],
)
def test_fault_in_a_recommendation_is_told(write_gold, changes, fault):
    folder = write_gold(recommendations=[recommendation(**changes)])
    assert faults_of(folder)[0] == f"recommendations.json, recommendation 1: {fault}."


def test_recommendation_is_read_with_asks_and_several_response_spans(write_gold):
    changes = {"response_span": [[0, 5], [30, 44]], "response_document_id": "brief"}
    folder = write_gold(recommendations=[recommendation(**changes)])
    (item,) = read_gold(folder).recommendations
    assert (item.response_document_id, item.response) == ("brief", ((0, 5), (30, 44)))
    ask = GoldAsk(start=16, end=25, stance="accepted", evidence=((30, 44),))
    assert item.judgements == {"a": Judgement(stance="accepted", asks=(ask,))}


def test_recommendation_without_response_document_is_unjudged(write_gold):
    unjudged = {"response_span": None, "coder_a": {"stance": "", "asks": []}}
    folder = write_gold(recommendations=[recommendation(**unjudged)])
    (item,) = read_gold(folder).recommendations
    assert (item.response, item.judgements["a"].stance) == ((), "")


def test_gold_beyond_the_end_of_a_source_does_not_fit(write_gold):
    gold = read_gold(write_gold(recommendations=[recommendation(response_document_id="brief")]))
    check_gold_fits(gold, {"advies": "x" * 63, "brief": "x" * 44})
    with pytest.raises(UsageError) as caught:
        check_gold_fits(gold, {"advies": "x" * 62})
    assert caught.value.message.splitlines()[1:] == [
        "document 'advies': an annotation ends at 63, but the text has 62 characters",
        "document 'brief' is not among those analysed",
    ]
