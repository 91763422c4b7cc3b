"""A PostgreSQL that keeps what it says it keeps, for tests that crash it: fsync and synchronous_commit are on."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg

from db.store import migrate
from tests.db.conftest import furnish
from tests.postgres import USER, Cluster, _as_owner, _end_of, _free_port, _program

AS_SHIPPED = ("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=100", "-c", "shared_buffers=32MB")
# As in tests.postgres, but what is stopped can be started again: the server ends with whoever holds the standard input.
WATCHED = """
"$@" & server=$!
while read -r _; do :; done
kill -QUIT $server; wait $server
"""


@dataclass
class Durable:
    """`crash()` is kill -9 of the server and all its processes, `start()` starts it again on the same data."""

    folder: Path
    data: Path
    port: int
    keeper: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def plain(self, database: str = "postgres") -> str:
        """The address for psycopg itself."""
        return self.url(database).replace("+psycopg", "")

    def run(self, statement: str) -> None:
        Cluster.run(self, statement)  # type: ignore[arg-type]

    def start(self) -> float:
        """Seconds until it answered."""
        began = time.monotonic()
        postgres = [_program("postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as said:
            self.keeper = subprocess.Popen(
                _as_owner(["sh", "-c", WATCHED, "sh", *postgres, *AS_SHIPPED]),
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                cwd="/",
            )
        while True:
            try:
                self.run("SELECT 1")
                return time.monotonic() - began
            except psycopg.OperationalError:
                if time.monotonic() - began > 60:
                    raise RuntimeError(f"PostgreSQL did not start:\n{_end_of(self.folder / 'log')}") from None
                time.sleep(0.05)

    def processes(self) -> list[int]:
        """The server's own process, then those it has started; none when it does not run."""
        try:
            first = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        except (OSError, IndexError, ValueError):
            return []
        return [pid for pid in (first, *_children(first)) if Path(f"/proc/{pid}").exists()]

    def crash(self) -> None:
        pids = self.processes()
        assert pids, "PostgreSQL does not run: there is nothing to kill"
        os.kill(pids[0], signal.SIGSTOP)  # it must not start anybody anew meanwhile
        for pid in (*_children(pids[0]), pids[0]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._gone(pids)

    def stop(self) -> None:
        """The orderly end (fast): as an upgrade would."""
        pids = self.processes()
        os.kill(pids[0], signal.SIGINT)
        self._gone(pids)

    def _gone(self, pids: list[int]) -> None:
        if self.keeper is not None and self.keeper.stdin is not None:
            self.keeper.stdin.close()
            self.keeper.wait(timeout=30)
        deadline = time.monotonic() + 30
        while any(_lives(pid) for pid in pids):
            assert time.monotonic() < deadline, "PostgreSQL did not end"
            time.sleep(0.02)

    def remove(self) -> None:
        if self.processes():
            self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def furnished(self) -> str:
        """The address of a new store with people in it."""
        name = f"store_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE furnished")
        return self.url(name)

    def empty(self) -> str:
        """The address of a database with nothing in it."""
        name = f"empty_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)


def made(*, data: Path | None = None, log_apart: bool = False) -> Durable:
    """A server of its own with a furnished store to copy; its data in another folder when one is named, with its log
    (PostgreSQL's, of what it is about to write) or apart from it."""
    folder = Path(tempfile.mkdtemp(prefix="common-ground-durable-"))
    data = data or folder / "data"
    for mine in (folder, data.parent):
        mine.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(mine, owner.pw_uid, owner.pw_gid)
    initdb = [_program("initdb"), "-D", str(data), "-U", USER, "--auth=trust", "--encoding=UTF8", "-N"]
    initdb += ["--wal-segsize=1", *(["--waldir", str(folder / "wal")] if log_apart else [])]
    done = subprocess.run(_as_owner(initdb), capture_output=True, cwd="/", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"PostgreSQL could not make a cluster:\n{done.stderr.decode()}")
    server = Durable(folder, data, _free_port())
    server.start()
    server.run("CREATE DATABASE furnished")
    migrate(server.url("furnished"))
    furnish(server.url("furnished"))
    return server


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
