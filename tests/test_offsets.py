"""Folding loses no position and no word, whatever the text and its furniture."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.offsets import Folded, fold, kept_segments

# Pieces that meet all branches far oftener than arbitrary characters do.
PIECES = st.sampled_from(
    [
        *("kabinet", "beleids-", "VN-", "boven-", "en", "of", "men\u00adsen\u00ad", "lhbtiq+-"),
        *("e-", "anti-", "(over-", "-", "--", "‐", ",", ".", ")", "4", "’"),
        *("é", "e\u0301", "🏛", "ß", "İ"),
        *(" ", "\n", "\r\n", "\f", "\t", "\u00a0", "\u2028", "\n\n"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


@st.composite
def furnished_texts(draw):
    """A text with sorted, disjoint furniture, as `Document.furniture` gives it."""
    source = draw(TEXTS)
    cuts = draw(st.lists(st.integers(0, len(source)), max_size=8, unique=True).map(sorted))
    return source, list(zip(cuts[::2], cuts[1::2], strict=False))


@given(furnished_texts())
def test_every_character_stands_at_the_offset_it_names(case):
    source, furniture = case
    folded = fold(source, 0, len(source), furniture)
    for position, character in enumerate(folded.text):
        if character != " ":
            assert source[folded.source_start(position)] == character


@given(furnished_texts())
def test_offsets_rise_with_positions(case):
    source, furniture = case
    folded = fold(source, 0, len(source), furniture)
    offsets = [
        folded.source_start(position)
        for position, character in enumerate(folded.text)
        if character != " "
    ]
    assert offsets == sorted(set(offsets))


@given(furnished_texts())
def test_furniture_never_shows_and_all_else_does(case):
    source, furniture = case
    assume(furniture != [(0, len(source))])
    folded = fold(source, 0, len(source), furniture)
    shown = {
        folded.source_start(position)
        for position, character in enumerate(folded.text)
        if character != " "
    }
    hidden = {at for left, right in furniture for at in range(left, right)}
    wanted = {
        at for at, character in enumerate(source) if not character.isspace() and at not in hidden
    }
    assert shown <= wanted
    assert {source[at] for at in wanted - shown} <= set("-‐\u00ad")


@given(furnished_texts())
def test_white_space_is_single_spaces_between_words(case):
    source, furniture = case
    text = fold(source, 0, len(source), furniture).text
    assert text == " ".join(text.split())


@given(furnished_texts())
def test_folding_folded_text_changes_nothing(case):
    source, furniture = case
    text = fold(source, 0, len(source), furniture).text
    assert fold(text, 0, len(text)).text == text


@given(TEXTS)
def test_without_line_ends_and_furniture_folding_only_collapses_white_space(source):
    flat = " ".join(source.splitlines()).replace("\f", " ")
    assert fold(flat, 0, len(flat)).text == " ".join(flat.split())


@given(furnished_texts(), st.data())
def test_slice_between_word_boundaries_folds_as_the_whole_does(case, data):
    source, furniture = case
    folded = fold(source, 0, len(source), furniture)
    words = [(m, m + len(word)) for m, word in _words(folded.text)]
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = words[first][0], words[last][1]
    left, right = folded.source_span(start, end)
    assert fold(source, left, right, furniture).text == folded.text[start:end]


def _words(text):
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at, word
        at += len(word)


@given(furnished_texts(), st.data())
def test_kept_segments_are_the_slice_less_the_furniture(case, data):
    source, furniture = case
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    kept = [at for left, right in kept_segments(start, end, furniture) for at in range(left, right)]
    hidden = {
        at
        for left, right in furniture
        if not (left <= start and right >= end)
        for at in range(left, right)
    }
    assert kept == [at for at in range(start, end) if at not in hidden]


def test_slice_inside_furniture_keeps_its_words():
    source = "Het recht.4\n4 Kamerstuk 32 735"
    furniture = [(10, 11), (12, 30)]
    assert fold(source, 12, 30, furniture).text == "4 Kamerstuk 32 735"
    assert fold(source, 14, 23, furniture).text == "Kamerstuk"
    assert fold(source, 4, 30, furniture).text == "recht."


def test_empty_and_blank_slices_fold_to_nothing():
    assert fold("woord", 2, 2) == Folded("", ())
    assert fold(" \n\f\u00a0", 0, 4).text == ""


# One line a decision: what stands before and after the line end, and the words they make.
HYPHENS = [
    # joined: a word was broken
    ("beleids-", "kader", "beleidskader"),
    ("mensenrechten-", "organisaties.", "mensenrechtenorganisaties."),
    ("(over-", "heid.nl)", "(overheid.nl)"),
    ("pro-", "ject", "project"),
    ("ex-", "perts", "experts"),
    ("multi-", "laterale", "multilaterale"),
    ("zuid-", "kust", "zuidkust"),
    ("be-", "eindigen", "beeindigen"),
    ("democratie-", "agenda", "democratieagenda"),
    ("(inter)-", "nationale", "(inter)nationale"),
    ("beleids‐", "kader", "beleidskader"),
    ("men\u00ad", "sen", "mensen"),
    ("VN\u00ad", "Veiligheidsraad", "VNVeiligheidsraad"),
    # joined: the word list knows the whole, whatever its first half looks like
    ("oud-", "ste,", "oudste,"),
    ("non-", "chalant", "nonchalant"),
    ("niet-", "ig", "nietig"),
    ("Soe-", "dan.", "Soedan."),
    ("BELEIDS-", "NOTA", "BELEIDSNOTA"),
    ("partij-", "en.", "partijen."),
    # kept: the word list knows the word with its hyphen, and not without
    ("ex-", "minister", "ex-minister"),
    ("ex-", "ministers", "ex-ministers"),
    ("https://a.nl/een-", "brief", "https://a.nl/een-brief"),
    ("(www.a-", "b.nl)", "(www.a-b.nl)"),
    # kept: the hyphen belongs to the word
    ("VN-", "onderhandelingen", "VN-onderhandelingen"),
    ("(VN-", "onderhandelingen", "(VN-onderhandelingen"),
    ("LHBTQI+-", "personen", "LHBTQI+-personen"),
    ("lhbtiq+-", "personen,", "lhbtiq+-personen,"),
    ("CO2-", "uitstoot", "CO2-uitstoot"),
    ("2022-", "2027", "2022-2027"),
    ("Midden-", "Oosten", "Midden-Oosten"),
    ("pro-", "Europese", "pro-Europese"),
    ("e-", "mail", "e-mail"),
    ("(e-", "mail", "(e-mail"),
    ("ngo’s-", "overleg", "ngo’s-overleg"),
    ("anti-", "dwangarbeid", "anti-dwangarbeid"),
    ("non-", "discriminatie", "non-discriminatie"),
    ("niet-", "gouvernementele", "niet-gouvernementele"),
    ("noord-", "zuiddialoog", "noord-zuiddialoog"),
    ("media-", "aandacht", "media-aandacht"),
    ("politie-", "inzet", "politie-inzet"),
    # suspended: the rest of the word comes later
    ("boven-", "en ondergrens", "boven- en ondergrens"),
    ("gezinsplanning-", "en zorgdiensten", "gezinsplanning- en zorgdiensten"),
    ("burger-", "of mensenrechten", "burger- of mensenrechten"),
    ("kust-", "en binnenvaart", "kust- en binnenvaart"),
    ("land-", "en tuinbouw", "land- en tuinbouw"),
    ("rij-", "en vaarbewijs", "rij- en vaarbewijs"),
    ("zee-", "en landmacht", "zee- en landmacht"),
    ("beleids-", "dan uitvoeringszaak", "beleids- dan uitvoeringszaak"),
    ("boven-", "en/of ondergrens", "boven- en/of ondergrens"),
    ("lucht-", "respectievelijk landmacht", "lucht- respectievelijk landmacht"),
    ("vrouwen-", "(en meisjes)rechten", "vrouwen- (en meisjes)rechten"),
    ("handels-", ", klimaat- en hulpbeleid", "handels- , klimaat- en hulpbeleid"),
    # no hyphen of a word at all
    ("gezinsplanning-,", "seksuele zorg", "gezinsplanning-, seksuele zorg"),
    ("inzet -", "ook nu", "inzet - ook nu"),
    ("-", "gelijke rechten", "- gelijke rechten"),
    ("inzet –", "ook nu", "inzet – ook nu"),
    ("wacht --", "ook nu", "wacht -- ook nu"),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\f", " \n  ", "\r"], ids=repr)
@pytest.mark.parametrize(("left", "right", "expected"), HYPHENS, ids=[h[2] for h in HYPHENS])
def test_hyphen_at_a_line_end(left, right, expected, line_end):
    source = left + line_end + right
    assert fold(source, 0, len(source)).text == expected


@pytest.mark.parametrize("space", [" ", "\u00a0", "\t", "  "], ids=repr)
def test_hyphen_inside_a_line_is_left_alone(space):
    source = f"beleids-{space}kader"
    assert fold(source, 0, len(source)).text == "beleids- kader"


def test_soft_hyphen_inside_a_word_stays():
    source = "men\u00adsen"
    assert fold(source, 0, len(source)).text == source


def test_hyphenation_is_undone_across_furniture():
    source = "de mensen-\n12\n\n4 Kamerstuk\nrechten zijn"
    start, end = source.index("12"), source.index("rechten")
    folded = fold(source, 0, len(source), [(start, end - 1)])
    assert folded.text == "de mensenrechten zijn"
    assert folded.source_span(3, 16) == (3, end + len("rechten"))


def test_word_goes_on_behind_a_marker_glued_to_it():
    source = "coalities15, landen"
    assert fold(source, 0, len(source), [(9, 11)]).text == "coalities, landen"


def test_marker_between_word_and_hyphen_does_not_hide_the_hyphenation():
    source = "beleids3-\nkader"
    folded = fold(source, 0, len(source), [(7, 8)])
    assert folded.text == "beleidskader"
    assert [source[folded.source_start(n)] for n in range(12)] == list("beleidskader")


def test_line_ends_of_all_kinds_are_one_space():
    source = "een\ntwee\r\ndrie\fvier\u00a0vijf\r\n\r\nzes"
    assert fold(source, 0, len(source)).text == "een twee drie vier vijf zes"


def test_markup_is_left_out_for_the_parser_only():
    source = "**Erken** de *waarde*"
    marks = [(0, 2), (7, 9), (13, 14), (20, 21)]
    assert fold(source, 0, len(source), (), marks).text == "Erken de waarde"
    assert fold(source, 0, len(source)).text == source


@pytest.mark.parametrize(
    ("position", "offset"), [(0, 2), (2, 4), (3, 7), (4, 7)], ids=["word", "end", "space", "next"]
)
def test_a_space_names_the_character_after_it(position, offset):
    folded = fold("  een  twee", 0, 11)
    assert folded.text == "een twee"
    assert folded.source_start(position) == offset
