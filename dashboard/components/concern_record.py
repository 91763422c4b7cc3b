"""One concern on one page: what, where, whose turn, by when; what can be done; what happened so far."""

from datetime import timedelta

import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.components.attached_files import attached_files
from dashboard.components.form import receipt_waits
from dashboard.components.glass import not_shown, reads_through_glass
from dashboard.components.personal_details import personal_details
from dashboard.components.place import place_shown
from dashboard.components.record_layout import record_layout, record_title
from dashboard.components.task_rows import task_rows
from dashboard.components.timeline import timeline
from dashboard.components.ways import ways_on
from dashboard.forms.concern_edit import edit_form
from dashboard.forms.concern_work import answer_form, assign_form, move_form
from dashboard.forms.link_case import link_case_form
from dashboard.forms.merge import likely_same, likely_section, merged_banner, merged_section
from dashboard.forms.open_case import open_case_form
from dashboard.forms.outcome_check import outcome_check_form
from dashboard.labels import (
    activity_label,
    badge,
    category_label,
    channel_label,
    closing_reason_label,
    priority_shown,
    source_label,
    status_label,
    status_shown,
)
from dashboard.map_view import Layer
from dashboard.tuples import tuples
from dashboard.words import _, exact_time, ngettext, plain, said_left, said_time
from db.access import Permission, Viewer
from db.errors import NotFound
from db.queries.concerns import ConcernRecord
from db.vocabulary import OPEN_STATUSES, Confidentiality


def concern_page(viewer: Viewer, ref: str) -> None:
    navigation.link("concerns", label=_("All concerns"), icon=":material/arrow_back:")
    try:
        concern = loaders.concern_record(viewer, ref)
    except NotFound as error:
        not_shown(viewer, ref, error)
        return
    reading = reads_through_glass(viewer, ref)
    works = viewer.may(Permission.CONCERN_WORK) and not reading
    with record_title(concern.summary):
        _first_answer(viewer, concern)
    layout = record_layout()
    likely = likely_same(viewer, concern)
    with layout.facts:
        merged_banner(viewer, concern)
        _facts(concern)
        _ways(viewer, concern)
        personal_details(viewer, concern)
        attached_files(viewer, ref, may_add=works)
    with layout.work:
        if works:
            _work(viewer, concern)
    with layout.rest:
        if not reading:
            merged_section(viewer, concern)
            likely_section(viewer, concern, likely)
        _followed(viewer, concern, reading=reading)
        timeline(viewer, entity="concern", ref=ref, first=_("Received"))
        place_shown(concern, others=likely)


def _first_answer(viewer: Viewer, concern: ConcernRecord) -> None:
    """Where it stands, whose turn it is, and what runs out next."""
    now = clock.now()
    marks = [f"**{plain(concern.ref)}**", badge(status_shown(concern.status)), badge(priority_shown(concern.priority))]
    if concern.confidentiality >= Confidentiality.RESTRICTED:
        marks.append(":violet-badge[:material/lock: " + _("Restricted: only those assigned can open it") + "]")
    st.markdown(" ".join(marks))
    if concern.status not in OPEN_STATUSES:
        ended = concern.closed_at or concern.resolved_at
        why = closing_reason_label(concern.closing_reason) if concern.closing_reason else status_label(concern.status)
        st.markdown(_("**{why}**, {when}.").format(why=why, when=said_time(ended, now) or _("date not given")))
        return
    clocks = []
    if concern.answer_due_at:
        clocks.append(_clock(_("First answer"), concern.answer_due_at - now, said_left(concern.answer_due_at, now)))
    if concern.due_at:
        clocks.append(_clock(_("Result"), concern.due_at - now, said_left(concern.due_at, now)))
    st.markdown(" ".join([whose_turn(viewer, concern.owner_id, concern.owner), *clocks]))


def whose_turn(viewer: Viewer, owner_id: int | None, owner: str | None) -> str:
    if owner is None:
        return _("**Nobody owns it yet.**")
    if owner_id == viewer.officer_id:
        return _("It is **your** turn.")
    return _("It is **{owner}**’s turn.").format(owner=plain(owner))


def _clock(what: str, left: timedelta, said: str) -> str:
    if left < timedelta(0):
        return ":red-badge[:material/alarm: " + _("{what} overdue: {said}").format(what=what, said=said) + "]"
    if left < timedelta(hours=24):
        return ":orange-badge[:material/timer: " + _("{what} due {said}").format(what=what, said=said) + "]"
    return ":gray-badge[:material/timer: " + _("{what} due {said}").format(what=what, said=said) + "]"


def _facts(concern: ConcernRecord) -> None:
    reported = ngettext("{n} person", "{n} people", concern.voices).format(n=concern.voices)
    pairs = [
        (_("About"), category_label(concern.category)),
        (_("Where"), concern.neighbourhood or _("no neighbourhood")),
        (_("Received"), exact_time(concern.received_at)),
        (_("Came in by"), channel_label(concern.channel)),
        (_("Raised by"), source_label(concern.source_type)),
        (_("Reported by"), reported if concern.voices else None),
        (_("Language"), concern.language),
        (_("Dispatch incident"), concern.dispatch_ref),
        (_("Logged by"), concern.recorded_by or _("nobody here, it was imported")),
        (_("Told"), said_time(concern.acknowledged_at, clock.now()) if concern.acknowledged_at else None),
        (_("What came of it"), concern.outcome),
        (_("For the public"), concern.public_text),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))
    if concern.dates_disputed:
        st.caption(":material/info: " + _("Its source says it was closed before it was received: check the dates."))


def _ways(viewer: Viewer, concern: ConcernRecord) -> None:
    if concern.case:
        navigation.link("cases", label=_("Part of case {ref}").format(ref=concern.case), ref=concern.case)
    if concern.raised_at_event:
        raised = _("Raised at event {ref}").format(ref=concern.raised_at_event)
        navigation.link("events", label=raised, ref=concern.raised_at_event)
    if concern.neighbourhood_id is not None:
        layers = (Layer.CONCERNS,) if concern.latitude is not None else ()
        ways_on(viewer, {concern.neighbourhood_id}, since=concern.received_at, layers=layers)


def _followed(viewer: Viewer, concern: ConcernRecord, *, reading: bool) -> None:
    tasks = loaders.tasks(viewer, concern=concern.ref, done=None)
    if not tasks.empty:
        st.markdown("#### " + _("Follow-ups"))
        task_rows(viewer, tasks, key=f"concern-{concern.ref}", reading=reading)
    done = loaders.activities_about(viewer, concern.ref)
    if not done.empty:
        st.markdown("#### " + _("What we did"))
        for activity in tuples(done):
            minutes = ngettext("{n} minute", "{n} minutes", activity.minutes).format(n=activity.minutes)
            when = said_time(activity.started_at, clock.now())
            st.markdown(f"- {activity_label(activity.type)}, {when}, {minutes}, {plain(activity.officer)}")


def _work(viewer: Viewer, concern: ConcernRecord) -> None:
    """What makes sense now; a form whose receipt has not been read yet stays for it."""
    ref = concern.ref
    if concern.merged:
        edit_form(viewer, concern)  # the work goes on at the main one
        return
    tasks = loaders.tasks(viewer, concern=ref, done=None)
    outcome_check_form(viewer, concern, tasks)
    move_form(viewer, concern, tasks)
    if concern.status in OPEN_STATUSES or receipt_waits(f"concern.{ref}.assign"):
        assign_form(viewer, concern)
    if (concern.status in OPEN_STATUSES and concern.waiting) or receipt_waits(f"concern.{ref}.answer"):
        answer_form(viewer, concern)
    navigation.link(
        "log", label=_("Log what I did about this"), icon=":material/edit_note:", kind="activity", concern=ref
    )
    if viewer.may(Permission.CASE_WORK):
        if not concern.case or receipt_waits(f"case.open.{ref}"):
            open_case_form(viewer, concern)
        if not concern.case or receipt_waits(f"concern.{ref}.link"):
            link_case_form(viewer, concern)
    edit_form(viewer, concern)
