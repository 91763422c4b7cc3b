"""Work on a case: move it, add a follow-up."""

from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from dashboard import case_loaders, clock
from dashboard.components.case_details import closing_fields
from dashboard.components.form import field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.case_fields import case_fields
from dashboard.forms.closing import asked_fields, open_promises, promise_fields
from dashboard.forms.concern_work import no_names, now_is
from dashboard.labels import case_status_label
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import DATE_FORMAT, _
from db.access import Viewer
from db.commands.cases import MoveCase
from db.commands.closing import Fate
from db.commands.tasks import AddTask
from db.queries.case_details import CaseDetails
from db.queries.cases import CaseRecord
from db.settings import get_settings
from db.vocabulary import CaseStatus

FOLLOW_UP_AFTER = timedelta(days=7)
END_OF_DUTY = time(17, 0)


def move_case_form(viewer: Viewer, case: CaseRecord, details: CaseDetails, tasks: pd.DataFrame) -> None:
    """Where the case stands, with a reason; closing asks what came of it, and what of the promises in `tasks`."""
    draft = Draft(f"case.{case.ref}.move", viewer)
    moves = [status for status in CaseStatus if status != case.status]
    with st.container(border=True, key="case-move"):
        st.markdown("#### " + _("Change the status"))
        if show_receipt(draft.form, viewer, another=_("Change it again")):
            return
        promised = open_promises(tasks)
        form_notice(
            draft.form,
            fields={"status": _("Status"), "to": "", "reason": "", "outcome": ""}
            | {f.name.value: "" for f in closing_fields(case, details)}
            | asked_fields((), promised),
            mine={"status": draft.value("to")},
            in_words=lambda _field, value: case_status_label(value),
        )
        to = st.pills(
            _("To (required)"), moves, format_func=case_status_label, **draft.bind("to", options=[None, *moves])
        )
        field_problem(draft.form, "to")
        reason = draft.words(_("Why"), "reason", required=True, rows=2, most=2000, placeholder=no_names())
        outcome, review, values = "", None, {}
        fates: tuple[Fate, ...] = ()
        if to == CaseStatus.CLOSED:
            values = case_fields(draft, closing_fields(case, details), kept=details.kept)
            outcome = draft.words(_("What came of it"), "outcome", required=True, rows=2, most=2000)
            fates = promise_fields(draft, promised)
        elif to:
            review = st.date_input(
                _("Next review"), min_value=clock.today(), format=DATE_FORMAT,
                **draft.bind("review_at", _next_review(case)),
            )  # fmt: skip
        if save_button(draft, _("Save the status")):
            submit(
                MoveCase(
                    case.ref,
                    newest_version(draft.form, case.version),
                    CaseStatus(to) if to else None,  # type: ignore[arg-type]  # the command says so
                    reason,
                    outcome or None,
                    review if isinstance(review, date) else None,
                    values,
                    fates,
                ),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(
                    now_is(case.ref, lambda: case_loaders.case_record(viewer, case.ref).status, case_status_label)
                ),
            )
        note_shown(draft.form, case.version)


def _next_review(case: CaseRecord) -> date:
    later = clock.today() + FOLLOW_UP_AFTER
    return case.review_at if case.review_at and case.review_at >= clock.today() else later


def follow_up_form(viewer: Viewer, case: CaseRecord) -> None:
    """A task of this case."""
    draft = Draft(f"case.{case.ref}.task", viewer)
    with st.container(border=True, key="case-task"):
        st.markdown("#### " + _("Add a follow-up"))
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        form_notice(draft.form, fields={"text": "", "due_at": ""})
        text = draft.words(_("What is to be done"), "text", required=True, rows=2, most=300)
        day = st.date_input(
            _("By"),
            min_value=clock.today(),
            format=DATE_FORMAT,
            **draft.bind("due_at", clock.today() + FOLLOW_UP_AFTER),
        )
        field_problem(draft.form, "due_at")
        promise = st.checkbox(_("We promised this to the community"), **draft.bind("is_promise", False))
        if save_button(draft, _("Add it")):
            submit(
                AddTask(text=text, due_at=end_of_day(day), is_promise=bool(promise), case=case.ref),
                viewer=viewer,
                form=draft.form,
                said=lambda saved: Receipt(_("Added as {ref}.").format(ref=saved.ref), (saved.ref,)),
            )


def end_of_day(day: date) -> datetime:
    """When something due "on Tuesday" is due: at the end of duty, or at midnight when that has passed today."""
    due = datetime.combine(day, END_OF_DUTY, tzinfo=get_settings().zone)
    return due if due > clock.now() else datetime.combine(day, time(23, 59), tzinfo=get_settings().zone)
