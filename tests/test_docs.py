"""README says what the program does: its table, its figures, its files, its Python."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COLUMNS = ["nummer", "vraag", "oordeel", "bewijs", "zekerheid"]
FIGURES = (
    ("claims found, F1", "claims", "f1", "claim"),
    ("claim type, accuracy", "claim_types", "accuracy", ""),
    ("themes, macro-F1", "themes", "f1", "macro"),
    ("recommendations found, F1", "recommendations", "f1", "recommendation"),
    ("asks found, F1", "asks", "f1", "ask"),
    ("answer aligned, accuracy", "alignment", "accuracy", ""),
    ("stance of recommendations, accuracy", "stance_recommendations", "accuracy", ""),
    ("stance of asks, accuracy", "stance_asks", "accuracy", ""),
)
SYSTEMS = ("weerklank", "majority", "keywords", "coders")


def table_of(overzicht):
    """README's table: the first ask of every recommendation with a verdict, long cells cut."""

    def cell(value):
        text = str(value).replace("|", "\\|")
        return text if len(text) <= 110 else text[:109].rsplit(" ", 1)[0] + " …"

    judged = overzicht[overzicht["oordeel"] != "geen antwoorddocument"]
    rows = judged.drop_duplicates(["document", "nummer"])
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    lines += [
        f"| {' | '.join(cell(v) for v in row)} |" for row in rows[COLUMNS].itertuples(index=False)
    ]
    return "\n".join(lines)


def figures_of(scores):
    """README's table of figures, from an evaluation's scores."""
    found = {(row.stage, row.metric, row.label, row.system): row for row in scores.itertuples()}

    def cell(key, system):
        row = found.get((*key, system))
        if row is None or row.value != row.value:
            return "–"
        text = f"{row.value:.2f}"
        return f"{text} [{row.low:.2f}–{row.high:.2f}]" if system == "weerklank" else text

    lines = [
        "| | weerklank [95%] | majority | keywords | second reader |",
        "| --- |" + " --- |" * 4,
    ]
    lines += [
        f"| {name} | {' | '.join(cell(key, system) for system in SYSTEMS)} |"
        for name, *key in FIGURES
    ]
    return "\n".join(lines)


def sentences_of(scores):
    """README's table of sentence boundaries, from an evaluation's scores."""
    found = {(row.label, row.system): row for row in scores.itertuples() if row.metric == "f1"}
    lines = [
        "| | weerklank [95%] | spaCy's sentencizer | every stop before a capital |",
        "| --- |" + " --- |" * 3,
    ]
    for half in ("tuned", "blind"):
        for label, name in (("boundary", "boundaries inside blocks"), ("sentence", "sentences")):
            rows = [
                found[f"{label}, {half}", system]
                for system in ("weerklank", "sentencizer", "capitals")
            ]
            cells = [f"{row.value:.3f}" for row in rows]
            cells[0] += f" [{rows[0].low:.3f}–{rows[0].high:.3f}]"
            lines.append(f"| {name}, {half} half, F1 | {' | '.join(cells)} |")
    return "\n".join(lines)


def scores_of(result, gold):
    from pipeline.evaluate import evaluate_run, read_gold

    sources = {key: document.source for key, document in result.documents.items()}
    return evaluate_run(result.tables, sources, read_gold(gold)).scores


@pytest.mark.model
def test_readme_gives_the_figures_that_evaluate_prints(default_run):
    result, _ = default_run
    assert figures_of(scores_of(result, ROOT / "corpus/gold")) in README


@pytest.mark.model
def test_readme_gives_the_figures_on_papers_that_nothing_was_made_on():
    import pipeline

    folder = ROOT / "models/development/held-out"
    assert figures_of(scores_of(pipeline.analyze(folder), folder / "gold")) in README


@pytest.mark.model
@pytest.mark.real
def test_readme_gives_the_figures_on_the_real_documents(real_run, shared):
    assert figures_of(scores_of(real_run, shared / "gold")) in README


@pytest.mark.model
def test_readme_gives_the_figures_on_sentences(nlp):
    from pipeline.evaluate import evaluate_sentences

    assert sentences_of(evaluate_sentences(nlp).scores) in README


@pytest.mark.model
def test_readme_opens_with_a_table_from_the_programs_own_output(default_run):
    result, _ = default_run
    assert table_of(result.tables["overzicht"]) in README


def test_readme_names_every_table(default_run):
    result, _ = default_run
    for name in result.files:
        if not name.startswith("texts/"):
            assert name in README


def test_every_path_that_readme_names_is_there():
    for path in re.findall(r"`((?:models|pipeline|notebooks|corpus)/[\w./-]+)`", README):
        assert (ROOT / path).exists(), path


def blocks(language):
    """README's fenced blocks in a language."""
    return re.findall(rf"```{language}\n(.+?)```", README, re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]
MADE = [line for line in COMMANDS if line.startswith("make ")]


def test_commands_of_readme_are_make_targets():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert {target for text in DOCS.values() for target in re.findall(r"`make ([a-z]+)", text)} <= (
        targets
    )
    assert [line.split()[1] for line in MADE][:2] == ["analyze", "test"]


@pytest.mark.parametrize("line", MADE)
def test_make_takes_what_readme_says(line):
    if shutil.which("make") is None:
        pytest.skip("no make here")
    arguments = shlex.split(line, comments=True)[1:]
    # What make would do: really done, it installs from the network.
    done = subprocess.run(
        ["make", "--dry-run", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    if arguments[0] == "analyze":
        given = dict(argument.split("=") for argument in arguments[1:])
        source, out = given.get("CORPUS", "corpus"), given.get("OUT", "outputs")
        assert f'weerklank analyze "{source}" --out "{out}"' in done.stdout
    else:
        assert all(tool in done.stdout for tool in ("ruff", "mypy", "pytest"))


DOCS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted(ROOT.glob("notebooks/*.ipynb")),
    ]
}
NAMED = sorted(
    {
        (name, command)
        for name, text in DOCS.items()
        for command in re.findall(r"`(weerklank [^`]+)`", text)
    }
    | {("README.md", line) for line in COMMANDS if line.startswith("weerklank ")}
)


@pytest.mark.parametrize(("name", "command"), NAMED, ids=lambda value: value.replace(" ", "_"))
def test_command_that_a_page_names_is_there_with_its_options(name, command):
    from pipeline.cli import main

    _, *words = shlex.split(command, comments=True)
    known = main
    while words and words[0] in getattr(known, "commands", {}):
        known = known.commands[words.pop(0)]
    assert known is not main or set(words) <= {"--help"}, f"{name}: {command}"
    options = {o for parameter in known.params for o in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("-")} <= options, f"{name}: {command}"


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A folder of one's own with what README's commands need, to work in."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    (tmp_path / "models").mkdir()
    shutil.copy(ROOT / "models/codebook.toml", tmp_path / "models")
    for folder in ("folder", "archive"):
        shutil.copytree(ROOT / "tests/data/wonen", tmp_path / "path/to" / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.model
def test_first_hour_goes_as_readme_says(copy):
    """A folder of one's own, a corrected label, a ninth theme, two runs side by side.

    The lines of make are looked at above; that which activates its environment is left out.
    """
    from click.testing import CliRunner
    from openpyxl import load_workbook

    import pipeline
    from pipeline.cli import main

    tables = copy / "path/to/tables"
    for line in COMMANDS:
        words = shlex.split(line, comments=True)
        if words[:1] == ["weerklank"]:
            done = CliRunner().invoke(main, words[1:])
            assert done.exit_code == 0, (line, done.output)
        elif words[:1] == ["cp"]:
            shutil.copy(*words[1:])
        elif line.startswith("# fill in the column 'correctie'"):
            shutil.copytree(tables, copy / "path/to/old-tables")
            book = load_workbook(copy / "nakijken/review.xlsx")
            header, *rows = book["nakijken"].iter_rows()
            at = {cell.value: cell.column - 1 for cell in header}
            # A correction that says what was found already would correct nothing.
            row = next(
                r
                for r in rows
                if r[at["veld"]].value == "oordeel over vraag"
                and r[at["gevonden"]].value != "niet overgenomen"
            )
            asked = row[at["tekst"]].value
            row[at["correctie"]].value = "niet overgenomen"
            for row in rows:
                if row[at["veld"]].value in ("thema's", "antwoord"):
                    row[at["correctie"]].value = "ok"
            book.save(copy / "nakijken/review.xlsx")
        elif line.startswith("# put the table below at the end"):
            corrected = pipeline.read_run(tables).tables
            shutil.copytree(tables, copy / "path/to/new-tables")
            (theme,) = [block for block in blocks("toml") if block.startswith("[themes.")]
            with (copy / "codeboek.toml").open("a", encoding="utf-8") as file:
                file.write(theme)
        else:
            assert line in MADE or words[:1] in ([], ["."]), line

    stance = corrected["stance"].merge(corrected["asks"][["ask_id", "text"]], on="ask_id")
    (mended,) = stance[stance["text"] == asked].itertuples()
    assert (mended.stance, mended.origin) == ("rejected", "human")
    themed = pipeline.read_run(tables).tables["claim_themes"]
    assert {"housing"} <= set(themed["theme"])
    assert (copy / "path/to/differences/verschillen.html").exists()


@pytest.mark.model
def test_python_of_readme_runs(copy, capsys):
    (code,) = blocks("python")
    names: dict = {}
    exec(code, names)
    assert len(names["result"].tables["stance"])
    assert len(names["comparison"].table) == 0
    assert (copy / "differences/verschillen.html").exists()
    assert "holds no run.json of weerklank" in capsys.readouterr().out


def test_every_public_name_has_an_example_that_runs():
    import pipeline

    (code,) = blocks("python")
    shown = set(re.findall(r"pipeline\.(\w+)", code))
    with_doctest = {
        name for name in pipeline.__all__ if ">>> " in (getattr(pipeline, name).__doc__ or "")
    }
    assert set(pipeline.__all__) - shown - with_doctest == {"__version__"}
    # And README names nothing that is not there.
    named = set(re.findall(r"pipeline\.(\w+)\(", README))
    assert named <= set(pipeline.__all__)


@pytest.mark.model
def test_inspected_document_of_readme_is_what_the_command_prints(monkeypatch):
    from click.testing import CliRunner

    from pipeline.cli import main

    monkeypatch.chdir(ROOT)
    (file,) = re.findall(r"^\$ weerklank inspect (\S+)$", README, re.MULTILINE)
    (shown,) = re.findall(r"<!-- inspect -->\n```text\n(.+?)```", README, re.DOTALL)
    assert CliRunner().invoke(main, ["inspect", file]).stdout == shown


def test_manifest_of_readme_is_valid(tmp_path):
    from pipeline.ingest.files.manifest import load_manifest

    (example,) = [block for block in blocks("toml") if not block.startswith("[themes.")]
    path = tmp_path / "manifest.toml"
    path.write_text(example, "utf-8")
    assert [e.document_id for e in load_manifest(path).entries] == ["advies-wonen", "reactie-wonen"]
