"""What officers met and saved during a run: every wait, every trouble, every save with its mark."""

import time
from dataclasses import dataclass, field
from enum import StrEnum


class Kept(StrEnum):
    """What an officer knows of a save."""

    ACKNOWLEDGED = "acknowledged"  # a receipt with its reference was read
    UNKNOWN = "unknown"  # the line was lost before a receipt came, and the form did not come back
    REFUSED = "refused"  # the page said that nothing was saved


@dataclass(frozen=True, slots=True)
class Wait:
    """One rerun: what it was for, when it began (seconds since the run did), how long, how much came back."""

    kind: str
    at: float
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Save:
    """An activity of the Log. `mark` is its dispatch number, which no other save has."""

    mark: str
    type: str  # as its pill reads
    area: str  # as the receipt reads; empty while unknown
    ref: str
    kept: Kept


@dataclass
class Diary:
    began: float = field(default_factory=time.perf_counter)
    waits: list[Wait] = field(default_factory=list)
    troubles: list[tuple[float, str, str]] = field(default_factory=list)  # when, what for, the words on the page
    saves: list[Save] = field(default_factory=list)
    reconnects: int = 0
    signed_in: int = 0

    @property
    def now(self) -> float:
        return time.perf_counter() - self.began

    def note(self, kind: str, *, seconds: float, size: int) -> None:
        self.waits.append(Wait(kind, self.now - seconds, seconds, size))

    def note_trouble(self, kind: str, words: str) -> None:
        self.troubles.append((self.now, kind, words[:300]))
