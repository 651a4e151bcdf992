"""Pieces of work: look up what is kept, do the rest wherever the engine does it, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from threading import Lock

from pipeline.errors import UsageError
from pipeline.store import Shelf

#: Results that are put on the shelf together: a transaction each would cost more than the work.
TOGETHER = 64
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Done:
    """What a piece of work comes to: its result, and what to keep of it, as bytes by key."""

    value: bytes
    keep: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One piece: the key of its result (empty: never kept), and the call that gives it.

    ``call`` is a function of a module, so that another process can be told of it, and gives `Done`.
    """

    key: bytes
    call: Callable[..., Done]
    arguments: tuple[object, ...]


def one_at_a_time(piece: Work) -> Done:
    """Do a piece of work, and no other in this process meanwhile.

    The language model serves one thread; the workers of somebody's cluster may have several.
    """
    with _LOCK:
        return piece.call(*piece.arguments)


def do(
    pieces: Iterable[Work], executor: Executor, shelf: Shelf, *, ahead: int = 1
) -> Iterator[bytes]:
    """Yield every piece's result, in order; what is kept is not done again.

    Parameters
    ----------
    executor
        Does what is not kept.
    ahead
        How many pieces may wait for their turn, so that no processor is idle and memory stays flat
        however many pieces there are.

    Raises
    ------
    UsageError
        When a process that does the work was ended from outside.
    """
    waiting: deque[bytes | Future[Done]] = deque()
    new: list[tuple[bytes, bytes]] = []

    def first() -> bytes:
        item = waiting.popleft()
        if isinstance(item, bytes):
            return item
        done = item.result()
        new.extend(done.keep)
        if len(new) >= TOGETHER:
            shelf.put(new)
            new.clear()
        return done.value

    try:
        for piece in pieces:
            kept = shelf.get(piece.key) if piece.key else None
            waiting.append(kept if kept is not None else executor.submit(one_at_a_time, piece))
            while len(waiting) >= max(ahead, 1):
                yield first()
        while waiting:
            yield first()
    except BrokenExecutor as error:
        raise UsageError(
            "a process of --workers was ended from outside, most likely for want of memory.",
            "Run again with fewer workers; what was finished is kept and not done again.",
        ) from error
    finally:
        shelf.put(new)
