"""How often a verdict is right, as measured when the stance model was trained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.records import Verdict
from pipeline.report.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Accuracy of verdicts on answers kept out of training, in 0..1.

    ``bands`` are ``(confidence from which, accuracy)``, in order of confidence from 0: a band ends
    where the next begins.
    """

    n_answers: int
    accuracy: float
    bands: tuple[tuple[float, float], ...]

    def note(self, language: str = "nl") -> str:
        """Return what to know before relying on a verdict, in ``nl`` or ``en``."""
        right = round(100 * self.accuracy)
        values = {"n_answers": self.n_answers, "right": right, "wrong": 100 - right}
        return plain("provisional_text", language, **values)

    def of(self, verdict: Verdict) -> float | None:
        """Return the share of verdicts with such a confidence that was right.

        None for a person's verdict and for silence: there is no answer to have judged wrongly.
        """
        if verdict.origin == "human" or verdict.stance in (None, "no_response"):
            return None
        return [accuracy for least, accuracy in self.bands if verdict.confidence >= least][-1]


def load_measured(path: Path, *, with_reader: bool = True) -> Measured:
    """Read the figures that training left in ``models/stance/training.json``.

    Parameters
    ----------
    path
        The file; ``held_out`` in it gives, over ``n`` answers that the models were not trained on,
        the accuracy and, for ever higher confidences, the share of verdicts at least so sure and
        the accuracy of those.
    with_reader
        Whether the transformer judged too; else ``held_out_without_reader`` holds the figures.

    Raises
    ------
    ModelError
        The file is missing or holds no such figures.

    Examples
    --------
    >>> from pipeline.resources import resource
    >>> 0 < load_measured(resource("models/stance/training.json")).accuracy < 1
    True
    """
    try:
        figures = json.loads(path.read_bytes())
        held_out = figures["held_out" if with_reader else "held_out_without_reader"]
        return Measured(
            n_answers=int(held_out["n"]),
            accuracy=float(held_out["accuracy"]),
            bands=tuple(_bands(float(held_out["accuracy"]), held_out["at_confidence"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: no figures of held-out verdicts ({error!r}).",
            "Install weerklank anew, or train the stance model: weerklank train stance.",
        ) from error


def _bands(
    accuracy: float, at_confidence: Mapping[str, Mapping[str, float]]
) -> Iterator[tuple[float, float]]:
    """Yield the accuracy between each confidence and the next, from figures 'at least so sure'."""
    steps = [(0.0, 1.0, accuracy)]
    steps += sorted((float(c), f["share"], f["accuracy"]) for c, f in at_confidence.items())
    following = [*steps[1:], (1.0, 0.0, 0.0)]
    for (least, share, right), (_, next_share, next_right) in zip(steps, following, strict=True):
        if share > next_share:
            yield least, (share * right - next_share * next_right) / (share - next_share)
