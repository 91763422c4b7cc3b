"""The first glance of Today: one sentence, each number in it one tap from its records; then the figures beside the
time before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.areas import known_areas
from dashboard.components.escalation import escalated_figure
from dashboard.components.metric_row import Figure, metric_row
from dashboard.components.week import week_figure
from dashboard.shift import DAYS_AHEAD, WARN_WITHIN, long_ago
from dashboard.words import _, local, ngettext, number, plain, said_date, said_time
from db.access import Permission, Viewer
from db.queries.clocks import Clocks
from db.queries.concerns import Page
from db.rules import Rule

# The sections of the page, as the sentence's links name them.
NEW, CLOCKS, TASKS, EVENTS = "new", "clocks", "tasks", "events"


def answer(
    viewer: Viewer, fresh: Page, clocks: Clocks, tasks: pd.DataFrame, events: pd.DataFrame, *, since: datetime
) -> None:
    """The whole page in a sentence."""
    now = clock.now()
    said = ngettext("{n} new concern", "{n} new concerns", fresh.total).format(n=number(fresh.total))
    parts = [_("{new} since {when}").format(new=_to(NEW, said), when=said_time(since, now))]
    parts += _clock_words(clocks) + _task_words(tasks, now)
    if not clocks.late and not (len(tasks) and bool(tasks["late"].any())):
        parts.append(":green[:material/check_circle:] " + _("nothing is late"))
    if len(events):
        first = events.iloc[0]
        title = _to(EVENTS, plain(str(first["title"])))
        parts.append(_("next: {title}, {when}").format(title=title, when=said_time(first["starts_at"], now)))
    with st.container(key="today-answer"):
        st.markdown(", ".join(parts) + ".")
    st.caption(_("{where}, as of {when}.").format(where=_where(viewer), when=said_time(now, now)))


def _to(section: str, words: str) -> str:
    return f"[**{words}**](#{section})"


def _clock_words(clocks: Clocks) -> list[str]:
    parts = []
    if clocks.soon:
        words = ngettext("{n} clock runs out within a day", "{n} clocks run out within a day", clocks.soon)
        parts.append(":orange[:material/timer:] " + _to(CLOCKS, words.format(n=number(clocks.soon))))
    if clocks.late:
        words = ngettext("{n} clock has run out", "{n} clocks have run out", clocks.late)
        parts.append(":red[:material/alarm:] " + _to(CLOCKS, words.format(n=number(clocks.late))))
    return parts


def _task_words(tasks: pd.DataFrame, now: datetime) -> list[str]:
    """Promises first: they were made to somebody."""
    if tasks.empty:
        return []
    late, promise = tasks["late"].astype(bool), tasks["is_promise"].astype(bool)
    soon = ~late & (tasks["due_at"] < now + WARN_WITHIN)
    parts = []
    if n := int((late & promise).sum()):
        words = ngettext("{n} promise is overdue", "{n} promises are overdue", n)
        parts.append(":red[:material/handshake:] " + _to(TASKS, words.format(n=number(n))))
    if n := int((soon & promise).sum()):
        words = ngettext("{n} promise is due", "{n} promises are due", n)
        parts.append(":orange[:material/handshake:] " + _to(TASKS, words.format(n=number(n))))
    if n := int((late & ~promise).sum()):
        words = ngettext("{n} task is overdue", "{n} tasks are overdue", n)
        parts.append(":red[:material/task_alt:] " + _to(TASKS, words.format(n=number(n))))
    if n := int((soon & ~promise).sum()):
        words = ngettext("{n} task is due", "{n} tasks are due", n)
        parts.append(":orange[:material/task_alt:] " + _to(TASKS, words.format(n=number(n))))
    return parts


def _where(viewer: Viewer) -> str:
    """At most three names: the glance is not a list."""
    areas = [area.name for area in known_areas(viewer) if area.id in viewer.areas]
    if not areas:
        return _("No neighbourhood is yours yet")
    first = plain(", ".join(areas[:3]))
    if len(areas) <= 3:
        return first
    more = ngettext("{n} more", "{n} more", len(areas) - 3).format(n=len(areas) - 3)
    return _("{areas} and {more}").format(areas=first, more=more)


def figures(
    viewer: Viewer,
    fresh: Page,
    clocks: Clocks,
    tasks: pd.DataFrame,
    *,
    since: datetime,
    before: Page,
    escalated: Mapping[Rule, int],
) -> None:
    """The numbers of the sentence, each with what it counts, what it is compared with and where its records are."""
    now, today = clock.now(), clock.today()
    mine = [area.code for area in known_areas(viewer) if area.id in viewer.areas]
    first_day = local(since).date()
    due = tasks[tasks["due_at"] < now + timedelta(days=DAYS_AHEAD)] if len(tasks) else tasks
    late = int(due["late"].astype(bool).sum()) if len(due) else 0
    promises = int(due["is_promise"].astype(bool).sum()) if len(due) else 0
    shown = [
        Figure(
            label=_("New concerns"),
            value=number(fresh.total),
            beside=_("{n} in the equal time before").format(n=number(before.total - fresh.total)),
            means=_("Received in my neighbourhoods since {when}.").format(when=said_time(since, now)),
            page="concerns",
            page_label=_("All since {day}").format(day=said_date(first_day, today)),
            query={"view": "everything", "since": first_day.isoformat(), "until": today.isoformat(), "area": mine},
        ),
        Figure(
            label=_("Clocks"),
            value=number(clocks.late + clocks.soon),
            beside=_("{late} late, {soon} within a day").format(late=number(clocks.late), soon=number(clocks.soon)),
            means=_("First answers and results of open concerns in my neighbourhoods, or mine."),
            page="concerns",
            page_label=_("All of them"),
            query={"view": "clocks", "since": long_ago().isoformat(), "until": today.isoformat()},
        ),
        Figure(
            label=_("My tasks"),
            value=number(len(due)),
            beside=ngettext("{n} promise, {late} late", "{n} promises, {late} late", promises).format(
                n=number(promises), late=number(late)
            ),
            means=_("Due by {day}, and what is overdue.").format(
                day=said_date(today + timedelta(days=DAYS_AHEAD), today)
            ),
        ),
    ]
    shown.insert(2, escalated_figure(escalated))
    if viewer.may(Permission.ACTIVITY_LOG):
        shown.append(week_figure(viewer))
    metric_row(shown, key="today")
