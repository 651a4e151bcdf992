"""What stands in the page, without a browser."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.records import STANCES
from pipeline.report.page.plots import COLOURS, stance_bars

from .conftest import page_of


def tree(page):
    return LexborHTMLParser(page)


def words(node):
    return " ".join(node.text().split())


def texts(page, selector):
    return [words(node) for node in tree(page).css(selector)]


def test_same_findings_give_the_same_bytes_in_any_order(corpus, about):
    turned = replace(
        corpus,
        analyses=corpus.analyses[::-1],
        alignments=corpus.alignments[::-1],
        verdicts=corpus.verdicts[::-1],
        set_aside=corpus.set_aside[::-1],
    )

    assert page_of(turned, about) == page_of(corpus, about)


def test_numbers_on_top_are_those_of_the_tables(corpus, page):
    table = corpus.tables["coverage_recommendations"]

    assert texts(page, "p.big b") == [str(len(table)), str((table["n_answered"] > 0).sum())]
    assert texts(page, ".how li") == [
        "1 deels overgenomen",
        "1 geen reactie",
        "1 geen antwoorddocument",
    ]


RESTS = " Van 1 andere is geen antwoorddocument bekend. voorlopig, niet nagekeken"


@pytest.mark.parametrize(
    ("stances", "said"),
    [
        (
            ("partially_accepted", "no_response"),
            "Van de 2 aanbevelingen met een antwoorddocument is er 1 beantwoord: "
            "1 deels overgenomen." + RESTS,
        ),
        (
            ("rejected", "accepted"),
            "Van de 2 aanbevelingen met een antwoorddocument zijn er 2 beantwoord: "
            "1 overgenomen, 1 niet overgenomen." + RESTS,
        ),
        (
            ("no_response", "no_response"),
            "Van de 2 aanbevelingen met een antwoorddocument is er geen beantwoord." + RESTS,
        ),
        (
            ("noted", None),
            "De ene aanbeveling met een antwoorddocument is beantwoord: 1 kennisgenomen."
            + RESTS.replace("1 andere", "2 andere"),
        ),
        ((None, None), "Van geen van deze aanbevelingen is een antwoorddocument bekend."),
    ],
)
def test_page_opens_with_what_became_of_the_advice(corpus, about, stances, said):
    given = dict(zip(("advies-r01", "advies-r02"), stances, strict=True))
    verdicts = [
        replace(v, stance=given[v.recommendation_id], evidence=None)
        if v.recommendation_id in given and not v.ask_id
        else v
        for v in corpus.verdicts
    ]
    judged = [v for v in verdicts if v.stance is not None or v.recommendation_id not in given]
    kept = replace(corpus, verdicts=judged)

    (lead,) = texts(page_of(kept, about).decode(), ".lead")
    assert lead == said


def test_what_nobody_answered_comes_before_the_recommendations(page):
    assert page.index('id="unanswered"') < page.index('id="recommendations"')
    (item,) = tree(page).css(".missing li")
    assert words(item) == (
        "Aanbeveling c Advies over de pers; een bewerking Meet dit, jaarlijks. "
        "in de antwoorddocumenten is niets gevonden dat hierop ingaat"
    )


def test_long_list_of_silence_is_folded(large):
    whole = tree(large.decode()).css_first("section[aria-labelledby=unanswered]")

    assert [len(found.css("li")) for found in whole.css("ul.missing")] == [12, 100 - 12]
    assert words(whole.css_first("summary")) == "en nog 88"


def test_advice_and_answer_stand_side_by_side_with_asks_and_evidence_marked(page):
    card = tree(page).css_first("#r1")

    assert words(card.css_first(".advice blockquote")) == (
        '1 Steun journalisten en 2 verbied "dwang"handel .'.replace(" .", ".")
        .replace("1 ", "1")
        .replace("2 ", "2")
    )
    assert [words(mark) for mark in card.css(".answer mark.evidence")] == [
        "1Het kabinet steunt journalisten al sinds 2019.",
        "2Een verbod volgt niet.",
    ]
    # The sentence that answers the first ask lies in the answer to the whole: shown once.
    assert len(card.css(".answer blockquote")) == 1
    assert "gevonden via de opbouw, de betekenis, score 100%" not in words(card)
    assert "gevonden via de opbouw, score 100%" in words(card)


def test_a_verdict_says_that_nobody_reviewed_it_and_how_often_such_a_one_is_wrong(page):
    rows = texts(page, "#r1 .asks .verdict")

    assert rows == [
        "staand beleid voorlopig, niet nagekeken nakijken zekerheid 67% "
        "zulke oordelen: 20% fout gemeten volgens signaalwoorden",
        "niet overgenomen nagekeken",
    ]


def test_notice_goes_when_a_person_reviewed_every_verdict(corpus, about, page):
    reviewed = replace(corpus, verdicts=[replace(v, origin="human") for v in corpus.verdicts])

    assert "65% van zijn oordelen juist en 35% fout" in texts(page, ".notice")[0]
    assert texts(page_of(reviewed, about), ".notice") == [
        "Nagekeken. Alle oordelen zijn door een mens nagekeken."
    ]


def test_every_link_leads_somewhere_and_no_identifier_occurs_twice(page, hostile, large):
    for content in (page, hostile.decode(), large.decode()):
        identifiers = [node.attributes["id"] for node in tree(content).css("[id]")]
        links = {node.attributes["href"] for node in tree(content).css("a[href]")}
        references = set(re.findall(r'(?:href="|url\()#([\w-]+)', content))

        assert len(identifiers) == len(set(identifiers))
        assert {link.removeprefix("#") for link in links} <= set(identifiers)
        assert references <= set(identifiers)


def test_link_leads_to_the_words_themselves(page):
    parsed = tree(page)
    target = parsed.css_first("#r1 .asks .place").attributes["href"]

    assert words(parsed.css_first(target)).startswith("Het kabinet steunt journalisten al sinds")
    assert "evidence" in parsed.css_first(f"{target} mark").attributes["class"]


def test_headings_leave_no_level_out(page):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_label_of_the_page_has_its_english(page):
    for node in tree(page).css("[aria-label]"):
        if node.tag not in ("svg",):
            assert node.attributes["data-en-aria-label"], node.html
    for node in tree(page).css("option:not([lang]), h1, h2, .chip, .status, button:not([lang])"):
        inside = node.css("[data-en]")
        assert "data-en" in node.attributes or inside, node.html


@pytest.mark.parametrize("kept", ["documents only", "nothing judged"])
def test_page_of_little(corpus, about, kept):
    bare = [replace(a, recommendations=()) for a in corpus.analyses]
    if kept == "documents only":
        little = replace(corpus, analyses=bare, alignments=(), verdicts=())
        expected = "In deze documenten is geen aanbeveling gevonden."
    else:
        little = replace(corpus, alignments=(), verdicts=())
        expected = "bij geen van de adviezen is een antwoorddocument gevonden"

    assert expected in words(tree(page_of(little, about)).body)


def test_file_name_that_is_not_text_is_escaped(corpus, about):
    odd = [replace(corpus.set_aside[0], source="caf\udce9.txt")]

    assert b"caf\\udce9.txt" in page_of(replace(corpus, set_aside=odd), about)


def test_attack_is_shown_as_text(hostile):
    parsed = tree(hostile.decode())

    assert len(parsed.css("script")) == 1
    assert parsed.css("img, svg[onload], [onerror]") == []
    assert "<script>window.attacked = 1</script>" in parsed.body.text()
    assert "{{ 7 * 7 }}" in parsed.body.text()


def test_five_hundred_recommendations_stay_under_five_megabytes(large):
    assert len(tree(large.decode()).css(".card")) == 500
    assert len(large) < 5_000_000


def test_plot_says_in_words_what_it_shows():
    counts = {
        "trade": {**dict.fromkeys(STANCES, 0), "rejected": 2, "noted": 1},
        "security": dict.fromkeys(STANCES, 0),
    }
    drawn = stance_bars(counts, {"trade": "Handel <&> $1$", "security": "Veiligheid"}, "nl")

    assert tree(drawn).css_first("svg").attributes["aria-label"] == (
        "Aanbevelingen per thema naar oordeel. Handel <&> $1$: 2 niet overgenomen, 1 kennisgenomen."
    )
    assert ">Handel &lt;&amp;&gt; $1$<" in drawn
    assert "Veiligheid" not in drawn
    assert stance_bars({"security": counts["security"]}, {}, "nl") == ""


def test_plot_neither_heeds_nor_changes_the_users_own_settings():
    import matplotlib as mpl

    counts = {"trade": dict.fromkeys(STANCES, 1)}
    first = stance_bars(counts, {"trade": "Handel"}, "nl")
    before = dict(mpl.rcParams)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "x", "axes.facecolor": "red"}):
        assert stance_bars(counts, {"trade": "Handel"}, "nl") == first
    assert dict(mpl.rcParams) == before


def test_white_is_read_on_every_stance_colour():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    assert set(COLOURS) == set(STANCES)
    for colour in COLOURS.values():
        assert (1 + 0.05) / (luminance(colour) + 0.05) >= 4.5
