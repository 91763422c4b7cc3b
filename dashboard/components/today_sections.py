"""The sections of Today: the first few of each kind, the rest one tap further."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.areas import known_areas
from dashboard.components.meeting import SOON
from dashboard.components.rows import concern_row, event_row, present, rows
from dashboard.components.states import empty_state
from dashboard.components.task_rows import task_rows
from dashboard.components.today import CLOCKS, EVENTS, NEW, TASKS
from dashboard.draft import KEY
from dashboard.forms.log_kinds import WHERE_FROM
from dashboard.shift import DAYS_AHEAD, long_ago
from dashboard.tuples import tuples
from dashboard.unfinished import begun
from dashboard.words import _, local, ngettext, number, plain, said_left, said_time
from db.access import Viewer
from db.queries.clocks import Clocks
from db.queries.concerns import Page

SHOWN = 3  # rows of each kind at first sight: the page is a glance
MOST = 10  # with one tap; more than that is what the lists are for


def clocks_section(viewer: Viewer, clocks: Clocks) -> None:
    """First answers and results: what can still be met, soonest first, then what was missed, the latest first."""
    st.header(_("Clocks running out"), anchor=CLOCKS)
    if clocks.rows.empty:
        st.caption(":material/check_circle: " + _("Nothing is late, and nothing runs out within a day."))
        return
    _some(clocks.rows, _clock_row, key="clock")
    if clocks.soon + clocks.late > MOST:
        navigation.link(
            "concerns", label=_("All of them"), icon=":material/arrow_forward:", view="clocks",
            since=long_ago().isoformat(), until=clock.today().isoformat(),
        )  # fmt: skip


def _clock_row(row: Any) -> None:
    navigation.link("concerns", label=f"**{plain(row.ref)}** · {plain(row.summary)}", ref=row.ref)
    what = _("First answer") if row.clock == "first answer" else _("Result")
    now = clock.now()
    colour, icon = ("red", "alarm") if row.clock_at < now else ("orange", "timer")
    said = _("{what}: {left}").format(what=what, left=said_left(row.clock_at, now))
    place = plain(row.neighbourhood) if present(row.neighbourhood) else _("no neighbourhood")
    owner = plain(row.owner) if present(row.owner) else _("nobody yet")
    st.markdown(f":{colour}-badge[:material/{icon}: {said}]")
    st.caption(_("{place} · owner: {owner}").format(place=place, owner=owner))


def new_section(viewer: Viewer, fresh: Page, *, since: datetime) -> None:
    st.header(_("New in my neighbourhoods"), anchor=NEW)
    if fresh.rows.empty:
        st.caption(_("Nothing was reported since {when}.").format(when=said_time(since, clock.now())))
        return
    _some(fresh.rows, concern_row, key="new")
    if fresh.total > MOST:
        mine = [area.code for area in known_areas(viewer) if area.id in viewer.areas]
        navigation.link(
            "concerns", label=_("All of these days"), icon=":material/arrow_forward:", view="everything",
            since=local(since).date().isoformat(), until=clock.today().isoformat(), area=mine,
        )  # fmt: skip


def tasks_section(viewer: Viewer, tasks: pd.DataFrame) -> None:
    """Mine, the most overdue first; promises to the community are marked."""
    st.header(_("My tasks and promises"), anchor=TASKS)
    due = tasks[tasks["due_at"] < clock.now() + timedelta(days=DAYS_AHEAD)] if len(tasks) else tasks
    if due.empty:
        st.caption(":material/check_circle: " + _("Nothing is due in the next seven days."))
    task_rows(viewer, due, key="today", linked=True, shown=SHOWN + 1)
    _team_tasks(viewer)


def _team_tasks(viewer: Viewer) -> None:
    """My team's, overdue first: who could do with a hand."""
    tasks = loaders.tasks(viewer, colleagues=True, due_before=_soon())
    if tasks.empty:
        return
    late = int(tasks["late"].astype(bool).sum())
    said = ngettext("My team’s: {n} task due, {late} late", "My team’s: {n} tasks due, {late} late", len(tasks))
    with st.expander(said.format(n=number(len(tasks)), late=number(late)), icon=":material/groups:"):
        task_rows(viewer, tasks.head(MOST), key="today-team", linked=True)


def _soon() -> datetime:
    """In seven days, to the minute: the answers of a minute are shared."""
    return clock.now().replace(second=0, microsecond=0) + timedelta(days=DAYS_AHEAD)


def events_section(events: pd.DataFrame) -> None:
    st.header(_("Events in the next seven days"), anchor=EVENTS)
    if events.empty:
        empty_state(
            _("No event is planned in your neighbourhoods."),
            action=_("Plan one"),
            page="log",
            icon=":material/event:",
            key="today-events",
            kind="event",
        )
        return
    for event in tuples(events[events["starts_at"] < clock.now() + SOON]):
        label = _("Live meeting: {title}").format(title=plain(event.title))
        navigation.link("meeting", label=label, icon=":material/groups:", ref=str(event.ref))
    _some(events, event_row, key="today-events")
    if len(events) > MOST:
        navigation.link("events", label=_("All events"), icon=":material/arrow_forward:")


def _some(frame: pd.DataFrame, draw: Callable[[Any], None], *, key: str) -> None:
    rows(frame.head(SHOWN), draw, key=key)
    rest = frame.iloc[SHOWN:MOST]
    if len(rest):
        with st.expander(ngettext("{n} more", "{n} more", len(rest)).format(n=number(len(rest)))):
            rows(rest, draw, key=f"{key}-more")


def unfinished_section(viewer: Viewer) -> None:
    """Forms begun and not saved: one tap back to each."""
    for form in loaders.unfinished(viewer):
        found = begun(form.form)
        if found is not None and set(form.fields) - {KEY} - WHERE_FROM:
            when = said_time(form.updated_at, clock.now())
            navigation.link(
                found.page, label=_("Unfinished: {what}, {when}. Go on").format(what=found.words, when=when),
                icon=":material/history_edu:", **found.query,
            )  # fmt: skip
