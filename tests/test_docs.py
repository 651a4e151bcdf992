"""README says what the program does: its table, its figures, its files, its Python."""

import re
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


def test_commands_of_readme_are_make_targets():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE)) <= targets
    assert re.findall(r"^make ([a-z]+)", README, re.MULTILINE)[:2] == ["analyze", "test"]


@pytest.mark.model
def test_python_of_readme_runs(monkeypatch):
    (code,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    monkeypatch.chdir(ROOT)
    names: dict = {}
    exec(code, names)
    assert len(names["result"].tables["stance"])


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

    (example,) = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    path = tmp_path / "manifest.toml"
    path.write_text(example, "utf-8")
    assert [e.document_id for e in load_manifest(path).entries] == ["advies-wonen", "reactie-wonen"]
