"""What an audience is shown, in a tab of its own: the page of a frozen briefing, its hand-outs, and a draft's preview.

Streamlit's own pages stop when their connection does; these are whole when they arrive. A presenter's come from the public
store and from nowhere else.
"""

import logging
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard import briefing_loaders, clock
from dashboard.documents.briefing import presentation
from dashboard.documents.briefing.telling import tell
from dashboard.headers import COOKIE
from dashboard.shared_store import public_store, shared_store
from dashboard.viewer import session_behind
from db.access import Permission, Viewer
from db.commands.presenting import NotePresented, NoteTakenOut
from db.errors import CommonGroundError, StoreUnavailable
from db.public_store import Document
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat

logger = logging.getLogger("common_ground.presenting")
HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin", "X-Robots-Tag": "noindex"}
PAGE = DocumentFormat.PRESENTATION.name.lower()
# How the addresses of documents name their form: "pdf", "geojson".
FORMATS = {form.name.lower(): form for form in DocumentFormat}


def page_path(code: str, language: str) -> str:
    """Where a frozen briefing is shown, beneath the base path."""
    return f"/briefing/{quote(code, safe='')}?language={quote(language, safe='')}"


def document_path(code: str, format: str, language: str, name: str) -> str:
    """Where one of its documents is handed out, beneath the base path."""
    parts = (code, DocumentFormat(format).name.lower(), language, name)
    return "/briefing/" + "/".join(quote(part, safe="") for part in parts)


def draft_path(ref: str, language: str, version: int) -> str:
    """Where a draft is looked at; another version is another address, so that the page in the page is drawn anew."""
    return f"/briefing/draft/{quote(ref, safe='')}?language={quote(language, safe='')}&version={version}"
