"""List items and labels: the marks that stand before a block's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.plain.drafts import Draft
from pipeline.ingest.plain.lines import TERMINAL, Line, wraps_before

# Signs that are bullets wherever they head a line; those of symbol fonts have private code points.
BULLET_SIGNS = "•▪◦‣●○■□▫▸►▶➢➤➔➜→✓✔✗✘☐☑☒❑❒❖◆◇★⁃∙\ue000-\uf8ff"
# Matches "• • Vrouwen", "•Vrouwen", "- Gelijke", "1. Zorg", "a) Stel", "IV. Geef", "(2) Maak",
# "* Neem"; must not match "2022 was", "-instrumenten", "**Erken", "A.B. Jansen".
LIST_MARKER = re.compile(
    rf"(?P<marker>(?:[{BULLET_SIGNS}]\s*|[–—−*·o-]\s+)+|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}}|[IVX]{{1,5}})[.)]\s+)"
    r"(?=\S)"
)
# Items lettered in capitals, which a name may begin with, too. Matches "B. Bouw", "C) Kies"; must
# not match "B.V. Bouw".
CAPITAL_MARKER = re.compile(r"(?P<marker>\(?(?P<letter>[A-Z])[.)]\s+)(?=\S)")
CAPITALS_REACH = 40  # lines between 'A.' and 'B.'
# A marker alone on its line. Matches "3.", "(b)", "•", "• •", "-"; must not match "2025.", "---".
BARE_MARKER = re.compile(
    rf"\(?(?:\d{{1,2}}|[a-z]|[IVX]{{1,5}})[.)]$|(?P<bullet>(?:[{BULLET_SIGNS}]\s*)+$)|[-–—*]$"
)
# A number without any mark. Matches "3"; must not match "3.", "2025".
BARE_NUMBER = re.compile(r"\d{1,2}$")
# Matches "Aanbeveling 3: Zet in", "Suggestie b – Maak", "Advies IV. Geef"; must not match
# "Aanbeveling 3 is overgenomen", "Advies: maak".
LABEL = re.compile(
    r"[*_]*(?:Deela|A)anbeveling\w*|[*_]*(?:Advies|Suggestie|Voorstel|Verzoek|Oproep|Actiepunt|Actie|"
    r"Punt|Vraag|Knelpunt|Opmerking|Bevinding)"
)
# Matches " 3:", " nr. IV –", " b" at the end; must not match " 3 is".
LABEL_NUMBER = re.compile(
    r"\s+(?:nr\.\s*)?(?P<number>\d{1,2}(?:\.\d{1,2})*[a-z]?|[IVX]{1,5}|[A-Za-z])(?:\s*[:.–—)-]+[*_]*(?:\s+|$)|[*_]*$)"
)
ROMAN = dict(zip("ivxlc", (1, 5, 10, 50, 100), strict=True))
DASHES = "-–—"
NEAR = 30  # how many nested items may stand between '2.' and '3.'


def is_bare(draft: Draft) -> bool:
    """Whether a block is nothing but a list marker so far."""
    return draft.kind == "list_item" and len(draft.lines) == 1 and draft.last == draft.marker


def opens_item(marker: str, line: Line, drafts: Sequence[Draft], width: int) -> bool:
    """Whether a marker inside a run of lines opens an item rather than carrying a sentence on.

    ``drafts`` are the blocks above, the last of which is open.
    """
    marker, above = marker.strip(), drafts[-1]
    closed = TERMINAL.search(above.last) or not wraps_before(above.lines[-1], line, width)
    if marker[-1] in DASHES:
        # An aside between dashes may wrap just before its first one.
        return bool(closed) or f" {marker[-1]} " not in line.text[len(marker) :]
    if len(marker) > 1 or marker == "o":
        return bool(closed) or any(follows(marker, item) for item in _list_above(drafts))
    return True


def _list_above(drafts: Sequence[Draft]) -> list[str]:
    """Return the markers of the items right above, the nearest first."""
    markers: list[str] = []
    for draft in drafts[: -NEAR - 1 : -1]:
        if draft.kind != "list_item":
            break
        markers.append(draft.marker)
    return markers


def follows(marker: str, before: str) -> bool:
    """Whether one list marker is the next after another: '3.' after '2.', 'c)' after 'b)'."""
    if marker == before and not marker[0].isalnum():
        return True
    this, that = marker.strip("()."), before.strip("().")
    if this.isdecimal() and that.isdecimal():
        return int(this) == int(that) + 1
    if len(this) == len(that) == 1 and ord(this) == ord(that) + 1:
        return True
    return _roman(this) == _roman(that) + 1 > 1


def _roman(numeral: str) -> int:
    """Return the value of a Roman numeral; 0 when it is none."""
    values = [ROMAN.get(letter, 0) for letter in numeral.lower()]
    if not values or 0 in values:
        return 0
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def lettered_lines(lines: Sequence[Line]) -> dict[int, int]:
    """Return the lines that open items lettered 'A.', 'B.', 'C.', with the length of the marker.

    A letter alone may be an initial: items count from A, and have three words or more.
    """
    found: dict[int, int] = {}
    run: list[tuple[int, str, int]] = []
    for n, line in enumerate(lines):
        match = CAPITAL_MARKER.match(line.text)
        if not match or len(line.text.split()) < 4:
            continue
        goes_on = bool(run) and match["letter"] == chr(ord(run[-1][1]) + 1)
        if not (goes_on and n - run[-1][0] <= CAPITALS_REACH):
            run = []
        if run or match["letter"] == "A":
            run.append((n, match["letter"], match.end()))
        if len(run) > 1:
            found.update((at, length) for at, _, length in run)
    return found


def numbered_lines(lines: Sequence[Line]) -> set[int]:
    """Return the lines that hold but a number above the words it numbers: '1', '2' and so on.

    White space stands above each number and words right below; they count from 1.
    """
    row: list[int] = []
    for n, line in enumerate(lines[:-1]):
        if (
            BARE_NUMBER.match(line.text)
            and int(line.text) == len(row) + 1
            and (n == 0 or lines[n - 1].blank)
            and lines[n + 1].text[:1].isalpha()
            and not lines[n + 1].page_start
        ):
            row.append(n)
    return set(row) if len(row) > 1 else set()


def label_end(text: str) -> int:
    """Return where the words begin after a label such as 'Aanbeveling 3:'; 0 without a label.

    >>> label_end("Aanbeveling 3: Zet in"), label_end("Aanbeveling 3 is overgenomen")
    (15, 0)
    """
    word = LABEL.match(text)
    number = LABEL_NUMBER.match(text, word.end()) if word else None
    return number.end() if number else 0


def is_label(text: str) -> bool:
    """Whether a line is a label and nothing else: 'Aanbeveling 3', '**Advies IV:**'."""
    return bool(text) and label_end(text) == len(text)


def take_label(draft: Draft, source: str) -> None:
    """Move a label at the block's head from its words to its marker."""
    if draft.kind not in {"paragraph", "heading", "list_item", "quote"}:
        return
    at = draft.content_start or draft.start
    length = label_end(source[at : draft.end])
    if length:
        draft.marker = f"{draft.marker} {source[at : at + length].strip()}".strip()
        draft.content_start = min(at + length, draft.end)
