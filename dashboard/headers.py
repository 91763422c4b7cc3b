"""What every answer carries and who is turned away before Streamlit sees the request (plain ASGI middleware)."""

import re
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "common_ground_session"

# `blob:` is what components with inline script need; `'wasm-unsafe-eval'` the data table.
POLICY = (
    "default-src 'self'; script-src 'self' {script}'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:{images}; font-src 'self' data:; connect-src 'self' ws: wss:; frame-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
}
# Figures about the server, and Streamlit's interface for programs: nobody's business here.
CLOSED = ("/_stcore/metrics", "/_stcore/agent/")
# Files made for one person are served to whoever has the address, and anybody could send some: both ask for a session.
SIGNED_IN_ONLY = ("/media/", "/_stcore/upload_file/")
ATTACHED = "/attachment/"
# A file from somebody: it runs nothing, loads nothing, is in no frame, and is no part of this site to a browser.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'"
MAP_COMPONENT = "/component/streamlit_folium"


def inside(path: str, base: str) -> str:
    """The path as it would be without the base path."""
    return path[len(base) :] or "/" if base and (path == base or path.startswith(f"{base}/")) else path


def policy(path: str, tile_address: str = "") -> str:
    """The content security policy of one document. Only the map's own may evaluate script: it is how it draws."""
    if path.startswith(ATTACHED):
        return FILE_POLICY
    if not path.startswith(MAP_COMPONENT):
        return POLICY.format(script="", images="")
    return POLICY.format(script="'unsafe-inline' 'unsafe-eval' ", images=_tile_source(tile_address))


def _tile_source(tile_address: str) -> str:
    parts = urlsplit(re.sub(r"\{s\}\.", "*.", tile_address))
    # Nothing but a host may come of it: a semicolon would begin another rule.
    plain_host = re.fullmatch(r"[A-Za-z0-9.*:-]+", parts.netloc)
    return f" {parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and plain_host else ""


def session_cookie(headers: Headers) -> str:
    """The session token a browser sent, or nothing."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


class SecurityHeaders:
    """Adds the headers; a document is never kept by the browser or a proxy."""

    def __init__(self, app: ASGIApp, *, base: str = "", tile_address: str = "") -> None:
        self.app, self.base, self.tile_address = app, base, tile_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = inside(scope["path"], self.base)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = policy(path, self.tile_address)
                if headers.get("content-type", "").startswith("text/html") or path.startswith("/media/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, with_headers)


class Gate:
    """Refuses what is closed to everybody, and what needs a session to those who have none."""

    def __init__(self, app: ASGIApp, *, is_live: Callable[[str], bool], base: str = "") -> None:
        self.app, self.is_live, self.base = app, is_live, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = inside(scope["path"], self.base)
            if path.startswith(CLOSED):
                await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
                return
            if path.startswith(SIGNED_IN_ONLY):
                token = session_cookie(Headers(scope=scope))
                if not token or not await run_in_threadpool(self.is_live, token):
                    await PlainTextResponse("Sign in first", status_code=403)(scope, receive, send)
                    return
        await self.app(scope, receive, send)
