"""How many runs of pages are computed at the same time.

Beyond what a machine can compute at once, each only makes all others slower, and keeps a connection to the store from them
meanwhile. So runs take turns, the first first. A turn is waited for a moment only: a store that does not answer must not
keep those waiting who could be told.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# With 100 officers (bench.load) on two cores the slowest twentieth of the runs took from 3.6 s with four at once, 1.4 s with
# three, 1.3 to 1.8 s with two, and 6.6 s with one, because a run that waits for the store then keeps all others waiting.
AT_ONCE = 3
PATIENCE = 6.0  # seconds

_turns = threading.BoundedSemaphore(AT_ONCE)
# One for each run that waits, and for each that computes; a list is appended to and popped from in one step.
_waiting: list[None] = []
_computing: list[None] = []


@contextmanager
def turn() -> Iterator[None]:
    """Where a run computes: when its turn has come, or when it has waited long enough."""
    mine = _turns.acquire(blocking=False)
    if not mine:
        _waiting.append(None)
        try:
            mine = _turns.acquire(timeout=PATIENCE)
        finally:
            _waiting.pop()
    _computing.append(None)
    try:
        yield
    finally:
        _computing.pop()
        if mine:
            _turns.release()


def others_wait() -> bool:
    """Whether somebody waits for a turn now: then nobody who has one should rest."""
    return bool(_waiting)


def somebody_computes() -> bool:
    """Whether a run is computed now."""
    return bool(_computing)
