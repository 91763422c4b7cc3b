"""Processes of one temporary folder: started, looked after, ended with it."""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.watcher import MARK, belonging

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


class Processes:
    """Starts programs; all of them end with the run, also when it is killed (tests/cluster/watcher.py)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # A session of its own: Ctrl+C in a terminal, or the end of the whole group, is not its end.
        self._watcher = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("watcher.py")), str(folder)],
            stdin=subprocess.PIPE, cwd="/", start_new_session=True,
        )  # fmt: skip

    def start(
        self, name: str, command: list[str], *, user: str | None = None, cwd: Path | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        """A program whose words go to the file `name`.log; as this user when we are root, who may not run PostgreSQL."""
        plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": str(self.folder)}
        who = {"user": user, "group": user, "extra_groups": []} if user and os.geteuid() == 0 else {}
        with (self.folder / f"{name}.log").open("ab") as said:
            return subprocess.Popen(
                command,
                cwd=cwd or self.folder,
                env={**plain, **environment, MARK: str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                **who,  # type: ignore[call-overload]
            )

    def said(self, name: str) -> str:
        log = self.folder / f"{name}.log"
        return log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else ""

    def end(self) -> None:
        assert self._watcher.stdin
        self._watcher.stdin.close()
        self._watcher.wait(timeout=60)
        assert not belonging(str(self.folder))


@contextmanager
def processes(prefix: str) -> Iterator[Processes]:
    folder = Path(tempfile.mkdtemp(prefix=f"common-ground-{prefix}-"))
    folder.chmod(0o755)  # the folders of users other than ours lie in it
    started = Processes(folder)
    try:
        yield started
    finally:
        started.end()


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ.get("PATH", ""))
    if not found:
        raise RuntimeError(f"{name} is missing: tests/faults/provision.sh installs it")
    return found


def free_ports(count: int) -> list[int]:
    """Ports nobody has, below those that the machine gives to connections by itself: a port stays ours while the program
    that listens there is dead."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(12_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def filled(file: Path, into: Path, here: Mapping[str, str]) -> Path:
    """One of the repository's own configurations, with this machine's names, ports and folders put in."""
    text = file.read_text(encoding="utf-8")
    for written, put_in in here.items():
        assert written in text, f"{file.name} has no {written!r} any more"
        text = text.replace(written, put_in)
    into.write_text(text, encoding="utf-8")
    return into


def wait_for(what: str, true: Callable[[], object], *, seconds: float = 60, said: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds:.0f} s\n{said()}")
        time.sleep(0.1)
