"""A week in entries: which week, whose, how much of it with people, and each day."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard import clock, clock_loaders, navigation, partner_loaders, state
from dashboard.components.rows import present
from dashboard.components.states import empty_state
from dashboard.forms.week_sheet import entry_form
from dashboard.labels import activity_label
from dashboard.state import Url
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, per_cent, plain, said_date, said_dates, said_time
from dashboard.words import clock as time_of_day
from db.access import Permission, Viewer
from db.queries.days import week_start
from db.queries.week_sheets import Sheet
from db.rules import Threshold

WEEK = timedelta(days=7)
EARLIEST = date(2000, 1, 3)


def choose_week() -> date:
    """The Monday in the address, else this week's; with the way to the weeks beside it."""
    this = week_start(clock.today())
    week = _asked(this)
    with st.container(horizontal=True, vertical_alignment="center", key="week-bar"):
        navigation.link("week_sheet", label=_("Before"), icon=":material/chevron_left:", week=(week - WEEK).isoformat())
        st.markdown(f"**{said_dates(week, week + timedelta(days=6))}**", width="content")
        if week < this:
            navigation.link(
                "week_sheet", label=_("After"), icon=":material/chevron_right:", week=(week + WEEK).isoformat()
            )
    return week


def _asked(this: date) -> date:
    try:
        asked = week_start(date.fromisoformat(st.query_params.get(Url.WEEK, "")))
    except ValueError:
        return this
    return asked if EARLIEST <= asked <= this else this


def choose_officer(viewer: Viewer, week: date) -> int:
    """Mine; a supervisor also looks at the team's, those that wait first."""
    mine = int(viewer.officer_id or 0)
    if not viewer.may(Permission.WEEK_SIGN_OFF):
        return mine
    team = partner_loaders.team_sheets(viewer, week)
    names = {mine: _("My own week")}
    names |= {int(row.officer_id): f"{row.name}, {_state_words(row)}" for row in tuples(team)}
    waiting = [int(row.officer_id) for row in tuples(team) if row.waits]
    chosen = st.selectbox(
        _("Whose week"), list(names), format_func=names.__getitem__, key=f"week-whose-{week}",
        index=list(names).index(waiting[0]) if waiting else 0,
    )  # fmt: skip
    return int(chosen)


def _state_words(row: Any) -> str:
    if present(row.signed_off_at):
        return _("signed off")
    return _("waits for you") if row.waits else _("not handed in")


def sheet_answer(viewer: Viewer, sheet: Sheet) -> None:
    """How long, how much of it with people, against the aim; time off duty apart; and how far the sheet has come."""
    target = clock_loaders.thresholds(viewer)[Threshold.ENGAGEMENT] / 100
    said = _("{hours} logged").format(hours=hours_words(sheet.minutes))
    if sheet.share is not None:
        reached = sheet.share >= target
        colour, icon = ("green", "check_circle") if reached else ("orange", "flag")
        share = _("{share} with people, the aim is {target}")
        words = share.format(share=per_cent(sheet.share), target=per_cent(target))
        said += f" :{colour}-badge[:material/{icon}: {words}]"
    st.markdown(f"**{said}**")
    if sheet.off_duty:
        st.markdown(_("Taken off duty: {hours}.").format(hours=hours_words(sheet.off_duty)))
    st.markdown(_how_far(sheet))
    if sheet.officer_id != viewer.officer_id:
        st.caption(
            _(
                "{name}’s entries that you may see: what is restricted to its officer is not here, nor in the hours."
            ).format(name=plain(sheet.officer))
        )
    else:
        st.caption(
            _("With people: everything but time taken off duty and admin. Each entry counts in the week it began.")
        )


def _how_far(sheet: Sheet) -> str:
    now = clock.now()
    if sheet.signed_off_at:
        said = _("Signed off by {name}, {when}. Nothing in it changes any more.")
        who, when = plain(sheet.signed_off_by or ""), said_time(sheet.signed_off_at, now)
        return ":green-badge[:material/verified: " + _("Signed off") + "] " + said.format(name=who, when=when)
    if sheet.handed_in_at:
        said = _("Handed in {when}; it can be corrected until it is signed off.")
        badge = ":blue-badge[:material/outbox: " + _("Handed in") + "] "
        return badge + said.format(when=said_time(sheet.handed_in_at, now))
    if sheet.returned_why:
        badge = ":orange-badge[:material/undo: " + _("Returned") + "] "
        return badge + _("To be put right: {why}").format(why=plain(sheet.returned_why))
    return ":gray-badge[:material/edit: " + _("Open") + "] " + _("Not handed in yet.")


def hours_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return _("{hours} h {minutes:02d}").format(hours=hours, minutes=rest)


def days_section(viewer: Viewer, sheet: Sheet) -> None:
    """Each day with its hours; one's own open entries can be corrected where they stand."""
    if sheet.entries.empty:
        empty_state(
            _("Nothing is logged in this week."), detail=_("What you log counts in the week it began."),
            icon=":material/calendar_view_week:", key="week",
        )  # fmt: skip
        return
    mine = sheet.officer_id == viewer.officer_id
    for day, of_day in sheet.entries.groupby("day", sort=True):
        said = said_date(day, clock.today())
        st.markdown(f"##### {said[:1].upper()}{said[1:]} · {hours_words(int(of_day['minutes'].sum()))}")
        for row in tuples(of_day):
            with st.container(border=True, key=f"row-entry-{row.ref}", gap=None):
                _entry(row)
                if mine and not sheet.signed_off_at:
                    _correct(viewer, row)


def _entry(row: Any) -> None:
    minutes = ngettext("{n} minute", "{n} minutes", row.minutes).format(n=number(row.minutes))
    st.markdown(f"{time_of_day(row.started_at)} **{activity_label(row.type)}**, {minutes}")
    parts = [plain(row.neighbourhood) if present(row.neighbourhood) else _("no neighbourhood")]
    if present(row.people_reached):
        n = int(row.people_reached)
        parts.append(ngettext("{n} person reached", "{n} people reached", n).format(n=number(n)))
    if present(row.partner):
        parts.append(_("with {partner}").format(partner=plain(row.partner)))
    if present(row.language) and row.language != "English":
        parts.append(plain(row.language))
    st.caption(" · ".join([*parts, plain(row.ref)]))


def _correct(viewer: Viewer, row: Any) -> None:
    if state.WEEK_ENTRY.get() == row.ref:
        with st.container(key=f"entry-form-{row.ref}"):
            entry_form(viewer, row)
        return
    st.button(
        _("Correct"), key=f"correct-{row.ref}", icon=":material/edit:", type="tertiary",
        help=_("Correct {ref}").format(ref=row.ref), on_click=state.WEEK_ENTRY.set, args=(str(row.ref),),
    )  # fmt: skip
