"""What people ask of a run first: how many recommendations, how many answered, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import STANCES, Stance
from pipeline.resources import resource

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.analyze import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The counts of a run; quoted recommendations are in none of them.

    ``stances`` counts recommendations by stance, in the order of the codebook, zeros left out;
    ``n_answered`` those of any stance but ``no_response``. What no known document answers is in
    ``n_recommendations`` alone.
    """

    n_documents: int
    n_claims: int
    n_recommendations: int
    n_answered: int
    stances: Mapping[Stance, int] = field(default_factory=dict)


def outcome(tables: Mapping[str, pd.DataFrame]) -> Outcome:
    """Count what a run found.

    Parameters
    ----------
    tables
        The tables of a run, as in ``Result.tables``.

    Examples
    --------
    >>> from pipeline.report import build_tables
    >>> outcome(build_tables([], [], [], [], ["trade"], {"trade": "Handel"})).n_recommendations
    0
    """
    recommendations = tables["recommendations"]
    counted = recommendations.loc[recommendations["quoted_from"] == "", "recommendation_id"]
    stance = tables["stance"]
    whole = stance.loc[(stance["ask_id"] == "") & stance["recommendation_id"].isin(counted)]
    counts = {label: int((whole["stance"] == label).sum()) for label in STANCES}
    return Outcome(
        n_documents=len(tables["documents"]),
        n_claims=len(tables["claims"]),
        n_recommendations=len(counted),
        n_answered=sum(n for label, n in counts.items() if label != "no_response"),
        stances={label: n for label, n in counts.items() if n},
    )


def measured_error() -> float:
    """Return the share of wrong verdicts on answers kept out of training (0..1)."""
    from pipeline.report import load_measured

    return 1 - load_measured(resource("models/stance/training.json")).accuracy


def run_summary(result: Result, out: Path, *, strict: bool) -> str:
    """Return the lines that a person wants to read when a run ends, in Dutch.

    How many recommendations, how many of them answered, and how; then where the files are.
    """
    from pipeline.report import load_measured
    from pipeline.report.labels import STANCE_LABELS

    found = outcome(result.tables)
    how = [f"{n} {STANCE_LABELS[stance]}" for stance, n in found.stances.items()]
    figures = resource("models/stance/training.json")
    measured = load_measured(figures, with_reader=result.run["judge"]["reader.npz"] is not None)
    lines = [
        f"{count(found.n_documents, 'document', 'documenten')}, "
        f"{count(found.n_claims, 'uitspraak', 'uitspraken')}",
        f"{count(found.n_recommendations, 'aanbeveling', 'aanbevelingen')}, "
        f"{sum(found.stances.values())} met een antwoorddocument, {found.n_answered} beantwoord",
        *([f"Hoe: {', '.join(how)}"] if how else []),
        f"Voorlopig, niet nagekeken. {measured.note()}",
    ]
    if result.n_set_aside:
        unread = count(result.n_set_aside, "document", "documenten")
        lines.append(f"{unread} niet gelezen: zie {out / 'errors.csv'}")
    if result.n_set_aside and strict:
        return "\n".join([*lines, "Met --strict zijn de tabellen niet vervangen."])
    first = [name for name in ("report.html", "overzicht.csv") if name in result.files]
    lines.append(f"Bestanden in {out}; open eerst {' of '.join(str(out / n) for n in first)}")
    return "\n".join(lines)


def count(n: int, one: str, more: str) -> str:
    """Return a number with its noun, in the right form.

    >>> count(1, "document", "documenten")
    '1 document'
    """
    return f"{n} {one if n == 1 else more}"
