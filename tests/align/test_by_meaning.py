import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from making import advice, analysis, shown, wholes
from reading_words import WordReader

from pipeline.align import Meaning, align_here, align_recommendations

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


# Right, wrong and missing answers, with the words as they stand for lemmas. Splits a to c together,
# unlinked: 19 right, 1 wrong, of 26; linked: 19 and 1. Every letter is made to share vocabulary
# with what it does not answer, those of d and e to answer in other words too: words alone find few.
@pytest.mark.parametrize(
    ("split", "linked", "found"),
    [
        ("a", False, (6, 0, 4)),
        ("b", False, (9, 0, 1)),
        ("c", False, (4, 1, 2)),
        ("a", True, (6, 0, 4)),
        ("b", True, (9, 0, 1)),
        ("c", True, (4, 1, 2)),
        ("d", True, (1, 4, 15)),
        ("e", True, (1, 3, 14)),
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


def test_paragraph_that_leads_up_to_the_answer_is_cut():
    before = "De zomers worden droger. Bomen verliezen hun blad. De landbouw beregent meer."
    [(_, method, passage)] = by_meaning(f"{before} {ANSWER} Dat scheelt zuivering.")
    assert (method, passage) == ("meaning", f"{ANSWER} Dat scheelt zuivering.")


ASKS = (
    "Sluit de oude steenfabriek bij Wijhe.",
    "Geef schippers een toeslag voor schonere motoren.",
    "Houd de veerdienst tussen Olst en Welsum in de winter open.",
    "Vernieuw de beschoeiing van de kade in Hattem.",
    "Bescherm de ooievaars in de uiterwaarden.",
)
REPLY = (
    "Uw brief over de IJssel is met belangstelling gelezen.\n\n"
    "De steenfabriek bij Wijhe gaat in 2027 dicht. De grond wordt daarna schoongemaakt.\n\n"
    "Op het water is de lucht slechter dan op de weg. Wie een nieuw aggregaat inbouwt, krijgt "
    "van ons een kwart van de prijs terug.\n\n"
    "De pont bij Olst vaart voortaan ook in de koude maanden.\n\n"
    "De kade in Hattem krijgt een nieuwe beschoeiing.\n\nIk dank u voor uw betrokkenheid."
)
# What the texts are about, for a stand-in of the embeddings.
SUBJECTS = ("steenfabriek", "schip|aggregaat", "veer|pont", "kade", "ooievaar")


class Subjects:
    """Embeds a text by the subjects it is about."""

    def passages(self, texts):
        found = np.array(
            [[0.2] + [float(bool(re.search(s, t.lower()))) for s in SUBJECTS] for t in texts]
        )
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    queries = passages


def replied(meaning):
    given = advice(*ASKS, title="De IJssel")
    letter = analysis(REPLY, "brief", role="response", title="Brief", responds_to=("advies",))
    return {
        key.rsplit("-", 1)[-1]: passage
        for key, _, passage in wholes(align_recommendations([given, letter], align_here(meaning)))
    }


def test_each_paragraph_goes_to_what_it_answers():
    found = replied(None)
    assert found["r01"].startswith("De steenfabriek bij Wijhe gaat in 2027 dicht.")
    assert found["r04"] == "De kade in Hattem krijgt een nieuwe beschoeiing."
    assert "r05" not in found


def test_meaning_finds_answers_in_other_words():
    found = replied(Meaning(Subjects(), WordReader(*SUBJECTS)))
    assert "aggregaat" in found["r02"]
    assert found["r03"] == "De pont bij Olst vaart voortaan ook in de koude maanden."
    assert "r05" not in found


def test_explanation_says_where_no_word_is_shared():
    given = advice(*ASKS, title="De IJssel")
    letter = analysis(REPLY, "brief", role="response", title="Brief", responds_to=("advies",))
    meaning = Meaning(Subjects(), WordReader(*SUBJECTS))
    aligned = align_recommendations([given, letter], align_here(meaning))
    (row,) = (row for row in aligned.alignments["advies-r02"] if not row.ask_id)
    assert row.explanation.endswith("; says it in other words")


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


@pytest.mark.parametrize(
    ("nota", "found"),
    [
        (ANSWER, [("r01", "reactie"), ("r02", "nota")]),
        ("PFAS zit in pannen, jassen en drinkwater.", [("r01", "reactie")]),
    ],
)
def test_policy_paper_answers_what_a_named_reply_leaves_open(nota, found):
    given = advice("Bouw een sluis bij Wijhe.", WATER, title="Schoon water", date="2024-01-01")
    reply = analysis(
        "Aanbeveling 1 neem ik over: bij Wijhe komt een sluis.",
        "reactie",
        role="response",
        responds_to=("advies",),
        title="Brief",
    )
    later = analysis(nota, "nota", role="policy", title="Nota", date="2025")
    rows = shown(align_recommendations([given, reply, later]))
    assert [(r.removeprefix("advies-"), d) for r, d, *_ in rows if "-a" not in r[6:]] == found


def test_explanation_names_the_words():
    given = advice(WATER, title="Schoon water")
    aligned = align_recommendations([given, analysis(ANSWER, "nota", role="policy", title="Nota")])
    whole = [row for row in aligned.alignments["advies-r01"] if not row.ask_id]
    assert [row.explanation.split("; ")[1] for row in whole] == [
        "speaks of drinkwater, inamepunt, los, pfas"
    ]
    assert all(0 < row.score <= 1 for row in whole)
