"""How long an answer over the network is waited for: a line that swallows everything, and a peer that has stopped, are as
silent as a slow answer, and neither the server's own deadlines nor those of TCP end the wait for them."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

_here = threading.local()
LOOK_EVERY = 0.1  # seconds between looks at the clock and at signals, as in psycopg


class NotConnected(psycopg.OperationalError):
    """No connection could be made: nothing was sent, so nothing can have been saved."""


class Silent(psycopg.OperationalError):
    """The other side did not answer in time; the connection is given up."""


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """In this thread every wait ends so many seconds from now, or when an outer patience does; None: waits never end."""
    before = getattr(_here, "ends", None)
    if seconds is None:
        _here.ends = math.inf
    else:
        _here.ends = min(time.monotonic() + seconds, math.inf if before is None else before)
    try:
        yield
    finally:
        _here.ends = before


def left(otherwise: float) -> float:
    """Seconds this thread may still wait; `otherwise` where nobody has set a patience. Endless is math.inf."""
    ends: float | None = getattr(_here, "ends", None)
    return otherwise if ends is None else max(0.0, ends - time.monotonic())


class Connection(psycopg.Connection[Any]):
    """psycopg's connection that gives up on a silent peer, and is closed then: what it asked may yet be answered."""

    silence = 6.0  # seconds for one answer where no patience is set

    def wait(self, gen: Any, interval: float = LOOK_EVERY, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        seconds = left(self.silence)
        try:
            return super().wait(gen, interval, None if seconds == math.inf else seconds)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise Silent("the other side has not answered in time") from None
