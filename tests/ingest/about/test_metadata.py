"""Title, publisher, date, Kamerstuk number and role, as the text itself gives them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.ingest import document_from_text

CASES = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "cases/metadata.toml").read_text("utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_opening_tells_role_publisher_date_and_number(case):
    document = document_from_text(case["text"].strip() + "\n", "d")
    fields = ("role", "publisher", "date", "kamerstuk")
    assert {name: getattr(document, name) for name in fields} == {
        name: case.get(name, "") for name in fields
    }


def test_cases_are_named_once_and_hold_every_role():
    assert len({case["id"] for case in CASES}) == len(CASES) == 90
    assert {case["role"] for case in CASES} == {"advice", "response", "policy", "mixed"}
    assert all(
        set(case) <= {"id", "role", "publisher", "date", "kamerstuk", "text", "held_out"}
        for case in CASES
    )


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("Den Haag, 16 april 2026\n\nGeachte voorzitter,", "2026-04-16"),
        ("Plan voor de wijk\n16 april 2026\n\nDe stad bouwt.", "2026-04-16"),
        ("Datum: 3 mei 2024\nDe stad bouwt.", "2024-05-03"),
        ("Datum 3 mei 2024\r\nDe stad bouwt.", "2024-05-03"),
        ("’s-Gravenhage, 1 Januari 1999\n", "1999-01-01"),
        # a date that the text tells of is not the text's own
        ("Op 24 februari 2022 brak de dijk door.", ""),
        ("De raad sprak hierover tijdens de vergadering van\n10 april 2025 met het college.", ""),
        # no such day, no day, no year
        ("Den Haag, 31 februari 2026", ""),
        ("16 april", ""),
        ("Op de markt\nin april 2026 begon het.", ""),
        # a month or a year, where no day is given
        ("Rapport\nApril 2026\n\nDe stad bouwt.", "2026-04"),
        ("Rapport\n2026\n\nDe stad bouwt.", "2026"),
        ("Rapport\n2026\n\nUtrecht, april 2026\n\n3 mei 2026\n", "2026-05-03"),
        # in digits
        ("Datum: 16-04-2026\nDe stad bouwt.", "2026-04-16"),
        ("Den Haag, 3/5/2026\n", "2026-05-03"),
        ("Versie 2026-04-16\n2026-04-16\n", "2026-04-16"),
        ("Datum: 31-02-2026\n", ""),
        ("Telefoon 06-04-2026123\n", ""),
        # a label over its date, and columns of labels over columns of values
        ("Datum\n16 april 2026\nBetreft\nDe huren\n", "2026-04-16"),
        ("Datum\nOns kenmerk\n16 april 2026\n26/118\n", "2026-04-16"),
        # the date of a letter that is answered
        ("Uw brief van\n3 maart 2026\nDatum\n16 april 2026\n\nGeacht bestuur,", "2026-04-16"),
        ("Uw kenmerk\n3 maart 2026\n\nGeacht bestuur,\n\nDe stad bouwt.", ""),
        # decided on
        ("Vastgesteld door de raad op 26 april 2023\n\nDe stad bouwt.", "2023-04-26"),
        ("Besluit van 18 mei 2021, houdende regels over de keuring", "2021-05-18"),
        ("De stad bouwt.\n" * 200 + "\nUtrecht, 10 februari 2022\n", "2022-02-10"),
        # neither at the head nor at the end
        ("De stad bouwt.\n" * 200 + "\n16 april 2026\n\n" + "De stad bouwt.\n" * 200, ""),
    ],
)
def test_date_is_the_texts_own(source, date):
    assert document_from_text(source, "d").date == date


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("Plan voor de wijk\n\nDe stad bouwt voor starters.", "Plan voor de wijk"),
        ("# **Plan** voor de wijk\n\nDe stad bouwt.", "Plan** voor de wijk"),
        ("Wonen1\n\nDe stad bouwt.\n\n1 Zie de woonvisie.", "Wonen"),
        ("Geachte voorzitter,\n\nDe stad bouwt voor starters.", "De stad bouwt voor starters."),
        ("Geachte voorzitter,\n\nBetreft: de huren\n\nDe stad bouwt.", "de huren"),
        ("De stad bouwt.\n\n" * 150 + "Slot\n\nKlaar is het.", "De stad bouwt."),
        ("woord " * 60 + "einde.", "woord " * 32 + "woord…"),
        (
            "Raad voor Wonen\n\nDatum: 3 mei 2024\n"
            "Onderwerp: een advies dat op de eerste regel niet\npast\n\nGeachte minister,\n\nBoom.",
            "een advies dat op de eerste regel niet past",
        ),
        (
            "Raad voor Wonen\n\nBouwen aan dijken\nEen verkenning\n\n3 mei 2024\n\nDe stad bouwt.",
            "Bouwen aan dijken Een verkenning",
        ),
        (
            "Aan de minister\nPostbus 1\n1234 AB Den Haag\n\n"
            "Meer bomen\n\nGeachte minister,\n\nDe boom.",
            "Meer bomen",
        ),
    ],
)
def test_title_is_the_subject_or_first_heading_or_first_words(source, title):
    assert document_from_text(source, "d").title == title


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("Kabinetsreactie op het advies. Het kabinet neemt deze aanbeveling over.", "response"),
        ("De raad adviseert het college. Het kabinet moet bouwen.", "advice"),
        ("In deze nota staat wat wij doen. Nederland zal bouwen.", "policy"),
        ("Het regent.", "policy"),
    ],
)
def test_role_is_what_most_words_speak_for(source, role):
    assert document_from_text(source, "d").role == role


def test_what_is_declared_is_not_inferred():
    document = document_from_text(
        "Kabinetsreactie\n\nDen Haag, 16 april 2026", "d", title="T", date="2020", role="advice"
    )
    assert (document.title, document.date, document.role) == ("T", "2020", "advice")
    assert not document.role_inferred


@pytest.mark.parametrize(
    ("source", "publisher"),
    [
        # a name over two lines
        (
            "Ministerie van Onderwijs, Cultuur en\nWetenschap\n\nDatum 3 mei 2024\n",
            "Ministerie van Onderwijs, Cultuur en Wetenschap",
        ),
        # in capitals
        ("WATERSCHAP DE IJSSELBEEK\n\nGeachte raad,\n\nWij bouwen.", "Waterschap de IJsselbeek"),
        # whom a letter is for is not its sender
        ("Aan de Adviesraad Wonen\n\nGeachte raad,\n\nDank voor uw advies.", ""),
        ("Aan:\nde Adviesraad Wonen\n\nGeachte raad,\n\nDank voor uw advies.", ""),
        # who signs counts before who stands at the head
        (
            "Stichting Boom\nPostbus 1\n\nGeacht bestuur,\n\nDank voor uw brief.\n\nHoogachtend,\n"
            "de minister van Landbouw",
            "Ministerie van Landbouw",
        ),
        ("Geachte minister,\n\nPlant bomen.\n\nNamens Stichting Boom,\nJ. Bos", "Stichting Boom"),
        # a minister without a ministry
        (
            "Geachte voorzitter,\n\nDe stad bouwt.\n\nHoogachtend,\n\nDe minister voor Natuur",
            "Minister voor Natuur",
        ),
        # running text names nobody
        ("De Raad voor Cultuur ziet dat musea sluiten.", ""),
        ("De gemeente bouwt.\n\nDe provincie betaalt.", ""),
    ],
)
def test_publisher_is_the_sender(source, publisher):
    assert document_from_text(source, "d").publisher == publisher


def test_what_the_manifest_or_the_file_says_bears_on_the_role():
    text = "Betreft: Huren in de stad\n\nDe huren stijgen.\n"
    assert document_from_text(text, "d").role == "policy"
    assert document_from_text(text, "d", publisher="Raad voor Wonen").role == "advice"
    assert document_from_text(text, "d", title="Kabinetsreactie op het advies").role == "response"


def test_inferred_role_is_marked():
    assert document_from_text("Het regent.", "d").role_inferred


@pytest.mark.parametrize(
    ("source", "blocks", "section"),
    [
        (
            "Datum 3 mei 2026\nBetreft Reactie op het advies over de singel\nOns kenmerk 26/118\n\n"
            "Geachte dorpsraad,\n\nDe singel wordt gebaggerd.\n",
            [
                ("paragraph", "Datum 3 mei 2026"),
                ("heading", "Betreft Reactie op het advies over de singel"),
                ("paragraph", "Ons kenmerk 26/118"),
                ("paragraph", "Geachte dorpsraad,"),
                ("paragraph", "De singel wordt gebaggerd."),
            ],
            "Reactie op het advies over de singel",
        ),
        (
            "Betreft: uw brief over de veerboten waarin u om een latere boot vroeg en om een\n"
            "lager tarief\n\nGeacht bestuur,\n\nDe boot vaart.\n",
            [
                (
                    "heading",
                    "Betreft: uw brief over de veerboten waarin u om een latere boot vroeg en om "
                    "een\nlager tarief",
                ),
                ("paragraph", "Geacht bestuur,"),
                ("paragraph", "De boot vaart."),
            ],
            "uw brief over de veerboten waarin u om een latere boot vroeg en om een lager tarief",
        ),
        (
            "Onderwerp van gesprek is de boot, zegt de schipper van het veer.\n",
            [("paragraph", "Onderwerp van gesprek is de boot, zegt de schipper van het veer.")],
            "",
        ),
    ],
)
def test_a_subject_line_heads_the_letter(source, blocks, section):
    document = document_from_text(source, "d")
    assert [(b.kind, source[b.content_start : b.end]) for b in document.blocks] == blocks
    assert document.blocks[-1].section == section


@pytest.mark.parametrize(
    ("source", "title"),
    [
        (
            "No. W07.31.00123/II\n\n's-Gravenhage, 3 maart 2031\n\nHet voorstel regelt de huren.\n",
            "Het voorstel regelt de huren.",
        ),
        ("W07.31.00123/II\n\nWet huren op zee\n\nDe huren stijgen.\n", "Wet huren op zee"),
        ("Datum 3 mei 2026\n", "Datum 3 mei 2026"),
    ],
)
def test_a_number_or_a_date_is_no_title(source, title):
    assert document_from_text(source, "d").title == title
