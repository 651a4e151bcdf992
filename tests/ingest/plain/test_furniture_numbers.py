"""Running heads that show by the page number far behind them."""

import pytest

from pipeline.ingest import document_from_text

HEAD = "Tweede Kamer, vergaderjaar 2024–2025, 36 810, nr. 7"


def kinds(text):
    return [(b.kind, text[b.start : b.end]) for b in document_from_text(text, "proef").blocks]


def test_a_head_with_rising_numbers_is_furniture_wherever_it_stands():
    text = (
        f"Het kabinet kiest voor overleg met de sector.\n\n{HEAD}            2\n\n"
        f"De minister steunt lokale kranten.\n\n{HEAD}            5\n\nDaar blijft het bij."
    )
    assert [kind for kind, piece in kinds(text) if HEAD in piece] == ["footer", "footer"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Uitgaven aan bussen in miljoenen      5", "Uitgaven aan bussen in miljoenen      3"),
        ("Totaal      5", "Totaal      7"),
    ],
)
def test_rows_of_a_table_are_none(lines):
    text = f"Dit zijn de cijfers.\n\n{lines[0]}\n\nDat was vorig jaar.\n\n{lines[1]}\n\nEinde."
    assert not [kind for kind, _ in kinds(text) if kind == "footer"]
