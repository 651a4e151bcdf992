"""Turn gold and findings into units of comparison, one function for each thing compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.evaluate.found import Found, FoundAsk, FoundRecommendation, FoundVerdict
from pipeline.evaluate.gold import Coder, Coding, Gold, GoldRecommendation
from pipeline.evaluate.overlap import Span, closest_span, pair_spans
from pipeline.evaluate.pairing import Pairs, is_aligned, pair_recommendations
from pipeline.evaluate.scores import Unit

NOTHING: frozenset[str] = frozenset()


def coding_units(
    gold: Gold, coder: Coder, codings: Sequence[Coding | None]
) -> dict[str, tuple[Unit, ...]]:
    """Compare codings with one coder's; types and themes where all coders see a claim."""
    units: dict[str, list[Unit]] = {"claims": [], "claim_types": [], "themes": []}
    for stretch, coding in zip(gold.stretches, codings, strict=True):
        expected = stretch.codings.get(coder)
        if expected is None or coding is None:
            continue
        compared = [
            ("claims", _label("claim", expected.is_claim), _label("claim", coding.is_claim))
        ]
        if all(one.is_claim for one in stretch.codings.values()):
            if expected.claim_type:
                types = _label(expected.claim_type), _label(coding.claim_type)
                compared.append(("claim_types", *types))
            if expected.themes is not None:
                compared.append(("themes", expected.themes, coding.themes or NOTHING))
        for stage, wanted, given in compared:
            unit = Unit(
                document_id=stretch.document_id,
                start=stretch.start,
                end=stretch.end,
                gold=wanted,
                found=given,
                group=stretch.start,
            )
            units[stage].append(unit)
    return {stage: tuple(listed) for stage, listed in units.items()}


def _label(label: str, given: bool = True) -> frozenset[str]:
    """Return the label as a set, empty when it is empty or not given."""
    return frozenset({label}) if label and given else NOTHING


def _unit(item: GoldRecommendation, span: Span, gold: str, found: str) -> Unit:
    """Make a unit of something that belongs to a gold recommendation."""
    return Unit(
        document_id=item.document_id,
        start=span[0],
        end=span[1],
        gold=_label(gold),
        found=_label(found),
        group=item.start,
    )


def recommendation_units(gold: Gold, found: Found) -> tuple[Unit, ...]:
    """Compare found recommendations with gold, in the documents that have gold ones."""
    paired = pair_recommendations(gold.recommendations, found.recommendations)
    units = [
        _unit(item, (item.start, item.end), "recommendation", "recommendation" * (index in paired))
        for index, item in enumerate(gold.recommendations)
    ]
    used = {id(one) for one in paired.values()}
    documents = {item.document_id for item in gold.recommendations}
    units += [
        Unit(
            document_id=one.document_id,
            start=one.start,
            end=one.end,
            gold=NOTHING,
            found=_label("recommendation"),
            group=one.start,
        )
        for one in found.recommendations
        if one.document_id in documents and id(one) not in used and not one.quoted
    ]
    return tuple(units)


def ask_units(gold: Gold, coder: Coder, found: Found, paired: Pairs) -> tuple[Unit, ...]:
    """Compare the asks that were found with one coder's, by half of their union."""
    units: list[Unit] = []
    used = {id(one) for one in paired.values()}
    documents = {item.document_id for item in gold.recommendations}
    for index, item in enumerate(gold.recommendations):
        judgement = item.judgements.get(coder)
        if judgement is None:
            continue
        asks = [(ask.start, ask.end) for ask in judgement.asks]
        others = [(ask.start, ask.end) for ask in paired[index].asks] if index in paired else []
        pairs = pair_spans(asks, others)
        units += [_unit(item, span, "ask", "ask" * (i in pairs)) for i, span in enumerate(asks)]
        units += [
            _unit(item, span, "", "ask") for j, span in enumerate(others) if j not in pairs.values()
        ]
    units += [
        Unit(
            document_id=one.document_id,
            start=ask.start,
            end=ask.end,
            gold=NOTHING,
            found=_label("ask"),
            group=one.start,
        )
        for one in found.judged
        if one.document_id in documents and id(one) not in used and not one.quoted
        for ask in one.asks
    ]
    return tuple(units)


def alignment_units(gold: Gold, coder: Coder, paired: Pairs) -> tuple[Unit, ...]:
    """Compare what is aligned with the whole of each judged recommendation."""
    units = []
    for index, item in enumerate(gold.recommendations):
        judgement = item.judgements.get(coder)
        if judgement is None or not judgement.stance:
            continue
        answered = bool(item.response) and judgement.stance != "no_response"
        if index not in paired:
            found = ""
        elif not paired[index].aligned:
            found = "no_response"
        elif not answered or is_aligned(
            paired[index].aligned, item.response_document_id, item.response
        ):
            found = "answered"
        else:
            found = "elsewhere"
        wanted = "answered" if answered else "no_response"
        units.append(_unit(item, (item.start, item.end), wanted, found))
    return tuple(units)


def evidence_units(gold: Gold, paired: Pairs) -> tuple[Unit, ...]:
    """Say of each verdict that needs evidence whether that lies in the gold response."""
    units = []
    for index, found in sorted(paired.items()):
        item = gold.recommendations[index]
        if not any(judgement.stance for judgement in item.judgements.values()):
            continue
        verdicts: list[tuple[str, Span, FoundVerdict]] = [
            ("recommendation", (item.start, item.end), found.verdict),
            *(("ask", (ask.start, ask.end), ask.verdict) for ask in found.asks),
        ]
        for kind, span, verdict in verdicts:
            if verdict.stance in ("", "no_response"):
                continue
            inside = verdict.evidence is not None and (
                verdict.evidence_document_id == item.response_document_id
                and any(
                    a <= verdict.evidence[0] and verdict.evidence[1] <= b for a, b in item.response
                )
            )
            shown = kind if inside else "elsewhere" if verdict.evidence else ""
            units.append(_unit(item, span, kind, shown))
    return tuple(units)


def stance_units(gold: Gold, coder: Coder, paired: Pairs) -> dict[str, tuple[Unit, ...]]:
    """Compare verdicts on recommendations and asks with one coder's.

    A gold ask has the verdict of the found ask that shares most with it, if they share more than
    half of the shorter: two gold asks inside one found ask both have its verdict.
    """
    recommendations: list[Unit] = []
    asks: list[Unit] = []
    for index, item in enumerate(gold.recommendations):
        judgement = item.judgements.get(coder)
        if judgement is None or not judgement.stance:
            continue
        found = paired.get(index)
        stance = found.verdict.stance if found else ""
        recommendations.append(_unit(item, (item.start, item.end), judgement.stance, stance))
        others = found.asks if found else ()
        for ask in judgement.asks:
            span = (ask.start, ask.end)
            closest = closest_span(span, [(other.start, other.end) for other in others])
            stance = others[closest].verdict.stance if closest is not None else ""
            asks.append(_unit(item, span, ask.stance, stance))
    return {"stance_recommendations": tuple(recommendations), "stance_asks": tuple(asks)}


def with_both_coders(first: Sequence[Unit], second: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return the first coder's units, with gold that holds only where the second agrees.

    Units of the two coders belong together when they overlap by more than half of the shorter;
    what only the first delimits is left out.
    """
    units = []
    for one in first:
        nearby = [
            other
            for other in second
            if (other.document_id, other.group) == (one.document_id, one.group)
        ]
        closest = closest_span((one.start, one.end), [(two.start, two.end) for two in nearby])
        if closest is None:
            continue
        agreed = nearby[closest].gold == one.gold
        units.append(one if agreed else replace(one, gold=frozenset({"coders differ"})))
    return tuple(units)


def found_of_coder(gold: Gold, coder: Coder) -> Found:
    """Return one coder's annotations in the form of a system's findings, to compare another with.

    Spans of recommendations and responses are the gold's own and say nothing about the coder.
    """
    judged = tuple(
        FoundRecommendation(
            document_id=item.document_id,
            start=item.start,
            end=item.end,
            verdict=FoundVerdict(stance=judgement.stance),
            asks=tuple(
                FoundAsk(start=ask.start, end=ask.end, verdict=FoundVerdict(stance=ask.stance))
                for ask in judgement.asks
            ),
        )
        for item in gold.recommendations
        if (judgement := item.judgements.get(coder)) is not None
    )
    codings = tuple(stretch.codings.get(coder) for stretch in gold.stretches)
    return Found(codings=codings, recommendations=judged, judged=judged)
