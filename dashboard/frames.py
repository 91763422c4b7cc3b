"""What a browser may send over a page's own connection, and which page it may have back (plain ASGI middleware).

Streamlit gives a page that lost its connection back to whoever names its identity, and takes orders from anybody: to empty
everybody's caches, to tell what its folder's version control knows. Neither is for a browser of ours."""

from collections.abc import Callable

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.headers import session_cookie

TAKEN = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
OPERATIONS = ("deferred_file", "dataframe_chunk")  # a file made at the click, more of a long table
PROTOCOLS = "sec-websocket-protocol"
NOT_TEXT = 1003


class Frames:
    """`session_of`: which session of ours a cookie's token belongs to; `owner_of`: which one a page belongs to."""

    def __init__(
        self, app: ASGIApp, *, session_of: Callable[[str], int | None], owner_of: Callable[[str], int | None]
    ) -> None:
        self.app, self.session_of, self.owner_of = app, session_of, owner_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._drop_a_page_of_somebody_elses(scope)
            receive = self._orders(receive, send)
        await self.app(scope, receive, send)

    async def _is_theirs(self, page: str, scope: Scope) -> bool:
        """Nobody's page is anybody's; a signed-in one belongs to whoever has that session's cookie."""
        owner = self.owner_of(page)
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
