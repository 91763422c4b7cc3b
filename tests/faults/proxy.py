"""A proxy between the desk and its database that behaves as badly as networks do."""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from enum import Enum
from typing import Any

PIECE = 65_536
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Mode(Enum):
    PASS = "passes everything"
    BLACK_HOLE = "takes everything, and nothing ever comes out"
    STALL = "lets the beginning of an answer through, then no more of it"
    DELAY = "lets everything through, late"


class Proxy:
    """`with Proxy(port) as proxy:` listens on a free loopback port and hands on to this one, as `proxy.mode` says: for
    what comes from now on, on connections that stand already too. `cut()` ends those with RST, `refuse()` also listens
    no more, and `heal()` puts everything right."""

    def __init__(self, target: int) -> None:
        self.target, self.mode, self.delay = target, Mode.PASS, 0.0
        self.few = 3  # bytes of an answer that a stall lets through: not even the head of one message
        self.port = 0
        self._standing: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Proxy":
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self.refuse()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def url(self, address: str) -> str:
        """The same database, through this proxy."""
        return address.replace(f":{self.target}/", f":{self.port}/")

    def set(self, mode: Mode, *, delay: float = 0.0) -> None:
        self.delay, self.mode = delay, mode

    def cut(self) -> None:
        """End all connections with RST, both ways: what was on its way is lost."""
        self._do(self._cut())

    def refuse(self) -> None:
        """Nobody listens any more, and connections that stand are cut."""
        self._do(self._refuse())

    def heal(self) -> None:
        """Everything passes again. What was swallowed stays lost, so connections from before are cut."""
        swallowed, self.mode = self.mode in (Mode.BLACK_HOLE, Mode.STALL), Mode.PASS
        if swallowed:
            self.cut()
        self._do(self._listen())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        for end in tuple(self._standing):
            _reset(end)
        self._standing.clear()

    async def _accept(self, asking: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._standing.add(back)
        try:
            answering, on = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            _reset(back)
            return
        self._standing.add(on)
        await asyncio.gather(self._hand_on(asking, on, answers=False), self._hand_on(answering, back, answers=True))
        self._standing -= {back, on}

    async def _hand_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool) -> None:
        stalled = False
        try:
            while piece := await source.read(PIECE):
                if self.mode is Mode.BLACK_HOLE or stalled:
                    continue
                if self.mode is Mode.STALL and answers:
                    piece, stalled = piece[: self.few], True
                if self.mode is Mode.DELAY:
                    await asyncio.sleep(self.delay)
                sink.write(piece)
                await sink.drain()
            sink.close()
        except OSError:
            _reset(sink)


def _reset(end: asyncio.StreamWriter) -> None:
    known: socket.socket | None = end.get_extra_info("socket")
    if known is not None and known.fileno() != -1:
        known.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()
