"""What the judge sees of a clause, besides its words: cues, the kind of ask, who and when.

The same answer means different things to different asks: 'de regeling blijft bestaan' grants
'Behoud de regeling' and refuses 'Schaf de regeling af'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.judge.matching import Match

# Matches "Schaf de toets af", "stop met", "Geen nieuwe vergunningen"; must not match "Stel in".
ENDING = re.compile(
    r"\b(?:schaf\w*|afschaf\w*|schrap\w*|stop\w*|beëindig\w*|sluit|sluiting|intrekk\w*|"
    r"trek\b.*\bin\b|verbied\w*|verbod|verlaag|verlagen|halveer|vervang\w*|weiger|zie\b.*\baf\b|"
    r"geen|niet langer|laat\b.*\b(?:los|vallen|vervallen)|ontmantel|heropen|verlaat|hef\b.*\bop\b|"
    r"wijzig\w*|herzie\w*|uit te stellen|stel\b.*\buit\b|beperk|versoepel|matig|"
    r"breng\b.*\bterug\b)",
    re.IGNORECASE,
)
# Matches "Behoud de kudde", "Blijf donor", "Houd ... in stand"; must not match "Stel een fonds in".
KEEPING = re.compile(
    r"\b(?:behoud\w*|blijf\w*|houd\b|handhaa\w*|continueer|zet\b.*\bvoort\b|verleng\w*|bewaar|waarborg|"
    r"bescherm\w*|in stand|garandeer|borg)",
    re.IGNORECASE,
)
# Matches "Investeer extra", "Zorg voor financiering", "miljoen"; must not match "Zorg voor rust".
MONEY = re.compile(
    r"\b(?:investeer\w*|financi\w*|bezuinig\w*|bekostig\w*|budget\w*|middelen|subsidi\w*|vergoed\w*|"
    r"bijdrage|geld|miljoen|miljard|procent van het b[bn][ip]|donor\w*|fonds\w*|"
    r"trek\b.*\buit\b|reserveer|salaris\w*)",
    re.IGNORECASE,
)
# Matches "Vervolg zaken", "Onderzoek hoe", "verken of"; must not match "op basis van onderzoek".
STUDYING = re.compile(
    r"^(?:\W*\w+ ){0,4}\W*(?:onderzoek|verken|bezie|bezien|overweeg|evalueer|breng|ga na)\b",
    re.IGNORECASE,
)
# Matches "Kap de beuk niet", "ongemoeid"; must not match "niet alleen X, ook Y".
SPARING = re.compile(r"\bniet(?! (?:alleen|slechts|langer))\b|\bongemoeid\b", re.IGNORECASE)
# Matches "in 2019", "sinds 2021"; must not match "per 2027".
DATED = re.compile(
    r"\b(?:in|sinds|sedert|van|uit|na|eind|begin)\s+(?:\w+\s)?((?:19|20)\d\d)\b", re.IGNORECASE
)
# Matches "per 1 juli", "vanaf 2027", "tot 2030", "vóór 2028"; must not match "in 2019".
DATE_AHEAD = re.compile(
    r"\b(?:per|vanaf|uiterlijk|vóór|voor|tegen|tot)\s+"
    r"(?:en met\s+|eind\s+|begin\s+|medio\s+|het jaar\s+)?(?:\d{1,2}\s+)?"
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|"
    r"december|(?:20)\d\d)\b",
    re.IGNORECASE,
)
MODAL = re.compile(r"\b(?:zal|zullen|gaat|gaan|wil|willen|ga)\b", re.IGNORECASE)
PASSIVE = re.compile(r"\b(?:wordt|worden)\b", re.IGNORECASE)
PERFECT = re.compile(
    r"\b(?:is|zijn|heeft|hebben|heb)\b.{0,600}\b(?:ge\w+(?:d|t|en)|ver\w+d|be\w+(?:d|t|en)|her\w+(?:d|n))\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:ik|wij|we|ons|onze|mijn)\b", re.IGNORECASE)
NEGATION = re.compile(r"\b(?:niet|geen|nooit|niets|evenmin|noch|nergens|nee|neen)\b", re.IGNORECASE)
WOULD = re.compile(r"\bzou(?:den)?\b", re.IGNORECASE)
NUMBERS = re.compile(r"\d")
# Matches "Dat gebeurt", "Hiervoor is"; must not match "De dienst".
OPENS_BACK = re.compile(
    r"^(?:dat|dit|deze|die|hier\w*|daar\w*|zo|hieraan|wel|ook)\b", re.IGNORECASE
)
# Matches "Of dat kan", "en of een norm"; must not match "een of twee".
OPENS_WHETHER = re.compile(r"^(?:(?:en|maar|de vraag) )?of\b", re.IGNORECASE)
# Matches "Dat zij wachten, trek ik mij aan"; must not match "Dat gebeurt.".
OPENS_THAT = re.compile(
    r"^dat (?:de|het|een|zij|wij|er|u|deze|veel|mensen|kinderen)\b", re.IGNORECASE
)
# Matches "verder dan zestig ga ik niet", "meer laat de begroting niet toe"; must not match
# "meer geld".
NO_FURTHER = re.compile(
    r"\b(?:verder|meer|hoger|langer|vaker|sneller|eerder|groter|ruimer\w*|verdergaande?)\b.{0,300}"
    r"\b(?:niet|geen|ongewenst|onhaalbaar|uitgesloten)\b|"
    r"\b(?:niet|geen) (?:verder|meer|hoger|langer|eerder|ruimer\w*|verdergaande?) (?:dan|in|op)\b",
    re.IGNORECASE,
)
# Matches "alleen bij nieuwe flats", "de overige", "tenzij"; must not match "allen".
RESTRICTS = re.compile(
    r"\b(?:alleen|slechts|uitsluitend|behalve|uitgezonderd|uitzondering|overige|mits|tenzij|"
    r"vooralsnog|voorlopig|eerste|helft|deel|waar het|waar de|waar dat|elders)\b",
    re.IGNORECASE,
)
# Matches "is aan gemeenten", "gaat over haar eigen", "bepaalt zij zelf"; must not match
# "aan de slag".
OTHERS_DECIDE = re.compile(
    r"\b(?:is|zijn|blijft|ligt|laat ik|laten wij) (?:het )?(?:een zaak van|aan (?:de|het|een|"
    r"mijn|uw|volgende?|gemeenten|provincies|scholen|werkgevers|sociale))|\bbeslis\w*|"
    r"\bbepa(?:al|len)\w* (?:zij|hij|de|het|zelf)|\bga(?:at|an) (?:zelf )?over\b",
    re.IGNORECASE,
)
NUMERAL = re.compile(
    r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)|\b(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|"
    r"vijftien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|"
    r"half|halve|helft|kwart)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]{4,}")
# fmt: off
STOP = frozenset([
    "deze", "door", "voor", "over", "naar", "zijn", "haar", "hier", "daar", "waar", "niet",
    "geen", "maar", "meer", "ook", "zoals", "onder", "tegen", "wordt", "worden", "werd",
    "hebben", "heeft", "zullen", "moeten", "zouden", "kunnen", "alle", "elke", "ieder",
    "iedere", "andere",
])
# fmt: on
#: What an ask may want, see `ask_kinds`.
KINDS = ("end", "keep", "new", "money", "study", "spare")
#: Endings cut off so that 'vergoeding' meets 'vergoed' and 'scholen' meets 'school'.
STEM = 6


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause as the model reads it: its text, its cues, who acts, its place in the answer."""

    text: str
    cues: tuple[Match, ...] = ()
    actor: str = ""
    place: float = 0.0


def ask_kinds(ask: str) -> tuple[str, ...]:
    """Return what kind of thing an ask wants, as far as its words tell.

    >>> ask_kinds("Schaf de eigen bijdrage af.")
    ('end', 'money')
    >>> ask_kinds("Stel een meldpunt in.")
    ('new',)
    """
    kinds = []
    if ENDING.search(ask):
        kinds.append("end")
    if KEEPING.search(ask):
        kinds.append("keep")
    if not kinds:
        kinds.append("new")
    if MONEY.search(ask):
        kinds.append("money")
    if STUDYING.search(ask):
        kinds.append("study")
    if SPARING.search(ask):
        kinds.append("spare")
    return tuple(kinds)


def numerals(text: str) -> frozenset[str]:
    """Return the numbers in a text, as digits or as words, lower case; 'een' is none."""
    return frozenset(found.lower() for found in NUMERAL.findall(text)) - {"een"}


def stems(text: str) -> frozenset[str]:
    """Return the first letters of the content words of a text, lower case."""
    words = (word.lower() for word in WORD.findall(text))
    return frozenset(word[:STEM] for word in words if word not in STOP)


def clause_features(clause: ClauseView, ask: str) -> dict[str, float]:
    """Return the features of one clause as an answer to one ask; absent means zero."""
    features: dict[str, float] = {}
    kinds = ask_kinds(ask)
    for cue in clause.cues:
        sign = "-" if cue.negated else ""
        features[f"cue={sign}{cue.rule.name}"] = 1.0
        features[f"stance={cue.stance}/{cue.rule.strength}"] = 1.0
        if cue.stance in {"keep", "end", "cut", "new", "limit"}:
            for kind in kinds:
                features[f"{cue.stance}@{kind}"] = 1.0
    stances = {cue.stance for cue in clause.cues}
    for first, second in (
        ("new", "accepted"),
        ("new", "existing_policy"),
        ("new", "keep"),
        ("sympathy", "contrast"),
        ("contrast", "limit"),
        ("accepted", "existing_policy"),
    ):
        if {first, second} <= stances:
            features[f"{first}+{second}"] = 1.0
    if not stances - {"sympathy", "contrast"}:
        features["no_cue"] = 1.0
    for name, pattern in (
        ("dated", DATED),
        ("date_ahead", DATE_AHEAD),
        ("modal", MODAL),
        ("passive", PASSIVE),
        ("perfect", PERFECT),
        ("first_person", FIRST_PERSON),
        ("negation", NEGATION),
        ("would", WOULD),
        ("numbers", NUMBERS),
        ("opens_back", OPENS_BACK),
        ("opens_whether", OPENS_WHETHER),
        ("opens_that", OPENS_THAT),
        ("no_further", NO_FURTHER),
        ("restricts", RESTRICTS),
        ("others_decide", OTHERS_DECIDE),
    ):
        if pattern.search(clause.text):
            features[name] = 1.0
    if "negation" in features:
        for kind in kinds:
            features[f"negation@{kind}"] = 1.0
    asked, given = numerals(ask), numerals(clause.text)
    if asked and given:
        features["same_number" if asked & given else "other_number"] = 1.0
    if clause.actor:
        features[f"actor={clause.actor}"] = 1.0
    wanted = stems(ask)
    if wanted:
        features["overlap"] = len(wanted & stems(clause.text)) / len(wanted) ** 0.5
    features["place"] = clause.place
    features["long"] = min(len(clause.text.split()), 40) / 40
    return features


def feature_names(rule_names: Iterable[str], readings: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all features that `clause_features` can give, in a fixed order."""
    names = [f"cue={sign}{rule}" for rule in rule_names for sign in ("", "-")]
    names += [
        f"stance={reading}/{strength}"
        for reading in readings
        for strength in ("weak", "strong", "overall")
    ]
    names += [
        f"{reading}@{kind}" for reading in ("keep", "end", "cut", "new", "limit") for kind in KINDS
    ]
    names += [f"negation@{kind}" for kind in KINDS]
    names += ["new+accepted", "new+existing_policy", "new+keep", "sympathy+contrast"]
    names += [
        "contrast+limit",
        "accepted+existing_policy",
        "no_cue",
        "dated",
        "date_ahead",
        "modal",
    ]
    names += ["passive", "perfect", "first_person", "negation", "would", "numbers", "opens_back"]
    names += ["opens_whether", "opens_that", "no_further", "restricts", "others_decide"]
    names += ["same_number", "other_number"]
    names += ["actor=government", "actor=other"]
    return (*names, "overlap", "place", "long")
