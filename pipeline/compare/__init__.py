"""Two runs side by side: what another model, codebook or version of a document changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.analyze import Result
from pipeline.runs import read_run

if TYPE_CHECKING:
    from pipeline.compare.differences import Comparison

__all__ = ["compare_runs", "write_comparison"]


def compare_runs(old: Result | Path | str, new: Result | Path | str) -> Comparison:
    """Set two runs side by side and say what changed.

    Documents are matched by the hash of their file and, as two versions of one, by identifier;
    claims, recommendations, asks and answers by their place in the source, or by their words where
    the source differs; never by identifier. What one document quotes from another is left out.

    Parameters
    ----------
    old, new
        Results, or output folders of ``weerklank analyze``.

    Returns
    -------
    Comparison
        ``table`` has a row for everything new or lost and every value that changed.

    Raises
    ------
    UsageError
        When a folder holds no run that this version can read.

    Examples
    --------
    >>> import pipeline
    >>> run = pipeline.analyze("tests/data/wonen")
    >>> comparison = compare_runs(run, run)
    >>> len(comparison.table), comparison.tallies[1].same
    (0, 3)
    """
    from pipeline.compare.differences import compare

    return compare(*(run if isinstance(run, Result) else read_run(run) for run in (old, new)))


def write_comparison(comparison: Comparison, out: Path, old: str, new: str) -> None:
    """Write ``verschillen.csv`` and ``verschillen.html``; other files in the folder stay.

    Parameters
    ----------
    comparison
        What `compare_runs` found.
    out
        The folder; made when missing.
    old, new
        How the page names the two runs.

    Raises
    ------
    UsageError
        When the folder cannot be written.
    """
    from pipeline.compare.present import write

    write(comparison, out, old, new)
