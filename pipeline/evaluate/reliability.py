"""How far two coders agree beyond chance: Krippendorff's alpha and Cohen's kappa with intervals.

Alpha follows Krippendorff (2011), 'Computing Krippendorff's alpha-reliability': 1 less the observed
over the expected disagreement, from the coincidences of values. Sets of labels disagree by the MASI
distance of Passonneau (2006). The one well-kept library under a permissive licence, NLTK, takes a
tenth of a second for one alpha, too slow to bootstrap: the tests hold this one against it.
Kappa is scikit-learn's; intervals are percentile bootstraps over documents, by SciPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import bootstrap
from sklearn.metrics import cohen_kappa_score

from pipeline.errors import UsageError
from pipeline.evaluate.gold_files import CodingRow, read_coder

Label = TypeVar("Label")
Set = frozenset[str]

N_RESAMPLES = 500
COLUMNS = ("stage", "label", "n", "share_a", "share_b", *(
    f"{name}{end}" for name in ("alpha", "kappa") for end in ("", "_low", "_high")
))  # fmt: skip


def masi_distance(left: Set, right: Set) -> float:
    """Return how far two sets of labels differ, in 0..1: Jaccard's index, weighed by monotonicity.

    >>> masi_distance(frozenset({"trade"}), frozenset({"trade", "security"}))
    0.6666666666666667
    """
    if left == right:
        return 0.0
    shared = len(left & right)
    weight = 2 / 3 if left <= right or right <= left else 1 / 3
    return 1 - (shared / len(left | right)) * (weight if shared else 0.0)


def nominal_distance(left: object, right: object) -> float:
    """Return 0 for equal values, else 1."""
    return float(left != right)


def krippendorff_alpha(
    first: Sequence[Label],
    second: Sequence[Label],
    distance: Callable[[Label, Label], float] = nominal_distance,
) -> float:
    """Return alpha of two coders' values of the same units; not-a-number when all are alike.

    >>> round(krippendorff_alpha(list("aabb"), list("aaba")), 4)
    0.5333
    """
    values, codes, distances = _coded(first, second, distance)
    return _alpha(codes, distances) if values else float("nan")


def _coded(
    first: Sequence[Label], second: Sequence[Label], distance: Callable[[Label, Label], float]
) -> tuple[list[Label], NDArray[np.int_], NDArray[np.float64]]:
    """Return the distinct values, each unit's pair of their numbers, and their distances."""
    values = list(dict.fromkeys([*first, *second]))
    number = {value: n for n, value in enumerate(values)}
    codes = np.array([[number[a], number[b]] for a, b in zip(first, second, strict=True)])
    distances = np.array([[distance(a, b) for b in values] for a in values])
    return values, codes.reshape(-1, 2), distances


def _alpha(codes: NDArray[np.int_], distances: NDArray[np.float64]) -> float:
    size = len(distances)
    pairs = np.bincount(codes[:, 0] * size + codes[:, 1], minlength=size * size)
    coincidences = pairs.reshape(size, size) + pairs.reshape(size, size).T
    totals = coincidences.sum(axis=0)
    n = totals.sum()
    expected = totals @ distances @ totals / max(n - 1, 1)
    return float(1 - (coincidences * distances).sum() / expected) if expected else float("nan")


def reliability(path_a: Path, path_b: Path, seed: int = 0) -> pd.DataFrame:
    """Compare two coders' files of codings, a row a stage and label.

    Parameters
    ----------
    path_a, path_b
        Files such as ``coder_a.csv``; compared on the stretches that both hold.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        Stages ``claims``, ``claim_types`` and ``themes`` (where both see a claim), with a row a
        label and one over all (``label`` empty; for themes alpha over sets). ``share_a`` and
        ``share_b`` are the shares of units with the label; intervals are 95%.

    Raises
    ------
    UsageError
        When a file has faults, or the two share no stretch.
    """
    rows_a, rows_b = (
        {(row.document_id, row.start, row.end): row for row in read_coder(path)}
        for path in (path_a, path_b)
    )
    shared = [place for place in rows_a if place in rows_b]
    if not shared:
        raise UsageError(
            f"{path_a.name} and {path_b.name} share no stretch.",
            "Give two files of codings of the same stretches: document_id, start and end alike.",
        )
    pairs = [(rows_a[place], rows_b[place]) for place in shared]
    both = [pair for pair in pairs if pair[0].is_claim and pair[1].is_claim]
    types = sorted({row.claim_type for pair in both for row in pair})
    themes = sorted({theme for pair in both for row in pair for theme in row.themes})
    found = [_compared("claims", "", pairs, lambda row: row.is_claim, seed)]
    if both:
        found.append(_compared("claim_types", "", both, lambda row: row.claim_type, seed))
        found += [_compared("claim_types", name, both, _has_type(name), seed) for name in types]
        sets = _compared("themes", "", both, lambda row: frozenset(row.themes), seed, masi_distance)
        found.append(sets)
        found += [_compared("themes", name, both, _has_theme(name), seed) for name in themes]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _has_type(name: str) -> Callable[[CodingRow], bool]:
    return lambda row: row.claim_type == name


def _has_theme(name: str) -> Callable[[CodingRow], bool]:
    return lambda row: name in row.themes


def _compared(
    stage: str,
    label: str,
    pairs: Sequence[tuple[CodingRow, CodingRow]],
    value: Callable[[CodingRow], Label],
    seed: int,
    distance: Callable[[Label, Label], float] = nominal_distance,
) -> dict[str, object]:
    """Return one row of the table."""
    first, second = ([value(pair[n]) for pair in pairs] for n in (0, 1))
    _, codes, distances = _coded(first, second, distance)
    documents: dict[str, list[int]] = {}
    for n, (coding, _) in enumerate(pairs):
        documents.setdefault(coding.document_id, []).append(n)
    clusters = [np.array(rows) for rows in documents.values()]
    row: dict[str, object] = {"stage": stage, "label": label, "n": len(pairs)}
    if label or stage == "claims":
        row |= {
            "share_a": float(np.mean([bool(one) for one in first])),
            "share_b": float(np.mean([bool(one) for one in second])),
        }
    figures: dict[str, Callable[[NDArray[np.int_]], float]] = {
        "alpha": lambda part: _alpha(part, distances),
    }
    if distance is nominal_distance:
        figures["kappa"] = _kappa
    for name, figure in figures.items():
        low, high = _interval(codes, clusters, figure, seed)
        row |= {name: figure(codes), f"{name}_low": low, f"{name}_high": high}
    return {key: round(cell, 4) if isinstance(cell, float) else cell for key, cell in row.items()}


def _kappa(codes: NDArray[np.int_]) -> float:
    """Return Cohen's kappa; not-a-number where both coders give all units one value."""
    if len(np.unique(codes)) < 2:
        return float("nan")
    return float(cohen_kappa_score(codes[:, 0], codes[:, 1]))


def _interval(
    codes: NDArray[np.int_],
    clusters: Sequence[NDArray[np.int_]],
    figure: Callable[[NDArray[np.int_]], float],
    seed: int,
) -> tuple[float, float]:
    """Return the 95% bootstrap interval over documents; not-a-number with fewer than three."""
    if len(clusters) < 3:
        return (float("nan"), float("nan"))

    def resampled(drawn: NDArray[np.int_]) -> float:
        return figure(codes[np.concatenate([clusters[n] for n in drawn])])

    result = bootstrap(
        (np.arange(len(clusters)),),
        resampled,
        n_resamples=N_RESAMPLES,
        vectorized=False,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    # A draw of documents in which both coders use one value only has no figure.
    drawn = result.bootstrap_distribution[~np.isnan(result.bootstrap_distribution)]
    if not drawn.size:
        return (float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def format_reliability(table: pd.DataFrame) -> str:
    """Return the table as text."""
    return table.to_string(index=False, na_rep="–", float_format=lambda number: f"{number:.3f}")
