"""The parts of a neighbourhood's page: concerns and their trend, events, cases and promises, partners."""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import case_loaders, clock, loaders
from dashboard.areas import Area
from dashboard.charts import top_bars, trend_against_city
from dashboard.components.map_answer import concerns_words
from dashboard.components.rows import case_row, concern_row, event_row, present, rows
from dashboard.components.states import empty_state
from dashboard.components.task_rows import task_rows
from dashboard.filters import period_words
from dashboard.labels import activity_label, category_label, sector_label
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, plain, said_dates, said_time
from db.access import Permission, Viewer
from db.queries.filters import Filters

WEEKS = 26
TOP, SOME = 8, 5
DAYS_AHEAD = 60
PROMISES_OVER = timedelta(days=365)


def concerns_tab(viewer: Viewer, filters: Filters, area: Area) -> None:
    here = replace(filters, neighbourhoods=(area.id,))
    bars, line = st.columns(2, gap="large")
    with bars:
        top_concerns_chart(viewer, here)
    with line:
        trend_chart(viewer, filters, area)
    if viewer.may(Permission.CONCERN_READ, neighbourhood=area.id):
        st.markdown("#### " + _("Latest open concerns"))
        found = loaders.concern_list(viewer, here, view="triage", search="", page=0)
        if found.rows.empty:
            st.caption(_("None in these dates."))
        rows(found.rows.head(SOME), concern_row, key="neighbourhood")


def top_concerns_chart(viewer: Viewer, here: Filters) -> None:
    found = loaders.by_category(viewer, here)
    if found.empty:
        st.markdown("#### " + _("Top concerns"))
        st.caption(_("None in these dates."))
        return
    top = found.head(TOP)
    frame = top.assign(label=[category_label(value) for value in top["category"]])[["label", "n"]]
    counted = concerns_words(here, int(found["n"].sum()))
    caption = _("{concerns} received {period}").format(concerns=counted, period=period_words(here))
    chart = top_bars(frame, title=_("Top concerns"), caption=caption, count=_("Concerns"), dark=_dark())
    st.vega_lite_chart(chart.data, chart.spec, width="stretch", alt=_("Top concerns, bars; the figures stand on them."))


def trend_chart(viewer: Viewer, filters: Filters, area: Area, *, weeks: int = WEEKS) -> None:
    """Received a week, beside the average neighbourhood: of the categories and sources chosen."""
    frame = loaders.trend(viewer, until=filters.until, neighbourhood_id=area.id, weeks=weeks, filters=filters)
    last = frame["week_start"].iloc[-1] + timedelta(days=6)
    chosen = bool(filters.categories or filters.sources)
    about = (
        _("{dates}, whole weeks, as filtered") if chosen else _("{dates}, whole weeks, all but sensitive categories")
    )
    caption = about.format(dates=said_dates(frame["week_start"].iloc[0], last))
    chart = trend_against_city(
        frame,
        title=_("Concerns received a week"),
        caption=caption,
        area=area.name,
        city=_("Average neighbourhood"),
        week=_("Week from"),
        count=_("Concerns"),
        dark=_dark(),
    )
    st.vega_lite_chart(
        chart.data,
        chart.spec,
        width="stretch",
        alt=_("Concerns received a week, here and in the average neighbourhood."),
    )


def _dark() -> bool:
    return bool(st.context.theme.type == "dark")


def events_tab(viewer: Viewer, filters: Filters, area: Area) -> None:
    ahead = loaders.events_ahead(viewer, days=DAYS_AHEAD, neighbourhood_ids=(area.id,))
    st.markdown("#### " + _("Coming"))
    if ahead.empty:
        empty_state(
            _("Nothing is planned here."), action=_("Plan an event"), page="log", icon=":material/event:",
            key="neighbourhood-events", kind="event", area=area.code,
        )  # fmt: skip
    rows(ahead.head(SOME), event_row, key="ahead")
    past = loaders.events_in(viewer, replace(filters, neighbourhoods=(area.id,)))
    past = past[past["starts_at"] < clock.now()]
    people = int(past["attendance_total"].fillna(0).sum())
    st.markdown("#### " + _("Held"))
    said = ngettext("{n} event", "{n} events", len(past)).format(n=number(len(past)))
    came = ngettext("{n} person came", "{n} people came", people).format(n=number(people))
    st.caption(_("{period}: {events}, {people}; who came twice counts twice.").format(
        period=period_words(filters), events=said, people=came
    ))  # fmt: skip
    rows(past.head(SOME), event_row, key="past")


def work_tab(viewer: Viewer, filters: Filters, area: Area) -> None:
    since = clock.today() - PROMISES_OVER
    kept = loaders.promises(viewer, neighbourhood_id=area.id, since=since)
    st.markdown("#### " + _("Promises"))
    lost = _("{n} given up").format(n=kept.given_up)
    given_up = [f":gray-badge[:material/heart_broken: {lost}]"] if kept.given_up else []
    st.markdown(
        " ".join(
            [
                f":green-badge[:material/check: {_('{n} kept').format(n=kept.kept)}]",
                f":orange-badge[:material/history: {_('{n} kept late').format(n=kept.kept_late)}]",
                *given_up,
                f":red-badge[:material/alarm: {_('{n} overdue').format(n=kept.overdue)}]",
                f":gray-badge[:material/timer: {_('{n} still ahead').format(n=kept.ahead)}]",
            ]
        )
    )
    st.caption(_("Promises made to this neighbourhood that were due in the last 365 days."))
    owed = loaders.tasks(viewer, promises_only=True, neighbourhood_ids=(area.id,))
    task_rows(viewer, owed.head(SOME), key=f"area-{area.code}")
    cases = case_loaders.case_list(viewer, neighbourhood_ids=(area.id,))
    st.markdown("#### " + ngettext("{n} open case", "{n} open cases", len(cases)).format(n=number(len(cases))))
    rows(cases.head(SOME), case_row, key="neighbourhood-cases")
    _activities(viewer, filters, area)


def _activities(viewer: Viewer, filters: Filters, area: Area) -> None:
    worked = loaders.worked(viewer, since=filters.since, until=filters.until, neighbourhood_id=area.id, mine=False)
    st.markdown("#### " + _("What we did"))
    visits = ngettext("{n} activity", "{n} activities", worked.activities).format(n=number(worked.activities))
    st.caption(
        _("{period}: {visits}, {hours} hours, {people} people reached; who was reached twice counts twice.").format(
            period=period_words(filters),
            visits=visits,
            hours=number(worked.minutes / 60),
            people=number(worked.people_reached),
        )
    )
    done = loaders.activities_in(viewer, replace(filters, neighbourhoods=(area.id,))).head(SOME)
    for row in tuples(done):
        minutes = ngettext("{n} minute", "{n} minutes", int(row.minutes)).format(n=int(row.minutes))
        when = said_time(row.started_at, clock.now())
        st.markdown(f"- {activity_label(row.type)}, {when}, {minutes}, {plain(row.officer)}")


def partners_tab(viewer: Viewer, area: Area) -> None:
    found = loaders.partners(viewer, neighbourhood_id=area.id)
    if found.empty:
        empty_state(_("No partner is known here yet."), icon=":material/handshake:", key="neighbourhood-partners")
        return
    for row in tuples(found):
        with st.container(border=True, key=f"partner-{row.ref}", gap=None):
            st.markdown(f"**{plain(row.name)}** · {sector_label(row.sector)}")
            parts = []
            if present(row.groups_served):
                parts.append(_("serves {groups}").format(groups=plain(row.groups_served)))
            if present(row.owner):
                parts.append(_("contact kept by {name}").format(name=plain(row.owner)))
            last = said_time(row.last_contact, clock.now()) if present(row.last_contact) else _("not on record")
            parts.append(_("last contact: {when}").format(when=last))
            st.caption(" · ".join(parts))
