"""A record that cannot be opened, the way to open it all the same, and the notice on one opened that way."""

import streamlit as st

from dashboard import clock, glass_loaders, navigation
from dashboard.components import states
from dashboard.components.form import form_notice, save_button
from dashboard.draft import Draft
from dashboard.submit import submit
from dashboard.words import _, local, ngettext, number
from db.access import Permission, Viewer
from db.audit import REFERENCE
from db.commands.glass import LONGEST, BreakGlass, CloseGlass
from db.errors import NotFound


def not_shown(viewer: Viewer, ref: str, error: NotFound) -> None:
    """The same for what is not there and for what is not theirs: the offer beneath must not tell which either."""
    states.could_not(error)
    if viewer.may(Permission.GLASS_BREAK) and REFERENCE.fullmatch(ref):
        _offer(viewer, ref)


def _offer(viewer: Viewer, ref: str) -> None:
    form = f"glass.{ref}"
    with st.container(border=True, key="glass-offer"):
        st.markdown("#### :material/lock_open: " + _("You need it anyway?"))
        st.markdown(
            _(
                "If it cannot wait until somebody assigns you, open it for one hour, to read and not to change. "
                "That you did, when and why is recorded, and a supervisor looks at it."
            )
        )
        draft = Draft(form, viewer)
        form_notice(form, fields={"reason": ""})
        reason = draft.words(_("Why you need it"), "reason", required=True, rows=2, most=LONGEST)
        if save_button(draft, _("Open it for an hour"), icon=":material/lock_open:"):
            submit(BreakGlass(ref, reason), viewer=viewer, form=form)


def reads_through_glass(viewer: Viewer, ref: str) -> bool:
    """True, with a notice, when this record is open to them for an hour only."""
    until = glass_loaders.open_until(viewer, ref)
    if until is None:
        return False
    minutes = max(1, round((until - clock.now()).total_seconds() / 60))
    left = ngettext("{n} more minute", "{n} more minutes", minutes).format(n=minutes)
    with st.container(border=True, key="glass-open", horizontal=True, vertical_alignment="center"):
        st.markdown(
            ":orange[:material/lock_open:] "
            + _("**You opened this without an assignment.** It is open for {left}, until {time}, to read.").format(
                left=left, time=f"{local(until):%H:%M}"
            )
            + "  \n"
            + _("A supervisor sees that you opened it, and why."),
            width="stretch",
        )
        if st.button(_("Close it now"), key=f"glass-close-{ref}", icon=":material/lock:"):
            key = f"close-{ref}-{until.isoformat()}"
            submit(CloseGlass(ref), viewer=viewer, form=f"glass.{ref}.close", key=key)
    return True


def openings_line(viewer: Viewer) -> None:
    """On Today, for a supervisor: how many wait to be looked at, when any do."""
    if not viewer.may(Permission.GLASS_REVIEW):
        return
    if n := glass_loaders.openings_waiting(viewer):
        words = ngettext(
            "{n} record was opened without an assignment. Look at it",
            "{n} records were opened without an assignment. Look at them",
            n,
        )
        navigation.link("oversight", label=words.format(n=number(n)), icon=":material/lock_open:")
