"""Read the head of a text: its letterhead, its subject line and what it calls itself.

A letter and a report say at their head who wrote them, to whom, when and about what, in lines
that are no running text. Everything that is inferred of a document begins with these lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.dates import MONTHS
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Block

HEAD = 2500  # characters in which a letter or report says what it is
FULL_LINE = 55  # characters: a subject line this long may go on on the next
MONTH = "|".join(MONTHS)

LineKind = Literal["label", "address", "date", "salutation", "paper", "words", "text"]

# Matches "Datum: 3 mei", "Ons kenmerk 47/5", "Betreft"; must not match "Datums genoeg",
# "Onderwerpen zijn er".
LABEL = re.compile(
    r"^(?P<name>Datum(?: (?:advies|collegebesluit|besluit|vergadering|brief))?|Betreft|"
    r"Onderwerp|Titel|(?:Ons|Uw|Onze) (?:kenmerk|referentie|brief(?: van)?|registratienummer)|"
    r"Kenmerk|Referentie|"
    r"Zaak(?:nummer|kenmerk)?|Registratienummer|Documentnummer|Dossier(?:nummer)?|Rapportnummer|"
    r"Bijlagen?(?:\(n\))?(?=\W*\d*$)|Contact(?:persoon)?|Behandeld door|Telefoon|Doorkiesnummer|"
    r"E-mail|Portefeuillehouder|Aan|Van|Cc|Afschrift(?: aan)?|[Tt]\.a\.v\.|(?:> ?)?Retouradres|"
    r"Postadres|Bezoekadres|Pagina|Versie|Status)"
    r"(?P<stop>[^\S\n]*:[^\S\n]*|[^\S\n]+|$)(?P<value>.*)$"
)
SUBJECT_LABELS = frozenset({"Betreft", "Onderwerp", "Titel"})
# 'Van de raad' and 'Aan tafel' begin sentences, too: these need their colon or an article.
TO_AND_FROM = re.compile(r"^(?:Aan|Van)(?::|\s+(?:de|het|den|gedeputeerde|burgemeester)\b)")
# Matches "Postbus 20018", "2500 EA DEN HAAG", "Keizersgracht 1", "0123 45 67 89".
ADDRESS = re.compile(
    r"Postbus\s+\d|\b\d{4}\s?[A-Z]{2}\b|^[\w.’' -]+(?:straat|gracht|laan|weg|plein|kade|hof|singel)"
    r"\s+\d+\w?$|^(?:T|F|E)\s[\d(+]|^[\d\s()+-]{10,}$|@|^(?:www\.|https?:)"
)
# Matches "Geachte voorzitter,", "Beste leden van de wijkraad,"; must not match "Geacht wordt zij".
SALUTATION = re.compile(
    r"^(?:(?:Zeer |Hoog)?[Gg]eachte?|Beste|Excellentie|Majesteit)\b[^.:]{0,80}[,:]?$"
)
# What stands at the head of every parliamentary paper. Matches "Vergaderjaar 2024–2025",
# "31 239 Stimulering duurzame energieproductie", "Nr. 412 BRIEF VAN DE MINISTER"; must not match
# "2024 was een goed jaar".
PAPER = re.compile(
    r"^(?:(?:Tweede|Eerste) Kamer der Staten-Generaal$|Vergaderjaar\b|Nr\.\s*\d+\b|[12AB]$|"
    r"(?P<dossier>\d{2}[  .]?\d{3})(?:[  -](?P<part>[IVX]{1,6}|\([RG]\d+\)))?\s+(?P<about>\D.*))",
)
# Matches "3 mei 2024", "Juni 2024", "03-05-2024"; must not match "mei", "2024".
DATE_WORDS = re.compile(
    rf"\b(?:{MONTH})\s+(?:19|20)\d\d\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)\d\d\b|"
    r"\b(?:19|20)\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
RUNNING = 90  # characters: a line this long with a full stop is running text
SENTENCE = re.compile(r"[.!?]['’”)]?$")


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line at the head of a text, at source offsets; ``block`` is the index of its block.

    ``kind`` is ``words`` for what the document is called or says of itself, ``text`` for running
    text; ``label`` and ``value`` are set for 'Datum: 3 mei'.
    """

    start: int
    end: int
    text: str
    kind: LineKind
    block: int
    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The lines before the running text, and the offset at which that begins."""

    lines: tuple[HeadLine, ...]
    text_start: int

    def labelled(self, *names: str) -> Iterator[str]:
        """Yield what stands behind labels of these names, in order."""
        return (line.value for line in self.lines if line.label in names and line.value)

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter: it greets someone or has the labels of a letterhead."""
        kinds = [line.kind for line in self.lines]
        return "salutation" in kinds or kinds.count("label") >= 2


def read_head(source: str, blocks: Sequence[Block], furniture: Sequence[tuple[int, int]]) -> Head:
    """Return the lines of a text's head, with what each is."""
    lines: list[HeadLine] = []
    text_start = len(source)
    for index, block in enumerate(blocks):
        if block.start >= HEAD:
            text_start = min(text_start, block.start)
            break
        if block.kind in FURNITURE_KINDS:
            continue
        found = _lines_of(source, block, index, furniture)
        if _is_running(found, block):
            text_start = block.start
            lines += [HeadLine(x.start, x.end, x.text, "text", index) for x in found]
            break
        lines += found
    return Head(tuple(_with_values(lines)), text_start)


def _is_running(lines: Sequence[HeadLine], block: Block) -> bool:
    """Whether a block is running text: a full line and a full stop, and no line of a letterhead."""
    words = " ".join(line.text for line in lines)
    plain = all(line.kind in {"words", "date"} for line in lines)
    full = len(words) >= RUNNING and SENTENCE.search(words) is not None
    return block.kind != "heading" and plain and full


def _lines_of(
    source: str, block: Block, index: int, furniture: Sequence[tuple[int, int]]
) -> list[HeadLine]:
    found = []
    for match in re.finditer(r"[^\n\r\f]+", source[block.content_start : block.end]):
        start, end = block.content_start + match.start(), block.content_start + match.end()
        text = fold(source, start, end, furniture).text.strip("*_# ")
        if text:
            found.append(_line(start, end, text, index))
    return found


def _line(start: int, end: int, text: str, index: int) -> HeadLine:
    label = LABEL.match(text)
    kind: LineKind = "words"
    # 'Onderwerp van gesprek is …' is a sentence: a label has a colon, or no full stop behind.
    if (
        label
        and (label["name"] not in {"Aan", "Van"} or TO_AND_FROM.match(text))
        and (":" in label["stop"] or not SENTENCE.search(text))
    ):
        name = label["name"].removeprefix(">").strip()
        return HeadLine(start, end, text, "label", index, name, label["value"].strip())
    if PAPER.match(text):
        kind = "paper"
    elif SALUTATION.match(text):
        kind = "salutation"
    elif ADDRESS.search(text) and len(text) < RUNNING:
        kind = "address"
    elif DATE_WORDS.search(text) and len(text) < RUNNING and not SENTENCE.search(text):
        kind = "date"
    return HeadLine(start, end, text, kind, index)


def _with_values(lines: Sequence[HeadLine]) -> Iterator[HeadLine]:
    """Give a label that stands alone the line below it, and a long subject its second line."""
    skip = False
    for n, line in enumerate(lines):
        if skip:
            skip = False
            continue
        below = lines[n + 1] if n + 1 < len(lines) else None
        if line.kind == "label" and below is not None and below.kind in {"words", "date"}:
            alone = not line.value
            wrapped = (
                line.label in SUBJECT_LABELS
                and below.block == line.block
                and below.kind == "words"
                and (below.text[:1].islower() or len(line.text) >= FULL_LINE)
            )
            if alone or wrapped:
                value = f"{line.value} {below.text}".strip()
                line = HeadLine(
                    line.start, below.end, line.text, "label", line.block, line.label, value
                )
                skip = True
        yield line


def is_addressee(lines: Sequence[HeadLine], n: int) -> bool:
    """Whether a line names whom a letter is for: it stands above an address or under 'Aan'.

    The first line of a letter is the sender's unless 't.a.v.' stands under it.
    """
    below = lines[n + 1] if n + 1 < len(lines) else None
    if below is not None and below.label.lower() == "t.a.v.":
        return True
    if n and lines[n - 1].label == "Aan":
        return True
    greets = any(line.kind == "salutation" for line in lines)
    return greets and n > 0 and below is not None and below.kind == "address"
