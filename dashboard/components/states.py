"""Designed states: nothing here yet, not signed in, not for this role, the store does not answer, something broke."""

from contextlib import AbstractContextManager
from datetime import timedelta

import streamlit as st

from dashboard import navigation
from dashboard.labels import role_name
from dashboard.shared_store import shared_store
from dashboard.words import _, local, plain, say
from db.access import Viewer
from db.errors import CommonGroundError, NotFound, Refused, StoreUnavailable


def empty_state(
    sentence: str,
    *,
    detail: str | None = None,
    action: str | None = None,
    page: str | None = None,
    icon: str = ":material/inbox:",
    key: str = "empty",
    **query: str,
) -> None:
    """What would be shown here, and the first thing to do about it: a link named `action` to `page`."""
    with st.container(border=True, key=f"state-{key}", horizontal_alignment="center"):
        st.markdown(f"## {icon} {sentence}")
        if detail:
            st.markdown(detail)
        if action and page:
            navigation.link(page, label=action, **query)


def not_signed_in() -> None:
    with st.container(border=True, key="state-signed-out"):
        st.markdown("# :material/lock: " + _("Sign in to see this page."))
        st.markdown(_("You were signed out, or you opened this address before signing in. Nothing you typed is lost."))
        st.link_button(_("Sign in"), navigation.base_path() + "/", type="primary")


def not_permitted(viewer: Viewer) -> None:
    with st.container(border=True, key="state-refused"):
        st.markdown("# :material/block: " + _("This page is not part of your role."))
        st.markdown(
            _("You are signed in as {name} ({role}). If you need this page for your work, ask your supervisor.").format(
                name=plain(viewer.name), role=role_name(viewer.role)
            )
        )
        navigation.link(navigation.landing(viewer), label=_("Go to your first page"), icon=":material/arrow_back:")


def could_not(error: CommonGroundError) -> None:
    """A page that could not be shown, with the store's own reason."""
    if isinstance(error, NotFound):
        _refused(error, ":material/search_off:", _("Check the reference, or ask whoever gave it to you."))
    elif isinstance(error, Refused):
        _refused(error, ":material/block:", _("If you need this for your work, ask your supervisor."))
    else:
        with st.container(border=True, key="state-could-not"):
            st.markdown("# :material/error: " + plain(say(error.sentence)))
            st.markdown(_("Nothing you typed is lost. Try again in a moment."))
            if isinstance(error, StoreUnavailable):
                st.caption(_("Reference {reference}.").format(reference=error.reference))
            st.button(_("Try again"), key="state-try-again", icon=":material/refresh:")


def _refused(error: CommonGroundError, icon: str, detail: str) -> None:
    # One state for what is not there and what is not theirs: the sentence must not tell which.
    with st.container(border=True, key="state-not-shown"):
        st.markdown(f"# {icon} " + plain(say(error.sentence)))
        st.markdown(detail)


def unexpected(reference: str) -> None:
    """One sentence; the details are in the log under the reference."""
    with st.container(border=True, key="state-unexpected"):
        st.markdown("## :material/error: " + _("Something went wrong on our side."))
        st.markdown(
            _(
                "Nothing you typed is lost. If it happens again, tell whoever runs this system: reference {reference}."
            ).format(reference=reference)
        )


@st.fragment(run_every=timedelta(seconds=3))
def standing_still() -> None:
    """While the store itself is away and pages are read from its replica: that nothing can be saved, and since when. It
    goes by itself."""
    if as_of := shared_store().as_of:
        st.info(
            _(
                "Nothing can be saved just now: the store cannot be reached. What you see is from {time}; what you type "
                "stays in its form."
            ).format(time=f"{local(as_of):%H:%M:%S}"),
            icon=":material/cloud_off:",
        )


def loading(sentence: str) -> AbstractContextManager[None]:
    """`with loading(_("Counting concerns…")):` says what takes long; it can be left, the work is not lost."""
    return st.spinner(sentence)
