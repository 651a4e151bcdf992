"""Sentences that say what is needed, wise, missing or no longer to be.

They ask without naming who asks: in running text of whoever advises that is enough.
"""

from __future__ import annotations

import re

from pipeline.segment.wording import OFFICIAL

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
# What it would be time for, what would help, what the speaker would rather see, said in passing.
# Matches "Het wordt tijd dat", "Er is behoefte aan een", "Er is een fonds nodig", "Graag zien wij",
# "Wij rekenen op een", "Wat ons betreft komt er", "De drempel moet omlaag.", "hoort vrij te
# blijven", "Het minste wat de gemeente kan doen, is"; must not match "Er is geen fonds nodig".
IN_PASSING = re.compile(
    r"\bword(?:t|en)\b(?: het)? (?:\w+ )?tijd,? (?:dat|om|voor)\b|\bhoogste tijd\b|"
    r"\btijd (?:is|lijkt) rijp (?:om|voor)\b|"
    r"\b(?:is|bestaat)\b(?: er)? (?!geen|niet|weinig)(?:\w+ ){0,2}?behoefte aan\b|"
    r"\ber (?:is|zijn) (?!geen\b|niet\b|al\b).{3,80}\bnodig\b|"
    r"\b(?:is|zijn) (?!niet\b)(?:\w+ ){0,3}?(?:onmisbaar|onontbeerlijk)(?:[.;,]|$)|"
    r"^(?:(?:heel |zeer )?graag|liever) (?:zien|zie|ziet|zagen|hadden) (?:wij|we|ik|de \w+)\b|"
    r"\b(?:wij|we|ik) (?:rekenen|reken) (?:daarom |dan ook |wel )?op (?:een|het|de|uw)\b|"
    rf"\b(?:gaan|ga) (?:(?:wij|we|ik) )?ervan uit dat {OFFICIAL}\b|"
    rf"\b{OFFICIAL} (?:kan|kunnen|zou|zouden) (?:\w+ ){{0,3}}?(?:beginnen|volstaan|starten) met\b|"
    r"^wat (?:ons|mij|de (?:raad|commissie|ombudsman|rekenkamer|coalitie|alliantie)) betreft,? "
    r"(?:komt|komen|wordt|worden|gaat|gaan|krijgt|krijgen|mag|mogen|blijft|blijven|stopt|vervalt|"
    r"verdwijnt|verdwijnen)\b|"
    r"\been (?:eerste|goede|logische|belangrijke|volgende|noodzakelijke) stap "
    r"(?:is|zou|daarbij is|daartoe is)\b|"
    r"\bmoet(?:en)? (?:[\w-]+ ){0,3}(?:omlaag|omhoog|weg|terug|korter|hoger|lager|lichter|"
    r"eenvoudiger|eerlijker|anders|dicht|van tafel|op de schop)(?:[.;,]|$)|"
    r"\b(?:hoort|horen|behoort|behoren) .{0,80}\bte (?:zijn|blijven|worden|krijgen|komen)\b|"
    r"\bzou(?:den)?\b.{0,60}\bgeholpen (?:zijn|worden)\b|"
    r"^een .{3,60}\bzou\b.{0,60}\b(?:voorkomen|schelen|besparen|helpen|oplossen)(?:[.;,]|$)|"
    r"\bhet (?:loont|helpt|scheelt)\b.{0,20} (?:om|als|wanneer)\b|"
    r"\bmag\b.{0,60}\b(?:worden )?verwacht(?: worden)?\b,? dat\b|^voorkomen moet worden\b|"
    rf"\bhet minste (?:wat|dat) {OFFICIAL}\b|\bzou(?:den)? .{{0,40}}\bgetuigen\b|"
    rf"\baan {OFFICIAL} (?:\w+ )?de (?:taak|opdracht) om\b|"
    r"\b(?:wij|we) willen (?:\w+ )?(?:een|één) (?!.*\w+en\W*$)|"
    rf"\b(?:men|{OFFICIAL}) zou(?:den)? (?!.*\bkunnen (?:denken|zeggen|stellen|tegenwerpen|"
    rf"menen)).{{3,160}}\bkunnen \w+|"
    r"\been (?:\w+ )?alternatief (?:is|zou zijn)\b",
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


def is_needed(text: str) -> bool:
    """Return whether running text says that something is needed, wise or not to be missed."""
    if (LACKING.search(text) or IN_PASSING.search(text)) and not NO_GAIN.search(text):
        return True
    found = NEEDED.search(text)
    return found is not None and not re.search(
        r"\b(?:niet|geen|nooit|evenmin) (?:meer |langer |direct |per se )?"
        r"(?:nodig|noodzakelijk|gewenst|vereist|wenselijk|zinvol|aangewezen)\b",
        text,
    )
