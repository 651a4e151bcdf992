"""--language-model: another Dutch spaCy pipeline works, or the error names what it lacks."""

import csv
import json
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner
from spacy.lang.nl import Dutch
from spacy.training import Example
from spacy.util import fix_random_seed

from pipeline.cli import main
from pipeline.errors import ModelError
from pipeline.language import ENTITY_RULER, RELATIONS, load_language_model

DATA = Path(__file__).resolve().parent / "data"
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
SENTENCES = (
    "De gemeente moet de huren verlagen.",
    "Het kabinet neemt de aanbeveling over en trekt geld uit.",
    "Bouw meer woningen voor starters, die nu nergens terechtkunnen.",
    "De huurders worden slecht beschermd.",
    "Omdat de prijzen stijgen, wachten veel gezinnen op een kleine woning.",
    "Wij vragen de minister om een plan te maken.",
    "Dat is een goed begin.",
    "De raad vindt dat het tempo hoger moet.",
)


@pytest.fixture(scope="session")
def stand_in(nlp, tmp_path_factory):
    """A pipeline laid out like nl_core_news_sm, trained for a moment on the sentences above.

    The shipped model annotates them. As in nl_core_news_sm there is an attribute ruler, names are
    learned (here that Amsterdam is a person) and the senter is there but switched off.
    """
    fix_random_seed(0)
    made = Dutch(meta={"name": "stand_in_sm", "version": "0.0.1"})
    made.add_pipe("tok2vec")
    for name in ("morphologizer", "tagger"):
        made.add_pipe(name, config={"model": _model("spacy.Tagger.v2")})
    parser = _model("spacy.TransitionBasedParser.v2", state_type="parser", use_upper=True)
    made.add_pipe("parser", config={"model": {**parser, "extra_state_tokens": False}})
    made.add_pipe(
        "trainable_lemmatizer", name="lemmatizer", config={"model": _model("spacy.Tagger.v2")}
    )
    made.add_pipe("senter", config={"model": _model("spacy.Tagger.v2")})
    made.add_pipe("attribute_ruler")
    made.add_pipe("ner")
    for label in sorted(RELATIONS - {"ROOT"}):
        made.get_pipe("parser").add_label(label)
    examples = []
    for sentence in (*SENTENCES, "Nederland helpt Amsterdam en Utrecht."):
        gold = nlp(sentence).to_json()
        gold["ents"] = [
            {"start": at, "end": at + 9, "label": "PERSON"}
            for at in [sentence.find("Amsterdam")]
            if at >= 0
        ]
        reference = spacy.tokens.Doc(made.vocab).from_json(gold)
        examples.append(Example(made.make_doc(sentence), reference))
    optimizer = made.initialize(lambda: examples)
    for _ in range(30):
        made.update(examples, sgd=optimizer, drop=0.1)
    made.disable_pipe("senter")
    folder = tmp_path_factory.mktemp("model") / "nl_stand_in_sm"
    made.to_disk(folder)
    return folder


def _model(architecture, **settings):
    """The network of a component that listens to the shared one."""
    if "Parser" in architecture:
        settings |= {"hidden_width": 64, "maxout_pieces": 2}
    return {"@architectures": architecture, "tok2vec": LISTENER, **settings}


@pytest.fixture
def without(stand_in, tmp_path):
    """Make a copy of the stand-in that lacks components."""

    def make(*names):
        made = spacy.load(stand_in, exclude=list(names))
        folder = tmp_path / "lacking"
        made.to_disk(folder)
        return str(folder)

    return make


@pytest.mark.model
def test_another_pipeline_analyses_a_folder_end_to_end(stand_in, tmp_path):
    out = tmp_path / "out"
    done = CliRunner().invoke(
        main,
        ["analyze", str(DATA / "wonen"), "--out", str(out), "--language-model", str(stand_in)],
    )
    assert done.exit_code == 0, done.output
    assert json.loads((out / "run.json").read_text("utf-8"))["language_model"]["name"] == (
        "nl_stand_in_sm"
    )
    for name in ("claims", "recommendations", "asks", "stance"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as table:
            assert list(csv.DictReader(table)), name


@pytest.mark.model
def test_another_pipeline_gets_our_guard_and_names_and_not_its_own(stand_in):
    loaded = load_language_model(str(stand_in))
    assert loaded.pipe_names == [
        ENTITY_RULER,
        "tok2vec",
        "morphologizer",
        "tagger",
        "weerklank_sentence_guard",
        "parser",
        "lemmatizer",
        "attribute_ruler",
    ]
    doc = loaded("Zie blz. 3, nr. K. Amsterdam leent EUR 2 mln. De OESO let op.")
    assert [sentence.text for sentence in doc.sents][-1] == "De OESO let op."
    assert [(entity.text, entity.label_) for entity in doc.ents] == [
        ("Amsterdam", "GPE"),
        ("OESO", "ORG"),
    ]


@pytest.mark.model
def test_names_that_a_model_learned_under_another_name_do_not_replace_ours(stand_in, tmp_path):
    made = spacy.load(stand_in)
    assert [entity.label_ for entity in made("Nederland helpt Amsterdam.").ents] == ["PERSON"]
    made.rename_pipe("ner", "namen")
    made.to_disk(tmp_path / "renamed")
    loaded = load_language_model(str(tmp_path / "renamed"))
    assert "namen" in loaded.pipe_names
    assert [
        (entity.text, entity.label_, entity.ent_id_)
        for entity in loaded("Nederland helpt Amsterdam.").ents
    ] == [("Nederland", "GPE", "nederland"), ("Amsterdam", "GPE", "amsterdam")]


@pytest.mark.model
def test_a_model_with_an_entity_ruler_keeps_its_own(stand_in, tmp_path):
    made = spacy.load(stand_in, exclude=["ner"])
    ruler = made.add_pipe("entity_ruler", name="lijst")
    ruler.add_patterns([{"label": "ORG", "pattern": "Waterbond"}])
    made.to_disk(tmp_path / "ruled")
    loaded = load_language_model(str(tmp_path / "ruled"))
    assert ENTITY_RULER not in loaded.pipe_names
    assert [entity.text for entity in loaded("De Waterbond schrijft de OESO.").ents] == [
        "Waterbond"
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["parser"], ["no dependencies", "has no parser"]),
        (["lemmatizer"], ["gives no lemmas"]),
        (["morphologizer"], ["no parts of speech"]),
        (["morphologizer", "tagger"], ["does not tell finite verbs"]),
    ],
)
def test_error_names_everything_that_a_model_lacks(without, names, says):
    with pytest.raises(ModelError) as raised:
        load_language_model(without(*names))
    assert all(words in str(raised.value) for words in says), raised.value
    assert "this one has tok2vec" in str(raised.value)
    assert "nl_core_news_sm" in raised.value.hint


@pytest.mark.model
def test_error_names_relations_that_a_parser_does_not_know(stand_in, tmp_path):
    made = spacy.load(stand_in, exclude=["parser"])
    parser = made.add_pipe("parser", after="tagger")
    for label in ("SBJ", "OBJ"):
        parser.add_label(label)
    parser.initialize(lambda: [_unlabelled(made)])
    made.to_disk(tmp_path / "old")
    with pytest.raises(ModelError, match=r"parser does not know the relations .*nsubj, .*xcomp\."):
        load_language_model(str(tmp_path / "old"))


def _unlabelled(made):
    doc = made.make_doc("Dat helpt.")
    return Example.from_dict(doc, {"heads": [1, 1, 1], "deps": ["SBJ", "ROOT", "OBJ"]})


def test_model_for_another_language_is_refused(tmp_path):
    spacy.blank("de").to_disk(tmp_path / "de")
    with pytest.raises(ModelError, match="is for 'de'; gives no parts of speech"):
        load_language_model(str(tmp_path / "de"))


def test_package_that_is_not_installed_is_named():
    with pytest.raises(ModelError, match="'nl_bestaat_niet': not found as a package"):
        load_language_model("nl_bestaat_niet")
