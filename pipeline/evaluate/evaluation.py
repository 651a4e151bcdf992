"""Score a run on gold, beside the baselines and the coders, and pick the errors to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import pandas as pd

from pipeline.evaluate.baselines import find_by_keywords, find_majority, load_keyword_rules
from pipeline.evaluate.calibration import calibration
from pipeline.evaluate.compare import compare_stages
from pipeline.evaluate.found import Found, found_in_tables
from pipeline.evaluate.gold import Gold, check_gold_fits
from pipeline.evaluate.reasons import Place, reasons_of, theme_scores
from pipeline.evaluate.scores import Comparison, Score, System, score_comparison
from pipeline.evaluate.tfidf import find_by_tfidf

NOTHING_FOUND = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructiveError:
    """Something that the run got wrong, with its words.

    ``expected`` and ``found`` are labels joined with ``|``, those of coders who differ parted by
    a slash; ``basis`` says what the found labels rest on (of a theme its score and the term, the
    model or the context; of a verdict the evidence; of an answer where it was looked for) and is
    empty where nothing was found; ``n_coders`` counts the coders whom the run contradicts.
    """

    stage: str
    document: str
    start: int
    end: int
    text: str
    expected: str
    found: str
    basis: str
    n_coders: int


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All figures of a run on gold.

    ``scores`` has a row a figure: stage, metric, label (empty: all units; ``macro`` and ``micro``:
    averages over the labels), system (``weerklank``, a baseline or ``coders``), value, low and
    high (a 95% bootstrap interval), n (units, or units with the label) and resampled_by
    (``document``, or ``block``, ``stretch`` or ``recommendation`` where documents are fewer than
    three). ``most_instructive_errors`` begin with those against both coders, the longest first.
    ``calibration`` has a row a tenth of the scale of scores that has themes given in it: n, their
    mean score and the share that is right (one coder of two agrees: half); ``calibration_error``
    is the expected calibration error over those. ``notes`` say what the figures do not show.
    """

    scores: pd.DataFrame = field(repr=False)
    most_instructive_errors: tuple[InstructiveError, ...] = field(repr=False)
    calibration: pd.DataFrame = field(
        repr=False, default_factory=lambda: pd.DataFrame(columns=["n", "score", "right"])
    )
    calibration_error: float = float("nan")
    notes: tuple[str, ...] = ()

    def value(self, stage: str, metric: str, label: str = "", system: str = "weerklank") -> float:
        """Return one figure.

        Raises
        ------
        KeyError
            Names the figure when there is none.
        """
        rows = self.scores[
            (self.scores["stage"] == stage)
            & (self.scores["metric"] == metric)
            & (self.scores["label"] == label)
            & (self.scores["system"] == system)
        ]
        if rows.empty:
            raise KeyError(f"{stage}, {metric}, label '{label}', {system}")
        return float(rows["value"].iloc[0])

    def followed_by(self, other: Evaluation) -> Evaluation:
        """Return both evaluations as one, this one's stages first; the other's calibration."""
        return replace(
            other,
            scores=pd.concat([self.scores, other.scores], ignore_index=True),
            most_instructive_errors=self.most_instructive_errors + other.most_instructive_errors,
            notes=self.notes + other.notes,
        )


def evaluate_run(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    gold: Gold,
    *,
    keywords: Mapping[str, Sequence[str]] | None = None,
    taught: Sequence[Path] = (),
    seed: int = 0,
    n_bootstrap: int = 1000,
) -> Evaluation:
    """Score the tables of a run as the gold folder's README says.

    Parameters
    ----------
    tables
        The contract's tables by name without ``.csv``: claims, claim_themes, recommendations,
        asks, alignment and stance.
    sources
        The text of every analysed document by its id.
    gold
        Annotations of documents among ``sources``.
    keywords
        Patterns a theme for the keywords baseline, in place of those in ``baselines.toml``.
    taught
        Folders of labelled documents that the TF-IDF baseline learns from, less those that are
        evaluated; without any there is no such baseline.
    seed, n_bootstrap
        Of the bootstrap: the same seed gives the same intervals.

    Raises
    ------
    UsageError
        When a table or column is missing, or the gold does not fit the sources.
    """
    check_gold_fits(gold, sources)
    systems: dict[System, Found] = {
        "weerklank": found_in_tables(tables, gold.stretches),
        "majority": find_majority(gold, sources),
        "keywords": find_by_keywords(gold, sources, load_keyword_rules(keywords)),
    }
    notes = []
    if taught and gold.stretches:  # without labelled sentences nothing to compare
        by_tfidf, note = find_by_tfidf(gold, sources, taught)
        notes.append(note)
        if by_tfidf is not None:
            systems["tfidf"] = by_tfidf
    comparisons = compare_stages(gold, systems)
    run = systems["weerklank"]
    evaluation = evaluation_of(
        comparisons,
        sources,
        seed=seed,
        n_bootstrap=n_bootstrap,
        reasons=reasons_of(gold, run, sources),
    )
    measured = calibration(*theme_scores(gold, run))
    return replace(
        evaluation,
        calibration=pd.DataFrame(measured["curve"], columns=list(evaluation.calibration.columns)),
        calibration_error=measured["expected_error"] if measured["curve"] else float("nan"),
        notes=tuple(notes),
    )


def evaluation_of(
    comparisons: Sequence[Comparison],
    sources: Mapping[str, str],
    *,
    seed: int = 0,
    n_bootstrap: int = 1000,
    unseen: frozenset[str] = frozenset(),
    reasons: Mapping[Place, str] | None = None,
) -> Evaluation:
    """Score comparisons and pick their errors, but none of the documents that stay unseen."""
    scores = [
        score
        for comparison in comparisons
        for score in score_comparison(comparison, seed=seed, n_bootstrap=n_bootstrap)
    ]
    columns = [column.name for column in fields(Score)]
    errors = instructive_errors(comparisons, sources, reasons or {})
    return Evaluation(
        scores=pd.DataFrame(
            [[getattr(score, name) for name in columns] for score in scores], columns=columns
        ),
        most_instructive_errors=tuple(one for one in errors if one.document not in unseen),
    )


def instructive_errors(
    comparisons: Sequence[Comparison], sources: Mapping[str, str], reasons: Mapping[Place, str]
) -> list[InstructiveError]:
    """Return what the run got wrong and why: against most coders first, then the longest first.

    Where nothing was found, later stages have nothing to say: that is told once.
    """
    errors: list[InstructiveError] = []
    missed: set[tuple[str, int, int, str]] = set()
    for comparison in comparisons:
        if comparison.accuracy == "accuracy_both":
            continue
        wrong: dict[tuple[str, int, int, str], list[tuple[str, int]]] = {}
        for view in comparison.views.get("weerklank", ()):
            for unit in view.units:
                key = (unit.document_id, unit.start, unit.end, _shown(unit.found))
                if unit.gold != unit.found and key not in missed:
                    wrong.setdefault(key, []).append((_shown(unit.gold), len(view.coders)))
        missed |= {key for key in wrong if key[3] == NOTHING_FOUND}
        for (document, start, end, found), against in wrong.items():
            errors.append(
                InstructiveError(
                    stage=comparison.stage,
                    document=document,
                    start=start,
                    end=end,
                    text=" ".join(sources[document][start:end].split()),
                    expected=" / ".join(dict.fromkeys(expected for expected, _ in against)),
                    found=found,
                    basis=reasons.get((comparison.stage, document, start, end), ""),
                    n_coders=sum(n_coders for _, n_coders in against),
                )
            )
    # The sort is stable: at equal length the order of the chain holds.
    return sorted(errors, key=lambda error: (-error.n_coders, error.start - error.end))


def _shown(labels: frozenset[str]) -> str:
    """Join labels as the tables do; nothing is said in words."""
    return "|".join(sorted(labels)) or NOTHING_FOUND
