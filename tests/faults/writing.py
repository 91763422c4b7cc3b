"""Writers at work, seen by the test that starts them: how much was acknowledged, who was refused with what, since when it
works again."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.writer import lines

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("ana", "ben", "cal")  # officers with neighbourhoods of their own
PATIENCE = 90.0


class Writers:
    """Several writers on one store; `kill()` is kill -9 of each, `start()` lets their successors go on."""

    def __init__(self, address: str, folder: Path, *, count: int = 2, before: tuple[str, ...] = (), **env: str) -> None:
        self.address, self.folder, self.before = address, folder, before
        self.logs = [folder / f"writer-{n}.log" for n in range(count)]
        self.environment = {**os.environ, "COMMON_GROUND_DATABASE_URL": address, **env}
        self._running: list[subprocess.Popen[bytes]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        with (self.folder / "errors").open("ab") as said:
            self._running = [
                subprocess.Popen(
                    [
                        *self.before,
                        sys.executable,
                        "-m",
                        "tests.faults.writer",
                        self.address,
                        NAMES[n % len(NAMES)],
                        str(log),
                    ],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=said,
                    stderr=said,
                )
                for n, log in enumerate(self.logs)
            ]

    def kill(self) -> None:
        for writer in self._running:
            writer.kill()
        for writer in self._running:
            writer.communicate()
        self._running = []

    def stop(self) -> None:
        """In an orderly way: each ends after the save it is at."""
        for writer in self._running:
            assert writer.stdin
            writer.stdin.close()
        for writer in self._running:
            writer.wait(timeout=PATIENCE)
        self._running = []

    def said(self, *what: str) -> list[dict[str, Any]]:
        found = [line for log in self.logs for line in lines(log) if not what or line["what"] in what]
        return sorted(found, key=lambda line: float(line["at"]))

    @property
    def acknowledged(self) -> dict[str, str]:
        return {line["key"]: line["ref"] for line in self.said("saved")}

    @property
    def sentences(self) -> set[str]:
        """What was said to writers whose save did not succeed."""
        return {line["said"] for line in self.said("refused")}

    @property
    def saw(self) -> str:
        """The same, for the table."""
        return "; ".join(f"“{sentence}”" for sentence in sorted(self.sentences))

    @property
    def broken(self) -> list[str]:
        """What reached a writer that was no sentence to a person."""
        return [line["said"] for line in self.said("broke")]

    @property
    def longest_wait(self) -> float:
        """Seconds until somebody whose save did not succeed was told."""
        return max((float(line["seconds"]) for line in self.said("refused", "broke")), default=0.0)

    def wait_for(self, more: int, *, patience: float = PATIENCE) -> None:
        """Until so many further saves are acknowledged, of each writer one at least."""
        before, since = len(self.acknowledged), time.monotonic()
        while True:
            mine = [sum(line["what"] == "saved" and line["at"] > since for line in lines(log)) for log in self.logs]
            if len(self.acknowledged) - before >= more and all(mine):
                return
            dead = [writer.poll() for writer in self._running]
            assert not any(code not in (None, 0) for code in dead), self._end_of_errors()
            assert time.monotonic() - since < patience, f"no {more} saves in {patience} s: {self._last_words()}"
            time.sleep(0.05)

    def seconds_until_writing(self, since: float) -> float:
        """From this moment (of the monotonic clock) to the first save acknowledged after it; waits for that."""
        deadline = time.monotonic() + PATIENCE
        while True:
            after = [float(line["at"]) for line in self.said("saved") if line["at"] > since]
            if after:
                return min(after) - since
            assert time.monotonic() < deadline, f"nothing saved for {PATIENCE} s: {self._last_words()}"
            time.sleep(0.05)

    def _last_words(self) -> str:
        return str(self.sentences or self.broken) + self._end_of_errors()

    def _end_of_errors(self) -> str:
        return (self.folder / "errors").read_text(encoding="utf-8", errors="replace")[-3000:]


@contextmanager
def writing(
    address: str, folder: Path, *, count: int = 2, before: tuple[str, ...] = (), **env: str
) -> Iterator[Writers]:
    """Writers that have begun to save; they are stopped at the end, whatever happens."""
    writers = Writers(address, folder, count=count, before=before, **env)
    writers.start()
    try:
        writers.wait_for(count)
        yield writers
        writers.stop()
    finally:
        writers.kill()
