"""Rejoin what pages cut in two, and tell table cells and signatures from paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.ingest.about.letterhead import ADDRESS, HEAD, LABEL, SALUTATION
from pipeline.ingest.plain.drafts import FUNCTION_END, LOWER_START, Draft
from pipeline.ingest.plain.headings import CHAPTER_TITLE, ENTRY_HEAD
from pipeline.ingest.plain.items import is_bare, label_end
from pipeline.ingest.plain.lines import SENTENCE_END, TERMINAL
from pipeline.records import BlockKind

# Matches "De minister van Buitenlandse Zaken,", "Hoogachtend,"; must not match
# "De minister wil meer."
SIGN_OFF = re.compile(
    r"(?:De |Onze )?(?:minister|staatssecretaris|minister-president|voorzitter|directeur|"
    r"vice-president|secretaris|wethouder|burgemeester|commissaris|gedeputeerde)\b[^.?!]*,?$"
    r"|Namens [^.]*$"
    r"|(?:Burgemeester en wethouders|Gedeputeerde Staten|Het college|De raad) van [^.?!]*,$"
    r"|(?:\(?was getekend\)?|w\.g\.)(?:[,:]?$|\s)",
    re.IGNORECASE,
)
# Closes a letter wherever it stands, with the names in the same block: appendices may follow.
# Matches "Hoogachtend, drs. A. Jansen", "Met vriendelijke groet,", "Uw toegenegen,"; must not match
# "Groet hem van mij.".
GREETING = re.compile(
    r"(?:Hoogachtend|Uw toegenegen|(?:Met )?(?:de )?(?:\w+e )?(?:groet(?:en)?|hoogachting))"
    r"(?: (?:van|uit|namens) [^,.]{1,60})?(?:,|$).{0,200}$",
    re.IGNORECASE | re.DOTALL,
)
# What follows a letter rather than signs it. Matches "Bijlage 1", "Noten"; must not match
# "De Boer".
APPENDIX = re.compile(r"(?:Bijlagen?|Annex|(?:Eind|Voet)?noten|Afschrift|Cc)\b", re.IGNORECASE)
LONGEST_SIGNED = 120  # characters of a block of a signature
MOST_SIGNED = 40  # blocks of a signature: an appeal has many signers
# Above a list of who signs. Matches "Namens:", "Ondertekend door:"; must not match "Namens de raad
# vraag ik dit."
SIGNERS = re.compile(r"(?:Namens|Ondertekend(?: door)?|Ondertekenaars|Ondertekening)\s?:?$", re.I)
LONGEST_SIGNER = 80
NARROW = 0.4  # cells of a flattened table stay under this part of the text's width


def merge_continued(drafts: list[Draft], width: int) -> list[Draft]:
    """Rejoin what a page end, a note or a stray blank line cut in two."""
    merged: list[Draft] = []
    for n, draft in enumerate(drafts):
        above = merged[-1] if merged else None
        if above is not None and is_bare(above) and draft.kind == "paragraph" and not draft.marker:
            # '1.' with its words under a blank line.
            above.lines.extend(draft.lines)
            above.content_start = draft.start
            continue
        below = drafts[n + 1] if n + 1 < len(drafts) else None
        if above is not None and (
            _continues(above, draft, width) or _completes_item(above, draft, below, width)
        ):
            above.lines.extend(draft.lines)
            if above.kind == "heading":
                above.kind, above.level = "paragraph", 0
        else:
            merged.append(draft)
    return merged


def _continues(above: Draft, draft: Draft, width: int) -> bool:
    """Whether ``draft`` carries on the sentence that ``above`` left open."""
    if draft.kind not in {"paragraph", "heading"} or draft.marker or is_bare(above):
        return False
    if ENTRY_HEAD.fullmatch(above.text):
        return False  # the meaning of a word is no end of it
    # A line as long as the text is wide is no heading when small letters follow.
    cut = draft.after_page or len(above.last) >= 0.7 * width
    if above.kind == "heading" and not (cut and LOWER_START.match(draft.text)):
        return False
    if TERMINAL.search(above.last) or (len(above.lines) <= 3 and SIGN_OFF.match(above.text)):
        return False
    if LOWER_START.match(draft.text) and "·" not in draft.text.split()[0]:
        return True
    long_line = len(above.last) >= 0.7 * above.width
    cut_off = above.last.endswith((",", "-")) or bool(FUNCTION_END.search(above.last))
    return (
        draft.after_page
        and draft.kind == "paragraph"
        and long_line
        and (cut_off or len(above.lines) > 1)
    )


def _completes_item(above: Draft, draft: Draft, below: Draft | None, width: int) -> bool:
    """Whether a short paragraph between two items is the end of the first, wrapped, one."""
    return (
        above.kind == "list_item"
        and draft.kind == "paragraph"
        and below is not None
        and below.kind == "list_item"
        and below.marker == above.marker
        and not TERMINAL.search(above.last)
        and len(above.last) >= 0.7 * width
    )


def mark_cells(drafts: list[Draft], width: int) -> None:
    """Make runs of three or more narrow, unfinished blocks the cells of a flattened table."""
    run: list[Draft] = []
    for draft in [*drafts, None]:
        if draft is not None and _is_narrow(draft, width):
            run.append(draft)
            continue
        if run and draft is not None and run[-1].kind == "heading" and len(run[-1].lines) == 1:
            run.pop()  # the heading of the text below the table
        if len(run) >= 3 and sum(len(d.lines) > 1 for d in run) >= 2:
            for cell in run:
                cell.kind, cell.level = "cell", 0
        run = []


def _is_narrow(draft: Draft, width: int) -> bool:
    return (
        draft.kind in {"paragraph", "heading"}
        and not draft.marker
        and not SALUTATION.match(draft.text)
        and not any(LABEL.match(line.text) or ADDRESS.search(line.text) for line in draft.lines)
        and max(len(line.text) for line in draft.lines) <= NARROW * width
        and len(draft.lines) <= 12
    )


def mark_letterhead(drafts: Sequence[Draft]) -> None:
    """Make paragraphs of what reads as headings in a letterhead: 'Datum 3 mei 2024'.

    A letterhead stands above a salutation, or has two labels with a colon: 'Van: …', 'Aan: …'.
    """
    head = [draft for draft in drafts if draft.start < HEAD]
    greeting = next(
        (n for n, d in enumerate(head) if d.kind == "paragraph" and SALUTATION.match(d.text)), 0
    )
    letter = [line.text for draft in head[:greeting] for line in draft.lines]
    if any(LABEL.match(text) or ADDRESS.search(text) for text in letter):
        labelled = head[:greeting]
    else:
        labelled = [d for d in head if all(_has_colon(line.text) for line in d.lines)]
        if sum(len(draft.lines) for draft in labelled) < 2:
            labelled = []
    for draft in labelled:
        if draft.kind == "heading":
            draft.kind, draft.level = "paragraph", 0


def _has_colon(text: str) -> bool:
    """Whether a line is a label of a letterhead with its colon: 'Datum: 3 mei 2024'."""
    label = LABEL.match(text)
    return label is not None and ":" in label["stop"]


class Signable(Protocol):
    """What may turn out to be part of a signature."""

    kind: BlockKind
    level: int

    @property
    def text(self) -> str:
        """Its words."""


def mark_signatures(drafts: Sequence[Signable]) -> None:
    """Mark what follows a line that signs off, as long as the blocks stay short."""
    for n, draft in enumerate(drafts):
        lists = bool(SIGNERS.match(draft.text))
        if GREETING.match(draft.text):
            draft.kind, draft.level = "signature", 0
            _sign(drafts, n + 1, lists=False)
        elif (
            n >= 0.5 * len(drafts)
            and (lists or SIGN_OFF.match(draft.text))
            and all(_may_sign(d, lists=lists) for d in drafts[n : n + 6])
        ):
            _sign(drafts, n, lists=lists)
            return


def _may_sign(draft: Signable, *, lists: bool) -> bool:
    if draft.kind == "list_item":
        return lists and len(draft.text) <= LONGEST_SIGNER
    return len(draft.text) <= LONGEST_SIGNED


def _sign(drafts: Sequence[Signable], first: int, *, lists: bool) -> None:
    """Make a block and the short ones below it a signature, up to what follows the letter."""
    for n in range(first, min(first + MOST_SIGNED, len(drafts))):
        draft, words = drafts[n], drafts[n].text
        below = drafts[n + 1] if n + 1 < len(drafts) else None
        titles = (
            not lists
            and draft.kind == "heading"
            and (
                CHAPTER_TITLE.match(words)
                or label_end(words)
                or (
                    below is not None
                    and (below.kind == "list_item" or not _may_sign(below, lists=False))
                )
            )
        )
        sentence = SENTENCE_END.search(words) and len(words) > 60
        if APPENDIX.match(words) or titles or sentence or not _may_sign(draft, lists=lists):
            return
        draft.kind, draft.level = "signature", 0
