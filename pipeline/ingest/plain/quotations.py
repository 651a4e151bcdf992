"""Find block quotations in a plain text: lines behind a '>', paragraphs between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.plain.drafts import Draft
from pipeline.ingest.plain.items import LIST_MARKER
from pipeline.ingest.plain.lines import Line

# Before a quoted line. Matches "> De raad", ">> De raad", ">De"; must not match "> 60 procent",
# "> Retouradres", "->".
QUOTE_MARK = re.compile(
    r"(?:>\s?)+(?!\s*(?:[=<]|\d+(?:[.,]\d+)?\s*(?:%|procent|jaar|miljoen)|Retour))"
)
SHORTEST = 8  # words: fewer between quotation marks are a name or a term
SET_IN = 3  # characters of indent, where the lead-in has less
# What may stand behind the closing mark. Matches ".", " (blz. 12)", "1"; must not match " is zo".
BEHIND = r"[.,;]?\s?(?:\([^()]{1,80}\)|\[[^\[\]]{1,80}\])?[.,;]?$"
# A paragraph that is wholly between marks of one kind. Matches "“Wie zoekt, vindt.”"; must not
# match "“Wie zoekt” is een “vraag”".
WHOLLY_QUOTED = tuple(
    re.compile(rf"[*_]?{opening}[^{opening}{closing}]+{closing}[*_]?{BEHIND}")
    for opening, closing in (("“", "”"), ("„", "”"), ("«", "»"), ("»", "«"), ('"', '"'))
)
# With single marks apostrophes count, too: the closing mark stands before no letter.
SINGLY_QUOTED = (
    re.compile(rf"[*_]?[‘‚](?:[^‘’]|’(?=\w))+’[*_]?{BEHIND}"),
    re.compile(rf"[*_]?'(?!s-)(?:[^']|'(?=\w))+'[*_]?{BEHIND}"),
)


def quote_end(text: str) -> int:
    """Return where the words of a quoted line begin; 0 when the line is not quoted.

    >>> quote_end("> De raad"), quote_end("> 60 procent")
    (2, 0)
    """
    match = QUOTE_MARK.match(text)
    return match.end() if match else 0


def is_quotation(text: str) -> bool:
    """Whether a paragraph stands between quotation marks, and is more than a name.

    >>> is_quotation("“Wie hier wil wonen, moet een raam kunnen openzetten.”")
    True
    >>> is_quotation("“Ja.”")
    False
    """
    patterns = (*WHOLLY_QUOTED, *SINGLY_QUOTED)
    return len(text.split()) >= SHORTEST and any(pattern.fullmatch(text) for pattern in patterns)


def draft_quote(lines: Sequence[Line], drafts: list[Draft]) -> None:
    """Add the blocks of a run of quoted lines: a paragraph, or an item for each list marker."""
    first = len(drafts)
    fresh = True
    for line in lines:
        skip = quote_end(line.text)
        words = line.text[skip:]
        item = LIST_MARKER.match(words)
        if words and (item or fresh):
            marker = item["marker"].strip() if item else ""
            start = line.start + skip + (item.end() if item else 0)
            drafts.append(Draft("quote", [line], marker, start))
        elif len(drafts) > first:
            drafts[-1].lines.append(line)
        else:
            drafts.append(Draft("quote", [line], "", line.end))
        fresh = not words  # a '>' alone parts paragraphs


def mark_quotations(drafts: Sequence[Draft]) -> None:
    """Make quotes of paragraphs between quotation marks, and of those set in under a colon."""
    for above, draft in zip([None, *drafts], drafts, strict=False):
        if draft.kind != "paragraph" or draft.marker or len(draft.text.split()) < SHORTEST:
            continue
        marked = is_quotation(draft.text)
        set_in = (
            above is not None
            and (above.kind == "quote" or (above.kind == "paragraph" and above.last.endswith(":")))
            and min(line.indent for line in draft.lines) >= SET_IN
            and (above.kind == "quote" or max(line.indent for line in above.lines) < SET_IN)
        )
        if marked or set_in:
            draft.kind = "quote"
