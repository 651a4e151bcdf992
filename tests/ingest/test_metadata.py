"""Title, date and role, as the text itself gives them."""

from __future__ import annotations

import pytest

from pipeline.ingest import document_from_text
from pipeline.ingest.metadata import infer_date, infer_role


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
        ("april 2026", ""),
        ("16 april", ""),
        # too far down
        ("De stad bouwt.\n" * 200 + "\n16 april 2026\n", ""),
    ],
)
def test_date_is_the_one_on_a_line_of_its_own(source, date):
    assert infer_date(source) == date


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
    assert infer_role(source) == role


def test_what_is_declared_is_not_inferred():
    document = document_from_text(
        "Kabinetsreactie\n\nDen Haag, 16 april 2026", "d", title="T", date="2020", role="advice"
    )
    assert (document.title, document.date, document.role) == ("T", "2020", "advice")
    assert not document.role_inferred


def test_inferred_role_is_marked():
    assert document_from_text("Het regent.", "d").role_inferred
