"""Around every page: settings, who is looking, menu, the way to Log, the session's watch."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import clock, navigation, sign_in, state
from dashboard.address import kept_address
from dashboard.components import session, states
from dashboard.labels import role_name
from dashboard.maps.assets import digest
from dashboard.provider import arrived_from_provider
from dashboard.shared_store import shared_store
from dashboard.turns import turn
from dashboard.viewer import arrive, quiet_for
from dashboard.words import _, plain
from db.access import Permission, Viewer
from db.errors import CommonGroundError
from db.observing import observed
from db.settings import get_settings

STATIC = Path(__file__).parent / "static"
# By address: drawings put into the message itself would travel with every click. Without the base path: the browser's side
# of Streamlit puts it before such an address, and takes one that has it already for a file.
LOGO, ICON = (f"/app/static/{name}?v={digest(name)[:12]}" for name in ("logo.svg", "icon.svg"))


def frame() -> None:
    """Run the page this address names, or the sign-in page in its place."""
    with turn():
        _whoever_is_looking()


def _whoever_is_looking() -> None:
    try:
        viewer = arrive()
        if viewer is None and arrived_from_provider():
            st.rerun()
    except CommonGroundError as error:
        _page_settings(_("Common Ground"))
        st.navigation(_doors(partial(states.could_not, error)), position="hidden").run()
        return
    if viewer is None:
        _signed_out()
    else:
        _signed_in(viewer)


def _page_settings(title: str) -> None:
    # Once in a run: for each of these the browser looks at the whole page again.
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide", initial_sidebar_state="auto")
    st.html(STATIC / "app.css")


def _signed_out() -> None:
    _page_settings(_("Common Ground"))
    doors = _doors(sign_in.sign_in_page)
    page = st.navigation(doors, position="hidden")
    if state.GO_HOME.take():
        st.switch_page(doors[0])
    if ended := state.ENDED.get():
        if ended == sign_in.SIGNED_OUT:
            session.forget_everything(once=state.END.get(), leave=state.LEAVE.get())
        else:
            session.forget_cookie(once=state.END.get())
    page.run()


def _doors(behind: Callable[[], None]) -> list[StreamlitPage]:
    """Every address with the same page behind it: once signed in, the same address shows its own."""
    home = st.Page(behind, title=_("Sign in"), url_path="home", default=True)
    return [home] + [st.Page(behind, title=_("Sign in"), url_path=place.name) for place in navigation.TABLE]


def _signed_in(viewer: Viewer) -> None:
    page = st.navigation(navigation.menu(viewer), position="sidebar", expanded=True)
    _page_settings(_("{page} · Common Ground").format(page=page.title))
    st.logo(LOGO, icon_image=ICON, size="large")
    state.STANDING_STILL.set(shared_store().as_of is not None)
    if state.STANDING_STILL.get():
        states.standing_still()
    session.watch_session(viewer, last_click=f"{clock.now():%H:%M}", quiet=quiet_for())
    _sidebar(viewer)
    if viewer.may(Permission.ACTIVITY_LOG) and page.url_path not in ("log", "meeting"):
        with st.container(key="log-button"):
            navigation.link("log")
    with observed("page", page.url_path, role=viewer.role.value), kept_address(page.url_path):
        try:
            page.run()
        except CommonGroundError as error:
            states.could_not(error)


def _sidebar(viewer: Viewer) -> None:
    with st.sidebar, st.container(key="whoami"):
        st.markdown(f"**{plain(viewer.name)}**  \n{role_name(viewer.role)}")
        st.caption(plain(get_settings().agency_name))
        st.button(
            _("Sign out"),
            key="sign-out",
            icon=":material/logout:",
            on_click=sign_in.sign_out,
            args=(viewer,),
            width="stretch",
        )
