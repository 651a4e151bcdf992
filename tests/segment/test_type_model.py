"""Types of claims: what describes a claim, and the trained model that weighs it."""

import hashlib
import json

import pytest

from pipeline.errors import ModelError
from pipeline.records import CLAIM_TYPES
from pipeline.resources import resource
from pipeline.segment.claims import mark_claims
from pipeline.segment.cues import CueGroups, read_cue_groups
from pipeline.segment.type_model import load_type_model

CASES = [
    ("response", "Het kabinet investeert vanaf 2027 jaarlijks tien miljoen euro.", "commitment"),
    (
        "response",
        "De Arbeidsinspectie krijgt er per 1 januari twaalf inspecteurs bij.",
        "commitment",
    ),
    ("policy", "De regeling zal daarom met twee jaar worden verlengd.", "commitment"),
    ("policy", "Verslaggevers worden dagelijks blootgesteld aan haat.", "assertion"),
    ("response", "Een landelijk verbod gaat mij te ver.", "position"),
    ("response", "Daar begin ik niet aan.", "position"),
    ("response", "Uw zorg over de wachttijden deel ik volledig.", "position"),
    ("response", "Vorig jaar daalde het aantal aanvragen met negen procent.", "assertion"),
    ("advice", "De gemeente moet de wachtlijst openbaar maken.", "recommendation"),
    ("advice", "Wij vinden dat onbegrijpelijk.", "position"),
    ("advice", "In drie van de tien wijken ontbreekt een huisarts.", "assertion"),
]


@pytest.mark.model
@pytest.mark.parametrize(("role", "text", "expected"), CASES)
def test_claim_has_the_type_of_the_codebook(analysis, role, text, expected):
    assert [claim.claim_type for claim in analysis(text, role).claims] == [expected]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nederland profiteert als open economie van voorspelbare regels.", "assertion"),
        ("Nederland steunt als open economie voorspelbare regels.", "commitment"),
    ],
)
def test_government_that_undergoes_something_does_not_act_by_the_rules(parse, text, expected):
    doc = parse(text, "policy")
    mark_claims(doc)
    assert [claim._.claim_type for claim in doc.spans["claims"]] == [expected]


@pytest.mark.model
def test_who_speaks_and_who_must_act_tell_types_apart(analysis):
    text = "Wij leiden elk jaar tweehonderd vrijwilligers op. De minister moet dat betalen."
    assert [c.claim_type for c in analysis(text, "advice").claims][1] == "recommendation"
    assert next(c.claim_type for c in analysis(text, "response").claims) == "commitment"


def test_model_was_trained_with_the_cues_that_stand_beside_it():
    cues = resource("models/claim_types.toml").read_bytes()
    scores = json.loads(resource("models/claim_types/scores.json").read_text("utf-8"))
    assert scores["cues_sha256"] == hashlib.sha256(cues).hexdigest()


@pytest.mark.parametrize("corpus", ["corpus", "tune"])
def test_model_beats_the_most_frequent_type_on_documents_left_out(corpus):
    scores = json.loads(resource("models/claim_types/scores.json").read_text("utf-8"))
    assert scores["corpora"][corpus]["model"] > scores["corpora"][corpus]["majority"] + 0.25


def test_missing_model_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="no model of claim types there") as error:
        load_type_model(tmp_path / "model.skops")
    assert error.value.hint == "Train it again with `weerklank train claim_types`."


def test_damaged_model_is_refused(tmp_path):
    (tmp_path / "model.skops").write_bytes(b"PK not really")
    with pytest.raises(ModelError, match="not a model of claim types"):
        load_type_model(tmp_path / "model.skops")


def test_model_knows_the_types_of_the_codebook():
    model = load_type_model(resource("models/claim_types/model.skops"))
    assert sorted(model.regression.classes_) == sorted(CLAIM_TYPES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dat gaat ons echt een stap te ver.", ["no"]),
        ("Dat gaat ver.", []),
        ("Het strekt u werkelijk tot eer.", ["praise"]),
        ("Het strekt zich uit. Dat doet men tot eer.", []),
    ],
)
def test_turns_of_phrase_are_found_with_gaps_and_not_across_sentences(text, expected):
    cues = CueGroups({"no": ["stap te ver"], "praise": ["strekt .. tot eer"]})
    assert list(cues.of_text(text)) == expected


def test_words_are_found_by_form_lemma_beginning_and_end():
    import spacy
    from spacy.tokens import Doc

    words = ["Wij", "betreurden", "onderdrukking", "hier"]
    lemmas = ["wij", "betreuren", "onderdrukking", "hier"]
    doc = Doc(spacy.blank("nl").vocab, words=words, lemmas=lemmas)
    cues = CueGroups({"feels": ["betreuren"], "harm": ["onderdruk*", "*eurden"]})
    assert [cues.of_token(token) for token in doc] == [(), ("feels", "harm"), ("harm",), ()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[good]\nabout = 'x'\n", "group 'good' needs 'words', a list of words"),
        ("[good]\nwords = ['mooi', 'mooi']\n", "group 'good' has 'mooi' twice"),
        ("[good\n", "cannot be read as cues"),
    ],
)
def test_faults_in_the_cues_are_named(tmp_path, content, message):
    path = tmp_path / "claim_types.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(ModelError, match=message):
        read_cue_groups(path)
