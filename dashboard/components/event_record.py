"""One event on one page: when, where, for whom, who came, what came of it."""

import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.components.event_files import calendar_button
from dashboard.components.form import receipt_waits
from dashboard.components.history import history_list
from dashboard.components.map_panel import map_panel
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
from db.queries.events import EventRecord
from db.vocabulary import EventStatus


def event_page(viewer: Viewer, ref: str) -> None:
    navigation.link("events", label=_("All events"), icon=":material/arrow_back:")
    event = loaders.event_record(viewer, ref)
    with record_title(event.title):
        _first_answer(event)
    layout = record_layout()
    with layout.facts:
        _facts(event)
        calendar_button(_("Add to my calendar"), [ref], name=ref, query={"ref": [ref]})
        if event.neighbourhood_id is not None:
            ways_on(viewer, {event.neighbourhood_id}, since=event.starts_at, layers=(Layer.HELD, Layer.COMING))
        _who_came(event)
    with layout.work:
        _work(viewer, event)
    with layout.rest:
        tasks = loaders.tasks(viewer, event=ref, done=None)
        if not tasks.empty:
            st.markdown("#### " + _("Promises and follow-ups"))
            task_rows(viewer, tasks, key=f"event-{ref}")
        _where(event)
        history_list(loaders.history(viewer, entity="event", ref=ref), event_status_label, first=_("Entered"))


def _work(viewer: Viewer, event: EventRecord) -> None:
    """What makes sense now; a form whose receipt has not been read yet stays for it."""
    if not viewer.may(Permission.EVENT_WORK):
        return
    mine = event.owner_id == viewer.officer_id or event.neighbourhood_id is None
    if not mine and not viewer.may(Permission.EVENT_WORK, neighbourhood=event.neighbourhood_id):
        st.info(_("Another team’s event: everybody can read it, that team works on it."), icon=":material/visibility:")
        return
    begun = event.starts_at <= clock.now()
    if begun and event.status != EventStatus.CANCELLED:
        close_out_form(viewer, event)
    if event.status != EventStatus.CANCELLED:
        navigation.link(
            "log", label=_("Log a concern raised here"), icon=":material/chat_error:", kind="concern", event=event.ref
        )
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


def _facts(event: EventRecord) -> None:
    hosted = _("We host it") if event.hosted else _("We attend it")
    pairs = [
        (_("Time"), f"{exact_time(event.starts_at)} – {time_of_day(event.ends_at)}"),
        (_("Who"), hosted),
        (_("Officer in charge"), event.owner),
        (_("For"), event.audience),
        (_("Language"), event.language),
        (_("Interpreter"), _("booked") if event.interpreter else None),
        (_("Topics"), ", ".join(event.topics)),
        (_("Series"), event.series),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))


def _who_came(event: EventRecord) -> None:
    if event.attendance_total is None:
        return
    st.markdown("#### " + _("Who came"))
    st.markdown(f"**{attendance_words(event.attendance_total, bool(event.attendance_counted))}**")
    for group, count, counted in event.groups:
        how = _("counted") if counted else _("estimated")
        said = ngettext("{n} person", "{n} people", count).format(n=count)
        st.markdown(f"- {group_label(group)}: {said}, {how}")
    if event.outcome_note:
        st.markdown("#### " + _("What came of it"))
        st.markdown(plain(event.outcome_note))


def _where(event: EventRecord) -> None:
    if event.latitude is None or event.longitude is None:
        return
    st.markdown("#### " + _("Place"))
    point = (event.latitude, event.longitude)
    map_panel(still_map(centre=point), moving_layer(fills={}, pin=point), key=f"place-{event.ref}", height=260)
