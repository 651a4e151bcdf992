"""Turns of phrase that ask without an order or a verb of asking of whoever advises.

What is needed, what would be wise, what cannot be missed, a request named as one ('Onze vraag is
of …'), and questions that request ('Kan de minister toezeggen dat …?').
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
NEED = (
    r"(?:hoog?st?nodig|nodig|noodzakelijk|noodzaak|geboden|vereist|gewenst|wenselijk|zaak|raadzaam|"
    r"essentieel|aangewezen|onontbeerlijk|onmisbaar|onvermijdelijk|verstandig|zinvol|wijs|"
    r"verkieslijk|beter|urgent|van (?:groot )?belang|op (?:zijn|haar|hun) plaats|(?:hoog )?tijd)"
)
WISE = r"\b(?:nodig|noodzakelijk|geboden|gewenst|wenselijk|raadzaam|verstandig|wijs|zinvol)\b"
ADVERB = (
    r"(?: (?:dan ook|daarom|daarbij|ook|hard|dringend|verder|dus|nu|wel|zeer|eveneens|bovendien|"
    r"voorts|tevens|daarnaast|echter|minstens|ten minste|op zijn minst|hier|thans))*"
)
WELCOME = (
    r"(?:goed|mooi|verstandig|wenselijk|wijs|passend|beter|nuttig|welkom|logisch|terecht|billijk|"
    r"redelijk|eerlijk|winst|toe te juichen|een goede stap|denkbaar|gepast|raadzaam|behulpzaam)"
)
#: A request by its name, as in 'Onze vraag is', 'het dringende verzoek luidt'.
REQUEST = (
    r"(?:vraag|verzoek|wens|advies|voorstel|oproep|aanbeveling|suggestie|pleidooi|hoop|eis|raad|"
    r"bede|appel|appèl|dringend beroep)"
)
# Matches "Het is nodig dat", "Daarnaast is nodig dat", "Het verdient aanbeveling", "acht … nodig",
# "Het zou verstandig zijn om", "Het is aan de minister om", "mag niet ontbreken", "ligt voor de
# hand"; must not match "wat een gezin nodig heeft", "is niet nodig".
NEEDED = re.compile(
    rf"\b(?:is|zijn|lijkt|lijken|blijft|ware)\b(?: het)?{ADVERB} {NEED},? (?:dat|om|voor een)\b|"
    r"\bverdien(?:t|en)\b.{0,40}\b(?:aanbeveling|(?:de )?voorkeur|overweging|heroverweging|"
    r"navolging|nader(?:e)? (?:\w+ )?(?:onderzoek|uitwerking|onderbouwing|toelichting))\b|"
    r"\b(?:is|zijn) (?:dringend |hard |daarom |dan ook |dus |wel |ook )*"
    r"(?:hoogst?nodig|nodig|noodzakelijk|geboden|gewenst|vereist|aangewezen|onontbeerlijk|"
    r"op (?:zijn|haar|hun) plaats)(?:[.;,)]|$)|"
    r"\b(?:is|zijn|acht|achten|komt|komen)\b[^.;]{0,120}\b(?:geboden|gewenst|wenselijk|vereist|"
    r"noodzakelijk|raadzaam|"
    r"aangewezen|op (?:zijn|haar|hun) plaats)(?: voor)?(?:[.;)]|$)|"
    # What would be good, what suits whoever governs.
    rf"\bzou(?:den)? (?:het )?(?:getuigen van|{WELCOME})\b.{{0,60}}\b(?:om|als|dat|wanneer|"
    rf"indien)\b|"
    rf"\bzou(?:den)? .{{0,60}}(?:{WELCOME}(?: \w+)? zijn|helpen|schelen|lonen|sieren)"
    r" (?:om|als|dat|wanneer|indien)\b|"
    r"\bzou(?:den)? .{0,40}\bsieren\b|"
    r"\b(?:doet|doen|deed|deden)\b.{0,40}\ber\b.{0,25}\b(?:goed|verstandig|wijs|beter) aan\b|"
    r"\ber\b.{0,25}\b(?:goed|verstandig|wijs|beter) aan (?:doen|te doen)\b|"
    r"\b(?:ligt|liggen)\b.{0,60}\b(?:in de rede|voor de hand)\b|"
    r"\bstap (?:zou|is|zou zijn)\b.{0,20}\b(?:dat|om)\b|"
    # Whose turn it is.
    rf"\b(?:is|ligt) (?:het )?(?:nu |dan ook |dus |daarom )?(?:aan|een taak (?:van|voor)|"
    rf"de taak van|"
    rf"op de weg van|een zaak van) {OFFICIAL}\b.{{0,40}}\b(?:om|te|dat)\b|"
    # What cannot be missed.
    r"\b(?:kan|kunnen|mag|mogen)\b.{0,90}\bniet (?:langer |meer )?(?:\w+ ){0,2}?"
    r"(?:ontbreken|uitblijven|wachten|(?:worden )?gemist|zonder)\b|"
    # What is to be recommended or thought of.
    r"\b(?:valt|vallen|is|zijn|ware|waren)\b.{0,40}\b(?:aan te (?:bevelen|raden)|te (?:overwegen|"
    r"verkiezen|prefereren|hopen|wensen))\b|"
    r"\b(?:valt|is) te denken aan\b|\bte denken valt aan\b|\b(?:kan|"
    r"zou kunnen) worden gedacht aan\b|"
    r"\b(?:kan|zou) .{0,30}gedacht (?:worden|kunnen worden) aan\b|"
    # What seems wise to whoever speaks, in either order; and a proposal by that name.
    rf"{WISE} (?:lijkt|lijken) (?:ons|mij|het)\b|"
    rf"\b(?:lijkt|lijken) (?:het )?(?:ons|mij) (?:het )?{WISE}|"
    rf"\b(?:ons|mij) (?:lijkt|lijken) (?:het )?{WISE}|"
    rf"^{WISE} (?:is|zijn)\b|"
    rf"^[Bb]eter (?:is|ware|zou)\b",
    re.IGNORECASE,
)
# What somebody would gain by, what lacks, what may no longer be and what has to come. Matches
# "Onze telers zouden gebaat zijn bij een fonds", "Wat ontbreekt is een register", "verdient het om
# te worden voortgezet", "Dit mag niet langer gebeuren", "Aan die praktijk moet een eind komen", "Er
# moet een fonds komen", "De regering wordt gevraagd …"; must not match "Niemand is gebaat bij".
LACKING = re.compile(
    r"\b(?:zou|zouden|is|zijn)\b.{0,60}\bgebaat\b.{0,12}\bbij\b|\bbaat (?:hebben|heeft) bij een\b|"
    r"^(?:en |maar )?wat (?:[\w-]+ ){0,4}?(?:ontbreekt|mist|nodig is|moet komen),? "
    r"(?:is|zijn) (?:een|één|de|het|wij)\b|"
    r"\ber ontbreekt (?:nog |nu )?(?:een|één)\b|"
    r"\bverdien(?:t|en)\b.{0,40}\b(?:het|ze)\b.{0,40}\bte worden\b|"
    r"\bverdien(?:t|en) (?:[\w-]+ ){0,8}een (?:vast|eigen|wettelijk|vol|eerlijk|rechtstreeks|"
    r"structure|zelfstandig|aparte?)\w*\b|"
    r"\b(?:mag|mogen)\b.{0,90}\b(?:niet langer\b|(?:niet|nooit) "
    r"(?:meer|nog eens)\b.{0,60}\b(?:worden|gebeuren|voorkomen|blijven)\b)|"
    r"\b(?:mag|mogen)\b.{0,60}\bniet op de lange baan\b|"
    r"^geen .{3,90}\b(?:mag|mogen) (?:nog|meer|langer)\b|"
    r"\ber (?:moet|moeten|dient|dienen|hoort|horen) .{3,140}\bkomen\b|"
    r"\b(?:moet|moeten|dient) (?:er )?(?:\w+ )?een (?:eind|einde|halt|stop|verbod)\b.{0,40}"
    r"\bkomen\b|"
    rf"\b{OFFICIAL} (?:wordt|worden) (?:\w+ ){{0,3}}?(?:gevraagd|verzocht|opgeroepen|geadviseerd|"
    rf"aangeraden|uitgenodigd)\b|"
    r"\bzou(?:den)? .{0,60}\bgoed ?doen (?:om|als|dat|wanneer|indien)\b",
    re.IGNORECASE,
)
NO_GAIN = re.compile(r"\b(?:niemand|niet|geen)\b.{0,30}\bgebaat\b", re.IGNORECASE)
# Within a recommendation what is needed is asked, however it is said.
NEEDED_THERE = re.compile(
    r"\b(?:is|zijn)\b.{0,60}\b(?:nodig|noodzakelijk|geboden|vereist|gewenst|van belang|"
    r"het minste|op zijn plaats)\b|"
    r"\b(?:verdien|vraag|vereis|verg)(?:t|en)\b|\b(?:is|bestaat) (?:er )?behoefte aan\b|"
    r"\b(?:hoort|horen|behoort|behoren) (?:daar|hier|er)?bij\b|\b(?:daar|hier)bij (?:hoort|"
    r"horen)\b|"
    r"\ber (?:komt|komen)\b",
    re.IGNORECASE,
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
    r"garandeert) u\b|"
    rf"waarom (?:\w+ )?{OFFICIAL} niet\b|"
    r"zou het (?:niet |dan |ook )*(?:\w+ ){0,2}?(?:schelen|helpen|goed|mooi|beter|verstandig|"
    r"wijs|lonen|kunnen)\b)",
    re.IGNORECASE,
)
# A proposal in the shape of a question. Matches "Waarom niet elk jaar een telling gehouden?", "En
# waarom mogen leerlingen niet gratis mee?", "Waarom zou het Rijk dat niet betalen?"; must not match
# "Waarom is dat niet gebeurd?".
WHY_NOT = re.compile(
    rf"(?:(?:en|maar|dus),? )?waarom (?:(?:dan|nu|ook|eigenlijk) )*(?:niet \w+|"
    rf"(?:mag|mogen|zou|zouden|kan|kunnen)\b.{{0,90}}\b(?:niet|geen)\b|"
    rf"(?:\w+ )?{OFFICIAL} niet\b)",
    re.IGNORECASE,
)
# How it will be done, not whether. Matches "Hoe gaat de minister regelen dat", "Hoe zorgt u dat".
HOW = re.compile(
    rf"hoe (?:(?:gaat|gaan|wil|willen|zal|zullen|kan|kunnen) {OFFICIAL} .{{0,80}}\b(?:regelen|zorgen|"
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


def is_needed(text: str) -> bool:
    """Return whether running text says that something is needed, wise or not to be missed."""
    if LACKING.search(text) and not NO_GAIN.search(text):
        return True
    found = NEEDED.search(text)
    return found is not None and not re.search(
        r"\b(?:niet|geen|nooit|evenmin) (?:meer |langer |direct |per se )?"
        r"(?:nodig|noodzakelijk|gewenst|vereist|wenselijk|zinvol|aangewezen)\b",
        text,
    )
