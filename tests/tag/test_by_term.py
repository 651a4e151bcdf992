import pytest

from pipeline.codebook import Codebook, ThemeDefinition, parse_term
from pipeline.tag.by_term import GENERAL, TermMatcher, matched_words


def matcher(terms, not_terms=(), general=()):
    theme = ThemeDefinition(
        "test",
        "Test",
        "Test",
        "Test.",
        (),
        (),
        tuple(map(parse_term, terms)),
        tuple(map(parse_term, not_terms)),
        (),
        (),
    )
    return TermMatcher(Codebook("1", "", (theme,), tuple(map(parse_term, general))))


def found(terms, text, not_terms=(), lemmas=None):
    forms = text.split()
    pairs = list(zip(forms, lemmas.split() if lemmas else [""] * len(forms), strict=True))
    return matched_words(matcher(terms, not_terms).match(pairs), forms)


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("vrouw", "De Vrouw spreekt", "Vrouw"),
        ("vrouw", "De vrouwen spreken", ""),
        ("voedselzeker*", "het voedselzekerheidsbeleid", "voedselzekerheidsbeleid"),
        ("voedselzeker*", "de energiezekerheid", ""),
        ("*boeren", "de koffieboeren", "koffieboeren"),
        ("*boeren", "boerenkool", ""),
        ("*verdediger*", "landrechtenverdedigers", "landrechtenverdedigers"),
        ("IMVO", "IMVO telt", "IMVO"),
        ("IMVO", "imvo telt", ""),
        ("IMVO", "IMVO-wetgeving", "IMVO-wetgeving"),
        ("Pride*", "pride", ""),
        ("recht op water", "het recht op water telt", "recht op water"),
        ("recht op water", "water op recht", ""),
        ("bedrij* & kinderarbeid", "kinderarbeid bij bedrijven", "kinderarbeid; bedrijven"),
        ("bedrij* & kinderarbeid", "bedrijven groeien", ""),
        ("gendergerelateerd*", "gender-gerelateerd geweld", "gender-gerelateerd"),
        ("homo's", "voor homo’s", "homo’s"),
        ("ruimte", "de «ruimte»", "«ruimte»"),
        ("handel", "handelen is nodig", ""),
    ],
)
def test_term_matches_as_its_syntax_says(term, text, expected):
    assert found([term], text) == expected


def test_lemma_matches_when_the_form_does_not():
    assert found(["vrouw"], "twee vrouwen", lemmas="twee vrouw") == "vrouwen"


@pytest.mark.parametrize(
    ("terms", "not_terms", "text", "expected"),
    [
        (["gender*"], ["genderidentiteit*"], "genderidentiteit", ""),
        (["gender*"], ["genderidentiteit*"], "gender en genderidentiteit", "gender"),
        (["handel"], ["handel en wandel"], "zijn handel en wandel", ""),
        (
            ["eerlijke handel drijven"],
            ["handel drijven"],
            "eerlijke handel drijven",
            "eerlijke handel drijven",
        ),
        (["tegenspraak"], ["tegenspraak"], "tegenspraak", ""),
        (["media"], ["media & koffie*"], "media bij de koffie", ""),
        (["media"], ["media & koffie*"], "media zijn vrij", "media"),
        (["mijn* & kinderen"], ["mijn auto"], "mijn auto en kinderen", ""),
    ],
)
def test_not_term_masks_what_lies_inside_it_and_the_longest_wins(terms, not_terms, text, expected):
    assert found(terms, text, not_terms) == expected


def test_general_words_match_without_a_theme():
    matches = matcher(["sport*"], general=["begroting*"]).match([("begroting", ""), ("sport", "")])
    assert [(match.theme, match.start) for match in matches] == [("test", 1), (GENERAL, 0)]


def test_same_tokens_give_the_same_matches_twice():
    one = matcher(["sport*", "*port", "*por*"])
    assert one.match([("sport", "")]) == one.match([("sport", "")])


def test_no_tokens_give_no_matches():
    assert matcher(["sport*"]).match([]) == []
