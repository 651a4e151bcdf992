"""Which recommendation of a reply is one of the advice's own, quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from pipeline.align.links import could_answer
from pipeline.align.words import stem
from pipeline.records import DocumentAnalysis, Recommendation

# Part of the words of the shorter text that stand, in order, in the longer: a changed word in
# five is still the same recommendation, and two on one subject share fewer.
SAME_WORDS = 0.75
# A quotation may leave out explanation, but a short one is a phrase that many could share.
SHORTEST = 4  # words
FULL_LENGTH = 8  # words; below it the longer text must be of about that length too
RAREST = 8  # words by which candidates are looked up


def match_quoted(analyses: Sequence[DocumentAnalysis]) -> dict[str, str]:
    """Return, for every quoted recommendation, the id of the one in the advice that it quotes.

    Every recommendation is quoted once at most in one document: the likeliest pair comes first,
    one with the same number before another.
    """
    originals = [
        (a.document, r, _words(r))
        for a in sorted(analyses, key=lambda a: a.document.document_id)
        if a.document.role == "advice"
        for r in a.recommendations
    ]
    index: dict[str, list[int]] = {}
    for n, (_, _, words) in enumerate(originals):
        for word in sorted(set(words)):
            index.setdefault(word, []).append(n)
    quoted: dict[str, str] = {}
    for analysis in analyses:
        document = analysis.document
        if document.role == "advice":
            continue
        pairs: list[tuple[float, bool, int, int]] = []
        for m, r in enumerate(analysis.recommendations):
            words = _words(r)
            rare = sorted(set(words), key=lambda w: (len(index.get(w, ())), w))
            shared = Counter(n for w in rare[:RAREST] for n in index.get(w, ()))
            for n in sorted(shared):
                advice, original, theirs = originals[n]
                declared = advice.document_id in document.responds_to
                if not (declared or could_answer(advice.date, document.date)):
                    continue
                score = _sameness(words, theirs)
                if score >= SAME_WORDS:
                    pairs.append((-score, r.number != original.number, n, m))
        taken: set[tuple[str, int]] = set()
        for _, _, n, m in sorted(pairs):
            key = analysis.recommendations[m].recommendation_id
            if key not in quoted and ("original", n) not in taken:
                quoted[key] = originals[n][1].recommendation_id
                taken.add(("original", n))
    return quoted


def _words(r: Recommendation) -> tuple[str, ...]:
    return tuple(stem(lemma) for lemma in r.lemmas)


def _sameness(left: Sequence[str], right: Sequence[str]) -> float:
    """Return the part of the shorter text that stands in order in the longer, 0..1.

    Nought, too, where it cannot reach `SAME_WORDS`: the words that both have, in any order, are
    counted first, since most pairs share a few only and comparing their order takes longest.
    """
    shorter, longer = sorted((len(left), len(right)))
    if shorter < SHORTEST or (shorter < FULL_LENGTH and shorter * 2 < longer):
        return 0.0
    if (Counter(left) & Counter(right)).total() < SAME_WORDS * shorter:
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / shorter
