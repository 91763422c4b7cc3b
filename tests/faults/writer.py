"""One writer, a program of its own: python -m tests.faults.writer ADDRESS NAME LOG

Records concerns, logs activities and moves concerns on, each under a key of its own, until its standard input ends. What it
was not told is saved, it sends again under the same key. The log says what was begun, saved and refused, line by line; a
writer started again with the same log first sends what its forerunner had begun. Settings come from the environment.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from db.access import Viewer
from db.commands.activities import LogActivity
from db.commands.concern_work import MoveConcern
from db.commands.concerns import RecordConcern
from db.errors import StoreUnavailable
from db.queries.people import viewer_by_subject
from db.settings import Settings
from db.store import Store
from db.vocabulary import ActivityType, Channel, ConcernCategory, ConcernStatus, SourceType
from tests.faults.invariants import MARK

CATEGORIES = (ConcernCategory.LIGHTING, ConcernCategory.NOISE, ConcernCategory.DUMPING)


class Log:
    """Each line reaches the file at once: a writer that is killed has said all it knew."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def say(self, what: str, **more: Any) -> None:
        os.write(self._file, (json.dumps({"what": what, "at": time.monotonic(), **more}) + "\n").encode())


def commands(viewer: Viewer, begun: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Keys and kinds: what was begun and not saved, then on and on."""
    yield from begun.items()
    number = 0
    while True:
        number += 1
        yield f"fault-{uuid4().hex}", ("concern", "activity", "move")[number % 3]


def command(kind: str, key: str, viewer: Viewer, last: tuple[str, int]) -> Any:
    now = datetime.now(UTC)
    area = viewer.areas[0]
    if kind == "activity":
        return LogActivity(
            ActivityType.FOOT_PATROL, now - timedelta(hours=2), 30, neighbourhood_id=area, note=MARK + key
        )
    if kind == "move" and last[0]:
        return MoveConcern(last[0], last[1], ConcernStatus.TRIAGED, "Looked at")
    category = CATEGORIES[int(key[-1], 16) % len(CATEGORIES)]
    received = now - timedelta(hours=2)
    return RecordConcern(MARK + key, category, Channel.WALK_UP, SourceType.RESIDENT, received, neighbourhood_id=area)


def main(address: str, name: str, file: str) -> None:
    log, store = Log(Path(file)), Store.open(Settings(database_url=address))
    begun, last = unfinished(Path(file)), ("", 0)
    viewer: Viewer | None = None
    log.say("started", pid=os.getpid())
    while viewer is None:
        try:
            with store.reading() as session:
                viewer = viewer_by_subject(session, name)
            assert viewer is not None, f"nobody is called {name}"
        except StoreUnavailable as error:
            log.say("not read", said=str(error))
            time.sleep(0.05)
    for key, kind in commands(viewer, begun):
        kind = "concern" if kind == "move" and not last[0] else kind
        log.say("begun", key=key, kind=kind)
        asked = command(kind, key, viewer, last)
        while True:
            began = time.monotonic()
            try:
                saved = store.execute(asked, by=viewer, now=datetime.now(UTC), key=key)
                break
            except StoreUnavailable as error:
                log.say("refused", key=key, said=str(error), seconds=time.monotonic() - began)
                time.sleep(0.05)
            except Exception as error:  # noqa: BLE001 - whatever else comes is a finding: the test reads it in the log
                log.say("broke", key=key, said=repr(error)[:500], seconds=time.monotonic() - began)
                time.sleep(0.05)
            if _over.is_set():
                return
        log.say("saved", key=key, ref=saved.ref, seconds=time.monotonic() - began, now=datetime.now(UTC).isoformat())
        last = (saved.ref, saved.version) if kind == "concern" else ("", 0) if kind == "move" else last
        if _over.is_set():
            return


def unfinished(file: Path) -> dict[str, str]:
    """What the log says was begun and not saved: keys and kinds. A move begun by somebody who is gone is theirs."""
    found: dict[str, str] = {}
    for line in lines(file):
        if line["what"] == "begun" and line["kind"] != "move":
            found[line["key"]] = line["kind"]
        elif line["what"] == "saved":
            found.pop(line["key"], None)
    return found


def lines(file: Path) -> list[dict[str, Any]]:
    """The log so far; a line that its writer was killed over is none."""
    if not file.exists():
        return []
    whole = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in whole if line.endswith("\n")]


_over = threading.Event()


def _listen() -> None:
    sys.stdin.buffer.read()
    _over.set()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_listen, daemon=True).start()
    main(*sys.argv[1:4])
    os._exit(0)  # the thread waits for an input that may never end
