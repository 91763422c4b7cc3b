"""Who is looking: our own session row, looked up again at every rerun."""

import secrets
import threading
from collections import OrderedDict
from contextlib import suppress
from datetime import timedelta
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import clock, state, up_to
from dashboard.components import states
from dashboard.headers import COOKIE
from dashboard.media import belongings
from dashboard.refusals import note_refusal
from dashboard.shared_store import shared_store
from dashboard.this_run import once
from db.access import Permission, Viewer
from db.commands.sessions import Touch, digest
from db.errors import StoreUnavailable
from db.queries.people import Resolved, resolve
from db.reads import AS_OF, away
from db.settings import get_settings

# A session's last click is written this often at most: a write per rerun would be felt.
TOUCH_EVERY = timedelta(minutes=1)
ARRIVED = "the viewer of this run"
QUIET = "time since the last click"


class _Ended:
    """Sessions (hashes of their tokens) that this server was told have ended: the newest of them."""

    MOST = 10_000

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, token_hash: str) -> None:
        with self._lock:
            self._known[token_hash] = None
            if len(self._known) > self.MOST:
                self._known.popitem(last=False)

    def __contains__(self, token_hash: str) -> bool:
        return token_hash in self._known


ended = _Ended()


def session_behind(token: str) -> Resolved:
    """The session this token belongs to, or why there is none. Raises StoreUnavailable."""
    settings, store, token_hash = get_settings(), shared_store(), digest(token)

    def look(session: Any) -> Resolved:
        found = resolve(
            session,
            token_hash=token_hash,
            now=clock.now(),
            idle=timedelta(minutes=settings.idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
        )
        if AS_OF not in session.info:
            if found.viewer is None:
                ended.note(token_hash)
            else:
                store.saw(found.revision)
        elif found.session_id is None and token_hash not in ended:
            raise away()  # begun so shortly before that the replica has not heard of it: nobody is signed out for that
        elif token_hash in ended:
            # The store itself has said so; the replica that answers while it is away was not told before.
            return Resolved(None, "ended", session_id=found.session_id)
        return found

    return store.ask(look)


def session_number(token: str, *, living: bool = False) -> int | None:
    """The session this token belongs to, living or ended; None when there is none or the store cannot say."""
    try:
        found = session_behind(token)
    except StoreUnavailable:
        return None
    return found.session_id if found.viewer or not living else None


def living_session(token: str) -> int | None:
    """The session somebody is signed in with now by this token."""
    return session_number(token, living=True)


def is_live(token: str) -> bool:
    return living_session(token) is not None


def arrive() -> Viewer | None:
    """The viewer of this rerun; a click starts the idle clock again. The frame asks this once, before any page."""
    return once(ARRIVED, _arrive)


def _arrive() -> Viewer | None:
    found = _found()
    if found is None:
        return None
    if found.viewer is None:
        _note_the_end(found.reason or "ended")
        return None
    if (context := get_script_run_ctx(suppress_warning=True)) and found.session_id:
        belongings.note_page(context.session_id, found.session_id)
    if found.last_seen_at is not None and _was_the_watch():
        quiet = clock.now() - found.last_seen_at
        once(QUIET, lambda: quiet)
    due = found.last_seen_at is not None and clock.now() - found.last_seen_at >= TOUCH_EVERY
    if due and found.session_id and not _was_the_watch():
        # While the store cannot be written, reading goes on.
        with suppress(StoreUnavailable):
            shared_store().execute(Touch(found.session_id), by=found.viewer, now=clock.now())
    return found.viewer


def quiet_for() -> timedelta:
    """How long nobody had clicked when the session's watch asked; nothing when this run is somebody's click."""
    return once(QUIET, timedelta)


def current_viewer() -> Viewer | None:
    """Who is looking now, or None. Raises StoreUnavailable."""
    found = _found()
    return found.viewer if found else None


def require_viewer(permission: Permission) -> Viewer:
    """The viewer, when they may; otherwise the page ends here with the reason. Every page's first line."""
    # A click in a part of the page runs that part alone: it starts the idle clock again like any other.
    viewer = once(ARRIVED, _arrive if in_fragment() else current_viewer)
    if viewer is None:
        if in_fragment():
            st.rerun()  # the frame shows why, and how to come back
        states.not_signed_in()
        st.stop()
    if not viewer.may(permission):
        note_refusal(permission.value, viewer)
        states.not_permitted(viewer)
        st.stop()
    return viewer


def in_fragment() -> bool:
    """True when only a part of the page is being redrawn: the frame has not looked at the session this time."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)


def token_here() -> str:
    """This page's own token or, after a reload, the browser's cookie; empty when there is neither."""
    token = state.TOKEN.get() or st.context.cookies.get(COOKIE)
    # Streamlit's test harness has no browser, and something that is no text in place of its cookies.
    return token if isinstance(token, str) else ""


def _found() -> Resolved | None:
    token = token_here()
    found = session_behind(token) if token else None
    if found and found.viewer:
        up_to.looked(found)
    return found


def _note_the_end(reason: str) -> None:
    # Nothing of theirs stays on the page: the next person at this device may be another one. Drafts are in the store.
    if not state.ENDED.get():
        state.forget()
        state.ENDED.set(reason)
        state.END.set(secrets.token_hex(4))


def _was_the_watch() -> bool:
    """True when this rerun is the session watch asking, not a person clicking."""
    watch = st.session_state.get(state.WATCH)
    return bool(watch and watch.get(state.IDLE))
