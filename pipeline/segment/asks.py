"""Cut a recommendation into its asks: a verb of asking with its object.

Coordinated verbs with one object ('herstel en versterk X') are one ask; with different objects
they are several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from pipeline.resources import resource
from pipeline.segment.actors import is_adviser, names_government
from pipeline.segment.clauses import (
    clause_spans,
    finite_verb,
    is_finite,
    is_imperative,
    is_infinitive,
    sentences_of,
    subject,
)

OBJECTS = frozenset({"obj", "iobj", "obl", "xcomp", "ccomp", "advcl", "obl:arg", "compound:prt"})
MODALS = frozenset({"moeten", "dienen", "horen", "behoren", "mogen"})
# Matches "De raad adviseert", "Wij roepen de minister op", "beveelt aan", "We doen een oproep";
# must not match "de vraag naar koffie", "op advies van".
ASKING = re.compile(
    r"\b(?:advise(?:ert|ren)|beve?el(?:t|en)?\b.{0,80}\baan|raad(?:t|en)?\b.{0,80}\baan|"
    r"roep(?:t|en)?\b.{0,80}\bop|"
    r"(?:doe|doet|doen)\b.{0,30}\boproep|verzoek(?:t|en)\b|vra(?:ag|agt|"
    r"gen)\b.{0,80}\b(?:om|aandacht|te)\b|(?:be)?pleit(?:en)?\b|"
    r"dring(?:t|en)\b.{0,60}\baan|verdient aanbeveling|geven? in overweging|stel(?:t|"
    r"len)\b.{0,40}\bvoor\b)",
    re.IGNORECASE,
)
NEEDED = re.compile(
    r"\b(?:is|zijn)\b.{0,60}\b(?:nodig|noodzakelijk|geboden|vereist|gewenst|van belang)\b",
    re.IGNORECASE,
)
PERSONS = frozenset({"ik", "wij", "we", "je", "jij", "u", "hij", "men"})
OPENERS = frozenset(
    {
        "en",
        "ook",
        "daarnaast",
        "verder",
        "tevens",
        "tot",
        "slot",
        "ten",
        "eerste",
        "tweede",
        "derde",
        "maar",
    }
)


@lru_cache(maxsize=1)
def order_words() -> frozenset[str]:
    """Return the verb stems that open requests, from ``models/orders.txt``."""
    return frozenset(resource("models/orders.txt").read_text("utf-8").split())


def opens_with_order(span: Span) -> bool:
    """Return whether the first sentence of a span is an order: 'Zorg …', 'En blijf …'."""
    return is_order(next(sentences_of(span)))


def is_order(sentence: Span) -> bool:
    """Return whether a sentence opens with an imperative.

    Taggers take many imperatives for nouns, and many nouns are spelled like one ('steun',
    'onderzoek'); so a known stem counts when no other finite verb rules the sentence.
    """
    if sentence.text.rstrip().endswith("?"):
        return False
    first = _first_verb(sentence)
    if first is None or (first.lower_ == "zie" and "toe" not in sentence.text.split()):
        return False  # 'Zie ook bijlage 2' points, 'Zie erop toe' asks
    if first.lower_ not in order_words():
        return is_imperative(first) and not first.lower_.endswith("t")
    following = sentence.doc[first.i + 1] if first.i + 1 < sentence.end else None
    if following is not None and following.lower_ in PERSONS:
        return False
    if first.pos_ in {"VERB", "AUX"} and subject(first) is None:
        return True
    return not any(
        is_finite(t)
        and t != first
        and t.dep_ in {"ROOT", "cop", "aux", "aux:pass"}
        and t.head in {t, sentence.root}
        for t in sentence
        if t.i <= first.i + 12
    )


def _first_verb(sentence: Span) -> Token | None:
    """Return the verb that opens a sentence, after a linking word at most."""
    for n, token in enumerate(sentence):
        if token.is_punct or token.lower_ in OPENERS:
            continue
        if token.lower_ in order_words() or (token.pos_ == "VERB" and token == sentence.root):
            return token
        if n > 3 or token.pos_ not in {"ADV", "CCONJ"}:
            return None
    return None


def is_request(sentence: Span, *, strict: bool = False) -> bool:
    """Return whether a sentence asks: an order, an obligation, a need, or a verb of asking.

    With ``strict`` an obligation counts only when government is its subject, and a need not at
    all: outside a recommendation 'moeten' mostly is rhetoric.
    """
    text = sentence.text
    if text.rstrip().endswith("?"):
        return False
    if is_order(sentence):
        return True
    for _, _, head in clause_spans(sentence):
        doer = subject(head)
        actor = doer.doc[doer.left_edge.i : doer.right_edge.i + 1].text if doer is not None else ""
        first_person = actor.lower() in {"wij", "we", "ik"}
        match = ASKING.search(text)
        if match and (first_person or not strict or is_adviser(actor)):
            return not _reports(sentence)
        verb = finite_verb(head)
        modal = verb is not None and (verb.lemma_.lower() in MODALS or _should(head, verb))
        if modal and (not strict or names_government(actor)):
            return True
    return bool(not strict and NEEDED.search(text))


def _should(head: Token, verb: Token) -> bool:
    """Whether a clause has 'zou … moeten'."""
    return verb.lower_ in {"zou", "zouden"} and any(
        t.lower_ in {"moeten", "dienen", "behoren"} for t in head.subtree
    )


def _reports(sentence: Span) -> bool:
    """'Meerdere tafels vragen zich af' and 'roept vragen op' ask nothing."""
    return bool(re.search(r"\bzich af\b|\bvragen op\b|\broept .{0,20}\bbeeld\b", sentence.text))


def ask_spans(recommendation: Span) -> Iterator[tuple[int, int]]:
    """Yield the token spans of a recommendation's asks, in order; at least one.

    A span ends before its closing punctuation.
    """
    count = 0
    for sentence in sentences_of(recommendation):
        start, end = (
            max(sentence.start, recommendation.start),
            min(sentence.end, recommendation.end),
        )
        span = recommendation.doc[start:end]
        if not (is_request(span) or is_infinitive(span)):
            continue
        for first, last in _split(span):
            first, last = _bare(recommendation.doc, first, last)
            if last > first:
                count += 1
                yield first, last
    if not count:
        sentence = next(sentences_of(recommendation))
        first, last = _bare(recommendation.doc, sentence.start, sentence.end)
        # A recommendation of nothing but signs keeps them: it has one ask all the same.
        yield (first, last) if last > first else (sentence.start, sentence.end)


def _split(sentence: Span) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence that each ask with an object of their own."""
    if is_order(sentence):
        starts = [sentence.start, *_further_orders(sentence)]
    else:
        further = {*_further_obligations(sentence), *_further_infinitives(sentence)}
        starts = [sentence.start, *sorted(further)]
    yield from zip(starts, [*starts[1:], sentence.end], strict=True)


def _further_obligations(sentence: Span) -> Iterator[int]:
    """Coordinated clauses with a modal, a subject and an object of their own."""
    before: Token | None = None
    for start, end, head in clause_spans(sentence):
        verb = finite_verb(head)
        obliged = verb is not None and verb.lemma_.lower() in MODALS
        has_object = any(c.dep_ in OBJECTS and start <= c.i < end for c in head.children)
        doer = subject(head)
        # 'Het mag X niet schaden en moet het beschermen' speaks of one thing: one ask.
        same = doer is None or doer.pos_ == "PRON"
        if before is not None and obliged and has_object and not same:
            yield start
        before = head


def _further_infinitives(sentence: Span) -> Iterator[int]:
    """Coordinated infinitives with objects of their own: 'X af te schaffen en Y te verhogen'."""
    for token in sentence:
        pair = (token, token.head)
        if token.dep_ != "conj" or not all(
            t.morph.get("VerbForm", []) == ["Inf"]
            and any(c.dep_ in {"obj", "obl"} for c in t.children)
            for t in pair
        ):
            continue
        start = token.left_edge.i
        if start > token.head.i:
            yield start


def _further_orders(sentence: Span) -> Iterator[int]:
    """Orders strung together: 'richt … op, herstel …, en zet …'; not 'herstel en versterk …'."""
    doc = sentence.doc
    last = sentence.start
    for token in sentence[2:-1]:
        before = doc[token.i - 1]
        linked = before.text in {",", ";", "—", "–", ":"} or before.text.lower() in {"en", "maar"}
        if (
            not linked
            or token.text not in order_words()
            or doc[token.i + 1].text in {",", ".", "-"}
        ):
            continue
        # Two verbs side by side share the object that follows.
        if sum(t.is_alpha for t in doc[last : token.i - 1]) < 2:
            continue
        # 'fonds en steun' joins nouns; 'fonds en regel het beheer' does not.
        nouns = token.pos_ == "NOUN" and doc[token.i - 2].pos_ == "NOUN"
        if nouns and before.lower_ == "en" and doc[token.i + 1].pos_ not in {"DET", "PRON"}:
            continue
        start = token.i - 1 if before.text.lower() in {"en", "maar"} else token.i
        yield start
        last = token.i


def _bare(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Cut surrounding punctuation off a token span."""
    closing = {".", ",", ";", ":", "!", "—", "–", "-"}
    while end > start and doc[end - 1].text in closing:
        end -= 1
    while start < end and doc[start].text in closing:
        start += 1
    return start, end


def resolved_text(ask: Span) -> str:
    """Return an ask's words with what it shares with its neighbours put back.

    A linking word at its head goes, and a clause without a subject gets its neighbour's.
    """
    words = ask
    while len(words) > 1 and words[0].text.lower() in {"en", "maar", "of", "dan"}:
        words = words[1:]
    text = words.text
    head = words.root
    verb = finite_verb(head)
    if verb is not None and verb.lemma_.lower() in MODALS and subject(head) is None:
        governor = head.head if head.dep_ == "conj" else None
        doer = subject(governor) if governor is not None else None
        if doer is not None:
            subject_text = doer.doc[doer.left_edge.i : doer.i + 1].text
            text = f"{subject_text} {text}"
    return text[:1].upper() + text[1:]
