import pytest
from making import analysis, wholes

from pipeline.align import align_recommendations

FIRST = "Keur elke brug voor 2027."
SECOND = "Leg een register van sluizen aan."
THIRD = "Verdubbel het aantal duikers."


def report(source, recommendations, **known):
    known = {"role": "mixed", "title": "Bruggen"} | known
    return wholes(
        align_recommendations([analysis(source, recommendations=recommendations, **known)])
    )


def test_answer_below_two_in_one_paragraph_is_divided_between_them():
    answer = "De keur van elke brug is aanbesteed. Het register van sluizen opent in mei."
    source = (
        f"# Bruggen\n\n{FIRST} {SECOND}\n\n{answer}\n\n# Duikers\n\n{THIRD}\n\nDat gebeurt al.\n"
    )
    found = report(source, [("", FIRST), ("", SECOND, answer), ("", THIRD, "Dat gebeurt al.")])
    assert found == [
        ("r01", "meaning", "De keur van elke brug is aanbesteed."),
        ("r02", "structure", "Het register van sluizen opent in mei."),
        ("r03", "structure", "Dat gebeurt al."),
    ]


def test_answer_stays_whole_where_another_text_stands_between():
    answer = "De keur van elke brug is aanbesteed. Het register van sluizen opent in mei."
    source = (
        f"{FIRST}\n\nDe raad legt dit uit.\n\n{SECOND}\n\n{answer}\n\n{THIRD}\n\nDat gebeurt al.\n"
    )
    found = report(source, [("", FIRST), ("", SECOND, answer), ("", THIRD, "Dat gebeurt al.")])
    assert ("r02", "structure", answer) in found


@pytest.mark.parametrize(
    ("heading", "role", "kept"),
    [
        ("7.3 Nawoord", "mixed", ["r01"]),
        ("Nawoord van de minister", "mixed", ["r01", "r02"]),
        ("Nawoord", "response", ["r01", "r02"]),
    ],
)
def test_adviser_has_the_last_word_on_a_reply_that_it_prints(heading, role, kept):
    source = f"{FIRST}\n\nDat gebeurt al.\n\n{SECOND}\n\n# {heading}\n\nHet register blijft uit.\n"
    asked = [("", FIRST, "Dat gebeurt al."), ("", SECOND, "Het register blijft uit.")]
    assert [name for name, *_ in report(source, asked, role=role)] == kept


def test_number_alone_is_no_answer():
    source = f"3.1 {FIRST}\n\n3.2\n\nDe raad legt dit uit.\n\n{SECOND}\n\nDat gebeurt al.\n"
    found = report(source, [("3.1", FIRST, "3.2"), ("3.2", SECOND, "Dat gebeurt al.")])
    assert [(name, text) for name, _, text in found] == [("r02", "Dat gebeurt al.")]
