"""Keep matrix products on one thread, so that they round alike whatever the number of cores."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    """Look for the libraries that compute products, once: a search takes milliseconds."""
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """Return what to multiply in: ``with one_thread():``."""
    found: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return found
