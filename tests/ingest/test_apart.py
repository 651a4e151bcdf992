"""Files are read in a process of their own: what one does to it, no other document feels."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.ingest import apart, find_sources
from pipeline.ingest.apart import ReaderProcess
from pipeline.ingest.files.discover import Source
from pipeline.ingest.files.manifest import Entry
from pipeline.ingest.read import read_source
from pipeline.ingest.wire import pack_document, pack_source, unpack_document, unpack_source

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
DUTCH = (
    "De gemeente bouwt volgend jaar honderd woningen voor starters. Het college trekt daar twee "
    "miljoen euro voor uit. Wie een woning wil huren, kan zich vanaf maart inschrijven.\n"
)
# A reader that does what the file says, in place of that for Markdown.
WICKED = """
import mmap, os, sys, time
sys.path[:] = sys.argv[1:]
from pipeline.ingest.markdown import reader
honest = reader.read_markdown
def read(path):
    text = path.read_text()
    if text.startswith("!"):
        print("what libraries print")
        exec(text[1:])
    return honest(path)
reader.read_markdown = read
"""


@pytest.fixture
def process(monkeypatch):
    monkeypatch.setattr(apart, "START", WICKED + apart.START)
    process = ReaderProcess(seconds=20)
    yield process
    process.close()


def source(path: Path, text: str = DUTCH) -> Source:
    path.write_text(text, "utf-8")
    return Source(path=path, name=path.name, sha256="", document_id=path.stem, entry=None)


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("os.abort()", r"breaks the program that reads it \(signal 6\)"),
        ("os._exit(0)", r"breaks the program that reads it \(status 0\)"),
        ("os.kill(os.getpid(), 9)", r"breaks the program that reads it \(signal 9\)"),
        ("bytearray(3 * 2**30)", r"takes too much memory to read; expected at most 2,048 MB"),
        ("raise KeyError('x')", "cannot be read as .md: KeyError: 'x'"),
    ],
)
def test_a_file_that_breaks_its_reader_costs_one_document(tmp_path, process, deed, says):
    good = source(tmp_path / "goed.md")
    expected = read_source(good)
    assert process.read(good) == expected
    with pytest.raises(SourceError, match=says) as caught:
        process.read(source(tmp_path / "fout.md", f"!{deed}"))
    assert caught.value.hint
    assert process.read(good) == expected


@pytest.mark.parametrize("deed", ["time.sleep(99)", "while True: pass"])
def test_a_file_that_takes_for_ever_is_given_up(tmp_path, process, monkeypatch, deed):
    good = source(tmp_path / "goed.md")
    process.read(good)
    process.seconds = 1
    if "sleep" in deed:  # no work at all: the clock tells
        monkeypatch.setattr(apart, "PATIENCE", 2)
    with pytest.raises(SourceError, match=r"expected at most 1 seconds"):
        process.read(source(tmp_path / "fout.md", f"!{deed}"))
    process.seconds = 20
    assert process.read(good) == read_source(good)


def test_whether_a_file_can_be_read_does_not_depend_on_its_neighbours(tmp_path, process):
    """What an earlier file left behind in the process is no fault of the next."""
    keeps = source(tmp_path / "eerst.md", "!globals()['kept'] = mmap.mmap(-1, 1500 * 2**20)")
    large = source(tmp_path / "dan.md", "!mmap.mmap(-1, 1000 * 2**20)")
    first = process.read(keeps)[0]
    pid = process.pid
    assert process.read(large)[0].source == "!mmap.mmap(-1, 1000 * 2**20)"
    assert process.pid != pid
    assert process.read(keeps)[0] == first


def test_a_break_between_question_and_answer_mixes_nothing_up(tmp_path, process, monkeypatch):
    slow = source(tmp_path / "traag.md", "!time.sleep(0.3)")
    good = source(tmp_path / "goed.md")

    class Interrupted(threading.Thread):
        def get(self, timeout):
            raise KeyboardInterrupt

    process.read(good)
    process._answers = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        process.read(slow)
    assert process.read(good) == read_source(good)


def test_threads_get_their_own_answers(tmp_path, process):
    sources = [source(tmp_path / f"{n}.md", f"{DUTCH}Nummer {n}.\n") for n in range(12)]
    found = {}

    def read(one):
        found[one.document_id] = process.read(one)[0].source

    threads = [threading.Thread(target=read, args=(one,)) for one in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {str(n): f"{DUTCH}Nummer {n}.\n" for n in range(12)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_forked_process_reads_with_a_process_of_its_own(tmp_path, process):
    good = source(tmp_path / "goed.md")
    expected = process.read(good)
    child = os.fork()
    if child == 0:
        same = process.read(good) == expected
        process.close()
        os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert process.read(good) == expected


def test_a_reading_apart_is_the_same_from_anywhere(tmp_path, process, monkeypatch):
    kept, _ = find_sources([FIXTURES / "letter", FIXTURES / "pdf" / "brief.pdf", ROOT / "corpus"])
    assert len({one.path.suffix for one in kept}) == 5
    monkeypatch.chdir(tmp_path)
    for one in kept:
        assert process.read(one) == read_source(one)


ANY = st.text(max_size=20)


@given(
    ANY,
    ANY,
    st.none() | st.builds(Entry, document_id=ANY, title=ANY, responds_to=st.just(("a", "\ud800"))),
)
def test_any_source_goes_through(name, sha256, entry):
    one = Source(
        path=Path("/map/\udce9\nx"), name=name, sha256=sha256, document_id=name, entry=entry
    )
    line = pack_source(one)
    assert line.count(b"\n") == 1
    assert unpack_source(line) == one


@given(ANY.map(lambda text: f"De stad bouwt.\n\n1. Versterk {text}\n\n{text}"), st.booleans())
def test_any_document_goes_through(text, partly):
    from pipeline.ingest import document_from_text

    document = document_from_text(text, "d", responds_to=("a", "b"))
    line = pack_document(document, SourceError("partly read", text) if partly else None)
    assert line.count(b"\n") == 1
    back, gap = unpack_document(line)
    assert back == document
    assert (gap and gap.hint) == (text if partly else None)
