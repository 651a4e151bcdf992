"""List the references in a text.

===========  ==============================================  ==================================
kind         what                                            identifier
===========  ==============================================  ==================================
kamerstuk    a paper of parliament, or its dossier           kst-36200-V-2, kst-32735
handelingen  its proceedings and their appendix              h-tk-20232024-12-5, ah-tk-20222023-1234
motion       a motion                                        kst-32735-350; else motie-Ceder c.s.
law          a Dutch law or act of the EU, with its article  Grondwet, artikel 90; 32016R0679
treaty       a treaty, with its article                      EVRM, artikel 8
case_law     a ruling                                        ECLI:NL:HR:2019:2006, C-131/12
publication  an official journal or a numbered document      stb-2023-12, COM(2022)71, A/HRC/43/37
doi          a publication with a DOI                        10.1000/182
link         a web address                                   https://example.org/een
===========  ==============================================  ==================================

A footnote's marker is listed beside these with kind ``footnote``. References of one kind never
overlap; those of two kinds may: a link can hold a Kamerstuk's number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from linkify_it import LinkifyIt

from pipeline.ingest.references.laws import find_laws
from pipeline.ingest.references.parliament import SPACE, Found, find_papers

# Matches "Stb. 2023, 12", "Staatsblad 2023, nr. 12", "Stcrt. 2021, nr. 12345", "Trb. 1951, 154";
# must not match "Staatsblad 2023".
JOURNAL = re.compile(
    r"(?<![^\W_])(?P<name>Stb|Staatsblad|Stcrt|Staatscourant|Trb|Tractatenblad|Gmb|Gemeenteblad|Prb|"
    r"Provinciaal\sblad|Wsb|Waterschapsblad|Bgr)\.?"
    rf"{SPACE}(?P<year>(?:18|19|20)\d\d)(?:,{SPACE}|{SPACE})(?:nr\.?{SPACE})?(?P<number>\d{{1,6}})(?![\d.%])"
)
JOURNALS = {"staatsblad": "stb", "staatscourant": "stcrt", "tractatenblad": "trb"} | {
    "gemeenteblad": "gmb",
    "provinciaal blad": "prb",
    "waterschapsblad": "wsb",
}
# Matches "stb-2023-12", "gmb-2023-123456"; must not match "stb-regels".
PRINTED_JOURNAL = re.compile(r"(?<![\w-])(?:stb|stcrt|trb|gmb|prb|wsb|bgr)-\d{4}-\d{1,6}(?![^\W_])")
# Matches "COM(2022) 71", "SWD (2021) 264 final", "CM/Rec(2007)14"; must not match "COM 2022".
COMMISSION = re.compile(
    r"(?<![\w/])(?P<series>COM|SWD|SEC|JOIN|CM/Rec|CM/Res)\s?\((?P<year>(?:19|20)\d\d)\)\s?"
    r"(?P<number>\d{1,4})(?!\d)(?:\s(?:final|definitief))?"
)
# Matches "A/HRC/43/37", "S/RES/1325", "CEDAW/C/NLD/CO/6"; must not match "A/B", "S/M".
UNITED_NATIONS = re.compile(
    r"(?<![\w/.-])(?:A|S|E|CEDAW|CCPR|CRC|CAT|CERD|CRPD)(?:/[A-Z]{1,6}(?:\.\d{1,3})?){1,3}"
    r"(?:/\d{1,4}){1,3}(?:/(?:Add|Rev|Corr)\.\d{1,2})?(?![\w/])"
)
# Matches "ECLI:NL:HR:2019:2006"; must not match "ECLI:NL".
ECLI = re.compile(r"(?<![^\W_])ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{0,24}[A-Z0-9]")
# Matches "C-131/12", "zaak T‑540/15"; must not match "C-13", "AC-131/12".
EU_CASE = re.compile(
    r"(?<![\w/-])(?P<court>[CTF])[-‑–](?P<number>\d{1,4}/\d\d)(?![\d/])(?:\s?P(?!\w))?"
)
# Matches "10.1000/182" in "doi:10.1000/182."; must not match "10.1000", "10.1/2".
DOI = re.compile(
    r"(?<![\w./])10\.\d{4,9}/[^\s<>\"'»”’|{}\\^]{1,200}|(?<=doi\.org/)10\.\d{4,9}/[^\s<>\"'»”’|{}\\^]{1,200}"
)
# What ends a sentence or a bracket rather than an address. Matches "’)." in "https://a.nl/b’).".
LINK_TAIL = re.compile(r"[’”»›…'\"*_`|.,;:!?\]}]{1,20}$")
# Matches "https://" in "(https://a.nl)", "www." in "(www.a.nl)"; must not match in "x@www.a.nl".
ADDRESS_START = re.compile(
    r"(?<![^\W_])https?://(?=\S)|(?<![\w@./:-])www\.(?=[^\W_])", re.IGNORECASE
)
LONGEST_LINK = 500
# How an address goes on under a line end. Matches "23/brief-over-x.pdf", "a=1&b=2"; must not match
# "en/of", "De", "verder.".
LINE_GAP = re.compile(r"[ \t]{0,3}(?:\r\n|[\n\r\f])(?=\S)")
LINK_REST = re.compile(r"[^\s<>\"'»”’]{1,300}")
ADDRESS = re.compile(
    r"[\w%~-]{0,300}(?:/[\w%]|[=&?#_%]\w|\.(?:html?|pdf|aspx?|php|docx?)(?!\w)|\w-\w{1,40}-\w)"
)
WORD_PAIR = re.compile(r"(?:en/of|hij/zij|zij/hij|m/v|man/vrouw|vrouw/man|t/m)(?!\w)")
FULL_LINE = 40  # an address on a shorter line had room to go on
#: Kinds of which no two overlap count as one.
FAMILY = {"motion": "kamerstuk", "handelingen": "kamerstuk", "treaty": "law"}
# What may be read inside an address. Matches "kst-35925-V-34", "BWBR0001840"; must not match
# "Omgevingswet".
PRINTED_FORM = re.compile(
    r"(?:kst|a?h|stb|stcrt|trb|gmb|prb|wsb|bgr)-|BWB|CVDR|ECLI|\d{5}[A-Z]|10\."
)


@lru_cache(maxsize=1)
def _linkify() -> LinkifyIt:
    """Return a finder of web addresses with a scheme; a name with a dot may be a missing space."""
    finder = LinkifyIt({}, {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    for schema in ("mailto:", "//", "ftp:"):
        finder.add(schema, None)
    return finder


def find_references(source: str) -> Iterator[Found]:
    """Yield ``(start, end, kind, identifier)`` in order of position; kinds as in the table above.

    >>> list(find_references("Zie Kamerstuk 32 735, nr. 350."))
    [(4, 29, 'kamerstuk', 'kst-32735-350')]
    """
    links = list(find_links(source))
    starts = [link[0] for link in links]
    named = []
    for found in (*find_laws(source), *find_papers(source), *_documents(source)):
        n = bisect_right(starts, found[0]) - 1
        inside = n >= 0 and found[0] < links[n][1]
        if not inside or PRINTED_FORM.match(source, found[0]):
            named.append(found)
    yield from sorted([*links, *_apart(named)])


def _apart(found: Iterable[Found]) -> list[Found]:
    """Of references of one family that overlap, keep the first; of those, the longest."""
    kept: list[Found] = []
    reached: dict[str, int] = {}
    for start, end, kind, identifier in sorted(
        found, key=lambda item: (item[0], -item[1], item[2])
    ):
        family = FAMILY.get(kind, kind)
        if start >= reached.get(family, 0):
            kept.append((start, end, kind, identifier))
            reached[family] = end
    return kept


def _documents(source: str) -> Iterator[Found]:
    """Yield rulings, official journals, numbered documents and DOIs."""
    for match in ECLI.finditer(source):
        yield *match.span(), "case_law", match[0]
    for match in EU_CASE.finditer(source):
        yield *match.span(), "case_law", f"{match['court']}-{match['number']}"
    for match in JOURNAL.finditer(source):
        name = " ".join(match["name"].lower().split())
        number = f"{match['year']}-{match['number']}"
        yield *match.span(), "publication", f"{JOURNALS.get(name, name)}-{number}"
    for match in COMMISSION.finditer(source):
        number = f"{match['series']}({match['year']}){match['number']}"
        yield *match.span(), "publication", number
    for pattern in (PRINTED_JOURNAL, UNITED_NATIONS):
        for match in pattern.finditer(source):
            yield *match.span(), "publication", match[0]
    for match in DOI.finditer(source):
        end = _without_tail(source, *match.span())
        yield match.start(), end, "doi", source[match.start() : end].lower()


def find_links(source: str) -> Iterator[Found]:
    """Yield the web addresses of a text, those broken over lines too, in order of position."""
    at = 0
    while begin := ADDRESS_START.search(source, at):
        bare = "" if begin[0].endswith("/") else "http://"
        # A window keeps nested brackets, which the finder looks ahead for, from adding up.
        window = bare + source[begin.start() : begin.start() + LONGEST_LINK].split(maxsplit=1)[0]
        found = _linkify().match_at_start(window)
        at = begin.end()
        if found:
            end = begin.start() + found.last_index - len(bare)
            link = _link(source, begin.start(), end, bare)
            at = max(at, link[1])
            yield link


def _link(source: str, start: int, end: int, scheme: str) -> Found:
    end = _address_end(source, start, _without_tail(source, start, end))
    return start, end, "link", scheme + "".join(source[start:end].split())


def _without_tail(source: str, start: int, end: int) -> int:
    """Return where an address or DOI ends without the marks of the sentence around it."""
    while True:
        tail = LINK_TAIL.search(source, max(start, end - 20), end)
        last = tail.start() if tail else end
        if source[last - 1] == ")" and source.count("(", start, last) < source.count(
            ")", start, last
        ):
            last -= 1
        if last == end or last <= start:
            return end
        end = last


def _address_end(source: str, start: int, end: int) -> int:
    """Return where an address ends that may be broken over lines, as in text out of a PDF."""
    while True:
        gap = LINE_GAP.match(source, end)
        rest = LINK_REST.match(source, gap.end()) if gap else None
        if gap is None or rest is None or rest[0].lower().startswith(("http", "www.")):
            return end
        last = source[end - 1]
        line_start = max(source.rfind(mark, start, end) for mark in "\n\r\f") + 1 or start
        goes_on = bool(ADDRESS.match(rest[0])) and not WORD_PAIR.match(rest[0])
        if last == "-":
            goes_on = rest[0][0].islower() or rest[0][0].isdigit()
        elif last not in "/=&?_":
            room = end - line_start < FULL_LINE
            goes_on = goes_on and not room and not rest[0][0].isupper()
        if not goes_on:
            return end
        end = _without_tail(source, start, rest.end())
