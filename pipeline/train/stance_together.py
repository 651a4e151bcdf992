"""Train the reader beside the regressions, and measure each alone and both together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import PACKAGE, Encoder, encoder_path
from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.reader import AnswerReader
from pipeline.judge.together import mix_answers, mix_clauses
from pipeline.train.stance_answers import Reading, judge_held_out
from pipeline.train.stance_data import LATER
from pipeline.train.stance_scores import score_answers


def train_reader(
    readings: Sequence[Reading], fold: NDArray[np.intp], out: Path, *, seed: int = 0
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Tune the reader, measure it on later letters, let it go on with all answers, and write it.

    Parameters
    ----------
    readings
        All labelled answers as regressions read them that have not seen their documents; the reader
        is measured on those of origin `LATER` when it has seen the others only.
    fold
        In which fold of documents each was left out.
    out
        The file to write; left as it is where what tuning needs is not installed.
    seed
        Of the weights that are learned, the order and the changed copies of answers.

    Returns
    -------
    tuple
        How it was tuned, or what is missing to do so; and the figures on later letters, of the
        reader alone and with the regressions, none where there is nothing to measure them on.
    """
    missing = [name for name in (PACKAGE, "torch") if find_spec(name) is None]
    path = encoder_path()
    if missing or path is None:
        return {"not_trained": f"needs {' and '.join(missing)}: {out.name} is as it was"}, {}
    from pipeline.train.stance_reader import GOING_ON, Tuning, tune_reader

    tuning, encoder = Tuning(), Encoder(path)
    answers = [reading.answer for reading in readings]
    measured: dict[str, dict[str, Any]] = {}
    later = np.array([answer.origin == LATER for answer in answers])
    known = [answer for answer, late in zip(answers, later, strict=True) if not late]
    tuned = tune_reader(known, encoder, tuning, seed=seed)
    if later.any():
        measured = measure(AnswerReader(encoder, tuned), readings, fold, later, seed=seed)
        tuned = tune_reader(answers, encoder, GOING_ON, start=tuned, seed=seed)
    np.savez(out, **tuned)  # type: ignore[arg-type]
    return {"sha256": sha256(out.read_bytes()).hexdigest(), "tuning": asdict(tuning)}, measured


def measure(
    reader: AnswerReader,
    readings: Sequence[Reading],
    fold: NDArray[np.intp],
    later: NDArray[np.bool_],
    *,
    seed: int = 0,
) -> dict[str, dict[str, Any]]:
    """Score the reader on later letters, alone and with the regressions: asks, recommendations."""
    alone = np.zeros((len(readings), len(ANSWER_STANCES)))
    shown = list(readings)
    for row in map(int, np.flatnonzero(later)):
        answer = readings[row].answer
        others = [ask for place, ask in enumerate(answer.asks) if place != answer.position]
        clauses, alone[row] = reader.read(answer.ask, others, [c.text for c in answer.clauses])
        mixed = mix_clauses(readings[row].probabilities, clauses)
        shown[row] = replace(readings[row], probabilities=mixed)
    both = judge_held_out(readings, fold, shown, seed=seed)
    for row in map(int, np.flatnonzero(later)):
        first = dict(zip(ANSWER_STANCES, both[row].tolist(), strict=True))
        together = mix_answers(first, alone[row], len(readings[row].answer.asks))
        both[row] = [together[stance] for stance in ANSWER_STANCES]
    answers = [reading.answer for reading, late in zip(readings, later, strict=True) if late]
    return {
        "reader_on_later": score_answers(answers, alone[later]),
        "both_on_later": score_answers(answers, both[later]),
    }
