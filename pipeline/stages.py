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


def add_stages(nlp: Language, codebook: Path | None = None) -> Language:
    """Add recommendations, claims, themes and cues to a loaded model, in that order; return it."""
    nlp.add_pipe("weerklank_recommendations")
    nlp.add_pipe("weerklank_claims")
    nlp.add_pipe("weerklank_themes", config={"codebook": str(codebook)} if codebook else {})
    nlp.add_pipe("weerklank_cues")
    return nlp
