"""The servers under load, started as a department would start them, and what they cost: memory and processor time."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    pid: int
    log: Path

    @property
    def memory(self) -> float:
        """Its own, in MB; 0 of one that has ended. Without mapped files: of an SQLite store each connection maps a part, and the
        same pages of the machine's cache would be counted once for each."""
        for line in self._of_the_system("status").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
        return 0.0

    @property
    def processor(self) -> float:
        """Seconds of processor time so far."""
        # The program's name stands in brackets and may hold anything; the figures come after it.
        figures = self._of_the_system("stat").rsplit(")", 1)[-1].split()
        return (int(figures[11]) + int(figures[12])) / TICKS if figures else 0.0

    def _of_the_system(self, name: str) -> str:
        try:
            return Path(f"/proc/{self.pid}/{name}").read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            return ""

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


class Fleet:
    """Server processes on one store, each on a port of its own; `settings` go into their environment."""

    def __init__(self, store: str, folder: Path, *, count: int, settings: Mapping[str, str]) -> None:
        self.environment = {**os.environ, **settings, "COMMON_GROUND_DATABASE_URL": store}
        self.ports = [free_port() for _number in range(count)]
        self.logs = [folder / f"server-{number}.log" for number in range(1, count + 1)]
        self.processes = [self._start(number) for number in range(count)]

    @property
    def servers(self) -> list[Server]:
        known = zip(self.ports, self.processes, self.logs, strict=True)
        return [Server(f"http://127.0.0.1:{port}", process.pid, log) for port, process, log in known]

    def wait(self) -> None:
        for server, process in zip(self.servers, self.processes, strict=True):
            wait_until_it_answers(server, process)

    def restart_rolling(self) -> None:
        """One after the other: each ends as a service manager ends it and is back before the next one goes."""
        for number in range(len(self.processes)):
            self._end(number)
            self.processes[number] = self._start(number)
            self.wait()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for number in range(len(self.processes)):
            self._end(number)

    def _start(self, number: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "streamlit", "run", "dashboard/server.py"]
        command += [f"--server.port={self.ports[number]}"]
        with self.logs[number].open("ab") as said:
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=said, stderr=subprocess.STDOUT)

    def _end(self, number: int) -> None:
        process = self.processes[number]
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=20)


@contextmanager
def serving(store: str, folder: Path, *, count: int = 1, **settings: str) -> Iterator[Fleet]:
    """`count` server processes once they answer; their logs in `folder`."""
    fleet = Fleet(store, folder, count=count, settings=settings)
    try:
        fleet.wait()
        yield fleet
    finally:
        fleet.stop()


def wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]", *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server ended before it answered:\n{server.said[-3000:]}")
        try:
            with urllib.request.urlopen(f"{server.address}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The server did not answer within {seconds:.0f} s:\n{server.said[-3000:]}")


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one moment: seconds since the run began, MB of each server, seconds of processor of each server and the driver."""

    at: float
    memory: tuple[float, ...]
    servers: tuple[float, ...]
    driver: float


def reading(servers: Sequence[Server], at: float) -> Reading:
    return Reading(
        at, tuple(one.memory for one in servers), tuple(one.processor for one in servers), time.process_time()
    )


def slope(readings: Sequence[Reading], server: int) -> float:
    """How fast a server's memory grows, in MB per minute: the straight line nearest to its readings."""
    there = [one for one in readings if len(one.memory) > server and one.memory[server]]
    if len(there) < 3:
        return 0.0
    minutes = [one.at / 60 for one in there]
    sizes = [one.memory[server] for one in there]
    middle, level = sum(minutes) / len(minutes), sum(sizes) / len(sizes)
    spread = sum((x - middle) ** 2 for x in minutes)
    return sum((x - middle) * (y - level) for x, y in zip(minutes, sizes, strict=True)) / spread if spread else 0.0
