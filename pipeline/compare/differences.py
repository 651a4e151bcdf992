"""What changed between two runs: their things paired, and every value set beside the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.compare.pairing import pair_by_place, pair_by_words, pair_documents
from pipeline.compare.table import difference_table
from pipeline.compare.things import Thing, things_of
from pipeline.report.labels import NO_DOCUMENT_LABEL, STANCE_LABELS

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.analyze import Result


class Partner(NamedTuple):
    """The document of the new run that one of the old run is, and whether its text is the same."""

    document_id: str
    same_text: bool


# A thing of the old run and the same thing of the new one; None where it was not found.
Pair = tuple[Thing | None, Thing | None]
KINDS = (
    "document",
    "aanbeveling",
    "vraag",
    "oordeel over aanbeveling",
    "oordeel over vraag",
    "antwoord",
    "uitspraak",
)
VERDICTS = KINDS[3:5]
VERDICT_LABELS = (*STANCE_LABELS.values(), NO_DOCUMENT_LABEL)
NEW, LOST, CHANGED = "nieuw", "vervallen", "gewijzigd"
# What a run was made with, by the name that run.json gives it.
SETTINGS = {
    "version": "weerklank",
    "environment": "omgeving",
    "language_model": "taalmodel",
    "codebook": "codeboek",
    "embeddings": "embeddings",
    "corrections": "correcties",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is new or lost, or one value of a thing that changed.

    ``field`` is empty for what is new or lost; ``old`` and ``new`` then hold a verdict, if it is
    one, and nothing else.
    """

    kind: str
    change: str
    field: str = ""
    old: str = ""
    new: str = ""
    before: Thing | None = None
    after: Thing | None = None

    @property
    def thing(self) -> Thing:
        """The thing as the new run has it, or as the old one had it when it is lost."""
        return _either(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many things of one kind are the same, changed, new and lost."""

    kind: str
    same: int
    changed: int
    new: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two runs.

    ``differences`` are in order of kind, document and position; ``tallies`` has every kind;
    ``made_with`` the settings that differ, as name, old and new; ``verdicts`` counts pairs of an
    old and a new label by kind, labels in the order of the codebook.
    """

    differences: tuple[Difference, ...]
    tallies: tuple[Tally, ...]
    made_with: tuple[tuple[str, str, str], ...]
    verdicts: Mapping[str, Mapping[tuple[str, str], int]]

    @property
    def table(self) -> pd.DataFrame:
        """What ``verschillen.csv`` holds: a row for everything new or lost and every change."""
        return difference_table(self.differences)


def compare(old: Result, new: Result) -> Comparison:
    """Set two runs side by side; see `pipeline.compare.compare_runs`."""
    pairs = _pairs(old, new)
    differences = [d for kind in KINDS for pair in pairs[kind] for d in _differences(kind, pair)]
    return Comparison(
        differences=tuple(differences),
        tallies=tuple(_tally(kind, pairs[kind]) for kind in KINDS),
        made_with=tuple(_made_with(old.run, new.run)),
        verdicts={kind: _verdicts(pairs[kind]) for kind in VERDICTS},
    )


def _pairs(old: Result, new: Result) -> dict[str, list[Pair]]:
    """Return every thing of both runs, once, by kind."""
    before, after = things_of(old), things_of(new)
    partners = {
        a: Partner(b, same_text=old.documents[a].source == new.documents[b].source)
        for a, b in pair_documents(old.documents.values(), new.documents.values())
    }
    recommendations = _paired(before.recommendations, after.recommendations, partners)
    asks = _paired(before.asks, after.asks, partners)
    verdicts = [{thing.owner: thing for thing in found.verdicts} for found in (before, after)]
    answers = [_grouped(found.answers, lambda thing: thing.owner) for found in (before, after)]
    documents = [{thing.document_id: thing for thing in f.documents} for f in (before, after)]
    renamed = {partner.document_id for partner in partners.values()}
    return {
        "document": _in_order(
            [
                *((documents[0][a], documents[1][b.document_id]) for a, b in partners.items()),
                *((thing, None) for key, thing in documents[0].items() if key not in partners),
                *((None, thing) for key, thing in documents[1].items() if key not in renamed),
            ]
        ),
        "aanbeveling": recommendations,
        "vraag": asks,
        "oordeel over aanbeveling": _verdict_pairs(recommendations, *verdicts),
        "oordeel over vraag": _verdict_pairs(asks, *verdicts),
        "antwoord": [
            pair
            for a, b in (*recommendations, *asks)
            for pair in _paired(
                answers[0].get(a.identifier, ()) if a else (),
                answers[1].get(b.identifier, ()) if b else (),
                partners,
            )
        ],
        "uitspraak": _paired(before.claims, after.claims, partners),
    }


def _verdict_pairs(
    owners: Sequence[Pair], old: Mapping[str, Thing], new: Mapping[str, Thing]
) -> list[Pair]:
    return [(old[a.identifier] if a else None, new[b.identifier] if b else None) for a, b in owners]


def _paired(
    old: Sequence[Thing], new: Sequence[Thing], partners: Mapping[str, Partner]
) -> list[Pair]:
    """Pair things of one kind inside each pair of documents."""
    pairs: list[Pair] = []
    others = _grouped(new, lambda thing: thing.document_id)
    for document_id, left in _grouped(old, lambda thing: thing.document_id).items():
        partner = partners.get(document_id)
        right = others.pop(partner.document_id, []) if partner else []
        if partner is not None and partner.same_text:
            found = pair_by_place([_span(t) for t in left], [_span(t) for t in right])
        else:
            found = pair_by_words([t.text for t in left], [t.text for t in right])
        kept = dict(found)
        taken = set(kept.values())
        pairs += [(thing, right[kept[i]] if i in kept else None) for i, thing in enumerate(left)]
        pairs += [(None, thing) for j, thing in enumerate(right) if j not in taken]
    pairs += [(None, thing) for things in others.values() for thing in things]
    return _in_order(pairs)


def _in_order(pairs: Iterable[Pair]) -> list[Pair]:
    """Return pairs in order of document and position, a lost thing where it stood."""

    def place(pair: Pair) -> tuple[str, int, int, bool, str]:
        old, new = pair
        thing = _either(old, new)
        return thing.document_id, *_span(thing), new is None, thing.identifier

    return sorted(pairs, key=place)


def _either(old: Thing | None, new: Thing | None) -> Thing:
    thing = new or old
    if thing is None:
        raise ValueError("a thing in neither run")
    return thing


def _span(thing: Thing) -> tuple[int, int]:
    return thing.start or 0, thing.end or 0


def _grouped(things: Iterable[Thing], key: Callable[[Thing], str]) -> dict[str, list[Thing]]:
    groups: dict[str, list[Thing]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def _differences(kind: str, pair: Pair) -> Iterator[Difference]:
    old, new = pair
    if old is None or new is None:
        yield Difference(
            kind=kind,
            change=NEW if old is None else LOST,
            old=old.values.get("oordeel", "") if old else "",
            new=new.values.get("oordeel", "") if new else "",
            before=old,
            after=new,
        )
        return
    for name, value in old.values.items():
        if value != new.values[name]:
            yield Difference(
                kind=kind,
                change=CHANGED,
                field=name,
                old=value,
                new=new.values[name],
                before=old,
                after=new,
            )


def _tally(kind: str, pairs: Sequence[Pair]) -> Tally:
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    same = sum(old.values == new.values for old, new in both)
    return Tally(
        kind=kind,
        same=same,
        changed=len(both) - same,
        new=sum(old is None for old, _ in pairs),
        lost=sum(new is None for _, new in pairs),
    )


def _verdicts(pairs: Sequence[Pair]) -> dict[tuple[str, str], int]:
    """Count old and new labels; what has no partner is in no cell."""
    counts = Counter(
        (old.values["oordeel"], new.values["oordeel"])
        for old, new in pairs
        if old is not None and new is not None
    )
    return {(a, b): counts[a, b] for a in VERDICT_LABELS for b in VERDICT_LABELS if counts[a, b]}


def _made_with(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what the runs were made with where they differ, nested names joined with spaces."""
    for key, name in SETTINGS.items():
        before, after = (dict(_flat(run.get(key), name)) for run in (old, new))
        for setting in sorted({*before, *after}):
            values = before.get(setting, ""), after.get(setting, "")
            if values[0] != values[1]:
                yield setting, *values


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(part, f"{name} {key}")
    else:
        yield name, "geen" if value is None else str(value)
