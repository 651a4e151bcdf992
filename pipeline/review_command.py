"""The commands in which people look at what was found: review, and how far coders agree."""

from __future__ import annotations

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)


@click.group(short_help="Correct what was found, in a sheet.")
def review() -> None:
    """Have people look at what was found, and let later runs follow them."""


@review.command("export", short_help="Write sheets with what to review of a run.")
@click.argument("run", type=FOLDER)
@click.option("--out", required=True, type=FOLDER, help="Folder for the sheets and tasks.")
def export(run: Path, out: Path) -> None:
    """Write what to review of RUN, the folder of tables that `weerklank analyze` wrote.

    review.xlsx and review.csv hold a judgement a row, the least certain first: fill in the column
    'correctie' (a label, 'ok' or 'geen'). label-studio.json holds the claims as tasks, to be
    labelled with label-studio.xml.
    """
    from pipeline.cli import stop
    from pipeline.errors import UsageError, WeerklankError
    from pipeline.review import export_review
    from pipeline.runs import read_run

    try:
        n = export_review(read_run(run), out)
    except OSError as error:
        stop(UsageError(f"--out {out}: {error.strerror}.", "Name a folder that can be written."))
    except WeerklankError as error:
        stop(error)
    click.echo(f"{n} oordelen om na te kijken in {out}; open eerst {out / 'review.xlsx'}")


@review.command("import", short_help="Read filled-in sheets into a corrections file.")
@click.argument("reviewed", nargs=-1, required=True, type=FOLDER)
@click.option("--out", required=True, type=FOLDER, help="Corrections file; what it holds stays.")
@click.option("--codebook", type=FOLDER, help="Codebook of the run, in place of the shipped one.")
def import_(reviewed: tuple[Path, ...], out: Path, codebook: Path | None) -> None:
    """Bring REVIEWED sheets (.xlsx, .csv) and Label Studio exports (.json) into one file.

    Of two corrections of the same words the later given holds. Give the file to later runs:
    weerklank analyze --corrections FILE.
    """
    from pipeline.cli import stop
    from pipeline.codebook import load_codebook
    from pipeline.errors import UsageError, WeerklankError
    from pipeline.outcome import count
    from pipeline.resources import resource
    from pipeline.review import import_review, load_corrections, save_corrections

    try:
        themes = load_codebook(codebook or resource("models/codebook.toml")).labels_nl
        earlier = load_corrections(out) if out.exists() else ()
        found = import_review(reviewed, themes)
        save_corrections(out, [*earlier, *found])
    except OSError as error:
        stop(UsageError(f"--out {out}: {error.strerror}.", "Name a file that can be written."))
    except WeerklankError as error:
        stop(error)
    click.echo(f"{count(len(found), 'correctie', 'correcties')} toegevoegd aan {out}")


def compare_coders(coders: tuple[Path, Path], out: Path | None) -> None:
    """Print how far two coders agree, and write it as ``reliability.csv``."""
    from pipeline.cli import stop
    from pipeline.errors import WeerklankError
    from pipeline.evaluate import format_reliability, reliability

    try:
        table = reliability(*coders)
    except WeerklankError as error:
        stop(error)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        table.to_csv(out / "reliability.csv", index=False, lineterminator="\n")
    click.echo(format_reliability(table))
