"""Signs and abbreviations tell where sentences begin; what they leave open is the parser's."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sentences import CONTINUES, OPEN, STARTS, abbreviations, sentence_starts

LISTS = Path(__file__).resolve().parent.parent / "models/abbreviations.toml"
BLANK = spacy.blank("nl")

# '|' stands where a sentence begins; '?' where signs do not tell; nowhere else may one begin.
MARKED = [
    "De boot vaart. |De brug gaat open. |Wij wachten.",
    "De heffing is 3,5 procent. |12 gemeenten heffen niets.",
    "Lees art. 5, lid 2, en blz. 40 van nr. 7.",
    "Volgens dhr. Mulder, prof. dr. A.B. Kok en mw. Oost klopt dat.",
    "Het college koopt zand, klei, enz. |De rest is gratis.",
    "Een brug, sluis e.d. kost EUR 2 mln. |Dat is veel, o.a. Assen klaagt.",
    "Op 3 okt. 2025 en 1 dec. a.s. is er markt.",
    "Vaste grond is 35 kg. |Natte grond weegt min. 40 kg per zak.",
    "Wij kozen variant B. |Variant A was te duur.",
    "Het gaat om A. ?Boer.",
    "De eis komt van de VN. |Het kabinet zwijgt.",
    "De tekst is van J.P. de Wit. |Zij woont er.",
    "‘Waarom?’ vroeg zij. |Niemand wist het.",
    "‘Nooit.’ |Zo begon het.",
    "Zij riep: “Stop!” |De trein stopte.",
    "Klaar. |(Het dorp juichte.) |Toen werd het stil.",
    "Zo (zie bijlage 2) hoort het.",
    "Hij zocht ... en vond niets… |Daarna sliep hij.",
    "Twee wensen: 1. Een brug. |2. Een sluis.",
    "Artikel 6. Overgangsrecht",
    "1. Zorg voor rust. |2. Maak haast.",
    "Er is veel; Almere groeit: Zwolle ook.",
    "De kade is dicht. |'s Avonds gaat zij open. |iPads mogen mee.",
    "Mail loket@voorbeeld.nl. |U krijgt antwoord.",
    "Zij [de raad] tekent (...) ?Het is goed.",
    "Het Kamerlid P. ?Kat en J. J. Mol zijn tegen, onderdeel C. |Toch gaat het door.",
]


def marked_starts(text):
    """The words of a marked text, where spaces follow, and what is expected of each."""
    words, spaces, expected = [], [], []
    for piece in text.split():
        sign = piece[0] if piece[0] in "|?" else ""
        tokens = BLANK.tokenizer(piece.removeprefix(sign))
        expected += [{"|": STARTS, "?": OPEN}.get(sign, CONTINUES)]
        expected += [CONTINUES] * (len(tokens) - 1)
        words += [token.text for token in tokens]
        spaces += [False] * (len(tokens) - 1) + [True]
    expected[0] = STARTS
    return words, spaces, expected


@pytest.mark.parametrize("text", MARKED)
def test_sentences_begin_where_signs_say(text):
    words, spaces, expected = marked_starts(text)
    presets = [STARTS] + [OPEN] * (len(words) - 1)
    found = sentence_starts(words, spaces, presets, blocks="all")
    assert list(zip(words, found, strict=True)) == list(zip(words, expected, strict=True))


def test_without_blocks_a_line_without_a_full_stop_is_left_to_the_parser():
    words = ["Een", "kop", "Daarna", "de", "tekst"]
    found = sentence_starts(words, [True] * 5, [OPEN] * 5, blocks="none")
    assert found == [OPEN, CONTINUES, OPEN, CONTINUES, CONTINUES]


def test_a_block_begins_a_sentence_whatever_stands_before_it():
    words = ["Geacht", "college", ",", "wij", "schrijven", "u"]
    presets = [STARTS, OPEN, OPEN, STARTS, OPEN, OPEN]
    found = sentence_starts(words, [True] * 6, presets, blocks="all")
    assert found == [STARTS, CONTINUES, CONTINUES, STARTS, CONTINUES, CONTINUES]


WORDS = (
    *("De", "blz", "12", "A.", "J.P.", "enz.", "mln", "x", "€", "-", ":", ";"),
    *(".", "?", "!", "…", "...", '"', "'", "(", ")", "’", "‘"),
)
TOKENS = st.tuples(
    st.sampled_from(WORDS), st.booleans(), st.sampled_from([STARTS, OPEN, CONTINUES])
)


@given(st.lists(TOKENS, max_size=40), st.sampled_from(["all", "some", "none"]))
def test_what_is_known_already_stays(tokens, blocks):
    words, spaces, presets = ([token[n] for token in tokens] for n in range(3))
    found = sentence_starts(words, spaces, presets, blocks=blocks)
    assert len(found) == len(words)
    assert all(a == b for a, b in zip(found, presets, strict=True) if b != OPEN)
    assert set(found) <= {STARTS, OPEN, CONTINUES}


def test_abbreviations_are_listed_once_sorted_and_without_full_stop():
    lists = tomllib.loads(LISTS.read_text("utf-8"))
    assert set(lists) == set(abbreviations().__slots__)
    for name, words in lists.items():
        assert words == sorted(set(words)), name
        assert all(word == word.strip(". ").lower() for word in words), name
    kinds = {name: set(lists[name]) for name in ("titles", "never", "final")}
    for one, other in combinations(kinds, 2):
        assert not kinds[one] & kinds[other], (one, other)


@pytest.mark.model
def test_a_plain_string_gets_the_same_rules(nlp):
    doc = nlp("Lees blz. 3 e.v. Daar staat het. Het college (zie nr. K) las mr. P.J. Slot.")
    assert [sentence.text for sentence in doc.sents] == [
        "Lees blz. 3 e.v.",
        "Daar staat het.",
        "Het college (zie nr. K) las mr. P.J. Slot.",
    ]
