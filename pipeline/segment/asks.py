"""Cut a recommendation into its asks: a verb of asking with its object.

Coordinated verbs with one object ('herstel en versterk X') are one ask; with different objects
they are several.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from pipeline.segment.askers import ASKING, asking_end
from pipeline.segment.clauses import (
    finite_verb,
    is_finite,
    is_infinitive,
    sentences_of,
    subject,
)
from pipeline.segment.requests import (
    DETERMINERS,
    MODALS,
    OPENS_CLAUSE,
    SELDOM_ORDERS,
    is_order,
    opens_with_order,
    order_words,
    way_of_asking,
)

__all__ = ["ASKING", "MODALS", "ask_spans", "opens_with_order", "resolved_text"]

OBLIGING = frozenset(
    {"zou", "zouden", "moet", "moeten", "dient", "dienen", "behoort", "hoort", "mag"}
)
# After these a verb stem that is more often a noun is a verb: 'en zorg dat', 'en open het'.
OPENS_OBJECT = DETERMINERS | {"dat", "ervoor", "erop"}
FEW_WORDS = 9  # between 'en' and the verb of a further clause


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
        way = way_of_asking(span)
        if not (way or is_infinitive(span)) or (count and way == "obliged" and _rhetorical(span)):
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


def _rhetorical(sentence: Span) -> bool:
    """Whether a sentence tells what anybody must do: 'Wie verhuist, moet opnieuw beginnen'."""
    return sentence[0].lower_ == "wie" and not _words(sentence) & {"zou", "zouden"}


def _split(sentence: Span) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence that each ask with an object of their own."""
    colon = next((t.i for t in sentence[:-1] if t.text == ":"), None)
    head = sentence
    if colon is not None and not is_order(sentence):
        behind = sentence.doc[colon + 1 : sentence.end]
        head = behind if is_order(behind) else sentence
    if is_order(head):
        starts = [head.start, *_further_orders(head)]
    else:
        further = {*_further_infinitives(head), *_further_clauses(head), *_further_duties(head)}
        starts = [head.start, *sorted(further)]
    yield from zip(starts, [*starts[1:], sentence.end], strict=True)


def _further_infinitives(sentence: Span) -> Iterator[int]:
    """Infinitives with an object of their own: 'X af te schaffen en Y te verhogen'.

    Not 'X af te schaffen en te vervangen', where the object is shared.
    """
    doc = sentence.doc
    seen = False  # an infinitive with 'te' stands before
    for token in sentence[2:-2]:
        seen = seen or token.lower_ == "te"
        parted = token.lower_ == "en" and doc[token.i - 1].text == "," and seen
        ended = token.lower_ in {"en", ","} and _infinitive_ends(doc, token.i, sentence.start)
        if not (parted or ended):
            continue
        start = token.i + (doc[token.i + 1].lower_ == "en")
        objects = 0
        for following in doc[start + 1 : sentence.end]:
            if following.lower_ == "te":
                if objects:
                    yield start if doc[start].lower_ == "en" else start + 1
                break
            opens = following.lower_ in OPENS_CLAUSE and following.i > start + 1
            if following.text in {",", ";", ":"} or opens:
                break
            objects += following.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADV"}


def _infinitive_ends(doc: Doc, token: int, start: int) -> bool:
    """Whether an infinitive with 'te' ends right before a token, commas aside."""
    before = token - 1 - (doc[token - 1].text == ",")
    return before > start + 1 and any(
        t.lower_ == "te" for t in doc[max(start, before - 2) : before]
    )


def _further_clauses(sentence: Span) -> Iterator[int]:
    """Clauses of one verb of asking: 'dat A gebeurt en dat B komt'."""
    seen = False
    for token in sentence[:-1]:
        if token.lower_ != "dat":
            continue
        before = sentence.doc[token.i - 1]
        if seen and before.lower_ == "en":
            yield before.i
        seen = True


def _further_duties(sentence: Span) -> Iterator[int]:
    """Yield where main clauses begin that oblige, each with a subject of its own.

    'Het mag X niet schaden en moet het beschermen' speaks of one thing: one ask.
    """
    doc = sentence.doc
    # In 'zou … moeten' the second is no verb of a further clause.
    finite = OBLIGING - ({"moeten", "dienen"} if {"zou", "zouden"} & _words(sentence) else set())
    obliged = False
    for token in sentence:
        if obliged and token.lower_ in {"en", "maar"}:
            for following in doc[token.i + 1 : min(token.i + FEW_WORDS, sentence.end)]:
                opens = following.lower_ in OPENS_CLAUSE and doc[following.i - 1].pos_ != "ADP"
                if opens or following.text in {",", ";"} or following.lower_ == "en":
                    break
                if following.lower_ in finite:
                    if following.i > token.i + 1:
                        yield token.i
                    break
        obliged = obliged or token.lower_ in finite


def _words(sentence: Span) -> set[str]:
    return {token.lower_ for token in sentence}


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
            or (token.text in SELDOM_ORDERS and doc[token.i + 1].lower_ not in OPENS_OBJECT)
            or doc[token.i + 1].text in {",", ".", "-"}
        ):
            continue
        # Two verbs side by side share the object that follows.
        if sum(t.is_alpha for t in doc[last : token.i - 1]) < 2:
            continue
        # 'fonds en steun van' joins nouns; 'fonds en regel het beheer' does not.
        nouns = token.pos_ == "NOUN" and doc[token.i - 2].pos_ == "NOUN"
        alone = doc[token.i + 1].pos_ in {"ADP", "PUNCT", "CCONJ", "AUX"}
        if nouns and before.lower_ == "en" and (alone or is_finite(doc[token.i + 1])):
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

    A linking word at its head goes. A clause without a subject gets its neighbour's, one of several
    complements the verb of asking before the first, and an item the lead-in above its list.
    """
    words = ask
    while len(words) > 1 and words[0].text.lower() in {"en", "maar", "of", "dan"}:
        words = words[1:]
    text = words.text
    lead = _shared_lead(ask)
    if lead:
        return f"{lead} {text}"
    closes = len(words) > 1 and words[-2].lower_ == "te"  # whatever the parser made of it
    if ask._.lead and (closes or is_infinitive(words)):
        return f"{ask._.lead} {text}"
    head = words.root
    verb = finite_verb(head)
    opens = verb is not None and verb.i == words.start
    if verb is not None and opens and verb.lemma_.lower() in MODALS and subject(head) is None:
        governor = head.head if head.dep_ == "conj" else None
        doer = subject(governor) if governor is not None else None
        if doer is not None:
            subject_text = doer.doc[doer.left_edge.i : doer.i + 1].text
            text = f"{subject_text} {text}"
    return text[:1].upper() + text[1:]


def _shared_lead(ask: Span) -> str:
    """Return the words of asking that stand before the first of several complements.

    'De raad adviseert' for 'en Y te verhogen' after 'De raad adviseert X af te schaffen'.
    """
    doc = ask.doc
    start = ask.start
    while start > 0 and not doc[start].is_sent_start:
        start -= 1
    before = doc[start : ask.start]
    if not len(before) or is_order(doc[start : ask.end]):
        return ""
    complement = next((t for t in ask if t.lower_ not in {"en", ","}), ask[0])
    if complement.lower_ == "dat":
        first = next((t.i for t in before if t.lower_ == "dat"), start)
        return doc[start:first].text
    if not any(t.lower_ == "te" for t in ask) or any(t.lower_ in OBLIGING for t in ask):
        return ""
    om = next((t.i for t in before if t.lower_ == "om"), None)
    if om is not None:
        return doc[start : om + 1].text
    end = asking_end(doc[start : ask.start])
    return before.text[:end].strip() if end else ""
