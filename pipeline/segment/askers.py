"""Who asks in a sentence with a verb of asking, and whom."""

from __future__ import annotations

import re

from spacy.tokens import Span

from pipeline.segment.actors import GOVERNMENT
from pipeline.segment.clauses import subject
from pipeline.segment.wording import NAMED_REQUEST, WISHING

# Somebody who advises, as a noun phrase. Matches "de commissie", "het platform", "onze
# organisaties", "het rapport"; must not match "de vaste commissie", "de Raad van Europa",
# "de raad van elke gemeente".
ADVISER_NAME = (
    r"(?:(?:de|het|onze|deze|dit|haar|zijn|hun|uw|alle|de gezamenlijke|de aangesloten) )?"
    r"(?:(?:nationale|onafhankelijke|algemene|provinciale|lokale|regionale) )?"
    r"(?:[a-zé]{1,40}-?)?(?:raad|raden|(?<!vaste )commissie|college voor|werkgroep|taskforce|"
    r"coalitie|"
    r"platform|panel|beraad|alliantie|netwerk|vereniging|stichting|organisaties|ondertekenaars|"
    r"opstellers|onderzoekers|auteurs|indieners|deskundigen|experts|rekenkamer|ombudsman|"
    r"inspectie|inspecteurs|planbureau|afdeling|kwartiermaker|verkenner|regeringscommissaris|"
    r"instituut|rapport|advies|pamflet|manifest|jongeren|deelnemers)"
    r"(?: advisering)?(?:[- ](?-i:[A-Z])[\w-]*)*\b"
    r"(?! van (?:europa|elke|iedere|bestuur|commissarissen|toezicht)\b)"
)
ACRONYM = r"(?:de |het )(?-i:[A-Z]{2,}[A-Za-z]*)"
SPEAKERS = r"(?:wij|we|ik)"
THEY = r"(?:zij|hij|ze|(?<!moge )(?<!mag )u|jullie)"
# Verbs of asking in the present, with what must follow them somewhere in the sentence.
ASKING = re.compile(
    r"\b(?:adviseer(?:t|en)?|adviseren|beve(?:el|len|elt)\b(?=.*\baan\b)|"
    r"raa?d(?:t|en)?\b(?=.*\baan\b)|"
    r"roep(?:t|en)?\b(?=.*\bop\b)|verzoek(?:t|en)?|vra(?:ag|agt|gen)(?! zich\b| u zich\b)|"
    r"(?:be)?pleit(?:en)?|"
    r"dring(?:t|en)?\b(?=.*\baan\b)|stel(?:t|len)?\b(?=.*\bvoor\b)|spoor(?:t|en)?\b(?=.*\baan\b)|"
    r"(?:geef|geeft|geven)\b(?=.*\bin overweging\b)|wil(?:t|len)? (?=dat\b)|"
    r"(?:doe|doet|doen)\b(?=.*\b(?:oproep|aanbeveling|suggestie|verzoek|beroep)\b)|"
    r"sugger(?:eert|eren)|verwacht(?:en)? (?=van\b)|wens(?:t|en)? (?=dat\b)|"
    r"zie(?:t|n)? (?=graag\b|liever\b)|zou(?:den)? (?=(?:wij |we |ik )?(?:graag\b|willen\b))|"
    r"houd(?:t|en)?\b(?=.*\bpleidooi\b)|"
    r"(?:is|zijn|ben)\b(?=.*\bvoorstander van\b)|moedig(?:t|en)?\b(?=.*\baan\b)|"
    r"(?:heeft|hebben|had|hadden)\b(?=.*\b(?:geadviseerd|aanbevolen|verzocht|bepleit|voorgesteld|"
    r"opgeroepen|aangeraden|gevraagd om)\b)|"
    r"(?:vind|vindt|vinden|meen|meent|menen)\b(?=[^,]*,? ?dat\b.*\b(?:moet|moeten|dient|dienen|"
    r"hoort|horen|mag|mogen)\b)|"
    r"(?:acht|vind)(?:t|en)?\b(?=.*\b(?:nodig|noodzakelijk|aangewezen|wenselijk|gewenst|geboden|"
    r"raadzaam)\b))\b",
    re.IGNORECASE,
)
ADVERBS = (
    r"(?:(?:daarom|dan|ook|verder|voorts|daarnaast|tevens|dus|bovendien|nadrukkelijk|met klem|"
    r"dringend|graag|nogmaals|opnieuw|wel|derhalve|eveneens|ten slotte|tot slot|nu|hierbij|hier|"
    r"uitdrukkelijk|van harte|allereerst) ){0,2}"
)
BEFORE = {
    "adviser": re.compile(rf"(?:\b{ADVISER_NAME}|\b{ACRONYM}) {ADVERBS}$", re.IGNORECASE),
    "speaker": re.compile(rf"\b{SPEAKERS} {ADVERBS}$", re.IGNORECASE),
    "they": re.compile(rf"\b{THEY} {ADVERBS}$", re.IGNORECASE),
}
AFTER = {
    "adviser": re.compile(rf" ?{ADVERBS}(?:er )?(?:{ADVISER_NAME}|{ACRONYM}\b)", re.IGNORECASE),
    "speaker": re.compile(rf" ?{ADVERBS}{SPEAKERS}\b", re.IGNORECASE),
    "they": re.compile(rf" ?{ADVERBS}{THEY}\b", re.IGNORECASE),
}
# Before the asker in a clause that only mentions what is asked. Matches "waar" in "Waar de raad om
# geld vraagt", "wat" in "Veel van wat u vraagt".
SUBORDINATING = re.compile(
    r"\b(?:wa(?:ar|t|aro[pm]|arvoor|arin|arvan|nneer)|die|dat|zoals|als|dan|omdat|doordat|nu|"
    r"hoewel|"
    r"terwijl|wie|hoe|of)"
    r"(?: (?:van|door|met|bij))? $",
    re.IGNORECASE,
)
# Whose view a sentence gives. Matches "volgens de commissie", "naar het oordeel van de Afdeling".
ATTRIBUTED = re.compile(
    rf"\b(?:volgens|naar (?:het )?(?:oordeel|mening|inzicht) van|in de ogen van|aldus) "
    rf"(?:{ADVISER_NAME}|{ACRONYM}\b|u\b|haar\b|hen\b)|"
    r"\bnaar (?:haar|hun|zijn|uw) (?:oordeel|mening|inzicht)\b|\bkomt? (?:haar|hem|hun) \w+ voor\b",
    re.IGNORECASE,
)
# Those who are asked to act without being government.
OTHERS = (
    r"(?:[a-z-]{0,40}(?:bedrijven|bedrijfsleven|ondernemers|ondernemingen|banken|supermarkten|"
    r"winkeliers|werkgevers|[a-z]organisaties|inkopers|merken|importeurs|fabrikanten|"
    r"leveranciers|producenten|"
    r"verzekeraars|corporaties|besturen|scholen|instellingen|universiteiten|platforms|media|"
    r"fondsen|bonden|kerken|ouders|burgers|consumenten|leden|aanbieders|afnemers|"
    r"bestuurders|artsen|omroepen|clubs|reders|boeren|telers|partijen|staten|landen|bedrijf|sector|"
    r"ontwikkelaars|verhuurders|huurders|vervoerders|uitgevers|handelaren|apothekers|leraren|"
    r"docenten|studenten|werknemers|patiënten|exploitanten|beleggers|donoren|eigenaren|makers|"
    r"verkopers|vissers|rectoren|hoogleraren|directeuren|directies|kranten|redacties|ziekenhuizen|apotheken|netbeheerders|koplopers))"
)
TO_OTHERS = re.compile(
    rf"^(?:(?:Ook|En|Verder|Daarnaast) )?(?:(?:van|aan) )?(?:(?:de|onze|alle|uw|grote|een aantal|"
    rf"andere|sommige|veel) )*{OTHERS}\b(?! (?:te|in|op|voor|met) )",
    re.IGNORECASE,
)
ASKED_OTHERS = re.compile(
    rf"\b(?:roep|roept|roepen|vraag|vraagt|vragen|verzoek|verzoekt|verzoeken|nodig|nodigt)\b"
    rf"(?: (?:wij|we|ik|ook|daarom|(?:de|het) \w+))?(?: (?:de|onze|alle|grote))* {OTHERS}\b"
    rf"(?! te )",
    re.IGNORECASE,
)


# Verbs that do nothing but ask, in the third person. Matches "verzoekt", "pleit", "beveelt aan".
REQUESTING = re.compile(
    r"\b(?:adviseert|adviseren|bev(?:eelt|elen)\b(?=.{0,600}\baan\b)|verzoekt|verzoeken|"
    r"(?:be)?pleit(?:en)?|dring(?:t|en)\b(?=.{0,600}\baan\b)|stel(?:t|len)\b(?=.{0,600}\bvoor\b)|"
    r"roep(?:t|en)\b(?=.{0,600}\bop\b)|gee?f(?:t|en)?\b(?=.{0,600}\bin overweging\b)|"
    r"wil(?:t|len)? (?=dat\b)|vra(?:agt|gen)\b(?=.{0,600}\b(?:om|te|dat|aandacht)\b)|"
    r"suggere(?:ert|ren)|wens(?:t|en) (?=dat\b))\b",
    re.IGNORECASE,
)
# Whoever opens a sentence and is no pronoun: "Indiener", "De Fietsersbond", "De evaluatie".
WHOEVER = re.compile(
    r"(?:(?:Ook|Verder|Daarnaast|Voorts|Bovendien) )?(?:[\wÀ-ÿ*&’'-]+ ){1,6}?" + ADVERBS + "$"
)
# Who asks, and yet is nobody who advises: government itself, parliament, other states, a motion.
NO_ADVISER = re.compile(
    r"\b(?:wij|we|ik|u|je|jij|hij|zij|ze|men|wie|dit|dat|die|deze|er|het|motie|kamer|kamerleden|"
    r"leden|raadsleden|fracties?|europa|unie|commissaris|verdrag|wet|verordening|landen|staten|"
    r"vraag|vragen|tijd|situatie|ontwikkeling(?:en)?|uitvoering|werk|aanpak|beleid)\W*$",
    re.IGNORECASE,
)


# What nobody but an adviser does, whoever 'zij' is. Matches "Hij geeft in overweging".
ADVISES = re.compile(
    r"(?:Hij|Zij|Ze|Tevens \w+ zij|Ook \w+ zij)\b.*\b(?:adviseert|beveelt\b.*\baan|"
    r"geeft\b.*\bin overweging|"
    r"bepleit|stelt\b.*\bvoor|dringt\b.*\baan|raadt\b.*\baan)\b"
)


def third_party(text: str) -> bool:
    """Return whether somebody whom no word marks as an adviser asks at the head of a sentence.

    >>> third_party("Indiener verzoekt de gemeente het pad te verleggen.")
    True
    >>> third_party("Het kabinet verzoekt de Kamer het voorstel te behandelen.")
    False
    """
    match = REQUESTING.search(text)
    if match is None:
        return False
    doer = text[: match.start()]
    if not WHOEVER.fullmatch(doer) or "," in doer or re.search(r"\b(?:die|dat) ", doer):
        return False
    return not (GOVERNMENT.search(doer) or NO_ADVISER.search(doer) or TO_OTHERS.match(doer))


def asker(sentence: Span) -> str:
    """Return who asks in a sentence with a verb of asking: adviser, speaker, they; else empty.

    A parser may miss the subject of a verb that stands before it ('beveelt de commissie aan'), so
    the words on either side count as well. Somebody unknown who only asks counts as an adviser.
    """
    text = sentence.text
    if _reports(text):
        return ""
    for match in (*ASKING.finditer(text), *WISHING.finditer(text)):
        before, after = text[: match.start()], text[match.end() :]
        for who in ("adviser", "speaker", "they"):
            doing = BEFORE[who].search(before)
            if doing and SUBORDINATING.search(before[: doing.start()]):
                break
            if doing or AFTER[who].match(after):
                return who
        else:
            doing = None
        if doing:
            continue
        span = sentence.char_span(match.start(), match.end(), alignment_mode="expand")
        doer = subject(span.root) if span is not None else None
        if doer is not None:
            words = doer.doc[doer.left_edge.i : doer.i + 1].text + " "
            for who in ("adviser", "speaker", "they"):
                if BEFORE[who].search(words):
                    return who
    named = NAMED_REQUEST.search(text)
    if named:
        return _owner(named[0].lower())
    return "adviser" if third_party(text) else ""


def _owner(words: str) -> str:
    """Return who asks by the name of what is asked: 'onze vraag is of' is the speaker's."""
    if re.search(r"\b(?:onze|ons|mijn)\b", words):
        return "speaker"
    return "they" if re.match(r"(?:haar|zijn|hun|het|de)\b", words) else ""


def asking_end(sentence: Span) -> int:
    """Return where the verb of asking and whoever asks end in a sentence, in characters; or 0."""
    text = sentence.text
    for match in ASKING.finditer(text):
        ends = [found.end() for p in AFTER.values() if (found := p.match(text[match.end() :]))]
        end = match.end() + max(ends, default=0)
        particle = re.match(r" (?:aan|voor|op)\b(?: om\b)?", text[end:])
        return end + (particle.end() if particle else 0)
    return 0


# Matches "vragen zich af", "Wij vragen geen gunsten.", "In 2016 heeft de raad om een toets
# gevraagd", "een eerder al gevraagde"; must not match "Wij vragen geen vergunning te verlenen".
REPORTING = re.compile(
    r"\bzich af\b|\b(?:vragen|vraag) (?:ons|mij|me) af\b|\bvragen op\b|"
    r"\bvra(?:ag|agt|gen)(?: (?:wij|we|ik|u|hun|hen))* (?:geen|niet om)\b(?!.*\bte \w+en\b)|"
    r"\broept .{0,20}\bbeeld\b|\b[Mm]otie\b|"
    r"(?:^(?:Ook |Al |Reeds )?[Ii]n (?:19|20)\d\d\b|\b(?:destijds|indertijd|eerder al|al eerder)\b)"
    r".*\b(?:geadviseerd|aanbevolen|verzocht|bepleit|voorgesteld|opgeroepen|aangeraden|gevraagd)\b"
)


def _reports(text: str) -> bool:
    """'Meerdere tafels vragen zich af' asks nothing; nor a motion, nor what once was asked."""
    return bool(REPORTING.search(text))


def asks_others(sentence: Span) -> bool:
    """Return whether somebody other than government is asked: firms, schools, other states."""
    text = sentence.text
    return bool(TO_OTHERS.match(text) or ASKED_OTHERS.search(text))
