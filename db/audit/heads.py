"""Heads of the chain, exported: how long it was, when, and the hash of its last entry, kept where whoever has the store
and its key cannot reach. A chain that was cut off or written anew differs from them."""

import logging
import logging.handlers
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import CommonGroundError, problem
from db.models import AuditEntry
from db.settings import Settings

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
AT_A_TIME = 500
# Also behind what a syslog puts before it.
LINE = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) (\d{1,18}) ([0-9a-f]{64})\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """The chain as it was: so many entries, the last of them with this hash."""

    at: datetime
    entries: int
    hash: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat(timespec='microseconds')} {self.entries} {self.hash}"


class NoHeads(CommonGroundError):
    """There are no exported heads to compare the chain with."""


class HeadExport:
    """Where one process exports the heads to: at once, then once a minute at most, and what is left at the close. What
    cannot be exported is logged and tried again with the next; the save it belongs to stands."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._waiting: Head | None = None
        self._due = 0.0  # by the clock that nobody sets

    def grew(self, head: Head) -> None:
        if not (self._settings.audit_head_file or self._settings.audit_syslog):
            return
        with self._lock:
            if self._waiting is None or head.entries > self._waiting.entries:
                self._waiting = head
            if time.monotonic() >= self._due:
                self._send()

    def close(self) -> None:
        with self._lock:
            self._send()

    def _send(self) -> None:
        head, self._due = self._waiting, time.monotonic() + EVERY_SECONDS
        if head is None:
            return
        try:
            export(head, self._settings)
            self._waiting = None
        except OSError as error:
            logger.error(
                "the head of the audit trail could not be exported: %s", error.strerror or type(error).__name__
            )


def head(session: Session) -> Head:
    """The head of the chain as it is. Raises NoHeads before the first entry."""
    last = session.execute(
        select(AuditEntry.at, AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    if last is None:
        raise NoHeads(problem("The audit trail has no entry yet."))
    return Head(*last)


def export(head: Head, settings: Settings) -> None:
    """Append the head to the file, send it to the syslog: whichever the settings name. Raises OSError."""
    if settings.audit_head_file:
        there = os.open(settings.audit_head_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(there, f"{head}\n".encode())  # one write: lines of several processes do not mix
        finally:
            os.close(there)
    if settings.audit_syslog:
        _to_syslog(head, settings.audit_syslog)


def _to_syslog(head: Head, syslog: str) -> None:
    host, _, port = syslog.rpartition(":")
    handler = logging.handlers.SysLogHandler(address=(host, int(port)) if port.isdigit() and host else syslog)
    # The handler's own way is to print what went wrong and to go on: here whoever asked must know.
    handler.handleError = _raise_again  # type: ignore[method-assign]
    handler.ident = "common-ground: "
    try:
        handler.emit(logging.LogRecord("audit", logging.INFO, "", 0, f"audit head {head}", None, None))
    finally:
        handler.close()


def _raise_again(record: logging.LogRecord) -> None:
    raise  # what the handler is just handling


def read_heads(file: str) -> Iterator[Head]:
    """The heads in an exported file or a syslog's; lines about anything else are passed over. Raises NoHeads."""
    if not Path(file).is_file():
        raise NoHeads(problem("There are no exported heads: {file} is not there.", file=file))
    found = False
    with Path(file).open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if match := LINE.search(line):
                found = True
                yield Head(datetime.fromisoformat(match[1]), int(match[2]), match[3])
    if not found:
        raise NoHeads(problem("There are no exported heads in {file}.", file=file))


def last_head(lines: Iterable[str]) -> Head | None:
    """The longest of the heads in these lines."""
    found = [Head(datetime.fromisoformat(m[1]), int(m[2]), m[3]) for m in map(LINE.search, lines) if m]
    return max(found, key=lambda one: one.entries, default=None)


def first_unlike(session: Session, heads: Iterable[Head]) -> tuple[Head | None, Head, bool] | None:
    """The earliest head that the chain does not hold, with the last one before it that it holds, and whether there is an
    entry in its place; None when it holds them all. Heads may come in any order, as several processes write them."""
    unlike: tuple[Head, bool] | None = None
    like: Head | None = None
    for some in _batches(heads):
        numbers = [head.entries for head in some]
        kept = dict(session.execute(select(AuditEntry.id, AuditEntry.hash).where(AuditEntry.id.in_(numbers))).all())
        for head in some:
            if unlike is not None and head.entries >= unlike[0].entries:
                continue
            if kept.get(head.entries) != head.hash:
                unlike = (head, head.entries in kept)
            elif like is None or head.entries > like.entries:
                like = head
    if unlike is None:
        return None
    return (like if like and like.entries < unlike[0].entries else None), *unlike


def _batches(heads: Iterable[Head]) -> Iterator[list[Head]]:
    left = iter(heads)
    while some := list(islice(left, AT_A_TIME)):
        yield some
