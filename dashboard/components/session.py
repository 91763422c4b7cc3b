"""What the browser does for the frame without drawing anything: cookie, idle lock, unsent words, a menu read aloud."""

from datetime import timedelta

import streamlit as st

from dashboard import state
from dashboard.components.in_browser import component
from dashboard.navigation import base_path
from db.access import Viewer
from db.settings import get_settings

_watch = component("session_watch")
_forget = component("forget")
_come_back = component("come_back")
_menu = component("menu")


def watch_session(viewer: Viewer, *, last_click: str, quiet: timedelta) -> None:
    """Exchanges the ticket for the cookie, and asks the server again once the idle time has passed.

    `last_click` only has to differ after each click: it restarts the browser's clock. A click in a part of a page does not,
    so when the watch asked too early it waits again for what is left: `quiet` is how long nobody has clicked.
    """
    with st.container(key="session-watch"):
        _watch(
            key=state.WATCH,
            data={
                "officer": viewer.officer_id,
                "ticket": state.TICKET.get(),
                "base": base_path(),
                # A little more than the limit, so that the server has passed it too.
                "idle_seconds": get_settings().idle_minutes * 60 + 5 - int(quiet.total_seconds()),
                "since": last_click,
            },
            on_idle_change=lambda: None,
        )
        _menu(key="menu")


def remember_address() -> None:
    """Before the browser leaves for the identity provider: this tab keeps in mind which page was asked for."""
    with st.container(key="come-back"):
        _come_back(key="come_back", data={"base": base_path()})


def forget_cookie(*, once: str) -> None:
    """Clears the cookie of a session that has ended."""
    _run_forget(prefix=None, end=True, once=once)


def forget_everything(*, once: str, leave: str = "") -> None:
    """At sign-out: the cookie and everybody's unsent words in this browser; then on to `leave`, if anywhere."""
    _run_forget(prefix="", end=True, once=once, leave=leave)


def forget_words(*, keep_under: str, once: str) -> None:
    """After a form was saved: its unsent words; `once` names the save, so that a redraw does not repeat it."""
    _run_forget(prefix=keep_under, end=False, once=once)


def _run_forget(*, prefix: str | None, end: bool, once: str, leave: str = "") -> None:
    data = {"prefix": prefix, "end": end, "once": once, "leave": leave, "base": base_path()}
    with st.container(key=f"forget-{once}"):
        _forget(key=f"forget.{once}", data=data)
