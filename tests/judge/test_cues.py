import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.errors import CodebookError
from pipeline.judge.by_cue import CueFinder
from pipeline.judge.cuebook import cuebook_from_mapping, read_cuebook
from pipeline.judge.matching import find_cues

ROOT = Path(__file__).resolve().parents[2]
CASES = tomllib.loads((ROOT / "tests/cases/stance.toml").read_text("utf-8"))["case"]
RULES = tomllib.loads((ROOT / "models/stance.toml").read_text("utf-8"))["cue"]


def test_every_case_says_what_it_checks():
    assert len({case["id"] for case in CASES}) == len(CASES) >= 150
    for case in CASES:
        assert ("reads" in case) != ("never" in case), case["id"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_sentence_reads_as_the_codebook_says(case, book):
    found = {match.stance for match in find_cues(case["sentence"], book)}
    if "reads" in case:
        assert case["reads"] in found
    else:
        assert case["never"] not in found


@pytest.mark.parametrize("name", RULES)
def test_every_cue_finds_its_examples_and_leaves_its_counterexamples(name, book):
    def names(text):
        return {match.rule.name for match in find_cues(text, book)}

    for example in RULES[name]["examples"]:
        assert name in names(example)
    for counterexample in RULES[name]["counterexamples"]:
        assert name not in names(counterexample)


def test_cue_stands_at_its_offsets(book):
    text = "Daarom neemt het kabinet, na overleg, deze aanbeveling niet over."
    [match] = [m for m in find_cues(text, book) if m.rule.name == "takes_over"]
    assert (
        text[match.start : match.end] == "neemt het kabinet, na overleg, deze aanbeveling niet over"
    )
    assert (match.negated, match.stance) == (True, "rejected")


def test_contrast_ends_the_reach_of_a_phrase(book):
    text = "Het kabinet neemt dit serieus, maar de bouw gaat over drie jaar door."
    assert "takes_over" not in {match.rule.name for match in find_cues(text, book)}


def faulty(**changes):
    entry = {
        "label": "x",
        "stance": "accepted",
        "strength": "strong",
        "phrases": ["komt er"],
        "examples": ["Het komt er."],
        "counterexamples": ["Nee."],
    }
    return {"groups": {"will": "zal"}, "forms": {"nemen": "neemt"}, "cue": {"a": entry | changes}}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"stance": "yes"}, "'yes' is not one of"),
        ({"strength": "huge"}, "'huge' is not one of"),
        ({"phrases": []}, "phrases missing or empty"),
        ({"phrases": ["komt  er"]}, "stray white space"),
        ({"phrases": ["komt er", "komt er"]}, "Keep it in one"),
        ({"phrases": ["%none komt"]}, "not in [groups]"),
        ({"phrases": ["<over+gooien>"]}, "gooien not in [forms]"),
        ({"phrases": [".. komt"]}, "begins or ends with a gap"),
        ({"phrases": ["(niet) .. komt"]}, "may be absent"),
        ({"phrases": ["Komt er"]}, "lower case"),
        ({"phrases": ["(a|b)|c"]}, "is no item"),
        ({"over": ["b"]}, "which is no cue"),
        ({"colour": "red"}, "key 'colour' is unknown"),
    ],
)
def test_mistake_in_the_cue_file_is_named(changes, fault):
    with pytest.raises(CodebookError) as caught:
        cuebook_from_mapping(faulty(**changes))
    assert fault in caught.value.message


def test_all_mistakes_are_reported_together():
    with pytest.raises(CodebookError) as caught:
        cuebook_from_mapping(faulty(stance="yes", strength="huge"))
    assert len(caught.value.message.splitlines()) == 2


def test_missing_cue_file_says_where(tmp_path):
    with pytest.raises(CodebookError, match="no such file"):
        read_cuebook(tmp_path / "stance.toml")


def doc_of(text, heads, deps, vocab):
    words = text.split()
    return Doc(
        vocab, words=words, heads=heads, deps=deps, sent_starts=[True] + [False] * (len(words) - 1)
    )


def test_component_marks_cues_and_who_acts(book):
    nlp = spacy.blank("nl")
    text = "Het kabinet neemt deze aanbeveling over ."
    doc = doc_of(
        text,
        [1, 2, 2, 4, 2, 2, 2],
        ["det", "nsubj", "ROOT", "det", "obj", "compound:prt", "punct"],
        nlp.vocab,
    )
    [sentence] = CueFinder(book)(doc).sents
    assert sentence._.acts == "government"
    cue = sentence._.cues[0]
    assert (cue.label, cue.negated) == ("takes_over", False)
    assert doc.text[cue.start : cue.end] == "neemt deze aanbeveling over"


def test_component_says_other_when_others_act(book):
    nlp = spacy.blank("nl")
    doc = doc_of(
        "Vakbonden pleiten hiervoor .",
        [1, 1, 1, 1],
        ["nsubj", "ROOT", "advmod", "punct"],
        nlp.vocab,
    )
    [sentence] = CueFinder(book)(doc).sents
    assert sentence._.acts == "other"


def test_component_of_second_sentence_counts_from_the_document(book):
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("weerklank_cues")
    doc = nlp("Dank voor het rapport. Er komt een landelijk register.")
    second = list(doc.sents)[1]
    assert [doc.text[c.start : c.end] for c in second._.cues if c.label == "will_act"] == [
        "Er komt"
    ]


def test_pipeline_analysis_reports_no_problems():
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("weerklank_cues")
    assert not any(nlp.analyze_pipes()["problems"].values())
