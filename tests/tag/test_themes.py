"""The component on hand-built Docs: no trained language model, so forms without lemmas."""

import json
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from pipeline.codebook import load_codebook
from pipeline.errors import UsageError
from pipeline.records import Theme
from pipeline.resources import resource
from pipeline.tag import ThemeTagger
from pipeline.train.theme_claims import read_training_claims

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "themes.toml").read_text(encoding="utf-8")
)["case"]
#: Sentences that still come out wrong, each with the reason.
KNOWN_FAILURES = {
    "digitaal-04": "'protesten' is a term of civic space wherever it stands",
    "handel-01": "'naaisters' names women as workers, not their rights",
}
BOOK = load_codebook(resource("models/codebook.toml"))
EXAMPLES = [(t.theme, text) for t in BOOK.themes for text in t.examples]
COUNTEREXAMPLES = [(t.theme, text) for t in BOOK.themes for text in t.counterexamples]

NINTH = """
[themes.culture]
label_nl = "Cultuur"
label_en = "Culture"
about = "Arts, heritage and those who make them."
in = ["museums and libraries"]
out = ["'cultuur' as the habits of an organisation"]
terms = [
  "bibliothe*",
  "concertza*",
  "cultureel erfgoed",
  "cultuur",
  "erfgoed*",
  "kunst",
  "kunstenaar*",
  "musea",
  "museum*",
  "muziek*",
  "orkest*",
  "theater*",
]
not_terms = [
  "cultuur op de werkvloer",
]
examples = ["Het museum leent zijn topstukken uit."]
counterexamples = ["De cultuur op de werkvloer is hard."]
"""


@pytest.fixture(scope="module")
def blank():
    return spacy.blank("nl")


@pytest.fixture(scope="module")
def tagger(blank):
    return ThemeTagger(
        blank,
        "themes",
        codebook=resource("models/codebook.toml"),
        model=resource("models/themes"),
    )


def tag(tagger, nlp, *texts):
    """Tag claims that stand in one block, in this order; return the themes of the last."""
    docs = [nlp.make_doc(text) for text in texts]
    words = [token.text for doc in docs for token in doc]
    doc = Doc(nlp.vocab, words=words)
    spans, at = [], 0
    for part in docs:
        spans.append(Span(doc, at, at + len(part)))
        at += len(part)
    doc.spans["claims"] = spans
    return list(tagger(doc).spans["claims"])[-1]


def ids(claim):
    return [theme.theme for theme in claim._.themes]


def case_parameters():
    for case in CASES:
        reason = KNOWN_FAILURES.get(case["id"])
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        yield pytest.param(case, id=case["id"], marks=marks)


@pytest.mark.parametrize("case", list(case_parameters()))
def test_sentence_carries_its_themes(tagger, blank, case):
    texts = ([case["before"]] if "before" in case else []) + [case["text"]]
    assert set(ids(tag(tagger, blank, *texts))) == set(case["themes"])


@pytest.mark.parametrize(("theme", "text"), EXAMPLES)
def test_codebook_example_carries_its_theme(tagger, blank, theme, text):
    assert theme in ids(tag(tagger, blank, text))


@pytest.mark.parametrize(("theme", "text"), COUNTEREXAMPLES)
def test_codebook_counterexample_does_not(tagger, blank, theme, text):
    assert theme not in ids(tag(tagger, blank, text))


def test_term_gives_basis_and_matched_words(tagger, blank):
    (theme,) = tag(tagger, blank, "Steun de mensenrechtenverdedigers in Peru.")._.themes
    assert (theme.theme, theme.basis) == ("defenders_civic_space", "term")
    assert theme.matched == "mensenrechtenverdedigers"
    assert 0.5 <= theme.score <= 1


def test_pronoun_takes_over_the_theme_of_the_claim_before(tagger, blank):
    claim = tag(tagger, blank, "Mensenrechtenverdedigers worden bedreigd.", "Zij verdienen rust.")
    assert [(t.theme, t.basis, t.matched) for t in claim._.themes] == [
        ("defenders_civic_space", "context", "zij")
    ]


def test_claim_on_policy_at_large_takes_over_nothing(tagger, blank):
    before = "Mensenrechtenverdedigers worden bedreigd."
    assert ids(tag(tagger, blank, before, "De begroting sluit op nul.")) == []


def test_pronoun_alone_carries_nothing(tagger, blank):
    assert ids(tag(tagger, blank, "Zij verdienen rust.")) == []


def test_themes_stand_in_codebook_order(tagger, blank):
    claim = tag(tagger, blank, "Oorlog raakt vrouwen, kerken, journalisten en de handel.")
    assert ids(claim) == [theme for theme in BOOK.theme_ids if theme in ids(claim)]
    assert len(ids(claim)) >= 4


def test_doc_without_claims_is_left_alone(tagger, blank):
    assert tagger(blank.make_doc("Niets.")).spans.get("claims") is None


def test_tagging_twice_gives_the_same(tagger, blank):
    text = "Vakbonden steunen de naaisters in Dhaka."
    first, second = (tag(tagger, blank, text)._.themes for _ in range(2))
    assert first == second
    assert all(isinstance(theme, Theme) for theme in first)


def test_ninth_theme_needs_a_codebook_entry_only(blank, tmp_path):
    path = tmp_path / "codebook.toml"
    shipped = resource("models/codebook.toml").read_text(encoding="utf-8")
    path.write_text(shipped + NINTH, encoding="utf-8")
    nlp = spacy.blank("nl")
    nine = nlp.add_pipe("weerklank_themes", config={"codebook": str(path)})
    assert ids(tag(nine, blank, "Het museum leent zijn topstukken uit.")) == ["culture"]
    assert ids(tag(nine, blank, "De cultuur op de werkvloer is hard.")) == []
    assert ids(tag(nine, blank, "Musea krijgen meer geld.", "Zij mogen dat zelf besteden.")) == [
        "culture"
    ]
    assert ids(tag(nine, blank, "Journalisten bezochten het theater.")) == ["expression", "culture"]


#: Paragraphs written for the ninth theme, with who carries it; most words stand in no codebook.
NINTH_PARAGRAPHS = (
    (
        ("De bibliotheek in de wijk gaat op zondag open.", 1),
        ("Zij ontvangt dan ook scholieren.", 1),
    ),
    (("Het orkest speelt komend jaar in tien dorpen.", 1), ("De kaartjes zijn gratis.", 1)),
    (("Erfgoedbeheer vraagt om vaklieden.", 1), ("Die zijn er te weinig.", 1)),
    (("Kunstenaars krijgen een eerlijk tarief.", 1), ("Dat staat in de subsidievoorwaarden.", 1)),
    (("De gemeente verbouwt het theater.", 1), ("Muziekles wordt voor ieder kind betaalbaar.", 1)),
    (("De brug over de vaart wordt vervangen.", 0), ("Dat duurt een halfjaar.", 0)),
    (("De huisarts heeft te weinig tijd.", 0), ("Zij ziet veertig mensen op een dag.", 0)),
    (("De cultuur op de werkvloer is hard.", 0), ("Leidinggevenden krijgen een cursus.", 0)),
    (("De begroting sluit op nul.", 0), ("De reserves blijven gelijk.", 0)),
    (("Het kabinet verhoogt de huurtoeslag.", 0), ("Die stijgt met de prijzen mee.", 0)),
)


def test_ninth_theme_is_found_and_not_strewn_about(blank, tmp_path):
    path = tmp_path / "codebook.toml"
    shipped = resource("models/codebook.toml").read_text(encoding="utf-8")
    path.write_text(shipped + NINTH, encoding="utf-8")
    nine = spacy.blank("nl").add_pipe("weerklank_themes", config={"codebook": str(path)})
    right = wrong = missed = 0
    for paragraph in NINTH_PARAGRAPHS:
        texts = [text for text, _ in paragraph]
        for n, (_, expected) in enumerate(paragraph):
            given = "culture" in ids(tag(nine, blank, *texts[: n + 1]))
            right += given and expected
            wrong += given and not expected
            missed += expected and not given
    precision, recall = right / max(right + wrong, 1), right / (right + missed)
    assert precision >= 0.9, (precision, recall)
    assert recall >= 0.7, (precision, recall)


def test_factory_names_what_it_reads_and_sets():
    meta = spacy.blank("nl").get_factory_meta("weerklank_themes")
    assert set(meta.requires) == {"doc.spans", "token.lemma"}
    assert set(meta.assigns) == {"span._.themes", "span._.themes_review"}


def test_training_line_with_an_unknown_theme_is_refused(tmp_path):
    row = {"group": "a", "section": "", "block": 0, "recommendation": -1, "text": "x"}
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps({**row, "themes": ["unknown"]}) + "\n")
    with pytest.raises(UsageError, match="line 1"):
        read_training_claims(path, BOOK.theme_ids, spacy.blank("nl"))
