"""The elements of official publications in XML, of both dialects, by what they mean for a text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from pipeline.ingest.markup.flow import RUNNING, Label, Place
from pipeline.ingest.markup.parts import BOLD, SLANTED
from pipeline.records import BlockKind

UNREAD = frozenset({"metadata", "meta-data", "meta", "versie", "colspec", "spanspec"})
INLINE = frozenset({"nadruk", "extref", "intref", "dossierref", "inf", "ondernummer", "redactie"})
#: Elements that never stand inside a line, even among words.
BLOCKS = frozenset({"al", "lijst", "li", "table", "definitielijst", "kop", "plaatje"})
KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("kamerstukkop", "frontm", "kamervraagkop", "margetekst"), "header"),
    "officiele-inhoudsopgave": "header",
    **dict.fromkeys(("ondertekening", "ondtek", "ondertek", "gegeven"), "signature"),
    **dict.fromkeys(("citaat", "citaat-artikel"), "quote"),
}
#: What a publication is called, at the head of its text.
TITLES = frozenset({"intitule", "kamervraagomschrijving"})
FLAT_HEADINGS = frozenset({"tussenkop", "tuskop"})
#: Looks of flat headings, the weightiest first.
LOOKS = ("vet", "halfvet", "vetcur", "cur", "rom", "ondlijn")
WEIGHTS = {"vet": BOLD, "halfvet": BOLD, "vetcur": BOLD, "cur": SLANTED, "ondlijn": SLANTED}
ITEM_NUMBERS = ("li.nr", "lidnr", "nr")
BULLETS = {"bullet": "•", "bolletje": "•", "ndash": "–", "mdash": "—", "streep": "–"}


@dataclass(frozen=True, slots=True)
class Here:
    """Where the walk is: the place of words, the depth of headings, the weight of type."""

    place: Place
    level: int = 0
    weight: int = 0

    def of_kind(self, kind: BlockKind, **changes: object) -> Here:
        """Return the same spot with another kind of place, where running text stands."""
        if self.place.kind not in RUNNING:
            return self
        return replace(self, place=replace(self.place, kind=kind, **changes))  # type: ignore[arg-type]


def labelled(here: Here, label: Label) -> Here:
    """Return the spot of an item: its mark stands behind those of what it stands in."""
    labels = (*here.place.labels, label) if label.text else here.place.labels
    return replace(here, place=replace(here.place, labels=labels)).of_kind("list_item")


def looks_of(heading: etree._Element) -> int:
    """Return the rank of a flat heading's looks: 0 is the weightiest."""
    name = heading.get("kopopmaak", heading.get("letat", LOOKS[0]))
    return LOOKS.index(name) if name in LOOKS else len(LOOKS)
