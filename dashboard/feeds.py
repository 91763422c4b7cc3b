"""Calendar addresses: whoever has one reads the events it names, without signing in, until it is revoked."""

import hashlib
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard import clock
from dashboard.calendar_words import MIME, calendar_file
from dashboard.shared_store import shared_store
from db.commands.sessions import digest
from db.errors import StoreUnavailable
from db.queries.calendars import feed_behind, feed_events

# For the one program that asks; it must ask again each time, and no search engine is to know of it.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def feed_path(secret: str) -> str:
    """Where a calendar address leads, beneath the base path."""
    return f"/feeds/{secret}.ics"


async def feed(request: Request) -> Response:
    """The calendar; 404 in the same words for an address that never was, that is revoked, or whose officer has left."""
    try:
        file = await run_in_threadpool(_file, request.path_params["secret"])
    except StoreUnavailable:
        later = {**HEADERS, "Retry-After": "300"}
        return PlainTextResponse("The store does not answer. Try again.", status_code=503, headers=later)
    if file is None:
        return PlainTextResponse("There is no such calendar.", status_code=404, headers=HEADERS)
    tag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag}
    known = [known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="events.ics"'
    return Response(file, media_type=f"{MIME}; charset=utf-8", headers=headers)


def _file(secret: str) -> bytes | None:
    if not _SECRET.fullmatch(secret):
        return None  # never made by us: the store need not be asked
    with shared_store().reading() as session:
        found = feed_behind(session, token_hash=digest(secret))
        rows = feed_events(session, feed=found, now=clock.now()) if found else None
    return calendar_file(rows, name=found.name) if found and rows else None
