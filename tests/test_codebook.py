import re
import textwrap
from pathlib import Path

import pytest

from pipeline.codebook import load_codebook, parse_term
from pipeline.errors import CodebookError
from pipeline.resources import resource

THEMES = (
    "women_girls",
    "lhbtiq",
    "religion_belief",
    "expression",
    "defenders_civic_space",
    "trade",
    "food_security",
    "security",
)

GOOD = """
    version = "7"
    general = ["begroting*"]
    [themes.sport]
    label_nl = "Sport"
    label_en = "Sports"
    about = "Sport and play."
    in = []
    out = []
    terms = ["sport*", "zwembad*"]
    not_terms = ["sporttas*"]
    examples = []
    counterexamples = []
"""


def codebook_file(folder: Path, text: str) -> Path:
    path = folder / "codebook.toml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(CodebookError) as caught:
        load_codebook(codebook_file(folder, text))
    return caught.value.message


def test_shipped_codebook_has_the_eight_themes_in_order():
    assert load_codebook(resource("models/codebook.toml")).theme_ids == THEMES


def test_shipped_labels_and_definitions_agree_with_codebook_md(shared):
    lines = (shared / "codebook.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    expected = {row[0].strip("`"): (row[1], row[2]) for row in rows if row[0].strip("`") in THEMES}
    themes = load_codebook(resource("models/codebook.toml")).themes
    found = {theme.theme: (theme.label_nl, theme.about) for theme in themes}
    assert found.keys() == expected.keys()
    for theme, (label, about) in expected.items():
        assert found[theme][0] == label
        said = re.sub(r"\W", "", found[theme][1]).lower()
        assert said == re.sub(r"\W", "", about).lower()


def test_file_gives_version_hash_labels_and_terms(tmp_path):
    book = load_codebook(codebook_file(tmp_path, GOOD))
    assert book.version == "7"
    assert len(book.sha256) == 64
    assert (book.labels_nl, book.labels_en) == ({"sport": "Sport"}, {"sport": "Sports"})
    assert [term.text for term in book.themes[0].terms] == ["sport*", "zwembad*"]
    assert [term.text for term in book.general] == ["begroting*"]


def test_hash_changes_with_the_file(tmp_path):
    first = load_codebook(codebook_file(tmp_path, GOOD)).sha256
    assert load_codebook(codebook_file(tmp_path, GOOD + "# note\n")).sha256 != first


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('version = "7"', "", "codebook.toml, 'version' is missing or no text"),
        ('version = "7"', 'version = "7"\nauthor = "x"', "unknown key 'author'"),
        ('label_en = "Sports"', "", "theme 'sport': 'label_en' is missing"),
        ('about = "Sport and play."', 'about = " Sport"', "theme 'sport': 'about' is missing, no"),
        ("\n    examples = []", "", "theme 'sport': 'examples' is missing or no list of texts"),
        ("in = []", 'in = [""]', "theme 'sport': in: '' is empty"),
        ("out = []", "out = []\nnote = 1", "theme 'sport': unknown key 'note'"),
        ('["sport*", "zwembad*"]', "[]", "theme 'sport': 'terms' is empty"),
        ('"zwembad*"]', '"sport*", "zwembad*"]', "terms: 'sport*' stands there 2 times"),
        ('"sport*", "zwembad*"', '"zwembad*", "sport*"', "'sport*' should stand before 'zwembad*'"),
        ('["sporttas*"]', '["sport*"]', "'sport*' is in both terms and not_terms. Keep it in one"),
        ('"zwembad*"', '"zwem  bad"', "terms: 'zwem  bad' has white space"),
        ('"zwembad*"', '"zwem*bad"', "terms: 'zwem*bad' may have one star"),
        ('"zwembad*"', '"z*"', "terms: 'z*' has a star beside a single letter"),
        ('"zwembad*"', '"zwembad &"', "terms: 'zwembad &' has '&' without a word on both sides"),
        ("[themes.sport]", '[themes."Sport & spel"]', "theme 'Sport & spel': an identifier has"),
        ('general = ["begroting*"]', 'general = ["*"]', "general: '*' has a star without letters"),
    ],
)
def test_fault_names_place_and_term(tmp_path, old, new, fault):
    assert old in GOOD
    assert fault in faults(tmp_path, GOOD.replace(old, new))


def test_all_faults_come_together(tmp_path):
    text = GOOD.replace('label_en = "Sports"', "").replace('["sporttas*"]', '["sport*"]')
    message = faults(tmp_path, text)
    assert len(message.splitlines()) == 2
    assert all(line.startswith("codebook.toml, theme 'sport': ") for line in message.splitlines())


def test_codebook_without_themes_is_a_fault(tmp_path):
    assert "no themes" in faults(tmp_path, 'version = "1"\n')


def test_broken_toml_is_a_codebook_error(tmp_path):
    assert "no valid TOML" in faults(tmp_path, "version = ")


def test_missing_file_is_a_codebook_error(tmp_path):
    with pytest.raises(CodebookError, match="cannot be read"):
        load_codebook(tmp_path / "codebook.toml")


def test_capital_letter_makes_a_word_case_sensitive():
    (words,) = parse_term("handel IMVO*").phrases
    assert [word.case_sensitive for word in words] == [False, True]
