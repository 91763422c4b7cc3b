"""What a tutorial's map loads from other machines, answered on this one, so that the internet's speed is not measured.

The page asks for the same addresses over HTTPS and its browser keeps the files as it would the real ones.
"""

import base64
import hashlib
import http.server
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.peers.environments import CACHE

FOLDER = CACHE / "web"
# What folium 0.20 names: the end of an address -> package of npm, file within it. Anything else is answered empty.
FILES = {
    "leaflet.js": ("leaflet@1.9.3", "dist/leaflet.js"),
    "leaflet.css": ("leaflet@1.9.3", "dist/leaflet.css"),
    "jquery-3.7.1.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "bootstrap.bundle.min.js": ("bootstrap@5.2.2", "dist/js/bootstrap.bundle.min.js"),
    "bootstrap.min.css": ("bootstrap@5.2.2", "dist/css/bootstrap.min.css"),
    "d3.min.js": ("d3@3.5.5", "d3.min.js"),
}
KINDS = {"js": "text/javascript", "css": "text/css", "png": "image/png"}
TILE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


@dataclass(frozen=True, slots=True)
class Web:
    """Chromium with `flags` finds every other machine here and believes its certificate."""

    flags: tuple[str, str]


class _Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].rpartition("/")[2]
        ending = name.rpartition(".")[2]
        body = (FOLDER / name).read_bytes() if name in FILES else TILE if ending == "png" else b""
        self.send_response(200)
        self.send_header("Content-Type", KINDS.get(ending, "text/plain"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web() -> Iterator[Web]:
    _fetched()
    key, certificate = _certificate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rules = f"MAP * 127.0.0.1:{server.server_port}, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    try:
        yield Web((f"--host-resolver-rules={rules}", f"--ignore-certificate-errors-spki-list={_print_of(certificate)}"))
    finally:
        server.shutdown()
        server.server_close()


def _fetched() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (package, path) in FILES.items():
        if (FOLDER / name).exists():
            continue
        packed = subprocess.run(
            ["npm", "pack", "--silent", package], cwd=FOLDER, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.split()[-1]
        shutil.unpack_archive(FOLDER / packed, FOLDER / "unpacked")
        (FOLDER / "unpacked/package" / path).rename(FOLDER / name)
        shutil.rmtree(FOLDER / "unpacked")
        (FOLDER / packed).unlink()


def _certificate() -> tuple[Path, Path]:
    key, certificate = FOLDER / "key.pem", FOLDER / "certificate.pem"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=peers", "-keyout", key, "-out", certificate,
    ]  # fmt: skip
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return key, certificate


def _print_of(certificate: Path) -> str:
    """The public key's fingerprint as Chromium wants it."""
    asked = ["openssl", "x509", "-in", certificate, "-pubkey", "-noout"]
    pem = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout
    der = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))
    return base64.b64encode(hashlib.sha256(der).digest()).decode()
