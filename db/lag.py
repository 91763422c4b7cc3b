"""How far a replica may be behind, without asking any clock but one's own."""

import threading
from collections import deque


class Lag:
    """Remembers at which revisions the store itself was seen, and since when each of them may have been there.

    A change that this server knows to be older than the allowed lag must be in what the replica shows. When exactly it was
    made nobody here knows: it counts as made right after the look before, so after a quiet time too much is asked rather
    than too little, and then the store itself is read.
    """

    def __init__(self, allowed: float) -> None:
        """`allowed` in seconds; moments below are seconds of the steady clock."""
        self._allowed, self._lock = allowed, threading.Lock()
        self._young: deque[tuple[float, int]] = deque()  # (made at the earliest, revision)
        self._looked: float | None = None
        self._floor = self.newest = 0

    def saw(self, revision: int, now: float) -> None:
        with self._lock:
            if self._looked is None:
                self._floor = revision
            elif revision > self.newest:
                self._young.append((self._looked, revision))
            self.newest, self._looked = max(revision, self.newest), now

    def floor(self, now: float) -> int:
        """The least revision that a replica must have come to."""
        with self._lock:
            while self._young and self._young[0][0] <= now - self._allowed:
                self._floor = max(self._floor, self._young.popleft()[1])
            return self._floor
