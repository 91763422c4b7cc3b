"""What a page or a read refused goes into the audit trail: once in a while, however often the page is drawn again."""

import logging
import time

import streamlit as st

from dashboard import clock, state
from dashboard.shared_store import shared_store
from db.access import Viewer
from db.commands.audit_trail import NoteRefusal
from db.errors import CommonGroundError, NotFound, StoreUnavailable

logger = logging.getLogger(__name__)

AGAIN_AFTER_SECONDS = 300.0
REMEMBERED = 200


def note_refusal(tried: str, viewer: Viewer, *, ref: object = None, error: CommonGroundError | None = None) -> None:
    """The refusal stands whether or not it can be noted. Without `ref`, the one in the page's address."""
    asked = ref or st.query_params.get(state.Url.RECORD)
    command = NoteRefusal(tried, asked if isinstance(asked, str) else "", isinstance(error, NotFound))
    noted, now = state.REFUSALS.get(), time.monotonic()
    if now - noted.get(repr(command), -AGAIN_AFTER_SECONDS) < AGAIN_AFTER_SECONDS:
        return
    newest = sorted({**noted, repr(command): now}.items(), key=lambda pair: pair[1])[-REMEMBERED:]
    state.REFUSALS.set(dict(newest))
    try:
        shared_store().execute(command, by=viewer, now=clock.now())
    except StoreUnavailable:
        logger.error("a refusal could not be noted: the store does not answer")
