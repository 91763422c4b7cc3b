"""One person stays on one server, whatever their browser asks for, and on the other one when that is gone.

A real nginx with the repository's own file. What stands behind it here only says which one it is: what the product does behind it
is in tests/faults/test_cluster.py.
"""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cluster.front import Front
from tests.cluster.processes import DEPLOY, free_ports, processes

NEWCOMERS = 40


class Named:
    """A server that answers everything with its number; a websocket is agreed to, and that is all."""

    def __init__(self, number: int, port: int) -> None:
        self.number, self.port, self.asked = number, port, []  # type: ignore[var-annotated]
        self.server: ThreadingHTTPServer | None = None
        self.connections: set[socket.socket] = set()

    def start(self) -> None:
        named = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                named.connections.add(self.connection)

            def answer(self) -> None:
                named.asked.append((self.command, self.path))
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.path == "/dies":
                    self.close_connection = True
                    return
                if self.headers.get("Upgrade"):
                    self.send_response(101)
                    self.send_header("Upgrade", "websocket")
                    self.send_header("Connection", "Upgrade")
                    self.send_header("Named", str(named.number))
                    self.end_headers()
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Named", str(named.number))
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PUT = answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Answers)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self.connections.clear()
            self.server = None


@pytest.fixture(scope="module")
def behind() -> Iterator[tuple[Front, dict[int, Named]]]:
    with processes("front") as run:
        ports = free_ports(2)
        named = {number: Named(number, port) for number, port in enumerate(ports, start=1)}
        front = Front(run, ports)
        for server in named.values():
            server.start()
        front.start()
        yield front, named
        for server in named.values():
            server.stop()


@pytest.fixture
def front(behind: tuple[Front, dict[int, Named]]) -> Front:
    return behind[0]


@pytest.fixture
def named(behind: tuple[Front, dict[int, Named]]) -> dict[int, Named]:
    return behind[1]


def come(front: Front) -> tuple[int, str]:
    """Somebody new: who answered, and the cookie they were given."""
    answer = front.ask()
    cookie = answer.headers["Set-Cookie"]
    return int(answer.headers["Named"]), cookie


def test_both_servers_get_people_and_the_cookie_says_which(front: Front) -> None:
    came = [come(front) for _ in range(NEWCOMERS)]
    assert {number for number, _cookie in came} == {1, 2}
    for number, cookie in came:
        assert cookie == f"common_ground_server={number}; Path=/; Secure; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize("number", [1, 2])
def test_everything_a_browser_asks_for_goes_to_its_own_server_and_no_cookie_is_set_again(
    front: Front, number: int
) -> None:
    theirs = {"Cookie": f"_streamlit_xsrf=x; common_ground_server={number}; other=1"}
    for path, method, more in (
        ("/", "GET", {}),
        ("/concerns?period=90", "GET", {}),
        ("/_stcore/upload_file/a/b", "PUT", {}),
        ("/session/cookie", "POST", {}),
        ("/attachment/x", "GET", {}),
        ("/_stcore/stream", "GET", {"Upgrade": "websocket", "Connection": "Upgrade"}),
    ):
        for _time in range(5):
            answer = front.ask(path, method=method, body=b"x" if method != "GET" else b"", **theirs, **more)
            assert (answer.headers["Named"], answer.headers["Set-Cookie"]) == (str(number), None), path
            assert answer.status == (101 if more else 200)


def test_a_made_up_cookie_is_as_good_as_none(front: Front) -> None:
    for made_up in ("3", "common_ground_2", "127.0.0.1:1", ""):
        answer = front.ask(Cookie=f"common_ground_server={made_up}")
        assert answer.headers["Set-Cookie"].startswith(f"common_ground_server={answer.headers['Named']};")


def test_nobody_new_comes_to_a_server_that_is_drained_and_those_there_stay(front: Front) -> None:
    front.drain(1)
    try:
        assert {come(front)[0] for _ in range(NEWCOMERS)} == {2}
        assert front.ask(Cookie="common_ground_server=1").headers["Named"] == "1"
    finally:
        front.drain(1, over=True)
    assert {come(front)[0] for _ in range(NEWCOMERS)} == {1, 2}


@pytest.mark.long
def test_when_a_server_is_gone_the_other_takes_over_and_keeps_whom_it_took(
    front: Front, named: dict[int, Named]
) -> None:
    named[1].stop()
    try:
        began = time.monotonic()
        # Not even a POST is lost: it was not sent to anybody yet.
        answers = [front.ask(method=method, body=b"x", Cookie="common_ground_server=1") for method in ("POST", "GET")]
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
        answers.append(front.ask("/_stcore/stream", Cookie="common_ground_server=1", **upgrade))
        assert time.monotonic() - began < 5
        for answer in answers:
            assert answer.headers["Named"] == "2"
            assert answer.headers["Set-Cookie"].startswith("common_ground_server=2;"), answer.status
        assert {come(front)[0] for _ in range(NEWCOMERS)} == {2}
    finally:
        named[1].start()
    answer = front.ask(Cookie="common_ground_server=2")
    assert (answer.headers["Named"], answer.headers["Set-Cookie"]) == ("2", None)
    deadline = time.monotonic() + 30  # it is left alone for five seconds
    while come(front)[0] != 1:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_what_may_have_been_saved_is_not_sent_to_a_second_server(front: Front, named: dict[int, Named]) -> None:
    for server in named.values():
        server.asked.clear()
    assert front.ask("/dies", method="POST", body=b"x", Cookie="common_ground_server=2").status == 502
    assert [server.asked for server in named.values()] == [[], [("POST", "/dies")]]


def test_several_servers_are_guarded_as_one_is() -> None:
    """The two files differ in who answers, and in nothing else."""

    def rest(name: str) -> list[str]:
        text = (Path(DEPLOY) / "nginx" / name).read_text(encoding="utf-8")
        guarded = text[text.index("# Whoever asks without TLS") :]
        return [line.strip() for line in guarded.splitlines() if line.strip() and not line.strip().startswith("#")]

    one, several = rest("common-ground.conf"), rest("several-servers.conf")
    about_who = re.compile(
        r"proxy_pass|proxy_next_upstream|proxy_connect_timeout|\$common_ground_(cookie|chosen|theirs|lot)"
    )
    assert [line for line in several if not about_who.search(line)] == [
        line for line in one if not about_who.search(line)
    ]
