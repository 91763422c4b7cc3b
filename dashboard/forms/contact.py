"""Somebody at a partner: added, or corrected once their details were opened."""

from datetime import date, datetime, time

import streamlit as st

from dashboard import clock
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft
from dashboard.labels import contact_method_label
from dashboard.submit import Receipt, newest_version, submit
from dashboard.words import DATE_FORMAT, _, zone
from db.access import Viewer
from db.commands.contacts import AddContact, ContactGiven, EditContact
from db.queries.partners import PartnerRecord
from db.vocabulary import ContactMethod

FIELDS = ("name", "role", "phone", "email", "method", "language", "safe_note", "consent_at", "consent_how")


def contact_form_name(ref: str) -> str:
    return f"partner.{ref}.contact"


def only_what_is_needed() -> str:
    return _("Only what the relationship needs: no political or religious views of people or groups (28 CFR 23.20).")


def contact_form(viewer: Viewer, partner: PartnerRecord) -> None:
    draft = Draft(contact_form_name(partner.ref), viewer)
    known = draft.value("id")
    label = _("Correct a contact") if known else _("Add a contact")
    with st.expander(label, icon=":material/person_add:", expanded=bool(draft.fields)):
        if show_receipt(draft.form, viewer, another=_("Add another")):
            return
        draft_notice(draft)
        form_notice(draft.form, fields=dict.fromkeys(FIELDS, ""))
        st.caption(":material/shield: " + only_what_is_needed())
        given = _fields(draft)
        command = (
            EditContact(int(known), newest_version(draft.form, int(draft.value("version"))), given)
            if known
            else AddContact(partner.ref, given)
        )
        if save_button(draft, _("Save the contact")):
            submit(command, viewer=viewer, form=draft.form, said=lambda _saved: Receipt(_("The contact is kept.")))
        if draft.kept_at is None:
            draft.start_again_button()


def _fields(draft: Draft) -> ContactGiven:
    name = _text(draft, _("Name of the person (required)"), "name", 120)
    role = _text(draft, _("What they do there"), "role", 120, _("Coordinator, chair, head teacher"))
    phone = _text(draft, _("Phone"), "phone", 60)
    email = _text(draft, _("E-mail"), "email", 200)
    methods = list(ContactMethod)
    method = st.selectbox(
        _("Preferred way"), methods, format_func=contact_method_label, index=None, placeholder=_("Not said"),
        **draft.bind("method", options=[None, *methods]),
    )  # fmt: skip
    field_problem(draft.form, "method")
    language = _text(draft, _("Preferred language"), "language", 40)
    safe = draft.words(
        _("When and how it is safe to contact them"), "safe_note", rows=2, most=500,
        placeholder=_("Not after 18:00, no messages on the phone"),
    )  # fmt: skip
    day = st.date_input(
        _("They agreed to be kept here on (required)"), max_value=clock.today(), min_value=date(2000, 1, 1),
        format=DATE_FORMAT, **draft.bind("consent_on", _agreed(draft)),
    )  # fmt: skip
    field_problem(draft.form, "consent_at")
    how = _text(draft, _("How they agreed (required)"), "consent_how", 120, _("In person, by e-mail, on the phone"))
    return ContactGiven(
        name=name,
        role=role,
        phone=phone,
        email=email,
        method=ContactMethod(method) if method else None,
        language=language,
        safe_note=safe or None,
        consent_at=_moment(day) if isinstance(day, date) else None,
        consent_how=how,
    )


def _text(draft: Draft, label: str, field: str, most: int, placeholder: str | None = None) -> str:
    typed = st.text_input(label, max_chars=most, placeholder=placeholder, **draft.bind(field, ""))
    field_problem(draft.form, field)
    return typed or ""


def _agreed(draft: Draft) -> date | None:
    """As kept: the widget needs a day, not its text."""
    kept = draft.value("consent_on")
    return date.fromisoformat(kept) if isinstance(kept, str) else None


def _moment(day: date) -> datetime:
    """Noon of that day, or now when it is today and not noon yet."""
    return min(datetime.combine(day, time(12, 0), tzinfo=zone()), clock.now())
