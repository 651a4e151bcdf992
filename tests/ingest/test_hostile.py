"""Five hundred damaged and hostile files: none breaks a run, none is lost, none is waited for."""

from __future__ import annotations

import os
import random
import socket
import sys
import time
from pathlib import Path

import pytest

from pipeline.account import check_account
from pipeline.errors import IntegrityError, SourceError
from pipeline.ingest import find_sources
from pipeline.ingest.apart import ReaderProcess
from pipeline.ingest.files.limits import MEMORY
from pipeline.records import FURNITURE_KINDS, SetAside

sys.path.insert(0, str(Path(__file__).parent))

from hostile import DUTCH, damaged, hostile, sound

N_FILES = 5_000 if os.environ.get("FUZZ") else 500
SECRET = "GEHEIM-4711"
#: Forms that show each other: the work is a power of their number, and no library counts it.
ENDLESS = {"vormen-veel.pdf", "vormen-kring.pdf"}
LONGEST = 30  # seconds that a file may take


class Outcomes:
    """What became of every file: its document or the reason why not, and the seconds it took."""

    def __init__(self, folder: Path, secret: Path) -> None:
        self.folder = folder
        self.secret = secret
        self.sources, self.aside = find_sources([folder])
        self.documents = {}
        self.errors = {row.source: row.error for row in self.aside}
        self.slow = {}
        process, quick = ReaderProcess(), ReaderProcess(seconds=1)
        for source in self.sources:
            began = time.monotonic()
            endless = source.name in ENDLESS
            try:
                document, _ = (quick if endless else process).read(source)
                self.documents[source.name] = document
            except SourceError as error:
                assert error.message
                assert error.hint
                self.errors[source.name] = error.message
            self.slow[source.name] = time.monotonic() - began
        self.memory = peak(process.pid)
        process.close()
        quick.close()


def peak(pid: int | None) -> int:
    """Return the most memory that a process has held, in bytes."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def server():
    """A server that waits for whoever calls."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, server):
    root = tmp_path_factory.mktemp("vijandig")
    folder, secret = root / "in", root / "geheim.txt"
    secret.write_text(f"{DUTCH} {SECRET}")
    folder.mkdir()
    address = f"http://127.0.0.1:{server.getsockname()[1]}/"
    made = hostile(secret, address)
    chance, documents = random.Random(9), sound()
    for n in range(N_FILES - len(made)):
        suffix, content = damaged(chance, documents)
        made[f"stuk-{n:04d}{suffix}"] = content
    assert len(made) == N_FILES
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return Outcomes(folder, secret)


def test_every_file_is_a_document_or_a_reason(outcomes):
    files = {path.name for path in outcomes.folder.iterdir()}
    assert files == outcomes.documents.keys() | outcomes.errors.keys()
    assert not outcomes.documents.keys() & outcomes.errors.keys()
    assert len(outcomes.documents) > N_FILES / 5  # damage that a reader can do with
    assert len(outcomes.errors) > N_FILES / 5


def test_no_file_breaks_its_reader_or_is_waited_for(outcomes):
    ended = {name: e for name, e in outcomes.errors.items() if "breaks the program" in e}
    assert ended.keys() <= ENDLESS  # that they end it is why it is another
    waited = {name for name, e in outcomes.errors.items() if "takes longer" in e}
    assert waited <= ENDLESS
    assert max(outcomes.slow.values()) < 10 * LONGEST  # on the clock, of a machine that is shared


def test_no_file_takes_more_memory_than_there_may_be(outcomes):
    assert outcomes.memory < MEMORY
    assert not [name for name, error in outcomes.errors.items() if "memory" in error]


def test_every_message_says_what_is_wrong_with_the_file(outcomes):
    """None is a fault that a reader did not foresee, shown as it came out of Python."""
    unforeseen = {name: e for name, e in outcomes.errors.items() if "cannot be read as" in e}
    assert unforeseen == {}


def test_no_file_shows_another_or_calls_a_server(outcomes, server):
    assert [n for n, d in outcomes.documents.items() if SECRET in d.source + d.title] == []
    with pytest.raises(BlockingIOError):
        server.accept()


def test_what_a_damaged_file_gives_is_a_document_like_any_other(outcomes):
    for name, document in outcomes.documents.items():
        for block in document.blocks:
            assert 0 <= block.start <= block.content_start <= block.end, name
            assert block.end <= len(document.source), name
        for found in document.references:
            assert 0 <= found.start < found.end <= len(document.source), name
        assert any(b.kind not in FURNITURE_KINDS for b in document.blocks) or document.blocks, name


@pytest.mark.model
def test_the_whole_chain_analyses_what_can_be_read(outcomes, tmp_path, monkeypatch):
    """A sample through all stages, while nobody may open a connection."""
    import pipeline

    def refuse(*arguments):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    folder = tmp_path / "in"
    folder.mkdir()
    names = sorted(
        (name for name, d in outcomes.documents.items() if len(d.source) < 1500),
        key=lambda name: (not name.startswith("stuk"), name),
    )
    sample = [*names[:15], *names[-15:], *sorted(outcomes.errors)[:10]]
    for name in sample:
        if name not in ENDLESS:
            (folder / name).write_bytes((outcomes.folder / name).read_bytes())
    result = pipeline.analyze(folder, tmp_path / "uit", embeddings="none")
    given = {path.name for path in folder.iterdir()}
    assert given == set(result.tables["documents"]["source"]) | {a.source for a in result.set_aside}
    assert len(result.documents) > 10


# --- the account ----------------------------------------------------------------------------------


@pytest.fixture
def account(tmp_path):
    """Three files of which one is damaged and one a copy, and tables that account for them."""
    import pandas as pd

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(DUTCH)
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\x00\xd8" * 9)
    (tmp_path / "d.doc").write_bytes(b"x")
    found, aside = find_sources([tmp_path])
    errors = [*((row.source, row.error) for row in aside), ("c.txt", "cannot be decoded")]
    return {
        "found": found,
        "set_aside": aside,
        "tables": {
            "documents": pd.DataFrame({"document_id": ["a"], "source": ["a.txt"]}),
            "errors": pd.DataFrame(errors, columns=["source", "error"]),
        },
    }


def test_what_is_accounted_for_passes(account):
    check_account(**account)
    beside = account["tables"]["errors"]
    beside.loc[len(beside)] = ("a.txt", "partly read: page 3 is a picture")
    beside.loc[len(beside)] = ("0" * 64, "correction: fits nothing")
    check_account(**account)


def test_what_is_lost_or_counted_twice_is_a_fault(account):
    errors = account["tables"]["errors"]
    account["tables"]["errors"] = errors[errors["source"] != "c.txt"]
    with pytest.raises(IntegrityError, match=r"'c\.txt' came in 1 times and is accounted for 0"):
        check_account(**account)
    account["tables"]["errors"] = errors
    errors.loc[len(errors)] = ("a.txt", "is empty")
    with pytest.raises(IntegrityError, match=r"'a\.txt' came in 1 times and is accounted for 2"):
        check_account(**account)


def test_what_never_came_in_is_a_fault(account):
    account["tables"]["documents"].loc[1] = ("z", "z.txt")
    with pytest.raises(IntegrityError, match=r"'z' was analysed and is no document that came in"):
        check_account(**account)


def test_many_faults_are_five_and_a_count(account):
    account["set_aside"] = [
        SetAside(source=f"{n}.txt", stage="ingest", error="weg") for n in range(9)
    ]
    with pytest.raises(IntegrityError, match="; and 6 more"):
        check_account(**account)


def test_messages_name_files_and_no_words_of_a_document(outcomes):
    """What is printed and logged may be read by others than the documents."""
    words = {word for word in DUTCH.split() if len(word) > 7}
    for name, error in outcomes.errors.items():
        assert not words & set(error.split()), name
