"""Whether a sentence asks for something, how, and of whom.

Four ways to ask are told apart: an order ('Zorg voor …'), a verb of asking ('De raad beveelt
aan …'), an obligation ('De minister zou … moeten …') and a need ('Het is nodig dat …').
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from spacy.tokens import Span, Token

from pipeline.resources import resource
from pipeline.segment.actors import GOVERNMENT, names_government
from pipeline.segment.askers import ADVISES, ATTRIBUTED, asker, asks_others
from pipeline.segment.clauses import (
    clause_spans,
    finite_verb,
    is_finite,
    is_imperative,
    sentences_of,
    subject,
)
from pipeline.segment.needs import NEEDED_THERE, is_needed
from pipeline.segment.wording import requests_by_question

Way = Literal["", "order", "asked", "obliged", "needed"]

#: What ends a sentence; a title line ends without.
CLOSED = frozenset({".", "!", ";", "”", "’", "»", '"', "'", ")", "…", "..."})
MODALS = frozenset({"moeten", "dienen", "horen", "behoren", "mogen"})
PERSONS = frozenset({"ik", "wij", "we", "je", "jij", "jullie", "hij", "men", "ze", "zij"})
# Before an order at the head of a sentence; not 'ook' and the like, after which a verb has its
# subject behind it ('Ook hecht het kabinet eraan').
OPENERS = frozenset(
    {
        *("en", "maar", "dus", "ten", "eerste", "tweede", "derde", "vierde", "vijfde", "zesde"),
        *("zevende", "achtste", "tot", "slot", "kortom", "minister", "staatssecretaris", "kabinet"),
    }
)
# Words that open a noun phrase: after them no verb stem is a noun that has one of its own.
DETERMINERS = frozenset(
    {
        *("de", "het", "een", "één", "elk", "elke", "ieder", "iedere", "alle", "geen", "dit"),
        *("dat", "deze", "die", "meer", "minder", "u", "ons", "onze", "hun", "hen", "haar"),
        *("zijn", "er", "daar", "daarom", "daarbij", "daarvoor", "ten", "samen"),
    }
)
# Stems that are far more often something else at the head of a sentence.
SELDOM_ORDERS = frozenset(
    {
        *("zonder", "weer", "wens", "open", "straf", "kap", "til", "raam", "vier", "bericht"),
        *("druk", "handel", "raad", "zorg", "steun"),
    }
)

LONGEST_ARTICLE = 3  # letters: a longer word on -e before a plural is an adjective
# Words that open a clause below the main one.
OPENS_CLAUSE = frozenset(
    {
        *("die", "dat", "waar", "waarin", "waarop", "waarvan", "waarmee", "waardoor", "waarvoor"),
        *("zodat", "als", "wanneer", "omdat", "voordat", "nadat", "totdat", "zolang", "hoe", "of"),
        *("wie", "wat", "waaraan", "waarom", "zoals", "terwijl", "hoeveel", "welke", "indien"),
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
    'onderzoek'); so a known stem counts before a noun phrase, and when no other finite verb rules
    the sentence.
    """
    if sentence.text.rstrip(" ”’»\"'").endswith("?"):
        return False
    first = _first_verb(sentence)
    if first is None or (first.lower_ == "zie" and _points(sentence, first)):
        return False  # 'Zie ook bijlage 2' points, 'Zie erop toe' asks
    if first.lower_ not in order_words():
        return is_imperative(first) and not first.lower_.endswith("t") and first.lower_ != "rest"
    following = sentence.doc[first.i + 1] if first.i + 1 < sentence.end else None
    if following is None or following.lower_ in PERSONS or following.text in {":", ")", "/"}:
        return False
    care = first.lower_ == "zorg" and following.lower_ in {"ervoor", "dat", "er"}
    seldom = first.lower_ in SELDOM_ORDERS and not care
    verb = first.pos_ in {"VERB", "AUX"}
    if sentence[-1].text not in CLOSED:
        # A title such as 'Zorg zonder wachtkamer' or 'Huur en koop'.
        if following.lower_ == "en" and sentence.doc[following.i + 1].lower_ not in order_words():
            return False
        known = verb or care or following.lower_ in DETERMINERS or _plural_behind(following)
        return known and not (seldom or _ruled_by_another(sentence, first))
    if following.lower_ in {"die", "dat", "zijn"} and first.lower_ not in {
        "zorg",
        "regel",
        "eis",
        "bepaal",
    }:
        return not _ruled_by_another(sentence, first)  # 'Werk dat verdwijnt, moet terugkomen'
    if not seldom and ((verb and subject(first) is None) or following.lower_ in DETERMINERS):
        return True
    return not _ruled_by_another(sentence, first)


def _plural_behind(following: Token) -> bool:
    """Whether words behind a stem can only be its object: 'Betaal tolken', 'Bescherm oude bomen'.

    Dutch writes a noun before another noun as one word.
    """
    end = following.doc[min(following.i + 1, len(following.doc) - 1)]
    noun = end if following.text.endswith("e") and len(following) > LONGEST_ARTICLE else following
    return noun.pos_ == "NOUN" and noun.text.endswith(("en", "s")) and noun.text.islower()


def holds_order(sentence: Span) -> bool:
    """Return whether a sentence is an order, or has one behind a colon: 'Dat is: zorg …'.

    Words that seldom are orders name what is listed there: 'elk belang: handel en veiligheid'.
    """
    if is_order(sentence):
        return True
    colon = next((t.i for t in sentence[:-2] if t.text in {":", ";"}), None)
    if colon is None or not is_order(sentence.doc[colon + 1 : sentence.end]):
        return False
    verb, following = sentence.doc[colon + 1], sentence.doc[colon + 2]
    return verb.lower_ not in SELDOM_ORDERS or following.lower_ in {"voor", "dat", "ervoor", "er"}


def _ruled_by_another(sentence: Span, first: Token) -> bool:
    """Whether a finite verb other than the first word heads the main clause.

    One behind a relative pronoun or a conjunction heads a clause of its own, unless a comma stands
    right before it ('Steun die groeit, houdt stand'); parsers confuse the two.
    """
    below = False
    for token in sentence[first.i + 1 - sentence.start : first.i + 13 - sentence.start]:
        below = below or token.lower_ in OPENS_CLAUSE
        if (
            below
            and token.doc[token.i - 1].text == ","
            and is_finite(token)
            and token.lower_ not in order_words()
        ):
            return True
        if (
            not below
            and is_finite(token)
            and token.dep_ in {"ROOT", "cop", "aux", "aux:pass"}
            and token.head in {token, sentence.root}
        ):
            return True
    return False


def _points(sentence: Span, first: Token) -> bool:
    words = {token.lower_ for token in sentence}
    return not words & {"toe", "af", "erop"}


def _first_verb(sentence: Span) -> Token | None:
    """Return the verb that opens a sentence, after a linking word at most."""
    for token in sentence:
        if token.is_punct or token.is_space or token.lower_ in OPENERS:
            continue
        known = token.lower_ in order_words()
        return token if known or (token.pos_ == "VERB" and token == sentence.root) else None
    return None


def way_of_asking(sentence: Span) -> Way:
    """Return how a sentence of a recommendation asks; empty when it does not.

    Here 'moeten' and 'nodig' suffice; in running text `asks_in_prose` is stricter.
    """
    text = sentence.text
    if text.rstrip().endswith("?"):
        return "asked" if requests_by_question(text) else ""
    if holds_order(sentence):
        return "order"
    if asker(sentence):
        return "asked"
    for _, _, head in clause_spans(sentence):
        verb = finite_verb(head)
        if verb is not None and (verb.lemma_.lower() in MODALS or should(head, verb)):
            return "obliged"
    return "needed" if is_needed(text) or NEEDED_THERE.search(text) else ""


# What anybody must do. Matches "Wie de norm stelt, hoort die voor te leven"; must not match "Wie
# mantelzorg verleent, zou een aanspraak moeten krijgen".
RHETORICAL = re.compile(r"Wie\b(?!.*\bzou(?:den)?\b)")


# What is only to be told. Matches "Zij vragen welke vergunningen zijn geweigerd", "vragen leden
# of het klopt"; must not match "vragen of de minister bereid is", "vraagt om een plan".
ONLY_QUESTION = re.compile(
    r"\b(?:vraagt|vragen|vernemen|informeren|(?:wil|willen)(?: \w+){0,2} weten)"
    r"(?: (?:zij|wij|u|deze|die|de|het|leden|van|fracties?|minister|staatssecretaris|kabinet|"
    r"regering|zich|af|ook|tevens|daarbij|voorts|graag|nog)\b)*,?"
    r" (?:welke?|hoe(?:veel)?|of|wanneer|waarom|wie|in hoeverre)\b(?!.{0,80}\b(?:bereid|wil\w*)\b)",
    re.IGNORECASE,
)


def asks_in_prose(sentence: Span, *, by_speaker: bool, indirect: bool) -> Way:
    """Return how a sentence of running text asks something of government; empty when it does not.

    Parameters
    ----------
    sentence
        A sentence outside any list or label.
    by_speaker
        Whether the document's 'wij' and 'ik' advise; else only what others ask counts.
    indirect
        Whether what 'zou moeten' happen counts, in a document that reports what is asked of it.
    """
    text = sentence.text
    if asks_others(sentence) or RHETORICAL.match(text):
        return ""
    if text.rstrip().endswith("?"):
        return "asked" if by_speaker and requests_by_question(text) else ""
    if ONLY_QUESTION.search(text):
        return ""
    who = asker(sentence)
    if who == "they" and by_speaker and ADVISES.match(text):
        who = "adviser"
    if who == "adviser" or (who == "speaker" and by_speaker) or (who == "they" and not by_speaker):
        return "asked"
    attributed = bool(ATTRIBUTED.search(text))
    for _, _, head in clause_spans(sentence):
        verb = finite_verb(head)
        if verb is None:
            continue
        doer = subject(head)
        actor = doer.doc[doer.left_edge.i : doer.right_edge.i + 1].text if doer is not None else ""
        ought = should(head, verb) or _ought(text)
        meant = names_government(actor) or (
            actor.lower() in {"het", "zij", "hij"} and GOVERNMENT.search(text[: sentence_at(head)])
        )
        obliged = verb.lemma_.lower() in MODALS and bool(meant) and by_speaker
        if attributed and (ought or verb.lemma_.lower() in MODALS):
            return "obliged"
        if (ought and (by_speaker or indirect)) or obliged:
            return "obliged"
    return "needed" if (by_speaker or attributed) and is_needed(text) else ""


# What ought to happen, whoever does it. Matches "dient infiltratie verplicht te worden", "Er moet
# een fonds komen"; must not match "moet u wachten".
PASSIVE = re.compile(
    r"\b(?:moet|moeten|dient|dienen|hoort|horen|behoort|behoren|mag|mogen)\b.{3,160}\b(?:worden|"
    r"komen)\b|"
    r"\bverdien(?:t|en)\b",
    re.IGNORECASE,
)


def ought_to_happen(sentence: Span) -> bool:
    """Return whether a sentence says what ought to be done without saying by whom."""
    text = sentence.text
    return bool(PASSIVE.search(text)) and not (text.rstrip().endswith("?") or asks_others(sentence))


def sentence_at(head: Token) -> int:
    """Return where a word stands in its sentence, in characters."""
    return head.idx - head.sent[0].idx


def should(head: Token, verb: Token) -> bool:
    """Return whether a clause has 'zou … moeten'."""
    return verb.lower_ in {"zou", "zouden"} and any(
        t.lower_ in {"moeten", "dienen", "behoren", "mogen"} for t in head.subtree
    )


def _ought(text: str) -> bool:
    return bool(
        re.search(r"\bzou(?:den)?\b.{0,120}\b(?:moeten|dienen te|behoren te|mogen)\b", text)
    )
