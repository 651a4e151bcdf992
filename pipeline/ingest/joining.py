"""Rejoin what pages cut in two, and tell table cells and signatures from paragraphs."""

from __future__ import annotations

import re

from pipeline.ingest.drafts import FUNCTION_END, LOWER_START, Draft
from pipeline.ingest.items import is_bare
from pipeline.ingest.lines import SENTENCE_END, TERMINAL

# Matches "De minister van Buitenlandse Zaken,", "Hoogachtend,"; must not match
# "De minister wil meer."
SIGN_OFF = re.compile(
    r"(?:De |Onze )?(?:minister|staatssecretaris|minister-president|voorzitter|directeur|"
    r"secretaris|wethouder|burgemeester|commissaris|gedeputeerde)\b[^.?!]*,?$"
    r"|(?:Hoogachtend|Met vriendelijke groet(?:en)?|Met (?:de )?(?:meeste )?hoogachting|Namens )"
    r"[^.]*$",
    re.IGNORECASE,
)
NARROW = 0.4  # cells of a flattened table stay under this part of the text's width


def merge_continued(drafts: list[Draft], width: int) -> list[Draft]:
    """Rejoin what a page end, a note or a stray blank line cut in two."""
    merged: list[Draft] = []
    for n, draft in enumerate(drafts):
        above = merged[-1] if merged else None
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
    # A line as long as the text is wide is no heading when small letters follow.
    cut = draft.after_page or len(above.last) >= 0.7 * width
    if above.kind == "heading" and not (cut and LOWER_START.match(draft.text)):
        return False
    if TERMINAL.search(above.last):
        return False
    if LOWER_START.match(draft.text) and "·" not in draft.text.split()[0]:
        return True
    long_line = len(above.last) >= 0.7 * max(len(line.text) for line in above.lines)
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
        and max(len(line.text) for line in draft.lines) <= NARROW * width
        and len(draft.lines) <= 12
    )


def mark_signatures(drafts: list[Draft]) -> None:
    """Mark what follows a line that signs off, as long as the blocks stay short."""
    body = len(drafts)
    for n, draft in enumerate(drafts):
        if n < 0.5 * body or not SIGN_OFF.match(draft.text) or len(draft.text) > 120:
            continue
        if all(len(d.text) <= 120 and d.kind != "list_item" for d in drafts[n : n + 6]):
            for signed in drafts[n:]:
                if len(signed.text) > 120 or (
                    SENTENCE_END.search(signed.text) and len(signed.text) > 60
                ):
                    return
                signed.kind = "signature"
                signed.level = 0
            return
