"""Lay what systems found beside gold, stage by stage, as the gold folder's README says.

Comparisons are named after what is compared: claims, claim_types, themes, recommendations, asks,
alignment, evidence, stance_recommendations and stance_asks.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.evaluate.found import Found
from pipeline.evaluate.gold import Coder, Gold
from pipeline.evaluate.pairing import pair_recommendations
from pipeline.evaluate.scores import Comparison, System, Unit, View
from pipeline.evaluate.units import (
    alignment_units,
    ask_units,
    coding_units,
    evidence_units,
    found_of_coder,
    recommendation_units,
    stance_units,
    with_both_coders,
)

#: What a system that only labels claims is compared on.
CODING_STAGES = ("claims", "claim_types", "themes")
#: What a second coder says independently of the first: the other stages have one shared gold.
CODED_APART = (
    *CODING_STAGES,
    "asks",
    "stance_recommendations",
    "stance_asks",
)
STANCE_STAGES = ("stance_recommendations", "stance_asks")


def compare_stages(gold: Gold, systems: Mapping[System, Found]) -> list[Comparison]:
    """Compare every system with every coder, and the second coder with the first.

    Stages that the gold says nothing about are left out. A stance stage comes twice: with each
    coder, and as ``accuracy_both`` with the verdicts on which both agree.
    """
    views: dict[str, dict[System, list[View]]] = {}
    for system, found in systems.items():
        by_coder = {coder: _units_by_stage(gold, coder, found) for coder in gold.coders}
        for coder, by_stage in by_coder.items():
            for stage, units in by_stage.items():
                view = View(coders=(coder,), units=units)
                views.setdefault(stage, {}).setdefault(system, []).append(view)
        if found.codes_only:
            continue
        if len(by_coder) > 1:
            for stage in STANCE_STAGES:
                units = with_both_coders(by_coder["a"][stage], by_coder["b"][stage])
                view = View(coders=gold.coders, units=units)
                views.setdefault(f"{stage} both", {})[system] = [view]
        paired = pair_recommendations(gold.recommendations, found.judged)
        shared = {
            "recommendations": recommendation_units(gold, found),
            "evidence": evidence_units(gold, paired),
        }
        for stage, units in shared.items():
            views.setdefault(stage, {})[system] = [View(coders=gold.coders, units=units)]
    if len(gold.coders) > 1:
        between = _units_by_stage(gold, "a", found_of_coder(gold, "b"))
        for stage in CODED_APART:
            view = View(coders=gold.coders, units=between[stage])
            views[stage]["coders"] = [view]
            if stage in STANCE_STAGES:
                views[f"{stage} both"]["coders"] = [view]
    return [one for one in _comparisons(views) if _has_gold(one)]


def _units_by_stage(gold: Gold, coder: Coder, found: Found) -> dict[str, tuple[Unit, ...]]:
    """Compare one system with one coder in everything that coders say apart."""
    coded = coding_units(gold, coder, found.codings)
    if found.codes_only:
        return coded
    paired = pair_recommendations(gold.recommendations, found.judged)
    return {
        **coded,
        "asks": ask_units(gold, coder, found, paired),
        "alignment": alignment_units(gold, coder, paired),
        **stance_units(gold, coder, paired),
    }


def _comparisons(views: Mapping[str, Mapping[System, list[View]]]) -> list[Comparison]:
    """Say which figures each stage has, in the order of the chain."""
    comparisons = [
        Comparison(stage="claims", unit="stretch", views=views["claims"]),
        Comparison(
            stage="claim_types",
            unit="stretch",
            views=views["claim_types"],
            accuracy="accuracy",
            averages=("macro",),
        ),
        Comparison(
            stage="themes", unit="stretch", views=views["themes"], averages=("macro", "micro")
        ),
        Comparison(stage="recommendations", unit="recommendation", views=views["recommendations"]),
        Comparison(stage="asks", unit="recommendation", views=views["asks"]),
    ]
    comparisons += [
        Comparison(
            stage=stage,
            unit="recommendation",
            views=views[stage],
            per_label=False,
            accuracy="accuracy",
            accuracy_per_label=True,
        )
        for stage in ("alignment", "evidence")
    ]
    for stage in STANCE_STAGES:
        comparisons += [
            Comparison(
                stage=stage,
                unit="recommendation",
                views=views[stage],
                accuracy="accuracy",
                averages=("macro",),
            ),
            Comparison(
                stage=stage,
                unit="recommendation",
                views=views.get(f"{stage} both", {}),
                per_label=False,
                accuracy="accuracy_both",
            ),
        ]
    return comparisons


def _has_gold(comparison: Comparison) -> bool:
    """Say whether any unit of a comparison carries a gold label."""
    return any(
        unit.gold for views in comparison.views.values() for view in views for unit in view.units
    )
