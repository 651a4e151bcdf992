"""What is said of speed is measured, and a gross loss is noticed."""

import resource
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pipeline.bench.__main__ import main
from pipeline.bench.generate import generate
from pipeline.bench.measure import FROG, PEER, WORDS, Measured, measure, missing

#: How often as long as the plain parse the line may take without the transformer, whose cost on an
#: answer is known and large (README); this only notices that something went badly wrong.
GROSS_LOSS = 4.0


def test_figures_follow_from_what_was_measured():
    found = Measured("parse", 4, 2000, 0.5, 1.0, 800.0)
    assert found.words_a_second == 4000
    assert found.milliseconds_a_document == 125


def test_what_is_not_installed_is_said_in_a_line():
    assert missing("parse") == ""
    for what in (PEER, FROG):
        assert missing(what) in {""} or "is not installed" in missing(what)


def test_the_command_makes_documents(tmp_path):
    done = CliRunner().invoke(main, ["make", "2", str(tmp_path / "made")])
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "made").glob("*.txt"))) == 2


@pytest.mark.model
def test_the_line_takes_no_multiple_of_the_plain_parse(tmp_path):
    generate(5, tmp_path / "made")
    plain, line = (measure(what, tmp_path / "made") for what in ("parse", WORDS))
    assert (plain.documents, plain.words) == (line.documents, line.words)
    assert line.seconds < GROSS_LOSS * plain.seconds
    assert line.megabytes < 2 * plain.megabytes


def test_help_answers_at_once():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "pipeline.cli", "--help"], capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert b"analyze" in done.stdout
    # Of the processor: what else the machine does is not the command's.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
