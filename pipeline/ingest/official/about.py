"""What an official publication in XML says of itself: title, date, number of the Kamerstuk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from pipeline.ingest.about.fields import about_from_fields, iso_date, numbered
from pipeline.ingest.markup.safe_xml import entity_text, local_name
from pipeline.ingest.reading import About

#: Parts of one line that may stand next to each other without a space in the file.
FIELDS = frozenset(
    (
        *("label", "nr", "titel", "subtitel", "dossiernr", "begrotingshoofdstuk", "plaats"),
        *("datum", "dag", "maand", "jaar", "organisatie", "kamervraagonderwerp", "politiek"),
        *("titulatuur", "voornaam", "voorvoegsels", "tussenvoegsel", "achternaam"),
    )
)
# Matches "Officiële uitgave van de gemeente Oldambt", "… van provincie Utrecht."; must not match
# "Officiële uitgave van het Koninkrijk der Nederlanden".
EDITION = re.compile(
    r"\buitgave van (?:de |het )?(?P<name>(?:gemeente|provincie|waterschap|hoogheemraadschap|"
    r"gemeenschappelijke regeling)\b[^.]*)",
    re.IGNORECASE,
)


def plain_text(element: etree._Element | None) -> str:
    """Return the words of an element on one line, without its notes; empty for none."""
    return " ".join("".join(_texts(element)).split()) if element is not None else ""


def _texts(element: etree._Element) -> Iterator[str]:
    if isinstance(element.tag, str):
        spaced = local_name(element) in FIELDS
        if spaced:
            yield " "
        yield element.text or ""
        for child in element:
            if local_name(child) != "noot":
                yield from _texts(child)
            yield child.tail or ""
        if spaced:
            yield " "
    else:
        yield entity_text(element)


def child_named(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element down a path of local names, each a child of the one before."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def first_named(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first descendant with a local name."""
    return next((found for found in element.iter() if local_name(found) == name), None)


def has_note(element: etree._Element) -> bool:
    """Whether a note or the marker of one stands in an element."""
    return any(local_name(e) in {"noot", "voetref", "nootref"} for e in element.iter())


def note_number(note: etree._Element) -> str:
    """Return the number of a note as printed, else the digits of its identifier, else '*'."""
    mark = next((c for c in note if local_name(c) in {"noot.nr", "nr"}), None)
    return plain_text(mark) or note.get("nr", "") or re.sub(r"\D", "", note.get("id", "")) or "*"


def _dossier_number(dossier: etree._Element) -> str:
    """Return a dossier's number as printed, with the chapter of the budget: '36 600 V'."""
    number = child_named(dossier, "dossiernummer")
    return plain_text(number if number is not None else child_named(dossier, "nummer"))


def about_publication(root: etree._Element) -> About:
    """Return what the publication says of itself in its own fields."""
    metas = (e for e in root.iter() if local_name(e) in {"meta", "metadata"})
    about = about_from_fields((m.get("name", ""), m.get("content", "")) for m in metas)
    dossiers = [e for e in root.iter() if local_name(e) in {"dossier", "onderw"}]
    piece = first_named(root, "stuk")
    return replace(
        about,
        title=about.title or _title(root, dossiers, piece),
        publisher=about.publisher or _publisher(root),
        date=about.date or _date(root, piece),
        kamerstuk=about.kamerstuk or _kamerstuk(dossiers, piece),
    )


def _title(
    root: etree._Element, dossiers: list[etree._Element], piece: etree._Element | None
) -> str:
    names = [
        plain_text(child_named(d, "titel")) or plain_text(child_named(d, "naam")) for d in dossiers
    ]
    if piece is not None:
        names.append(plain_text(child_named(piece, "titel")))
    if any(names):
        return "; ".join(dict.fromkeys(filter(None, names)))
    for name in ("intitule", "kamervraagomschrijving"):
        if title := plain_text(first_named(root, name)):
            return title
    titles = (plain_text(child_named(publication, "kop", "titel")) for publication in root)
    return next(filter(None, titles), "")


def _publisher(root: etree._Element) -> str:
    match = EDITION.search(plain_text(child_named(root, "kop", "subtitel")))
    return match["name"].strip() if match else ""


def _date(root: etree._Element, piece: etree._Element | None) -> str:
    """Return the day of issue, else that under the text, else when a paper was put forward."""
    paper = child_named(piece, "datumtekst")
    if plain_text(paper).startswith("Ontvangen"):
        paper = None  # a letter has a date of its own, in its text
    for place in (first_named(root, "uitgifte"), first_named(root, "dagtekening"), paper):
        for element in place.iter() if place is not None else ():
            if found := iso_date(element.get("isodatum", "")):
                return found
    return ""


def _kamerstuk(dossiers: list[etree._Element], piece: etree._Element | None) -> str:
    if piece is None or not dossiers:
        return ""
    number = child_named(piece, "stuknr", "ondernummer")
    if number is None:
        number = child_named(piece, "nummer")
    return numbered(_dossier_number(dossiers[0]), plain_text(number))
