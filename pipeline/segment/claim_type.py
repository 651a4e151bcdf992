"""Say by rule what type a claim is, and who makes it; the trained model has the last word.

The rules follow the codebook's order of decision: what is asked first, then what government thinks
or does, then what is said of the world.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from pipeline.records import Block, ClaimType, Role
from pipeline.segment.actors import (
    FIRST_PERSON,
    GOVERNMENT_ROLES,
    is_adviser,
    is_government,
    starts_with_government,
)
from pipeline.segment.asks import ASKING, opens_with_order
from pipeline.segment.clauses import finite_verb, is_full_sentence, is_imperative, subject

OBLIGATION = frozenset({"moeten", "dienen", "horen", "behoren"})
NEEDED = re.compile(
    r"\b(?:is|zijn|blijft|lijkt)\b.{0,60}\b(?:nodig|noodzakelijk|gewenst|vereist|"
    r"geboden|onontbeerlijk)\b"
    r"|\bvergt\b|\bvra(?:ag)?t (?:om|tevens om|ook om)\b",
    re.IGNORECASE,
)
# What the speaker thinks. Matches "onderschrijft", "hecht grote waarde aan", "is voorstander van";
# must not match "deelt kennis met", "ziet toe op".
OPINION = re.compile(
    r"\b(?:onderschrijf\w*|onderschrev\w*|erken(?:t|nen|de)?|verwelkom\w*|"
    r"juich\w*\b.{0,60}\btoe|waardeer\w*|betreur\w*|"
    r"herken(?:t|nen)?|beaam\w*|beamen|bevestig\w*|veroordeel\w*|verwerp\w*|"
    r"hecht(?:en)?\b.{0,40}\b(?:waarde|belang|aan)|de(?:elt|len)\b.{0,40}\b(?:zorg|"
    r"zorgen|mening|analyse|visie|opvatting|constatering|oproep)|"
    r"acht(?:en)?\b.{0,60}\b(?:positief|wenselijk|onwenselijk|nodig|noodzakelijk|"
    r"belangrijk|van belang|onjuist|passend|opportuun|haalbaar|zinvol)|"
    r"vind(?:t|en)?\b.{0,60}\b(?:belangrijk|wenselijk|onwenselijk|goed|terecht|nodig|"
    r"van belang|zorgelijk|dat)|"
    r"zie(?:t|n)\b.{0,160}\b(?:het belang|meerwaarde|geen|noodzaak|kansen|mogelijkheden)|"
    r"ga(?:at|an)\b.{0,30}\bervan uit|verwacht(?:en)?\b|dank(?:t|en)\b|hoop(?:t)?|"
    r"begrijp(?:t|en)?|stem(?:t|men)\b.{0,30}\bin\b|"
    r"van mening|van oordeel|van opvatting|voorstander|tegenstander|tevreden|verheugd|"
    r"bezorgd|overtuigd|"
    r"\beens\b|oneens|niet gekozen|kies(?:t|zen)\b.{0,30}\bniet|bewust van|ingenomen met|"
    r"meen(?:t|en)\b|noem(?:t|en)\b|vinden in|kan\b.{0,60}\bvinden|instemming|"
    r"waardering|kennisgenomen|neemt kennis|"
    r"(?:neemt|nemen)\b.{0,80}\bniet over|overgenomen|wijs(?:t|zen)\b.{0,80}\baf\b|"
    r"ter harte (?:gaat|gaan)|gaa?n?t?\b.{0,40}\bter harte|"
    r"herkenbaar|zorgen|ongerust\w*|beseft?|twijfel\w*)\b",
    re.IGNORECASE,
)
# A value put on something. Matches "is van groot belang", "blijft cruciaal"; must not match
# "is betrokken bij".
VALUED = re.compile(
    r"\b(?:is|zijn|blijft|blijven|lijkt|wordt)\b.{0,120}\b(?:van (?:\w+ )?belang|"
    r"belangrijke? (?!deel|onderdeel)|belangrijk\b(?! onderdeel)|essentieel|"
    r"cruciaal|onmisbaar|wenselijk|onwenselijk|onaanvaardbaar|terecht|eigenbelang|"
    r"zorgelijk|zorgwekkend|geen ruimte|"
    r"geen aanleiding|geen optie)\b|\bsluiten elkaar niet uit\b",
    re.IGNORECASE,
)
# Government's own means. Matches "Het mensenrechtenfonds", "De aanpak"; must not match
# "fondsenwerving".
OWN_MEANS = re.compile(
    r"(?:fonds|programma|kader|regeling|strategie|aanpak|actieplan|beleid|inzet|"
    r"subsidie|subsidies|"
    r"gezant|ambassadeur|wet|wetsvoorstel|begroting|partnerschappen?|werkgroep)$",
    re.IGNORECASE,
)
KEPT = re.compile(
    r"\bblij(?:ft|ven)\b.{0,120}\b(?:prioriteit|uitgangspunt|speerpunt|leidend|"
    r"van kracht|instrument|inzet)\b",
    re.IGNORECASE,
)


# What government is, has or undergoes and does not do: 'Nederland is gebaat bij'.
UNDERGOES = frozenset(
    {"behoren", "beschikken", "gebaat", "kennen", "liggen", "lijden", "ondervinden", "profiteren"}
    | {"tellen", "verliezen", "verschillen", "overkomen", "raken"}
)


# What the text ascribes to government's view. Matches "volgens het kabinet"; not "volgens de AIV".
IN_GOVERNMENTS_VIEW = re.compile(
    r"\b(?:volgens|voor|in de ogen van) (?:het kabinet|nederland|de regering|mij|ons|"
    r"het college)\b.{0,60}\b"
    r"(?:onmisbaar|niet|herkenbaar|belangrijk|onwenselijk|wenselijk|essentieel)|"
    r"\bvolgens (?:het kabinet|nederland|de regering|ons|mij)\b",
    re.IGNORECASE,
)
# What government gives. Matches "krijgen steun van Nederland", "kunnen op onze steun rekenen".
GIVEN = re.compile(
    r"\b(?:krijg\w*|ontvang\w*)\b.{0,80}\bvan (?:nederland|het kabinet|ons)\b|"
    r"\bop (?:onze|\w+ nederlandse) (?:steun|hulp)\b",
    re.IGNORECASE,
)
# Verbs of harm: what is done to people 'wordt' done by others than the government that writes.
HARM = re.compile(
    r"(?:schonden|schend|bedreig|onderdruk|hinder|beperk|vermoord|vervolg|aangevallen|"
    r"gemarteld|bestook|ontvoerd|"
    r"gediscrimineerd|mishandeld|ondermijn|belemmerd|geïntimideerd|opgesloten|"
    r"uitgesloten|getroffen|gecriminaliseerd|blootgesteld|geconfronteerd|geraakt|ingeperkt|"
    r"gestigmatiseerd|bemoeilijkt|onderworpen|uitgebuit|verdreven|verdrongen|waagschaal)\w*",
    re.IGNORECASE,
)


def claim_actor(claim: Span) -> str:
    """Return the words of who asserts, asks or undertakes: the subject of the main clause.

    'Wij' and 'we' stay as they stand; an order has no actor. Empty when there is none.
    """
    doer = _own_or_shared_subject(claim.root)
    if doer is None:
        return ""
    if doer.i < claim.start:
        return claim.doc[doer.left_edge.i : doer.i + 1].text
    kept: list[Token] = []
    for token in doer.subtree:
        if not claim.start <= token.i < claim.end:
            continue
        # What follows a comma or a relative clause only describes the actor.
        if token.dep_ == "punct" or token.dep_.startswith("acl") or token.pos_ == "SCONJ":
            break
        kept.append(token)
    return claim.doc[kept[0].i : kept[-1].i + 1].text if kept else doer.text


def _own_or_shared_subject(head: Token) -> Token | None:
    """Return the subject of a clause, or of the one that it is coordinated with."""
    while True:
        doer = subject(head)
        if doer is not None or head.dep_ not in {"conj", "parataxis"}:
            return doer
        head = head.head


def claim_type(
    claim: Span, role: Role, block: Block, *, asked: bool, after_government: bool = False
) -> ClaimType:
    """Return the codebook's type of a claim.

    Parameters
    ----------
    claim
        Its ``actor`` is set.
    role, block
        Of the document and the block that it stands in.
    asked
        Whether it holds one of the asks of a recommendation.
    after_government
        Whether government acts in the claim before it, so that 'het' stands for it.
    """
    if is_goal_in_table(claim, block):
        return "commitment"
    if asked or _orders(claim):
        return "recommendation"
    by_government = acts_for_government(claim, role, after_government=after_government)
    if role in GOVERNMENT_ROLES:
        return _in_own_voice(claim, role, by_government=by_government)
    return _of_adviser(claim, by_government=by_government)


def is_goal_in_table(claim: Span, block: Block) -> bool:
    """Return whether a claim is a goal in a table, which the codebook calls a commitment."""
    return block.kind == "cell" and not (is_full_sentence(claim.sent) or _orders(claim))


def _orders(claim: Span) -> bool:
    return opens_with_order(claim) or is_imperative(claim.root)


def _in_own_voice(claim: Span, role: Role, *, by_government: bool) -> ClaimType:
    """Decide for government: it thinks, it acts, or it says how the world is."""
    text = claim.text
    if by_government:
        # The opinion must be the main clause's: what others think stands after 'dat' or 'die'.
        opinion = OPINION.search(text)
        if opinion and not is_subordinate(claim, opinion.start()):
            return "position"
        return "assertion" if claim.root.lemma_.lower() in UNDERGOES else "commitment"
    if is_obliged(claim):
        return "commitment" if claim._.actor == "" and is_passive(claim) else "recommendation"
    if VALUED.search(text) or IN_GOVERNMENTS_VIEW.search(text):
        return "position"
    if GIVEN.search(text):
        return "commitment"
    if KEPT.search(text) or has_own_means(claim):
        return "commitment"
    if is_passive(claim) and not agent_is_other(claim) and not HARM.search(text):
        return "position" if OPINION.search(text) else "commitment"
    return "assertion"


def _of_adviser(claim: Span, *, by_government: bool) -> ClaimType:
    """Decide for an adviser: it asks, takes a position, or says how the world is."""
    text = claim.text
    actor = claim._.actor
    first_person = actor.lower() in FIRST_PERSON
    if ASKING.search(text) and (first_person or is_adviser(actor)):
        return "recommendation"
    if is_obliged(claim) or NEEDED.search(text):
        return "recommendation"
    verb = finite_verb(claim.root)
    if by_government and claim._.recommendation >= 0 and verb is not None:
        return "recommendation" if verb.lemma_.lower() in {"kunnen", "zullen"} else "assertion"
    opinion = OPINION.search(text)
    if VALUED.search(text) or (opinion and (first_person or is_adviser(actor))):
        return "position"
    return "assertion"


def acts_for_government(claim: Span, role: Role, *, after_government: bool = False) -> bool:
    """Return whether government is the subject of a claim.

    By the parse, by what stands next to the finite verb, or by 'het' after a claim in which
    government acts ('Nederland steunt … Daarnaast werkt het aan …').
    """
    if is_government(claim._.actor, role):
        return True
    if after_government and claim._.actor.lower() == "het" and claim.root.pos_ == "VERB":
        return role in GOVERNMENT_ROLES
    verb = finite_verb(claim.root)
    if verb is None or not claim.start <= verb.i < claim.end:
        return False
    after = claim.doc[verb.i + 1 : claim.end].text
    if starts_with_government(after, role):
        return True
    # A parser may cut 'Het Koninkrijk' to 'Het'.
    cut_off = claim.text.lower().startswith(claim._.actor.lower())
    return cut_off and starts_with_government(claim.text, role)


def is_obliged(claim: Span) -> bool:
    """Return whether the finite verb of a claim obliges: 'moeten', 'zou … moeten'."""
    verb = finite_verb(claim.root)
    if verb is None or not claim.start <= verb.i < claim.end:
        return False
    should = verb.lower_ in {"zou", "zouden"} and any(t.lower_ == "moeten" for t in claim)
    return should or OBLIGATION & {verb.lemma_.lower(), claim.root.lemma_.lower()} != set()


def is_subordinate(claim: Span, position: int) -> bool:
    """Return whether the character at ``position`` stands in a clause below the main one."""
    span = claim.char_span(position, position + 1, alignment_mode="expand")
    if span is None:
        return False
    token = span[0]
    while token != claim.root and token.head != token:
        if token.dep_ in {"acl", "acl:relcl", "advcl", "ccomp", "csubj"}:
            return True
        token = token.head
    return False


def has_own_means(claim: Span) -> bool:
    """Return whether a fund, law or programme acts in a claim, now or always."""
    doer = subject(claim.root)
    verb = finite_verb(claim.root)
    if doer is None or verb is None or verb.morph.get("Tense", []) == ["Past"]:
        return False
    own = OWN_MEANS.search(doer.text) or any(
        OWN_MEANS.search(t.text) for t in doer.subtree if t.dep_ == "nmod"
    )
    return bool(own) and claim.root.pos_ == "VERB"


def is_passive(claim: Span) -> bool:
    """Return whether something 'wordt' or 'zal worden' done.

    What 'is' done already only says how things are; so does what 'kan worden' done.
    """
    verb = finite_verb(claim.root)
    if verb is None or verb == claim.root or claim.root.pos_ != "VERB":
        return False
    if not claim.start <= verb.i < claim.end:
        return False
    if verb.lower_ in {"wordt", "worden"}:
        return True
    return verb.lower_ in {"zal", "zullen"} and any(
        child.lower_ == "worden" for child in claim.root.children
    )


def agent_is_other(claim: Span) -> bool:
    """Return whether a passive names who acts and that is not government: 'door de buurlanden'."""
    for child in claim.root.children:
        if child.dep_ == "obl:agent":
            words = claim.doc[child.left_edge.i : child.right_edge.i + 1].text
            return not starts_with_government(words.removeprefix("door "), "policy")
    return False
