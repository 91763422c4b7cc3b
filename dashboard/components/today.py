"""The parts of Today: one sentence that answers, then each thing it counts."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.areas import known_areas
from dashboard.components.rows import concern_row, event_row, rows
from dashboard.components.states import empty_state
from dashboard.components.task_rows import task_rows
from dashboard.draft import KEY
from dashboard.forms.log import WHERE_FROM
from dashboard.words import _, ngettext, plain, said_left, said_time
from db.access import Viewer
from db.queries.clocks import Clocks
from db.queries.concerns import Page

SHOWN = 5  # rows of each kind: the page is a glance, the lists are one tap away


def answer(
    viewer: Viewer, fresh: Page, clocks: Clocks, tasks: pd.DataFrame, events: pd.DataFrame, *, since: datetime
) -> None:
    """The whole page in a sentence; what is late comes first."""
    now = clock.now()
    late, soon = clocks.late, clocks.soon
    promises = int((tasks["is_promise"] & (tasks["due_at"] < now + timedelta(days=1))).sum()) if len(tasks) else 0
    parts = []
    if late:
        words = ngettext("{n} clock has run out", "{n} clocks have run out", late)
        parts.append(":red-badge[:material/alarm: " + words.format(n=late) + "]")
    if soon:
        words = ngettext("{n} runs out within a day", "{n} run out within a day", soon)
        parts.append(":orange-badge[:material/timer: " + words.format(n=soon) + "]")
    if promises:
        words = ngettext("{n} promise is due", "{n} promises are due", promises)
        parts.append(":blue-badge[:material/handshake: " + words.format(n=promises) + "]")
    words = ngettext("{n} new concern", "{n} new concerns", fresh.total)
    parts.append(":gray-badge[:material/fiber_new: " + words.format(n=fresh.total) + "]")
    st.markdown(" ".join(parts))
    areas = [area.name for area in known_areas(viewer) if area.id in viewer.areas]
    where = plain(", ".join(areas[:3])) if areas else _("your team’s neighbourhoods")
    if len(areas) > 3:
        more = ngettext("{n} more", "{n} more", len(areas) - 3).format(n=len(areas) - 3)
        where = _("{areas} and {more}").format(areas=where, more=more)
    sentence = _("{where}, since {when}.").format(where=where, when=said_time(since, now))
    if len(events):
        first = events.iloc[0]
        sentence += " " + _("Next: **{title}**, {when}.").format(
            title=plain(str(first["title"])), when=said_time(first["starts_at"], now)
        )
    st.markdown(sentence)


def clocks_section(clocks: Clocks) -> None:
    """First answers and results: what can still be met, soonest first, then what was missed, the latest first."""
    st.markdown("### " + _("Clocks running out"))
    if clocks.rows.empty:
        st.caption(":material/check_circle: " + _("Nothing is late, and nothing runs out within a day."))
        return
    now = clock.now()
    for row in clocks.rows.head(SHOWN).itertuples(index=False):
        with st.container(border=True, key=f"row-clock-{row.ref}", gap=None):
            navigation.link("concerns", label=f"**{plain(row.ref)}** · {plain(row.summary)}", ref=row.ref)
            what = _("First answer") if row.clock == "first answer" else _("Result")
            colour, icon = ("red", "alarm") if row.clock_at < now else ("orange", "timer")
            said = _("{what}: {left}").format(what=what, left=said_left(row.clock_at, now))
            st.markdown(f":{colour}-badge[:material/{icon}: {said}] {plain(str(row.neighbourhood))}")
    every = clocks.soon + clocks.late
    if every > SHOWN:
        navigation.link(
            "concerns", label=_("All {n} overdue or nearly").format(n=every), icon=":material/arrow_forward:",
            view="overdue",
        )  # fmt: skip


def new_section(viewer: Viewer, fresh: Page, *, since: datetime) -> None:
    st.markdown("### " + _("New in my neighbourhoods"))
    if fresh.rows.empty:
        st.caption(_("Nothing was reported since {when}.").format(when=said_time(since, clock.now())))
        return
    rows(fresh.rows.head(SHOWN), concern_row, key="new")
    if fresh.total > SHOWN:
        mine = [area.code for area in known_areas(viewer) if area.id in viewer.areas]
        navigation.link(
            "concerns", label=_("All {n} new ones").format(n=fresh.total), icon=":material/arrow_forward:",
            period="7", area=mine,
        )  # fmt: skip


def tasks_section(viewer: Viewer, tasks: pd.DataFrame) -> None:
    """Mine, the most overdue first; promises to the community are marked."""
    st.markdown("### " + _("My tasks and promises"))
    due = tasks[tasks["due_at"] < clock.now() + timedelta(days=7)] if len(tasks) else tasks
    if due.empty:
        st.caption(":material/check_circle: " + _("Nothing is due this week."))
        return
    task_rows(viewer, due.head(SHOWN), key="today")
    if len(due) > SHOWN:
        with st.expander(_("{n} more this week").format(n=len(due) - SHOWN)):
            task_rows(viewer, due.iloc[SHOWN:], key="today-more")


def events_section(events: pd.DataFrame) -> None:
    st.markdown("### " + _("Events in the next seven days"))
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
    rows(events.head(SHOWN), event_row, key="today-events")
    if len(events) > SHOWN:
        navigation.link("events", label=_("All {n}").format(n=len(events)), icon=":material/arrow_forward:")


def unfinished_section(viewer: Viewer) -> None:
    """Forms begun and not saved: one tap back to each."""
    for form in loaders.unfinished(viewer):
        page, query, words = _of_form(form.form)
        if set(form.fields) - {KEY} - WHERE_FROM:
            when = said_time(form.updated_at, clock.now())
            navigation.link(
                page, label=_("Unfinished: {what}, {when}. Go on").format(what=words, when=when),
                icon=":material/history_edu:", **query,
            )  # fmt: skip


def _of_form(form: str) -> tuple[str, dict[str, str | list[str]], str]:
    """Where a form is, and what it is called: "concern.C-2026-00042.move"."""
    kind, _dot, rest = form.partition(".")
    ref = rest.split(".")[0]
    pages = {"concern": "concerns", "case": "cases", "event": "events"}
    if kind in pages and ref[1:2] == "-":
        return pages[kind], {"ref": ref}, _("work on {ref}").format(ref=ref)
    if form.startswith("case.open."):
        return "concerns", {"ref": rest.removeprefix("open.")}, _("a new case")
    if form == "case.open":
        return "cases", {}, _("a new case")
    return "log", {}, _("a log entry")
