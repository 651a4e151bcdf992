"""What a file says of itself in named fields, as official publications and web pages have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.ingest.reading import About
from pipeline.ingest.references.parliament import PRINTED, kamerstuk_id
from pipeline.records import Role

#: Names of fields, lower case, the first that is filled counts.
TITLE = ("dc.title", "dcterms.title", "citation_title", "og:title")
PUBLISHER = (
    *("dc.creator", "dcterms.creator", "overheid.authority", "overheidop.authority"),
    *("dcterms.publisher", "dc.publisher", "citation_author_institution", "og:site_name"),
)
DATE = (
    *("dcterms.issued", "dcterms.available", "dc.date.issued", "dc.date", "dcterms.date"),
    *("citation_publication_date", "article:published_time"),
)
LANGUAGE = ("dcterms.language", "dc.language", "og:locale")
KIND = ("dc.type", "dcterms.type")
#: Kinds of publication that tell a role by themselves; a letter or a note may be anything.
ROLE_OF_KIND: Mapping[str, Role] = {
    "advies": "advice",
    "advies raad van state": "advice",
    "advies raad van state en nader rapport": "mixed",
    "kabinetsreactie": "response",
    "beleidsreactie": "response",
    "beleidsnota": "policy",
}
#: Where the document's own identifier or address stands; other fields name other documents.
IDENTIFIER = ("dc.identifier", "dcterms.identifier", "overheidop.externmetadatarecord", "og:url")
# Matches "32 735", "36 600 XVII", "21501-20"; must not match "32 735 nr. 3".
DOSSIER = re.compile(r"(?P<dossier>\d{2}[\s.]?\d{3})(?:[\s-]+(?P<part>[IVXLC]+|\d{2}))?$")
# Matches "370", "A"; must not match "370 (herdruk)".
NUMBER = re.compile(r"\d{1,5}$|[A-Z]{1,3}$")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# Titles that programs make up. Matches "Microsoft Word - nota.doc", "brief.docx", "Document1";
# must not match "Nota wonen".
MADE_UP = re.compile(
    r"Microsoft Word - |.*\.(?:docx?|dotx?|odt|rtf|pdf)$|(?:Word-)?[Dd]ocument\d*$|PowerPoint"
)


def about_from_fields(fields: Iterable[tuple[str, str]]) -> About:
    """Return what fields say, given as name and content; names in any case.

    >>> about_from_fields([("DC.title", "Huren"), ("DCTERMS.issued", "2024-03-01T10:00")])
    About(title='Huren', publisher='', date='2024-03-01', language='', kamerstuk='', role='')
    """
    values: dict[str, list[str]] = {}
    for name, content in fields:
        if text := " ".join(content.split()):
            values.setdefault(name.lower(), []).append(text)

    def first(names: tuple[str, ...]) -> str:
        return next((values[name][0] for name in names if name in values), "")

    dates = (iso_date(text) for name in DATE for text in values.get(name, []))
    kinds = (text.lower() for name in KIND for text in values.get(name, []))
    number = values.get("overheidop.ondernummer", [""])[0]
    dossier = values.get("overheidop.dossiernummer", [""])[0]
    names = (text for name in IDENTIFIER for text in values.get(name, []))
    return About(
        title=first(TITLE),
        publisher=first(PUBLISHER),
        date=next((found for found in dates if found), ""),
        language=first(LANGUAGE)[:2].lower(),
        kamerstuk=next(filter(None, map(kamerstuk_in, names)), "") or numbered(dossier, number),
        role=next((ROLE_OF_KIND[kind] for kind in kinds if kind in ROLE_OF_KIND), ""),
    )


def kamerstuk_in(text: str) -> str:
    """Return the first identifier of a Kamerstuk in a text, such as the address of a page.

    >>> kamerstuk_in("https://zoek.officielebekendmakingen.nl/kst-32735-370.html")
    'kst-32735-370'
    """
    found = (match["id"] for match in PRINTED.finditer(text))
    return next((name for name in found if name.startswith("kst-")), "")


def numbered(dossier: str, number: str) -> str:
    """Return the identifier of a Kamerstuk by its dossier and number; empty without either.

    >>> numbered("36 600 XVII", "12"), numbered("32735", "")
    ('kst-36600-XVII-12', '')
    """
    match = DOSSIER.match(" ".join(dossier.split()))
    number = number.strip()
    if not match or not NUMBER.match(number):
        return ""
    return kamerstuk_id(match["dossier"], match["part"], number)


def iso_date(text: str) -> str:
    """Return the ISO date that a text begins with; empty when it is none.

    >>> iso_date("2024-03-01T10:00+01:00"), iso_date("2024-13-01")
    ('2024-03-01', '')
    """
    match = ISO_DATE.match(text.strip())
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""
