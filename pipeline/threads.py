"""Keep matrix products on one thread, so that they round alike whatever the number of cores."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController

#: What a process finds in its environment so that its libraries, loaded later, start no threads.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@cache
def _controller() -> ThreadpoolController:
    """Look for the libraries that compute products, once: a search takes milliseconds."""
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """Return what to multiply in: ``with one_thread():``."""
    found: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return found
