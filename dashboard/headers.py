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
# Streamlit's own cookies after a sign-in through the provider; long ones come in numbered parts.
IDENTITY_COOKIE = "_streamlit_user"
# The page's script sends this one back with an upload, to show that it is no other site's.
READ_BY_SCRIPT = "_streamlit_xsrf"

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
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), serial=(), bluetooth=(), "
    "display-capture=(), browsing-topics=()",
}
HSTS = "max-age=31536000"
# What a browser may keep: scripts, styles, fonts and outlines, the same for everybody. Nothing else.
KEPT = ("/static/", "/app/static/", "/component/", "/_stcore/bidi-components/", "/areas/", "/favicon.png")
# Figures about the server, and Streamlit's interface for programs: nobody's business here.
CLOSED = ("/_stcore/metrics", "/_stcore/agent/")
# Files made for one person are served to whoever has the address, and anybody could send some: both ask whose they are.
MEDIA, UPLOADS = "/media/", "/_stcore/upload_file/"
ATTACHED = "/attachment/"
# What is shown to an audience brings its own policy: one that names its one script and lets nothing else in or out.
BRIEFING = "/briefing/"
# A file from somebody: it runs nothing, loads nothing, is in no frame, and is no part of this site to a browser.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'"
MAP_COMPONENT = "/component/streamlit_folium"


def inside(path: str, base: str) -> str:
    """The path as it would be without the base path."""
    return path[len(base) :] or "/" if base and (path == base or path.startswith(f"{base}/")) else path


def policy(path: str, tile_address: str = "") -> str:
    """The content security policy of one document. Only the map's own may evaluate script: it is how it draws."""
    if path.startswith((ATTACHED, BRIEFING)):
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


def is_secure(scope: Scope) -> bool:
    """True over TLS, also when a proxy in front of us ended it. Anybody may claim so: it could only make cookies
    stricter, and browsers take no notice of HSTS that came without TLS."""
    return "https" in (scope["scheme"], Headers(scope=scope).get("x-forwarded-proto", ""))


class SecurityHeaders:
    """Adds the headers, and what cookies of Streamlit's own lack; what could hold records is kept by no browser or
    proxy."""

    def __init__(self, app: ASGIApp, *, base: str = "", tile_address: str = "", cookie_hours: int = 12) -> None:
        self.app, self.base, self.tile_address, self.cookie_hours = app, base, tile_address, cookie_hours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, secure = inside(scope["path"], self.base), is_secure(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                if not (path.startswith(BRIEFING) and "content-security-policy" in headers):
                    headers["Content-Security-Policy"] = policy(path, self.tile_address)
                if headers.get("access-control-allow-origin") == "*":
                    del headers["access-control-allow-origin"]
                if secure:
                    headers["Strict-Transport-Security"] = HSTS
                html = headers.get("content-type", "").startswith("text/html")
                if html or message["status"] >= 400 or not path.startswith(KEPT):
                    headers["Cache-Control"] = "no-store"
                message["headers"] = [
                    (name, self._stricter(value, secure=secure) if name.lower() == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _stricter(self, cookie: bytes, *, secure: bool) -> bytes:
        """A Set-Cookie line with what it lacks; the provider's answer is kept for a working day, not for a month."""
        parts = [part.strip() for part in cookie.decode("latin-1").split(";")]
        named = {part.split("=", 1)[0].lower() for part in parts[1:]}
        if parts[0].startswith(IDENTITY_COOKIE) and "max-age=0" not in cookie.decode("latin-1").lower():
            parts = [part for part in parts if not part.lower().startswith("max-age=")]
            parts.append(f"Max-Age={self.cookie_hours * 3600}")
        if secure and "secure" not in named:
            parts.append("Secure")
        if "httponly" not in named and not parts[0].startswith(READ_BY_SCRIPT):
            parts.append("HttpOnly")
        if "samesite" not in named:
            parts.append("SameSite=Lax")
        return "; ".join(parts).encode("latin-1")


class Gate:
    """Refuses what is closed to everybody, what needs a session to those who have none, and what was made for one
    session to every other. `owner`: a token's session, if it lives; `may`: whether this address is that session's own."""

    def __init__(
        self, app: ASGIApp, *, owner: Callable[[str], int | None], may: Callable[[int, str], bool], base: str = ""
    ) -> None:
        self.app, self.owner, self.may, self.base = app, owner, may, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = inside(scope["path"], self.base)
            if path.startswith(CLOSED):
                await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
                return
            if path.startswith((MEDIA, UPLOADS)):
                token = session_cookie(Headers(scope=scope))
                owner = await run_in_threadpool(self.owner, token) if token else None
                if owner is None:
                    await PlainTextResponse("Sign in first", status_code=403)(scope, receive, send)
                    return
                if not self.may(owner, path):
                    await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
                    return
        await self.app(scope, receive, send)
