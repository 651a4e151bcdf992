"""List the references in a text: Kamerstukken, articles of law and links."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Matches "Kamerstuk 32 735 nr. 370", "Kamerstukken II 36 600-IX, nr. 39"; must not
# match "32 735 euro".
KAMERSTUK = re.compile(
    r"\bKamerstuk(?:ken)?\s+(?:(?:II|I)\s+)?(?:\d{4}[–/-]\d{2,4},?\s+)?"
    r"(?P<dossier>\d{2}[\s.]?\d{3})(?:[\s-](?P<part>[IVX]{1,6}|\d{2}))?,?\s+"
    r"(?:nrs?\.?|nummer)\s*(?P<number>\d+)"
)
# Matches "Motie Ceder - 32 735 nr. 350", "motie (36 600-V, nr. 12)"; must not match "motie 3".
MOTION = re.compile(
    r"\b[Mm]otie\s+(?:[A-Z][\w/]+\s+(?:c\.s\.\s+)?)?\(?[-–\s]*"
    r"(?P<dossier>\d{2}[\s.]?\d{3})(?:[\s-](?P<part>[IVX]{1,6}|\d{2}))?,?\s+nr\.?\s*(?P<number>\d+)"
)
# Matches "https://a.nl/b" in "(https://a.nl/b)."; must not match "www.a.nl", "https:".
LINK = re.compile(r"https?://[^\s<>\"'»”]+[^\s<>\"'»”.,;:)\]]")
# Matches "artikel 90 van de Grondwet", "art. 2 VEU"; must not match "artikel 90 van de wet".
ARTICLE = re.compile(
    r"\b(?:[Aa]rtikel|[Aa]rt\.)\s+(?P<number>\d+[a-z]?)\s+(?:van\s+(?:de|het)\s+)?(?P<law>Grondwet|EVRM|VEU|VWEU)\b"
)


def find_references(source: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield ``(start, end, kind, identifier)`` in order; kinds are kamerstuk, motion, law, link."""
    found: list[tuple[int, int, str, str]] = []
    for kind, pattern in (("kamerstuk", KAMERSTUK), ("motion", MOTION)):
        for match in pattern.finditer(source):
            dossier = re.sub(r"\D", "", match["dossier"])
            part = f"-{match['part']}" if match["part"] else ""
            found.append((*match.span(), kind, f"kst-{dossier}{part}-{match['number']}"))
    for match in LINK.finditer(source):
        found.append((*match.span(), "link", match[0]))
    for match in ARTICLE.finditer(source):
        found.append((*match.span(), "law", f"{match['law']}, artikel {match['number']}"))
    yield from sorted(found)
