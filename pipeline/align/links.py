"""Which document responds to which, and which recommendation is the same as another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.records import DocumentAnalysis, Recommendation

# Share of the words of the shorter text that two copies of one recommendation have in common.
SAME_WORDS = 0.8
SHORTEST_TITLE = 4  # words: a shorter title proves nothing by turning up


def could_answer(advice_date: str, response_date: str) -> bool:
    """Return whether a document of one date can answer one of another; unknown dates can.

    >>> could_answer("2026-04-16", "2025"), could_answer("2025-04-10", "2025")
    (False, True)
    """
    shared = min(len(advice_date), len(response_date))
    return not shared or response_date[:shared] >= advice_date[:shared]


def match_quoted(analyses: Sequence[DocumentAnalysis]) -> dict[str, str]:
    """Return, for every quoted recommendation, the id of the one in the advice that it quotes."""
    originals = [
        r for a in analyses if a.document.role == "advice" for r in a.recommendations if r.lemmas
    ]
    index: dict[str, list[int]] = {}
    for n, r in enumerate(originals):
        for lemma in set(r.lemmas):
            index.setdefault(lemma, []).append(n)
    quoted: dict[str, str] = {}
    for analysis in analyses:
        if analysis.document.role == "advice":
            continue
        for r in analysis.recommendations:
            shared: Counter[int] = Counter()
            for lemma in set(r.lemmas):
                shared.update(index.get(lemma, ()))
            best = max(shared, key=lambda n: (_overlap(r, originals[n]), -n), default=None)
            if best is not None and _overlap(r, originals[best]) >= SAME_WORDS:
                quoted[r.recommendation_id] = originals[best].recommendation_id
    return quoted


def _overlap(left: Recommendation, right: Recommendation) -> float:
    a, b = Counter(left.lemmas), Counter(right.lemmas)
    shorter = min(a.total(), b.total())
    # A single phrase in common does not make two recommendations one.
    return (a & b).total() / shorter if shorter >= 4 else 0.0


def find_links(analyses: Sequence[DocumentAnalysis]) -> dict[str, tuple[str, ...]]:
    """Return, for every advice, the documents that respond to it, in order of id.

    A document responds when its manifest entry says so, when it names the advice by title, or
    when it quotes a recommendation of it.
    """
    links: dict[str, set[str]] = {}
    by_id = {a.document.document_id: a for a in analyses}
    owner = {
        r.recommendation_id: a.document.document_id for a in analyses for r in a.recommendations
    }
    advices = [a for a in analyses if a.document.role in {"advice", "mixed"}]
    for analysis in analyses:
        document = analysis.document
        for target in document.responds_to:
            if target in by_id:
                links.setdefault(target, set()).add(document.document_id)
        for r in analysis.recommendations:
            if r.quoted_from:
                links.setdefault(owner[r.quoted_from], set()).add(document.document_id)
        if document.role not in {"response", "policy"}:
            continue
        words = _words(document.source)
        for advice in advices:
            title = _words(advice.document.title)
            if (
                len(title.split()) >= SHORTEST_TITLE
                and f" {title} " in f" {words} "
                and could_answer(advice.document.date, document.date)
            ):
                links.setdefault(advice.document.document_id, set()).add(document.document_id)
    return {key: tuple(sorted(value)) for key, value in sorted(links.items())}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
