"""Cut sentences into claims: main clauses with what depends on them.

Coordinated main clauses are apart; subordinate and restrictive clauses stay inside. Headings,
references, salutations, signatures and bare labels are no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.attributes import Unit, document_of, units_of
from pipeline.checksums import verified
from pipeline.records import CLAIM_TYPES, Block
from pipeline.resources import resource
from pipeline.segment.asks import opens_with_order
from pipeline.segment.claim_type import (
    acts_for_government,
    claim_actor,
    claim_type,
    is_goal_in_table,
)
from pipeline.segment.clauses import (
    clause_spans,
    finite_verb,
    is_finite,
    is_full_sentence,
    sentences_of,
)
from pipeline.segment.cues import read_cue_groups
from pipeline.segment.type_features import describe_claims
from pipeline.segment.type_model import load_type_model

# Matches "Zie ook bijlage 2.", "Kamerstuk 32 735", "Vgl. noot 4"; not "Ziet het kabinet".
BARE_REFERENCE = re.compile(
    r"(?:\(?(?:Zie|Vgl\.|Vergelijk|Bron|Bijlage)\b|Kamerstuk|https?://)[^?]*$"
)
REFERS_ONLY = re.compile(r"\bverwijst\b.{0,60}\b(?:bijlage|annex|paragraaf|hoofdstuk|noot)\b")
# Matches "Hierbij bied ik u de reactie aan.", "Hieronder volgt een lijst:"; not "Hierbij kiest".
FORMULA = re.compile(
    r"(?:Hierbij|Hiermee|Bijgaand|Bijgevoegd)\b.{0,40}\b(?:bied|bieden|zend|stuur|doe|"
    r"treft|ontvangt)\b|"
    r"(?:Hieronder|Hierna|Onderstaand) (?:volg(?:t|en)|staa?n?t?|vind(?:t)? u)\b"
)
SALUTATION = re.compile(r"(?:Geachte|Beste|Aan de|Excellentie|Hooggeachte)\b[^.?]{0,80},?$")
CONTENT_POS = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV", "NUM", "PRON", "AUX"})
LEAST = 1e-6  # the least chance of a type that counts
SHORTEST = 3  # words: "Dit helpt niet." is a claim, "Zie noot." is none
VERBLESS = 6  # words from which a participle or infinitive carries a claim by itself


@Language.factory(
    "weerklank_claims",
    requires=["token.pos", "token.dep", "token.morph", "doc.sents"],
    assigns=["doc.spans"],
)
class ClaimSegmenter:
    """Find the claims of a Doc and put them, in order, into ``doc.spans["claims"]``.

    Reads the parse, ``doc._.units`` and ``doc.spans["recommendations"]``; sets ``claim_type``,
    ``actor``, ``section``, ``block`` and ``recommendation`` on every span. The type is the trained
    model's (``models/claim_types``), which knows the rules' verdict.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.cues = read_cue_groups(resource("models/claim_types.toml"))
        self.model = load_type_model(verified(resource("models/claim_types/model.skops")))

    def __call__(self, doc: Doc) -> Doc:
        """Segment one Doc."""
        asked = mark_claims(doc)
        claims = list(doc.spans["claims"])
        if not claims:
            return doc
        by_rule = [claim._.claim_type for claim in claims]
        scores = self.model.scores(describe_claims(doc, self.cues, asked), by_rule)
        types = [CLAIM_TYPES[best] for best in _with_reading(doc, claims, scores).argmax(axis=1)]
        blocks = document_of(doc).blocks
        for claim, found in zip(claims, types, strict=True):
            if not is_goal_in_table(claim, blocks[claim._.block]):
                claim._.claim_type = found
        return doc


def _with_reading(
    doc: Doc, claims: Sequence[Span], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Add what a reader of the whole paper makes of each claim, where it was read."""
    reading = doc._.reading
    if reading is None:
        return scores
    rows = [reading.unit_at(claim.start, claim.end) for claim in claims]
    seen = [n for n, row in enumerate(rows) if row is not None]
    read = reading.types[[row for row in rows if row is not None]]
    scores = scores.copy()
    scores[seen] += reading.belief.types * np.log(read + LEAST)
    return scores


def mark_claims(doc: Doc) -> list[bool]:
    """Put a Doc's claims into ``doc.spans["claims"]`` with the rules' verdict as their type.

    Returns whether each of them holds one of the asks in ``doc.spans["asks"]``.
    """
    document = document_of(doc)
    recommendations = list(doc.spans.get("recommendations", ()))
    asks = list(doc.spans.get("asks", ()))
    claims: list[Span] = []
    for unit in units_of(doc):
        block = document.blocks[unit.block]
        if block.kind == "heading":
            # A title that asks is the recommendation itself; any other heading is no claim.
            unit_claims = _asking_heading(doc, unit, recommendations)
        else:
            unit_claims = _unit_claims(doc, unit, block)
        for claim in unit_claims:
            claim._.block = unit.block
            claim._.section = block.section
            claim._.recommendation = next(
                (
                    n
                    for n, span in enumerate(recommendations)
                    if span.start <= claim.start and claim.end <= span.end
                ),
                -1,
            )
            claims.append(claim)
    asked = [any(_holds(claim, ask) for ask in asks) for claim in claims]
    last_block, after_government = -1, False
    for claim, holds_ask in zip(claims, asked, strict=True):
        after_government = after_government and claim._.block == last_block
        claim._.actor = claim_actor(claim)
        claim._.claim_type = claim_type(
            claim,
            document.role,
            document.blocks[claim._.block],
            asked=holds_ask,
            after_government=after_government,
        )
        after_government = acts_for_government(
            claim, document.role, after_government=after_government
        )
        last_block = claim._.block
    doc.spans["claims"] = claims
    return asked


def _asking_heading(doc: Doc, unit: Unit, recommendations: list[Span]) -> Iterator[Span]:
    inside = any(span.start <= unit.start and unit.end <= span.end for span in recommendations)
    if inside:
        yield doc[unit.start : unit.end]


def claim_stretches(doc: Doc, unit: Unit, block: Block) -> Iterator[tuple[int, int]]:
    """Yield first token and end of each claim in one block that is no heading, in order."""
    for claim in _unit_claims(doc, unit, block):
        yield claim.start, claim.end


def _unit_claims(doc: Doc, unit: Unit, block: Block) -> Iterator[Span]:
    for sentence in sentences_of(doc[unit.start : unit.end]):
        start = max(sentence.start, unit.start)
        end = min(sentence.end, unit.end)
        words = doc[start:end]
        if block.kind == "cell" and not (is_full_sentence(words) or opens_with_order(words)):
            if len(words) >= SHORTEST and _has_goal(words):
                yield words
            continue
        if not is_claim(doc[start:end]):
            continue
        for first, last, _ in clause_spans(doc[start:end]):
            span = trimmed(doc, first, last)
            if span is not None:
                yield span


def _holds(claim: Span, ask: Span) -> bool:
    """Whether most of the shorter of the two lies in the other."""
    shared = min(claim.end, ask.end) - max(claim.start, ask.start)
    return shared * 2 > min(len(claim), len(ask))


def is_claim(sentence: Span) -> bool:
    """Return whether a sentence of running text states, asks or promises something."""
    words = [t for t in sentence if t.is_alpha or t.like_num]
    text = sentence.text.strip()
    if len(words) < SHORTEST or text.endswith("?") or SALUTATION.match(text) or FORMULA.match(text):
        return False
    if opens_with_order(sentence):
        return True
    if BARE_REFERENCE.match(text) and len(words) < 25:
        return False
    if REFERS_ONLY.search(text) and len(words) < 30:
        return False
    if any(is_finite(t) and t.dep_ != "acl:relcl" and not _in_relative(t) for t in sentence):
        return True
    root = sentence.root
    return len(words) >= VERBLESS and (
        (root.pos_ == "VERB" and bool(root.morph.get("VerbForm", [])))
        or any(is_finite(t) for t in sentence)
        or (text.endswith((".", "!")) and any(t.pos_ == "VERB" for t in sentence))
    )


def _in_relative(token: object) -> bool:
    return any(a.dep_ in {"acl:relcl"} for a in [token, *token.ancestors])  # type: ignore[attr-defined]


def _has_goal(cell: Span) -> bool:
    """Whether a table cell states a goal rather than naming a column."""
    text = cell.text
    if any(is_finite(t) for t in cell):
        return True
    # Matches "Afname van geweld", "Het versterken van"; must not match "Vrijheid van religie".
    goal = re.compile(
        r"\b(?:minder|meer|afname|toename|daling|stijging|groei|vermindering|vergroting|"
        r"verbetering|"
        r"versterk\w+|versterking|voorkom\w+|bevorder\w+|bescherming in|verhog\w+|verlag\w+|"
        r"terugdring\w+|beëindig\w+|accountability|halvering|verdubbeling|uitbreiding|"
        r"behoud|herstel)\b",
        re.IGNORECASE,
    )
    return bool(goal.search(text)) and len(cell) >= 4


def trimmed(doc: Doc, start: int, end: int) -> Span | None:
    """Return the span without stray punctuation at its head; None when no words are left."""
    while (
        start < end
        and doc[start].is_punct
        and doc[start].text not in {"(", "‘", "“", "'", '"', "«"}
    ):
        start += 1
    words = sum(t.is_alpha for t in doc[start:end])
    if words < 2 or (finite_verb(doc[start:end].root) is None and words < SHORTEST):
        return None
    return doc[start:end]
