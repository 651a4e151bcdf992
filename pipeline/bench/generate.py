"""Make any number of documents from the shipped corpus, each other than the rest.

Five editions come back in turn: a position paper, the reply that the manifest declares to it, an
appeal, a policy paper and a report of round tables. Of each, sentences of running text make way for
others of the same voice, and numbers, names and the subject are exchanged; a paper and its reply
keep one subject. The same seed gives the same bytes.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.resources import resource

CORPUS = "corpus"
MANIFEST = "manifest.toml"
#: The editions in the order in which they come back: file, role, publisher (or adviser).
EDITIONS = (
    ("position-paper-mensenrechten-bewerking.txt", "advice"),
    ("kabinetsreactie-aiv-bewerking.txt", "response"),
    ("oproep-maatschappelijk-middenveld-bewerking.txt", "advice"),
    ("beleidsnota-mensenrechten-bewerking.txt", "policy"),
    ("partos-driejarenplan-bewerking.txt", "advice"),
)
REPLY, ANSWERED = 1, 0
#: Share of the sentences of running text that make way for others.
EXCHANGED = 0.5
# A sentence's end. Matches ". De" in "Dat is zo. De raad"; must not match "nr. 370".
SENTENCE_END = re.compile(r"(?<=[a-zé)’”][.!?])\s+(?=[A-Z‘“])")
# What opens a paragraph that is no running text: a label, a number, a bullet, a heading mark.
MARKED = re.compile(r"\W*(?:\d|[A-Z]\d|Aanbeveling|Probleem|Actie|Advies|Tafel|#|\||[•–-]\s)")
# A number inside a text. Matches "324" in "werden 324 journalisten", "2024"; must not match "1" in
# "1 Kamerstukken" at a line's head, nor in "Aanbeveling 1".
NUMBER = re.compile(
    r"(?<=[a-zé,(] )(?<!Aanbeveling )(?<!aanbeveling )(?<!Probleem )\d{2,4}\b(?!\))"
)
YEARS = range(1990, 2041)
SHORTEST = 60  # characters: a shorter paragraph is a title or a greeting
#: What the editions speak of, and what other documents speak of in its place: the first half of a
#: subject's words, and adjectives.
SUBJECTS = (
    *("haven", "bos", "zorg", "energie", "spoor", "landbouw", "cultuur", "natuur", "visserij"),
    *("woning", "luchtvaart", "onderwijs", "sport", "media", "jeugd", "water", "kust", "mijn"),
    *("zaad", "archief", "bibliotheek", "brand", "dijk", "fiets", "glas", "huur", "ijs", "kunst"),
)
KINDS = (
    *("openbare", "stedelijke", "landelijke", "regionale", "digitale", "culturele", "groene"),
    *("grensoverschrijdende", "kleinschalige", "gemeentelijke", "maritieme", "ambachtelijke"),
)
PLACES = (
    *("Noorwegen", "Kenia", "Chili", "Jordanië", "Vietnam", "Ghana", "Peru", "Tunesië", "Nepal"),
    *("Uruguay", "Senegal", "Albanië", "Georgië", "Bolivia", "Maleisië", "Namibië"),
)
NAMED = (
    "Rusland",
    "Oekraïne",
    "Wit-Rusland",
    "Israël",
    "Gaza",
    "Syrië",
    "Iran",
    "China",
    "Turkije",
)
TOWNS = (
    *("Asselt", "Borgerveen", "Callenburg", "Doornum", "Eemsluis", "Fallingen", "Grootebroek"),
    *("Holtheem", "Ittervoort", "Joppe", "Kraaiveld", "Lutterzijl", "Molenrij", "Noorderham"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A document as made: its id and text, and what the manifest says of it."""

    document_id: str
    text: str
    title: str
    publisher: str
    date: str
    role: str
    responds_to: str


def generate(n_documents: int, folder: Path, *, seed: int = 0) -> None:
    """Write documents and their manifest into a folder.

    Raises
    ------
    UsageError
        When no document is asked for, or the folder holds anything already.
    """
    if n_documents < 1:
        raise UsageError(f"{n_documents} documents asked for.", "Ask for one or more.")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: holds files already.", "Name an empty or a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    editions = [_paragraphs(name) for name, _ in EDITIONS]
    voices = {
        government: [
            sentence
            for paragraphs, (_, role) in zip(editions, EDITIONS, strict=True)
            if (role != "advice") == government
            for paragraph in paragraphs
            if _is_running(paragraph)
            for sentence in _sentences(paragraph)
        ]
        for government in (False, True)
    }
    entries = []
    for number in range(n_documents):
        made = _make(number, editions, voices, seed)
        (folder / f"{made.document_id}.txt").write_bytes(made.text.encode())
        entries.append(_entry(made))
    (folder / MANIFEST).write_bytes("\n".join(entries).encode())


def _paragraphs(name: str) -> list[str]:
    text = (resource(CORPUS) / name).read_text(encoding="utf-8")
    return re.split(r"\n[ \t]*\n", text)


def _is_running(paragraph: str) -> bool:
    return len(paragraph) >= SHORTEST and not MARKED.match(paragraph)


def _sentences(paragraph: str) -> list[str]:
    return SENTENCE_END.split(" ".join(paragraph.split()))


def _make(number: int, editions: list[list[str]], voices: dict[bool, list[str]], seed: int) -> Made:
    group, which = divmod(number, len(EDITIONS))
    name, role = EDITIONS[which]
    shared = random.Random(f"{seed}/{group}/{which > REPLY and which}")  # a paper and its reply
    own = random.Random(f"{seed}/{number}")
    exchange = _exchange(shared, own)
    others = voices[role != "advice"]
    paragraphs = [
        exchange(_vary(paragraph, others, own) if _is_running(paragraph) else paragraph)
        for paragraph in editions[which]
    ]
    town = f"{shared.choice(TOWNS)} {1 + group}"
    title = (
        f"{paragraphs[0].strip().removesuffix('(bewerking, geen brondocument)').strip()}, {town}"
    )
    year = 2010 + group % 15
    month = 1 + own.randrange(5) + (6 if which == REPLY else 0)
    stem = name.removesuffix("-bewerking.txt")
    return Made(
        document_id=f"{stem}-{number + 1:06d}",
        text="\n\n".join([title, *paragraphs[1:]]),
        title=title,
        publisher="Ministerie van " + town if role != "advice" else f"Platform {town}",
        date=f"{year}-{month:02d}-{1 + own.randrange(28):02d}",
        role=role,
        responds_to=_id(number - REPLY + ANSWERED) if which == REPLY else "",
    )


def _id(number: int) -> str:
    name, _ = EDITIONS[number % len(EDITIONS)]
    return f"{name.removesuffix('-bewerking.txt')}-{number + 1:06d}"


def _vary(paragraph: str, others: list[str], own: random.Random) -> str:
    """Exchange sentences of a paragraph, its first aside, and lay its lines out as they were."""
    first, *rest = _sentences(paragraph)
    text = " ".join([first, *(own.choice(others) if own.random() < EXCHANGED else s for s in rest)])
    lines = paragraph.split("\n")
    lead = paragraph[: len(paragraph) - len(paragraph.lstrip())]
    if len(lines) < 2:
        return lead + text
    return lead + textwrap.fill(
        text, max(map(len, lines)), break_long_words=False, break_on_hyphens=False
    )


def _exchange(shared: random.Random, own: random.Random) -> Callable[[str], str]:
    """Return what exchanges subject, names and numbers: the subject is shared, the rest its own."""
    subject, second = shared.sample(SUBJECTS, 2)
    kind = shared.choice(KINDS)
    council = "".join(shared.choice("BCDFGHJKLMNPRSTVW") for _ in range(3))
    words = {
        "mensenrechten": f"{subject}rechten",
        "Mensenrechten": f"{subject.capitalize()}rechten",
        "maatschappelijke ruimte": f"{kind} ruimte",
        "middenveld": f"{second}veld",
        "AIV": council,
        "Partos": f"{second.capitalize()}os",
        **dict(zip(NAMED, own.sample(PLACES, len(NAMED)), strict=True)),
    }
    pattern = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))

    def number(match: re.Match[str]) -> str:
        if int(match[0]) in YEARS:
            return str(int(match[0]) - own.randrange(4))
        return str(own.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0])))

    return lambda text: NUMBER.sub(number, pattern.sub(lambda match: words[match[0]], text))


def _entry(made: Made) -> str:
    lines = [
        f"[{made.document_id}]",
        f'file = "{made.document_id}.txt"',
        f'title = "{made.title}"',
        f'publisher = "{made.publisher}"',
        f'date = "{made.date}"',
        f'role = "{made.role}"',
        'language = "nl"',
    ]
    if made.responds_to:
        lines.append(f'responds_to = ["{made.responds_to}"]')
    return "\n".join(lines) + "\n"
