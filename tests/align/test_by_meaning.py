import tomllib
from pathlib import Path

import pytest
from making import advice, analysis, wholes

from pipeline.align import align_recommendations

PAIRS = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text(encoding="utf-8"))["pair"]


def build(pair, *, linked):
    declared = (f"{pair['id']}-advies",) if linked else ()
    return [
        advice(*pair["asks"], document_id=f"{pair['id']}-advies", title=f"Advies {pair['id']}"),
        analysis(
            pair["letter"],
            f"{pair['id']}-brief",
            role="policy",
            title="Brief",
            responds_to=declared,
        ),
    ]


def outcome(pairs, *, linked):
    """Right, wrong and missing answers over all documents at once."""
    aligned = align_recommendations([a for pair in pairs for a in build(pair, linked=linked)])
    right = wrong = missing = 0
    for pair in pairs:
        for n in range(1, len(pair["asks"]) + 1):
            gold = pair["answers"].get(str(n), [])
            rows = aligned.alignments.get(f"{pair['id']}-advies-r{n:02d}", ())
            passages = [row.passage for row in rows if not row.ask_id]
            for passage in passages:
                if passage.document_id == f"{pair['id']}-brief" and any(
                    start in passage.text for start in gold
                ):
                    right += 1
                else:
                    wrong += 1
            missing += bool(gold) and not passages
    return right, wrong, missing


def test_pairs_have_answers_that_are_there():
    assert len(PAIRS) >= 10
    for pair in PAIRS:
        letter = " ".join(pair["letter"].split())
        starts = [start for starts in pair["answers"].values() for start in starts]
        assert [start for start in starts if start not in letter] == []
        assert set(pair["answers"]) <= {str(n) for n in range(1, len(pair["asks"]) + 1)}


# Right, wrong and missing answers, with the words as they stand for lemmas. Together, unlinked:
# precision 18 of 18, recall 18 of 26; linked: precision 23 of 25, recall 23 of 26. Every letter
# shares vocabulary with what it does not answer. What is missed shares one word with the ask ('de
# ouderbijdrage blijft bestaan' against 'schaf de vrijwillige ouderbijdrage af').
@pytest.mark.parametrize(
    ("split", "linked", "found"),
    [
        ("a", False, (5, 0, 5)),
        ("b", False, (9, 0, 1)),
        ("a", True, (9, 0, 1)),
        ("b", True, (9, 1, 1)),
        ("c", False, (4, 0, 2)),
        ("c", True, (5, 1, 1)),
    ],
)
def test_answers_on_the_pairs_stay_as_measured(split, linked, found):
    assert outcome([p for p in PAIRS if p["split"] == split], linked=linked) == found


WATER = "Verbied lozingen van PFAS bij innamepunten voor drinkwater."


def by_meaning(letter, *, asked=WATER, **known):
    given = advice(asked, title="Schoon water", date="2024-01-01")
    role = known.pop("role", "policy")
    return wholes(
        align_recommendations([given, analysis(letter, "nota", role=role, title="Nota", **known)])
    )


ANSWER = "Lozingen van PFAS worden bij innamepunten voor drinkwater vanaf 2026 geweigerd."


def test_policy_letter_answers_without_naming():
    assert by_meaning(f"Water is leven.\n\n{ANSWER}\n") == [("r01", "meaning", ANSWER)]


def test_short_paragraph_is_one_answer():
    whole = f"Schoon water gaat voor. {ANSWER} Gemeenten zien daarop toe."
    assert by_meaning(whole) == [("r01", "meaning", whole)]


def test_long_paragraph_is_cut_around_the_answer():
    text = (
        "De zomers worden droger. Bomen verliezen hun blad. De landbouw beregent meer. "
        f"{ANSWER} Dat scheelt zuivering. De haven groeit. De dijken worden hoger."
    )
    assert by_meaning(text) == [("r01", "meaning", f"{ANSWER} Dat scheelt zuivering.")]


@pytest.mark.parametrize(
    ("letter", "known"),
    [
        (ANSWER, {"role": "advice"}),
        (ANSWER, {"date": "2023"}),
        ("PFAS zit in pannen, jassen en drinkwater.", {}),
        ("Drinkwater is een eerste levensbehoefte.", {}),
        ("De raad adviseert lozingen van PFAS bij innamepunten voor drinkwater te weigeren.", {}),
        (
            "Hierbij zend ik u het advies toe. Het gaat over PFAS. De reactie volgt in mei.",
            {},
        ),
    ],
)
def test_letter_answers_nothing(letter, known):
    assert by_meaning(letter, **known) == []


def test_reply_to_another_advice_is_no_candidate():
    other = advice("Bouw een sluis.", document_id="ander", title="Sluizen")
    letter = analysis(ANSWER, "reactie", role="response", responds_to=("ander",), title="Brief")
    given = advice(WATER, title="Schoon water")
    assert wholes(align_recommendations([given, other, letter])) == []


def test_explanation_names_the_words():
    given = advice(WATER, title="Schoon water")
    aligned = align_recommendations([given, analysis(ANSWER, "nota", role="policy", title="Nota")])
    whole = [row for row in aligned.alignments["advies-r01"] if not row.ask_id]
    assert [(row.score, row.explanation) for row in whole] == [
        (0.74, "speaks of 74% of what is asked: drinkwater, inamepunt, los, pfas")
    ]
