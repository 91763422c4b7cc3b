"""nginx in front of several servers: deploy/nginx/several-servers.conf with this machine's names, ports and folders."""

import http.client
import os
import socket
import ssl
import subprocess
from collections.abc import Sequence

from tests.cluster.processes import DEPLOY, Processes, filled, free_ports, program, wait_for

NAME = "localhost"
WRITTEN = ("127.0.0.1:8501", "127.0.0.1:8502")
TRUSTING = ssl._create_unverified_context()  # the certificate is our own


class Front:
    def __init__(self, run: Processes, servers: Sequence[int]) -> None:
        """`servers`: their ports; the file has two, its head says what to add for a third."""
        assert 1 <= len(servers) <= len(WRITTEN)
        self.folder, self._run, self._servers = run.folder, run, servers
        self.tls, self.plain = free_ports(2)

    @property
    def address(self) -> str:
        """Where people go."""
        return f"https://{NAME}:{self.tls}"

    def drain(self, server: int, *, over: bool = False) -> None:
        """Nobody new comes to this server (1, 2), until it is over."""
        mark = self.folder / f"draining/draining-{server}"
        mark.unlink() if over else mark.touch()

    def ask(
        self, path: str = "/", *, method: str = "GET", body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=20, context=TRUSTING)
        connection.request(method, path, body or None, {"Host": f"{NAME}:{self.tls}", **headers})
        return connection.getresponse()

    def start(self) -> None:
        folder = self.folder
        (folder / "draining").mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
             "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", "key.pem", "-out", "certificate.pem"],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        here = {
            "https://desk.example.org$request_uri": f"https://{NAME}:{self.tls}$request_uri",
            "listen 80": f"listen 127.0.0.1:{self.plain}",
            "listen 443": f"listen 127.0.0.1:{self.tls}",
            "desk.example.org": NAME,
            "/etc/ssl/common-ground": str(folder),
            "/run/common-ground": str(folder / "draining"),
        }
        for number, written in enumerate(WRITTEN):
            port = self._servers[min(number, len(self._servers) - 1)]
            here[written] = f"127.0.0.1:{port}"
            here[written.replace(".", r"\.")] = rf"127\.0\.0\.1:{port}"
        filled(DEPLOY / "nginx/several-servers.conf", folder / "common-ground.conf", here)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/nginx.log; worker_processes 1;\n"
            + ("user root;\n" if os.geteuid() == 0 else "")
            + "events { worker_connections 1024; }\n"
            f"http {{ access_log off; {temporary} include {folder}/common-ground.conf; }}\n"
        )
        self._run.start("nginx", [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")])
        wait_for("nginx", self._listens, said=lambda: self._run.said("nginx"))

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.tls)) == 0
