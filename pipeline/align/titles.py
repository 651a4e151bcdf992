"""The title line under which one recommendation stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Document, Recommendation


def title_of(document: Document, r: Recommendation, siblings: Sequence[Recommendation]) -> str:
    """Return the heading above a recommendation when it stands above that one only."""
    sections = {
        other.recommendation_id: block.section
        for other in siblings
        for block in document.blocks
        if block.start <= other.start < block.end and block.kind != "footnote"
    }
    own = sections.get(r.recommendation_id, "")
    alone = sum(section == own for section in sections.values()) == 1
    return own.rsplit(" > ", 1)[-1] if alone else ""
