"""``python -m pipeline.bench``: make documents, and measure how fast they are read."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from pipeline.bench.generate import generate
from pipeline.bench.measure import FROG, PEER, WAYS, WORDS, Measured, measure, measure_here, missing
from pipeline.errors import WeerklankError

SIZES = (10, 100, 1000)
#: Peers are slow or known well enough: they read no more documents than this.
PEERS_UP_TO = 100
FROG_UP_TO = 10
COLUMNS = (
    *("documents", "words", "what", "seconds", "words/s", "ms a document", "peak RSS MB"),
    *("x parse", "x its RSS", "loading s"),
)


@click.group()
def main() -> None:
    """Make documents from the shipped corpus and measure how fast they are read."""


@main.command()
@click.argument("n_documents", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seed", default=0, show_default=True, help="Another seed, other documents.")
def make(n_documents: int, folder: Path, seed: int) -> None:
    """Write N_DOCUMENTS documents and their manifest into FOLDER."""
    generate(n_documents, folder, seed=seed)


@main.command("measure")
@click.argument("what", type=click.Choice(sorted(WAYS)))
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def measure_one(what: str, folder: Path) -> None:
    """Measure one way of reading FOLDER in this process; prints a line of JSON."""
    click.echo(measure_here(what, folder))


@main.command()
@click.argument("sizes", type=int, nargs=-1)
@click.option("--seed", default=0, show_default=True)
def table(sizes: tuple[int, ...], seed: int) -> None:
    """Print the table for so many documents each (by default 10, 100 and 1000)."""
    console = Console(stderr=True, highlight=False)
    shown = Table(*COLUMNS, title="One process, one thread; seconds of the processor")
    for column in shown.columns:
        column.justify = "right"
    for what in (PEER, FROG):
        if reason := missing(what):
            console.print(f"left out: {reason}", markup=False)
    for size in sizes or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            generate(size, Path(folder), seed=seed)
            ways = ["parse", WORDS, "analyze"]
            ways += [PEER] if size <= PEERS_UP_TO and not missing(PEER) else []
            ways += [FROG] if size <= FROG_UP_TO and not missing(FROG) else []
            plain: Measured | None = None
            for what in ways:
                console.print(f"{what} {size}", markup=False)
                found = measure(what, Path(folder))
                plain = plain or found
                shown.add_row(*_row(found, plain))
        shown.add_section()
    Console(width=None if sys.stdout.isatty() else 130).print(shown)


def _row(found: Measured, plain: Measured) -> list[str]:
    return [
        f"{found.documents}",
        f"{found.words}",
        found.what,
        f"{found.seconds:.1f}",
        f"{found.words_a_second:.0f}",
        f"{found.milliseconds_a_document:.0f}",
        f"{found.megabytes:.0f}",
        f"{found.seconds / plain.seconds:.2f}",
        f"{found.megabytes / plain.megabytes:.2f}",
        f"{found.loading:.1f}",
    ]


if __name__ == "__main__":
    try:
        main()
    except WeerklankError as error:
        sys.exit(str(error))
