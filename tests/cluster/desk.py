"""Servers of Common Ground behind nginx, from deploy/nginx/several-servers.conf, on the store that they are given."""

import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tests.cluster.front import TRUSTING, Front
from tests.cluster.processes import DEPLOY, ROOT, Processes, free_ports, processes, wait_for


class Stores(Protocol):
    @property
    def primary_url(self) -> str: ...
    @property
    def replica_url(self) -> str: ...


class Server:
    """One server process; stopped and started again at the same port."""

    def __init__(self, run: Processes, number: int, port: int, environment: dict[str, str]) -> None:
        self.name, self.number, self.port = f"server-{number}", number, port
        self._run, self._environment = run, environment
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "dashboard/server.py", "--server.port", str(self.port)]
        named = {**self._environment, "COMMON_GROUND_SERVER_NAME": self.name}
        self.process = self._run.start(self.name, command, cwd=ROOT, **named)

    def is_well(self) -> bool:
        assert self.process is None or self.process.poll() is None, f"{self.name} has ended:\n{self.said()}"
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait_well(self, *, seconds: int = 180) -> None:
        """As the service manager waits; then the store answers, too."""
        waits = [sys.executable, str(DEPLOY / "systemd/wait_well.py"), str(self.port), str(seconds)]
        subprocess.run(waits, check=True)
        wait_for(self.name, self.is_well, seconds=seconds, said=self.said)

    def terminate(self, *, seconds: float = 30) -> None:
        """As a service manager ends it; a server that takes longer than that one waits has not stopped in an orderly way."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=seconds)

    def said(self) -> str:
        return self._run.said(self.name)


class Desk:
    def __init__(self, run: Processes, stores: Stores, *, count: int, settings: dict[str, str]) -> None:
        self.folder, self._run = run.folder, run
        ports = free_ports(count)
        self.front = Front(run, ports)
        for name in ("keys", "cookie-secret"):
            (run.folder / name).write_text(secrets.token_hex(32))
            (run.folder / name).chmod(0o600)
        (run.folder / "files").mkdir()
        # Alike on every server: that is what makes them one desk.
        self.environment = {
            "COMMON_GROUND_DATABASE_URL": stores.primary_url,
            "COMMON_GROUND_REPLICA_URL": stores.replica_url,
            "COMMON_GROUND_KEYS_FILE": str(run.folder / "keys"),
            "COMMON_GROUND_FILES_DIR": str(run.folder / "files"),
            "STREAMLIT_SERVER_COOKIE_SECRET": (run.folder / "cookie-secret").read_text(),
            **settings,
        }
        self.servers = [Server(run, n, port, self.environment) for n, port in enumerate(ports, start=1)]

    @property
    def address(self) -> str:
        """Where people go."""
        return self.front.address

    def restart_rolling(self) -> None:
        """One after the other, as docs/operations.md says: nobody new comes to it, it is stopped, started, well again."""
        for server in self.servers:
            self.front.drain(server.number)
            server.terminate()
            server.start()
            server.wait_well()
            self.front.drain(server.number, over=True)

    def load_demonstration(self) -> None:
        plain = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.environment}
        subprocess.run([sys.executable, "-m", "seed", "demo"], cwd=ROOT, env=plain, check=True, capture_output=True)

    def bring_up(self) -> None:
        for server in self.servers:
            server.start()
        self.front.start()
        for server in self.servers:
            server.wait_well()
        assert self.answers(), self._run.said("nginx")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5, context=TRUSTING) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def servers(stores: Stores, *, count: int = 2, demonstration: bool = False, **settings: str) -> Iterator[Desk]:
    """Servers on these stores (a cluster, or anything with both addresses), behind nginx; gone when it is left. The store
    has to be migrated already, or gets the demonstration."""
    with processes("desk") as run:
        desk = Desk(run, stores, count=count, settings=settings)
        if demonstration:
            desk.load_demonstration()
        desk.bring_up()
        yield desk
