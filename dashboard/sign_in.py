"""Signing in and out, inside Streamlit: the cookie is fetched by the browser afterwards (components.session)."""

import secrets
from collections.abc import Callable

import streamlit as st

from dashboard import clock, state
from dashboard.device import this_device
from dashboard.labels import role_name, role_purpose
from dashboard.local_sign_in import local_box
from dashboard.provider import provider_box, way_out
from dashboard.shared_store import shared_store
from dashboard.words import N_, _, ngettext, plain, say
from db.access import Viewer
from db.commands.sessions import EndSessions, SignInDemo, SignOut
from db.errors import CommonGroundError
from db.queries.accounts import ways
from db.settings import get_settings
from db.vocabulary import Role

DEMO_ROLES = (
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.SPECIALIST,
    Role.ANALYST,
    Role.PRESENTER,
    Role.PARTNER,
    Role.RECORDS_MANAGER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
ICONS = {
    Role.OFFICER: ":material/local_police:",
    Role.SUPERVISOR: ":material/supervisor_account:",
    Role.SPECIALIST: ":material/shield_person:",
    Role.ANALYST: ":material/query_stats:",
    Role.PRESENTER: ":material/co_present:",
    Role.PARTNER: ":material/handshake:",
    Role.RECORDS_MANAGER: ":material/inventory_2:",
    Role.AUDITOR: ":material/policy:",
    Role.ADMINISTRATOR: ":material/admin_panel_settings:",
}
SIGNED_OUT = "signed out"
# What somebody reads who finds the page locked. The idle sentence says after how long.
WHY = {
    SIGNED_OUT: N_("You have signed out."),
    "too old": N_("You have been signed out: a session lasts one working day at most."),
    "ended": N_("You have been signed out: this session was ended."),
    "switched off": N_("You have been signed out: this account is switched off. Ask your supervisor."),
}


def sign_in_page() -> None:
    """What every address shows to somebody who is not signed in; afterwards the same address shows its page."""
    with st.container(key="sign-in"):
        _why()
        st.title(_("Common Ground"))
        agency = plain(get_settings().agency_name)
        st.markdown(_("The community liaison desk of {agency}.").format(agency=f"**{agency}**"))
        if problem := state.SIGN_IN_PROBLEM.take():
            st.error(plain(problem), icon=":material/error:")
        boxes = _boxes()
        for box in boxes:
            box()
        if not boxes:
            st.info(_("Signing in is not set up on this system yet. Ask whoever runs it."), icon=":material/info:")


def _boxes() -> list[Callable[[], None]]:
    """Every way in that this desk offers, in the order they stand on the page."""
    settings = get_settings()
    with shared_store().reading() as session:
        found = ways(session)
    boxes: list[Callable[[], None]] = []
    if settings.provider_name:
        boxes.append(provider_box)
    if found.local_accounts:
        boxes.append(local_box)
    if settings.demo_sign_in and not (settings.provider_name or found.local_accounts or found.real_people):
        boxes.append(_demo_box)
    return boxes


def _demo_box() -> None:
    with st.container(border=True, key="demo-box"):
        st.markdown("## :material/theater_comedy: " + _("Demonstration sign-in"))
        st.markdown(_("Everything in here is invented: people, concerns, events. Choose whose desk to sit at."))
        for first in range(0, len(DEMO_ROLES), 2):
            for place, role in zip(st.columns(2), DEMO_ROLES[first : first + 2], strict=False):
                with place:
                    _demo_role(role)


def _demo_role(role: Role) -> None:
    st.button(
        _("Sign in as {role}").format(role=role_name(role).lower()),
        key=f"sign-in-{role.value}",
        icon=ICONS[role],
        on_click=sign_in,
        args=(role,),
        width="stretch",
    )
    st.caption(role_purpose(role))


def _why() -> None:
    reason = state.ENDED.get()
    if not reason or reason == "unknown":
        return
    minutes = get_settings().idle_minutes
    idle = ngettext(
        "Locked after {n} minute without a click.", "Locked after {n} minutes without a click.", minutes
    ).format(n=minutes)
    with st.container(border=True, key="signed-out"):
        st.markdown("## :material/lock: " + (idle if reason == "idle" else _(WHY.get(reason, WHY["ended"]))))
        if reason == SIGNED_OUT:
            st.markdown(_("What you had saved is safe. Unsent words have been removed from this device."))
        else:
            st.markdown(_("Sign in again to go on where you were. What you had typed is kept."))


def sign_in(role: Role) -> None:
    """Begins a session for the demonstration's person of this role; this page is signed in at once."""
    by = Viewer.system("sign-in")
    try:
        signed_in = shared_store().execute(SignInDemo(role, this_device()), by=by, now=clock.now())
    except CommonGroundError as error:
        state.SIGN_IN_PROBLEM.set(say(error.sentence))
        return
    state.enter(signed_in.token, signed_in.ticket)


def sign_out(viewer: Viewer) -> None:
    """Ends the session everywhere: this tab at once, every other one at its next rerun."""
    if viewer.session_id is not None:
        shared_store().execute(SignOut(viewer.session_id), by=viewer, now=clock.now())
    _leave()


def sign_out_everywhere(viewer: Viewer) -> None:
    """Ends every session of theirs; here at once, on other devices at their next click."""
    shared_store().execute(EndSessions(), by=viewer, now=clock.now())
    _leave()


def _leave() -> None:
    state.forget()
    state.LEAVE.set(way_out())
    state.ENDED.set(SIGNED_OUT)
    state.END.set(secrets.token_hex(4))
    state.GO_HOME.set(True)
