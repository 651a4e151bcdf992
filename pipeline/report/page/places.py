"""Where the page shows passages in the text around them, and the links that lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.records import FURNITURE_KINDS, Block, Document, Passage
from pipeline.report.findings import Findings
from pipeline.report.overview import page_at
from pipeline.report.page.excerpt import Mark, marked

# Blocks shown before and after one that holds a passage.
CONTEXT = 1
# What a passage is to the page, the more telling later; classes of the page's style.
KINDS = ("asked", "answer", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a passage stands: its document, its page if there are pages, and a link."""

    document_id: str
    page: int | None
    start: int
    end: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One document as it is shown at the end of the page: block by block, gaps as None."""

    document: Document
    blocks: tuple[tuple[str, Markup] | None, ...]


class Places:
    """Every passage that the page shows, with an anchor of its own, in order of position."""

    def __init__(self, findings: Findings) -> None:
        self._documents: Mapping[str, Document] = findings.documents
        # Evidence that is the whole answer is shown as evidence.
        kinds: dict[tuple[str, int, int], set[str]] = {}
        for kind, passage in _shown(findings):
            key = (passage.document_id, passage.start, passage.end)
            kinds.setdefault(key, set()).add(kind)
        self._kinds = {key: max(kinds[key], key=KINDS.index) for key in sorted(kinds)}
        self._anchors = {key: f"p{n}" for n, key in enumerate(self._kinds, start=1)}

    def of(self, passage: Passage) -> Place:
        """Return where a passage stands."""
        key = (passage.document_id, passage.start, passage.end)
        document = self._documents[passage.document_id]
        return Place(
            document_id=passage.document_id,
            page=page_at(document, passage.start),
            start=passage.start,
            end=passage.end,
            anchor=self._anchors[key],
        )

    def readings(self) -> Iterator[Reading]:
        """Yield every document that holds a passage, cut down to the blocks around them."""
        for document_id, document in self._documents.items():
            marks = [
                Mark(start=start, end=end, kind=kind, anchor=self._anchors[owner, start, end])
                for (owner, start, end), kind in self._kinds.items()
                if owner == document_id
            ]
            if marks:
                yield Reading(document=document, blocks=tuple(_around(document, marks)))


def _shown(findings: Findings) -> Iterator[tuple[str, Passage]]:
    """Yield every recommendation, answer and piece of evidence, with its kind."""
    for recommendation in findings.counted:
        yield "asked", recommendation
        for alignment in findings.alignments[recommendation.recommendation_id]:
            yield "answer", alignment.passage
        parts = [recommendation.recommendation_id, *(a.ask_id for a in recommendation.asks)]
        for part in parts:
            verdict = findings.verdicts.get(part)
            if verdict is not None and verdict.evidence is not None:
                yield "evidence", verdict.evidence


def _around(document: Document, marks: list[Mark]) -> Iterator[tuple[str, Markup] | None]:
    """Yield the blocks with a mark and those beside them, marked; None where some are left out."""
    blocks = [
        block
        for block in sorted(document.blocks, key=lambda b: (b.start, -b.end, b.block_id))
        if block.kind not in FURNITURE_KINDS
    ]
    chosen: set[int] = set()
    for number, block in enumerate(blocks):
        if _inside(block, marks):
            chosen.update(range(max(number - CONTEXT, 0), number + CONTEXT + 1))
    previous = -1
    for number, block in enumerate(blocks):
        if number in chosen:
            if number != previous + 1:
                yield None
            previous = number
            inside = _inside(block, marks)
            yield block.kind, marked(document, block.start, block.end, inside)
    if previous + 1 < len(blocks):
        yield None


def _inside(block: Block, marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.start < block.end and mark.end > block.start]
