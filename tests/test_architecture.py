"""The shape of the chain: who may import whom, and components that any user can add."""

import ast
import importlib.metadata
from pathlib import Path

import pytest

from pipeline.ingest.formats import READERS
from pipeline.stages import add_stages

PACKAGE = Path(__file__).resolve().parent.parent / "pipeline"
STAGES = ("ingest", "segment", "tag", "align", "judge", "report")
#: What every stage may rest on; a stage never imports another.
COMMON = {
    "attributes",
    "checksums",
    "codebook",
    "dates",
    "encoder",
    "errors",
    "formulas",
    "ngrams",
    "offsets",
    "parse",
    "read",
    "records",
    "resources",
    "threads",
    "tuned",
}


#: What every reader may rest on; a format never imports another. Official publications as web pages
#: have the names of their elements as classes.
SHARED_BY_READERS = {"about", "files", "formats", "markup", "plain", "reading", "references"}
LENT = {"html": {"official"}}


def imported(path, *below):
    """Names of the modules that a module imports, from the package or one ``below`` it."""
    package = ".".join(["pipeline", *below, ""])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith(package):
                yield name.removeprefix(package).split(".")[0]


@pytest.mark.parametrize("stage", STAGES)
def test_stages_know_records_and_not_each_other(stage):
    for path in sorted((PACKAGE / stage).rglob("*.py")):
        assert set(imported(path)) <= COMMON | {stage}, path


@pytest.mark.parametrize("suffix", READERS)
def test_formats_do_not_know_each_other(suffix):
    package = READERS[suffix].function.split(".")[0]
    allowed = SHARED_BY_READERS | {package} | LENT.get(package, set())
    for path in sorted((PACKAGE / "ingest" / package).glob("*.py")):
        assert set(imported(path, "ingest")) <= allowed, path


@pytest.mark.parametrize("package", ["about", "files", "markup", "plain", "references"])
def test_what_readers_share_knows_no_format(package):
    for path in sorted((PACKAGE / "ingest" / package).glob("*.py")):
        assert set(imported(path, "ingest")) <= SHARED_BY_READERS, path


def test_modules_stay_readable():
    long = {
        str(path.relative_to(PACKAGE)): n
        for path in sorted(PACKAGE.rglob("*.py"))
        if (n := len(path.read_text("utf-8").splitlines())) > 330
    }
    assert long == {}


def test_every_component_is_an_entry_point():
    found = {e.name for e in importlib.metadata.entry_points(group="spacy_factories")}
    assert {
        "weerklank_claims",
        "weerklank_cues",
        "weerklank_recommendations",
        "weerklank_themes",
    } <= found


@pytest.mark.model
def test_components_find_what_they_require(nlp):
    analysis = nlp.analyze_pipes()
    assert {name: found for name, found in analysis["problems"].items() if found} == {}


@pytest.mark.model
def test_a_plain_string_runs_through_the_chain(nlp):
    doc = nlp("De minister moet de regels vereenvoudigen. Nederland steunt lokale kranten.")
    assert [claim.text for claim in doc.spans["claims"]] == [
        "De minister moet de regels vereenvoudigen.",
        "Nederland steunt lokale kranten.",
    ]


def test_stages_are_added_in_the_order_of_the_chain():
    class Recorder(list):
        def add_pipe(self, name, config=None):
            self.append(name)

    assert add_stages(Recorder()) == [
        "weerklank_recommendations",
        "weerklank_claims",
        "weerklank_themes",
        "weerklank_cues",
    ]
