import pytest
from making import advice, analysis, wholes

from pipeline.align import align_recommendations

FISHERIES = (
    "Richt een noodfonds in voor vissers die hun quotum verliezen.",
    "Meet jaarlijks de visstand in de Waddenzee.",
    "Verbied de bodemtrawl in natuurgebieden.",
    "Betaal vissers voor het opruimen van zwerfvuil.",
    "Versoepel de regels voor garnalenvangst.",
)
KNOWN = {
    "title": "Ruimte voor de kotter",
    "publisher": "Raad voor de Visserij",
    "date": "2024-03-01",
}


def reply_to(text, *, numbers=None, asked=FISHERIES, role="response", others=(), **known):
    """What a reply with this text answers of the advice on fisheries, by reference."""
    given = advice(*asked, numbers=numbers, **KNOWN)
    to = ("advies", *(other.document.document_id for other in others))
    letter = analysis(text, "reactie", role=role, responds_to=to, title="Brief", **known)
    rows = wholes(align_recommendations([given, letter, *others]))
    return [(number, text) for number, method, text in rows if method == "reference"]


def test_sentence_that_names_answers_until_the_next_name():
    assert reply_to(
        "Ten aanzien van aanbeveling 4 merk ik op dat dit al gebeurt. Dat kost een miljoen.\n\n"
        "Het geld komt uit Brussel.\n\n"
        "Aanbeveling 1 wijs ik af. Er is geen behoefte aan.\n"
    ) == [
        ("r01", "Aanbeveling 1 wijs ik af. Er is geen behoefte aan."),
        (
            "r04",
            "Ten aanzien van aanbeveling 4 merk ik op dat dit al gebeurt. Dat kost een miljoen.",
        ),
    ]


def test_name_inside_a_paragraph_holds_to_its_end():
    assert reply_to(
        "De sector heeft het zwaar. Aanbeveling 2 voer ik daarom uit. Dat kost een miljoen.\n\n"
        "De prijs van diesel steeg met de helft.\n"
    ) == [("r02", "Aanbeveling 2 voer ik daarom uit. Dat kost een miljoen.")]


def test_two_recommendations_share_what_answers_both():
    both = "De eerste twee aanbevelingen neem ik over. Het fonds opent in 2025."
    assert reply_to(both + "\n") == [("r01", both), ("r02", both)]


def test_labels_and_headings_with_a_number_govern_what_stands_below():
    assert reply_to(
        "# Reactie\n\n## Aanbeveling 3\n\nDe trawl blijft. Zie ook aanbeveling 5.\n\n"
        "De sector past zich aan. Over aanbeveling 1 is eerder geschreven.\n\n"
        "## Aanbevelingen 1 en 2\n\nBeide komen er.\n\n"
        "## Vervolg\n\nIk informeer de Kamer voor de zomer.\n"
    ) == [
        ("r01", "Beide komen er."),
        ("r02", "Beide komen er."),
        (
            "r03",
            "De trawl blijft. Zie ook aanbeveling 5. De sector past zich aan. Over aanbeveling 1 "
            "is eerder geschreven.",
        ),
    ]


def test_heading_inside_an_answer_cuts_it_in_two():
    assert reply_to("## Aanbeveling 3\n\nDe trawl blijft.\n\n### Kosten\n\nDie zijn laag.\n") == [
        ("r03", "De trawl blijft."),
        ("r03", "Die zijn laag."),
    ]


def test_heading_on_a_subject_names_nothing():
    assert reply_to(
        "## Zwerfvuil opruimen\n\nDaarvoor betaalt de Unie al.\n\nAanbeveling 1 wijs ik af.\n"
    ) == [("r01", "Aanbeveling 1 wijs ik af.")]


def test_signature_and_thanks_are_no_answer():
    assert reply_to(
        "Geachte voorzitter,\n\nAd 3. De trawl blijft.\n\nTot slot dank ik de raad.\n\n"
        "Hoogachtend,\n\nDe minister van Landbouw,\n\nJ. Jansen\n"
    ) == [("r03", "Ad 3. De trawl blijft.")]


def test_thanks_below_the_last_heading_are_no_answer():
    assert reply_to(
        "## Aanbeveling 3\n\nDe trawl blijft.\n\nTot slot dank ik de raad voor zijn advies.\n"
    ) == [("r03", "De trawl blijft.")]


def test_number_that_the_advice_lacks_ends_the_answer_above():
    assert reply_to("Ad 3. De trawl blijft.\n\nAd 9. Ook dit gebeurt niet.\n") == [
        ("r03", "Ad 3. De trawl blijft.")
    ]


def test_letters_answered_together():
    assert reply_to(
        "Ad b. en c. Het college doet dit al.\n\nAd a. Hiervoor ontbreekt geld.\n",
        numbers=list("abcde"),
    ) == [
        ("r01", "Ad a. Hiervoor ontbreekt geld."),
        ("r02", "Ad b. en c. Het college doet dit al."),
        ("r03", "Ad b. en c. Het college doet dit al."),
    ]


def test_bare_numbers_count_below_an_announcement():
    assert reply_to(
        "Hieronder reageer ik puntsgewijs op de aanbevelingen:\n\n"
        "1. Dit fonds komt er niet.\n\n2. Dit gebeurt al.\n\nOok in 2025.\n\n3. Nee.\n"
    ) == [
        ("r01", "Dit fonds komt er niet."),
        ("r02", "Dit gebeurt al. Ook in 2025."),
        ("r03", "Nee."),
    ]


def test_bare_numbers_count_where_they_speak_of_the_same():
    assert reply_to(
        "Ik antwoord als volgt.\n\n1. Een noodfonds voor vissers met een verloren quotum is er.\n\n"
        "2. De visstand in de Waddenzee wordt gemeten.\n\n3. Dat gaat mij te ver.\n"
    ) == [
        ("r01", "Een noodfonds voor vissers met een verloren quotum is er."),
        ("r02", "De visstand in de Waddenzee wordt gemeten."),
        ("r03", "Dat gaat mij te ver."),
    ]


def test_chapters_of_a_report_are_no_answers():
    assert (
        reply_to(
            "1. Inleiding van deze brief met het verloop.\n\n2. Terugblik op haven en vloot.\n\n"
            "3. Vooruitblik op de kosten van diesel.\n"
        )
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "Het advies over de haven van Urk volg ik niet.",
        "Het advies over de regels voor garnalenvangst volg ik niet.",
        "Het advies over ruimte voor de kotter is helder.",
        "Hieronder ga ik in op de aanbevelingen 1 t/m 5.",
        "De sector vangt minder vis dan tien jaar geleden.",
        "Aanbeveling 3 van de Algemene Rekenkamer heb ik uitgevoerd.",
        "Aanbeveling 2 uit de evaluatie van 2019 is uitgevoerd.",
        "De aanbeveling om vissers te horen is van de Kamer.",
    ],
)
def test_sentence_answers_nothing(text):
    assert reply_to(text + "\n") == []


def test_rest_are_those_that_nothing_names():
    assert reply_to(
        "Aanbeveling 1 en 3 wijs ik af.\n\nDe overige aanbevelingen neem ik over.\n"
    ) == [
        ("r01", "Aanbeveling 1 en 3 wijs ik af."),
        ("r02", "De overige aanbevelingen neem ik over."),
        ("r03", "Aanbeveling 1 en 3 wijs ik af."),
        ("r04", "De overige aanbevelingen neem ik over."),
        ("r05", "De overige aanbevelingen neem ik over."),
    ]


def test_overall_verdict_elsewhere_is_a_row_of_its_own():
    assert reply_to(
        "De aanbevelingen 1, 2 en 3 neem ik over. Dat kost geld.\n\n"
        "# Uitwerking\n\n## Aanbeveling 1\n\nHet fonds opent in mei.\n\n"
        "## Aanbeveling 2\n\nDe meting is er.\n\n## Aanbeveling 3\n\nDe trawl stopt.\n"
    ) == [
        ("r01", "De aanbevelingen 1, 2 en 3 neem ik over."),
        ("r01", "Het fonds opent in mei."),
        ("r02", "De aanbevelingen 1, 2 en 3 neem ik over."),
        ("r02", "De meting is er."),
        ("r03", "De aanbevelingen 1, 2 en 3 neem ik over."),
        ("r03", "De trawl stopt."),
    ]


def test_reply_to_two_advices_keeps_them_apart():
    other = advice(
        "Bouw een sluis.",
        "Verdiep de vaargeul.",
        document_id="anders",
        title="Water als vriend",
        publisher="Deltacommissie",
        date="2024-01-01",
    )
    text = (
        "Aanbeveling 2 van de Raad voor de Visserij voer ik uit.\n\n"
        "Aanbeveling 1 van de Deltacommissie wijs ik af.\n\n"
        "# Deltacommissie\n\nAanbeveling 2 vraagt om onderzoek.\n"
    )
    given = advice(*FISHERIES, **KNOWN)
    letter = analysis(text, "reactie", role="response", responds_to=("advies", "anders"))
    aligned = align_recommendations([given, other, letter])
    assert {
        key: [row.passage.text for row in rows if not row.ask_id]
        for key, rows in aligned.alignments.items()
    } == {
        "advies-r02": ["Aanbeveling 2 van de Raad voor de Visserij voer ik uit."],
        "anders-r01": ["Aanbeveling 1 van de Deltacommissie wijs ik af."],
        "anders-r02": ["Aanbeveling 2 vraagt om onderzoek."],
    }


MIXED = """Wij vragen het volgende.

1. Richt een noodfonds in voor vissers.

2. Meet jaarlijks de visstand.

3. Verbied de bodemtrawl.

# Antwoord van de minister

Op het derde punt zeg ik nee. De trawl blijft.

Punt 1 neem ik over.

Het verzoek om jaarlijks de visstand te meten wordt uitgevoerd.
"""


def mixed(role):
    asked = [
        ("1", "Richt een noodfonds in voor vissers."),
        ("2", "Meet jaarlijks de visstand."),
        ("3", "Verbied de bodemtrawl."),
    ]
    return wholes(align_recommendations([analysis(MIXED, recommendations=asked, role=role)]))


def test_list_first_and_answers_later_in_another_order():
    assert mixed("mixed") == [
        ("r01", "reference", "Punt 1 neem ik over."),
        (
            "r02",
            "meaning",
            "Het verzoek om jaarlijks de visstand te meten wordt uitgevoerd.",
        ),
        ("r03", "reference", "Op het derde punt zeg ik nee. De trawl blijft."),
    ]


def test_advice_does_not_answer_itself():
    assert mixed("advice") == []


def test_structure_inside_a_document_is_not_doubled():
    text = (
        "Aanbeveling 1: Bouw een brug.\n\nDie brug komt er.\n\n"
        "Aanbeveling 2: Sloop de sluis.\n\nNee. Dat hangt samen met aanbeveling 1.\n"
    )
    asked = [
        ("1", "Bouw een brug.", "Die brug komt er."),
        ("2", "Sloop de sluis.", "Nee. Dat hangt samen met aanbeveling 1."),
    ]
    assert wholes(
        align_recommendations([analysis(text, recommendations=asked, role="response")])
    ) == [
        ("r01", "structure", "Die brug komt er."),
        ("r02", "structure", "Nee. Dat hangt samen met aanbeveling 1."),
    ]


def test_postponed_point_is_not_answered():
    given = advice(*FISHERIES, **KNOWN)
    letter = analysis(
        "Aanbeveling 1 neem ik over.\n\nOp aanbeveling 2 kom ik in het najaar terug.\n",
        "reactie",
        role="response",
        responds_to=("advies",),
    )
    aligned = align_recommendations([given, letter])
    assert wholes(aligned) == [("r01", "reference", "Aanbeveling 1 neem ik over.")]
    assert [aligned.no_answer_reason(r) for r in aligned.analyses[0].recommendations[1:3]] == [
        "postponed",
        "not_found",
    ]


def test_short_label_before_a_paragraph_ends_what_a_heading_governs():
    assert reply_to(
        "## Aanbeveling 1\n\nEr komt een fonds.\n\n"
        "Aanbevelingen 2 en 4. Staande praktijk, al jaren.\n\nMet dank voor uw werk.\n"
    ) == [
        ("r01", "Er komt een fonds."),
        ("r02", "Aanbevelingen 2 en 4. Staande praktijk, al jaren."),
        ("r04", "Aanbevelingen 2 en 4. Staande praktijk, al jaren."),
    ]


def test_rows_with_a_number_stand_for_recommendations():
    rows = {
        1: "1 Noodfonds | LNV: Dat opent in mei.\nDe Kamer krijgt het besluit. | mei",
        3: "3 Bodemtrawl | LNV: De Kamer beslist.\nWij wachten haar oordeel af. | -",
        5: "5 Garnalen | LNV: Deze regels blijven.\nZij volgen uit Europees recht. | -",
    }
    text = "\n\n".join(("Nr. | Reactie | Planning", *rows.values()))
    shown = [(f"r0{n}", " ".join(row.split())) for n, row in rows.items()]
    assert reply_to(text + "\n") == shown


def test_subject_line_above_a_salutation_names_nothing():
    letter = "# Bodemtrawl in natuurgebieden\n\nGeachte leden van de raad,\n\nDe zee is diep.\n"
    assert reply_to(letter) == []


def test_heading_with_a_word_of_one_title_leaves_the_other_advice():
    other = advice(
        "Tel de vogels.", "Tel de vissen.", document_id="tellingen", title="Evaluatie tellingen"
    )
    assert reply_to(
        "# De kotter\n\nDe eerste aanbeveling neem ik over.\n\n"
        "# De evaluatie\n\nDe tweede aanbeveling wijs ik af.\n",
        others=[other],
    ) == [
        ("r01", "De eerste aanbeveling neem ik over."),
        ("r02", "De tweede aanbeveling wijs ik af."),
    ]


def test_reply_that_is_found_by_its_words_is_read_for_names():
    given = advice(*FISHERIES, numbers=[""] * 5, **KNOWN)
    letter = analysis(
        "Uw brief gaat over vissers en hun quotum, de visstand in de Waddenzee, de bodemtrawl in "
        "natuurgebieden, zwerfvuil en garnalenvangst.\n\n"
        "Ad a. Een noodfonds voor vissers zonder quotum komt er.\n\nAd d. Opruimen is werk.\n",
        "reactie",
        role="response",
        date="2024-09-01",
        title="Brief",
    )
    rows = wholes(align_recommendations([given, letter]))
    assert ("r04", "reference", "Ad d. Opruimen is werk.") in rows
