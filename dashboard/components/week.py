"""My week in hours: how much of it was with people, beside the week before and what the agency aims for."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard import clock, clock_loaders, loaders, navigation, partner_loaders
from dashboard.components.metric_row import Figure
from dashboard.components.rows import present
from dashboard.labels import activity_label
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, per_cent, plain, said_date, said_time
from db.access import Permission, Viewer
from db.queries.days import week_start
from db.queries.filters import Filters
from db.queries.work import Worked
from db.rules import Threshold

WEEK = timedelta(days=7)


def my_week(viewer: Viewer) -> Worked:
    """My own entries from Monday to today."""
    today = clock.today()
    return _worked(viewer, week_start(today), today)


def week_figure(viewer: Viewer) -> Figure:
    """Hours since Monday beside the same days of last week: to compare a Tuesday with a whole week says nothing."""
    today = clock.today()
    this, before = my_week(viewer), _worked(viewer, week_start(today) - WEEK, today - WEEK)
    means, limits = _("I logged since Monday."), clock_loaders.thresholds(viewer)
    if this.minutes:
        means = _("I logged since Monday, {share} of it with people; the aim is {target}.").format(
            share=per_cent(this.engagement_minutes / this.minutes),
            target=per_cent(limits[Threshold.ENGAGEMENT] / 100),
        )
    return Figure(
        label=_("My week"),
        value=_hours(this),
        means=means,
        beside=_("{hours} by this day last week").format(hours=_hours(before)),
    )


def week_section(viewer: Viewer) -> None:
    """The entries behind the figure."""
    if not viewer.may(Permission.ACTIVITY_LOG):
        return
    st.header(_("My week"), anchor="week")
    _sheets(viewer)
    week = my_week(viewer)
    if not week.activities:
        st.caption(_("Nothing is logged since Monday."))
        return
    today = clock.today()
    entries = ngettext("{n} entry", "{n} entries", week.activities).format(n=number(week.activities))
    reached = ngettext("{n} person reached", "{n} people reached", week.people_reached)
    st.markdown(
        _("{entries}, {reached}; who was reached twice counts twice.").format(
            entries=entries, reached=reached.format(n=number(week.people_reached))
        )
    )
    with st.expander(_("My entries since Monday")):
        done = loaders.activities_in(viewer, Filters(since=week_start(today), until=today), mine=True)
        st.markdown("\n".join(f"- {_entry(row)}" for row in tuples(done)))


def _sheets(viewer: Viewer) -> None:
    """The way to the sheet; what came back to me, and what waits for me."""
    navigation.link("week_sheet", label=_("My week sheet: correct it, hand it in"))
    for week in partner_loaders.weeks_returned(viewer):
        said = _("Came back to you: the week from {day}").format(day=said_date(week, clock.today()))
        navigation.link("week_sheet", label=said, icon=":material/undo:", week=week.isoformat())
    if not viewer.may(Permission.WEEK_SIGN_OFF):
        return
    waiting = partner_loaders.sheets_waiting(viewer)
    if len(waiting):
        said = ngettext("{n} week sheet waits for you", "{n} week sheets wait for you", len(waiting))
        first = waiting.iloc[0]
        navigation.link(
            "week_sheet", label=said.format(n=number(len(waiting))), icon=":material/fact_check:",
            week=first["week"].isoformat(),
        )  # fmt: skip


def _entry(row: Any) -> str:
    minutes = ngettext("{n} minute", "{n} minutes", row.minutes).format(n=row.minutes)
    place = plain(row.neighbourhood) if present(row.neighbourhood) else _("no neighbourhood")
    return _("{activity}, {minutes}, {place}, {when} ({ref})").format(
        activity=activity_label(row.type),
        minutes=minutes,
        place=place,
        when=said_time(row.started_at, clock.now()),
        ref=plain(row.ref),
    )


def _worked(viewer: Viewer, since: date, until: date) -> Worked:
    return loaders.worked(viewer, since=since, until=until, neighbourhood_id=None, mine=True)


def _hours(worked: Worked) -> str:
    hours, minutes = divmod(worked.minutes, 60)
    return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes)
