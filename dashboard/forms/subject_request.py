"""Noting that somebody asks what is kept about them."""

from datetime import date, datetime, time

import streamlit as st

from dashboard import clock
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.submit import Receipt, submit
from dashboard.words import DATE_FORMAT, _, zone
from db.access import Viewer
from db.commands.subject_requests import RecordSubjectRequest

FORM = "subject.request"
FIELDS = ("name", "known_as", "verified_how", "received_at")


def subject_request_form(viewer: Viewer) -> None:
    draft = Draft(FORM, viewer)
    with st.expander(_("Note a request"), icon=":material/person_search:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Note another")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=dict.fromkeys(FIELDS, ""))
        name = st.text_input(_("Who asks (required)"), max_chars=120, **draft.bind("name", ""))
        field_problem(draft.form, "name")
        known_as = draft.words(
            _("Other names, numbers and addresses to look for, one in each line"), "known_as", rows=3, most=1500,
            placeholder=_("Maiden name, mobile number, e-mail"),
        )  # fmt: skip
        field_problem(draft.form, "known_as")
        verified = st.text_input(
            _("How you know that it is they (required)"), max_chars=200, placeholder=_("Passport shown at the counter"),
            **draft.bind("verified_how", ""),
        )  # fmt: skip
        field_problem(draft.form, "verified_how")
        day = st.date_input(
            _("They asked on (required)"), max_value=clock.today(), min_value=date(2018, 5, 25), format=DATE_FORMAT,
            **draft.bind("received_on", _day(draft)),
        )  # fmt: skip
        field_problem(draft.form, "received_at")
        st.caption(_("The answer is due one month later (GDPR Art. 12(3))."))
        if save_button(draft, _("Note the request")):
            lines = tuple(line.strip() for line in known_as.splitlines() if line.strip())
            moment = min(datetime.combine(day, time(12), tzinfo=zone()), clock.now())
            command = RecordSubjectRequest(name or "", lines, verified or "", moment)
            submit(command, viewer=viewer, form=draft.form, said=_said)


def _said(saved: object) -> Receipt:
    ref = str(getattr(saved, "ref", ""))
    return Receipt(_("Noted as {ref}.").format(ref=ref), (ref,), _("Now look for what is kept, below."))


def _day(draft: Draft) -> date:
    kept = draft.value("received_on")
    return date.fromisoformat(kept) if isinstance(kept, str) else clock.today()
