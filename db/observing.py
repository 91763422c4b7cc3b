"""What the service is doing, told to whoever listens: the log (db.logs) and, where it is switched on, telemetry.

One line at each place: `with observed("command", name):`. Only names of ours are told, how long it took and how it ended:
never what was read or written, and not by whom. While nobody listens it costs less than a microsecond.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

from db.errors import CommonGroundError

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Seen:
    """`kind`: command, read, page or request; `outcome`: ok, error, or the name of our own error."""

    kind: str
    name: str
    known: Mapping[str, str]
    began: float = 0.0
    ms: float = 0.0
    outcome: str = "ok"
    tokens: list[tuple["Listener", Any]] = field(default_factory=list)


class Listener(Protocol):
    def began(self, seen: Seen) -> Any:
        """What it answers is given back at the end."""

    def ended(self, token: Any, seen: Seen) -> None: ...


_listeners: tuple[Listener, ...] = ()


def listen(listener: Listener) -> None:
    global _listeners
    _listeners = (*_listeners, listener)


def forget(listener: Listener) -> None:
    global _listeners
    _listeners = tuple(one for one in _listeners if one is not listener)


class observed:  # noqa: N801 - reads as a word: with observed("command", name)
    """Tells every listener that this began, and how it ended. No listener can break what it listens to."""

    __slots__ = ("seen",)

    def __init__(self, kind: str, name: str, **known: str) -> None:
        self.seen = Seen(kind, name, known) if _listeners else None

    def __enter__(self) -> "observed":
        if (seen := self.seen) is not None:
            for listener in _listeners:
                try:
                    seen.tokens.append((listener, listener.began(seen)))
                except Exception as error:
                    logger.debug("a listener failed: %s", error)
            seen.began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _stack: TracebackType | None
    ) -> None:
        if (seen := self.seen) is None:
            return
        seen.ms = (time.perf_counter() - seen.began) * 1000
        seen.outcome = outcome(error)
        for listener, token in reversed(seen.tokens):
            try:
                listener.ended(token, seen)
            except Exception as failed:
                logger.debug("a listener failed: %s", failed)


def outcome(error: BaseException | None) -> str:
    """In a word. What is no Exception is how Streamlit ends a run early, and no failure."""
    if isinstance(error, CommonGroundError):
        return type(error).__name__
    return "error" if isinstance(error, Exception) else "ok"
