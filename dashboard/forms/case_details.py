"""What a case of this kind says: edited with the version its writer saw."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import streamlit as st

from dashboard.case_words import field_label, said_value
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.forms.case_fields import case_fields
from dashboard.submit import Receipt, newest_version, note_shown, submit
from dashboard.words import DATE_FORMAT, _, local, zone
from db.access import Viewer
from db.commands.case_details import Agency, EditCaseDetails
from db.kinds import MOST_AGENCIES, Form, fields_of
from db.queries.case_details import CaseDetails
from db.queries.cases import CaseRecord
from db.vocabulary import CaseKind


def case_details_form(viewer: Viewer, case: CaseRecord, details: CaseDetails) -> None:
    """Nothing for a complaint: whom it is about has a form of its own."""
    fields, with_agencies = fields_of(case.kind), case.kind == CaseKind.COORDINATION
    if not fields and not with_agencies:
        return
    draft = Draft(f"case.{case.ref}.details", viewer)
    with st.expander(_("Change what this case says"), icon=":material/edit:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Change something else")):
            return
        draft_notice(draft)
        named = {f.name.value: field_label(f.name) for f in fields} | {"agencies": ""}
        form_notice(draft.form, fields=named, mine=draft.fields, in_words=_in_words(case.kind))
        values = case_fields(draft, fields, before=details.values, kept=details.kept)
        agencies = _agencies(draft, details) if with_agencies else None
        if save_button(draft, _("Save what it says")):
            submit(
                EditCaseDetails(case.ref, newest_version(draft.form, case.version), values, agencies),
                viewer=viewer,
                form=draft.form,
                said=lambda _answer: Receipt(_("{ref} is saved.").format(ref=case.ref)),
            )
        note_shown(draft.form, case.version)


def _in_words(kind: str) -> Callable[[str, Any], str]:
    known = {f.name.value: f for f in fields_of(kind)}

    def say(name: str, value: Any) -> str:
        asked = known[name]
        # What was typed comes from the draft as text: a day is said as it stands there.
        return str(value) if asked.form == Form.DAY and isinstance(value, str) else said_value(asked, value)

    return say


def _agencies(draft: Draft, details: CaseDetails) -> tuple[Agency, ...]:
    """A line for each agency and an empty one; a line without a name is left out."""
    known = list(details.agencies)
    typed = sum(bool(draft.value(f"agency{n}")) for n in range(MOST_AGENCIES))
    lines = min(MOST_AGENCIES, max(len(known), typed) + 1)
    found = []
    for n in range(lines):
        before = known[n] if n < len(known) else None
        with st.container(border=True, key=f"{draft.form}-agency{n}"):
            first = _("Agency {n}").format(n=n + 1)
            name = st.text_input(first, max_chars=160, **draft.bind(f"agency{n}", before.agency if before else ""))
            if not name and before is None:
                continue
            role = st.text_input(
                _("Its role"), max_chars=120, **draft.bind(f"role{n}", (before.role if before else None) or "")
            )
            task = st.text_input(
                _("What it does"), max_chars=300, **draft.bind(f"task{n}", (before.task if before else None) or "")
            )
            when = _handed_over(draft, n, before.handed_over_at if before else None)
        if name:
            found.append(Agency(name, role or None, task or None, when))
    field_problem(draft.form, "agencies")
    return tuple(found)


def _handed_over(draft: Draft, n: int, before: datetime | None) -> datetime | None:
    was = local(before) if before else None
    left, right = st.columns(2)
    day = left.date_input(
        _("Handed over on"),
        format=DATE_FORMAT,
        **draft.bind(f"day{n}", _kept_day(draft, n, was.date() if was else None)),
    )
    at = right.time_input(_("At"), **draft.bind(f"time{n}", was.time() if was else time(9, 0)))
    return datetime.combine(day, at, tzinfo=zone()) if day and at else None


def _kept_day(draft: Draft, n: int, before: Any) -> Any:
    kept = draft.value(f"day{n}")
    return datetime.fromisoformat(kept).date() if isinstance(kept, str) and kept else before
