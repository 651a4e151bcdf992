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


def add_stages(nlp: Language, codebook: Path | None = None) -> Language:
    """Add recommendations, claims, themes and cues to a loaded model, in that order; return it."""
    for stage in STAGES:
        themes = stage == "weerklank_themes" and codebook
        nlp.add_pipe(stage, config={"codebook": str(codebook)} if themes else {})
    return nlp
