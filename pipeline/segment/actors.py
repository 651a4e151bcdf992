"""Who speaks and who acts: government, the advisers, or somebody else."""

from __future__ import annotations

import re

from pipeline.records import Role

# Matches "het kabinet", "Nederland", "de minister van X", "de Rijksoverheid", "het ministerie",
# "de provincie", "Gedeputeerde Staten"; must not match "Nederlandse bedrijven", "andere landen".
GOVERNMENT = re.compile(
    r"\b(?:het (?:demissionaire )?kabinet|kabinet|de (?:nederlandse )?regering|"
    r"nederland|het koninkrijk|"
    r"(?:de )?rijksoverheid|het rijk|de (?:nederlandse )?overheid|de (?:minister|"
    r"staatssecretaris|minister-president)s?|"
    r"(?:de )?bewindspersonen|(?:het|ons|mijn) ministerie|ministeries?|departement(?:en)?|"
    r"het college(?: van (?:b en w|burgemeester en wethouders|gedeputeerde staten))?|"
    r"gedeputeerde staten|"
    r"burgemeester en wethouders|de gemeente(?:raad)?|gemeenten|de provincie|provincies|"
    r"provinciale staten|"
    r"de wethouder|de gedeputeerde|het dagelijks bestuur|rijkswaterstaat|de (?:tweede )?kamer|"
    r"de posten|(?:de )?ambassades|het postennet)\b",
    re.IGNORECASE,
)
# Matches "de Raad", "de commissie-Jansen", "het College voor de Rechten van de Mens".
ADVISER = re.compile(
    r"(?:(?:onze|ondergetekende|gezamenlijke|aangesloten) organisaties|(?:(?:de|het|"
    r"onze|deze) )?(?:raad|adviesraad|commissie|college voor|werkgroep|taskforce|coalitie|"
    r"ondertekenaars|vereniging|stichting|netwerk|alliantie|rekenkamer|ombudsman|"
    r"inspectie|"
    r"afdeling advisering))\b(?! van europa)",
    re.IGNORECASE,
)
FIRST_PERSON = frozenset({"ik", "wij", "we"})
GOVERNMENT_ROLES: frozenset[Role] = frozenset({"response", "policy", "mixed"})


def names_government(text: str) -> bool:
    """Return whether a noun phrase names Dutch government or a part of it.

    >>> names_government("Het kabinet"), names_government("Nederlandse bedrijven")
    (True, False)
    """
    return bool(GOVERNMENT.match(text.strip()))


def is_government(text: str, role: Role) -> bool:
    """Return whether a subject is government, 'wij' and 'ik' being the document's speaker."""
    if text.strip().lower() in FIRST_PERSON:
        return role in GOVERNMENT_ROLES
    return names_government(text)


def starts_with_government(text: str, role: Role) -> bool:
    """Return whether words begin with government or with the document's speaker.

    >>> starts_with_government("het kabinet de Kamer", "response")
    True
    """
    words = text.strip()
    first = words.split(maxsplit=1)[0].lower() if words else ""
    return names_government(words) or (first in FIRST_PERSON and role in GOVERNMENT_ROLES)


def is_adviser(text: str) -> bool:
    """Return whether a subject is somebody who advises: a council, a committee, organisations.

    >>> is_adviser("De raad"), is_adviser("De EU")
    (True, False)
    """
    return bool(ADVISER.match(text.strip()))
