"""Three PostgreSQL under Patroni, etcd, and HAProxy in front, from the files in deploy/cluster."""

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.cluster.processes import DEPLOY, Processes, filled, free_ports, processes, program, wait_for
from tests.postgres import _program as postgresql

NAMES = ("db1", "db2", "db3")
ADDRESSES = ("10.0.0.11", "10.0.0.12", "10.0.0.13")
OWNER = "postgres"
# Debian 12's Patroni (3.0.2), when it was kept from running for a while: https://github.com/patroni/patroni/pull/2783
STUCK = "Synchronous replication key updated by someone else"


class Node:
    """One database machine: its Patroni, and the PostgreSQL that Patroni starts."""

    def __init__(self, run: Processes, name: str, port: int, rest: int) -> None:
        self.name, self.port, self.rest, self._run = name, port, rest, run
        self.folder = run.folder / name
        self.patroni: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [program("patroni"), str(self.folder / "patroni.yml")]
        self.patroni = self._run.start(self.name, command, user=OWNER, cwd=self.folder)

    def asked(self, path: str) -> tuple[int, Any]:
        """What its Patroni answers: (status, body); (0, None) when it does not."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.rest}{path}")
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, None
        except (OSError, ValueError):
            return 0, None

    @property
    def leads(self) -> bool:
        return self.asked("/primary")[0] == 200

    def takes_writes(self) -> bool:
        """True when its PostgreSQL itself, asked past Patroni and HAProxy, is no replica."""
        try:
            with psycopg.connect(self.superuser_url, connect_timeout=2) as connection:
                found = connection.execute("SELECT NOT pg_is_in_recovery()").fetchone()
                return bool(found and found[0])
        except psycopg.Error:
            return False

    @property
    def superuser_url(self) -> str:
        return f"postgresql://postgres:superuser-password@127.0.0.1:{self.port}/postgres?sslmode=require"

    def pids(self) -> list[int]:
        """Patroni first, then PostgreSQL and each of its processes."""
        found = [self.patroni.pid] if self.patroni and self.patroni.poll() is None else []
        try:
            head = int((self.folder / "data/postmaster.pid").read_text().split("\n")[0])
            told = Path(f"/proc/{head}/cmdline").read_bytes()
        except (OSError, ValueError):
            return found
        if str(self.folder).encode() not in told:
            return found  # that number is another program's by now
        children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        return [*found, head, *map(int, children)]

    def signal(self, number: signal.Signals) -> None:
        for pid in self.pids():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def kill(self) -> None:
        """As when the machine loses its power: nothing is told, nothing is written."""
        self.signal(signal.SIGKILL)
        if self.patroni:
            self.patroni.wait(timeout=20)
        wait_for(f"the end of {self.name}", lambda: not self.pids(), seconds=20)


class Cluster:
    def __init__(self, run: Processes, *, etcd_members: int = 1) -> None:
        self.run = run
        ports = iter(free_ports(2 * len(NAMES) + 2 + 2 * etcd_members))
        self.nodes = {name: Node(run, name, next(ports), next(ports)) for name in NAMES}
        self.primary_port, self.replica_port = next(ports), next(ports)
        self._etcd = [(next(ports), next(ports)) for _member in range(etcd_members)]
        self._members: list[subprocess.Popen[bytes]] = []

    @property
    def folder(self) -> Path:
        return self.run.folder

    @property
    def primary_url(self) -> str:
        """The store's address for a server: through HAProxy, to whoever leads."""
        return self._url(self.primary_port)

    @property
    def replica_url(self) -> str:
        return self._url(self.replica_port)

    def _url(self, port: int) -> str:
        encrypted = f"sslmode=verify-ca&sslrootcert={self.folder}/ca.pem"
        return f"postgresql+psycopg://common_ground:common-ground-password@127.0.0.1:{port}/common_ground?{encrypted}"

    def leader(self) -> str | None:
        """The name of the node that leads now; None while there is none."""
        return next((name for name, node in self.nodes.items() if node.leads), None)

    def kill_leader(self) -> str:
        """Kill -9 of the leader's Patroni and of its PostgreSQL; its name."""
        name = self.leader()
        assert name, "nobody leads"
        self.nodes[name].kill()
        return name

    def start(self, node: str) -> None:
        self.nodes[node].start()

    def roles(self) -> dict[str, str]:
        """What Patroni says each node is and does: {"db1": "leader running"}."""
        for node in self.nodes.values():
            status, body = node.asked("/cluster")
            if status == 200:
                return {m["name"]: f"{m['role']} {m['state']}" for m in body["members"]}
        return {}

    def is_whole(self) -> bool:
        return self._has_its_roles() and self._answers(self.primary_port, self.replica_port)

    def _has_its_roles(self) -> bool:
        return sorted(self.roles().values()) == ["leader running", "replica running", "sync_standby running"]

    def wait_whole(self, *, seconds: float = 120) -> None:
        """One leader, one replica that every save waits for, one more; and HAProxy has found them."""
        waited: dict[str, Any] = {"seconds": seconds, "said": self._said}
        wait_for("a whole cluster", lambda: self.is_whole() or self._leader_is_stuck(), **waited)
        if self._leader_is_stuck():
            self.restart_leaders_patroni()
        wait_for("a whole cluster", self.is_whole, **waited)

    def _leader_is_stuck(self) -> bool:
        """True when its Patroni has been at what docs/operations.md says of STUCK for some rounds."""
        leader = self.leader()
        return leader is not None and self.run.said(leader)[-1_000:].count(STUCK) >= 3

    def restart_leaders_patroni(self) -> None:
        """As docs/operations.md says: PostgreSQL goes on meanwhile, and leads."""
        node = self.nodes[self.leader() or ""]
        assert node.patroni
        self._control(node, "pause")
        node.patroni.terminate()
        node.patroni.wait(timeout=30)
        node.start()
        wait_for(f"{node.name} as the leader it was", lambda: node.leads, said=self._said)
        self._control(node, "resume")

    def _control(self, node: Node, what: str) -> None:
        command = [program("patronictl"), "-c", str(node.folder / "patroni.yml"), what, "--wait"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def _answers(self, *ports: int) -> bool:
        try:
            for port in ports:
                psycopg.connect(self._url(port).replace("+psycopg", ""), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _said(self) -> str:
        return "\n".join([str(self.roles()), *(f"{name}:\n{self.run.said(name)[-2500:]}" for name in self.nodes)])

    def bring_up(self) -> None:
        certificates(self.folder)
        self._start_etcd()
        self._start_haproxy()
        for node in self.nodes.values():
            self._configure(node)
            node.start()
            if node.name == NAMES[0]:  # the first one makes the cluster, the others copy it
                wait_for("a first leader", lambda: self.leader(), seconds=120, said=self._said)
        # Before there are two, nothing can be written: that is what strict means.
        wait_for("three nodes", self._has_its_roles, seconds=120, said=self._said)
        self._make_database(self.nodes[self.leader() or ""])
        self.wait_whole()

    def _start_etcd(self) -> None:
        peers = {n: f"http://127.0.0.1:{peer}" for n, (_c, peer) in zip(NAMES, self._etcd, strict=False)}
        everybody = ",".join(f"{n}={ADDRESS}" for n, ADDRESS in _written_peers().items())
        for name, (client, peer) in zip(NAMES, self._etcd, strict=False):
            here = {
                everybody: ",".join(f"{n}={address}" for n, address in peers.items()),
                "name: db1 # this node": f"name: {name}",
                "/var/lib/etcd/common-ground": str(self.folder / f"etcd-{name}"),
                "http://10.0.0.11:2380 # this node": f"http://127.0.0.1:{peer}",
                "http://10.0.0.11:2379 # this node": f"http://127.0.0.1:{client}",
            }
            file = filled(DEPLOY / "cluster/etcd.conf.yml", self.folder / f"etcd-{name}.yml", here)
            self._members.append(self.run.start(f"etcd-{name}", [program("etcd"), "--config-file", str(file)]))
        wait_for("etcd", self._etcd_answers, said=lambda: self.run.said(f"etcd-{NAMES[0]}"))

    def _etcd_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._etcd[0][0]}/health", timeout=2) as answer:
                return json.load(answer)["health"] == "true"
        except OSError:
            return False

    def _start_haproxy(self) -> None:
        here = {"127.0.0.1:5000": f"127.0.0.1:{self.primary_port}", "127.0.0.1:5001": f"127.0.0.1:{self.replica_port}"}
        # One machine, three nodes: each has a port of its own for its Patroni, which the file has once for all.
        here["default-server port 8008"] = "default-server"
        for address, node in zip(ADDRESSES, self.nodes.values(), strict=True):
            here[f"{address}:5432 check"] = f"127.0.0.1:{node.port} check port {node.rest}"
        file = filled(DEPLOY / "cluster/haproxy.cfg", self.folder / "haproxy.cfg", here)
        self.run.start("haproxy", [program("haproxy"), "-db", "-f", str(file)])

    def _configure(self, node: Node) -> None:
        node.folder.mkdir()
        own = "# this node"
        here = {
            f"name: db1 {own}": f"name: {node.name}",
            f"10.0.0.11:8008 {own}": f"127.0.0.1:{node.rest}",
            f"10.0.0.11:5432 {own}": f"127.0.0.1:{node.port}",
            ",".join(f"{address}:2379" for address in ADDRESSES): ",".join(f"127.0.0.1:{c}" for c, _p in self._etcd),
            "10.0.0.0/24": "127.0.0.1/32",
            "/usr/lib/postgresql/15/bin": str(Path(postgresql("postgres")).parent),
            "/var/lib/postgresql/15/common-ground": str(node.folder / "data"),
            "/var/lib/postgresql/.pgpass-common-ground": str(node.folder / "pgpass"),
            "/var/run/postgresql": str(node.folder),
            "/etc/ssl/common-ground": str(node.folder),
            # Three on one machine, and no watchdog that restarts it.
            "shared_buffers: 1GB": "shared_buffers: 64MB",
            "wal_keep_size: 1GB": "wal_keep_size: 128MB",
            "mode: automatic": "mode: 'off'",
        }
        filled(DEPLOY / "cluster/patroni.yml", node.folder / "patroni.yml", here)
        for name in ("ca.pem", "database.pem", "database-key.pem"):
            (node.folder / name).write_bytes((self.folder / name).read_bytes())
        (node.folder / "database-key.pem").chmod(0o600)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{OWNER}:{OWNER}", str(node.folder)], check=True)

    def _make_database(self, node: Node) -> None:
        statements = (DEPLOY / "cluster/database.sql").read_text(encoding="utf-8")
        with psycopg.connect(node.superuser_url, autocommit=True) as connection:
            for statement in statements.split(";\n"):
                if statement.strip():
                    connection.execute(statement)  # type: ignore[call-overload]


def _written_peers() -> dict[str, str]:
    return {name: f"http://{address}:2380" for name, address in zip(NAMES, ADDRESSES, strict=True)}


def certificates(folder: Path) -> None:
    """An authority of our own, and what it says of this machine's databases."""
    made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(
        ["openssl", "req", *made, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", "database-key.pem", "-out", "database.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    (folder / "ca.pem").write_bytes((folder / "database.pem").read_bytes())
    (folder / "ca.pem").chmod(0o644)


@contextmanager
def cluster(*, etcd_members: int = 1) -> Iterator[Cluster]:
    """Up when it is entered; gone, with every process of it, when it is left."""
    with processes("cluster") as run:
        brought_up = Cluster(run, etcd_members=etcd_members)
        brought_up.bring_up()
        yield brought_up
