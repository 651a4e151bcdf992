"""The model card tells what the training record tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.train.card import figures, fill_card

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="module")
def tables():
    plain = MODELS / "language-plain-training.json"
    return figures(
        json.loads((MODELS / "language-training.json").read_text("utf-8")),
        json.loads(plain.read_text("utf-8")) if plain.exists() else None,
    )


@pytest.mark.parametrize("name", ["test", "relations", "log"])
def test_card_holds_the_tables_of_the_record(tables, name):
    assert tables[name] in (MODELS / "language-card.md").read_text("utf-8")


def test_tables_are_put_between_their_marks_and_nothing_else_changes(tables, tmp_path):
    card = tmp_path / "card.md"
    card.write_text("# Kaart\n<!-- log -->\noud\n<!-- /log -->\nslot <!-- test -->\n", "utf-8")
    fill_card(card, tables)
    text = card.read_text("utf-8")
    assert "oud" not in text and tables["log"] in text
    assert text.startswith("# Kaart\n<!-- log -->\n") and text.endswith("slot <!-- test -->\n")
