"""What people ask of a run first: how many recommendations, how many answered, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.records import STANCES, Stance
from pipeline.resources import resource

if TYPE_CHECKING:
    import pandas as pd


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
