"""One concern on one page: what, where, whose turn, by when; what can be done; what happened so far."""

from datetime import timedelta

import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.components.history import history_list
from dashboard.components.personal_details import personal_details
from dashboard.components.place import place_shown
from dashboard.components.task_rows import task_rows
from dashboard.forms.concern_work import answer_form, assign_form, edit_form, move_form
from dashboard.forms.open_case import open_case_form
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
from dashboard.words import _, exact_time, ngettext, plain, said_left, said_time
from db.access import Permission, Viewer
from db.queries.concerns import ConcernRecord
from db.vocabulary import OPEN_STATUSES, Confidentiality


def concern_page(viewer: Viewer, ref: str) -> None:
    navigation.link("concerns", label=_("All concerns"), icon=":material/arrow_back:")
    concern = loaders.concern_record(viewer, ref)
    st.title(plain(concern.summary))
    _first_answer(concern)
    facts, work = st.columns([3, 2], gap="large")
    with facts:
        _facts(concern)
        place_shown(concern)
        personal_details(viewer, concern)
        _followed(viewer, concern)
        history_list(loaders.history(viewer, entity="concern", ref=ref), status_label, first=_("Received"))
    with work:
        if viewer.may(Permission.CONCERN_WORK):
            _work(viewer, concern)


def _first_answer(concern: ConcernRecord) -> None:
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
    turn = (
        _("It is **{owner}**’s turn.").format(owner=plain(concern.owner))
        if concern.owner
        else _("**Nobody owns it yet.**")
    )
    clocks = []
    if concern.waiting and not concern.acknowledged_at:
        clocks.append(_clock(_("First answer"), concern.answer_due_at - now, said_left(concern.answer_due_at, now)))
    if concern.due_at:
        clocks.append(_clock(_("Result"), concern.due_at - now, said_left(concern.due_at, now)))
    st.markdown(" ".join([turn, *clocks]))


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
        (_("Received"), exact_time(concern.received_at)),
        (_("Came in by"), channel_label(concern.channel)),
        (_("Raised by"), source_label(concern.source_type)),
        (_("Reported by"), reported if concern.voices else None),
        (_("Language"), concern.language),
        (_("Dispatch incident"), concern.dispatch_ref),
        (_("Logged by"), concern.recorded_by or _("import")),
        (_("Told"), said_time(concern.acknowledged_at, clock.now()) if concern.acknowledged_at else None),
        (_("What came of it"), concern.outcome),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(str(value))}" for name, value in pairs if value))
    if concern.dates_disputed:
        st.caption(":material/info: " + _("Its source says it was closed before it was received: check the dates."))
    if concern.case:
        navigation.link("cases", label=_("Part of case {ref}").format(ref=concern.case), ref=concern.case)
    if concern.raised_at_event:
        navigation.link(
            "events", label=_("Raised at event {ref}").format(ref=concern.raised_at_event), ref=concern.raised_at_event
        )


def _followed(viewer: Viewer, concern: ConcernRecord) -> None:
    tasks = loaders.tasks(viewer, concern=concern.ref, done=None)
    if not tasks.empty:
        st.markdown("#### " + _("Follow-ups"))
        task_rows(viewer, tasks, key=f"concern-{concern.ref}")
    done = loaders.activities_about(viewer, concern.ref)
    if not done.empty:
        st.markdown("#### " + _("What we did"))
        for activity in done.itertuples(index=False):
            minutes = ngettext("{n} minute", "{n} minutes", activity.minutes).format(n=activity.minutes)
            when = said_time(activity.started_at, clock.now())
            st.markdown(f"- {activity_label(activity.type)}, {when}, {minutes}, {plain(activity.officer)}")


def _work(viewer: Viewer, concern: ConcernRecord) -> None:
    move_form(viewer, concern)
    if concern.status in OPEN_STATUSES:
        assign_form(viewer, concern)
        if concern.waiting:
            answer_form(viewer, concern)
    if viewer.may(Permission.CASE_WORK):
        open_case_form(viewer, concern)
    edit_form(viewer, concern)
    navigation.link(
        "log", label=_("Log what I did about this"), icon=":material/edit_note:", kind="activity", concern=concern.ref
    )
