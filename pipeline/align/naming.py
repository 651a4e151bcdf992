"""Read which recommendations a sentence names: 'aanbevelingen 1 en 4', 'de eerste twee', 'Ad b.'.

Pure reading of words: what the numbers stand for is decided where the recommendations are known
(`pipeline.align.numbering.pick`). Sentences with the numbers they name stand in
``tests/cases/references.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.align.numbering import NUMBER_WORDS, ORDINAL, Name, positions, spelled_out

NOUN = (
    r"(?:(?:deel)?aanbeveling(?:en)?|suggesties?|advie(?:s|zen)|(?:deel)?voorstel(?:len)?"
    r"|(?:actie|advies|verbeter|aandachts)?punt(?:en)?|verzoek(?:en)?|oproep(?:en)?|acties?"
    r"|vra(?:ag|gen)|opmerking(?:en)?|bevinding(?:en)?|knelpunt(?:en)?|wens(?:en)?)"
)
# A first or second 'advies' is a document, not one of its points.
COUNTED_NOUN = NOUN.replace("|advie(?:s|zen)", "")
_UNITS = (
    r"(?:procent|%|miljoen|miljard|euro|jaar|jaren|maand|maanden|weken|dagen|uur|keer|maal|km|"
    r"personen|landen|gemeenten|scholen|januari|februari|maart|april|mei|juni|juli|augustus|"
    r"september|oktober|november|december)\b"
)
# A number word is a number where a verb or the end of the phrase follows: "aanbeveling twee is",
# not "de aanbeveling twee fondsen op te richten".
_WORD_ITEM = (
    rf"(?:{'|'.join(NUMBER_WORDS)})(?=\s*(?:[,.;:)]|$)|\s+(?:en|t/m|tot|is|zijn|wordt|worden|neem\w*|"
    r"gaat|luidt|sluit\w*|betreft|heeft|hebben|zal|kan|van|uit|onderschrij\w+|zie\w*|deel\w*)\b)"
)
_ITEM = (
    r"(?<!\w)\(?(?:\d{1,2}(?:\.\d{1,2})*[a-z]?|(?-i:[IVX]{1,5})|[ivx]{2,5}|[a-hj-np-tv-z])"
    rf"(?![\w%’'])(?!\.\w)(?!\s*{_UNITS})"
)
_ONE = rf"(?:{_ITEM}|{_WORD_ITEM})[.)]?"
_BETWEEN = (
    r"\s*(?:,\s*(?:en|of|alsmede|evenals)\b|,|&|/|\b(?:en|of|alsmede|evenals|alsook|en\s+ook|"
    r"tot\s+en\s+met|t/m|tot)(?!\w)|[–—-])\s*"
    rf"(?:(?:de\s+)?{NOUN}\s+)?(?:(?:onder|nr\.|nummer)\s+)?"
)
_LIST = rf"{_ONE}(?:{_BETWEEN}{_ONE})*"
# Matches "aanbevelingen 1, 2 en 4", "punt b", "suggestie onder c", "(aanbeveling IV)"; must not
# match "aanbeveling om", "advies 12 weken", "aanbeveling c.q. suggestie".
NUMBERED = re.compile(
    rf"(?<![\w-]){NOUN}\s+(?:met\s+|genummerd\s+)?(?:(?:nrs?|no)\.?\s*|nummers?\s+|onder\s+|sub\s+)?"
    rf"(?P<list>{_LIST})",
    re.IGNORECASE,
)
# Matches "Ad b. en c. Het", "Ad 3:", "Onder d.", "Re IV"; must not match "Onder 3 ministers".
AD = re.compile(
    rf"\W*(?:(?:Ad|Re|Sub)\b\.?\s*(?:{NOUN}\s+)?(?P<list>{_LIST}|[iou](?=[.:)]))"
    rf"|(?:Onder|Bij|Nr\.?|Nummer|Punt)\s+(?P<closed>{_LIST})(?:(?<=[.)])|\s*[:,–])\s)",
    re.IGNORECASE,
)
_COUNT = rf"(?:{'|'.join(NUMBER_WORDS[1:])}|\d)"
# Matches "de derde aanbeveling", "de eerste twee suggesties", "uw tweede en vierde punt"; must not
# match "de eerste twee jaar", "het eerste advies".
IN_ORDER = re.compile(
    rf"\b(?:de|het|uw|hun|diens|deze|die)\s+(?:(?P<before>{_COUNT})\s+)?"
    rf"(?P<list>{ORDINAL}(?:\s*(?:,\s*(?:en\b)?|\ben\b|\bof\b|\bals\s+(?:ook\s+)?)\s*(?:de\s+|het\s+)?{ORDINAL})*)"
    rf"\s+(?:(?P<after>{_COUNT})\s+)?(?:(?!jaar|keer|maand)[a-zé]+e\s+)?{COUNTED_NOUN}\b",
    re.IGNORECASE,
)
ASKING = (
    r"(?:adviseer\w*|beve(?:el|len)\w*|bepleit\w*|pleit\w*|verzoek\w*|vra(?:ag|gen)\w*|roep\w*|"
    r"stel\w* \w+ voor|dring\w*)"
)
# Matches "Ten derde beveelt de raad aan", "In de tweede plaats vraagt u"; must not match
# "Ten eerste vraagt het kabinet gemeenten".
IN_TURN = re.compile(
    rf"\W*(?:Ten|Als|(?:In|Op)\s+de)\s+(?P<list>{ORDINAL})\s+(?:plaats\s+|punt\s+)?{ASKING}\s+"
    r"(?!(?:het\s+kabinet|de\s+(?:minister|staatssecretaris|regering)|ik|wij|we)\b)",
    re.IGNORECASE,
)
# Matches "de overige aanbevelingen", "De andere punten"; must not match "andere organisaties".
REST = re.compile(rf"\b(?:de|uw)\s+(?:overige|andere|resterende)\s+{COUNTED_NOUN}\b", re.IGNORECASE)
# Matches "beide aanbevelingen"; must not match "beide landen".
BOTH = re.compile(rf"\bbeide\s+(?:deze\s+)?{COUNTED_NOUN}\b", re.IGNORECASE)
# In an overview of verdicts: matches "Overgenomen: 1, 5 en 6.", "Al in uitvoering: b."; must not
# match "Bijlagen: 2", "Overgenomen zijn drie punten".
VERDICTS = re.compile(
    r"(?:^|(?<=[.;]\s))\W{0,20}(?:\w+\s+){0,2}"
    r"(?:overgenomen|afgewezen|uitgevoerd|afgerond|toegezegd|gebeurt\s+al|akkoord|aangehouden|"
    r"kennisgenomen|(?:staand|bestaand)\s+beleid|in\s+(?:beraad|onderzoek|uitvoering|behandeling))"
    rf"(?:\s+\w+){{0,2}}\s*:\s*(?:{NOUN}\s+)?(?P<list>{_LIST})(?=\s*(?:[.;]|$))",
    re.IGNORECASE,
)
# Where recommendations are lettered: matches "de toets uit A", "onder B en C"; must not match
# "in bijlage B", "van A tot Z".
LETTERED = re.compile(
    r"\b(?:uit|onder|bij|in|van)\s+"
    r"(?P<list>(?-i:[A-L])(?:\s*(?:,|\ben\b)\s*(?-i:[A-L]))*)(?![\w’'-])(?!\.\w)(?!\s+tot\b)",
    re.IGNORECASE,
)
# Before a name that only points to what is said elsewhere: "zie ook aanbeveling 2", "zoals bij
# aanbeveling 2 vermeld"; must not match "in reactie op aanbeveling 2".
POINTER = re.compile(
    r"(?:\b(?:zie|vgl\.?|vergelijk)\b[^.;:]{0,50}|\bverwij\w+\b[^.;:]{0,60}\b(?:naar|bij|onder)\b[^.;:]{0,50}"
    r"|\b(?:zoals|als|evenals|net als|gelijk)\s+(?:\w+\s+){0,3}(?:bij|onder|in)\s+(?:[^.;:,]{0,30})"
    r"|\b(?:samenhang|verband|vooruitlopend)\b[^.;:,]{0,30}\b(?:met|op)\s+(?:\w+\s+)?)$",
    re.IGNORECASE,
)
# After a name that belongs to another text: "aanbeveling 3 van de Rekenkamer", "uit het
# evaluatierapport"; what follows is compared with what the advice calls itself.
OWNER = re.compile(
    r"\W{0,2}\s*(?:van|uit)\s+(?P<owner>(?:de|het|een|dat|deze|dit|haar|zijn|uw)?\s*[^.;:,()]{2,80})"
)


def names_in(text: str) -> list[Name]:
    """Return the phrases of a text that name recommendations, in order of position.

    Phrases that only point elsewhere ('zie aanbeveling 2') are left out.

    >>> [name.numbers for name in names_in("Ad b. en c. Het college neemt dit over.")]
    [('b', 'c')]
    >>> names_in("Zie ook de reactie op aanbeveling 3.")
    []
    """
    found = sorted(_matches(text), key=lambda name: (name.start, -name.end))
    kept: list[Name] = []
    for name in found:
        if kept and name.start < kept[-1].end:
            continue
        if not POINTER.search(text, max(0, name.start - 120), name.start):
            kept.append(name)
    return kept


def _matches(text: str) -> Iterator[Name]:
    for match in NUMBERED.finditer(text):
        yield Name(
            match.start(), match.end(), "number", spelled_out(match["list"]), _owner(text, match)
        )
    if ad := AD.match(text):
        yield Name(ad.start(), ad.end(), "number", spelled_out(ad["list"] or ad["closed"]))
    for match in VERDICTS.finditer(text):
        yield Name(match.start(), match.end(), "number", spelled_out(match["list"]))
    for match in LETTERED.finditer(text):
        yield Name(match.start(), match.end(), "letter", spelled_out(match["list"]))
    for match in IN_ORDER.finditer(text):
        places = positions(match["list"], match["before"] or match["after"])
        yield Name(match.start(), match.end(), "order", places, _owner(text, match))
    if turn := IN_TURN.match(text):
        yield Name(turn.start(), turn.end(), "order", positions(turn["list"]))
    for match in REST.finditer(text):
        yield Name(match.start(), match.end(), "rest", (), _owner(text, match))
    for match in BOTH.finditer(text):
        yield Name(match.start(), match.end(), "both", (), _owner(text, match))


def _owner(text: str, match: re.Match[str]) -> str:
    owner = OWNER.match(text, match.end())
    return " ".join(owner["owner"].split()) if owner else ""
