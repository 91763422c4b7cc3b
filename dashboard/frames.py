"""What a browser may send over a page's own connection, and to whom a page belongs (plain ASGI middleware).

Streamlit gives a page that lost its connection back to whoever names its identity, and takes orders from anybody: to empty
everybody's caches, to tell what its folder's version control knows. Neither is for a browser of ours."""

from collections import OrderedDict
from collections.abc import Callable

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.headers import inside, session_cookie

TAKEN = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
OPERATIONS = ("deferred_file", "dataframe_chunk")  # a file made at the click, more of a long table
UPLOAD = "/_stcore/upload_file/"
PROTOCOLS = "sec-websocket-protocol"
NOT_TEXT = 1003
REMEMBERED = 20_000


class Pages:
    """Which session of ours (its number) each page of this process was last signed in with, by the page's identity."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, int] = OrderedDict()

    def belongs(self, page: str, session_id: int) -> None:
        self._sessions[page] = session_id
        self._sessions.move_to_end(page)
        while len(self._sessions) > REMEMBERED:
            self._sessions.popitem(last=False)

    def session_of(self, page: str) -> int | None:
        """None when nobody has signed in on it."""
        return self._sessions.get(page)


PAGES = Pages()


class Frames:
    """`session_of` says which session of ours a cookie's token belongs to, or None."""

    def __init__(
        self, app: ASGIApp, *, session_of: Callable[[str], int | None], pages: Pages = PAGES, base: str = ""
    ) -> None:
        self.app, self.session_of, self.pages, self.base = app, session_of, pages, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._drop_a_page_of_somebody_elses(scope)
            await self.app(scope, self._orders(receive, send), send)
            return
        path = inside(scope["path"], self.base) if scope["type"] == "http" else ""
        if path.startswith(UPLOAD) and scope["method"] != "OPTIONS":
            page = path.removeprefix(UPLOAD).split("/")[0]
            if self.pages.session_of(page) is None or not await self._is_theirs(page, scope):
                await PlainTextResponse("Sign in first", status_code=403)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _is_theirs(self, page: str, scope: Scope) -> bool:
        """Nobody's page is anybody's; a signed-in one belongs to whoever has that session's cookie."""
        owner = self.pages.session_of(page)
        if owner is None:
            return True
        token = session_cookie(Headers(scope=scope))
        return bool(token) and await run_in_threadpool(self.session_of, token) == owner

    async def _drop_a_page_of_somebody_elses(self, scope: Scope) -> None:
        """The third protocol a browser names is the page it wants back; without it, it gets a new one."""
        named = [name.strip() for name in Headers(scope=scope).get(PROTOCOLS, "").split(",")]
        if len(named) > 2 and named[2] and not await self._is_theirs(named[2], scope):
            MutableHeaders(scope=scope)[PROTOCOLS] = ", ".join(named[:2])

    def _orders(self, receive: Receive, send: Send) -> Receive:
        async def taken() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                frame = message.get("bytes")
                if frame is None:
                    await send({"type": "websocket.close", "code": NOT_TEXT})
                    return {"type": "websocket.disconnect", "code": NOT_TEXT}
                if _is_taken(frame):
                    return message

        return taken


def _is_taken(frame: bytes) -> bool:
    """False for an order that is not for a browser. What is no order at all goes on: Streamlit ends the connection."""
    order = BackMsg()
    try:
        order.ParseFromString(frame)
    except DecodeError:
        return True
    if order.WhichOneof("type") == "backend_operation_request":
        return order.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return order.WhichOneof("type") in TAKEN
