"""Production as it is documented: nginx with the repository's own file in front, TLS, a real server, a browser."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.headers import POLICY
from tests.dashboard.conftest import fill
from tests.e2e.agency import agency, prove
from tests.e2e.conftest import ROOT, free_port, run_server, settled

pytestmark = pytest.mark.browser
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
NAME = "localhost"


class Behind(NamedTuple):
    plain: int
    tls: int

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.tls}"

    def ask(self, path: str = "/", *, port: int = 0, host: str = "", tls: bool = True) -> http.client.HTTPResponse:
        """One question; nothing is followed and no certificate believed."""
        port = port or (self.tls if tls else self.plain)
        trusting = ssl._create_unverified_context()
        connection = (
            http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trusting)
            if tls
            else http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        )
        connection.request("GET", path, headers={"Host": host or f"{NAME}:{port}"})
        return connection.getresponse()


def certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def configuration(folder: Path, ports: Behind, server: int) -> Path:
    """The repository's file with this machine's ports, name and folder, inside the frame a distribution has for it."""
    text = (ROOT / "deploy/nginx/common-ground.conf").read_text()
    # Sent to TLS, a browser of this test needs the port as well.
    text = text.replace("https://desk.example.org$request_uri", f"https://{NAME}:{ports.tls}$request_uri")
    for written, here in (
        ("listen 80", f"listen 127.0.0.1:{ports.plain}"),
        ("listen 443", f"listen 127.0.0.1:{ports.tls}"),
        ("127.0.0.1:8501", f"127.0.0.1:{server}"),
        ("desk.example.org", NAME),
        ("/etc/ssl/common-ground", str(folder)),
    ):
        assert written in text, written
        text = text.replace(written, here)
    (folder / "common-ground.conf").write_text(text)
    frame = folder / "nginx.conf"
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    frame.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        + ("user root;\n" if os.geteuid() == 0 else "")
        + "events { worker_connections 256; }\n"
        f"http {{ access_log off; {temporary} include {folder}/common-ground.conf; }}\n"
    )
    return frame


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder, server = tmp_path_factory.mktemp("production"), free_port()
    ports = Behind(free_port(), free_port())
    certificate(folder)
    database = fill(folder / "store.db")
    with closing(connect(folder / "store.db")) as store, store:
        store.execute("UPDATE officer SET is_demo = 0")
    for name in ("store.db", "keys"):
        (folder / name).touch()
        (folder / name).chmod(0o600)
    (folder / "keys").write_text("k" * 64)
    with agency(folder, ports.address) as provider:
        settings = {
            **provider.settings(folder, ports.address),
            "COMMON_GROUND_PRODUCTION": "true",
            "COMMON_GROUND_DEMO_SIGN_IN": "false",
            "COMMON_GROUND_PUBLIC_ADDRESS": ports.address,
            "COMMON_GROUND_AUDIT_HEAD_FILE": str(folder / "head"),
            "STREAMLIT_SERVER_ALLOWED_HOSTS": NAME,
        }
        desk = run_server("dashboard/server.py", server, database, folder / "log", **settings)
        proxy = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(configuration(folder, ports, server))])
        try:
            _wait_for(ports.tls, proxy, folder / "error.log")
            yield ports
        finally:
            for process in (proxy, desk):
                process.terminate()
                process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(100):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx did not come up")


@pytest.fixture(scope="module")
def page(browser: Browser, behind: Behind) -> Iterator[Page]:
    """An officer's page, signed in through TLS."""
    context = browser.new_context(ignore_https_errors=True)
    opened = context.new_page()
    opened.goto(behind.address)
    opened.get_by_role("button", name="Sign in with the agency").click()
    prove(opened, "ana")
    opened.get_by_role("button", name="Sign out").first.wait_for(state="attached")
    settled(opened)
    yield opened
    context.close()


def test_a_page_works_through_tls_over_its_websocket(behind: Behind, page: Page) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(f"{behind.address}/account")
    expect(page.get_by_role("heading", name="Ana Rivera")).to_be_visible()
    assert sockets[0].startswith(f"wss://{NAME}:{behind.tls}/")


def test_every_cookie_stays_on_tls_and_away_from_scripts(behind: Behind, page: Page) -> None:
    names = set()
    for _attempt in range(100):
        names = {cookie["name"] for cookie in page.context.cookies(behind.address)}
        if "common_ground_session" in names:
            break
        page.wait_for_timeout(50)
    assert {"common_ground_session", "_streamlit_user", "_streamlit_xsrf"} <= names
    for cookie in page.context.cookies(behind.address):
        assert cookie["secure"], cookie["name"]
        assert cookie["httpOnly"] or cookie["name"] == "_streamlit_xsrf"
        assert cookie["sameSite"] in ("Lax", "Strict")


def test_the_headers_are_the_servers_own(behind: Behind) -> None:
    sent = behind.ask("/account").headers
    assert sent["Strict-Transport-Security"] == "max-age=31536000"
    assert sent.get_all("Content-Security-Policy") == [POLICY.format(script="", images="")]
    assert sent["Cache-Control"] == "no-store"
    assert sent["Server"] in ("nginx", None), "no version"


def test_without_tls_the_browser_is_sent_to_it_and_under_another_name_nothing_answers(behind: Behind) -> None:
    sent = behind.ask("/concerns?period=90", tls=False)
    assert (sent.status, sent.headers["Location"]) == (301, f"{behind.address}/concerns?period=90")
    for tls in (True, False):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            behind.ask(tls=tls, host="evil.example")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_only_tls_1_2_and_newer_is_spoken(behind: Behind) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with (
        pytest.raises(ssl.SSLError, match="(?i)alert protocol version"),
        socket.create_connection(("127.0.0.1", behind.tls)) as plain,
    ):
        old.wrap_socket(plain)


def test_more_than_a_file_may_be_is_refused_at_the_door(behind: Behind) -> None:
    upload = int(re.search(r"client_max_body_size (\d+)m", (ROOT / "deploy/nginx/common-ground.conf").read_text())[1])  # type: ignore[index]
    connection = http.client.HTTPSConnection("127.0.0.1", behind.tls, context=ssl._create_unverified_context())
    connection.putrequest("PUT", "/_stcore/upload_file/a/b", skip_host=True)
    connection.putheader("Host", f"{NAME}:{behind.tls}")
    connection.putheader("Content-Length", str((upload + 1) * 1024 * 1024))
    connection.endheaders()
    assert connection.getresponse().status == 413
