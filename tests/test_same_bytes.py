"""The same input gives the same bytes, whoever runs it, where, and on what machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Everything around a run that must not matter, as different as can be. A locale that the machine
# does not have falls back on C: no harm, and where it is there, decimal commas would show.
SURROUNDINGS = {
    "een": {
        "PYTHONHASHSEED": "1",
        "LC_ALL": "C",
        "TZ": "Pacific/Kiritimati",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUTF8": "0",
    },
    "twee": {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "nl_NL.UTF-8",
        "TZ": "America/Anchorage",
        "OMP_NUM_THREADS": "4",
        "OPENBLAS_NUM_THREADS": "4",
        "PYTHONUTF8": "1",
    },
}
RUN = """
import locale, sys, pipeline
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
pipeline.analyze(sys.argv[1], sys.argv[2], csv="excel-nl", xlsx=True)
"""


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


@pytest.mark.model
def test_nothing_around_a_run_changes_a_byte(tmp_path):
    """Two processes at once; folder, hash seed, locale, time zone and threads all differ."""
    (tmp_path / "in").symlink_to(ROOT / "tests" / "data" / "wonen")
    running = []
    for name, surroundings in SURROUNDINGS.items():
        (tmp_path / name).mkdir()
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", RUN, "../in", "uit"],
                cwd=tmp_path / name,
                env={**os.environ, "PYTHONPATH": str(ROOT), **surroundings},
                stderr=subprocess.PIPE,
            )
        )
    for process in running:
        _, said = process.communicate(timeout=600)
        assert process.returncode == 0, said.decode()
    one, two = (files(tmp_path / name / "uit") for name in SURROUNDINGS)
    assert len(one) > 15
    assert list(one) == list(two)
    assert [name for name in one if one[name] != two[name]] == []
    first, second = (
        json.loads((tmp_path / name / "uit" / "run.json").read_bytes()) for name in SURROUNDINGS
    )
    assert first.pop("seconds").keys() == second.pop("seconds").keys()
    assert first == second
