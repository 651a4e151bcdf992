"""Words above a list or a chapter that announce requests, say to whom, or head an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.segment.askers import ADVISER_NAME, OTHERS
from pipeline.segment.labels import LABEL_WORD

# Matches "Zes concrete suggesties voor de minister", "Aanbevelingen", "U adviseert mij:"; must not
# match "Het kabinet neemt de volgende maatregelen:".
LEAD_IN = re.compile(
    r"\b(?:aanbeveling(?:en)?|suggesties?|adviezen|actiepunten|verzoeken|oproepen|voorstellen|"
    r"stappen|wensen|eisen|advise\w+|adviseert|beve(?:el\w*|len)|roep(?:t|en)? .{0,60}\bop\b|"
    r"verzoek(?:t|en)?|vra(?:ag|agt|gen)|pleit(?:en)?|bepleit(?:en)?|"
    r"dring(?:t|en)? .{0,60}\baan\b|stel(?:t|len)? .{0,60}\bvoor\b|"
    r"wil(?:t|len)?|verwacht(?:en)?|zou(?:den)? .{0,80}\bmoeten|moet(?:en)?|dien(?:t|en)|"
    r"nodig|noodzakelijk|het zaak|tijd (?:dat|om)|hoop|hopen|graag|"
    r"kunt u|kan de minister|wilt u)\b",
    re.IGNORECASE,
)
# Whose requests a lead-in of a reply announces. Matches "De commissie beveelt aan:", "U vraagt
# ons:", "De aanbevelingen"; must not match "Het kabinet zet de volgende stappen:".
OF_ADVISER = re.compile(
    rf"(?:{ADVISER_NAME}|\b(?:u|uw(?! kamer)|jullie|zij)\b|\b(?:aanbeveling|advie[sz]))",
    re.IGNORECASE,
)
# To whom a label says that it is. Matches "Aanbeveling aan besturen", "Advies 2 (voor scholen)".
TO_WHOM = re.compile(
    rf"\W*{LABEL_WORD}\b[^:]{{0,12}}\b(?:aan|voor)\s+(?P<who>[^:.]+)", re.IGNORECASE
)
# A lead-in to what others than government are asked. Matches "Aan banken bevelen wij aan:",
# "Wij vragen scholen:"; must not match "Aanbevelingen voor gemeenten:".
LEAD_TO_OTHERS = re.compile(
    rf"\b(?:aan|voor|van|vra(?:ag|agt|gen)|roep(?:t|en)?) (?:(?:de|alle|onze) )*{OTHERS}"
    r"(?: [\w.&-]+){0,4}:$",
    re.IGNORECASE,
)
# What is left of the number of a page between dashes. Matches "2 -", "1 - Raad voor".
PAGE_NUMBER = re.compile(r"\d{1,3} [-–](?: |$)")
OFFICE = re.compile(
    r"(?:(?:de|het|alle|onze|uw) )?(?:minister|staatssecretaris|bewinds|kabinet|regering|rijk|"
    r"overhe|college|gemeente|provinc|gedeputeerde|burgemeester|wethouder|kamer|wetgever|"
    r"ministerie|"
    r"nederland|departement|bestuur van|dagelijks bestuur|waterschap|politiek)",
    re.IGNORECASE,
)
# A title above what others are asked. Matches "Aanbevelingen aan zorgaanbieders"; must not match
# "Aanbevelingen aan de minister", "Aanbevelingen voor de lange termijn".
TITLE_TO_OTHERS = re.compile(
    rf"\W*(?:{LABEL_WORD}en|adviezen|wensen)\s+(?:aan\s+(?!{OFFICE.pattern})|"
    rf"voor\s+(?:(?:de|alle|onze) )?{OTHERS}\b)",
    re.IGNORECASE,
)
ANSWERER = r"(?:de|het) (?:minister|staatssecretaris|kabinet|college|bestuur)"
# Headings inside a recommendation. Match "Reactie", "Kabinetsreactie:", "Antwoord van het college";
# must not match "Reacties uit de consultatie", "Antwoorden".
ANSWER_HEADING = re.compile(
    r"(?:(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])[.)]?\s+)?"
    r"(?:wat (?:het kabinet|het college|de regering|wij|we|ik) \w+|"
    rf"(?:brief|reactie|antwoord) van {ANSWERER}|{ANSWERER} (?:antwoordt|reageert)|"
    r"(?:(?:onze|mijn|ons|de) )?"
    r"(?:kabinets|beleids|bestuurlijke |college)?(?:reactie|antwoord|appreciatie|standpunt|"
    r"zienswijze|weerwoord|nawoord))\b",
    re.IGNORECASE,
)
# Who answers. Matches "II Reactie van de minister"; must not match "Reactie op advies 3".
SPEAKS = re.compile(rf"(?:reactie|antwoord) van {ANSWERER}\b", re.IGNORECASE)
# A title above what is asked. Matches "Wat de raad adviseert", "Wat moet er gebeuren?", "Het
# advies van de commissie".
ASKING_TITLE = re.compile(
    r"\b(?:advies|advise\w+|aanbev\w+|beveelt|vra(?:ag|agt|gen)|voorste\w+|stel(?:t|len)? .*voor|"
    r"oproep|verzoek\w*|suggestie|wens\w*|bepleit\w*|wil(?:t|len)?|"
    r"wat (?:er )?(?:moet|kan|dient|hoort)\b.*\b(?:gebeuren|anders|beter|doen|veranderen))\b",
    re.IGNORECASE,
)
COUNTS = {
    word: count
    for count, word in enumerate(
        ("drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"), start=3
    )
} | {str(count): count for count in range(3, 41)}
SUMMARY = re.compile(r"(?:samenvatting|leeswijzer|inhoud|vooraf|in het kort)\b", re.IGNORECASE)
# Titles that announce no requests, whatever else they say. Matches "Aanleiding en vraag",
# "Wat wij niet voorstellen", "Conclusies en bevindingen"; must not match "Conclusies en
# aanbevelingen".
NO_LEAD_IN = re.compile(
    rf"^{SUMMARY.pattern}|\b(?:aanleiding|vraagstelling|onderzoeksvra\w+|niet|verantwoording)\b",
    re.IGNORECASE,
)
COLUMN = re.compile(rf"{LABEL_WORD}(?:en)?\s?[.:]?$|adviezen$", re.IGNORECASE)
# How many of something follow. Matches "acht bouwstenen", "zes dingen"; must not match "drie
# knelpunten", what is told and not asked.
COUNTED = re.compile(
    rf"\b(?P<count>{'|'.join(COUNTS)}) (?:[a-zé]+e )?(?!bevinding|conclusie|constatering|"
    rf"knelpunt|reden|"
    r"oorza|proble|hoofdstuk|onderde|klacht|scenario|vragen|jaar|maanden|weken|dagen|procent|euro|"
    r"voorbeeld|casus|gesprek|risico|gevolg)[a-zé-]{4,}(?:en|s|'s)\b",
    re.IGNORECASE,
)


def answering_part(headings: Sequence[tuple[int, str]]) -> int:
    """Return where all that was asked before is answered, part by part; -1 where nowhere.

    The first heading of an answer names who answers, and all that follow open parts of the same:
    'Reactie van de minister', then 'Reactie op de inbreng van …', as in what a parliament asks in
    writing. A heading that comes back after each request opens an answer to that alone.

    Parameters
    ----------
    headings
        Of each its place and its words, in order.
    """
    answers = [place for place, text in headings if ANSWER_HEADING.match(text)]
    after = [text for place, text in headings if answers and place >= answers[0]]
    whole = len(answers) > 1 and len(after) == len(answers) and after[0] not in after[1:]
    return answers[0] if whole and SPEAKS.search(after[0]) else -1
