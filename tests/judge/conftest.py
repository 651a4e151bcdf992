from pathlib import Path

import pytest

from pipeline.judge.cuebook import read_cuebook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def book():
    return read_cuebook(ROOT / "models" / "stance.toml")
