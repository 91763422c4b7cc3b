"""A real PostgreSQL that the test run starts itself: a cluster of its own in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER = "common_ground"
ALWAYS = (
    *("-c", "listen_addresses=127.0.0.1"),
    *("-c", "max_connections=200"),
    *("-c", "shared_buffers=64MB"),
)
# Durability is not what store tests are about; crashes and rates of writing are tested with it switched on.
FAST = (*ALWAYS, *("-c", "fsync=off"), *("-c", "synchronous_commit=off"), *("-c", "full_page_writes=off"))


@dataclass(frozen=True, slots=True)
class Cluster:
    folder: Path
    port: int
    server: subprocess.Popen[bytes]
    durable: bool = False

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """One statement outside any transaction (CREATE DATABASE and the like)."""
        with psycopg.connect(f"postgresql://{USER}@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.run("SELECT 1")
            except psycopg.OperationalError:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start:\n{_end_of(self.folder / 'log')}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        assert self.server.stdin
        self.server.stdin.close()
        self.server.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def postmaster(self) -> int:
        """The number of the process that all others of this server come from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def crash(self) -> None:
        """The server is gone at once; its files stay, and `again` starts it on them."""
        postmaster = self.postmaster()
        (self.folder / "crashed").touch()
        os.kill(postmaster, signal.SIGQUIT)
        while Path(f"/proc/{postmaster}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
            time.sleep(0.02)  # its watcher has not looked yet

    def again(self) -> "Cluster":
        """The same server, started anew after a crash."""
        assert self.server.stdin
        self.server.stdin.close()  # this watcher has nobody left to watch
        self.server.wait(timeout=30)
        (self.folder / "crashed").unlink()
        return _served(self.folder, self.port, durable=self.durable)

    def standby(self) -> "Cluster":
        """A replica of this server, streaming from it, that can be read."""
        folder, port = _folder(), _free_port()
        copy = [
            "-D",
            str(folder / "data"),
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            USER,
            "-R",
            "-c",
            "fast",
            "-N",
        ]
        with (folder / "log").open("ab") as said:
            subprocess.run(
                _as_owner([_program("pg_basebackup"), *copy]), stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                cwd="/", check=True,
            )  # fmt: skip
        return _served(folder, port, durable=self.durable)


# The server lives as long as somebody holds the other end of its watcher's standard input: a test run that is killed
# lets go of it as one that ends does, and leaves no server behind.
WATCHED = """
folder=$1; shift
"$@" & server=$!
while read -r _; do :; done
[ -e "$folder/crashed" ] && exit # another watcher takes over what it left
kill -QUIT $server; wait $server
rm -rf "$folder/data"
"""


def start(*, durable: bool = False) -> Cluster:
    """A fresh cluster on a free loopback port; `durable`: a commit is on the disk. PostgreSQL refuses root: then it runs
    as the user "postgres"."""
    folder = _folder()
    data, log = str(folder / "data"), folder / "log"
    with log.open("wb") as said:
        initdb = [_program("initdb"), "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", "-N"]
        made = subprocess.run(
            _as_owner(initdb), stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False
        )
    if made.returncode != 0:
        raise RuntimeError(f"PostgreSQL could not make a cluster:\n{_end_of(log)}")
    return _served(folder, _free_port(), durable=durable)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="common-ground-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _served(folder: Path, port: int, *, durable: bool) -> Cluster:
    """A server on the files in this folder."""
    with (folder / "log").open("ab") as said:
        postgres = [_program("postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder)]
        postgres += ALWAYS if durable else FAST
        watched = ["sh", "-c", WATCHED, "sh", str(folder), *postgres]
        server = subprocess.Popen(_as_owner(watched), stdin=subprocess.PIPE, stdout=said, stderr=said, cwd="/")
    cluster = Cluster(folder, port, server, durable)
    cluster.wait_until_it_answers()
    return cluster


def _program(name: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise RuntimeError(f"{name} is missing: tests/provision.sh installs PostgreSQL")
    return found


def _as_owner(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
