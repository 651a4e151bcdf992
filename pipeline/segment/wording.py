"""Turns of phrase that ask without an order or a verb of asking of whoever advises.

Verbs of wishing and hoping, a request named as one ('Onze vraag is of …'), and questions that
request ('Kan de minister toezeggen dat …?').
"""

from __future__ import annotations

import re

OFFICIAL = (
    r"(?:u|(?:de|het|onze|deze) (?:\w+ ){0,2}?(?:minister|ministers|staatssecretaris|kabinet|"
    r"regering|bewindspersoon|bewindspersonen|rijk|overheid|ministerie|college|gemeente|provincie|"
    r"waterschap|wetgever|wethouder|gedeputeerde|bestuur)|nederland|gemeenten|provincies|"
    r"gedeputeerde staten)"
)
# Verbs that ask by wishing, hoping or counting on something, of whoever advises. Matches
# "verlangen",
# "rekenen erop dat", "hopen dat", "denken aan een", "zou het toejuichen"; see
# `pipeline.segment.askers`.
WISHING = re.compile(
    rf"\b(?:verwacht(?:en)?\b(?= (?:\w+ ){{0,2}}?(?:van|dat {OFFICIAL})\b)|"
    r"wens(?:t|en)?\b(?= (?:dat|een|(?:wij|we|ik))\b)|verlang(?:t|en)?|(?:eist|eisen)|"
    r"(?:hoop|hoopt|hopen)\b(?= (?:(?:wij|we|ik|de \w+) )?(?:\w+ ){0,2}?(?:dat|op een)\b)|"
    r"(?:reken|rekent|rekenen|vertrouw|vertrouwt|vertrouwen|sta|staat|staan|hecht|hechten)\b"
    r"(?=.*\b(?:erop|eraan|er op|er aan),? dat\b)|"
    r"denk(?:t|en)?\b(?= (?:(?:wij|we|ik|de \w+) )?(?:\w+ ){0,2}?aan een\b)|"
    r"juich(?:t|en)?\b(?=.*\btoe\b)|stel(?:t|len)?\b(?=.*\bop prijs\b)|"
    r"zie(?:t|n)?\b(?= (?:(?:de|het) [\w-]+ |wij |we |ik )?(?:\w+ )?(?:graag|liever|"
    r"bij voorkeur)\b)|"
    r"zie(?:t|n)?\b(?=.*\b(?:een (?:\w+ )?(?:taak|rol)|de noodzaak)\b.*\b(?:voor|van|om)\b)|"
    r"zou(?:den)?\b(?=(?: \w+){0,4} (?:graag|willen|toejuichen|verwelkomen|op prijs stellen|"
    r"waarderen|aanmoedigen|bepleiten|adviseren|aanraden)\b)|"
    r"nodig(?:t|en)?\b(?=.*\buit\b)|breek(?:t)?\b(?=.*\been lans\b)|breken\b(?=.*\been lans\b)|"
    r"spree?k(?:t|en)?\b(?=.*\bde (?:wens|hoop|verwachting) uit\b)|"
    r"wij(?:s|st|zen)\b(?=.*\bop de noodzaak\b)|(?:maan|maant|manen)\b(?=.*\btot\b)|"
    r"(?:opteer|opteert|opteren)\b(?=.*\bvoor\b)|"
    r"(?:is|zijn|ben)\b(?=.*\bvan (?:oordeel|mening|opvatting),? dat\b.*\b(?:moet|moeten|dient|"
    r"dienen|hoort|horen|behoort|behoren)\b)|"
    r"(?:geef|geeft|geven)\b(?=.*\b(?:de voorkeur aan|mee)\b)|"
    r"(?:acht|vind)(?:t|en)?\b(?=.*\b(?:verstandig|onmisbaar|onontbeerlijk|zinvol|"
    r"op zijn plaats)\b))\b",
    re.IGNORECASE,
)
#: A request by its name, as in 'Onze vraag is', 'het dringende verzoek luidt'.
REQUEST = (
    r"(?:vraag|verzoek|wens|advies|voorstel|oproep|aanbeveling|suggestie|pleidooi|hoop|eis|raad|"
    r"bede|appel|appèl|dringend beroep)"
)
# A request that is named as one. Matches "Onze vraag is of u", "Ons dringende verzoek aan de
# minister luidt: ", "het is onze wens dat"; must not match "Onze vraag is niet nieuw".
NAMED_REQUEST = re.compile(
    rf"\b(?:onze|ons|mijn|haar|zijn|hun|het|de|één|een) (?:\w+ ){{0,2}}?{REQUEST}"
    r"(?: (?:aan|van|voor|tot) [^,.;:]{2,60}?)? (?:is|luidt|blijft|zou zijn|houdt in)"
    r"(?: (?:daarom|dan ook|dus|simpel|eenvoudig|helder|kort|nog steeds|tweeledig))*"
    r"(?:,? (?:dat|om|of)\b| ?:)|"
    r"\b(?:is|blijft|luidt)(?: het)?(?: (?:dan ook|daarom|dus))* (?:onze|ons|mijn) (?:\w+ ){0,2}?"
    rf"{REQUEST}\b|"
    rf"\b(?:ons|mijn) (?:voorstel|advies) (?:is|luidt)\b|"
    r"\bonze (?:\w+ )?(?:suggestie|wens|oproep|aanbeveling|eis) (?:is|blijft|luidt)\b",
    re.IGNORECASE,
)
# Questions that request. Matches "Kan de staatssecretaris toezeggen dat", "Betrekt u ons bij",
# "Zou het niet helpen als"; must not match "Kunt u aangeven hoeveel", "Weet u".
QUESTION = re.compile(
    rf"(?:(?:en|maar|of|dus),? )?(?:(?:kan|kunnen|kunt|wil|willen|wilt|zou|zouden|gaat|gaan|is|"
    rf"zijn) "
    rf"{OFFICIAL}\b|(?:bent|houdt|dringt|betrekt|neemt|geeft|zorgt|maakt|stelt|legt|zet|spreekt|"
    r"trekt|laat|regelt|pleit|komt|brengt|helpt|steunt|zegt|voert|past|breidt|sluit|schrapt|"
    r"schaft|verbiedt|verhoogt|verlaagt|verplicht|opent|biedt|doet|waarborgt|borgt|erkent|"
    r"garandeert) u\b|is het te ?veel gevraagd\b|"
    rf"waarom (?:\w+ )?{OFFICIAL} niet\b|"
    r"zou het (?:niet |dan |ook )*(?:\w+ ){0,2}?(?:schelen|helpen|goed|mooi|beter|verstandig|"
    r"wijs|lonen|kunnen)\b)",
    re.IGNORECASE,
)
# A proposal in the shape of a question. Matches "Waarom niet elk jaar een telling gehouden?", "En
# waarom mogen leerlingen niet gratis mee?", "Waarom zou het Rijk dat niet betalen?"; must not match
# "Waarom is dat niet gebeurd?".
WHY_NOT = re.compile(
    rf"(?:(?:en|maar|dus),? )?waarom (?:(?:dan|nu|ook|eigenlijk) )*(?:(?:niet|geen) \w+|"
    rf"(?:mag|mogen|zou|zouden|kan|kunnen)\b.{{0,90}}\b(?:niet|geen)\b|"
    rf"(?:\w+ )?{OFFICIAL} niet\b)",
    re.IGNORECASE,
)
# How it will be done, not whether. Matches "Hoe gaat de minister regelen dat", "Hoe zorgt u dat".
HOW = re.compile(
    rf"hoe (?:(?:gaat|gaan|wil|willen|zal|zullen|kan|kunnen) {OFFICIAL} .{{0,80}}\b(?:regelen|"
    rf"zorgen|"
    rf"waarborgen|borgen|voorkomen|verzekeren|garanderen|bevorderen|bereiken)|"
    rf"(?:zorgt|borgt|waarborgt|voorkomt|verzekert) {OFFICIAL})\b(?=.*\bdat\b)",
    re.IGNORECASE,
)
INFORMATION = re.compile(
    r"\b(?:aangeven|toelichten|uitleggen|zeggen|vertellen|laten weten|bevestigen|verklaren|"
    r"uiteenzetten|schetsen|ingaan op|inzicht geven|bekend met|de mening|het eens|hoeveel|"
    r"(?<!\bin )(?<!\bop )(?<!\bvan )(?<!\bvoor )welke|"
    r"waarom|wanneer|hoe (?:vaak|lang|groot|ver|het))\b",
    re.IGNORECASE,
)


def requests_by_question(text: str) -> bool:
    """Return whether a question asks for a deed, not for an answer.

    >>> requests_by_question("Kunt u de regels voor kleine telers versoepelen?")
    True
    >>> requests_by_question("Kunt u aangeven hoeveel telers dit treft?")
    False
    """
    words = text.strip(" ”’»\"'")
    opening = words.lstrip("“„«‘")
    if not words.endswith("?"):
        return False
    if WHY_NOT.match(opening) or HOW.match(opening):
        return True
    return bool(QUESTION.match(opening)) and not INFORMATION.search(words)
