"""One event on one page: when, where, for whom, who came, what came of it."""

import pandas as pd
import streamlit as st

from dashboard import clock, event_loaders, loaders, meeting_loaders, navigation
from dashboard.components.attached_files import attached_files
from dashboard.components.event_files import calendar_button
from dashboard.components.event_plan import checklist, plan_facts, planning_work, series_line
from dashboard.components.form import receipt_waits
from dashboard.components.history import history_list
from dashboard.components.map_panel import map_panel
from dashboard.components.meeting import SOON
from dashboard.components.promise_rows import promise_rows, promises_answer
from dashboard.components.record_layout import record_layout, record_title
from dashboard.components.rows import attendance_words, needs_close_out
from dashboard.components.task_rows import task_rows
from dashboard.components.ways import ways_on
from dashboard.forms.event_work import cancel_form, close_out_form
from dashboard.labels import badge, event_status_label, event_status_shown, event_type_label, group_label
from dashboard.map_view import Layer
from dashboard.maps.layers import moving_layer
from dashboard.still_map import still_map
from dashboard.words import _, exact_time, ngettext, plain, said_time
from dashboard.words import clock as time_of_day
from db.access import Permission, Viewer
from db.queries.event_plans import EventPlan
from db.queries.events import EventRecord
from db.vocabulary import EventStatus, TaskPurpose


def event_page(viewer: Viewer, ref: str) -> None:
    navigation.link("events", label=_("All events"), icon=":material/arrow_back:")
    event, plan = loaders.event_record(viewer, ref), event_loaders.event_plan(viewer, ref)
    with record_title(event.title):
        _first_answer(event)
        series_line(plan)
    layout = record_layout()
    with layout.facts:
        _facts(event, plan)
        calendar_button(_("Add to my calendar"), [ref], name=ref, query={"ref": [ref]})
        if event.neighbourhood_id is not None:
            ways_on(viewer, {event.neighbourhood_id}, since=event.starts_at, layers=(Layer.HELD, Layer.COMING))
        _who_came(event)
    with layout.work:
        _work(viewer, event, plan)
    with layout.rest:
        tasks = loaders.tasks(viewer, event=ref, done=None)
        checklist(viewer, event, tasks, may_change=_may_work(viewer, event))
        _promised(viewer, ref, tasks)
        if event.starts_at <= clock.now():
            attached_files(viewer, ref, may_add=_may_work(viewer, event))
        _where(event)
        history_list(loaders.history(viewer, entity="event", ref=ref), event_status_label, first=_("Entered"))


def _may_work(viewer: Viewer, event: EventRecord) -> bool:
    """Their own event, one of the team's areas, or one of no area."""
    mine = event.owner_id == viewer.officer_id or event.neighbourhood_id is None
    area = None if mine else event.neighbourhood_id
    return viewer.may(Permission.EVENT_WORK, neighbourhood=area)


def _work(viewer: Viewer, event: EventRecord, plan: EventPlan) -> None:
    """What makes sense now; a form whose receipt has not been read yet stays for it."""
    if not viewer.may(Permission.EVENT_WORK):
        return
    if not _may_work(viewer, event):
        st.info(_("Another team’s event: everybody can read it, that team works on it."), icon=":material/visibility:")
        return
    begun = event.starts_at <= clock.now()
    if event.status != EventStatus.CANCELLED and event.starts_at - clock.now() < SOON:
        navigation.link("meeting", label=_("Live meeting"), icon=":material/groups:", ref=event.ref)
    if begun and event.status != EventStatus.CANCELLED:
        close_out_form(viewer, event)
    if event.status != EventStatus.CANCELLED:
        navigation.link(
            "log", label=_("Log a concern raised here"), icon=":material/chat_error:", kind="concern", event=event.ref
        )
    planning_work(viewer, event, plan)
    if (event.status == EventStatus.PLANNED and not begun) or receipt_waits(f"event.{event.ref}.cancel"):
        cancel_form(viewer, event)


def _first_answer(event: EventRecord) -> None:
    marks = [f"**{plain(event.ref)}**", badge(event_status_shown(event.status)), plain(event_type_label(event.type))]
    if needs_close_out(event):
        marks.append(":orange-badge[:material/alarm: " + _("Over: say who came") + "]")
    st.markdown(" ".join(marks))
    when = said_time(event.starts_at, clock.now())
    place = ", ".join(plain(part) for part in (event.venue, event.neighbourhood) if part) or _("place not said")
    st.markdown(f"**{when}**, {place}")


def _facts(event: EventRecord, plan: EventPlan) -> None:
    hosted = _("We host it") if event.hosted else _("We attend it")
    pairs = [
        (_("Time"), f"{exact_time(event.starts_at)} – {time_of_day(event.ends_at)}"),
        (_("Who"), hosted),
        (_("Officer in charge"), event.owner),
        (_("For"), event.audience),
        (_("Language"), event.language),
        (_("Interpreter"), _("booked") if event.interpreter else None),
        (_("Topics"), ", ".join(event.topics)),
        *plan_facts(plan),
        (_("Series"), event.series if plan.series is None else None),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))


def _promised(viewer: Viewer, ref: str, tasks: pd.DataFrame) -> None:
    """What was promised or asked here, each with what became of it; then what else is to be done."""
    if not viewer.may(Permission.TASK_WORK):
        return
    made = meeting_loaders.made_at(viewer, ref)
    if not made.empty:
        st.markdown("#### " + _("Promises and questions"))
        st.markdown(promises_answer(made))
        promise_rows(viewer, made, key="event")
    others = tasks[~tasks["ref"].isin(made["ref"]) & (tasks["purpose"] != TaskPurpose.CHECKLIST)]
    if not others.empty:
        st.markdown("#### " + _("To do"))
        task_rows(viewer, others, key=f"event-{ref}")


def _who_came(event: EventRecord) -> None:
    if event.attendance_total is None:
        return
    st.markdown("#### " + _("Who came"))
    st.markdown(f"**{attendance_words(event.attendance_total, bool(event.attendance_counted))}**")
    for group, count, counted in event.groups:
        how = _("counted") if counted else _("estimated")
        said = ngettext("{n} person", "{n} people", count).format(n=count)
        st.markdown(f"- {group_label(group)}: {said}, {how}")
    for heading, words in (
        (_("What came of it"), event.outcome_note),
        (_("What was heard"), event.heard),
        (_("What worked"), event.worked),
        (_("A success story"), event.story),
    ):
        if words:
            st.markdown("#### " + heading)
            st.markdown(plain(words))
    if event.story:
        told = _("May be told: {how}").format(how=plain(event.story_consent)) if event.story_consent else ""
        st.caption(told or _("Not to be told: nobody has noted that those in it agreed."))


def _where(event: EventRecord) -> None:
    if event.latitude is None or event.longitude is None:
        return
    st.markdown("#### " + _("Place"))
    point = (event.latitude, event.longitude)
    map_panel(still_map(centre=point), moving_layer(fills={}, pin=point), key=f"place-{event.ref}", height=260)
