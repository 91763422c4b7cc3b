"""Our own addresses beside Streamlit's: cookie, attached files, calendars, outlines, briefings, health. All under the
base path."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import clock, health_loaders
from dashboard.areas import outlines
from dashboard.attached import attached
from dashboard.feeds import feed
from dashboard.headers import COOKIE, IDENTITY_COOKIE, is_secure
from dashboard.presenting import draft, hand_out, present
from dashboard.shared_store import shared_store
from dashboard.viewer import is_live
from db.access import Viewer
from db.commands.sessions import RedeemTicket
from db.errors import StoreUnavailable
from db.observing import observed
from db.settings import get_settings

logger = logging.getLogger("common_ground.routes")
LONGEST_BODY = 1000
Endpoint = Callable[[Request], Awaitable[Response]]
FOREVER = "public, max-age=31536000, immutable"


def routes(base: str = "") -> list[Route]:
    return [
        Route(f"{base}/health", health, methods=["GET"]),
        Route(f"{base}/health/ready", ready, methods=["GET"]),
        Route(f"{base}/health/detail", detail, methods=["GET"]),
        Route(f"{base}/session/cookie", told("cookie", cookie), methods=["POST"]),
        Route(f"{base}/session/end", told("end", end), methods=["POST", "DELETE"]),
        Route(f"{base}/attachment/{{code}}", told("attachment", attached), methods=["GET"]),
        Route(f"{base}/attachment/{{code}}/preview", told("preview", attached), methods=["GET"], name="preview"),
        Route(f"{base}/feeds/{{secret}}.ics", told("feed", feed), methods=["GET"]),
        Route(f"{base}/areas/{{name}}.geojson", told("areas", areas), methods=["GET"]),
        Route(f"{base}/briefing/draft/{{ref}}", told("draft", draft), methods=["GET"]),
        Route(f"{base}/briefing/{{code}}", told("presentation", present), methods=["GET"]),
        Route(
            f"{base}/briefing/{{code}}/{{format}}/{{language}}/{{name}}", told("hand-out", hand_out), methods=["GET"]
        ),
    ]


def told(name: str, answer: Endpoint) -> Endpoint:
    """The same, told to the log and to telemetry under this name: an address can be a secret, and is told to nobody."""

    @wraps(answer)
    async def answered(request: Request) -> Response:
        with observed("request", name):
            return await answer(request)

    return answered


def same_origin(request: Request) -> bool:
    """True when the request comes from a page of this very server; a browser says so in both headers."""
    origin = request.headers.get("origin", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    return urlsplit(origin).netloc == request.headers.get("host") and site == "same-origin"


async def cookie(request: Request) -> Response:
    """A one-time ticket for the HttpOnly cookie; the page that signed in sends it once."""
    if not same_origin(request):
        return JSONResponse({"error": "another site asked"}, status_code=403)
    ticket = await _ticket(request)
    if not ticket:
        return JSONResponse({"error": "no ticket"}, status_code=400)
    try:
        token = await run_in_threadpool(_redeem, ticket)
    except StoreUnavailable:
        return JSONResponse({"error": "the store does not answer"}, status_code=503)
    if not token:
        return JSONResponse({"error": "the ticket is used or too old"}, status_code=401)
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE,
        token,
        max_age=get_settings().session_hours * 3600,
        path=_cookie_path(request),
        httponly=True,
        samesite="lax",
        secure=is_secure(request.scope),
    )
    return response


async def end(request: Request) -> Response:
    """Clears the cookies of a session that has ended, the provider's answer too. A living one is ended by signing out."""
    if not same_origin(request):
        return JSONResponse({"error": "another site asked"}, status_code=403)
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    token = request.cookies.get(COOKIE, "")
    if token:
        living = await run_in_threadpool(is_live, token)
        if living:
            return response
    kept = request.query_params.get("keep") == "identity"
    for name in request.cookies:
        if name == COOKIE or (name.startswith(IDENTITY_COOKIE) and not kept):
            response.delete_cookie(name, path=_cookie_path(request), httponly=True, samesite="lax")
    return response


async def areas(request: Request) -> Response:
    """The outlines the maps draw; the name is their hash, so a browser keeps them as long as it likes."""
    try:
        current, text = await run_in_threadpool(outlines)
    except StoreUnavailable:
        return JSONResponse({"error": "the store does not answer"}, status_code=503)
    if request.path_params["name"] != current:
        return JSONResponse({"error": "no such outlines"}, status_code=404)
    return Response(text, media_type="application/geo+json", headers={"Cache-Control": FOREVER})


async def health(_request: Request) -> Response:
    """For whoever watches the service: 200 when the store answers."""
    try:
        await run_in_threadpool(lambda: shared_store().revision())
    except StoreUnavailable:
        return JSONResponse({"status": "store unavailable"}, status_code=503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


async def ready(_request: Request) -> Response:
    """For load balancers: 200 when people can be sent here; otherwise 503 with the reason in a word or two."""
    try:
        why = await run_in_threadpool(health_loaders.ready)
    except StoreUnavailable:
        why = "store unavailable"
    status = 503 if why else 200
    return JSONResponse({"status": why or "ready"}, status_code=status, headers={"Cache-Control": "no-store"})


async def detail(request: Request) -> Response:
    """For monitoring that knows the secret; without one set there is no such address."""
    secret = get_settings().health_token.get_secret_value()
    if not secret:
        return JSONResponse({"error": "no such address"}, status_code=404)
    kind, _space, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), secret.encode()):
        return JSONResponse({"error": "the token"}, status_code=401, headers={"WWW-Authenticate": "Bearer"})
    found = await run_in_threadpool(health_loaders.detail, Viewer.system("monitoring"))
    return JSONResponse(found, headers={"Cache-Control": "no-store"})


def _cookie_path(request: Request) -> str:
    # Everything before our own two parts of the path is the base path.
    return request.url.path.rsplit("/session/", 1)[0] or "/"


async def _ticket(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return ""
    try:
        ticket = json.loads(body)["ticket"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return ticket if isinstance(ticket, str) else ""


def _redeem(ticket: str) -> str | None:
    token: str | None = shared_store().execute(RedeemTicket(ticket), by=Viewer.system("sign-in"), now=clock.now())
    return token
