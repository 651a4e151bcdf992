"""Whom an ask names as the one who should act."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from pipeline.segment.asks import ASKING, MODALS
from pipeline.segment.clauses import clause_spans, finite_verb, sentences_of, subject

# Matches "de minister van Financiën", "het kabinet", "Gemeenten"; must not match "ministerie".
ADDRESSEE = re.compile(
    r"\b(?:(?:de|het) )?(?P<who>(?:minister(?:-president)?|staatssecretaris|kabinet|regering|"
    r"tweede kamer|[Gg]emeenten?|[Pp]rovincies?|college|rijk|overheid)(?:s|en)?\b"
    r"(?: van [A-Z]\w+(?:,? (?:en )?[A-Z]\w+)*| [A-Z]\w+)?)"
)
#: Entities that can act; a law or a programme cannot.
ACTING = frozenset({"ORG", "GPE"})
ASKING_VERBS = frozenset({"adviseren", "vragen", "verzoeken", "oproepen", "roepen", "aanraden"})


def addressee(recommendation: Span) -> str:
    """Return whom a recommendation names as the one who should act; empty when it names nobody.

    An institution or place of ``doc.ents`` that is obliged or asked by the parse; else the first
    minister, cabinet or tier of government at the head of a sentence or near a verb of asking.
    """
    for sentence in sentences_of(recommendation):
        named = _named(sentence)
        if named:
            return named
        match = ADDRESSEE.search(sentence.text)
        if match and (ASKING.search(sentence.text) or match.start() < 40):
            return match["who"]
    return ""


def _named(sentence: Span) -> str:
    """Return the entity that must act or is asked to: 'De Belastingdienst moet', 'vragen het UWV'.

    Also the agent of a passive: 'moeten door Rijkswaterstaat worden gekeurd'.
    """
    acting = [entity for entity in sentence.ents if entity.label_ in ACTING]
    if not acting:
        return ""
    candidates: list[Token | None] = []
    for _, _, head in clause_spans(sentence):
        verb = finite_verb(head)
        forms = {head.lemma_.lower(), verb.lemma_.lower() if verb else ""}
        forms |= {child.lemma_.lower() for child in head.children if child.dep_ == "aux"}
        if forms & MODALS:
            agents = (child for child in head.children if child.dep_ == "obl:agent")
            candidates += [next(agents, None) or subject(head)]
        elif forms & ASKING_VERBS:
            candidates += [child for child in head.children if child.dep_ in {"obj", "iobj"}]
    return next(
        (
            entity.text
            for token in candidates
            if token is not None
            for entity in acting
            if entity.start <= token.i < entity.end
        ),
        "",
    )
