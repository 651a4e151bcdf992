"""README says what the program does: its table, its figures, its files, its Python."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COLUMNS = ["nummer", "vraag", "oordeel", "bewijs", "zekerheid"]
N_ROWS = 6


def table_of(overzicht):
    """README's table: the first rows that have a verdict, long cells cut."""

    def cell(value):
        text = str(value).replace("|", "\\|")
        return text if len(text) <= 110 else text[:109].rsplit(" ", 1)[0] + " …"

    rows = overzicht[overzicht["oordeel"] != "geen antwoorddocument"].head(N_ROWS)
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    lines += [
        f"| {' | '.join(cell(v) for v in row)} |" for row in rows[COLUMNS].itertuples(index=False)
    ]
    return "\n".join(lines)


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


def test_manifest_of_readme_is_valid(tmp_path):
    from pipeline.ingest.manifest import load_manifest

    (example,) = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    path = tmp_path / "manifest.toml"
    path.write_text(example, "utf-8")
    assert [e.document_id for e in load_manifest(path).entries] == ["advies-wonen", "reactie-wonen"]
