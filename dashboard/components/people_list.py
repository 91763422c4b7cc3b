"""Who works here, as rows: role, team, areas, how it stands with their account; and who is signed in now."""

from collections.abc import Sequence

import streamlit as st

from dashboard import clock, navigation
from dashboard.components.states import empty_state
from dashboard.draft import form_state
from dashboard.labels import role_name
from dashboard.submit import Receipt, submit
from dashboard.words import _, ngettext, number, plain, said_time
from db.access import Viewer
from db.commands.sessions import EndSession
from db.queries.accounts import Living, Person

ENDING = "people.sessions"


def account_mark(person: Person) -> str:
    """How it stands with somebody's way in: word, icon and colour."""
    if not person.active:
        return ":gray-badge[:material/block: " + _("Switched off") + "]"
    if person.locked_since:
        return ":red-badge[:material/lock: " + _("Locked") + "]"
    if person.login and not person.second_factor:
        return ":orange-badge[:material/key: " + _("First sign-in to come") + "]"
    if person.last_seen is None:
        return ":gray-badge[:material/hourglass_empty: " + _("Never signed in") + "]"
    return ":green-badge[:material/check_circle: " + _("Active") + "]"


def matching(people: Sequence[Person], *, view: str, search: str) -> list[Person]:
    """`view`: "active", "off", or "waiting" (locked, or made and not used yet)."""
    words = search.casefold().split()
    return [one for one in people if _shown(one, view) and all(word in _said(one) for word in words)]


def _shown(one: Person, view: str) -> bool:
    if view == "waiting":
        return one.active and bool(one.locked_since or (one.login and not one.second_factor))
    return one.active if view == "active" else not one.active


def _said(one: Person) -> str:
    return " ".join((one.name, one.login or "", one.team or "", role_name(one.role), *one.areas)).casefold()


def people_rows(people: Sequence[Person], areas: dict[str, str]) -> None:
    """`areas`: names by code."""
    if not people:
        empty_state(
            _("Nobody here."), detail=_("Try another list or fewer words."), icon=":material/group_off:", key="people"
        )
    with st.container(key="rows-people", gap="small"):
        for place, person in enumerate(people):
            with st.container(border=True, key=f"row-people-{place}", gap=None):
                navigation.link(
                    "people", label=f"**{plain(person.name)}**", icon=":material/person:", ref=person.subject
                )
                parts = [plain(role_name(person.role))]
                if person.team:
                    parts.append(plain(person.team))
                st.markdown(" ".join([account_mark(person), " · ".join(parts)]))
                st.caption(" · ".join([_where(person, areas), *_when(person)]))


def _where(person: Person, areas: dict[str, str]) -> str:
    if not person.areas:
        return _("no neighbourhoods")
    if len(person.areas) > 3:
        n = len(person.areas)
        return ngettext("{n} neighbourhood", "{n} neighbourhoods", n).format(n=number(n))
    return plain(", ".join(areas.get(code, code) for code in person.areas))


def _when(person: Person) -> list[str]:
    said = []
    if person.last_seen:
        said = [_("last seen {when}").format(when=said_time(person.last_seen, clock.now()))]
    if person.signed_in:
        n = person.signed_in
        said.append(ngettext("signed in on {n} device", "signed in on {n} devices", n).format(n=number(n)))
    return said


def method_words(method: str) -> str:
    return {
        "demo": _("demonstration"),
        "local": _("password and code"),
        "provider": _("identity provider"),
    }.get(method, method)


def session_rows(viewer: Viewer, sessions: Sequence[Living], *, named: bool, form: str = ENDING) -> None:
    """Living sessions with a button each to end them; `named` says whose they are."""
    kept = form_state(form)
    if sentence := kept.get("sentence"):
        st.error(plain(sentence), icon=":material/error:")
    if receipt := kept.get("receipt"):
        st.markdown(":green[:material/check_circle: " + plain(receipt["sentence"]) + "]")
    for one in sessions:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"session-{form.replace('.', '-')}-{one.session_id}"
        ):  # fmt: skip
            st.markdown(_session_words(viewer, one, named=named), width="stretch")
            if one.session_id != viewer.session_id:
                st.button(
                    _("End"),
                    key=f"{form}.end.{one.session_id}",
                    icon=":material/logout:",
                    help=_("At the next click there, the sign-in page comes. What was being typed is kept."),
                    on_click=_end,
                    args=(viewer, one, form),
                )


def _session_words(viewer: Viewer, one: Living, *, named: bool) -> str:
    device = plain(one.device or _("Unknown device"))
    first = f"**{plain(one.name)}** · {device}" if named else f"**{device}**"
    if one.session_id == viewer.session_id:
        first += " :blue-badge[:material/my_location: " + _("this one") + "]"
    now = clock.now()
    line = _("{method} · since {since} · last click {seen}").format(
        method=method_words(one.method), since=said_time(one.started_at, now), seen=said_time(one.last_seen_at, now)
    )
    return f"{first}  \n:small[{plain(line)}]"


def _end(viewer: Viewer, one: Living, form: str) -> None:
    submit(
        EndSession(one.session_id),
        viewer=viewer,
        form=form,
        key=f"end-session-{one.session_id}",
        said=lambda _ended: Receipt(_("The session of {name} has ended.").format(name=one.name)),
        redraw=False,
    )
