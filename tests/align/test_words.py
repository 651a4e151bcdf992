import pytest

from pipeline.align.words import common_stems, rarity, stem, stems, stems_of_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("school", "scholen"),
        ("verlagen", "verlaging"),
        ("brief", "brieven"),
        ("subsidiëren", "subsidiering"),
        ("huis", "huizen"),
        ("mens", "mensen"),
        ("winkel", "winkels"),
        ("Veiligheid", "veilig"),
    ],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("haven", "havik"), ("weg", "wieg"), ("raad", "rad io")]
)
def test_other_words_do_not(one, other):
    assert stem(one) != stem(other)


def test_common_and_short_words_tell_nothing():
    assert stems(["kabinet", "aanbeveling", "de", "op", "drie"]) == frozenset()
    assert stems_of_text("Het kabinet neemt de aanbeveling over de sluis over.") == stems(["sluis"])


def test_common_words_are_listed_once_and_in_order():
    from pathlib import Path

    import pipeline.align.words as module

    text = Path(module.__file__).with_name("common_words.txt").read_text(encoding="utf-8")
    words = [line for line in text.splitlines() if not line.startswith("#")]
    assert words == sorted(set(words))
    assert len(common_stems()) > 300


def test_compound_meets_its_parts_for_less():
    rare = rarity([frozenset({"lachga"}), frozenset({"lachgasverbod"}), frozenset({"bromfiet"})])
    same = rare.likeness(frozenset({"lachga"}), frozenset({"lachga"}))
    part = rare.likeness(frozenset({"lachga"}), frozenset({"lachgasverbod"}))
    none = rare.likeness(frozenset({"lachga"}), frozenset({"bromfiet"}))
    assert same == 1.0
    assert 0.0 < part < 0.5
    assert none == 0.0


def test_nothing_is_like_nothing():
    rare = rarity([])
    empty: frozenset[str] = frozenset()
    assert (rare.likeness(empty, empty), rare.coverage(empty, empty)) == (0.0, 0.0)
