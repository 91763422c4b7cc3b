"""One's own way in: the sessions that are open, the password, the recovery codes of a local account."""

import streamlit as st

from dashboard import clock, people_loaders, state
from dashboard.components.people_list import session_rows
from dashboard.draft import form_state
from dashboard.local_sign_in import new_password_field, show_codes
from dashboard.said_once import said_once
from dashboard.sign_in import sign_out_everywhere
from dashboard.words import _, ngettext, number, plain, said_time
from db.access import Viewer
from db.commands.own_account import NewRecoveryCodes, SetPassword
from db.queries.accounts import Own
from db.settings import get_settings

SESSIONS, PASSWORD, CODES = "account.sessions", "account.password", "account.codes"
CURRENT, NEW, CODE = "account-current", "account-new", "account-code"


def security_card(viewer: Viewer) -> None:
    account = people_loaders.own_account(viewer)
    with st.container(border=True, key="account-security"):
        st.markdown("## " + _("Where you are signed in"))
        living = people_loaders.living_sessions(viewer, mine=True)
        session_rows(viewer, living, named=False, form=SESSIONS)
        st.button(
            _("Sign out everywhere"),
            key="account-everywhere",
            icon=":material/logout:",
            on_click=sign_out_everywhere,
            args=(viewer,),
            help=_("Ends every session of yours on every device, this one too."),
        )
        if account is not None:
            _local(viewer, account)


def _local(viewer: Viewer, account: Own) -> None:
    st.markdown("## " + _("Your local account"))
    left = ngettext("{n} recovery code is left", "{n} recovery codes are left", account.codes_left)
    st.markdown(
        _("You sign in as **{login}**. Password chosen {when}; {left}.").format(
            login=plain(account.login),
            when=said_time(account.password_set_at, clock.now()),
            left=left.format(n=number(account.codes_left)),
        )
    )
    if codes := state.RECOVERY_CODES.get():
        with st.container(border=True, key="account-new-codes"):
            show_codes(codes)
            st.button(_("I have kept them"), key="account-codes-kept", icon=":material/check:", on_click=_kept)
    with st.expander(_("Change password"), icon=":material/password:"):
        _password(viewer, account)
    with st.expander(_("New recovery codes"), icon=":material/key:"):
        _codes(viewer)


def _password(viewer: Viewer, account: Own) -> None:
    _said(PASSWORD)
    st.text_input(_("Present password"), key=CURRENT, type="password", autocomplete="current-password", max_chars=256)
    new_password_field(NEW, about=(viewer.name, account.login, get_settings().agency_name))
    st.button(
        _("Change it"), key="account-set-password", type="primary", on_click=_set_password, args=(viewer,)
    )  # fmt: skip
    st.caption(_("Your other sessions end."))


def _set_password(viewer: Viewer) -> None:
    command = SetPassword(str(st.session_state.get(CURRENT) or ""), str(st.session_state.get(NEW) or ""))
    done, _answer = said_once(command, viewer=viewer, form=PASSWORD)
    st.session_state[CURRENT] = ""
    if done:
        st.session_state[NEW] = ""
        form_state(PASSWORD)["receipt"] = _("Your password is changed.")


def _codes(viewer: Viewer) -> None:
    _said(CODES)
    st.markdown(_("Ten new ones; those you have are good no more."))
    st.text_input(_("Six figures from your device"), key=CODE, autocomplete="one-time-code", max_chars=12)
    st.button(_("Make new codes"), key="account-make-codes", type="primary", on_click=_make_codes, args=(viewer,))


def _make_codes(viewer: Viewer) -> None:
    done, codes = said_once(NewRecoveryCodes(str(st.session_state.get(CODE) or "")), viewer=viewer, form=CODES)
    st.session_state[CODE] = ""
    if done:
        state.RECOVERY_CODES.set(codes)


def _kept() -> None:
    state.RECOVERY_CODES.take()


def _said(form: str) -> None:
    kept = form_state(form)
    for sentence in (*kept["problems"].values(), kept.get("sentence")):
        if sentence:
            st.error(plain(sentence), icon=":material/error:")
    if kept.get("receipt"):
        st.markdown(":green[:material/check_circle: " + plain(str(kept["receipt"])) + "]")
