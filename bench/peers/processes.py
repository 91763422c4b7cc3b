"""A peer's server: started in a group of its own, waited for, weighed, and ended with everything it started."""

import os
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
MB = 1_000_000


class Weight:
    """The most memory that a process and what it started held at once, looked at twice a second: RSS, in MB."""

    def __init__(self, root: int, naming: str = "") -> None:
        self.root, self.naming, self.most = root, naming, 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Weight":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(_rss(pid) for pid in _family(self.root) if self.naming in _command(pid)))


@contextmanager
def served(command: Sequence[str | Path], url: str, log: Path, **how: object) -> Iterator[int]:
    """The server's process id, once `url` answers. Its output is kept for when it does not."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **how)  # type: ignore[call-overload]
    try:
        _wait_for(url, process, log)
        yield process.pid
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _attempt in range(240):
        if process.poll() is not None:
            break
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.5)
    raise SystemExit(f"No answer from {url}. Its last words: {log.read_text(errors='replace')[-2000:]}")


def _family(root: int) -> set[int]:
    """`root` and every process below it."""
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found, size = {root}, 0
    while len(found) != size:
        size = len(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found


def _parent(entry: Path) -> int:
    with suppress(OSError):
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _rss(pid: int) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MB
    return 0.0


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
