"""From labels to figures: precision, recall, F1 and accuracy with bootstrap intervals.

Point estimates are scikit-learn's; the intervals come from the same counts, resampled all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from pipeline.evaluate.gold import Coder

System = Literal["weerklank", "sentencizer", "capitals", "majority", "keywords", "tfidf", "coders"]
SYSTEMS: tuple[System, ...] = get_args(System)
PER_LABEL = ("precision", "recall", "f1")
#: Fewer documents than this give resamples that hardly differ: units are resampled instead.
FEWEST_DOCUMENTS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing that is compared: the labels that gold gives it and those that were found.

    ``group`` is what it is drawn with when documents are too few to be drawn themselves: the
    start of the stretch or recommendation it belongs to.
    """

    document_id: str
    start: int
    end: int
    gold: frozenset[str]
    found: frozenset[str]
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The units as seen by one coder, or by all those named when they share the gold."""

    coders: tuple[Coder, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One stage's views of each system, and which figures are wanted.

    ``averages`` names the averages over the labels that are wanted, ``per_label`` asks for
    precision, recall and F1 of each label; ``accuracy`` names the share of units whose labels are
    all right (empty: not wanted), and ``accuracy_per_label`` adds it for the units of each gold
    label. ``unit`` names what a unit's group is.
    """

    stage: str
    unit: str
    views: Mapping[System, Sequence[View]]
    per_label: bool = True
    averages: tuple[Literal["macro", "micro"], ...] = ()
    accuracy: Literal["", "accuracy", "accuracy_both"] = ""
    accuracy_per_label: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A figure with its 95% interval; ``n`` counts the units that gold gives the label.

    Without a label ``n`` counts all units; where coders differ, it is the larger number.
    """

    stage: str
    metric: str
    label: str
    system: System
    value: float
    low: float
    high: float
    n: int
    resampled_by: str


def score_comparison(comparison: Comparison, *, seed: int, n_bootstrap: int) -> list[Score]:
    """Return all figures of a stage, averaged over the coders' views, system by system."""
    scores: list[Score] = []
    for system in SYSTEMS:
        views = [view for view in comparison.views.get(system, ()) if view.units]
        if not views:
            continue
        units = [unit for view in views for unit in view.units]
        clusters, resampled_by = _clusters(units, comparison.unit)
        # Drawing afresh from one seed gives every system the same resamples.
        draws = np.random.default_rng(seed).multinomial(
            len(clusters), np.full(len(clusters), 1 / len(clusters)), size=n_bootstrap
        )
        labels = sorted({label for unit in units for label in unit.gold | unit.found})
        figures: dict[tuple[str, str], list[tuple[float, Floats]]] = {}
        for view in views:
            at = np.array([clusters[_cluster(unit, resampled_by)] for unit in view.units])
            for key, figure in _view_figures(comparison, view, labels, draws[:, at]).items():
                figures.setdefault(key, []).append(figure)
        for (metric, label), values in figures.items():
            low, high = _interval([draw for _, draw in values], len(clusters))
            scores.append(
                Score(
                    stage=comparison.stage,
                    metric=metric,
                    label=label,
                    system=system,
                    value=float(np.mean([value for value, _ in values])),
                    low=low,
                    high=high,
                    n=max(_support(view.units, label) for view in views),
                    resampled_by=resampled_by,
                )
            )
    return scores


def _cluster(unit: Unit, resampled_by: str) -> tuple[str, int]:
    """Return what a unit is drawn with."""
    return (unit.document_id, -1 if resampled_by == "document" else unit.group)


def _clusters(units: Iterable[Unit], name: str) -> tuple[dict[tuple[str, int], int], str]:
    """Count off what is resampled: documents when there are enough, else stretches or the like."""
    units = list(units)
    documents = {unit.document_id for unit in units}
    resampled_by = "document" if len(documents) >= FEWEST_DOCUMENTS else name
    keys = sorted({_cluster(unit, resampled_by) for unit in units})
    return {key: index for index, key in enumerate(keys)}, resampled_by


def _support(units: Sequence[Unit], label: str) -> int:
    """Count the units, or those that gold gives a label."""
    if label in ("", "macro", "micro"):
        return len(units)
    return sum(label in unit.gold for unit in units)


def _view_figures(
    comparison: Comparison, view: View, labels: Sequence[str], weights: NDArray[np.int64]
) -> dict[tuple[str, str], tuple[float, Floats]]:
    """Return each figure of one view: its value, and its value in every resample."""
    gold = np.array([[label in unit.gold for label in labels] for unit in view.units], dtype=int)
    found = np.array([[label in unit.found for label in labels] for unit in view.units], dtype=int)
    right = (gold == found).all(axis=1)
    figures: dict[tuple[str, str], tuple[float, Floats]] = {}
    if comparison.accuracy:
        drawn = _divide(weights @ right, weights.sum(axis=1))
        figures[comparison.accuracy, ""] = (_accuracy(gold, found), drawn)
    if comparison.accuracy_per_label:
        for column, label in enumerate(labels):
            has = gold[:, column] == 1
            if has.any():
                drawn = _divide(weights[:, has] @ right[has], weights[:, has].sum(axis=1))
                figures["accuracy", label] = (_accuracy(gold[has], found[has]), drawn)
    # As in scikit-learn, a label that neither side uses is no label: it enters no average.
    used = np.flatnonzero((gold | found).any(axis=0)).tolist()
    if not used:
        return figures
    gold, found = gold[:, used], found[:, used]
    counts = [
        weights @ (gold & found),
        weights @ ((1 - gold) & found),
        weights @ (gold & (1 - found)),
    ]
    # An empty column beside the labels keeps scikit-learn from taking a single label for a binary
    # task with two classes; it is named in no figure.
    padded = [np.pad(side, ((0, 0), (0, 1))) for side in (gold, found)]
    columns = np.arange(len(used))
    drawn_labels = _prf(*counts)
    for average in comparison.averages:
        if average == "macro":
            drawn_average = [
                np.ma.masked_invalid(drawn).mean(axis=1).filled(np.nan) for drawn in drawn_labels
            ]
        else:
            drawn_average = _prf(*(count.sum(axis=1) for count in counts))
        values = precision_recall_fscore_support(
            *padded, labels=columns, average=average, zero_division=0
        )
        for metric, value, drawn in zip(PER_LABEL, values[:3], drawn_average, strict=True):
            figures[metric, average] = (float(value), drawn)
    if comparison.per_label:
        values = precision_recall_fscore_support(
            *padded, labels=columns, average=None, zero_division=0
        )
        for metric, by_label, drawn in zip(PER_LABEL, values[:3], drawn_labels, strict=True):
            for index, at in enumerate(used):
                figures[metric, labels[at]] = (float(by_label[index]), drawn[:, index])
    return figures


def _accuracy(gold: NDArray, found: NDArray) -> float:
    """Return the share of units whose labels are all right."""
    return float(accuracy_score(gold, found)) if gold.shape[1] else 1.0


def _divide(part: NDArray, whole: NDArray) -> Floats:
    """Divide where there is something to divide by, else leave not-a-number."""
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)


def _prf(right: NDArray, wrong: NDArray, missed: NDArray) -> list[Floats]:
    """Return precision, recall and F1 from counts: 0 without predictions, nan without anything."""
    some = right + wrong + missed > 0
    precision = np.where(some, np.nan_to_num(_divide(right, right + wrong)), np.nan)
    recall = np.where(some, np.nan_to_num(_divide(right, right + missed)), np.nan)
    return [precision, recall, _divide(2 * right, 2 * right + wrong + missed)]


def _interval(draws: Sequence[Floats], n_clusters: int) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of a figure averaged over the coders."""
    mean = np.ma.masked_invalid(np.vstack(draws)).mean(axis=0)
    drawn = mean.compressed() if isinstance(mean, np.ma.MaskedArray) else np.asarray(mean)
    if n_clusters < 2 or not drawn.size:
        return (float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return (float(low), float(high))
