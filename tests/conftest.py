"""What several tests share: the loaded pipeline, the real documents, options."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# What makes the fixtures is run by hand: it needs programs that no test needs.
collect_ignore_glob = ["ingest/fixtures/*", "ingest/hostile.py"]

# In CI the same examples every time, however slow the machine: what a run finds it finds again.
settings.register_profile("ci", derandomize=True, deadline=None)
# What else a machine has to do is no fault of ours.
settings.register_profile("local", deadline=None)
# `make fuzz`: new examples every time, and many.
settings.register_profile("fuzz", max_examples=3000, deadline=None)
if os.environ.get("FUZZ"):
    settings.load_profile("fuzz")
else:
    settings.load_profile("ci" if os.environ.get("CI") else "local")


# Every test does its own work; those of the cache name a folder for it.
os.environ["WEERKLANK_CACHE"] = "off"


@pytest.fixture(scope="session")
def shared():
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared with the real documents is not beside this project")
    return SHARED


@pytest.fixture(scope="session")
def nlp():
    """The shipped language model with every stage; loaded once a session."""
    import pipeline

    return pipeline.load(embeddings="none")


@pytest.fixture(scope="session")
def default_run(tmp_path_factory):
    """The default corpus, analysed once a session: the result and its folder."""
    import pipeline

    out = tmp_path_factory.mktemp("run")
    return pipeline.analyze(ROOT / "corpus", out), out


@pytest.fixture(scope="session")
def real_run(shared):
    """The five real documents, analysed once a session."""
    import pipeline

    return pipeline.analyze(shared / "corpus")


def luminance(colour):
    """How light a colour is, '#rgb' or '#rrggbb', as WCAG 2.1 defines it."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.fixture(scope="session")
def contrast():
    """Contrast ratio of two colours (1..21): WCAG AA asks 4.5 of text, AAA 7."""

    def contrast(one, other):
        darker, lighter = sorted((luminance(one), luminance(other)))
        return (lighter + 0.05) / (darker + 0.05)

    return contrast
