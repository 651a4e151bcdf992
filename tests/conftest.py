"""What several tests share: the loaded pipeline, the real documents, options."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# What makes the fixtures is run by hand: it needs programs that no test needs.
collect_ignore_glob = ["ingest/fixtures/*"]

# In CI the same examples every time, however slow the machine: what a run finds it finds again.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def shared():
    if not (SHARED / "corpus").is_dir():
        pytest.skip("../shared with the real documents is not beside this project")
    return SHARED


@pytest.fixture(scope="session")
def nlp():
    """The shipped language model with every stage; loaded once a session."""
    import pipeline

    return pipeline.load()


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
