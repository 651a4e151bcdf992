"""What notebooks show of a run: escaped, in Dutch, in colours that can be read."""

import re
from html.parser import HTMLParser

import pytest

import pipeline
from pipeline.ingest import document_from_text
from pipeline.records import Claim, DocumentAnalysis, SetAside, Theme
from pipeline.report import build_tables
from pipeline.show import COLOURS, Html

LABELS = {"trade": "Handel", "security": "Vrede & <b>veiligheid</b>"}
HOSTILE = "<script>alert(1)</script> stijgt."
SOURCE = f"Vooraf.\n{HOSTILE} De oorlog raakt de handel. Het regent.\n"


@pytest.fixture
def result():
    document = document_from_text(SOURCE, "nota")
    found = [
        (HOSTILE, "position", ["trade"]),
        ("De oorlog raakt de handel.", "assertion", ["trade", "security"]),
        ("Het regent.", "assertion", []),
    ]
    claims = tuple(
        Claim(
            document_id="nota",
            start=SOURCE.index(words),
            end=SOURCE.index(words) + len(words),
            text=words,
            claim_id=f"nota-c{number:04}",
            claim_type=claim_type,
            themes=tuple(Theme(theme=theme, score=1.0, basis="term") for theme in themes),
        )
        for number, (words, claim_type, themes) in enumerate(found, start=1)
    )
    aside = [SetAside(source="<i>weg</i>.txt", stage="ingest", error="is empty")]
    analysis = DocumentAnalysis(document=document, claims=claims)
    return pipeline.Result(
        tables=build_tables([analysis], [], [], aside, list(LABELS), LABELS),
        documents={"nota": document},
        run={"codebook": {"labels": LABELS}},
        files={},
        set_aside=tuple(aside),
    )


class Marks(HTMLParser):
    """The marked stretches of a text, with their labels and colours, and all of its tags."""

    def __init__(self, text):
        super().__init__()
        self.found, self.tags, self.inside = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "mark":
            style = dict(attributes)["style"]
            self.found.append(["", re.search(r"background: (#\w+)", style)[1]])
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "mark"

    def handle_data(self, data):
        if self.inside:
            self.found[-1][0] += data


def marks(shown):
    return [(" ".join(words.split()), colour) for words, colour in Marks(shown).found]


def test_claims_are_marked_by_type(result):
    assert marks(pipeline.show_claims(result, "nota")) == [
        (f"{HOSTILE} [standpunt]", COLOURS[3]),
        ("De oorlog raakt de handel. [stelling]", COLOURS[0]),
        ("Het regent. [stelling]", COLOURS[0]),
    ]


def test_claims_are_marked_by_theme_in_the_colour_of_the_first(result):
    assert marks(pipeline.show_claims(result, "nota", by="theme")) == [
        (f"{HOSTILE} [Handel]", COLOURS[0]),
        ("De oorlog raakt de handel. [Handel · Vrede & <b>veiligheid</b>]", COLOURS[0]),
    ]


def test_a_part_of_the_source_is_shown_with_its_claims_whole(result):
    start = SOURCE.index("De oorlog")
    shown = pipeline.show_claims(result, "nota", start=start, end=start + 5)
    assert marks(shown) == [("De oorlog raakt de handel. [stelling]", COLOURS[0])]
    assert "regent" not in shown


def test_markup_in_a_document_or_a_label_does_nothing(result):
    for by in ("type", "theme"):
        shown = pipeline.show_claims(result, "nota", by=by)
        assert set(Marks(shown).tags) <= {"div", "mark", "small", "br"}
    assert not {"i", "b", "script"} & set(Marks(result._repr_html_()).tags)


def test_an_unknown_document_is_named_with_those_there_are(result):
    with pytest.raises(KeyError, match=r"'brief' is none .* \['nota'\]"):
        pipeline.show_claims(result, "brief")


def test_a_notebook_shows_markup_and_print_prints_it(result):
    shown = pipeline.show_claims(result, "nota")
    assert isinstance(shown, Html)
    assert shown._repr_html_() == str(shown)


def test_a_run_shows_its_numbers_its_documents_and_its_tables(result):
    text = " ".join(re.sub(r"<[^>]+>", " ", result._repr_html_()).split())
    assert "0 aanbevelingen, waarvan 0 met een antwoord" in text
    assert "; 3 uitspraken in 1 document, 1 niet gelezen" in text
    assert "Voorlopig, niet nagekeken" in text
    assert '.tables["claims"] 3' in text


@pytest.mark.parametrize("colour", COLOURS)
def test_black_words_stand_out_from_every_colour(colour, contrast):
    assert contrast("#000", colour) >= 7
