"""Find references to laws and treaties, with the article when one is named.

An act of the EU has its CELEX number as identifier ('32016R0679'), a law or treaty its name
('Grondwet'), or the number it is printed with (BWBR0005537, CVDR123456); an article follows a
comma: 'Grondwet, artikel 90'. Every repetition is bounded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pipeline.ingest.references.parliament import MAYBE_SPACE, SPACE, Found

# Not inside a longer word. Matches before "Awb" in "de Awb"; must not match in "VAwb", "U-Awb".
WORD_START = r"(?<![\w-])"
# Matches after "Awb" in "Awb.", and before the marker in "Awb3"; must not match in "Awb-procedure",
# "Awbs".
WORD_END = r"(?![^\W\d_]|[-‑]\w)"
ARTICLE_NUMBER = r"\d{1,4}(?:[.:]\d{1,4}){0,3}[a-zF]?(?![^\W\d_])"
# Matches "artikel 90", "art. 6:162", "artikelen 8 en 10", "artikel 3, eerste lid, onderdeel b,";
# must not match "artikel over".
ARTICLE = re.compile(
    rf"\b(?:[Aa]rtikel(?:en)?|[Aa]rtt?\.){SPACE}(?P<numbers>{ARTICLE_NUMBER}"
    rf"(?:(?:,{SPACE}|{SPACE}(?:en|of|t/m|tot{SPACE}en{SPACE}met){SPACE}){ARTICLE_NUMBER}){{0,8}})"
    rf"(?:,?{SPACE}(?:(?:\w{{4,8}}|\d{{1,2}}e){SPACE}lid|lid{SPACE}\d{{1,2}}"
    rf"|(?:onder(?:deel)?|sub|aanhef{SPACE}en{SPACE}onder){SPACE}\w{{1,2}})){{0,3}}"
)
# What may stand between an article and the law it is of. Matches " van de ", ", ", " van het ".
OF = re.compile(
    rf",?{SPACE}(?:van{SPACE}(?:(?:de|het|deze|die){SPACE})?)?(?:(?:Nederlandse|nieuwe){SPACE})?"
)
# What may stand between a law and its article. Matches before "artikel" in "Grondwet, artikel 1".
AFTER = re.compile(rf",?{SPACE}(?=[Aa]rt)")
ONE_NUMBER = re.compile(ARTICLE_NUMBER)
# A law by its form. Matches "Omgevingswet", "Vreemdelingenwet 2000"; must not match "Wet",
# "Omgevingswetten".
NAMED_LAW = re.compile(
    rf"{WORD_START}[A-ZÀ-Ý][a-zà-ÿ]{{2,30}}wet(?:{SPACE}(?:19|20)\d\d(?!\d))?{WORD_END}"
)
NO_LAW = frozenset(
    (
        *("Antiwet", "Begrotingswet", "Conceptwet", "Initiatiefwet", "Implementatiewet"),
        *("Kaderwet", "Landswet", "Noodwet", "Modelwet", "Natuurwet", "Raamwet"),
        *("Reparatiewet", "Rijkswet", "Spoedwet", "Stelselwet", "Strafwet", "Uitvoeringswet"),
        *("Veegwet", "Verzamelwet", "Wijzigingswet", "Zorgwet"),
    )
)
# A treaty by its form. Matches "Verdrag van Lissabon", "Protocol van Kyoto", "ILO-verdrag 190",
# "ILO-conventie nr. 169"; must not match "Verdrag van de".
NAMED_TREATY = re.compile(
    rf"{WORD_START}(?:(?:Verdrag(?:en)?|Conventies?|Protocol(?:len)?){SPACE}van{SPACE}"
    rf"(?!Nederland\b|De\b|Het\b)(?:Den{SPACE}|New{SPACE})?[A-ZÀ-Ý][a-zà-ÿ]{{2,20}}"
    rf"|(?P<ilo>ILO|IAO)-(?:[Vv]erdrag|[Cc]onventie|[Cc]onventions?)(?:en)?{SPACE}(?:(?:nr|no)\.{MAYBE_SPACE})?"
    rf"(?P<number>\d{{1,3}}))(?!\d){WORD_END}"
)
# Matches "Richtlijn (EU) 2024/1760", "Verordening (EG) nr. 1049/2001", "Richtlijn 95/46/EG",
# "Kaderbesluit 2002/584/JBZ"; must not match "richtlijn 3", "Verordening 2024".
EU_ACT = re.compile(
    rf"{WORD_START}(?:(?:[Gg]edelegeerde|[Uu]itvoerings){MAYBE_SPACE})?"
    r"(?P<kind>[Rr]ichtlijn|[Vv]erordening|[Kk]aderbesluit|[Bb]esluit|[Uu]itvoeringsbesluit|[Aa]anbeveling)"
    rf"(?P<by>{SPACE}\((?:EU|EG|EEG|GBVB|Euratom)(?:,{SPACE}Euratom)?\))?{SPACE}(?P<nr>(?:nr|no)\.?{MAYBE_SPACE})?"
    r"(?P<first>\d{1,4})/(?P<second>\d{1,4})(?!\d)(?P<of>/(?:EU|EG|EEG|GBVB|JBZ|Euratom)(?!\w))?"
)
EU_LETTERS = {"r": "L", "v": "R", "k": "F", "b": "D", "u": "D", "a": "H"}
# Numbers that name an act by themselves. Matches "BWBR0005537", "BWBV0001000&artikel=8",
# "CVDR123456", "CELEX:32016R0679"; must not match "BWBR", "32016R".
NUMBERED_ACT = re.compile(
    r"(?<![^\W_])(?:(?P<bwb>BWB[RV]\d{7})|(?P<cvdr>CVDR\d{4,7})(?:[/_]\d{1,3})?"
    r"|(?P<celex>(?<=CELEX[:=])\d{5}[A-Z]{1,2}\d{4}|(?<=CELEX%3A)\d{5}[A-Z]{1,2}\d{4}))(?![^\W_])"
    r"(?:[&/:;]?(?:artikel=|artikel)(?P<article>\d{1,4}(?:[.:]\d{1,4}){0,2}[a-z]?)(?!\w))?"
)
# Another country's. Matches "Grondwet van Mali"; must not match "Grondwet van Nederland".
FOREIGN = re.compile(rf"{SPACE}van{SPACE}(?!Nederland\b|\w+{SPACE}zijn)[A-ZÀ-Ý][a-z]")


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, tuple[str, str]], re.Pattern[str], frozenset[str]]:
    """Return what each name means (kind, identifier), a pattern of all, and those too short."""
    table = tomllib.loads(Path(__file__).with_name("laws.toml").read_text(encoding="utf-8"))
    means: dict[str, tuple[str, str]] = {}
    guarded = set()
    for kind in ("law", "treaty"):
        for entry in table[kind]:
            for name in (*entry["names"], *entry.get("with_article", ())):
                spellings = {name}
                if " " in name:
                    spellings |= {name[0].lower() + name[1:], name[0].upper() + name[1:]}
                for spelling in spellings:
                    means[spelling] = (kind, entry.get("id") or entry["names"][0])
            guarded.update(entry.get("with_article", ()))
    ordered = sorted(means, key=lambda name: (-len(name), name))
    patterns = "|".join(re.escape(name).replace(r"\ ", SPACE) for name in ordered)
    # Looking at one character first spares most places a walk past all names.
    first = "".join(sorted({name[0] for name in means}))
    pattern = re.compile(rf"{WORD_START}(?=[{first}])(?:{patterns}){WORD_END}")
    return means, pattern, frozenset(guarded)


def find_laws(source: str) -> Iterator[Found]:
    """Yield the references to laws and treaties; kinds are law and treaty.

    They may overlap: of two, the one that starts first, and then the longer, is meant.
    """
    articles = {}
    for match in ARTICLE.finditer(source):
        link = OF.match(source, match.end())
        if link:
            articles[link.end()] = match
    for start, end, kind, identifier, guarded in _acts(source):
        following = AFTER.match(source, end)
        after = ARTICLE.match(source, following.end()) if following else None
        if start in articles:
            yield from _of_articles(articles[start], end, kind, identifier)
        elif after and not _of_another(source, after):
            number = ONE_NUMBER.search(after["numbers"])
            yield start, after.end(), kind, f"{identifier}, artikel {number[0]}"  # type: ignore[index]
        elif not guarded:
            yield start, end, kind, identifier
    for match in NUMBERED_ACT.finditer(source):
        name = match["bwb"] or match["cvdr"] or match["celex"]
        article = f", artikel {match['article']}" if match["article"] else ""
        yield *match.span(), "treaty" if name.startswith("BWBV") else "law", name + article


def _acts(source: str) -> Iterator[tuple[int, int, str, str, bool]]:
    """Yield every law or treaty named, and whether it needs an article to be believed."""
    means, names, guarded = _names()
    for match in names.finditer(source):
        name = " ".join(match[0].split())
        kind, identifier = means[name]
        if kind == "treaty" or not FOREIGN.match(source, match.end()):
            end = match.end()
            alias = names.match(source, end + 2) if source[end : end + 2] == " (" else None
            if alias and means[" ".join(alias[0].split())][1] == identifier:
                # 'het Europees Verdrag voor de Rechten van de Mens (EVRM)' is one reference.
                end = alias.end() + (source[alias.end() : alias.end() + 1] == ")")
            yield match.start(), end, kind, identifier, name in guarded
    for match in NAMED_LAW.finditer(source):
        name = " ".join(match[0].split())
        if name not in NO_LAW and not FOREIGN.match(source, match.end()):
            yield *match.span(), "law", name, False
    for match in NAMED_TREATY.finditer(source):
        name = f"ILO-verdrag {match['number']}" if match["ilo"] else " ".join(match[0].split())
        yield *match.span(), "treaty", name, False
    for match in EU_ACT.finditer(source):
        celex = _celex(match)
        if celex:
            yield *match.span(), "law", celex, False


def _celex(match: re.Match[str]) -> str:
    """Return the CELEX number of an act of the EU; empty when the words name none.

    Regulations were numbered before their year until 2015 ('nr. 1049/2001'), all else after it.
    """
    letter = EU_LETTERS[match["kind"][0].lower()]
    first, second = match["first"], match["second"]
    if letter in "DH" and not (match["by"] or match["of"]):
        return ""  # a town's decision may have such a number, too
    number_first = match["nr"] or (letter == "R" and not 1950 <= int(first) < 2100)
    year, number = (second, first) if number_first else (first, second)
    if len(year) == 2:
        year = ("19" if int(year) >= 50 else "20") + year
    return f"3{year}{letter}{int(number):04d}" if 1950 <= int(year) < 2100 else ""


def _of_another(source: str, article: re.Match[str]) -> bool:
    """Whether an article behind one law belongs to the next: 'de Grondwet, artikel 8 EVRM'."""
    link = OF.match(source, article.end())
    if link is None:
        return False
    at = link.end()
    patterns = (_names()[1], NAMED_LAW, NAMED_TREATY, EU_ACT)
    return any(pattern.match(source, at) for pattern in patterns)


def _of_articles(articles: re.Match[str], end: int, kind: str, identifier: str) -> Iterator[Found]:
    """Yield one reference an article: 'artikelen 8' and '10 EVRM' in 'artikelen 8 en 10 EVRM'."""
    numbers = list(ONE_NUMBER.finditer(articles.string, *articles.span("numbers")))
    for n, number in enumerate(numbers):
        first = articles.start() if n == 0 else number.start()
        last = end if n == len(numbers) - 1 else number.end()
        yield first, last, kind, f"{identifier}, artikel {number[0]}"
