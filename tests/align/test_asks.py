from making import advice, analysis

from pipeline.align import align_recommendations

TWO = "Richt een noodfonds in voor vissers. Meet jaarlijks de visstand in de Waddenzee."


def by_ask(asked, answer):
    given = advice(asked, title="Vloot")
    letter = analysis(
        f"## Aanbeveling 1\n\n{answer}\n", "brief", role="response", responds_to=("advies",)
    )
    rows = align_recommendations([given, letter]).alignments["advies-r01"]
    return [(row.ask_id[-2:], row.passage.text) for row in rows if row.ask_id]


def test_each_ask_has_the_sentences_that_speak_of_it():
    assert by_ask(
        TWO,
        "De visstand in de Waddenzee wordt al gemeten. Dat gebeurt sinds 2019. "
        "Een noodfonds voor vissers komt er niet.",
    ) == [
        ("a1", "Een noodfonds voor vissers komt er niet."),
        ("a2", "De visstand in de Waddenzee wordt al gemeten. Dat gebeurt sinds 2019."),
    ]


def test_part_that_is_counted_is_the_ask_of_that_place():
    assert by_ask(
        TWO,
        "Het eerste deel van deze aanbeveling neem ik over. Het tweede deel wijs ik af.",
    ) == [
        ("a1", "Het eerste deel van deze aanbeveling neem ik over."),
        ("a2", "Het tweede deel wijs ik af."),
    ]


def test_separate_places_are_separate_rows():
    assert by_ask(
        TWO,
        "Een noodfonds is duur. De visstand in de Waddenzee daalt. Vissers krijgen een noodfonds.",
    ) == [
        ("a1", "Een noodfonds is duur."),
        ("a1", "Vissers krijgen een noodfonds."),
        ("a2", "De visstand in de Waddenzee daalt."),
    ]


def test_paragraph_that_opens_with_an_ask_is_about_it():
    assert by_ask(
        TWO,
        "Ten aanzien van de aanbeveling om de visstand te meten meld ik dit. Boten varen uit. "
        "Netten gaan overboord.\n\nSchepen liggen stil.",
    ) == [
        (
            "a2",
            "Ten aanzien van de aanbeveling om de visstand te meten meld ik dit. Boten varen uit. "
            "Netten gaan overboord.",
        )
    ]


def test_only_ask_has_every_passage():
    assert by_ask(
        "Richt een noodfonds in voor vissers.", "Nee.\n\n### Kosten\n\nDie zijn hoog."
    ) == [("a1", "Nee."), ("a1", "Die zijn hoog.")]


def test_answer_that_speaks_of_no_ask_gives_none_a_row():
    assert by_ask(TWO, "Het kabinet neemt deze aanbeveling over.") == []


def test_numbers_tell_asks_apart():
    assert by_ask(
        "Wijs twee havens aan. Stel daarvoor 40 miljoen euro beschikbaar.",
        "De havens zijn er. De gevraagde 40 miljoen euro stelt het kabinet niet beschikbaar.",
    ) == [
        ("a1", "De havens zijn er."),
        ("a2", "De gevraagde 40 miljoen euro stelt het kabinet niet beschikbaar."),
    ]
