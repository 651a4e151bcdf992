"""Find references to papers of parliament: Kamerstukken, Handelingen and motions.

Identifiers are those of officielebekendmakingen.nl: 'kst-36200-V-2', 'h-tk-20232024-12-5',
'ah-tk-20222023-1234'. Every repetition is bounded, so that a search takes time in proportion to
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Where a reference starts and ends, its kind, and what it refers to in a fixed form.
Found = tuple[int, int, str, str]

SPACE = r"\s{1,3}"
MAYBE_SPACE = r"\s{0,3}"
# Matches "2022/23", "2023-2024", "vergaderjaar 2022–2023"; must not match "2022".
SESSION = (
    rf"(?:[Vv]ergaderjaar{SPACE})?(?P<year>(?:18|19|20)\d\d){MAYBE_SPACE}[-–/]{MAYBE_SPACE}"
    r"(?:(?:19|20)\d\d|\d\d)(?!\d)"
)
# Matches "32 735", "32735", "32.735", "36 200 V", "36600-IX", "21 501-20", "35 000 (R2100)"; must
# not match "132 735", "32 73".
DOSSIER = (
    r"(?<!\d)(?P<dossier>\d{2}[\s.]?\d{3})(?!\d)"
    rf"(?:(?:\s?[-–]\s?|{SPACE}(?:hoofdstuk{SPACE})?)(?P<part>[IVX]{{1,6}}(?![^\W\d_])|[A-J](?={MAYBE_SPACE},)|\d{{2}}(?!\d)))?"
    rf"(?:{MAYBE_SPACE}\(R{MAYBE_SPACE}\d{{3,4}}\))?"
)
# Matches ", nr. 370", " nrs. 34", " nr A"; must not match ", nr. 3701234", " nr. Amsterdam".
NUMBERED = (
    rf",?{MAYBE_SPACE}(?:(?P<plural>nrs\.?|nummers)|nr\.?|nummer|no\.){MAYBE_SPACE}"
    r"(?P<number>\d{1,5}(?!\d)|[A-Z]{1,2}(?![\w.]))"
)
# The number without its 'nr.', where the words before leave no doubt. Matches "-370", ", 3", ", A";
# must not match ", 36 180", ", De".
UNMARKED = (
    r"(?:\s?[-–]\s?(?P<dashed>\d{1,5}(?!\d))"
    rf"|,{SPACE}(?P<bare>\d{{1,4}}(?![\d%.]|{SPACE}(?:\d{{3}}|[a-z]))|[A-Z]{{1,2}}(?![\w.])))"
)
HOUSE = r"(?:II|I|TK|EK|Tweede Kamer|Eerste Kamer)(?![^\W\d_])"
# Matches "Kamerstukken II 2022/23, ", "Kamerstuk nr. ", "TK 2023-2024, ", "Vergaderjaar
# 2022–2023, "; must not match "TK 32 735".
HEAD = (
    rf"(?:\b[Kk](?i:amerstuk(?:ken|dossiers?|nummers?|nrs?\.?)?):?(?:{SPACE}(?:nrs?\.|nummers?))?"
    rf"(?:,?{SPACE}{HOUSE})?(?:,?{SPACE}{SESSION})?,?"
    rf"|\b(?:(?:TK|EK|(?:Tweede|Eerste){SPACE}Kamer(?:{SPACE}der{SPACE}Staten-Generaal)?),?{SPACE})?"
    rf"{SESSION.replace('<year>', '<session>')},?)"
)
KAMERSTUK = re.compile(rf"{HEAD}{SPACE}{DOSSIER}(?:{NUMBERED}|{UNMARKED})?")
# Matches "32 735, nr. 370", "36 200 V, nr. 2"; must not match "32 735 euro", "1 232 735 nr. 3".
UNNAMED = re.compile(rf"(?<![\d€$])(?<!\d[\s.,])(?<![€$]\s){DOSSIER}{NUMBERED}")
# More numbers after the first. Matches ", 371", " en 372", " en nr. 5"; must not match
# ", 12 maart", ", 36 180".
NEXT_NUMBER = re.compile(
    rf"(?:,{SPACE}|,?{SPACE}(?:en|t/m|tot{SPACE}en{SPACE}met){SPACE})(?P<mark>nrs?\.{MAYBE_SPACE})?"
    rf"(?P<number>\d{{1,5}})(?![\d%]|[.,]\d|{SPACE}(?!(?:en|t/m|tot|van|over|is|in|op|met)\b)[\da-z])"
)
# Matches "kst-32735-370", "kst-35925-V-34", "ah-tk-20222023-1234", "h-ek-20212022-3-7"; must not
# match "kst-regels".
PRINTED = re.compile(
    r"(?<![\w-])(?P<id>kst-(?:\d{8}-)?\d{5}(?:-(?:[IVX]{1,6}|[A-Z]{1,2}|\d{1,5})(?![^\W_])){0,3}"
    r"|a?h-(?:tk|ek)-\d{8}-\d{1,5}(?:-\d{1,4})?)(?![^\W_])"
)
# Matches "Handelingen II 2023/24, nr. 12, item 5", "Aanhangsel van de Handelingen, vergaderjaar
# 2022-2023, nr. 1234"; must not match "Handelingen van de apostelen".
HANDELINGEN = re.compile(
    rf"\b(?:(?P<appendix>[Aa]anhangsel)(?:{SPACE}(?:van{SPACE}de|der))?"
    rf"(?:{SPACE}Handelingen)?|Handelingen)"
    rf"(?:,?{SPACE}(?P<house>{HOUSE}))?,?{SPACE}{SESSION},?{SPACE}(?:nr\.?{MAYBE_SPACE})?"
    rf"(?P<number>\d{{1,5}})(?!\d)(?:(?:,?{SPACE}(?:item|nr\.?){SPACE}|[-–])(?P<item>\d{{1,3}})(?!\d))?"
)

# Matches "Ceder", "Van der Lee", "Jasper van Dijk", "Kröger"; must not match "ceder".
NAME = (
    rf"(?:[A-ZÀ-Ý][a-zà-ÿ]{{1,20}}{SPACE}(?=van\b|de\b))?"
    rf"(?:(?:[Vv]an|[Dd]en?|[Dd]er|[Tt]e[rn]?|[Ee]l|[’']t){SPACE}){{0,3}}"
    r"[A-ZÀ-Ý][a-zà-ÿ]{1,20}(?:[A-ZÀ-Ý][a-zà-ÿ]{1,20})?(?:-[A-ZÀ-Ý][a-zà-ÿ]{1,20}){0,2}"
)
# Matches "motie-Ceder c.s.", "motie van de leden Van der Lee en De Roon"; must not match "motie 3".
MOTION = re.compile(
    rf"\b[Mm]otie(?P<plural>s)?(?:-|{SPACE})(?:van{SPACE}(?:het{SPACE}|de{SPACE})?(?:[Ll]id|[Ll]eden|[Kk]amerlid|"
    rf"[Kk]amerleden){SPACE})?(?P<names>{NAME}(?:(?:{MAYBE_SPACE}/{MAYBE_SPACE}|,{SPACE}|{SPACE}en{SPACE})-?{NAME})"
    rf"{{0,8}}(?:{SPACE}c\.s\.)?)"
)
NAME_BREAK = re.compile(rf"{MAYBE_SPACE}/{MAYBE_SPACE}|,{SPACE}|{SPACE}en{SPACE}")
# Matches "motie (36 600-V, nr. 12)", "Motie 21 501-20, nr. 1841".
UNNAMED_MOTION = re.compile(rf"\b[Mm]otie(?=[-–\s(]{{1,4}}{DOSSIER}{NUMBERED})")
# The number right behind a motion's name. Matches " (32 735, nr. 12)", " - 32 735 nr. 350".
MOTION_NUMBER = re.compile(
    rf"[-–,\s(]{{1,4}}(?:[Kk]amerstuk(?:ken)?{SPACE}(?:II{SPACE})?)?(?:{SESSION},?{SPACE})?{DOSSIER}{NUMBERED}\)?"
)
# The number at the end of the sentence that names the motion: "motie Ceder over vrede (Kamerstuk
# 32 735, nr. 350)".
NUMBER_REACH = 250
CLAUSE_END = re.compile(r"[.;?!]\s+[A-ZÀ-Ý]|\b[Mm]oties?\b")
NO_NAMES = frozenset(
    (
        *("Aangehouden", "Aangenomen", "Algemene", "De", "Den", "Dit", "Eerste", "Er"),
        *("Gewijzigde", "Het", "In", "Ingediend", "Ingetrokken", "Inzake", "Is", "Kamer"),
        *("Nederland", "Nr", "Over", "Regering", "Tweede", "Verworpen", "Verzoekt", "Wij"),
    )
)


def kamerstuk_id(dossier: str, part: str | None = None, number: str | None = None) -> str:
    """Return the identifier of a Kamerstuk, or of a dossier when ``number`` is not given.

    >>> kamerstuk_id("36 200", "V", "2"), kamerstuk_id("32.735")
    ('kst-36200-V-2', 'kst-32735')
    """
    parts = ["kst", re.sub(r"\D", "", dossier), part or "", number or ""]
    return "-".join(part for part in parts if part)


def find_papers(source: str) -> Iterator[Found]:
    """Yield the references to papers of parliament; kinds are kamerstuk, handelingen, motion.

    They may overlap: of two, the one that starts first, and then the longer, is meant.
    """
    for pattern in (KAMERSTUK, UNNAMED):
        for match in pattern.finditer(source):
            yield from _papers(source, match)
    for match in PRINTED.finditer(source):
        kind = "kamerstuk" if match["id"].startswith("kst") else "handelingen"
        yield *match.span(), kind, re.sub(r"^kst-\d{8}-", "kst-", match["id"])
    for match in HANDELINGEN.finditer(source):
        yield *match.span(), "handelingen", _handelingen_id(match)
    yield from _motions(source)


def _papers(source: str, match: re.Match[str]) -> Iterator[Found]:
    """Yield the paper that a match names, and those whose numbers follow: 'nrs. 34, 35 en 36'."""
    groups = match.groupdict()
    end, number = match.end(), groups["number"] or groups.get("dashed") or groups.get("bare")
    if groups.get("bare", "") and not groups["bare"].isdigit():
        # Only the Eerste Kamer counts in letters: "Kamerstukken I 2020/21, 35 570, A".
        senate = re.search(
            r"\bI\b|\bEK\b|\bEerste\b", match[0][: match.start("dossier") - match.start()]
        )
        if not senate:
            end, number = match.start("bare"), None
            end = match.start() + len(source[match.start() : end].rstrip(", \n\r\t"))
    yield match.start(), end, "kamerstuk", kamerstuk_id(groups["dossier"], groups["part"], number)
    while groups["number"] and (more := NEXT_NUMBER.match(source, end)):
        if not groups["plural"] and not more["mark"]:
            return
        end = more.end()
        yield (
            more.start("number"),
            end,
            "kamerstuk",
            kamerstuk_id(groups["dossier"], groups["part"], more["number"]),
        )


def _handelingen_id(match: re.Match[str]) -> str:
    senate = (match["house"] or "") in {"I", "EK", "Eerste Kamer"}
    year = int(match["year"])
    parts = [
        "ah" if match["appendix"] else "h",
        "ek" if senate else "tk",
        f"{year}{year + 1}",
        match["number"],
        "" if match["appendix"] else match["item"] or "",
    ]
    return "-".join(part for part in parts if part)


def _motions(source: str) -> Iterator[Found]:
    for match in MOTION.finditer(source):
        names = [name.split() for name in NAME_BREAK.split(match["names"])]
        if any(name[-1] in NO_NAMES for name in names):
            continue
        if match["plural"]:
            # 'de moties Ceder en Piri' are two.
            at = match.start()
            for name in names:
                end = source.index(name[-1], max(at, match.start("names"))) + len(name[-1])
                yield at, end, "motion", _motion_id(None, [name])
                following = NAME_BREAK.match(source, end)
                at = following.end() if following else end
            continue
        number = MOTION_NUMBER.match(source, match.end())
        end = _number_end(number) if number else match.end()
        if number is None:
            clause = CLAUSE_END.search(source, match.end(), match.end() + NUMBER_REACH)
            reach = clause.start() if clause else match.end() + NUMBER_REACH
            number = UNNAMED.search(source, match.end(), reach)
        yield match.start(), end, "motion", _motion_id(number, names)
    for match in UNNAMED_MOTION.finditer(source):
        number = MOTION_NUMBER.match(source, match.end())
        if number:
            yield match.start(), _number_end(number), "motion", _motion_id(number, [])


def _number_end(number: re.Match[str]) -> int:
    """Return where a motion's number ends: with a bracket only where it opened one."""
    closed = number[0].endswith(")") and "(" not in number[0][:-1]
    return number.end() - closed


def _motion_id(number: re.Match[str] | None, names: list[list[str]]) -> str:
    """Return the paper that a motion is printed as; its names when no number is given."""
    if number is None:
        return "motie-" + "/".join(" ".join(name) for name in names)
    return kamerstuk_id(number["dossier"], number["part"], number["number"])
