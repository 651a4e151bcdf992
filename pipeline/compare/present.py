"""A comparison as a table, a page and a few lines, in Dutch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rapidfuzz.distance import Indel, Levenshtein

from pipeline.compare.differences import (
    CHANGED,
    KINDS,
    VERDICT_LABELS,
    VERDICTS,
    Comparison,
    Difference,
)
from pipeline.compare.pairing import ALIKE
from pipeline.compare.table import TABLE
from pipeline.errors import UsageError
from pipeline.outcome import measured_error
from pipeline.report.csv_form import table_bytes

TABLE_FILE, PAGE_FILE = "verschillen.csv", "verschillen.html"
TEMPLATES = Path(__file__).parent
# A page with more than this of one kind is no page to read; the table has everything.
MOST_SHOWN = 200
# Fields that hold running text: the page shows which words went and came.
RUNNING_TEXT = {"tekst", "bewijs"}
PLURALS = {
    "document": "Documenten",
    "aanbeveling": "Aanbevelingen",
    "vraag": "Vragen",
    "oordeel over aanbeveling": "Oordelen over aanbevelingen",
    "oordeel over vraag": "Oordelen over vragen",
    "antwoord": "Antwoorden",
    "uitspraak": "Uitspraken",
}
SECTIONS = {
    "Oordelen": VERDICTS,
    "Aanbevelingen en vragen": ("aanbeveling", "vraag"),
    "Antwoorden": ("antwoord",),
    "Uitspraken": ("uitspraak",),
    "Documenten": ("document",),
}


class Change(NamedTuple):
    """One changed value; ``words`` are stretches that stayed (''), went ('del') or came ('ins')."""

    name: str
    old: str
    new: str
    words: Sequence[tuple[str, str]]


class Entry(NamedTuple):
    """A thing that is new, lost or changed, with its changes."""

    difference: Difference
    changes: Sequence[Change]


def write(comparison: Comparison, out: Path, old: str, new: str) -> None:
    """Write table and page; see `pipeline.compare.write_comparison`."""
    files = {
        TABLE_FILE: table_bytes(TABLE, comparison.table),
        PAGE_FILE: page(comparison, old, new).encode("utf-8", errors="backslashreplace"),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            # In one step: nobody finds half a file.
            partial = out / f".{name}.part"
            partial.write_bytes(content)
            partial.replace(out / name)
    except OSError as error:
        raise UsageError(
            f"--out {out}: {error.strerror or error} ({error.filename or out}).",
            "Name a folder that can be written.",
        ) from error


def page(comparison: Comparison, old: str, new: str) -> str:
    """Return the page: one file without scripts that needs nothing else, in Dutch.

    Everything that comes from a document or a folder's name is escaped.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    moved = [(kind, *pair, n) for kind in VERDICTS for pair, n in _moved(comparison, kind)]
    entries = {kind: list(_entries(comparison.differences, kind)) for kind in KINDS}
    return environment.get_template("verschillen.html.jinja").render(
        old=old,
        new=new,
        plurals=PLURALS,
        tallies=comparison.tallies,
        made_with=comparison.made_with,
        moved=moved,
        verdicts={kind: _cross_table(comparison.verdicts[kind]) for kind in VERDICTS},
        sections=[
            (title, [(kind, PLURALS[kind], entries[kind]) for kind in kinds])
            for title, kinds in SECTIONS.items()
        ],
        most=MOST_SHOWN,
        wrong=round(100 * measured_error()),
        table_file=TABLE_FILE,
    )


def summary(comparison: Comparison) -> str:
    """Return what a terminal shows: counts by kind, verdicts that moved, what it was made with."""
    width = max(len(PLURALS[tally.kind]) for tally in comparison.tallies)
    lines = [
        f"{PLURALS[tally.kind]:<{width}}  {tally.same} gelijk, {tally.changed} gewijzigd, "
        f"{tally.new} nieuw, {tally.lost} vervallen"
        for tally in comparison.tallies
    ]
    for kind in VERDICTS:
        lines += [f"  {kind}: {old} → {new}: {n}" for (old, new), n in _moved(comparison, kind)]
    for name, old, new in comparison.made_with:
        lines.append(f"{name}: {old or 'geen'} → {new or 'geen'}")
    return "\n".join(lines)


def _moved(comparison: Comparison, kind: str) -> list[tuple[tuple[str, str], int]]:
    """Return how many verdicts of a kind went from one label to another."""
    return [(pair, n) for pair, n in comparison.verdicts[kind].items() if pair[0] != pair[1]]


def _entries(differences: Sequence[Difference], kind: str) -> Iterator[Entry]:
    """Group the differences of one kind by thing; those of one thing follow each other."""
    of_kind = [d for d in differences if d.kind == kind]
    for _, group in groupby(of_kind, key=lambda d: (d.before, d.after)):
        same = list(group)
        yield Entry(same[0], [_change(d) for d in same if d.change == CHANGED])


def _change(difference: Difference) -> Change:
    words: list[tuple[str, str]] = []
    old, new = difference.old.split(), difference.new.split()
    # Two sentences that have little in common are read one after the other.
    if difference.field in RUNNING_TEXT and Indel.normalized_similarity(old, new) >= ALIKE:
        words = list(_changed_words(old, new))
    return Change(difference.field, difference.old, difference.new, words)


def _changed_words(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the words that stayed, went and came, in order.

    >>> list(_changed_words("de huur stijgt".split(), "de huur daalt snel".split()))
    [('', 'de huur'), ('del', 'stijgt'), ('ins', 'daalt snel')]
    """
    went: list[str] = []
    came: list[str] = []
    for step in [*Levenshtein.opcodes(old, new), None]:
        stayed = step is None or step.tag == "equal"
        if stayed and went:
            yield "del", " ".join(went)
        if stayed and came:
            yield "ins", " ".join(came)
        if step is None:
            return
        if stayed:
            went, came = [], []
            yield "", " ".join(old[step.src_start : step.src_end])
        else:
            went += old[step.src_start : step.src_end]
            came += new[step.dest_start : step.dest_end]


def _cross_table(
    counts: Mapping[tuple[str, str], int],
) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Return the labels across (new) and, for each label down (old), its counts."""
    across = [label for label in VERDICT_LABELS if any(new == label for _, new in counts)]
    down = [label for label in VERDICT_LABELS if any(old == label for old, _ in counts)]
    return across, [(old, [counts.get((old, new), 0) for new in across]) for old in down]
