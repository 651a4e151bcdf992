"""Questions about a clause that several stages ask of a parse.

Universal Dependencies as the Dutch treebanks use them: a finite verb has ``VerbForm=Fin``; with a
participle or infinitive as head, the finite auxiliary is its ``aux``, ``aux:pass`` or ``cop``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token


def sentences_of(span: Span) -> Iterator[Span]:
    """Yield the sentences of a span, cut to it, in order."""
    if not len(span):
        return
    doc, start = span.doc, span.start
    for token in span[1:]:
        if token.is_sent_start:
            yield doc[start : token.i]
            start = token.i
    yield doc[start : span.end]


SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})


# The form of a verb among the features of a word. Matches "Number=Sing|VerbForm=Fin".
VERB_FORM = re.compile(r"(?:^|\|)VerbForm=([^|]+)")
NEVER_ORDERS = frozenset(
    {"is", "was", "wordt", "werd", "heeft", "had", "kan", "zal", "wil", "moet"}
)


def is_finite(token: Token) -> bool:
    """Whether a token is a finite verb form."""
    return _is_finite_form(str(token.morph), token.tag_)


@cache
def _is_finite_form(features: str, tag: str) -> bool:
    form = VERB_FORM.search(features)
    return "Fin" in form[1].split(",") if form else tag.startswith("WW|pv")


def is_full_sentence(span: Span) -> bool:
    """Whether words with a finite verb end as a sentence does; a goal in a table does not."""
    return span.text.rstrip().endswith((".", "!", "?")) and any(is_finite(t) for t in span)


def finite_verb(head: Token) -> Token | None:
    """Return the finite verb of the clause that ``head`` heads, if it has one of its own."""
    auxiliary = next((c for c in head.children if c.dep_ in AUXILIARIES and is_finite(c)), None)
    # With a finite auxiliary the head is none, whatever the tagger made of it: 'moet … werken'.
    return auxiliary or (head if is_finite(head) else None)


def subject(head: Token) -> Token | None:
    """Return the subject of the clause that ``head`` heads, if it has one of its own."""
    return next((c for c in head.children if c.dep_ in SUBJECTS and c.dep_ != "expl"), None)


def is_imperative(head: Token) -> bool:
    """Whether a clause is an order: its finite verb comes first and has no subject.

    'Zorg voor financiering' is one; 'Zorgt dit voor rust?' and 'Het kabinet zorgt' are not.
    """
    verb = finite_verb(head)
    if verb is None or subject(head) is not None or verb.morph.get("Tense", []) == ["Past"]:
        return False
    # An order has the bare stem: neither 'dragen' nor 'is'.
    if verb.morph.get("Number", []) == ["Plur"] or verb.text.lower() in NEVER_ORDERS:
        return False
    if verb.i - verb.sent.start > 3:
        return False
    before = [t for t in head.sent if t.i < verb.i and (t.head == head or t.head == verb)]
    return all(t.dep_ in {"cc", "punct", "advmod", "mark"} for t in before)


def is_infinitive(sentence: Span) -> bool:
    """Return whether a sentence has an infinitive and no finite verb to rule it."""
    ruling = [t for t in sentence if t == sentence.root or t.dep_ in {"conj", "parataxis"}]
    return finite_verb(sentence.root) is None and any(
        t.morph.get("VerbForm", []) == ["Inf"] and t.pos_ == "VERB" for t in ruling
    )


def main_heads(sentence: Span) -> list[Token]:
    """Return the heads of the main clauses of a sentence: its root and what is coordinated to it.

    A coordinated head counts when it has a finite verb of its own and does not depend on a
    subordinate clause.
    """
    root = sentence.root
    heads = [root]
    queue = [root]
    while queue:
        head = queue.pop(0)
        for child in head.children:
            coordinated = child.dep_ == "conj" or (
                child.dep_ == "parataxis" and child.i > head.i and not _is_quoted_aside(child)
            )
            if coordinated and finite_verb(child) is not None:
                heads.append(child)
                queue.append(child)
    return sorted(heads, key=lambda token: token.i)


def _is_quoted_aside(token: Token) -> bool:
    """Return whether a clause is a parenthesis or stands between dashes: it stays inside."""
    edge = token.left_edge
    return edge.i > 0 and token.doc[edge.i - 1].text in {"(", "–", "—", "-", ","}


def clause_spans(sentence: Span) -> Iterator[tuple[int, int, Token]]:
    """Yield ``(start, end, head)`` of the main clauses of a sentence, in order, without overlap.

    Together they cover the sentence; a coordinating word belongs to the clause after it.
    """
    heads = main_heads(sentence)
    starts = [sentence.start]
    for head in heads[1:]:
        start = head.left_edge.i
        while start - 1 > starts[-1] and sentence.doc[start - 1].dep_ == "cc":
            start -= 1
        starts.append(max(start, starts[-1]))
    ends = [*starts[1:], sentence.end]
    for start, end, head in zip(starts, ends, heads, strict=True):
        if end > start:
            yield start, end, head
