import pytest

from pipeline.evaluate import evaluate_run, read_gold
from pipeline.evaluate.baselines import (
    find_by_keywords,
    find_majority,
    find_recommendations,
    load_keyword_rules,
    matching_labels,
)
from pipeline.evaluate.gold import (
    Coding,
    Gold,
    GoldAsk,
    GoldRecommendation,
    Judgement,
    Stretch,
)
from pipeline.records import CLAIM_TYPES, STANCES


def stretch(document_id, claim_type, *themes):
    coding = Coding(is_claim=bool(claim_type), claim_type=claim_type, themes=frozenset(themes))
    return Stretch(document_id=document_id, start=0, end=5, codings={"a": coding})


def item(document_id, stance, *, start=0, end=20, number="1", response_document_id=""):
    return GoldRecommendation(
        document_id=document_id,
        number=number,
        start=start,
        end=end,
        response_document_id=response_document_id or document_id,
        response=((0, 5),),
        judgements={
            "a": Judgement(stance=stance, asks=(GoldAsk(start=start, end=end, stance=stance),))
        },
    )


def test_patterns_are_the_codebooks_labels_sorted_and_plain():
    rules = load_keyword_rules()
    assert set(rules.claim_types) | {rules.default_claim_type} == set(CLAIM_TYPES)
    assert {*rules.stances, rules.default_stance, "no_response"} == set(STANCES)
    for patterns in (rules.themes, rules.claim_types, rules.stances):
        for pieces in patterns.values():
            assert list(pieces) == sorted(set(pieces))
            assert all(piece == piece.lower() for piece in pieces)


def test_given_theme_patterns_replace_the_file():
    assert load_keyword_rules({"sport": ["voetbal"]}).themes == {"sport": ["voetbal"]}


@pytest.mark.parametrize(
    ("text", "labels"),
    [("De HANDELS-\nmissie", ["trade"]), ("Wij\n  danken", ["thanks"]), ("Niets", [])],
)
def test_patterns_match_across_case_and_lines(text, labels):
    assert matching_labels(text, {"trade": ["handels"], "thanks": ["wij danken"]}) == labels


def test_majority_is_taken_from_the_other_documents():
    gold = Gold(
        stretches=(
            stretch("a", "position", "trade"),
            stretch("a", "position", "trade"),
            stretch("b", "assertion", "security"),
            stretch("b", ""),
            stretch("b", ""),
        )
    )
    codings = find_majority(gold, {}).codings
    of_b = Coding(is_claim=False, claim_type="assertion", themes=frozenset({"security"}))
    of_a = Coding(is_claim=True, claim_type="position", themes=frozenset({"trade"}))
    assert codings == (of_b, of_b, of_a, of_a, of_a)


def test_majority_of_a_single_document_is_its_own():
    sources = {"a": "x" * 50}
    gold = Gold(
        stretches=(),
        recommendations=(item("a", "noted"), item("a", "noted"), item("a", "rejected")),
    )
    found = find_majority(gold, sources)
    assert found.recommendations == ()
    assert {one.verdict.stance for one in found.judged} == {"noted"}
    assert found.judged[0].aligned == (("a", 0, 50),)


def test_majority_aligns_nothing_when_most_are_unanswered():
    gold = Gold(stretches=(), recommendations=(item("a", "noted"), item("b", "no_response")))
    first, second = find_majority(gold, {"a": "x" * 50, "b": "x" * 50}).judged
    assert (first.verdict.stance, first.aligned) == ("no_response", ())
    assert (second.verdict.stance, second.aligned) == ("noted", (("b", 0, 50),))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Aanbeveling 1: Zorg voor geld.\nMaak haast.\n\nDank.", ["Zorg voor geld.\nMaak haast."]),
        ("**Aanbeveling 2.**\nGeef geld.\n", ["Geef geld."]),
        ("Onze suggesties zijn:\n1. Geef geld\n2. Maak haast\n", ["Geef geld", "Maak haast"]),
        ("Wij kwamen samen.\n1. De opening\n", []),
        ("Wij danken voor het advies.\n", []),
        ("Advies over zorg: lees dit.\n", []),
    ],
)
def test_labelled_and_numbered_lines_are_recommendations(source, found):
    words = load_keyword_rules().recommendation_words
    assert [source[start:end] for start, end in find_recommendations(source, words)] == found


def test_keywords_judge_what_follows_the_recommendation():
    source = (
        "Geef geld. Maak haast.\nHet kan. Dat is reeds zo.\nDoe meer.\nDaar is geen ruimte voor."
    )
    second = source.index("Doe meer.")
    gold = Gold(
        stretches=(),
        recommendations=(
            item("d", "existing_policy", start=0, end=22),
            item("d", "rejected", start=second, end=second + 9),
        ),
    )
    found = find_by_keywords(gold, {"d": source}, load_keyword_rules())
    first, last = found.judged
    assert [source[ask.start : ask.end] for ask in first.asks] == ["Geef geld.", "Maak haast."]
    assert first.aligned == (("d", 22, second),)
    assert [one.verdict.stance for one in (first, last)] == ["existing_policy", "rejected"]
    assert source[slice(*first.verdict.evidence)] == "Dat is reeds zo."


@pytest.mark.parametrize(
    ("number", "stance"), [("2", "rejected"), ("3", "no_response"), ("", "no_response")]
)
def test_keywords_look_for_the_number_in_another_document(number, stance):
    letter = "Aanbeveling 1: dat zal gebeuren. Aanbeveling 2: daar is geen ruimte voor."
    gold = Gold(
        stretches=(),
        recommendations=(item("d", stance, number=number, response_document_id="brief"),),
    )
    sources = {"d": "Doe meer en beter graag.", "brief": letter}
    (judged,) = find_by_keywords(gold, sources, load_keyword_rules()).judged
    assert judged.verdict.stance == stance


@pytest.mark.real
def test_keywords_find_themes_as_well_as_the_brief_says(
    shared_gold_folder, shared_sources, make_tables
):
    gold = read_gold(shared_gold_folder)
    evaluation = evaluate_run(make_tables(), shared_sources, gold, n_bootstrap=10)
    assert evaluation.value("themes", "f1", "macro", "keywords") == pytest.approx(0.79, abs=0.01)
    assert evaluation.value("recommendations", "f1", "recommendation", "keywords") == 1
