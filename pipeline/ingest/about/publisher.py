"""Infer who published a text: the name on its letterhead, under its last line or behind a ©."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pipeline.ingest.about.letterhead import Head, HeadLine, is_addressee

Sender = Literal["government", "adviser", ""]

TAIL = 900  # characters at the end of a text in which a letter is signed
SIGNATURE = 6  # lines under a greeting in which the sender is named
LETTERHEAD = 12  # lines at the head in which the sender's own name may stand
LONGEST_NAME = 12  # words: the longest names of ministries and councils have ten

ALONE = frozenset({"rijksoverheid", "rijkswaterstaat"})  # names of one word
# Matches "van" in "Raad van State": these stand inside a name without a capital.
INSIDE_NAME = frozenset(
    (
        *("aan", "bij", "de", "den", "der", "en", "het", "in", "met", "of", "op", "over", "te"),
        *("ten", "ter", "tegen", "tot", "uit", "van", "voor", "’t", "'t", "&"),
    )
)
# Who answers and decides. Matches "Ministerie van Financiën", "Gemeente Goes", "Gedeputeerde Staten
# van Drenthe", "het college van B en W"; must not match "Gemeentelijke Ombudsman", "gemeenten".
GOVERNMENT = re.compile(
    r"^(?:minister(?:ie)? (?:van|voor)|gemeente\b|provincie\b|gedeputeerde staten\b|"
    r"(?:dagelijks bestuur|college)\b.*\b(?:waterschap|burgemeester|b en w|b&w)|"
    r"burgemeester en wethouders\b|waterschap\b|hoogheemraadschap\b|wetterskip\b|rijksoverheid$|"
    r"rijkswaterstaat$|openbaar lichaam\b|omgevingsdienst\b|veiligheidsregio\b)",
    re.IGNORECASE,
)
# Who advises and asks: the noun that names the body, alone or at the end of a compound. Matches
# "Adviesraad Wonen", "Nationale ombudsman", "Vakbond voor de Zorg"; must not match "Gemeenteraad",
# "Samenvatting", "Tweede Kamer".
BODY = re.compile(
    r"(?<!\w)(?!gemeenteraad|ministerraad|provinciale staten|raads|college van bestuur)"
    r"\w*(?:raad|commissie|commissariaat|rekenkamer|ombudsman|stichting|vereniging|platform|bond|"
    r"federatie|koepel|inspectie|autoriteit|planbureau|instituut|adviescollege|beraad|panel|netwerk|"
    r"coalitie|universiteit|hogeschool|genootschap|verbond|unie|comité|alliantie|beweging|werkgroep|"
    r"taskforce|forum|toezichthouder|organisaties?|centrum|consortium|international|foundation)"
    r"(?!\w)|(?<!\w)college voor\b",
    re.IGNORECASE,
)
# Bodies that texts are about and do not come from.
ABROAD = re.compile(
    r"\b(?:Europese? (?:Unie|Raad|Commissie|Hof)|Raad van Europa|Verenigde Naties)\b", re.IGNORECASE
)
# What stands before a body's name in a title. Matches "Visitatierapport Instituut Bodem"; must not
# match "Adviesraad Wonen".
PAPER_NAME = re.compile(
    r"^\w*(?:rapport|advies|nota|plan|brief|visie|akkoord|programma|evaluatie|manifest|petitie|motie|"
    r"zienswijze|reactie|onderzoek|verslag)\b",
    re.IGNORECASE,
)
# Matches "De raad van de gemeente Noordwijk;"; must not match "de raad vergadert".
COUNCIL = re.compile(r"^De raad (?:van|der) (?:de )?gemeente (?P<place>[A-ZÀ-Ý’'][^;,.]*)[;,]?$")
# Matches "De minister van Financiën", "DE STAATSSECRETARIS VAN DEFENSIE", "Minister van Landbouw",
# "de staatssecretaris van Financiën – Fiscaliteit"; must not match "de minister moet".
MINISTER = re.compile(
    r"^(?:namens )?(?:de )?(?:minister|staatssecretaris) (?P<link>van|voor) (?P<of>[^–(]+?)\s*"
    r"(?:[–(].*)?[,.]?$",
    re.IGNORECASE,
)
# Matches "Nr. 412 BRIEF VAN DE MINISTER VAN DEFENSIE"; must not match "Nr. 3 MEMORIE".
PAPER_SENDER = re.compile(r"\bBRIEF VAN (?P<who>DE .+)$", re.IGNORECASE)
# Matches "Regeling van de Minister van Defensie van 6 januari"; must not match "Regeling van werk".
REGULATION = re.compile(
    r"^(?:Regeling|Besluit|Beleidsregel) van (?P<who>de (?:Minister|Staatssecretaris) van [^,\d]+?)"
    r"(?:,| van \d| nr\b|$)"
)
# Matches "Namens Platform Gezonde Scholen,", "© Stichting Haven", "Het bestuur van Vakbond Zorg".
BEHALF = re.compile(
    r"^(?:Namens|©|Copyright|Het bestuur van|Position paper(?: van)?|Inbreng(?: van)?|Uitgave van|"
    r"Een uitgave van)\s+(?:©\s*)?(?:(?:19|20)\d\d,?\s+)?(?P<name>.+?)[,.]?$",
    re.IGNORECASE,
)
# Matches "Stichting Haven roept Kamer op: …"; must not match "De raad roept op".
CALLS = re.compile(
    r"^(?P<name>\S.+?) (?:roept|roepen|vraagt|vragen|pleit|pleiten|waarschuwt|waarschuwen|eist)\b"
)
# Matches "Hoogachtend,", "Met vriendelijke groet,"; must not match "Met een groet van".
CLOSING = re.compile(
    r"^(?:Hoogachtend|Met (?:vriendelijke |hartelijke )?groet(?:en)?|Getekend)\b", re.IGNORECASE
)


def infer_publisher(source: str, head: Head) -> str:
    """Return the name of the body that a text comes from, as it writes it; empty when it is silent.

    A minister's letter has the name of the ministry; names in capitals become lower case where a
    name has it.
    """
    for name in _candidates(source, head):
        if name:
            return name
    return ""


def sender_of(publisher: str) -> Sender:
    """Return what kind of body a publisher is: one that answers, one that asks, or unknown.

    >>> sender_of("Ministerie van Defensie"), sender_of("Raad voor Cultuur"), sender_of("J. Bos")
    ('government', 'adviser', '')
    """
    if GOVERNMENT.match(publisher):
        return "government"
    return "adviser" if BODY.search(publisher) else ""


def _candidates(source: str, head: Head) -> Iterator[str]:
    for value in head.labelled("Van"):
        yield _name(value)
    for line in head.lines:
        if line.kind == "paper" and (match := PAPER_SENDER.search(line.text)):
            yield _of_minister(match["who"])
    yield from _signed(source, head)
    for n, line in enumerate(head.lines[:LETTERHEAD]):
        if line.kind == "words" and not is_addressee(head.lines, n):
            yield _letterhead_name(head.lines, n)
    for line in head.lines:
        if line.kind in {"words", "date"} and (match := CALLS.match(line.text)):
            yield _name(match["name"])
        if match := REGULATION.match(line.text):
            yield _of_minister(match["who"])
        if match := COUNCIL.match(line.text):
            yield f"Gemeente {match['place']}"
    for last in source[-TAIL:].splitlines():
        if last.startswith("©"):
            yield _name(last)


def _signed(source: str, head: Head) -> Iterator[str]:
    """Yield the bodies in the lines under a letter, those nearest to its greeting first."""
    lines = [line.strip(" \t,*_") for line in source[-TAIL:].splitlines() if line.strip()]
    closing = [n for n, line in enumerate(lines) if CLOSING.match(line)]
    if closing:
        after = lines[closing[-1] + 1 :][:SIGNATURE]
    else:
        after = lines[-SIGNATURE // 2 :] if head.text_start < len(source) else []
    for line in after:
        if MINISTER.match(line):
            yield _of_minister(line)
        elif head.is_letter:
            yield _name(line)


def _letterhead_name(lines: tuple[HeadLine, ...], n: int) -> str:
    """Return the name on a line, with the line below when the name goes on there."""
    text = lines[n].text
    below = lines[n + 1] if n + 1 < len(lines) else None
    goes_on = text.split()[-1].lower() in INSIDE_NAME
    if goes_on and below is not None and below.kind == "words":
        text = f"{text} {below.text}"
    return _name(text)


def _name(text: str) -> str:
    """Return a text when it is the name of a body, else nothing."""
    if behalf := BEHALF.match(text.strip()):
        text = behalf["name"]
    words = re.sub(r"^(?:de|het)\s+(?=\S)", "", text.strip(" ,.:;"), flags=re.IGNORECASE).split()
    if not words or len(words) > LONGEST_NAME:
        return ""
    name = " ".join(words)
    if name.isupper():
        name = _capitals(name)
    if minister := MINISTER.match(name):
        return _of_minister(minister[0])
    if name.lower().startswith(("college van burgemeester", "burgemeester en wethouders")):
        return _board(name)
    body = GOVERNMENT.match(name) or (BODY.search(name) and not ABROAD.search(name))
    if not body or PAPER_NAME.match(name):
        return ""
    named = all(w[0].isupper() or w[0].isdigit() or w.lower() in INSIDE_NAME for w in name.split())
    known = GOVERNMENT.match(name) or name[0].isupper()
    own = name.lower() in ALONE or (len(words) > 1 and (named or _is_title_like(name)))
    return name[0].upper() + name[1:] if known and own and not re.search(r"[:?!]", name) else ""


def _is_title_like(name: str) -> bool:
    """Whether a name has a capital in its first word only, as the names of some bodies do.

    >>> _is_title_like("Nationale ombudsman"), _is_title_like("Maatschappelijke organisaties")
    (True, False)
    """
    words = name.split()
    return bool(
        (BODY.fullmatch(words[0]) and words[1] in {"voor", "van"} and len(words) <= 6)
        or words[1:] in (["ombudsman"], ["rekenkamer"])
    )


def _board(name: str) -> str:
    place = re.search(r"wethouders (?:van )?(?:de )?(?:gemeente )?(?P<place>[A-ZÀ-Ý’'].*)$", name)
    return f"College van burgemeester en wethouders van {place['place']}" if place else ""


def _of_minister(who: str) -> str:
    """Return the ministry of a minister; a minister without one, 'voor', is named as such."""
    match = MINISTER.match(_capitals(who) if who.isupper() else who)
    if not match:
        return ""
    of = match["of"].strip()
    if match["link"].lower() == "voor":
        return f"Minister voor {of}"
    return f"Ministerie van {of}"


def _capitals(name: str) -> str:
    """Return a name in capitals as it is written in a sentence.

    >>> _capitals("WATERSCHAP VALLEI EN IJSSEL")
    'Waterschap Vallei en IJssel'
    """
    words = [w.lower() if w.lower() in INSIDE_NAME else w.capitalize() for w in name.split()]
    return re.sub(r"\bIj(?=[a-z])", "IJ", " ".join(words))
