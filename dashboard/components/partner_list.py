"""Partners as rows: overdue first by word and colour; and the directory, made to be read out to somebody."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.components.map_answer import as_of
from dashboard.components.rows import present, rows
from dashboard.components.states import empty_state
from dashboard.labels import sector_label
from dashboard.marked import with_hits
from dashboard.words import _, ngettext, number, plain, said_date, said_time

SERVICES_SHOWN = 24


def view_words(view: str) -> str:
    return {
        "all": _("All"),
        "overdue": _("Overdue"),
        "mine": _("Mine"),
        "directory": _("Resource directory"),
        "watch": _("Watch groups"),
        "committees": _("Committees"),
        "ended": _("Ended"),
    }[view]


def partners_answer(found: pd.DataFrame, view: str, *, search: str) -> None:
    """How many, and how many of them are waiting to hear from us."""
    n = len(found)
    if view == "directory":
        said = ngettext("{n} place to send somebody to", "{n} places to send somebody to", n).format(n=number(n))
        st.markdown(f"**{said}**")
        st.caption(_("Look for a service, a language, a group or an area, in any order. Beginnings are enough."))
        return
    late = int((found["days_late"] > 0).sum())
    if view == "overdue":
        said = ngettext("{n} partner is overdue", "{n} partners are overdue", n).format(n=number(n))
        st.markdown(f"**{said}**")
    else:
        said = ngettext("{n} partner", "{n} partners", n).format(n=number(n))
        overdue = ngettext("{n} is overdue", "{n} are overdue", late).format(n=number(late))
        st.markdown(f"**{said}**" if view == "ended" else f"**{said}, {overdue}**")
    st.caption(
        _(
            "Overdue: the days we said we would be in touch have passed since the last logged contact or event "
            "with it, or since it was recorded. Of the whole city."
        )
        + " "
        + as_of()
    )


def partner_rows(found: pd.DataFrame, search: str) -> None:
    rows(found, lambda row: _partner_row(row, search), key="partners")


def _partner_row(row: Any, search: str) -> None:
    navigation.link("partners", label=_name(row.name, search), ref=row.ref)
    st.markdown(" ".join([*partner_marks(row), plain(sector_label(row.sector))]))
    parts = [plain(row.neighbourhood) if present(row.neighbourhood) else _("no neighbourhood")]
    if present(row.groups_served):
        parts.append(plain(row.groups_served))
    if others := [language for language in row.languages or [] if language != "English"]:
        parts.append(plain(", ".join(others)))
    st.caption(" · ".join([*parts, *_members(row)]))
    owner = plain(row.owner) if present(row.owner) else _("nobody yet")
    last = said_time(row.last_contact, clock.now()) if present(row.last_contact) else _("never logged")
    kept = [
        _("kept by {owner}").format(owner=owner),
        _("last contact: {when}").format(when=last),
        every_words(row.every),
    ]
    st.caption(" · ".join(kept))


def _name(name: str, search: str) -> str:
    return with_hits(name, search) if search else f"**{plain(name)}**"


def _members(row: Any) -> list[str]:
    """Of groups that meet: how many they are, who speaks for them, when we last met."""
    parts = []
    if present(row.members):
        parts.append(members_words(int(row.members), row.members_counted_on))
    if row.roles:
        parts.append(_("contacts: {roles}").format(roles=plain(", ".join(row.roles))))
    if present(row.last_meeting):
        parts.append(_("last meeting {day}").format(day=said_time(row.last_meeting, clock.now())))
    return parts


def members_words(members: int, counted_on: Any) -> str:
    said = ngettext("{n} member", "{n} members", members).format(n=number(members))
    if not present(counted_on):
        return said
    return _("{members}, counted {day}").format(members=said, day=said_date(counted_on, clock.today()))


def partner_marks(row: Any) -> list[str]:
    """Overdue, due soon, ended: word, icon and colour."""
    if present(row.ended_at):
        return [":gray-badge[:material/do_not_disturb_on: " + _("Ended") + "]"]
    if row.days_late:
        late = ngettext("{n} day late", "{n} days late", row.days_late).format(n=number(row.days_late))
        return [":red-badge[:material/alarm: " + late + "]"]
    if present(row.due_on) and (row.due_on - clock.today()).days <= 7:
        said = _("Due {day}").format(day=said_date(row.due_on, clock.today()))
        return [":orange-badge[:material/event_repeat: " + said + "]"]
    if present(row.due_on):
        return [":green-badge[:material/check_circle: " + _("In touch") + "]"]
    return []


def every_words(every: Any) -> str:
    if not present(every):
        return _("no rhythm agreed")
    return ngettext("every {n} day", "every {n} days", int(every)).format(n=number(int(every)))


def services_line(services: tuple[str, ...]) -> None:
    """What can be asked for, so that nobody guesses."""
    if services:
        shown = ", ".join(plain(service) for service in services[:SERVICES_SHOWN])
        more = len(services) - SERVICES_SHOWN
        st.markdown(_("Known services: {services}").format(services=shown) + (" …" if more > 0 else ""))


def directory_rows(found: pd.DataFrame, search: str) -> None:
    """What to say on the phone first: where, what, in which language, how to reach it."""
    rows(found, lambda row: _directory_row(row, search), key="directory")


def _directory_row(row: Any, search: str) -> None:
    navigation.link("partners", label=_name(row.name, search), ref=row.ref)
    if row.services:
        st.markdown(with_hits(", ".join(row.services), search))
    if present(row.how_to_reach):
        st.markdown(":material/call: " + plain(row.how_to_reach))
    parts = [", ".join(row.languages or []), row.groups_served, row.neighbourhood]
    st.caption(" · ".join(with_hits(part, search) for part in parts if present(part) and part))


def nothing_here(view: str, search: str) -> None:
    if search:
        empty_state(
            _("No partner has all these words."),
            detail=_("Every word must begin a word of its name, services, languages, groups or area. Try fewer."),
            icon=":material/search_off:",
            key="partners",
        )
        return
    sentences = {
        "overdue": (_("Nobody is overdue."), _("Every partner has heard from us as often as we said.")),
        "mine": (
            _("You keep no partner’s contact yet."),
            _("Open a partner and make yourself its relationship owner."),
        ),
        "watch": (_("No watch group yet."), _("Record one below: its members, its coordinator, how often you meet.")),
        "committees": (_("No committee yet."), _("Record one below and say that it is a committee or task force.")),
        "ended": (_("No partnership has ended."), _("Those that end stay here, with everything that happened.")),
    }
    first = (_("No partner yet."), _("Schools, faith groups, businesses, agencies: record the first one below."))
    sentence, detail = sentences.get(view, first)
    empty_state(sentence, detail=detail, icon=":material/handshake:", key="partners")
