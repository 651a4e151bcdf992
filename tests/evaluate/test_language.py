"""Sentence boundaries on blocks of our own: the file is sound, and the figures stay high."""

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import evaluate_sentences, format_evaluation, write_evaluation
from pipeline.evaluate.language import SENTENCES, load_sentence_cases
from pipeline.resources import resource

CASES = load_sentence_cases(resource(SENTENCES))
#: Asked for; what is reached stands in README.
FLOOR = 0.98


@pytest.fixture(scope="module")
def evaluation(nlp):
    return evaluate_sentences(nlp, n_bootstrap=50)


def test_both_halves_have_a_hundred_blocks_and_every_kind():
    for half in ("tuned", "blind"):
        chosen = [case for case in CASES if case.half == half]
        assert len(chosen) >= 100
        assert {case.kind for case in chosen} == {"paragraph", "heading", "list_item"}
        assert len({phenomenon for case in chosen for phenomenon in case.phenomena}) > 30


def test_no_sentence_stands_in_both_halves_or_twice():
    sentences = [sentence for case in CASES for sentence in case.sentences]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.model
@pytest.mark.parametrize("half", ["tuned", "blind"])
@pytest.mark.parametrize("label", ["boundary", "sentence"])
def test_boundaries_are_found_far_better_than_by_simple_splitters(evaluation, half, label):
    own, *others = (
        evaluation.value("language", "f1", f"{label}, {half}", system)
        for system in ("weerklank", "sentencizer", "capitals")
    )
    assert own >= FLOOR
    assert max(others) < 0.95


@pytest.mark.model
def test_what_goes_wrong_in_the_blind_half_is_not_told(nlp, tmp_path):
    path = tmp_path / "sentences.toml"
    # Gold that nothing can find: a boundary inside 'het kabinet'.
    case = 'kind = "paragraph"\nsentences = ["Dit is het", "kabinet."]\n'
    path.write_text(f"[[tuned]]\n{case}\n[[blind]]\n{case}", "utf-8")
    scored = evaluate_sentences(nlp, path, n_bootstrap=10)
    assert scored.value("language", "recall", "boundary, blind") == 0
    assert {error.document for error in scored.most_instructive_errors} == {"tuned"}
    assert "het kabinet." in {error.text for error in scored.most_instructive_errors}


@pytest.mark.model
def test_table_and_file_come_like_those_of_other_stages(evaluation, tmp_path):
    lines = format_evaluation(evaluation).splitlines()
    assert lines[0].startswith("Sentences, ")
    assert lines[1].split() == [
        *("n", "P", "R", "weerklank", "[95%]"),
        *("sentencizer", "capitals"),
    ]
    written = write_evaluation(evaluation, tmp_path)
    assert [path.name for path in written] == ["evaluation_language.csv", "evaluation_errors.csv"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[tuned", "cannot be read"),
        ('[[dev]]\nkind = "paragraph"', "'dev' is neither tuned nor blind"),
        ('[[tuned]]\nkind = "kop"\nsentences = ["Ja."]', "tuned 1: kind is none of paragraph"),
        ('[[blind]]\nkind = "heading"\nsentences = ["Ja  nee."]', "blind 1: sentences are"),
    ],
)
def test_faulty_files_are_named(tmp_path, text, says):
    path = tmp_path / "sentences.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=says):
        load_sentence_cases(path)
