"""Describe a claim by what stands around it.

Its place in paragraph, reply and paper, the claims before and after it, the others of its sentence
and paragraph, and whether the paper calls what it speaks of its own elsewhere ('onze proef' makes
'de proef' the speaker's).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from pipeline.parse import source_span
from pipeline.records import Document
from pipeline.segment.clauses import subject

OWN = frozenset({"mijn", "ons", "onze"})


def describe_context(
    doc: Doc, document: Document, actors: Sequence[str], voice: str
) -> list[set[str]]:
    """Return what stands around each claim of ``doc.spans["claims"]``, in order.

    Parameters
    ----------
    doc
        With ``claim_type`` (the rules' verdict), ``block`` and ``recommendation`` on its claims.
    document
        What was parsed.
    actors
        What kind of actor each claim has.
    voice
        Who speaks: ``government`` or ``adviser``.
    """
    claims = list(doc.spans["claims"])
    owned = {t.head.lemma_.lower() for t in doc if t.lower_ in OWN and t.head.i > t.i}
    by_block: dict[int, Counter[str]] = {}
    for claim in claims:
        by_block.setdefault(claim._.block, Counter())[claim._.claim_type] += 1
    rows = _places(doc, claims, document)
    for n, (claim, row) in enumerate(zip(claims, rows, strict=True)):
        row |= {*_neighbours(claims, n, actors, voice), *_own_things(claim, owned, voice)}
        others = by_block[claim._.block].copy()
        others[claim._.claim_type] -= 1
        others = +others
        row |= {f"paragraph has={label}" for label in others}
        if others:
            row.add(f"paragraph mostly={min(others, key=lambda x: (-others[x], x))}")
    return rows


def _neighbours(claims: Sequence[Span], n: int, actors: Sequence[str], voice: str) -> Iterator[str]:
    """Yield who acts in the claims beside, and what the rules make of them."""
    claim, who = claims[n], actors[n]
    who_before = actors[n - 1] if n else "start"
    yield f"before={who_before}"
    if who == "pronoun":
        yield f"{who}<{who_before}"
    for step, name in ((-1, "previous"), (1, "next")):
        beside = claims[n + step] if 0 <= n + step < len(claims) else None
        near = beside is not None and beside._.block == claim._.block
        yield f"{name}={beside._.claim_type if beside is not None and near else 'none'}"
        if beside is None:
            continue
        # Clauses of one sentence often share who acts, and so what kind of claim they are.
        together = beside.sent == claim.sent
        label = beside._.claim_type
        if step < 0:
            yield f"{name} together={together}"
            yield f"{name} together={together}|{label}|{who}"
        if together:
            yield f"{name} in sentence={label}"
            yield f"{name} in sentence|{voice}|{actors[n + step]}"


def _own_things(claim: Span, owned: set[str], voice: str) -> Iterator[str]:
    """Yield whether a claim is about a thing that the paper calls the speaker's."""
    doer = subject(claim.root)
    if doer is not None and doer.lemma_.lower() in owned:
        yield from ("doer owned", f"{voice}|doer owned")
    if any(t.pos_ == "NOUN" and t.lemma_.lower() in owned for t in claim):
        yield from ("names owned", f"{voice}|names owned")


def _places(doc: Doc, claims: Sequence[Span], document: Document) -> list[set[str]]:
    """Return where each claim stands: kind of block, place in it, in a recommendation or reply."""
    answers = sorted(
        span for item in doc.spans.get("recommendations", ()) for span in item._.answer
    )
    replies = bool(answers)
    rows = []
    for n, claim in enumerate(claims):
        block = document.blocks[claim._.block]
        opens = n == 0 or claims[n - 1]._.block != claim._.block
        closes = n + 1 == len(claims) or claims[n + 1]._.block != claim._.block
        start = source_span(claim)[0]
        answering = any(first <= start < last for first, last in answers)
        asking = claim._.recommendation >= 0
        place = "asking" if asking else "answering" if answering else "elsewhere"
        quarter = 4 * n // len(claims)
        rows.append(
            {
                f"kind={block.kind}",
                f"paragraph={opens}{closes}",
                f"place={place}|{replies}",
                f"{document.role}|place={place}",
                f"quarter={quarter}",
                f"last={n + 3 > len(claims)}",
                f"earliest={n < 3}",
            }
        )
    return rows
