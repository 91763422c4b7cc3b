"""Signing in with a local account: name and password, then the second factor; the first time, choosing both.

What is typed here stays in its field until it is sent, and is emptied then: it is in no draft, address or log.
"""

import io
from collections.abc import Callable
from typing import Any

import segno
import streamlit as st

from dashboard import clock, state
from dashboard.device import this_device
from dashboard.shared_store import shared_store
from dashboard.words import _, plain, say
from db import passwords
from db.access import Viewer
from db.commands.half_proofs import Half, NotSignedIn, Step
from db.commands.local_sign_in import (
    BeginSecondFactor,
    ChoosePassword,
    ConfirmSecondFactor,
    FinishSignIn,
    GiveCode,
    SignInLocal,
)
from db.commands.sessions import SignedIn
from db.errors import CommonGroundError, Invalid, Refused

NAME, PASSWORD, NEW, CODE = "sign-in-name", "sign-in-password", "sign-in-new-password", "sign-in-code"


def local_box() -> None:
    """The step somebody is at."""
    step = state.HALF.get().get("step")
    drawn: dict[str | None, Callable[[], None]] = {
        Step.GIVE_CODE.value: _code,
        Step.CHOOSE_PASSWORD.value: _choose_password,
        Step.SET_UP.value: _set_up,
        Step.KEEP_CODES.value: _keep_codes,
    }
    with st.container(border=True, key="local-box"):
        drawn.get(step, _name_and_password)()
        if step and step != Step.KEEP_CODES:
            st.button(
                _("Begin again"), key="sign-in-again", type="tertiary", icon=":material/undo:", on_click=start_again
            )


def start_again() -> None:
    for key in (state.HALF, state.SETTING_UP, state.RECOVERY_CODES, state.WITH_RECOVERY):
        key.take()


def _name_and_password() -> None:
    st.markdown("## :material/login: " + _("Sign in"))
    with st.form("sign-in-local", border=False):
        st.text_input(_("Name"), key=NAME, autocomplete="username", max_chars=80)
        _password_field(_("Password"), PASSWORD, "current-password")
        st.form_submit_button(_("Go on"), type="primary", width="stretch", on_click=_give_password)
    st.caption(_("Forgotten the password, or lost the device? An administrator resets the account."))


def _give_password() -> None:
    answer = _ask(SignInLocal(_typed(NAME, keep=True), _typed(PASSWORD)))
    if isinstance(answer, Half):
        st.session_state[NAME] = ""
        _next(answer)


def _code() -> None:
    recovery = state.WITH_RECOVERY.get()
    st.markdown("## :material/phonelink_lock: " + (_("Recovery code") if recovery else _("Code from your device")))
    with st.form("sign-in-code-form", border=False):
        if recovery:
            st.text_input(_("One of the codes you kept"), key=CODE, autocomplete="off", max_chars=60)
        else:
            _code_field()
        st.form_submit_button(_("Sign in"), type="primary", width="stretch", on_click=_give_code)
    st.button(
        _("Use the device’s code") if recovery else _("Use a recovery code"),
        key="sign-in-other-way",
        icon=":material/swap_horiz:",
        on_click=_other_way,
    )


def _give_code() -> None:
    recovery = state.WITH_RECOVERY.get()
    answer = _ask(GiveCode(_proof(), _typed(CODE), recovery, this_device()))
    if isinstance(answer, SignedIn):
        state.enter(answer.token, answer.ticket)


def _other_way() -> None:
    state.WITH_RECOVERY.set(not state.WITH_RECOVERY.get())
    st.session_state[CODE] = ""


def _choose_password() -> None:
    st.markdown("## :material/password: " + _("Choose your password"))
    st.markdown(_("The one you were given is good only once. From now on you sign in with your own."))
    new_password_field(NEW, about=tuple(state.HALF.get()["about"]))
    st.button(_("Use this password"), key="sign-in-choose", type="primary", width="stretch", on_click=_send_password)


def new_password_field(key: str, *, about: tuple[str, ...]) -> None:
    """The rules, the field, and beneath it, while it is typed, whether it will do."""
    st.markdown(
        _(
            "- {shortest} characters or more: a short sentence that only you would think of is best.\n"
            "- Spaces and any letters or signs are fine; no mixture is asked for.\n"
            "- Not your name, not the agency’s, nothing on lists of common passwords."
        ).format(shortest=passwords.SHORTEST)
    )
    typed = st.text_input(
        _("New password"), key=key, type="password", autocomplete="new-password", max_chars=passwords.LONGEST, live=True
    )
    if typed and (weak := passwords.weakness(typed, about=about)):
        st.markdown(f":red[:material/error: {plain(say(weak))}]")
    elif typed:
        st.markdown(":green[:material/check_circle: " + _("Long enough, and hard to guess.") + "]")


def _send_password() -> None:
    answer = _ask(ChoosePassword(_proof(), _typed(NEW, keep=True)))
    if isinstance(answer, Half):
        st.session_state[NEW] = ""
        _next(answer)


def _set_up() -> None:
    st.markdown("## :material/phonelink_setup: " + _("Set up your second factor"))
    told = state.SETTING_UP.get() or _begin_second_factor()
    if not told:
        return
    st.markdown(
        _(
            "A password alone is not enough here. Open an authenticator app on your phone, add an account, and point the "
            "camera at this square. It shows six figures that change every half minute."
        )
    )
    st.image(square(told["address"]), width=240)
    with st.expander(_("No camera? Type this key into the app"), icon=":material/keyboard:"):
        st.code(_in_groups(told["secret"]), language=None, wrap_lines=True)
        st.caption(_("Time-based, six figures, every 30 seconds."))
    with st.form("sign-in-confirm", border=False):
        _code_field()
        st.form_submit_button(_("Confirm"), type="primary", width="stretch", on_click=_confirm)


def _begin_second_factor() -> dict[str, str]:
    told = _ask(BeginSecondFactor(_proof()))
    if told is None:
        st.rerun()  # to the first step, which says why
    state.SETTING_UP.set({"secret": told.secret, "address": told.address})
    return state.SETTING_UP.get()


def square(address: str) -> str:
    """The QR square as SVG; white around it, so that a camera finds its edge on a dark screen too."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, light="#ffffff", xmldecl=False)
    return drawn.getvalue().decode()


def _in_groups(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _confirm() -> None:
    answer = _ask(ConfirmSecondFactor(_proof(), _typed(CODE)))
    if answer is not None:
        state.SETTING_UP.take()
        state.RECOVERY_CODES.set(answer.codes)
        _next(answer.half)


def _keep_codes() -> None:
    show_codes(state.RECOVERY_CODES.get())
    st.button(_("I have kept them: sign in"), key="sign-in-finish", type="primary", width="stretch", on_click=_finish)


def show_codes(codes: tuple[str, ...]) -> None:
    """Ten codes that nobody can be told again."""
    st.markdown("## :material/key: " + _("Your recovery codes"))
    st.markdown(
        _(
            "For the day your phone is lost or broken: each signs you in once in place of its code. **They are shown only "
            "now.** Print them or write them down, and keep them apart from the phone."
        )
    )
    st.code("\n".join(codes), language=None)


def _finish() -> None:
    answer = _ask(FinishSignIn(_proof(), this_device()))
    if isinstance(answer, SignedIn):
        state.enter(answer.token, answer.ticket)


def _code_field() -> None:
    st.text_input(_("Six figures"), key=CODE, autocomplete="one-time-code", max_chars=12)


def _password_field(label: str, key: str, purpose: str) -> str | None:
    return st.text_input(label, key=key, type="password", autocomplete=purpose, max_chars=passwords.LONGEST)


def _typed(key: str, *, keep: bool = False) -> str:
    """What stands in a field; it is emptied, unless it is kept for another try."""
    typed = str(st.session_state.get(key) or "")
    if not keep:
        st.session_state[key] = ""
    return typed


def _proof() -> str:
    return str(state.HALF.get().get("proof", ""))


def _next(half: Half) -> None:
    state.HALF.set({"step": half.step.value, "proof": half.proof, "about": list(half.about)})


def _ask(command: object) -> Any:
    """The answer; None when it was refused, and the page says why."""
    try:
        answer = shared_store().execute(command, by=Viewer.system("sign-in"), now=clock.now())
    except CommonGroundError as error:
        if isinstance(error, Refused):
            start_again()
        said = next(iter(error.problems.values())) if isinstance(error, Invalid) else error.sentence
        state.SIGN_IN_PROBLEM.set(say(said))
        return None
    if isinstance(answer, NotSignedIn):
        if answer.locked:
            start_again()
        state.SIGN_IN_PROBLEM.set(say(answer.sentence))
        return None
    return answer
