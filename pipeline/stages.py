"""Add the per-document stages to a spaCy pipeline. Importing this registers their factories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pipeline.attributes
import pipeline.judge.by_cue
import pipeline.segment.claims
import pipeline.segment.recommendations
import pipeline.tag  # noqa: F401

if TYPE_CHECKING:
    from spacy.language import Language


# The factories in the order in which they run; each component has its factory's name.
STAGES = (
    "weerklank_recommendations",
    "weerklank_claims",
    "weerklank_themes",
    "weerklank_cues",
)


def add_stages(nlp: Language, codebook: Path | None = None, *, reads: bool = False) -> Language:
    """Add recommendations, claims, themes and cues to a loaded model, in that order; return it.

    Parameters
    ----------
    nlp
        The model.
    codebook
        In place of the shipped one.
    reads
        Whether a transformer reads every paper, too (`pipeline.read`).
    """
    configs: dict[str, dict[str, object]] = {
        "weerklank_recommendations": {"reads": reads},
        "weerklank_themes": {"codebook": str(codebook)} if codebook else {},
    }
    for stage in STAGES:
        nlp.add_pipe(stage, config=configs.get(stage, {}))
    return nlp
