"""One person's page: where they stand, their local account, their sessions, and switching them off."""

import streamlit as st

from dashboard import clock, navigation, people_loaders, state
from dashboard.areas import known_areas
from dashboard.components.form import field_problem, form_notice
from dashboard.components.people_list import account_mark, session_rows
from dashboard.components.record_layout import record_layout, record_title
from dashboard.components.states import empty_state
from dashboard.draft import form_state
from dashboard.forms.officer import change_officer_form
from dashboard.labels import role_name, role_purpose
from dashboard.said_once import said_once
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import _, plain, said_time
from db.access import Viewer
from db.commands.accounts import MakeAccount, ReleaseAccount, ResetAccount
from db.commands.officers import SwitchOfficer
from db.commands.sessions import EndSessions
from db.queries.accounts import Person


def person_page(viewer: Viewer, subject: str) -> None:
    navigation.link("people", label=_("All people"), icon=":material/arrow_back:")
    person = next((one for one in people_loaders.people(viewer) if one.subject == subject), None)
    if person is None:
        st.title(_("People"))
        empty_state(_("There is nobody of that name here."), detail="", icon=":material/person_off:", key="person")
        return
    with record_title(person.name):
        st.markdown(
            " ".join([account_mark(person), f"**{plain(role_name(person.role))}.**", role_purpose(person.role)])
        )
    one_time_box()
    layout = record_layout()
    with layout.facts:
        _facts(viewer, person)
    with layout.work:
        change_officer_form(viewer, person)
        _account(viewer, person)
        _switch(viewer, person)
    with layout.rest:
        _sessions(viewer, person)


def one_time_box() -> None:
    """The one-time password that was just made, until it is passed on."""
    made = state.ONE_TIME.get()
    if not made:
        return
    with st.container(border=True, key="one-time"):
        st.success(
            _("Pass this on to {name} now: it is not shown again.").format(name=plain(made["name"])),
            icon=":material/key:",
        )
        st.code(f"{made['login']}\n{made['password']}", language=None)
        st.caption(_("Name and one-time password, good for three days. They choose their own when they first sign in."))
        st.button(_("I have passed it on"), key="one-time-done", icon=":material/check:", on_click=_passed_on)


def _passed_on() -> None:
    state.ONE_TIME.take()


def _facts(viewer: Viewer, person: Person) -> None:
    names = {area.code: area.name for area in known_areas(viewer)}
    areas = ", ".join(names.get(code, code) for code in person.areas)
    seen = said_time(person.last_seen, clock.now()) if person.last_seen else _("never")
    facts = [
        (_("Known as"), _as_typed(person.subject)),
        (_("Local account"), _as_typed(person.login) if person.login else plain(_("none"))),
        (_("Team"), plain(person.team or _("none"))),
        (_("Neighbourhoods"), plain(areas or _("none"))),
        (_("Last seen"), plain(seen)),
    ]
    if person.organisation:
        organisations = people_loaders.choices(viewer)[1]
        facts.append((_("Organisation"), plain(organisations.get(person.organisation, person.organisation))))
    st.markdown("\n".join(f"- {name}: **{value}**" for name, value in facts))


def _as_typed(identity: str) -> str:
    """As code: an e-mail address is no link to write to here."""
    return f"`{identity.replace('`', chr(39))}`"


def _account(viewer: Viewer, person: Person) -> None:
    form = f"people.{person.officer_id}.account"
    if person.login is None:
        if person.active:
            with st.expander(_("Make a local account"), icon=":material/key:"):
                _make_account(viewer, person, form)
        return
    if person.locked_since:
        with st.container(border=True, key="person-locked"):
            when = said_time(person.locked_since, clock.now())
            st.markdown(":material/lock: " + _("Five failed tries locked this name, {when}.").format(when=when))
            st.button(
                _("Release"), key=f"{form}.release", icon=":material/lock_open:", type="primary", on_click=_release,
                args=(viewer, person, form),
            )  # fmt: skip
    with st.expander(_("Reset the local account"), icon=":material/lock_reset:"):
        st.markdown(
            _(
                "For a forgotten password or a lost device. **{name}** gets a new one-time password and sets up the second "
                "factor again; every session of theirs ends now. Make sure that it is really them who asks."
            ).format(name=plain(person.name))
        )
        st.button(
            _("Reset now"),
            key=f"{form}.reset",
            icon=":material/lock_reset:",
            on_click=_reset,
            args=(viewer, person, form),
        )
    _said(form)


def _said(form: str) -> None:
    kept = form_state(form)
    if sentence := kept.get("sentence"):
        st.error(plain(sentence), icon=":material/error:")
    if receipt := kept.get("receipt"):
        st.markdown(":green[:material/check_circle: " + plain(receipt["sentence"]) + "]")


def _make_account(viewer: Viewer, person: Person, form: str) -> None:
    form_notice(form, fields={"login": _("Name")})
    st.text_input(
        _("Name they type to sign in (required)"),
        value=person.subject,
        key=f"{form}.login",
        max_chars=80,
        autocomplete="off",
    )
    field_problem(form, "login")
    st.button(
        _("Make the account"), key=f"{form}.make", type="primary", icon=":material/key:", on_click=_make,
        args=(viewer, person, form),
    )  # fmt: skip
    st.caption(
        _("You get a one-time password to pass on. From the first local account on, the demonstration sign-in is off.")
    )


def _make(viewer: Viewer, person: Person, form: str) -> None:
    login = str(st.session_state.get(f"{form}.login") or "")
    done, made = said_once(MakeAccount(person.subject, login), viewer=viewer, form=form)
    if done:
        state.ONE_TIME.set({"name": person.name, "login": login.strip().casefold(), "password": made.password})


def _reset(viewer: Viewer, person: Person, form: str) -> None:
    done, made = said_once(ResetAccount(person.subject), viewer=viewer, form=form)
    if done:
        state.ONE_TIME.set({"name": person.name, "login": person.login or "", "password": made.password})


def _release(viewer: Viewer, person: Person, form: str) -> None:
    submit(
        ReleaseAccount(person.subject),
        viewer=viewer,
        form=form,
        key=f"release-{person.officer_id}-{person.locked_since}",
        said=lambda _saved: Receipt(_("Released: they can try again at once.")),
        redraw=False,
    )


def _switch(viewer: Viewer, person: Person) -> None:
    form = f"people.{person.officer_id}.switch"
    title = _("Switch off") if person.active else _("Switch on again")
    with st.expander(title, icon=":material/block:" if person.active else ":material/check_circle:"):
        form_notice(form, fields={})
        said = (
            _(
                "**{name}** is signed out everywhere at once and cannot sign in. What they own stays theirs until it is "
                "handed over."
            )
            if person.active
            else _("**{name}** can sign in again, as before.")
        )
        st.markdown(said.format(name=plain(person.name)))
        label = _("Yes, switch {name} off") if person.active else _("Yes, switch {name} on")
        version = newest_version(form, person.version)
        note_shown(form, person.version)
        st.button(
            label.format(name=plain(person.name)),
            key=f"{form}.{person.version}",
            icon=":material/block:" if person.active else ":material/check_circle:",
            on_click=_switched,
            args=(viewer, person, SwitchOfficer(person.subject, version, not person.active), form),
        )


def _switched(viewer: Viewer, person: Person, command: SwitchOfficer, form: str) -> None:
    submit(
        command,
        viewer=viewer,
        form=form,
        key=f"switch-{person.officer_id}-{command.version}",
        said=lambda _saved: Receipt(_("Saved.")),
        redraw=False,
    )


def _sessions(viewer: Viewer, person: Person) -> None:
    theirs = [one for one in people_loaders.living_sessions(viewer, mine=False) if one.officer_id == person.officer_id]
    form = f"people.{person.officer_id}.sessions"
    st.markdown("## " + _("Signed in now"))
    session_rows(viewer, theirs, named=False, form=form)
    if not theirs:
        st.caption(_("Nowhere at the moment."))
    if len(theirs) > 1 and person.officer_id != viewer.officer_id:
        st.button(
            _("End all of them"), key=f"{form}.all", icon=":material/logout:", on_click=_end_all,
            args=(viewer, person, form, max(one.session_id for one in theirs)),
        )  # fmt: skip


def _end_all(viewer: Viewer, person: Person, form: str, newest: int) -> None:
    submit(
        EndSessions(person.subject),
        viewer=viewer,
        form=form,
        key=f"end-sessions-{person.officer_id}-{newest}",
        said=lambda _ended: Receipt(_("All sessions of {name} have ended.").format(name=person.name)),
        redraw=False,
    )
