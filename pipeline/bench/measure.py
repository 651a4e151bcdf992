"""Measure one way of reading a folder of documents, in a process of its own.

Seconds are those of the processor, so that what else the machine does counts little, and are
without loading models, which is given beside them. Memory is the highest that the process held.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.threads import ONE_THREAD

if TYPE_CHECKING:
    from spacy.language import Language

PEER = "nl_core_news_sm"
FROG = "frog"
WORDS = "analyze by words"  # --embeddings none


@dataclass(frozen=True, slots=True)
class Measured:
    """What reading a folder took: processor seconds, and megabytes at most."""

    what: str
    documents: int
    words: int
    seconds: float
    loading: float
    megabytes: float

    @property
    def words_a_second(self) -> float:
        """Words read in a second of the processor."""
        return self.words / max(self.seconds, 1e-9)

    @property
    def milliseconds_a_document(self) -> float:
        """Processor time of one document."""
        return 1000 * self.seconds / max(self.documents, 1)


def missing(what: str) -> str:
    """Return why something cannot be measured here, or ''."""
    if what == PEER and find_spec(PEER) is None:
        return f"{PEER} is not installed (pip install {PEER})"
    if what == FROG and shutil.which(FROG) is None:
        return f"{FROG} is not installed (apt-get install {FROG})"
    return ""


def measure(what: str, folder: Path) -> Measured:
    """Measure in a fresh process what ``WAYS`` names, or Frog, on a folder of plain texts."""
    command = [sys.executable, "-m", "pipeline.bench", "measure", what, str(folder)]
    done = subprocess.run(
        command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def measure_here(what: str, folder: Path) -> str:
    """Measure in this process and return the figures as a line of JSON."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    seconds, loading = WAYS[what](folder, texts)
    whose = resource.RUSAGE_CHILDREN if what == FROG else resource.RUSAGE_SELF
    kilobytes = resource.getrusage(whose).ru_maxrss
    return json.dumps(asdict(Measured(what, len(texts), words, seconds, loading, kilobytes / 1024)))


class _Marks:
    """Notes the processor time at which each stage of a run begins."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def begin(self, stage: str, total: int | None = None) -> None:
        """Note the time."""
        self.at[stage] = time.process_time()

    def advance(self, n_documents: int = 1) -> None:
        """Nothing to note."""


def _analyze(folder: Path, texts: list[str], embeddings: str = "") -> tuple[float, float]:
    import pipeline

    del texts  # the line reads its documents itself
    marks = _Marks()
    with tempfile.TemporaryDirectory() as out:
        started = time.process_time()
        pipeline.analyze(
            folder,
            Path(out) / "tables",
            embeddings=embeddings,
            report=False,
            cache=False,
            progress=marks,
        )
        whole = time.process_time() - started
    # Importing libraries counts as loading, as it does for the peers.
    before, load, read = (marks.at[stage] for stage in ("ingest", "load", "segment and tag"))
    loading = before - started + read - load
    return whole - loading, loading


def _parse(folder: Path, texts: list[str]) -> tuple[float, float]:
    from pipeline.language import load_language_model

    return _spacy(load_language_model, texts)


def _peer(folder: Path, texts: list[str]) -> tuple[float, float]:
    import spacy

    return _spacy(lambda: spacy.load(PEER), texts)


def _spacy(load: Callable[[], Language], texts: list[str]) -> tuple[float, float]:
    from pipeline.threads import one_thread

    started = time.process_time()
    nlp = load()
    loaded = time.process_time()
    with one_thread():
        for _ in nlp.pipe(texts, batch_size=1):  # as `analyze` does, so that none bears on another
            pass
    return time.process_time() - loaded, loaded - started


def _frog(folder: Path, texts: list[str]) -> tuple[float, float]:
    """Run Frog as it comes: all its components, on one thread; loading counts."""
    with tempfile.TemporaryDirectory() as out:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [FROG, "--threads=1", f"--testdir={folder}", f"--outputdir={out}"],
            check=True,
            capture_output=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 0.0


WAYS: dict[str, Callable[[Path, list[str]], tuple[float, float]]] = {
    "analyze": _analyze,
    WORDS: lambda folder, texts: _analyze(folder, texts, "none"),
    "parse": _parse,
    PEER: _peer,
    FROG: _frog,
}
