"""What the account page shows."""

from collections.abc import Sequence

import streamlit as st

from dashboard import clock, navigation
from dashboard.areas import Area
from dashboard.labels import permission_label, role_name, role_purpose
from dashboard.sign_in import sign_out
from dashboard.words import _, exact_time, ngettext, plain, said_time
from db.access import Permission, Viewer
from db.settings import get_settings


def role_card(viewer: Viewer) -> None:
    """Name, role, what the role is for and may do; where to begin."""
    with st.container(border=True, key="account-role"):
        st.markdown(f"## {plain(viewer.name)}")
        st.markdown(f"**{role_name(viewer.role)}.** {role_purpose(viewer.role)}")
        landing = navigation.landing(viewer)
        if landing != "account":
            navigation.link(landing, label=_("Go to your first page"), icon=":material/arrow_forward:")
        if navigation.may_open(viewer, "hand_over"):
            navigation.link("hand_over", label=_("Hand over or take over work"))
        st.markdown(_("With this role you may:"))
        allowed = [permission for permission in Permission if permission in viewer.permissions]
        st.markdown("\n".join(f"- {permission_label(permission)}" for permission in allowed))


def whose_neighbourhoods(viewer: Viewer, areas: Sequence[Area]) -> None:
    """The neighbourhoods somebody answers for, and their team's."""
    mine = [area for area in areas if area.id in viewer.areas]
    team = [area for area in areas if area.id in viewer.team_areas and area.id not in viewer.areas]
    with st.container(border=True, key="account-areas"):
        st.markdown("## " + _("Your neighbourhoods"))
        if not mine and not team:
            st.markdown(_("None: your role is not tied to neighbourhoods."))
        if mine:
            st.markdown(ngettext("You answer for {n}:", "You answer for {n}:", len(mine)).format(n=len(mine)))
            with st.container(horizontal=True):
                for area in mine:
                    navigation.link("neighbourhood", label=plain(area.name), area=area.code)
        if team:
            st.markdown(
                _("Your team also answers for {names}.").format(names=plain(", ".join(area.name for area in team)))
            )


def session_card(viewer: Viewer) -> None:
    """Since when, how long at most, and the way out."""
    settings = get_settings()
    with st.container(border=True, key="account-session"):
        st.markdown("## " + _("This session"))
        if viewer.shift_began_at:
            st.markdown(
                _("Your shift began {when}.").format(when=said_time(viewer.shift_began_at, clock.now())),
                help=exact_time(viewer.shift_began_at),
            )
        st.markdown(
            _(
                "The screen locks after {minutes} minutes without a click, and you are signed out after {hours} hours. "
                "What you are typing is kept."
            ).format(minutes=settings.idle_minutes, hours=settings.session_hours)
        )
        st.button(
            _("Sign out"),
            key="account-sign-out",
            icon=":material/logout:",
            type="primary",
            on_click=sign_out,
            args=(viewer,),
            help=_("Ends this session in every tab and removes unsent words from this device."),
        )
