"""Signing in through the agency's identity provider: Streamlit's own `st.login` does the asking, our own session row
follows from its answer, and nothing else does: the cookie that keeps the answer for weeks begins no second session."""

import secrets
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAuthError

from dashboard import clock, failures, state
from dashboard.components import session
from dashboard.device import this_device
from dashboard.shared_store import shared_store
from dashboard.words import _, say
from db.access import Viewer
from db.commands.provider import NotSignedIn, SignInProvider, proof_hash
from db.queries.people import proof_used
from db.settings import get_settings

# The section of .streamlit/secrets.toml: [auth.agency].
SECTION = "agency"
LOGOUT = "auth/logout"
# Whoever has an answer this young (in seconds) has just come back from the provider.
JUST_NOW = 30


def provider_box() -> None:
    """The way in through the provider, with what went wrong last time."""
    name = get_settings().provider_name
    with st.container(border=True, key="provider-box"):
        st.markdown("## :material/passkey: " + _("Your agency's sign-in"))
        st.markdown(_("You sign in on your agency's own page, which asks who you are every time, and come back here."))
        if problem := state.PROVIDER_PROBLEM.get():
            st.error(problem, icon=":material/error:")
            if not state.ENDED.get():  # then the frame does so
                session.forget_cookie(once=state.END.get())
        session.remember_address()
        st.button(
            _("Sign in with {provider}").format(provider=name),
            key="sign-in-provider",
            icon=":material/login:",
            type="primary",
            on_click=_ask,
            width="stretch",
        )


def arrived_from_provider() -> bool:
    """True when this page has just come back from the provider and is signed in now. Raises StoreUnavailable."""
    if not get_settings().provider_name or state.PROVIDER_PROBLEM.get() or state.LEAVE.get():
        return False
    command = _claims(st.user.to_dict())
    if command is None or _left_over(command):
        return False
    answer = shared_store().execute(command, by=Viewer.system("sign-in"), now=clock.now())
    if isinstance(answer, NotSignedIn):
        _say(say(answer.sentence))
        return False
    state.enter(answer.token, answer.ticket)
    return True


def _left_over(command: SignInProvider) -> bool:
    """True for the answer of a session that has ended, which lies in the browser still: nobody is trying anything."""
    if not state.ENDED.get() and clock.now().timestamp() - command.issued_at <= JUST_NOW:
        return False
    with shared_store().reading() as reading:
        return proof_used(reading, proof_hash(command))


def way_out() -> str:
    """Where a browser goes to leave the provider as well; empty when this page did not come through it."""
    came_through = get_settings().provider_name and st.user.to_dict().get("is_logged_in")
    return LOGOUT if came_through else ""


def _ask() -> None:
    state.PROVIDER_PROBLEM.take()
    try:
        st.login(SECTION)
    except StreamlitAuthError as error:
        reference = failures.recorded(error)
        said = _("Signing in is not set up rightly. Ask whoever runs this system. Reference {reference}.")
        _say(said.format(reference=reference))


def _say(sentence: str) -> None:
    state.PROVIDER_PROBLEM.set(sentence)
    state.END.set(secrets.token_hex(4))


def _claims(claims: Mapping[str, Any]) -> SignInProvider | None:
    """The provider's answer as Streamlit keeps it, or None when nobody has come through it."""
    if not claims.get("is_logged_in"):
        return None
    issuer, subject, issued_at = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not isinstance(issued_at, int):
        return None
    proved_at = claims.get("auth_time")
    return SignInProvider(
        issuer=issuer,
        subject=subject,
        display_name=_name(claims),
        groups=_groups(claims.get("groups")),
        issued_at=issued_at,
        proved_at=proved_at if isinstance(proved_at, int) else None,
        device=this_device(),
    )


def _name(claims: Mapping[str, Any]) -> str:
    said = [claims.get(claim) for claim in ("name", "preferred_username", "email", "sub")]
    name = next(text for text in said if isinstance(text, str) and text.strip())
    return name.replace("\x00", "").strip()[:120]


def _groups(claim: Any) -> tuple[str, ...]:
    listed = claim if isinstance(claim, list) else [claim]
    return tuple(group for group in listed if isinstance(group, str))
