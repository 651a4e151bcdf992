"""Take what the per-document stages found in a Doc out of it, as records that outlive the parse."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from pipeline.attributes import document_of, units_of
from pipeline.parse import passage_text, source_span
from pipeline.records import (
    Ask,
    Claim,
    Cue,
    DocumentAnalysis,
    Recommendation,
    Sentence,
)
from pipeline.segment.addressees import addressee
from pipeline.segment.asks import resolved_text
from pipeline.segment.clauses import sentences_of

CONTENT_POS = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "NUM"})


def analysis_from_doc(doc: Doc) -> DocumentAnalysis:
    """Return the claims, recommendations and sentences of a Doc, at offsets of its source."""
    document = document_of(doc)
    claims = tuple(_claims(doc))
    return DocumentAnalysis(
        document=document,
        claims=claims,
        recommendations=tuple(_recommendations(doc, claims)),
        sentences=tuple(_sentences(doc)),
    )


def content_lemmas(span: Span) -> tuple[str, ...]:
    """Return the lemmas of a span's content words, lower case, in order."""
    return tuple(
        t.lemma_.lower() for t in span if t.pos_ in CONTENT_POS and (t.is_alpha or "-" in t.text)
    )


def _claims(doc: Doc) -> Iterator[Claim]:
    document = document_of(doc)
    for n, span in enumerate(doc.spans.get("claims", ()), start=1):
        start, end = source_span(span)
        block = document.blocks[span._.block]
        yield Claim(
            document_id=document.document_id,
            start=start,
            end=end,
            text=passage_text(doc, start, end),
            claim_id=f"{document.document_id}-c{n:04d}",
            section=span._.section,
            page=block.page,
            claim_type=span._.claim_type,
            actor=span._.actor,
            themes=tuple(span._.themes) if Span.has_extension("themes") else (),
            needs_review=bool(span._.themes_review)
            if Span.has_extension("themes_review")
            else False,
            n_words=sum(t.is_alpha or t.like_num for t in span),
        )


def _recommendations(doc: Doc, claims: tuple[Claim, ...]) -> Iterator[Recommendation]:
    document = document_of(doc)
    asks = list(doc.spans.get("asks", ()))
    for n, span in enumerate(doc.spans.get("recommendations", ())):
        recommendation_id = f"{document.document_id}-r{n + 1:02d}"
        start, end = source_span(span)
        found: dict[str, None] = {}
        for claim in claims:
            if start <= claim.start and claim.end <= end:
                found.update(dict.fromkeys(theme.theme for theme in claim.themes))
        yield Recommendation(
            document_id=document.document_id,
            start=start,
            end=end,
            text=passage_text(doc, start, end),
            recommendation_id=recommendation_id,
            number=span._.number,
            themes=tuple(found),
            asks=tuple(
                _ask(doc, ask, recommendation_id, m, addressee(ask) or addressee(span))
                for m, ask in enumerate((ask for ask in asks if ask._.recommendation == n), start=1)
            ),
            answer=span._.answer,
            lemmas=content_lemmas(span),
        )


def _ask(doc: Doc, span: Span, recommendation_id: str, n: int, whom: str) -> Ask:
    start, end = source_span(span)
    return Ask(
        document_id=document_of(doc).document_id,
        start=start,
        end=end,
        text=passage_text(doc, start, end),
        ask_id=f"{recommendation_id}-a{n}",
        recommendation_id=recommendation_id,
        text_resolved=resolved_text(span),
        addressee=whom,
        lemmas=content_lemmas(span),
    )


def _sentences(doc: Doc) -> Iterator[Sentence]:
    document = document_of(doc)
    marks_cues = Span.has_extension("cues")
    for unit in units_of(doc):
        if document.blocks[unit.block].kind == "heading":
            continue
        for sentence in sentences_of(doc[unit.start : unit.end]):
            span = doc[max(sentence.start, unit.start) : min(sentence.end, unit.end)]
            start, end = source_span(span)
            cues = span._.cues if marks_cues else ()
            yield Sentence(
                document_id=document.document_id,
                start=start,
                end=end,
                text=passage_text(doc, start, end),
                block=unit.block,
                lemmas=content_lemmas(span),
                actor=span._.acts if marks_cues else "",
                cues=tuple(_at_source(doc, cue) for cue in cues),
            )


def _at_source(doc: Doc, cue: Cue) -> Cue:
    """Return a cue at the source's offsets instead of the Doc's."""
    span = doc.char_span(cue.start, cue.end, alignment_mode="expand") or doc[:]
    start, end = source_span(span)
    return Cue(start=start, end=end, label=cue.label, negated=cue.negated)
