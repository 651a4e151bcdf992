"""The places of a reply that name recommendations: where each begins and how far it runs.

A heading or label that carries a number governs what stands below it; a sentence that names one
governs what follows, up to the next name, the next heading, a sentence on all recommendations or
the end of the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.align.naming import names_in
from pipeline.align.numbering import Name
from pipeline.align.phrases import says
from pipeline.offsets import Folded, fold
from pipeline.records import FURNITURE_KINDS, Block, DocumentAnalysis, Sentence

How = Literal["heading", "text"]
LABEL_LEVEL = 99  # below every heading: a label inside the text governs until the next one

# Reads which recommendations a phrase names, by index; None where it speaks of another text.
Reader = Callable[[Name, Block], list[int] | None]


@dataclass(slots=True)
class Place:
    """Sentences, by index, that speak of the recommendations named, by index.

    ``runs`` are cut where a heading or another recommendation's text stands between; ``at_head``
    says that the name opened its paragraph, ``naming`` is the sentence it stands in.
    """

    named: tuple[int, ...]
    how: How
    naming: int
    level: int = 0
    at_head: bool = False
    runs: list[list[int]] = field(default_factory=list)

    def add(self, sentence: int) -> None:
        """Add a sentence to the last run."""
        if not self.runs:
            self.runs.append([])
        self.runs[-1].append(sentence)

    def cut(self) -> None:
        """Begin another run with the next sentence."""
        if self.runs and self.runs[-1]:
            self.runs.append([])

    @property
    def sentences(self) -> list[int]:
        """All sentences, in order."""
        return [n for run in self.runs for n in run]


def find_places(
    response: DocumentAnalysis,
    read: Reader,
    *,
    total: int,
    elsewhere: Iterable[int] = (),
    labelled: Mapping[int, int],
    taken: Sequence[tuple[int, int]] = (),
    after: int = 0,
) -> list[Place]:
    """Return the places of a reply that name recommendations, in order of position.

    Parameters
    ----------
    response
        The replying document.
    read
        What a phrase names.
    total, elsewhere
        How many recommendations there are, and which of them something else answers already: 'de
        overige' are neither those nor the ones that are named.
    labelled
        Blocks, by index, whose bare number stands for a recommendation (see `bare_numbers`).
    taken
        Spans that belong to something else: what is asked, and its answers by structure.
    after
        Nothing before this offset of the source is looked at.
    """
    explicit = _walk(response, read, labelled, taken, after)
    known = {n for place in explicit for n in place.named} | set(elsewhere)

    def read_rest(name: Name, block: Block) -> list[int] | None:
        if name.kind != "rest":
            return read(name, block)
        first = read(replace(name, kind="order", numbers=("1",)), block)
        return [n for n in range(total) if n not in known] if first else []

    return _walk(response, read_rest, labelled, taken, after)


def _walk(
    response: DocumentAnalysis,
    read: Reader,
    labelled: Mapping[int, int],
    taken: Sequence[tuple[int, int]],
    after: int,
) -> list[Place]:
    members: dict[int, list[tuple[int, Sentence]]] = {}
    for n, sentence in enumerate(response.sentences):
        if sentence.start >= after:
            members.setdefault(sentence.block, []).append((n, sentence))
    places: list[Place] = []
    current: Place | None = None

    def open_place(place: Place) -> Place:
        places.append(place)
        return place

    for index, block in enumerate(response.document.blocks):
        if block.kind in FURNITURE_KINDS or block.end <= after:
            continue
        if block.kind == "signature":
            current = None
            continue
        inside = members.get(index, [])
        names = list(_names(response, block, read))
        if index in labelled:
            names.insert(0, Named(block.start, (labelled[index],), label=True))
        if block.kind == "heading" or not inside:
            named = tuple(sorted({n for name in names for n in name.found}))
            level = block.level if block.kind == "heading" else LABEL_LEVEL
            if named:
                first = next(
                    (n for n, s in enumerate(response.sentences) if s.start >= block.end), -1
                )
                current = open_place(Place(named, "heading", first, level, True))
            elif block.kind == "heading" and current is not None:
                if current.how != "heading" or level <= current.level:
                    current = None
                else:
                    current.cut()
            continue
        for at, (n, sentence) in enumerate(inside):
            if any(a < sentence.end and sentence.start < b for a, b in taken):
                if current is not None:
                    current.cut()
                continue
            here = [
                name
                for name in names
                if name.start < sentence.end and (at == 0 or name.start >= sentence.start)
            ]
            if says("announces", sentence.text):
                here = []
            named = tuple(sorted({m for name in here for m in name.found}))
            is_label = bool(here) and (here[0].label or here[0].start < block.content_start)
            opens = is_label or (bool(here) and at == 0 and here[0].opens)
            governed = current is not None and current.how == "heading" and not opens
            if named and not (governed and current and not set(named) < set(current.named)):
                how: How = "heading" if is_label else "text"
                current = open_place(Place(named, how, n, LABEL_LEVEL, at == 0))
            elif at == 0 and all(says(kind, sentence.text) for kind in ("closing", "courtesy")):
                current = None  # thanks and greetings below the last answer
            elif here and not named and not governed:
                current = None  # from here on it speaks of another text's recommendations
            elif not named and not governed:
                current = _carry_on(current, response, n, at)
            if current is not None and not current.runs and says("courtesy", sentence.text):
                current = None  # what stands above a salutation is about the whole letter
            if current is not None:
                current.add(n)
    return [place for place in places if place.sentences]


def _carry_on(current: Place | None, response: DocumentAnalysis, n: int, at: int) -> Place | None:
    """Decide to which place a sentence without a name belongs."""
    sentence = response.sentences[n]
    if at == 0 and (
        (current is not None and (not current.at_head or response.document.role == "policy"))
        or says("closing", sentence.text)
    ):
        return None
    if says("about_all", sentence.text) and says("verdict", sentence.text):
        return None
    return current


def _text(response: DocumentAnalysis, block: Block) -> Folded:
    return fold(response.document.source, block.start, block.end, response.document.furniture)


@dataclass(frozen=True, slots=True)
class Named:
    """Where a block names recommendations, in the source, and which: maybe none that we know.

    ``label``: by a bare number at its head. ``opens``: at its head, and set apart from what follows
    ('Punten 9 en 12. Staande praktijk.').
    """

    start: int
    found: tuple[int, ...]
    label: bool = False
    opens: bool = False


def _names(response: DocumentAnalysis, block: Block, read: Reader) -> Iterator[Named]:
    folded = _text(response, block)
    lead = len(folded.text) - len(folded.text.lstrip("#*_ "))
    for name in names_in(folded.text[lead:]):
        found = read(name, block)
        # A paragraph that opens with a number we do not know leaves what stood above it.
        if found or found is None or name.start == 0:
            opens = not name.start and APART.match(folded.text, name.end + lead - 1) is not None
            yield Named(folded.source_start(name.start + lead), tuple(found or ()), opens=opens)


# Behind a name: matches "12. Staande", "3: het"; must not match "3 neemt".
APART = re.compile(r".?[.:–](?=\s|$)")
# The head of a row written out: matches "4 Verzenddag | UWV: Geregeld", "| B. Toets |"; must
# not match "3 procent van de boeren".
ROW = re.compile(r"\|?\s*(?P<number>\d{1,2}|[A-Z])[.)]?\s+[^|]*\|")
# Matches "3.", "b)", "IV"; must not match "•", "Aanbeveling 3:".
BARE = re.compile(r"[#\s(]*(?P<number>\d{1,2}|[A-Za-z]|[IVX]{1,5})[.):]?\s*$")


def bare_numbers(
    response: DocumentAnalysis,
    read: Reader,
    agrees: Callable[[str, int], bool],
    *,
    taken: Sequence[tuple[int, int]] = (),
) -> dict[int, int]:
    """Return the blocks whose bare number ('3.', 'b)') stands for a recommendation, by index.

    A reply that follows the advice point by point numbers its points as the advice does; so does
    any report its chapters. The numbers count where the line above announces such a treatment, or
    where half of the points or more speak of what the recommendation of that number speaks of.
    """
    runs: list[dict[int, int]] = []
    announced: list[bool] = []
    above = ""
    kind: tuple[str, int] | None = None
    seen: set[int] = set()
    for index, block in enumerate(response.document.blocks):
        if block.kind in FURNITURE_KINDS or any(
            a < block.end and block.start < b for a, b in taken
        ):
            continue
        row = ROW.match(response.document.source, block.start, block.end)
        bare = row or (BARE.match(block.marker) if block.marker else None)
        found = read(Name(0, 1, "number", (bare["number"],)), block) if bare else []
        if found and len(found) == 1:
            own = ("row", 0) if row else (block.kind, block.level)
            if kind != own or found[0] in seen:
                runs.append({})
                announced.append(bool(ANNOUNCES.search(above)))
                seen = set()
            kind = own
            runs[-1][index] = found[0]
            seen.add(found[0])
        elif block.kind != "list_item" and not row:
            above = _text(response, block).text
    blocks = response.document.blocks
    counted: dict[int, int] = {}
    for run, told in zip(runs, announced, strict=True):
        agreeing = sum(agrees(_text(response, blocks[b]).text, n) for b, n in run.items())
        if len(run) >= 2 and (told or 2 * agreeing >= len(run)):
            counted |= run
    return counted


# Matches "Hieronder reageer ik puntsgewijs op de aanbevelingen:", "Reactie per aanbeveling",
# "Nr. | Reactie"; must not match "Inhoudsopgave".
ANNOUNCES = re.compile(
    r"\b(?:puntsgewij\w+|per\s+(?:aanbeveling|punt|suggestie|advies)|(?:reactie|antwoord|inga\w*|ga|gaat|reageer\w*)"
    r"\b[^.]{0,300}\b(?:aanbevelingen|suggesties|adviezen|punten|voorstellen)|achtereenvolgens)\b"
    r"|\|\s*(?:\w*reactie|antwoord|appreciatie|standpunt)\s*(?:\||$)",
    re.IGNORECASE,
)
