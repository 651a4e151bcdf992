"""Say what a run's labels rest on, so that an error shows where to look for its cause."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from pipeline.evaluate.found import Found, FoundTheme, FoundVerdict
from pipeline.evaluate.gold import Gold
from pipeline.evaluate.overlap import closest_span
from pipeline.evaluate.pairing import pair_recommendations

#: A stage, and where in which document its unit stands.
Place = tuple[str, str, int, int]
#: Enough of a piece of evidence to recognise it.
LONGEST_EVIDENCE = 160


def reasons_of(gold: Gold, found: Found, sources: Mapping[str, str]) -> dict[Place, str]:
    """Return what the labels of a run rest on, by stage and place of the unit.

    Themes have their score and the term, the model or the context; answers the places where they
    were found; verdicts their evidence, with its document and offset.
    """
    reasons: dict[Place, str] = {}
    for stretch, themes in zip(gold.stretches, found.themes, strict=True):
        place = ("themes", stretch.document_id, stretch.start, stretch.end)
        reasons[place] = "; ".join(_theme(one) for one in _highest(themes))
    for index, one in pair_recommendations(gold.recommendations, found.judged).items():
        item = gold.recommendations[index]
        whole = (item.document_id, item.start, item.end)
        aligned = (f"{document} {start}-{end}" for document, start, end in one.aligned)
        reasons["alignment", *whole] = "; ".join(aligned)
        reasons["stance_recommendations", *whole] = _verdict(one.verdict, sources)
        spans = [(ask.start, ask.end) for ask in one.asks]
        for judgement in item.judgements.values():
            for ask in judgement.asks:
                closest = closest_span((ask.start, ask.end), spans)
                if closest is not None:
                    place = ("stance_asks", item.document_id, ask.start, ask.end)
                    reasons[place] = _verdict(one.asks[closest].verdict, sources)
    return reasons


def theme_scores(gold: Gold, found: Found) -> tuple[list[float], list[float]]:
    """Return of each theme given how right it is and its score, both in 0..1.

    Right is the share of the coders who give it, in the stretches that all coders call a claim
    and give themes. A theme that a person gave, which has no score, is left out.
    """
    right, scores = [], []
    for stretch, themes in zip(gold.stretches, found.themes, strict=True):
        coded = [c.themes for c in stretch.codings.values() if c.is_claim and c.themes is not None]
        if not coded or len(coded) < len(stretch.codings):
            continue
        for one in _highest(themes):
            if one.score is not None and one.basis != "human":
                right.append(sum(one.theme in labels for labels in coded) / len(coded))
                scores.append(one.score)
    return right, scores


def _highest(themes: Sequence[FoundTheme]) -> list[FoundTheme]:
    """Return each theme once, as in the claim that scores it highest, in order of name."""
    best: dict[str, FoundTheme] = {}
    for one in themes:
        if one.theme not in best or (one.score or 0) > (best[one.theme].score or 0):
            best[one.theme] = one
    return [best[theme] for theme in sorted(best)]


def _theme(one: FoundTheme) -> str:
    """Say what a theme rests on.

    >>> _theme(FoundTheme(theme="trade", score=0.934, basis="term", matched="uitvoer"))
    "trade 0.93 by term 'uitvoer'"
    """
    score = "" if one.score is None else f" {one.score:.2f}"
    words = f" '{one.matched}'" if one.matched else ""
    return f"{one.theme}{score} by {one.basis}{words}"


def _verdict(verdict: FoundVerdict, sources: Mapping[str, str]) -> str:
    """Return the evidence of a verdict and where it stands."""
    if verdict.evidence is None:
        return ""
    start, end = verdict.evidence
    words = " ".join(sources[verdict.evidence_document_id][start:end].split())
    short = textwrap.shorten(words, LONGEST_EVIDENCE, placeholder=" …")
    return f"{verdict.evidence_document_id} {start}-{end} '{short}'"
