"""Training of the model of letters."""

from itertools import cycle, islice

import pytest

from pipeline.align.letter_model import load_letter_model, read_word_groups
from pipeline.errors import UsageError
from pipeline.resources import resource
from pipeline.train.letters import (
    Letter,
    fit_letter_model,
    read_letters,
    save_letter_model,
    score_letters,
    train_letter_model,
)

LETTER = '[[letter]]\nid = "x"\nreason = "{reason}"\ntext = """\n{text}\n"""\n'


def few():
    letters = read_letters(resource("models/letters/letters.toml"))
    return [
        letter
        for kind in ("answers", "forwarded", "postponed")
        for letter in islice((one for one in letters if one.kind == kind), 12)
    ]


def test_what_it_learned_survives_the_file_byte_for_byte(tmp_path):
    groups = read_word_groups(resource("models/letters/words.toml"))
    models = [fit_letter_model(few(), ["Dat nemen wij over."], groups) for _ in range(2)]
    for n, model in enumerate(models):
        save_letter_model(model, tmp_path / str(n))
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()
    back = load_letter_model(tmp_path / "0", groups)
    texts = [text for letter in few() for text in letter.sentences]
    assert back.sentence_kinds(texts) == models[0].sentence_kinds(texts)


@pytest.mark.parametrize(
    ("reason", "text", "match"),
    [
        ("", "x Geachte voorzitter,", "has no mark"),
        ("", "a", "has no mark"),
        ("postponed", "a Wij doen het.\np Meer volgt.", "its sentences say answers"),
    ],
)
def test_contradicting_marks_are_named(tmp_path, reason, text, match):
    path = tmp_path / "letters.toml"
    path.write_text(LETTER.format(reason=reason, text=text), "utf-8")
    with pytest.raises(UsageError, match=match):
        read_letters(path)


def test_too_few_letters_are_refused(tmp_path):
    path = tmp_path / "letters.toml"
    path.write_text(LETTER.format(reason="", text="a Wij doen het."), "utf-8")
    with pytest.raises(UsageError, match="fewer than"):
        train_letter_model(path, tmp_path / "out")


def test_scores_count_answers_that_are_set_aside():
    kinds = ["answers", "answers", "postponed", "forwarded"]
    letters = [Letter(str(n), kind, ("Zin.",), ("other",)) for n, kind in enumerate(kinds)]
    found = list(islice(cycle(["answers", "postponed"]), 4))
    score = score_letters(letters, found)
    assert (score["right"], score["answers_set_aside"]) == (0.25, 1)
    assert score["read_as"]["forwarded"] == {"answers": 0, "forwarded": 0, "postponed": 1}
