"""Where everything that a paper asks is answered in one part behind it."""

import pytest

from pipeline.segment.lead_ins import answering_part
from pipeline.segment.requests import ONLY_QUESTION


@pytest.mark.parametrize(
    ("headings", "first"),
    [
        (["Vragen van A", "Vragen van B", "II Reactie van de minister", "Reactie op A"], 2),
        (["Punt 1", "Reactie van het kabinet", "Punt 2", "Reactie van het kabinet"], -1),
        (["Aanleiding", "Reactie van het kabinet", "Reactie van het kabinet"], -1),
        (["Vragen", "Reactie van de minister", "Tot slot", "Reactie op A"], -1),
        (["Aanleiding", "Advies"], -1),
    ],
)
def test_the_first_heading_names_who_answers_and_the_others_go_on(headings, first):
    assert answering_part(list(enumerate(headings))) == first


@pytest.mark.parametrize(
    ("sentence", "only"),
    [
        ("Zij vragen welke vergunningen zijn geweigerd.", True),
        ("Ten slotte vragen deze leden of het klopt dat er niet is overlegd.", True),
        ("De leden van de fractie willen weten wanneer de campagne komt.", True),
        ("Zij vragen of de minister bereid is de regels te versoepelen.", False),
        ("De raad vraagt om een plan of een wet.", False),
        ("Wij vragen aandacht voor wie geen huis heeft.", False),
        ("Vraag bedrijven die in Tibet of Xinjiang inkopen om een verklaring.", False),
    ],
)
def test_what_is_only_to_be_told_is_no_request(sentence, only):
    assert bool(ONLY_QUESTION.search(sentence)) is only
