"""Describe a claim by what a reader goes by when they tell the types apart.

Who speaks and who acts, verb, tense, mood and negation, the cues of ``models/claim_types.toml``
and where in the clause they stand, times past and to come, what stands around it
(``type_context``), the wording (``type_words``) and the verdict of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from pipeline.attributes import document_of
from pipeline.records import Document, Role
from pipeline.segment.actors import (
    ADVISER,
    FIRST_PERSON,
    GOVERNMENT,
    GOVERNMENT_ROLES,
    is_adviser,
    names_government,
)
from pipeline.segment.asks import ASKING, opens_with_order
from pipeline.segment.claim_type import (
    GIVEN,
    HARM,
    IN_GOVERNMENTS_VIEW,
    KEPT,
    NEEDED,
    OPINION,
    VALUED,
    acts_for_government,
    agent_is_other,
    has_own_means,
    is_obliged,
    is_passive,
    is_subordinate,
)
from pipeline.segment.clauses import finite_verb, is_imperative, subject
from pipeline.segment.cues import CueGroups
from pipeline.segment.type_context import OWN, describe_context
from pipeline.segment.type_words import describe_wording

NEGATIVE = frozenset({"niet", "geen", "nooit", "niemand", "niets", "nergens", "evenmin", "noch"})
YOURS = frozenset({"u", "uw", "jullie", "jij", "je"})
PRONOUNS = frozenset(
    {"dit", "dat", "het", "zij", "ze", "hij", "deze", "die", "men", "dezen", "beide"}
)
GENERIC = frozenset(
    {"wie", "niemand", "iedereen", "ieder", "iemand", "elke", "iedere", "elk", "zo'n"}
)
SUBORDINATE = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "csubj"})
MODALS = frozenset({"kunnen", "moeten", "zullen", "willen", "mogen", "hoeven", "dienen", "laten"})
# Of these relations to the head of the clause the words are told apart.
RELATIONS = frozenset(
    {"advmod", "xcomp", "obj", "cop", "aux", "compound:prt", "mark", "obl", "ccomp"}
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MONTH = re.compile(
    r"\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|"
    r"december)\b",
    re.IGNORECASE,
)
LENGTHS = (5, 8, 12, 18, 26)


def describe_claims(doc: Doc, cues: CueGroups, asked: Sequence[bool]) -> list[dict[str, float]]:
    """Return the features of every claim of ``doc.spans["claims"]``, in order.

    Parameters
    ----------
    doc
        With ``claim_type`` (the rules' verdict), ``actor``, ``block`` and ``recommendation`` set on
        its claims.
    cues
        The groups of cues.
    asked
        Whether a claim holds one of the asks of a recommendation.
    """
    claims = list(doc.spans["claims"])
    document = document_of(doc)
    actors = [_who(claim) for claim in claims]
    voice = "government" if document.role in GOVERNMENT_ROLES else "adviser"
    rows = describe_context(doc, document, actors, voice)
    for claim, who, is_asked, row in zip(claims, actors, asked, rows, strict=True):
        row |= {*_describe(claim, document, cues, who), f"asked={is_asked}"}
    return [dict.fromkeys(sorted(row), 1.0) for row in rows]


def _who(claim: Span) -> str:
    """Return what kind of actor a claim has."""
    actor = claim._.actor.lower()
    words = actor.split()
    if not words:
        return "none"
    if actor in FIRST_PERSON:
        return "first"
    if names_government(actor):
        return "government"
    if is_adviser(actor):
        return "adviser"
    if YOURS & set(words[:1]):
        return "you"
    if OWN & set(words):
        return "own"
    if actor in PRONOUNS:
        return "pronoun"
    if words[0] in GENERIC:
        return "generic"
    return "indefinite" if words[0] in {"een", "geen"} else "definite"


def _describe(claim: Span, document: Document, cues: CueGroups, who: str) -> set[str]:
    """Return the features that a claim has by itself."""
    root = claim.root
    verb = finite_verb(root)
    if verb is not None and not claim.start <= verb.i < claim.end:
        verb = None
    doer = subject(root)
    role = document.role
    voice = "government" if role in GOVERNMENT_ROLES else "adviser"
    rule = claim._.claim_type
    tense = "".join(verb.morph.get("Tense", [])) if verb is not None else "none"
    words = [t for t in claim if not t.is_punct]
    main = [t for t in words if not _below(t, root)]
    negated = any(t.lower_ in NEGATIVE for t in main)
    modal = next((t.lemma_.lower() for t in main if t.lemma_.lower() in MODALS), "")
    found = {
        f"who={who}",
        f"{voice}|who={who}",
        f"role={role}",
        f"rule={rule}",
        f"{role}|rule={rule}",
        f"{who}|rule={rule}",
        f"tense={tense}",
        f"{voice}|{who}|tense={tense}",
        f"root={root.lemma_.lower()}",
        f"{voice}|{who}|root={root.lemma_.lower()}",
        f"class={root.pos_}",
        f"modal={modal}",
        f"{voice}|{who}|modal={modal}",
        f"length={sum(len(words) > n for n in LENGTHS)}",
        f"first={claim[0].lower_}",
        f"opening={claim[0].lower_} {claim[1].lower_ if len(claim) > 1 else ''}",
    }
    if negated:
        found |= {"negated", f"{voice}|{who}|negated", f"modal={modal}|negated", f"{tense}|negated"}
    if verb is not None:
        found |= {f"verb={verb.lower_}", f"verb={verb.lemma_.lower()}|{root.lemma_.lower()}"}
        found.add(f"inverted={doer is not None and doer.i > verb.i}")
    found |= _rule_features(claim, role, who, negated=negated)
    if any(t.lower_ in {"zou", "zouden"} for t in main):
        found |= {"would", f"{voice}|would"}
    relations = {t.dep_ for t in root.children if claim.start <= t.i < claim.end}
    found |= {f"has:{relation}" for relation in relations}
    found |= {f"copula|{who}|{voice}"} if "cop" in relations else set()
    found |= {
        f"{t.dep_}={t.lemma_.lower()}"
        for t in root.children
        if t.dep_ in RELATIONS and claim.start <= t.i < claim.end
    }
    found |= {f"word={t.lemma_.lower()}" for t in main}
    found |= describe_wording(claim, voice, who)
    found |= _cue_features(claim, cues, doer, main, f"{voice}|{who}", negated=negated)
    found |= _time_features(claim, document, voice)
    if any(t.lower_ in OWN for t in words):
        found |= {"own", f"{voice}|own"}
    if any(t.lower_ in YOURS for t in words):
        found |= {"yours", f"{voice}|yours"}
    if any(t.like_num for t in words):
        found |= {"number", f"{voice}|number"}
    if claim.text.rstrip().endswith(":"):
        found.add("ends=colon")
    if claim[0].is_lower:
        found.add("goes on")
    if claim.text[0] in "‘“\"'«„":
        found.add("quoted")
    return found


def _rule_features(claim: Span, role: Role, who: str, *, negated: bool) -> set[str]:
    """Return what the rules go by, each with who speaks and whether it is denied."""
    text = claim.text
    opinion = OPINION.search(text)
    below = opinion is not None and is_subordinate(claim, opinion.start())
    passive = is_passive(claim)
    acts = acts_for_government(claim, role)
    holds = {
        "government": acts,
        "obliged": is_obliged(claim),
        "needed": bool(NEEDED.search(text)),
        "valued": bool(VALUED.search(text)),
        "opinion": opinion is not None and not below,
        "opinion below": opinion is not None and below,
        "in view": bool(IN_GOVERNMENTS_VIEW.search(text)),
        "given": bool(GIVEN.search(text)),
        "kept": bool(KEPT.search(text)),
        "means": has_own_means(claim),
        "passive": passive,
        "passive by other": passive and agent_is_other(claim),
        "harm": bool(HARM.search(text)),
        "asking": bool(ASKING.search(text)),
        "order": opens_with_order(claim) or is_imperative(claim.root),
        "says first": any(t.lower_ in FIRST_PERSON for t in claim),
        "says government": bool(GOVERNMENT.search(text)),
        "says adviser": bool(ADVISER.search(text)),
    }
    voice = "government" if role in GOVERNMENT_ROLES else "adviser"
    found = {f"is {name}" for name, true in holds.items() if true}
    crossed = {f"{voice}|{name}" for name in found} | {f"{voice}|{who}|{name}" for name in found}
    if acts:
        crossed |= {f"acts|{name}" for name in found}
    if negated:
        crossed |= {f"negated|{voice}|{name}" for name in found}
    return found | crossed


def _below(token: Token, root: Token) -> bool:
    """Whether a token stands in a clause below the main one."""
    while token != root and token.head != token:
        if token.dep_ in SUBORDINATE:
            return True
        token = token.head
    return False


def _cue_features(
    claim: Span,
    cues: CueGroups,
    doer: Token | None,
    main: Sequence[Token],
    who: str,
    *,
    negated: bool,
) -> set[str]:
    """Return the groups of cues in a claim, by where in it they stand."""
    found = set()
    inside = {t.i for t in main}
    subject_words = {t.i for t in doer.subtree} if doer is not None else set()
    for token in claim:
        for group in cues.of_token(token):
            if token.i not in inside:
                found.add(f"below:{group}")
                continue
            found.add(f"cue:{group}")
            if token == doer:
                found.add(f"doer:{group}")
            elif token.i in subject_words:
                found.add(f"subject:{group}")
            elif token == claim.root:
                found.add(f"root:{group}")
            elif token.head == claim.root:
                found.add(f"{token.dep_}:{group}")
    found |= {f"turn:{group}" for group in cues.of_text(claim.text)}
    crossed = {f"{who}|{name}" for name in found}
    voice = who.split("|")[0]
    crossed |= {f"{voice}|{name}" for name in found}
    if negated:
        crossed |= {f"negated|{name}" for name in found}
    return found | crossed


def _time_features(claim: Span, document: Document, voice: str) -> set[str]:
    """Return how the years that a claim names stand to the document's date."""
    found = set()
    text = claim.text
    if document.date:
        written = int(document.date[:4])
        for year in {int(y) for y in YEAR.findall(text)}:
            when = "ahead" if year > written else "past" if year < written else "now"
            found |= {f"year={when}", f"{voice}|year={when}"}
    if MONTH.search(text):
        found |= {"month", f"{voice}|month"}
    return found
