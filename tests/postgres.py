"""A real PostgreSQL that the test run starts itself: a cluster of its own in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER = "common_ground"
# Durability is not what store tests are about; crashes are tested elsewhere with it switched on.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"


@dataclass(frozen=True, slots=True)
class Cluster:
    folder: Path
    port: int

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """One statement outside any transaction (CREATE DATABASE and the like)."""
        with psycopg.connect(f"postgresql://{USER}@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        _as_owner([_program("pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Cluster:
    """A fresh cluster on a free loopback port. PostgreSQL refuses root: then it runs as the user "postgres"."""
    folder = Path(tempfile.mkdtemp(prefix="common-ground-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port = _free_port()
    data = folder / "data"
    _as_owner([_program("initdb"), "-D", str(data), "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", "-N"])
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {FAST}"
    _as_owner([_program("pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"])
    return Cluster(folder, port)


def _program(name: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise RuntimeError(f"{name} is missing: tests/provision.sh installs PostgreSQL")
    return found


def _as_owner(command: list[str]) -> None:
    whole = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command
    # Its own files, not pipes: the server keeps what it inherits open, and reading to the end would never end.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(whole, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/", check=False)
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{command[0]} failed: {said.read().decode(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
