"""How others call an advice: its adviser's name and abbreviation, its title, date and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.dates import MONTHS
from pipeline.records import Document

HEAD = 3000  # characters in which a document says who wrote it and what it is called
# Words of names that many advisers share: alone they name nobody.
GENERIC = frozenset(
    {
        "raad",
        "adviesraad",
        "commissie",
        "adviescommissie",
        "college",
        "adviescollege",
        "stichting",
        "vereniging",
        "platform",
        "koepel",
        "nederland",
        "nederlandse",
        "nationale",
        "internationale",
        "landelijke",
        "minister",
        "ministerie",
        "kamer",
        "advies",
        "rapport",
        "organisaties",
        "samenwerkende",
        "de",
        "het",
        "een",
        "voor",
        "van",
        "en",
        "der",
    }
)
# Matches "Raad voor Cultuur (RvC)", "(AIV)"; must not match "(2024)", "(zie bijlage)".
ABBREVIATED = re.compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z][A-Za-z]?)\)")
# Matches "advies nr. 112", "adviesnummer 2024/15", "kenmerk R-2024-003"; must not match "advies 3".
ADVICE_NUMBER = re.compile(
    r"\b(?:advies(?:rapport)?\s*(?:nr\.?|nummer)|adviesnummer|kenmerk|publicatienummer)\s*:?\s*"
    r"(?P<number>[A-Z0-9][\w./-]*\d[\w./-]*\w|\d+)",
    re.IGNORECASE,
)
# Matches "van de motie", "van het eerdere rapport"; must not match "van het advies".
ANOTHER_TEXT = re.compile(
    r"\b(?:moties?|amendement\w*|\w*evaluatie\w*|vorige?|eerdere?|ander|andere|resolutie|verdrag|"
    r"richtlijn|visitatie\w*|parlementaire)\b",
    re.IGNORECASE,
)
# Matches "10 april 2025", "april 2025", "10 april"; must not match "april".
WRITTEN_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{'|'.join(MONTHS)})\b"
    r"(?:(?(day)(?:\s+(?P<year>(?:19|20)\d\d))?|\s+(?P<only>(?:19|20)\d\d))\b)",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")


def folded_words(text: str) -> str:
    """Return the words of a text, lower case, with single spaces around each.

    >>> folded_words("De Raad: voor Cultuur")
    ' de raad voor cultuur '
    """
    return f" {' '.join(WORD.findall(text.lower()))} "


def adviser_names(advice: Document) -> tuple[str, ...]:
    """Return the names and abbreviations of an advice's publisher; none where it is not known.

    An abbreviation comes from its initials ('Adviesraad Internationale Vraagstukken', 'AIV') or
    from brackets behind the name at the head of the text.
    """
    return _names(advice.publisher.strip(), advice.source[:HEAD])


@lru_cache(maxsize=1024)
def _names(name: str, head: str) -> tuple[str, ...]:
    if not name:
        return ()
    names = {re.sub(r"^(?:De|Het)\s+", "", re.sub(r"(?<!\s)\s*\([^)]{0,200}\)", "", name)).strip()}
    first, comma, _ = name.partition(",")
    if comma and len(first.split()) > 1:  # of several who wrote together a reply names the first
        names.add(first)
    names |= set(ABBREVIATED.findall(name))
    initials = "".join(w[0] for w in re.findall(r"\w+", name) if w[0].isupper())
    if len(initials) >= 3:
        names.add(initials)
    at = head.find(name)
    if at >= 0:
        behind = ABBREVIATED.match(head[at + len(name) :].lstrip()[:10])
        if behind:
            names.add(behind[1])
    return tuple(sorted(n for n in names if n and folded_words(n).strip() not in GENERIC))


def by_abbreviation(name: str) -> bool:
    """Return whether an adviser's name must stand in a text as it is: it may be a word, too.

    >>> by_abbreviation("AIV"), by_abbreviation("Raad voor Cultuur")
    (True, False)
    """
    return name.isupper() or len(name) <= 5


def is_named(advice: Document, text: str) -> bool:
    """Return whether a text names the adviser: its name in any case, its abbreviation as it is."""
    words, plain = folded_words(text), set(re.findall(r"[A-Za-z]+", text))
    for name in adviser_names(advice):
        if by_abbreviation(name):
            if name in plain:
                return True
        elif folded_words(name) in words:
            return True
    return False


def is_anothers(owner: str, advice: Document, others: Sequence[Document] = ()) -> bool:
    """Return whether what stands behind 'aanbeveling 3 van' is another text than this advice.

    ``others`` are the further advices that the same reply answers.
    """
    if not owner:
        return False
    own = folded_words(f"{advice.title} {advice.publisher}")
    match = ANOTHER_TEXT.search(owner)
    if match and f" {match[0].lower()} " not in own:
        return True
    if is_named(advice, owner):
        return False
    if any(is_named(other, owner) for other in others):
        return True
    proper = _proper_words(owner)
    known = own + folded_words(advice.source[:HEAD])
    return bool(proper) and not any(f" {word} " in known for word in proper)


def _proper_words(owner: str) -> list[str]:
    """Return the capitalised words of the name with which a phrase begins, less generic ones."""
    found: list[str] = []
    for word in owner.split():
        bare = word.strip("‘’'\"“”«»")
        if bare[:1].isupper():
            found.append(bare.lower())
        elif found and bare not in GENERIC:
            break
    return [w for w in found if w not in GENERIC]


def dates_in(text: str, until: str = "") -> list[str]:
    """Return the dates that a text writes out, as ISO 8601, a month without a day included.

    A day without a year is the last one before the text itself was written, where ``until`` says
    when that was.

    >>> dates_in("op 10 april 2025 en in mei 2024")
    ['2025-04-10', '2024-05']
    >>> dates_in("uw brief van 10 april", until="2025-03-02")
    ['2024-04-10']
    """
    found = []
    for match in WRITTEN_DATE.finditer(text):
        month = f"-{MONTHS.index(match['month'].lower()) + 1:02d}"
        day = f"-{int(match['day']):02d}" if match["day"] else ""
        year = match["year"] or match["only"]
        if year:
            found.append(f"{year}{month}{day}")
        elif len(until) > len("2025"):
            this = until[:4]
            later = this + month + day > until
            found.append(f"{int(this) - later}{month}{day}")
    return found


def advice_numbers(text: str) -> frozenset[str]:
    """Return the numbers by which a text calls an advice.

    >>> sorted(advice_numbers("In advies nr. 112 en kenmerk R-2024-003 staat"))
    ['112', 'r-2024-003']
    """
    return frozenset(match["number"].lower() for match in ADVICE_NUMBER.finditer(text))
