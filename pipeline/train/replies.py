"""Learn when the document nearest to an advice is its reply (`pipeline.align.replies`).

Every advice with a reply of its own is shown four ways: with its reply among all other documents,
with those others only, with its reply alone, and with the nearest of the others alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.align.replies import LEAST_ASKED, LIKELY, Search, numbers_of
from pipeline.align.words import rarity, stems
from pipeline.records import DocumentAnalysis, Recommendation
from pipeline.train.left_out import fit_and_leave_out


@dataclass(frozen=True)
class Shown:
    """An advice with some documents: the numbers of the nearest, and whether it is the reply."""

    asking: str
    numbers: tuple[float, ...]
    is_reply: bool


def shown_ways(
    pairs: Sequence[tuple[DocumentAnalysis, Sequence[Recommendation], DocumentAnalysis]],
) -> Iterator[Shown]:
    """Yield the examples of one folder.

    Parameters
    ----------
    pairs
        Every advice with its recommendations and a document that replies to it.
    """
    documents = {a.document.document_id: a for asking, _, reply in pairs for a in (asking, reply)}
    rare = rarity([stems(s.lemmas) for a in documents.values() for s in a.sentences])
    candidates = {d: a for d, a in documents.items() if a.document.role in {"policy", "response"}}
    replies: dict[str, set[str]] = {}
    advices: dict[str, DocumentAnalysis] = {}
    for asking, recommendations, reply in pairs:
        document_id = asking.document.document_id
        if asking.document.role == "advice" and len(recommendations) >= LEAST_ASKED:
            advices[document_id] = replace(asking, recommendations=tuple(recommendations))
            replies.setdefault(document_id, set()).add(reply.document.document_id)
    for document_id, asking in sorted(advices.items()):
        own = sorted(replies[document_id] & candidates.keys())
        others = sorted(candidates.keys() - replies[document_id])
        nearest = [n.document_id for n in Search(_some(candidates, others), rare).nearest(asking)]
        for shown in ([*own[:1], *others], others, own[:1], nearest[:1]):
            near = Search(_some(candidates, shown), rare).nearest(asking)
            if near:
                yield Shown(document_id, numbers_of(asking, near), near[0].document_id in own)


def _some(
    candidates: Mapping[str, DocumentAnalysis], chosen: Sequence[str]
) -> dict[str, DocumentAnalysis]:
    return {document_id: candidates[document_id] for document_id in chosen}


def learn_replies(examples: Sequence[Shown]) -> tuple[list[float], dict[str, int]]:
    """Return the weights, and how many are right when their advice is left out.

    The figures count examples whose nearest document is the reply (``replies``), those of them
    taken for it (``found``), all others (``others``), and those taken for a reply (``wrong``).
    """
    numbers = np.array([e.numbers for e in examples])
    labels = np.array([e.is_reply for e in examples])
    learned, chances = fit_and_leave_out(numbers, labels, [e.asking for e in examples])
    taken = chances >= LIKELY
    figures = {
        "replies": int(labels.sum()),
        "found": int((taken & labels).sum()),
        "others": int((~labels).sum()),
        "wrong": int((taken & ~labels).sum()),
    }
    return learned, figures
