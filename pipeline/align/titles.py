"""What a recommendation stands under or behind: its title line, sentences that lead up to it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Document, DocumentAnalysis, Recommendation

#: Sentences before a recommendation that are taken to lead up to it.
LEADING = 2


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


def leading_to(asking: DocumentAnalysis, r: Recommendation) -> str:
    """Return the sentences before a recommendation in its own paragraph, or ''.

    In running text they hold what it points at: 'Laat die eis vallen', 'Geef haar er drie bij'.
    """
    blocks = asking.document.blocks
    before = [
        s.text
        for s in asking.sentences
        if s.end <= r.start
        and blocks[s.block].kind == "paragraph"
        and blocks[s.block].start <= r.start < blocks[s.block].end
    ]
    return " ".join(before[-LEADING:])
