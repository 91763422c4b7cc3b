"""How many runs of pages are computed at the same time.

Beyond what a machine can compute at once, each only makes all others slower, and keeps a connection to the store from them
meanwhile. So runs take turns, the first first. A turn is waited for a moment only: a store that does not answer must not
keep those waiting who could be told.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 4
PATIENCE = 2.0  # seconds

_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Where a run computes: when its turn has come, or when it has waited long enough."""
    mine = _turns.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            _turns.release()
