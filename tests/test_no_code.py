"""Nothing that is read can run: the package holds no call that makes code of data."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pipeline

PACKAGE = Path(pipeline.__file__).parent
# What makes code, or anything else, of bytes that may come from anywhere.
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "imp", "code"}
CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
METHODS = {
    ("os", "system"),
    ("os", "popen"),
    ("yaml", "load"),
    ("yaml", "load_all"),
    ("yaml", "unsafe_load"),
    ("yaml", "full_load"),
    ("torch", "load"),
    ("xml", "sax"),
}
# Open connections: nothing leaves the machine.
NETWORK = {"socket", "urllib", "http", "requests", "httpx", "aiohttp", "ftplib", "smtplib"}
# What splits or writes an address opens none.
NO_CONNECTION = {"urllib.parse"}
# The workshop loads the weights of the teacher that it has itself just written.
EXCEPT = {("train/annotator.py", "torch.load")}
PATHS = sorted(PACKAGE.rglob("*.py"))


def faults(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            if top in MODULES or (top in NETWORK and name not in NO_CONNECTION):
                found.append(f"import {name}")
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in CALLS:
                found.append(function.id)
            if isinstance(function, ast.Attribute):
                owner = function.value.id if isinstance(function.value, ast.Name) else ""
                if (owner, function.attr) in METHODS:
                    found.append(f"{owner}.{function.attr}")
            for keyword in node.keywords:
                on = not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
                if keyword.arg in {"shell", "allow_pickle"} and on:
                    found.append(f"{keyword.arg}=")
    return found


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_runs_what_it_reads_or_opens_a_connection(path):
    name = path.relative_to(PACKAGE).as_posix()
    assert [fault for fault in faults(path) if (name, fault) not in EXCEPT] == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "eval('1')",
        "yaml.load(text)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run(command, shell=True)",
        "import urllib.request",
        "from http.client import HTTPConnection",
    ],
)
def test_what_would_is_seen(tmp_path, code):
    path = tmp_path / "a.py"
    path.write_text(code)
    assert len(faults(path)) == 1
