"""Show an evaluation: plain tables for the terminal, CSV files for everything else."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, fields
from math import isnan
from pathlib import Path

import pandas as pd

from pipeline.evaluate.evaluation import Evaluation, InstructiveError
from pipeline.evaluate.scores import PER_LABEL, SYSTEMS

TITLES = {
    "language": "Sentences, in a half that rules were mended with and one never looked at",
    "claims": "Claims: stretches that claims cover at least half of",
    "claim_types": "Claim types, where all coders see a claim",
    "themes": "Themes, where all coders see a claim",
    "recommendations": "Recommendations",
    "asks": "Asks",
    "alignment": "Alignment: is the answer found where it stands",
    "evidence": "Evidence: of the verdicts that need it, the share with evidence in the answer",
    "stance_recommendations": "Stance towards recommendations",
    "stance_asks": "Stance towards asks",
}
#: Baselines are told where recommendations stand; figures of these stages must say so.
TOLD = frozenset({"asks", "alignment", "evidence", "stance_recommendations", "stance_asks"})
WIDTH = 100
#: Three lines are enough to recognise a passage; the whole of it stands in evaluation_errors.csv.
LONGEST_TEXT = 3 * (WIDTH - 4)


def format_evaluation(evaluation: Evaluation, *, n_errors: int = 3) -> str:
    """Return one table a stage, each with its ``n_errors`` most instructive errors, as plain text.

    Where a label has precision, recall and F1, precision and recall are the run's own, and the
    other systems' column is their F1.
    """
    parts = []
    for stage in TITLES:
        rows = evaluation.scores[evaluation.scores["stage"] == stage]
        if rows.empty:
            continue
        errors = [one for one in evaluation.most_instructive_errors if one.stage == stage]
        lines = [_format_stage(stage, rows)]
        if stage == "themes" and not evaluation.calibration.empty:
            lines += _format_calibration(evaluation)
        if errors[:n_errors]:
            lines.append(f"Most instructive errors ({len(errors[:n_errors])} of {len(errors)}):")
        lines += [_format_error(error) for error in errors[:n_errors]]
        parts.append("\n".join(lines))
    parts += [textwrap.fill(note, WIDTH) for note in evaluation.notes]
    return "\n\n".join(parts) + "\n"


def write_evaluation(evaluation: Evaluation, out: Path) -> list[Path]:
    """Write ``evaluation_<stage>.csv`` for each stage and ``evaluation_errors.csv`` into ``out``.

    How far the scores of themes are to be believed goes into ``evaluation_calibration.csv``.

    Returns the files in the order written; figures have four places, as in the contract's tables.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for stage in TITLES:
        rows = evaluation.scores[evaluation.scores["stage"] == stage]
        if not rows.empty:
            written.append(_write(rows, out / f"evaluation_{stage}.csv"))
    if not evaluation.calibration.empty:
        written.append(_write(evaluation.calibration, out / "evaluation_calibration.csv"))
    columns = [column.name for column in fields(InstructiveError)]
    errors = [asdict(error) for error in evaluation.most_instructive_errors]
    written.append(_write(pd.DataFrame(errors, columns=columns), out / "evaluation_errors.csv"))
    return written


def _write(rows: pd.DataFrame, path: Path) -> Path:
    """Write a table in the contract's standard form."""
    rows.to_csv(path, index=False, float_format="%.4f", lineterminator="\n", encoding="utf-8")
    return path


def _format_error(error: InstructiveError) -> str:
    """Return where an error stands, what was expected and found, on what basis, and the words."""
    coders = "1 coder" if error.n_coders == 1 else f"{error.n_coders} coders"
    where = f"{error.document} {error.start}-{error.end}"
    labels = f"expected {error.expected}, found {error.found} (against {coders})"
    words = textwrap.shorten(error.text, LONGEST_TEXT, placeholder=" …")
    told = [textwrap.fill(words, WIDTH - 4)]
    if error.basis:
        told.insert(0, textwrap.fill(f"on {error.basis}", WIDTH - 4, subsequent_indent="   "))
    return f"- {where}: {labels}\n{textwrap.indent(chr(10).join(told), '    ')}"


def _format_calibration(evaluation: Evaluation) -> list[str]:
    """Return the reliability curve of the themes that were given, a column a tenth of the scale."""
    curve = evaluation.calibration
    title = (
        f"Calibration of the {curve['n'].sum()} themes given: expected calibration error "
        f"{_number(evaluation.calibration_error)} (of those that score 0.7, seven in ten should be "
        "right)"
    )
    return [
        *textwrap.wrap(title, WIDTH),
        *_columns(
            [
                ["mean score", *map(_number, curve["score"])],
                ["right", *map(_number, curve["right"])],
                ["n", *map(str, curve["n"])],
            ]
        ),
    ]


def _format_stage(stage: str, rows: pd.DataFrame) -> str:
    """Return one stage's table with its title."""
    systems = [system for system in SYSTEMS if (rows["system"] == system).any()]
    others = [system for system in systems if system != "weerklank"]
    records = rows.to_dict("records")
    figures = {
        (row["metric"], row["label"], row["system"]): (row["value"], row["low"], row["high"])
        for row in records
    }
    counts = {(row["metric"], row["label"]): row["n"] for row in reversed(records)}
    lines: list[list[str]] = []
    for metric, label in _in_order(rows):
        named = " ".join(part for part in (metric if metric != "f1" else "", label) if part)
        own = figures.get((metric, label, "weerklank"))
        if own is None and not counts[metric, label]:
            continue  # Only a baseline gives this label, and wrongly.
        line = [named, str(counts[metric, label])]
        for part in PER_LABEL[:2]:
            whole = figures.get((part, label, "weerklank")) if metric == "f1" else None
            line.append(_number(whole[0]) if whole else "")
        line.append(f"{_number(own[0])} {_interval(own[1], own[2])}" if own else "-")
        for system in others:
            other = figures.get((metric, label, system))
            line.append(_number(other[0]) if other else "-")
        lines.append(line)
    header = ["", "n", "P", "R", "weerklank [95%]", *others]
    if all(not line[2] for line in lines):
        header, lines = (
            header[:2] + header[4:],
            [line[:2] + line[4:] for line in lines],
        )
    told = "; baselines know where recommendations stand" if stage in TOLD else ""
    resampled = " or ".join(sorted(set(rows["resampled_by"])))
    title = f"{TITLES[stage]} (intervals by {resampled}{told})"
    return "\n".join([*textwrap.wrap(title, WIDTH), *_columns([header, *lines])])


def _in_order(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the lines of a table: accuracies, then the averages' and the labels' F1."""
    pairs = list(dict.fromkeys(zip(rows["metric"], rows["label"], strict=True)))
    average = ("macro", "micro")
    return [
        *(pair for pair in pairs if pair[0] not in PER_LABEL),
        *(pair for pair in pairs if pair[0] == "f1" and pair[1] in average),
        *sorted(pair for pair in pairs if pair[0] == "f1" and pair[1] not in average),
    ]


def _number(value: float) -> str:
    """Show a figure between 0 and 1 with two places."""
    return "-" if isnan(value) else f"{value:.2f}"


def _interval(low: float, high: float) -> str:
    """Show an interval; one cluster gives none."""
    return "[-]" if isnan(low) else f"[{low:.2f}-{high:.2f}]"


def _columns(lines: list[list[str]]) -> list[str]:
    """Set cells in columns, the first to the left and the others to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
