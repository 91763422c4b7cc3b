"""Attached photos and PDFs, served by ourselves: Streamlit's own file addresses ask nobody who they are."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from dashboard import clock
from dashboard.headers import COOKIE
from dashboard.shared_store import shared_store
from dashboard.viewer import session_behind
from db.commands.attachments import OpenAttachment, OpenedFile
from db.errors import CommonGroundError, StoreUnavailable
from db.vocabulary.notices import FileKind

HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


async def attached(request: Request) -> Response:
    """The file, to somebody signed in who may read its record; each time an entry in the trail. To everybody else it
    is not there, in the same words whether it exists or not."""
    wanted = OpenAttachment(request.path_params["code"], preview=request.url.path.endswith("/preview"))
    try:
        opened = await run_in_threadpool(_opened, wanted, request.cookies.get(COOKIE, ""))
    except StoreUnavailable:
        return PlainTextResponse("The store does not answer. Try again.", status_code=503, headers=HEADERS)
    if opened is None:
        return PlainTextResponse("There is no such file that you can open.", status_code=404, headers=HEADERS)
    # A PDF goes to the reader's own program: within the browser it could fetch and run what its maker wanted.
    how = "attachment" if opened.kind == FileKind.PDF else "inline"
    return FileResponse(
        opened.path, media_type=opened.kind, filename=opened.name, content_disposition_type=how, headers=HEADERS
    )


def _opened(wanted: OpenAttachment, token: str) -> OpenedFile | None:
    viewer = session_behind(token).viewer if token else None
    if viewer is None:
        return None
    try:
        opened: OpenedFile = shared_store().execute(wanted, by=viewer, now=clock.now())
    except StoreUnavailable:
        raise
    except CommonGroundError:
        return None
    return opened
