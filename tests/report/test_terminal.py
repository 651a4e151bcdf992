"""What one person reads of one document in a terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from pipeline.ingest import document_from_reading, document_from_text
from pipeline.ingest.reading import SourceWriter
from pipeline.records import Ask, Claim, DocumentAnalysis, Recommendation, SetAside, Theme
from pipeline.report.terminal import REFERENCES, Inspection, show

LABELS = {"trade": "Handel", "security": "Veiligheid"}


def reading():
    """A small advice of two pages, with a note."""
    writer = SourceWriter()
    for kind, text, options in (
        ("heading", "Raad voor Handel", {"level": 2}),
        ("heading", "Eerlijk hout", {"level": 1}),
        ("heading", "3 mei 2024", {"level": 2}),
        ("paragraph", "Bedrijven kopen hout.", {}),
        ("footnote", "1 Zie https://a.nl/b voor cijfers.", {}),
        ("heading", "Aanbevelingen", {"level": 2}),
        (
            "list_item",
            "Verplicht bedrijven om hun ketens te onderzoeken en steun de boeren.",
            {"marker": "1."},
        ),
        ("cell", "Losse woorden, zie Kamerstuk 32 735, nr. 370.", {"page": 2, "cell": (1, 2, 3)}),
    ):
        writer.open(kind, **{"page": 1, **options})
        writer.add(text)
        if kind == "paragraph":
            writer.note("1")
            writer.add(" Dat is zorgelijk.")
    return writer.finish()


SOURCE = reading().source


def passage(text):
    start = SOURCE.index(text)
    return {"document_id": "hout", "start": start, "end": start + len(text), "text": text}


def made():
    """An inspection by hand: no model is needed to see how it is shown."""
    document = document_from_reading(reading(), "hout", file="hout.txt")
    first, second = "Verplicht bedrijven om hun ketens te onderzoeken", "steun de boeren"
    claims = (
        Claim(
            claim_id="c1",
            claim_type="assertion",
            themes=(Theme(theme="trade", score=1.0, basis="term"),),
            **passage("Bedrijven kopen hout."),
        ),
        Claim(
            claim_id="c2", claim_type="position", needs_review=True, **passage("Dat is zorgelijk.")
        ),
        Claim(claim_id="c3", claim_type="recommendation", **passage(f"{first} en {second}.")),
    )
    asks = tuple(
        Ask(
            ask_id=f"r1-a{n}",
            recommendation_id="r1",
            text_resolved=text[0].upper() + text[1:],
            addressee=whom,
            **passage(text),
        )
        for n, (text, whom) in enumerate([(first, "de minister"), (second, "")], start=1)
    )
    recommendation = Recommendation(
        recommendation_id="r1",
        number="1",
        themes=("trade",),
        asks=asks,
        answer=((SOURCE.index("Losse"), SOURCE.index(", zie")),),
        **passage(f"{first} en {second}."),
    )
    return Inspection(
        analysis=DocumentAnalysis(
            document=document, claims=claims, recommendations=(recommendation,)
        ),
        labels=LABELS,
    )


def console(*, terminal=False, width=80, encoding="utf-8", **options):
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    return Console(
        file=file, force_terminal=terminal, width=width, highlight=False, markup=False, **options
    )


SHOWN = """\
Eerlijk hout
advies (afgeleid) · 2024-05-03 · Raad voor Handel
hout.txt · txt · 2 bladzijden · 256 tekens

Tekst ──────────────────────────────────────────────────────────────────────────
      blz. 1
1     kop 2                  Raad voor Handel
2     kop 1                  Eerlijk hout
3     kop 2                  3 mei 2024
4     alinea     stelling    Bedrijven kopen hout. [Handel]
                 standpunt   Dat is zorgelijk. nakijken
5     noot                   1 Zie https://a.nl/b voor cijfers.
6     kop 2                  Aanbevelingen
7     punt 1.    aanbeveling Verplicht bedrijven om hun ketens te onderzoeken en
                             steun de boeren.
      blz. 2
8     cel 2,3                Losse woorden, zie Kamerstuk 32 735, nr. 370.

Aanbevelingen (1) ──────────────────────────────────────────────────────────────
1     Verplicht bedrijven om hun ketens te onderzoeken en steun de boeren.
      blok 7, blz. 1 · 2 vragen · Handel
      ▸ Verplicht bedrijven om hun ketens te onderzoeken → de minister
      ▸ Steun de boeren
      ↳ Losse woorden

Verwijzingen (2) ───────────────────────────────────────────────────────────────
Kamerstuk    1×   kst-32735-370
link         1×   https://a.nl/b

Overzicht ──────────────────────────────────────────────────────────────────────
Blokken: 4× kop, 1× alinea, 1× noot, 1× punt, 1× cel
Nootcijfers in de tekst: 1

3 uitspraken
stelling    1 ████████████████████████
aanbeveling 1 ████████████████████████
standpunt   1 ████████████████████████

Thema's
Handel     1 ████████████
geen thema 2 ████████████████████████
"""


def test_everything_found_is_shown_in_80_columns():
    assert show(made(), console()) == SHOWN


def test_colours_change_nothing_but_colour():
    coloured = show(made(), console(terminal=True, color_system="standard"))
    assert "\x1b[36mstelling" in coloured
    stripped = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == SHOWN.splitlines()


@pytest.mark.parametrize("width", [40, 60, 110])
def test_no_line_is_wider_than_the_terminal(width):
    lines = show(made(), console(width=width)).splitlines()
    assert max(map(len, lines)) <= width


def test_an_old_terminal_gets_signs_that_it_has():
    shown = show(made(), console(encoding="cp1252"))
    assert shown.encode("cp1252").decode("cp1252") == shown
    assert "stelling    1 ####" in shown


def test_a_text_cannot_steer_the_terminal():
    source = "Rood \x1b[31malarm\x1b[0m en \u202eomgekeerd.\n"
    document = document_from_text(source, "d", title="\x1b]0;titel\x07")
    inspection = Inspection(analysis=DocumentAnalysis(document=document), labels=LABELS)
    shown = show(inspection, console())
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}
    assert "Rood \ufffd[31malarm" in shown


def test_square_brackets_and_smileys_of_the_text_stay():
    document = document_from_text("De [bold]raad[/bold] zegt :smile: [1].\n", "d")
    inspection = Inspection(analysis=DocumentAnalysis(document=document), labels=LABELS)
    assert "De [bold]raad[/bold] zegt :smile: [1]." in show(inspection, console())


def test_a_claim_that_runs_over_blocks_is_shown_once():
    document = document_from_text("De raad vraagt om:\n\n1. meer bomen\n2. minder steen\n", "d")
    text = "De raad vraagt om: 1. meer bomen"
    claim = Claim(
        claim_id="c1",
        document_id="d",
        start=0,
        end=document.source.index("\n2."),
        text=text,
        claim_type="recommendation",
    )
    shown = show(
        Inspection(analysis=DocumentAnalysis(document=document, claims=(claim,)), labels=LABELS),
        console(),
    )
    assert shown.count("meer bomen") == 1
    assert "hoort bij het vorige" in shown
    assert "minder steen" in shown


def test_what_could_not_be_read_is_said_at_the_head():
    gap = SetAside(source="hout.txt", stage="ingest", error="page 2 is a picture", hint="OCR it.")
    inspection = made()
    shown = show(
        Inspection(analysis=inspection.analysis, labels=LABELS, gap=gap), console()
    ).splitlines()
    assert shown[3] == "! page 2 is a picture. OCR it."


def test_every_kind_of_reference_has_a_dutch_name():
    from pipeline.ingest.references import find

    table = (find.__doc__ or "").split("=\n")[2]
    assert {line.split()[0] for line in table.splitlines() if line[:1].islower()} == set(REFERENCES)
