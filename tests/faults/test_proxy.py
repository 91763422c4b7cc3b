"""The proxy breaks lines as it says: otherwise the tests that use it prove nothing."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.faults.proxy import Mode, Proxy


@pytest.fixture
def through() -> Iterator[tuple[Proxy, socket.socket]]:
    """A proxy to something that says everything back, and a line through it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def say_back(line: socket.socket) -> None:
        with suppress(OSError), line:
            while said := line.recv(100):
                line.sendall(said)

    def echo() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=say_back, args=(line,), daemon=True).start()

    threading.Thread(target=echo, daemon=True).start()
    with Proxy(listener.getsockname()[1]) as proxy:
        line = socket.create_connection(("127.0.0.1", proxy.port), timeout=5)
        yield proxy, line
        line.close()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def asked(line: socket.socket, *, within: float = 5.0) -> bytes:
    line.settimeout(within)
    line.sendall(b"are you there?")
    return line.recv(100)


def test_it_passes_is_late_swallows_and_stalls(through: tuple[Proxy, socket.socket]) -> None:
    proxy, line = through
    assert asked(line) == b"are you there?"
    proxy.set(Mode.DELAY, delay=0.1)
    began = time.monotonic()
    assert asked(line) == b"are you there?"
    assert time.monotonic() - began >= 0.2
    proxy.set(Mode.STALL)
    assert asked(line) == b"are"
    with pytest.raises(TimeoutError):
        asked(line, within=0.2)
    proxy.set(Mode.BLACK_HOLE)
    with socket.create_connection(("127.0.0.1", proxy.port)) as other, pytest.raises(TimeoutError):
        asked(other, within=0.2)


def test_it_cuts_with_a_reset_refuses_and_heals(through: tuple[Proxy, socket.socket]) -> None:
    proxy, line = through
    assert asked(line) == b"are you there?"
    proxy.cut()
    with pytest.raises(ConnectionResetError):
        line.recv(100)
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", proxy.port))
    proxy.heal()
    with socket.create_connection(("127.0.0.1", proxy.port)) as other:
        assert asked(other) == b"are you there?"
