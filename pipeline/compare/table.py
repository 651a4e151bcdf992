"""``verschillen.csv``: what is in its columns, and its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.report.schema import Column, Table

if TYPE_CHECKING:
    from pipeline.compare.differences import Difference


def _text(name: str, nl: str, en: str) -> Column:
    return Column(name=name, type="string", nl=nl, en=en)


def _place(name: str, nl: str, en: str) -> Column:
    return Column(name=name, type="integer", minimum=0, nl=nl, en=en)


TABLE = Table(
    name="verschillen",
    title_nl="Verschillen",
    title_en="Differences",
    nl="Een rij per ding dat nieuw of vervallen is, en per gegeven dat anders is.",
    en="One row for everything new or lost, and for every value that changed.",
    columns=(
        _text("soort", "Wat het is", "What it is"),
        _text("wijziging", "nieuw, vervallen of gewijzigd", "New, lost or changed"),
        _text("document", "Document, zoals het nu heet", "Document, under its new name"),
        _text("nummer", "Nummer van de aanbeveling", "Number of the recommendation"),
        _text("tekst", "De woorden, nu", "Its words, now"),
        _text("veld", "Wat er gewijzigd is", "What changed"),
        _text("oud", "Was", "Was"),
        _text("nieuw", "Is", "Is"),
        _text("kenmerk_oud", "Kenmerk in de oude tabellen", "Identifier in the old run"),
        _place("begin_oud", "Beginpositie, oud", "Start position, old"),
        _place("eind_oud", "Eindpositie, oud", "End position, old"),
        _text("kenmerk_nieuw", "Kenmerk in de nieuwe tabellen", "Identifier in the new run"),
        _place("begin_nieuw", "Beginpositie, nieuw", "Start position, new"),
        _place("eind_nieuw", "Eindpositie, nieuw", "End position, new"),
    ),
)


def difference_table(differences: Iterable[Difference]) -> pd.DataFrame:
    """Return one row a difference, in their order, with the columns of ``TABLE``."""
    rows = [_row(difference) for difference in differences]
    return pd.DataFrame(
        {
            column.name: pd.Series([row[i] for row in rows], dtype=column.dtype)
            for i, column in enumerate(TABLE.columns)
        }
    )


def _row(difference: Difference) -> tuple[str | int | None, ...]:
    thing, before, after = difference.thing, difference.before, difference.after
    return (
        difference.kind,
        difference.change,
        thing.document_id,
        thing.number,
        thing.text,
        difference.field,
        difference.old,
        difference.new,
        *((before.identifier, before.start, before.end) if before else ("", None, None)),
        *((after.identifier, after.start, after.end) if after else ("", None, None)),
    )
