"""What an audience is shown, in a tab of its own: the page of a frozen briefing, its hand-outs, and a draft's preview.

Streamlit's own pages stop when their connection does; these are whole when they arrive. What is frozen comes from the public
store and from nowhere else; the session alone says who asks.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard import briefing_loaders, clock
from dashboard.documents.briefing.presentation import policy, presentation
from dashboard.documents.briefing.telling import tell
from dashboard.headers import COOKIE
from dashboard.presenting_paths import FORMATS
from dashboard.shared_store import public_store, shared_store
from dashboard.viewer import session_behind
from dashboard.words import _
from db.access import Permission, Viewer
from db.commands.frozen import NotePresented, NoteTakenOut
from db.disclosure.content import Snapshot
from db.errors import CommonGroundError, StoreUnavailable
from db.queries.briefings import BriefingRecord
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat

logger = logging.getLogger("common_ground.presenting")
# Search engines and shared machines are to know nothing of it, other sites are not to open or embed it.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
Answer = Callable[[Viewer], Response | None]


async def present(request: Request) -> Response:
    """The page that is projected, to whoever presents briefings. To everybody else, and of what is withdrawn or never was,
    there is none, in the same words."""
    code = request.path_params["code"]
    language = request.query_params.get("language", BriefingLanguage.ENGLISH.value)
    return await _answer(request, Permission.BRIEFING_PRESENT, lambda viewer: _presented(viewer, code, language))


async def hand_out(request: Request) -> Response:
    """One of its documents as a file, with an entry in the trail each time."""
    named = request.path_params
    form = FORMATS.get(named["format"])
    if form is None:
        return _none()
    return await _answer(
        request,
        Permission.BRIEFING_PRESENT,
        lambda viewer: _handed_out(viewer, named["code"], form, named["language"], named["name"]),
    )


async def draft(request: Request) -> Response:
    """A draft as it will be projected, to whoever builds briefings, also within one of our own pages."""
    ref, language = request.path_params["ref"], request.query_params.get("language", BriefingLanguage.ENGLISH.value)
    return await _answer(
        request,
        Permission.BRIEFING_BUILD,
        lambda viewer: _drafted(viewer, ref, language),
    )


async def _answer(request: Request, permission: Permission, make: Answer) -> Response:
    token = request.cookies.get(COOKIE, "")
    try:
        return await run_in_threadpool(_made, token, permission, make) or _none()
    except StoreUnavailable:
        return PlainTextResponse("The store does not answer. Try again.", status_code=503, headers=HEADERS)


def _made(token: str, permission: Permission, make: Answer) -> Response | None:
    viewer = session_behind(token).viewer if token else None
    if viewer is None or not viewer.may(permission):
        return None
    try:
        return make(viewer)
    except StoreUnavailable:
        raise
    except CommonGroundError:
        return None


def _none() -> Response:
    return PlainTextResponse("There is no such briefing that you can open.", status_code=404, headers=HEADERS)


def _page(page: bytes) -> Response:
    headers = {**HEADERS, "Content-Security-Policy": policy(page)}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _presented(viewer: Viewer, code: str, language: str) -> Response | None:
    public = public_store()
    pages = [d for d in public.documents(code) if d.format == DocumentFormat.PRESENTATION and d.language == language]
    if not pages:
        return None
    page = public.document(code, DocumentFormat.PRESENTATION, language, pages[0].name)
    try:
        shared_store().execute(NotePresented(code), by=viewer, now=clock.now())
    except StoreUnavailable as error:  # people are waiting in the room: the note is lost, the talk is not
        logger.warning("a presentation could not be noted: %s", error)
    return _page(page)


def _handed_out(viewer: Viewer, code: str, form: DocumentFormat, language: str, name: str) -> Response | None:
    public = public_store()
    known = [d for d in public.documents(code) if (d.format, d.language, d.name) == (form, language, name)]
    if not known:
        return None
    content = public.document(code, form, language, name)
    shared_store().execute(NoteTakenOut(code, form, BriefingLanguage(language), name), by=viewer, now=clock.now())
    saved = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=known[0].media_type, headers={**HEADERS, "Content-Disposition": saved})


def _drafted(viewer: Viewer, ref: str, language: str) -> Response | None:
    record = briefing_loaders.record_for_preview(viewer, ref)
    if language not in record.languages:
        return None
    return _page(briefing_loaders.drawn(viewer, record, language, draw=_drawn))


def _drawn(record: BriefingRecord, snapshot: Snapshot, language: str, *, confirmed: bool) -> bytes:
    deck = tell(snapshot, language, confirmed=confirmed)
    mark = _("Draft {ref}: not to be shown yet").format(ref=record.ref)
    return presentation(replace(deck, notice=" · ".join(filter(None, (mark, deck.notice)))))
