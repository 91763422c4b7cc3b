"""One case on one page: goal, owner, review, concerns, tasks, history; and moving it on."""

import streamlit as st

from dashboard import case_loaders, clock, loaders, navigation
from dashboard.areas import known_areas
from dashboard.components.attached_files import attached_files
from dashboard.components.case_details import case_details_shown
from dashboard.components.case_partners import case_partners
from dashboard.components.concern_record import whose_turn
from dashboard.components.form import receipt_waits, show_receipt
from dashboard.components.glass import not_shown, reads_through_glass
from dashboard.components.record_layout import record_layout, record_title
from dashboard.components.task_rows import task_rows
from dashboard.components.timeline import timeline
from dashboard.components.ways import ways_on
from dashboard.forms.case_details import case_details_form
from dashboard.forms.case_owner import assign_case_form
from dashboard.forms.case_owner import form_of as owner_form
from dashboard.forms.case_work import follow_up_form, move_case_form
from dashboard.forms.complaint import complaint_form, named_by_mistake_form
from dashboard.forms.complaint import form_of as complaint_form_of
from dashboard.forms.stage import stage_form
from dashboard.labels import (
    badge,
    case_kind_label,
    case_stage_label,
    case_status_shown,
    category_label,
    status_shown,
)
from dashboard.tuples import tuples
from dashboard.words import _, plain, said_date, said_time
from db.access import Permission, Viewer
from db.errors import NotFound
from db.queries.cases import CaseRecord
from db.vocabulary import CaseKind, CaseStatus, Confidentiality


def case_page(viewer: Viewer, ref: str) -> None:
    navigation.link("cases", label=_("All cases"), icon=":material/arrow_back:")
    try:
        case = case_loaders.case_record(viewer, ref)
    except NotFound as error:
        if not _given_away(viewer, ref):
            not_shown(viewer, ref, error)
        return
    reading = reads_through_glass(viewer, ref)
    works = viewer.may(Permission.CASE_WORK) and not reading
    with record_title(case.title):
        _first_answer(viewer, case)
    layout, details = record_layout(), case_loaders.case_details(viewer, ref)
    with layout.facts:
        _facts(case)
        case_details_shown(viewer, case, details)
        ways_on(viewer, {area.id for area in known_areas(viewer) if area.name in case.neighbourhoods})
        attached_files(viewer, ref, may_add=works)
    with layout.work:
        if works:
            if case.kind == CaseKind.PROBLEM and case.status != CaseStatus.CLOSED:
                stage_form(viewer, case)
            move_case_form(viewer, case, details, loaders.tasks(viewer, case=ref, done=None))
            if case.status != CaseStatus.CLOSED or receipt_waits(owner_form(ref)):
                assign_case_form(viewer, case)
            case_details_form(viewer, case, details)
            if case.kind == CaseKind.COMPLAINT:
                complaint_form(viewer, case)
                if case.owner_id == viewer.officer_id:
                    named_by_mistake_form(viewer, case)
            if case.status != CaseStatus.CLOSED:
                follow_up_form(viewer, case)
    with layout.rest:
        _concerns(viewer, ref)
        case_partners(viewer, ref, may_change=works and case.status != CaseStatus.CLOSED)
        tasks = loaders.tasks(viewer, case=ref, done=None)
        st.markdown("#### " + _("Tasks"))
        if tasks.empty:
            st.caption(_("No task yet."))
        task_rows(viewer, tasks, key=f"case-{ref}", reading=reading)
        timeline(viewer, entity="case", ref=ref, first=_("Opened"))


def _given_away(viewer: Viewer, ref: str) -> bool:
    """Who has just given it to somebody else may no longer open it: what they did is said all the same."""
    forms = (owner_form(ref), complaint_form_of(ref))
    return any(show_receipt(form, viewer, another=_("Close")) for form in forms)


def _first_answer(viewer: Viewer, case: CaseRecord) -> None:
    marks = [f"**{plain(case.ref)}**", badge(case_status_shown(case.status)), plain(case_kind_label(case.kind))]
    if case.confidentiality >= Confidentiality.RESTRICTED:
        marks.append(":violet-badge[:material/lock: " + _("Restricted: only those assigned can open it") + "]")
    st.markdown(" ".join(marks))
    if case.status == CaseStatus.CLOSED:
        when = said_time(case.closed_at, clock.now())
        st.markdown(_("Closed {when}: {outcome}").format(when=when, outcome=plain(case.outcome or "")))
        return
    sentence = whose_turn(viewer, case.owner_id, case.owner)
    if case.review_at:
        late = case.review_at < clock.today()
        said = said_date(case.review_at, clock.today())
        words = _("Review overdue since {day}") if late else _("Review {day}")
        colour, icon = ("red", "alarm") if late else ("gray", "event_repeat")
        sentence += f" :{colour}-badge[:material/{icon}: {words.format(day=said)}]"
    st.markdown(sentence)


def _facts(case: CaseRecord) -> None:
    pairs = [
        (_("Goal"), case.goal or _("not said yet")),
        (_("Stage"), case_stage_label(case.stage) if case.stage else None),
        (_("Team"), case.team),
        (_("Opened"), said_time(case.opened_at, clock.now())),
        (_("Neighbourhoods"), ", ".join(case.neighbourhoods) or _("none named")),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(value)}" for name, value in pairs if value))


def _concerns(viewer: Viewer, ref: str) -> None:
    concerns = case_loaders.linked_concerns(viewer, ref)
    st.markdown("#### " + _("Concerns"))
    if concerns.empty:
        st.caption(_("No concern is linked. Open a concern and add it to this case there."))
    for concern in tuples(concerns):
        with st.container(key=f"row-linked-{concern.ref}", gap=None):
            navigation.link("concerns", label=f"**{plain(concern.ref)}** · {plain(concern.summary)}", ref=concern.ref)
            when = said_time(concern.received_at, clock.now())
            st.markdown(f"{badge(status_shown(concern.status))} {plain(category_label(concern.category))}, {when}")
