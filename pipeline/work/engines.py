"""Who does the work: this process, several on this machine, or a Dask cluster.

All are executors of `concurrent.futures`: the standard library's, and Dask's own.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TypeVar

from pipeline.errors import UsageError
from pipeline.threads import ONE_THREAD

T = TypeVar("T")
ENGINES = ("local", "dask")  # the default first
#: Pieces of work handed out for each worker, so that none waits for the next.
AHEAD = 4
LONGEST_CALL = 10  # seconds that a scheduler may take to answer
# Workers to count on at least where a cluster is still growing.
CLUSTER = 16


class Here(Executor):
    """Does each piece of work at once, in this process."""

    def submit(self, fn: Callable[..., T], /, *args: object, **kwargs: object) -> Future[T]:
        """Call the function and return its result as a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True, slots=True)
class Engine:
    """An executor, how many pieces of work to give it at a time, and whether it is this process."""

    executor: Executor
    ahead: int = 1
    here: bool = False


@contextmanager
def open_engine(name: str = "local", workers: int = 1, scheduler: str = "") -> Iterator[Engine]:
    """Open an engine for the length of a run.

    Parameters
    ----------
    name
        ``local``, or ``dask``: a cluster on this machine, or the one at ``scheduler``.
    workers
        Processes, 1 or more; with ``local`` and one worker all is done in this process.
    scheduler
        Address of a Dask scheduler that runs already, as ``tcp://node1:8786``.

    Raises
    ------
    UsageError
        When there is no such engine, its package is missing, or the scheduler cannot be reached.
    """
    if name not in ENGINES:
        raise UsageError(f"engine={name!r}: no such engine.", f"Choose one of: {_names()}.")
    if workers < 1:
        raise UsageError(f"workers={workers}: expected 1 or more.", "Give the number of processes.")
    if scheduler and name != "dask":
        raise UsageError("--scheduler is for --engine dask.", "Add --engine dask, or leave it out.")
    with ExitStack() as stack:
        if name == "dask":
            yield stack.enter_context(_dask(workers, scheduler))
        elif workers == 1:
            yield Engine(stack.enter_context(Here()), here=True)
        else:
            # Spawned, not forked: a fork copies locks that threads of the libraries may hold.
            context = multiprocessing.get_context("spawn")
            pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_one_thread)
            stack.callback(pool.shutdown, cancel_futures=True)
            yield Engine(pool, AHEAD * workers)


@contextmanager
def _dask(workers: int, scheduler: str) -> Iterator[Engine]:
    if find_spec("distributed") is None:
        raise UsageError(
            "--engine dask: the package 'distributed' is not installed.",
            "Install it: pip install 'weerklank[dask]'.",
        )
    from distributed import Client, LocalCluster

    with ExitStack() as stack:
        if scheduler:
            try:
                client = stack.enter_context(Client(scheduler, timeout=LONGEST_CALL))
            except (OSError, ValueError) as error:
                raise UsageError(
                    f"--scheduler {scheduler}: cannot be reached: {error}",
                    "Check the address, as tcp://node1:8786, and that the scheduler runs.",
                ) from error
        else:
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                )
            )
            client = stack.enter_context(Client(cluster))
        # Nodes may still join; a piece that kills its worker is given up by Dask after a few.
        size = max(len(client.nthreads()), CLUSTER) if scheduler else workers
        yield Engine(client.get_executor(retries=2), AHEAD * size)


def _one_thread() -> None:
    """Leave the other processors to the other workers; libraries read this when they are loaded."""
    os.environ.update(ONE_THREAD)


def _names() -> str:
    return ", ".join(ENGINES)
