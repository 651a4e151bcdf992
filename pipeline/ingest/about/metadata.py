"""Infer what neither the manifest nor the file's own fields say, from the text itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.about.dating import infer_date
from pipeline.ingest.about.letterhead import (
    PAPER,
    SENTENCE,
    SUBJECT_LABELS,
    Head,
    HeadLine,
    is_addressee,
    read_head,
)
from pipeline.ingest.about.publisher import infer_publisher
from pipeline.ingest.about.role import infer_role
from pipeline.ingest.reading import About
from pipeline.ingest.references.parliament import kamerstuk_id
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Block

TITLE_HEAD = 1500  # characters within which a title stands
LONGEST_TITLE = 200  # characters
# Matches "Nr. 412 BRIEF VAN DE MINISTER"; must not match "Nr. van de zaak".
PAPER_NUMBER = re.compile(r"^Nr\.\s*(?P<number>\d+)\b")
# Lines at a head that name no document: who is written to, a number, a kind of paper or a section.
# Matches "De voorzitter van de Tweede Kamer", "PERSBERICHT", "1 Inleiding"; must not match "De
# voorzitters van morgen", "Rapport Onder spanning".
NO_TITLE = re.compile(
    r"^(?:(?:De |Aan )?(?:voorzitter|minister|staatssecretaris|leden|griffie)\b(?: .*)?|"
    r"Binnenhof .*|"
    r"(?:Directoraat-Generaal|Directie|Afdeling|College van bestuur|Den Haag|DEN HAAG)\b.*|"
    r"(?:No|Nr)\. .*|(?!.*[^\W\d_]{3}).*|Jaargang .*|"
    r"(?:STAATSCOURANT|STAATSBLAD|GEMEENTEBLAD|PROVINCIAAL BLAD)\b.*|"
    r"Staatsblad van het Koninkrijk.*|Officiële uitgave van .*|"
    r"[\d.]*\s*(?:persbericht|raadsbrief|collegebrief|brief|kamerbrief|rapport|advies|inhoud|"
    r"inhoudsopgave|samenvatting|voorwoord|woord vooraf|inleiding|aanleiding|kern|bijlage))$",
    re.IGNORECASE,
)


def infer_about(
    source: str, blocks: Sequence[Block], furniture: Sequence[tuple[int, int]], known: About
) -> About:
    """Return what is known of a document, what is missing inferred from its text.

    Parameters
    ----------
    source, blocks, furniture
        The text, its blocks in order, and the spans of its notes and running heads.
    known
        What is declared; kept as it is. Title and publisher bear on the role.

    Returns
    -------
    About
        ``title`` is empty for a text without words only; ``publisher``, ``date`` and ``kamerstuk``
        are empty when the text is silent; ``role`` is never empty.
    """
    head = read_head(source, blocks, furniture)
    publisher = known.publisher or infer_publisher(source, head)
    title = known.title or infer_title(source, blocks, furniture, head, publisher)
    return About(
        title=title or _first_words(source, blocks, furniture, head),
        publisher=publisher,
        date=known.date or infer_date(source, head),
        language=known.language,
        kamerstuk=known.kamerstuk or infer_kamerstuk(head),
        role=known.role or infer_role(source, blocks, head, title=title, publisher=publisher),
    )


def infer_title(
    source: str,
    blocks: Sequence[Block],
    furniture: Sequence[tuple[int, int]],
    head: Head,
    publisher: str = "",
) -> str:
    """Return the subject line, else the first lines at the head that are no letterhead.

    Empty when there are none; cut at 200 characters.
    """
    title = next(head.labelled(*SUBJECT_LABELS), "") or _dossier(head)
    if not title and (lines := _title_lines(blocks, head, publisher)):
        title = fold(source, lines[0].start, lines[-1].end, furniture).text.strip("*_# ")
    return _cut(title)


def _first_words(
    source: str, blocks: Sequence[Block], furniture: Sequence[tuple[int, int]], head: Head
) -> str:
    """Return what the running text begins with: a title for a text that has none."""
    said = {
        x.block for x in head.lines if x.kind in {"words", "text"} and not NO_TITLE.match(x.text)
    }
    letterhead = {line.block for line in head.lines} - said
    # What is nothing but a letterhead is called after its first line.
    for n in sorted(range(len(blocks)), key=letterhead.__contains__):
        block = blocks[n]
        if block.kind not in FURNITURE_KINDS | {"signature"}:
            text = fold(source, block.content_start, block.end, furniture).text.strip("*_# ")
            if text:
                return _cut(text)
    return ""


def _cut(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def infer_kamerstuk(head: Head) -> str:
    """Return the identifier of a parliamentary paper, as 'kst-32735-370'; empty for others."""
    dossier: re.Match[str] | None = None
    for line in head.lines:
        if line.kind == "paper" and (match := PAPER.match(line.text)):
            if match["dossier"]:
                dossier = match
            elif dossier and (found := PAPER_NUMBER.match(line.text)):
                return kamerstuk_id(dossier["dossier"], dossier["part"], found["number"])
    return ""


def _dossier(head: Head) -> str:
    """Return what a parliamentary paper's dossier is called, over as many lines as it takes."""
    words: list[str] = []
    for line in head.lines:
        match = PAPER.match(line.text)
        if match and match["about"]:
            words = [match["about"]]
        elif words and line.kind == "words":
            words.append(line.text)
        elif words:
            break
    return " ".join(words)


def _title_lines(blocks: Sequence[Block], head: Head, publisher: str) -> list[HeadLine]:
    """Return the first lines of one block that may be a title."""
    found: list[HeadLine] = []
    for n, line in enumerate(head.lines):
        if line.start >= TITLE_HEAD or (found and line.block != found[-1].block):
            break
        name = line.text.strip(" .,:").lower()
        sender = publisher.lower()
        called_after = sender and name in {sender, sender.split(" van ")[-1]}
        letterhead = (
            line.kind != "words"
            or called_after
            or NO_TITLE.match(line.text)
            or is_addressee(head.lines, n)
            or (blocks[line.block].kind != "heading" and SENTENCE.search(line.text))
        )
        if letterhead and found:
            break
        if not letterhead:
            found.append(line)
    return found
