"""Headings: lines that stand over a text rather than in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.plain.drafts import FUNCTION_END, LOWER_START, Draft
from pipeline.ingest.plain.items import LIST_MARKER, follows, label_end
from pipeline.ingest.plain.lines import TERMINAL, Line, wraps_before

# The number before a heading's words. Matches "1  Koppeling", "1 Inleiding", "3.2 Inzet",
# "V Conclusie"; must not match "14 landen hebben", "2022 Terugblik".
NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2})*\.?\s+|[IVX]{1,5}\s+)(?=[‘“\"]?[A-ZÀ-Ý])")
PART = (
    r"(?:Doelstelling|Doel|Hoofdstuk|Bijlage|Annex|Deel|Paragraaf|Prioriteit|Thema|Spoor|Pijler)\s+"
    r"(?:\d{1,2}|[IVX]{1,5}|[A-Z])\b[.:]?"
)
# Matches "Doelstelling I: Het voorkomen", "Bijlage 2 Tabel"; must not match "Doelstellingen zijn".
LABELLED_HEADING = re.compile(PART + r"\s")
# Matches "Hoofdstuk 2"; must not match "Hoofdstuk 2 Geld".
BARE_PART = re.compile(PART + r"$")
HEADING_LENGTH = 140
FEWEST_CAPITALS = 5  # letters: fewer are an abbreviation that opens a sentence
# A word as a dictionary cuts it. Matches "leef·baar·heid (de; v)"; must not match "·leefbaar".
SYLLABLES = re.compile(r"[^\W\d_]+(?:·[^\W\d_]+)+")
# The head of such an entry. Matches "leef·baar·heid (de; v)"; must not match "leef·baar dorp".
ENTRY_HEAD = re.compile(SYLLABLES.pattern + r"(?:\s*(?:\[[^\]]*\]|\([^()]*\)))+")
# Matches "Wie betaalt dat?"; must not match "Dat is duur. Wie betaalt dat?".
QUESTION = re.compile(r"[A-ZÀ-Ý‘“'\"][^.?!:;]*\?[’”'\"]?")
# Matches "Wij vragen:", "De raad adviseert:"; must not match "Onze inzet:".
LEAD_IN_WORD = re.compile(
    r"\b(?:wij|we|ik|u|zij|er|daarom|vra(?:ag|agt|gen)|adviseert|adviseren|stelt|stellen|pleit(?:en)?|"
    r"roept|roepen|beveelt|bevelen|wil(?:len)?|moet(?:en)?|geldt|luid(?:t|en))\b",
    re.IGNORECASE,
)
# Matches "2", "2.", "2.1", "IV."; must not match "a)", "(2)", "iv.".
CHAPTER_NUMBER = re.compile(r"(\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*\.?$")
# Matches "Inleiding", "Conclusies en vervolg"; must not match "Leid beter in".
CHAPTER_TITLE = re.compile(
    r"(?:Inleiding|Aanleiding|Achtergrond|Samenvatting|Context|Leeswijzer|Conclusies?|"
    r"Aanbevelingen|Slot|Tot slot|Bijlagen?|Financiën|Vervolg)\b"
)


def heading(lines: list[Line], level: int, skip: int, marker: str) -> Draft:
    """Return a heading whose words begin ``skip`` characters after its marker's start."""
    return Draft("heading", lines, marker, lines[0].start + skip, level)


def level_of(text: str) -> int:
    """Return the level that a heading's own words give it: 1 for a part, 3 for '1.1'."""
    numbered = re.match(r"(\d{1,2}(?:\.\d{1,2})*)", text)
    if numbered:
        return 2 + numbered[1].count(".")
    # A part: "V Conclusie", "Bijlage 2"; not "Verder", "Inzet".
    if text.isupper() or re.match(r"(?:[IVX]{1,5}\s|Hoofdstuk|Deel|Bijlage|Doelstelling)", text):
        return 1
    return 2


def heading_lines(chunk: Sequence[Line], n: int, width: int) -> int:
    """Return how many lines from ``n`` on make up a heading; 0 when there is none."""
    whole = " ".join(line.text for line in chunk[n : n + 4])  # one more than is looked at
    if len(chunk) == 1 and _is_question(whole):
        return 1
    if LOWER_START.match(whole) and "·" not in whole:
        return 0
    if BARE_PART.match(chunk[n].text) or ENTRY_HEAD.fullmatch(chunk[n].text):
        return 1
    if (
        len(chunk) - n <= 3
        and len(whole) <= HEADING_LENGTH
        and not any(LIST_MARKER.match(x.text) or label_end(x.text) for x in chunk[n + 1 :])
        and not any(line.closed for line in chunk[n:-1])
        and (not TERMINAL.search(whole) or LABELLED_HEADING.match(whole))
    ):
        return len(chunk) - n if reads_as_heading(whole.rstrip(".")) else 0
    capitals = _capital_lines(chunk, n)
    if capitals:
        return capitals
    count = 0
    while n + count < len(chunk):
        line = chunk[n + count]
        alone = n + count + 1 == len(chunk)
        if count and (LIST_MARKER.match(line.text) or SYLLABLES.match(line.text)):
            return count
        count += 1
        text = " ".join(part.text for part in chunk[n : n + count])
        if len(text) > HEADING_LENGTH or count > 4:
            return 0
        bold = re.fullmatch(r"(\*\*|__).+\1", text)
        closed = TERMINAL.search(line.text) and not bold
        if alone:
            return count if reads_as_heading(text) else 0
        following = chunk[n + count]
        if wraps_before(line, following, width):
            return 0
        if closed:
            return count if _is_question(text) or _is_colon_title(text) else 0
        if (
            FUNCTION_END.search(line.text)
            or LOWER_START.match(following.text)
            or line.text[-1] in "-:"
        ):
            continue
        return count if reads_as_heading(text) else 0
    return 0


def _capital_lines(chunk: Sequence[Line], n: int) -> int:
    """Return how many lines in capitals stand above others; 0 when all do, or too many."""
    count = 0
    while n + count < len(chunk) and chunk[n + count].text.isupper():
        count += 1
    text = " ".join(line.text for line in chunk[n : n + count])
    letters = sum(character.isalpha() for character in text)
    whole = n + count < len(chunk) and letters >= FEWEST_CAPITALS and len(text) <= HEADING_LENGTH
    return count if whole and not text.endswith((".", ",", ";")) else 0


def reads_as_heading(text: str) -> bool:
    """Whether words that stand alone look like a heading rather than a cut sentence."""
    if re.fullmatch(r"(\*\*|__).+\1", text):
        return len(text) <= HEADING_LENGTH and not text.rstrip("*_").endswith((",", ";"))
    if not any(character.isalpha() for character in text):
        return False
    if TERMINAL.search(text):
        return _is_colon_title(text)
    return not text.endswith((",", "-", "–")) and text[0] != "(" and "://" not in text


def _is_question(text: str) -> bool:
    """Whether words ask one short question: 'Wie betaalt dat?'."""
    return bool(QUESTION.fullmatch(text)) and len(text.split()) <= 10


def _is_colon_title(text: str) -> bool:
    """Whether words with a colon are a title, 'Onze inzet:', not a lead-in, 'Wij vragen om:'."""
    return (
        text.endswith(":")
        and len(text.split()) <= 4
        and not text.startswith(("De ", "Het ", "Een "))  # "De raad schrijft:"
        and not FUNCTION_END.search(text[:-1])
        and not LEAD_IN_WORD.search(text)
    )


def mark_numbered_headings(drafts: Sequence[Draft]) -> None:
    """Turn '2. Aanpak', read as a list item, into a heading where it numbers a chapter.

    It stands alone above a paragraph, without a full stop, and either carries on the count of the
    numbered headings above it or has one of the titles that reports give their chapters.
    """
    last = ("", "")  # kind and number of the last numbered block
    for n, draft in enumerate(drafts):
        match = CHAPTER_NUMBER.match(draft.marker)
        if not match:
            continue
        if draft.kind == "list_item" and _stands_alone(drafts, n):
            words = draft.text[len(draft.marker) :].strip()
            counts_on = last[0] == "heading" and follows(match[1], last[1])
            if counts_on or CHAPTER_TITLE.match(words):
                draft.kind, draft.level = "heading", level_of(draft.text)
        if draft.kind in {"heading", "list_item"}:
            last = (draft.kind, match[1])


def _stands_alone(drafts: Sequence[Draft], n: int) -> bool:
    neighbours = [drafts[m].kind for m in (n - 1, n + 1) if 0 <= m < len(drafts)]
    return (
        len(drafts[n].lines) == 1
        and len(drafts[n].text.split()) <= 9
        and not TERMINAL.search(drafts[n].text)
        and "list_item" not in neighbours
        and n + 1 < len(drafts)
    )
