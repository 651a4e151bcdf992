"""Read files in a process of their own, bounded in memory and time.

Documents come from anywhere, and what opens them is large: a file that makes a library crash, run
on for ever or fill the memory ends that process and not the run. The process is started with the
first file, serves all that follow, and goes when this one does.
"""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO

from pipeline.errors import SourceError
from pipeline.ingest.files.discover import Source
from pipeline.ingest.files.limits import MEMORY, MIB, SECONDS
from pipeline.ingest.wire import pack_document, pack_error, pack_source, unpack_document
from pipeline.ingest.wire import unpack_source as unpack
from pipeline.records import Document

START = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.ingest.apart import serve; serve()"
# One thread: the memory that others reserve would count, and they would have nothing to do.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
HINT = "Open it and save it anew, without pictures and attachments, or split it into parts."


class ReaderProcess:
    """A process that reads one file at a time, for any thread of this process.

    Parameters
    ----------
    seconds
        What reading one file may take, on the clock.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._owner = 0
        self._served = 0

    @property
    def pid(self) -> int | None:
        """The identifier of the process; None when there is none."""
        return self._process.pid if self._process is not None else None

    def read(self, source: Source) -> tuple[Document, SourceError | None]:
        """Return a file's document, and what of it could not be read.

        Raises
        ------
        SourceError
            When it cannot be read, takes too much time or memory, or breaks the process.
        """
        request = pack_source(source)
        with self._lock:
            answer = self._ask(request)
            if answer in {b"", b"memory\n"} and self._served > 1:
                # What was read before may have left too little memory: whether a file can be read
                # must not depend on its neighbours.
                self._end()
                answer = self._ask(request)
            if answer == b"memory\n":
                self._end()
                raise SourceError(
                    f"takes too much memory to read; expected at most {MEMORY // MIB:,} MB", HINT
                )
            if not answer:
                raise SourceError(
                    f"breaks the program that reads it ({self._end()}): it is damaged, or made to",
                    HINT,
                )
        return unpack_document(answer)

    def close(self) -> None:
        """End the process; the next file starts another."""
        with self._lock:
            self._end()

    def _ask(self, request: bytes) -> bytes:
        """Return the answer to one request; empty when the process broke off."""
        process = self._started()
        assert process.stdin is not None
        self._served += 1
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(request)
                process.stdin.flush()
            return self._answers.get(timeout=self.seconds)
        except queue.Empty:
            self._end()
            raise SourceError(
                f"takes longer to read than a document may; expected at most {self.seconds:g} "
                "seconds",
                HINT,
            ) from None
        except BaseException:
            self._end()  # its answer would be taken for that to the next request
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        # After a fork the process belongs to the parent: it is not to be spoken with from here.
        if self._process is not None and self._owner == os.getpid():
            return self._process
        paths = [os.path.abspath(path) for path in sys.path]  # noqa: PTH100 - '' is the folder here
        process = subprocess.Popen(
            [sys.executable, "-c", START, *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries quote what they read
            env={**os.environ, **ONE_THREAD},
        )
        assert process.stdout is not None
        self._process, self._owner, self._served = process, os.getpid(), 0
        self._answers = queue.SimpleQueue()
        threading.Thread(target=_collect, args=(process.stdout, self._answers), daemon=True).start()
        return process

    def _end(self) -> str:
        """End the process; return how it ended."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return ""
        with suppress(OSError):
            process.kill()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return f"signal {-status}" if status < 0 else f"status {status}"


def _collect(pipe: BinaryIO, answers: queue.SimpleQueue[bytes]) -> None:
    """Hand over line by line what the process answers, and at its end nothing."""
    with suppress(OSError, ValueError):  # closed at the other end, or at this one
        for line in pipe:
            answers.put(line)
    answers.put(b"")


def serve() -> None:
    """Answer requests, a line each, until there are no more: the other end of `ReaderProcess`."""
    from pipeline.ingest.read import read_source

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    _bound_memory()
    for line in sys.stdin.buffer:
        try:
            answer = pack_document(*read_source(unpack(line)))
        except SourceError as error:
            answer = pack_error(error)
        except MemoryError:
            answer = b"memory\n"
        answers.write(answer)
        answers.flush()


def _bound_memory() -> None:
    """Let the system refuse this process more memory than a document may take."""
    try:
        import resource
    except ImportError:  # Windows has no such bound
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    with suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


#: The process of all runs here: to start one takes half a second.
READER = ReaderProcess()
atexit.register(READER.close)
