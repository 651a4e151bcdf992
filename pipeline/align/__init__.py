"""Stage 4, align: every recommendation and ask with the passages that answer it.

By structure (under the same heading, after the point), by reference ('aanbeveling 3', 'het tweede
punt'), and by meaning. Candidates come first, scores second, and each score is explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.align.aligned import Aligned, Pair, PairAligner, align_here, align_pair
from pipeline.align.asks import align_asks
from pipeline.align.by_reading import read_replies
from pipeline.align.by_reference import align_by_reference
from pipeline.align.by_structure import Settled, align_by_structure, rejoinder, true_answers
from pipeline.align.candidates import left_open
from pipeline.align.letters import Reason, general_passages, no_answer_in, passes_over
from pipeline.align.links import find_links
from pipeline.align.page_reader import page_reader_record
from pipeline.align.quoted import match_quoted
from pipeline.align.replies import Likely, likely_replies
from pipeline.align.sense import (
    NO_EMBEDDINGS,
    Meaning,
    choose_embeddings,
    embedder_record,
    load_meaning,
)
from pipeline.align.words import Rarity, rarity, stems
from pipeline.records import Alignment, DocumentAnalysis, Recommendation

__all__ = [
    "NO_EMBEDDINGS",
    "Aligned",
    "Meaning",
    "Pair",
    "PairAligner",
    "Reason",
    "align_here",
    "align_pair",
    "align_recommendations",
    "choose_embeddings",
    "embedder_record",
    "load_meaning",
    "page_reader_record",
]


def align_recommendations(
    analyses: Sequence[DocumentAnalysis],
    aligner: PairAligner | None = None,
    *,
    reads: bool = False,
) -> Aligned:
    """Align every recommendation of every document, in order of document id and position.

    The order in which documents are given does not matter. ``aligner`` searches a reply by meaning,
    by default here and by words alone (`align_here`). Where it ``reads``, it also finds replies
    that nothing names.
    """
    aligner = aligner or align_here()
    in_order = sorted(analyses, key=lambda a: a.document.document_id)
    quoted = match_quoted(in_order)
    marked = tuple(_marked(analysis, quoted) for analysis in in_order)
    links = find_links(marked)
    silent = {
        a.document.document_id: reason
        for a in marked
        if a.document.role in {"response", "policy"}
        and not any(r.answer for r in a.recommendations)
        and (reason := no_answer_in(a)) is not None
    }
    speaking = {key: [d for d in value if d not in silent] for key, value in links.items()}
    rare = rarity([stems(s.lemmas) for a in marked for s in a.sentences])
    by_id = {a.document.document_id: a for a in marked}
    replies = likely_replies(marked, links, rare, silent=set(silent))
    by_words = dict(replies.likely)
    if reads:
        by_words |= {
            asking: Likely(reply, surely=True, spoken=None)
            for asking, reply in read_replies(replies.unsure, _as_if(by_id), aligner).items()
        }
    for asking, likely in by_words.items():
        if likely.surely:
            speaking[asking] = [likely.reply]
            links[asking] = (*links.get(asking, ()), likely.reply)
    reasons: dict[str, Reason] = dict(silent)
    copied = {r.recommendation_id: r.quoted_from for a in marked for r in a.recommendations}
    settled: list[Settled] = []
    passed: list[Settled] = []  # passages that postpone the answer or pass the matter on
    so_far: dict[str, list[Alignment]] = {}  # what is settled, by recommendation
    for s in [*align_by_structure(marked), *align_by_reference(marked, speaking)]:
        reason = _passes_over(s.row, by_id[s.row.passage.document_id])
        original = copied[s.row.recommendation_id]
        for one in (s, _of(s, original)) if original else (s,):
            if reason is not None:
                reasons[one.row.recommendation_id] = reason
                passed.append(one)
            elif not _covered(so_far.get(one.row.recommendation_id, ()), one.row):
                settled.append(one)
                so_far.setdefault(one.row.recommendation_id, []).append(one.row)
    for s in settled:
        reasons.pop(s.row.recommendation_id, None)
    # What is only spoken of by the way is not named.
    speaking |= {asking: [likely.reply] for asking, likely in by_words.items()}
    found: dict[str, list[Alignment]] = {}
    passing: dict[str, Reason] = {}
    pairs: list[Pair] = []
    by_reply: dict[str, list[Settled]] = {}
    for s in [*settled, *passed]:
        by_reply.setdefault(s.row.passage.document_id, []).append(s)
    for asking, reply in _pairs(marked, speaking):
        expecting = _expecting(by_id[asking], own=asking == reply)
        spoken = by_words[asking].spoken if asking != reply and asking in by_words else None
        if spoken is not None:
            expecting = [r for r in expecting if r.recommendation_id in spoken]
        ids = {r.recommendation_id for r in expecting}
        own = [s for s in by_reply.get(reply, ()) if s.row.recommendation_id in ids]
        pairs.append(_pair(by_id[asking], expecting, by_id[reply], own, found=spoken is not None))
    for pair, rows in zip(pairs, aligner(pairs), strict=True):
        for row in rows:
            if row.recommendation_id in reasons:
                continue
            reason = _passes_over(row, pair.reply)
            if reason is None:
                found.setdefault(row.recommendation_id, []).append(row)
            else:
                passing[row.recommendation_id] = reason
    reasons |= {key: reason for key, reason in passing.items() if key not in found}
    for row in _answers_elsewhere(by_id, speaking, {*found, *reasons}, rare, aligner):
        found.setdefault(row.recommendation_id, []).append(row)
    _share_quoted(marked, found)
    by_ask = align_asks(marked, found)
    alignments = {
        r.recommendation_id: (
            *sorted(found[r.recommendation_id], key=_position),
            *by_ask.get(r.recommendation_id, ()),
        )
        for analysis in marked
        for r in analysis.recommendations
        if r.recommendation_id in found
    }
    by_role = frozenset(
        a.document.document_id for a in marked if a.document.role in {"response", "mixed"}
    )
    replying = by_role.union(*speaking.values())
    answering: dict[str, list[tuple[int, int]]] = {}
    for rows in found.values():
        for row in rows:
            span = row.passage.start, row.passage.end
            answering.setdefault(row.passage.document_id, []).append(span)
    general = {
        document_id: passages
        for document_id in sorted(replying - set(silent))
        if (
            passages := general_passages(
                by_id[document_id], _particular(by_id[document_id], answering)
            )
        )
    }
    return Aligned(
        analyses=marked,
        alignments=alignments,
        links=links,
        general=general,
        reasons=reasons,
        replying=by_role,
    )


def _answers_elsewhere(
    by_id: Mapping[str, DocumentAnalysis],
    speaking: Mapping[str, Sequence[str]],
    done: set[str],
    rare: Rarity,
    aligner: PairAligner,
) -> Iterator[Alignment]:
    """Yield what policy papers answer of that which the replies to an advice leave open."""
    answered = set(done)
    for (asking, reply), spoken in left_open(list(by_id.values()), speaking, done, rare).items():
        expecting = [
            r
            for r in _expecting(by_id[asking], own=False)
            if r.recommendation_id in spoken - answered
        ]
        pair = _pair(by_id[asking], expecting, by_id[reply], [], found=True)
        for row in next(iter(aligner([pair]))):
            if _passes_over(row, by_id[reply]) is None:
                answered.add(row.recommendation_id)
                yield row


def _as_if(by_id: Mapping[str, DocumentAnalysis]) -> Callable[[str, str], Pair]:
    """Return what gives an advice with a document, by their ids, as if that answered it all."""
    return lambda asking, reply: _pair(
        by_id[asking], _expecting(by_id[asking], own=False), by_id[reply], [], found=True
    )


def _pair(
    asking: DocumentAnalysis,
    expecting: Sequence[Recommendation],
    reply: DocumentAnalysis,
    settled: Sequence[Settled],
    *,
    found: bool,
) -> Pair:
    return Pair(
        asking=replace(asking, claims=()),
        recommendations=tuple(expecting),
        reply=replace(reply, claims=()),
        settled=tuple(settled),
        found=found,
    )


def _passes_over(row: Alignment, reply: DocumentAnalysis) -> Reason | None:
    """Return why a passage answers nothing: it postpones the answer or passes the matter on."""
    inside = [
        s.text for s in reply.sentences if row.passage.start <= s.start and s.end <= row.passage.end
    ]
    return passes_over(inside)


def _of(settled: Settled, original: str) -> Settled:
    """Return what a quoted recommendation was answered as the answer to the one it quotes."""
    return replace(settled, row=replace(settled.row, recommendation_id=original))


def _pairs(
    analyses: Sequence[DocumentAnalysis], speaking: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Yield every document that asks with each that answers, itself among them if it does."""
    for a in analyses:
        document_id = a.document.document_id
        if a.recommendations and a.document.role in {"response", "mixed"}:
            yield document_id, document_id
        for reply in speaking.get(document_id, ()):
            if reply != document_id:
                yield document_id, reply


def _expecting(asking: DocumentAnalysis, *, own: bool) -> list[Recommendation]:
    """Return the recommendations that a reply may answer: a quoted one waits where it came from."""
    return [r for r in asking.recommendations if not r.quoted_from or (own and r.answer)]


def _marked(analysis: DocumentAnalysis, quoted: Mapping[str, str]) -> DocumentAnalysis:
    return replace(
        analysis,
        recommendations=tuple(
            replace(
                r,
                quoted_from=quoted.get(r.recommendation_id, ""),
                answer=true_answers(analysis.document, r),
            )
            for r in analysis.recommendations
        ),
    )


def _position(row: Alignment) -> tuple[str, int, int]:
    return row.passage.document_id, row.passage.start, row.passage.end


def _particular(
    analysis: DocumentAnalysis, answering: Mapping[str, Sequence[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """Return the spans of a document that speak for all of it to no one: asked, answered, after."""
    spans = [(r.start, r.end) for r in analysis.recommendations] + rejoinder(analysis.document)
    return sorted([*spans, *answering.get(analysis.document.document_id, ())])


def _covered(rows: Sequence[Alignment], row: Alignment) -> bool:
    """Whether a passage lies within one that was found already for the same recommendation."""
    return any(
        r.recommendation_id == row.recommendation_id
        and r.passage.document_id == row.passage.document_id
        and r.passage.start <= row.passage.start
        and row.passage.end <= r.passage.end
        for r in rows
    )


def _share_quoted(analyses: Sequence[DocumentAnalysis], found: dict[str, list[Alignment]]) -> None:
    """Give a quoted recommendation and its original the same answers."""
    pairs = [
        (r.recommendation_id, r.quoted_from)
        for analysis in analyses
        for r in analysis.recommendations
        if r.quoted_from
    ]
    for quoted, original in [*pairs, *((b, a) for a, b in pairs)]:
        for row in list(found.get(quoted, ())):
            shared = replace(row, recommendation_id=original)
            if not _covered(found.get(original, ()), shared):
                found.setdefault(original, []).append(shared)
