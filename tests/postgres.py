"""A real PostgreSQL that the test run starts itself: a cluster of its own in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER = "common_ground"
# Durability is not what store tests are about; crashes are tested elsewhere with it switched on.
FAST = (
    *("-c", "listen_addresses=127.0.0.1"),
    *("-c", "fsync=off"),
    *("-c", "synchronous_commit=off"),
    *("-c", "full_page_writes=off"),
    *("-c", "max_connections=200"),
    *("-c", "shared_buffers=64MB"),
)


@dataclass(frozen=True, slots=True)
class Cluster:
    folder: Path
    port: int
    server: subprocess.Popen[bytes]

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


# The server lives as long as somebody holds the other end of its watcher's standard input: a test run that is killed
# lets go of it as one that ends does, and leaves no server behind.
WATCHED = """
folder=$1; shift
"$@" & server=$!
while read -r _; do :; done
kill -QUIT $server; wait $server
rm -rf "$folder/data"
"""


def start() -> Cluster:
    """A fresh cluster on a free loopback port. PostgreSQL refuses root: then it runs as the user "postgres"."""
    folder = Path(tempfile.mkdtemp(prefix="common-ground-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port, data, log = _free_port(), str(folder / "data"), folder / "log"
    with log.open("wb") as said:
        initdb = [_program("initdb"), "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", "-N"]
        made = subprocess.run(
            _as_owner(initdb), stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False
        )
        if made.returncode != 0:
            raise RuntimeError(f"PostgreSQL could not make a cluster:\n{_end_of(log)}")
        postgres = [_program("postgres"), "-D", data, "-p", str(port), "-k", str(folder), *FAST]
        watched = ["sh", "-c", WATCHED, "sh", str(folder), *postgres]
        server = subprocess.Popen(_as_owner(watched), stdin=subprocess.PIPE, stdout=said, stderr=said, cwd="/")
    cluster = Cluster(folder, port, server)
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
