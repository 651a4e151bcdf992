"""Read files in a process of their own, bounded in memory and time.

Documents come from anywhere, and what opens them is large: a file that makes a library crash, run
on for ever or fill the memory ends that process and not the run. The process is started with the
first file, serves all that follow, and goes when this one does.
"""

from __future__ import annotations

import atexit
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import BinaryIO

from pipeline.errors import SourceError
from pipeline.ingest.files.discover import Source
from pipeline.ingest.files.limits import MEMORY, MIB, PATIENCE, SECONDS
from pipeline.ingest.wire import (
    pack_document,
    pack_error,
    pack_source,
    unpack_document,
    unpack_source,
)
from pipeline.records import Document
from pipeline.threads import ONE_THREAD

START = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.ingest.apart import serve; serve()"
GRACE = 10.0  # seconds in which a process that broke off comes to its end
NO_MEMORY = b"memory\n"
#: The signal that ends a process at its bound of time; Windows has none.
TOO_SLOW = getattr(signal, "SIGXCPU", 0)
HINT = "Open it and save it anew, without pictures and attachments, or split it into parts."


class ReaderProcess:
    """A process that reads one file at a time, for any thread of this process.

    Parameters
    ----------
    seconds
        What reading one file may take, of a processor's work.
    """

    def __init__(self, seconds: int = SECONDS) -> None:
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
        request = b"%d %b" % (max(1, self.seconds), pack_source(source))
        with self._lock:
            answer = self._ask(request)
            if answer in {b"", NO_MEMORY} and self._served > 1:
                # What was read before may have left too little memory: whether a file can be read
                # must not depend on its neighbours.
                self._end()
                answer = self._ask(request)
            if answer == NO_MEMORY:
                self._end()
                raise SourceError(
                    f"takes too much memory to read; expected at most {MEMORY // MIB:,} MB", HINT
                )
            if not answer:
                raise self._broken()
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
            return self._answers.get(timeout=PATIENCE * self.seconds)
        except queue.Empty:
            self._end()
            raise self._too_slow() from None
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
            env={**os.environ, **ONE_THREAD},  # the memory that other threads reserve would count
        )
        assert process.stdout is not None
        self._process, self._owner, self._served = process, os.getpid(), 0
        self._answers = queue.SimpleQueue()
        threading.Thread(target=_collect, args=(process.stdout, self._answers), daemon=True).start()
        return process

    def _broken(self) -> SourceError:
        """Return what is said of a file at which the process ended by itself."""
        status = self._end(grace=GRACE)
        if status == -TOO_SLOW:
            return self._too_slow()
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return SourceError(
            f"breaks the program that reads it ({how}): it is damaged, or made to", HINT
        )

    def _too_slow(self) -> SourceError:
        return SourceError(
            f"takes longer to read than a document may; expected at most {self.seconds} seconds",
            HINT,
        )

    def _end(self, grace: float = 0) -> int:
        """End the process, after ``grace`` seconds by force; return its status, minus a signal."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return 0
        try:
            status = process.wait(timeout=grace)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return status


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
    _bound("RLIMIT_AS", MEMORY)
    for line in sys.stdin.buffer:
        seconds, request = line.split(b" ", 1)
        _bound("RLIMIT_CPU", math.ceil(time.process_time()) + int(seconds))
        try:
            answer = pack_document(*read_source(unpack_source(request)))
        except SourceError as error:
            answer = pack_error(error)
        except MemoryError:
            answer = NO_MEMORY
        answers.write(answer)
        answers.flush()


def _bound(what: str, most: int) -> None:
    """Let the system refuse this process more than so much; Windows has no such bounds."""
    try:
        import resource
    except ImportError:
        return
    limit = getattr(resource, what)
    _, hard = resource.getrlimit(limit)
    with suppress(ValueError, OSError):  # macOS bounds no memory
        resource.setrlimit(limit, (most if hard < 0 else min(most, hard), hard))


#: The process of all runs here: to start one takes half a second.
READER = ReaderProcess()
atexit.register(READER.close)
