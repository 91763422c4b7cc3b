"""One case on one page: goal, owner, review, concerns, tasks, history; and moving it on."""

import streamlit as st

from dashboard import clock, loaders, navigation
from dashboard.components.history import history_list
from dashboard.components.task_rows import task_rows
from dashboard.forms.case_work import follow_up_form, move_case_form
from dashboard.labels import badge, case_kind_label, case_status_label, case_status_shown, category_label, status_shown
from dashboard.words import _, plain, said_date, said_time
from db.access import Permission, Viewer
from db.queries.cases import CaseRecord
from db.vocabulary import CaseStatus, Confidentiality


def case_page(viewer: Viewer, ref: str) -> None:
    navigation.link("cases", label=_("All cases"), icon=":material/arrow_back:")
    case = loaders.case_record(viewer, ref)
    st.title(plain(case.title))
    _first_answer(case)
    facts, work = st.columns([3, 2], gap="large")
    with facts:
        _facts(case)
        _concerns(viewer, ref)
        tasks = loaders.tasks(viewer, case=ref, done=None)
        st.markdown("#### " + _("Tasks"))
        if tasks.empty:
            st.caption(_("No task yet. Add a follow-up beside this."))
        task_rows(viewer, tasks, key=f"case-{ref}")
        history_list(loaders.history(viewer, entity="case", ref=ref), case_status_label, first=_("Opened"))
    with work:
        if viewer.may(Permission.CASE_WORK):
            move_case_form(viewer, case)
            if case.status != CaseStatus.CLOSED:
                follow_up_form(viewer, case)


def _first_answer(case: CaseRecord) -> None:
    marks = [f"**{plain(case.ref)}**", badge(case_status_shown(case.status)), plain(case_kind_label(case.kind))]
    if case.confidentiality >= Confidentiality.RESTRICTED:
        marks.append(":violet-badge[:material/lock: " + _("Restricted: only those assigned can open it") + "]")
    st.markdown(" ".join(marks))
    if case.status == CaseStatus.CLOSED:
        when = said_time(case.closed_at, clock.now())
        st.markdown(_("Closed {when}: {outcome}").format(when=when, outcome=plain(case.outcome or "")))
        return
    sentence = _("It is **{owner}**’s turn.").format(owner=plain(case.owner))
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
        (_("Stage"), case.stage.capitalize() if case.stage else None),
        (_("Team"), case.team),
        (_("Opened"), said_time(case.opened_at, clock.now())),
        (_("Neighbourhoods"), ", ".join(case.neighbourhoods) or _("none named")),
    ]
    st.markdown("  \n".join(f"**{name}:** {plain(value)}" for name, value in pairs if value))


def _concerns(viewer: Viewer, ref: str) -> None:
    concerns = loaders.linked_concerns(viewer, ref)
    st.markdown("#### " + _("Concerns"))
    if concerns.empty:
        st.caption(_("No concern is linked. Open a concern and make it part of a case there."))
    for concern in concerns.itertuples(index=False):
        navigation.link("concerns", label=f"**{plain(concern.ref)}** · {plain(concern.summary)}", ref=concern.ref)
        when = said_time(concern.received_at, clock.now())
        st.markdown(f"{badge(status_shown(concern.status))} {plain(category_label(concern.category))}, {when}")
