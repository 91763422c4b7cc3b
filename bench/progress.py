"""How far a long step is, on one line of standard error."""

import sys
import time


class Progress:
    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.began = what, total, time.monotonic()

    def reached(self, done: int) -> None:
        spent = time.monotonic() - self.began
        end = "\n" if done >= self.total else "\r"
        print(f"  {self.what}: {done:,} of {self.total:,} ({spent:.0f} s)", end=end, file=sys.stderr, flush=True)
