"""When Python looks for objects that only hold each other: a little at a time, and everything only while nobody computes.

A whole search walks through everything that is held: with a hundred people signed in more than a tenth of a second, in
which nobody is answered, every few seconds. What survives one is not looked at again by the next ones, but by the sweep.
"""

import gc
import threading
from typing import Any

from dashboard.turns import somebody_computes

EVERY = 60.0  # seconds between two sweeps: for so long those who left may keep what they had
PATIENCE = 30.0  # seconds for which a sweep waits for a moment in which nobody computes


class Sweeper:
    """From start to stop: set aside what survives, and sweep from time to time."""

    def __init__(self, *, every: float = EVERY) -> None:
        self._every, self._over = every, threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="sweeper", daemon=True)

    def start(self) -> None:
        sweep()
        gc.callbacks.append(_set_aside)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        gc.callbacks.remove(_set_aside)
        gc.unfreeze()

    def _go_on(self) -> None:
        while not self._over.wait(self._every):
            waited = 0.0
            while somebody_computes() and waited < PATIENCE and not self._over.wait(0.01):
                waited += 0.01
            sweep()


def sweep() -> None:
    """Look through everything, also what was set aside."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _set_aside(phase: str, found: dict[str, Any]) -> None:
    if phase == "stop" and found["generation"] == 2:
        gc.freeze()
