"""A partner's people: what they do there for everybody, who they are when asked for. Looking is recorded and not kept."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.components.form import form_notice
from dashboard.draft import Draft
from dashboard.forms.contact import contact_form, contact_form_name
from dashboard.labels import contact_method_label
from dashboard.shared_store import shared_store
from dashboard.submit import Receipt, submit
from dashboard.words import _, local, ngettext, number, plain, said_time, say
from db.access import Permission, Viewer
from db.commands.contacts import OpenContacts, OpenedContact, RemoveContact
from db.errors import CommonGroundError
from db.queries.partners import PartnerRecord


def contacts(viewer: Viewer, partner: PartnerRecord) -> None:
    st.markdown("#### " + _("Contacts"))
    st.markdown(_how_many(partner))
    form_notice(_removing(partner.ref), fields={})
    if not viewer.may(Permission.PERSONAL_READ):
        return
    if partner.contacts:
        _opened(viewer, partner)
    if viewer.may(Permission.ORGANISATION_WORK) and partner.ended_at is None:
        contact_form(viewer, partner)


def _how_many(partner: PartnerRecord) -> str:
    if not partner.contacts:
        return _("Nobody is kept here yet.")
    said = ngettext("{n} contact", "{n} contacts", partner.contacts).format(n=number(partner.contacts))
    return f"{said}: {plain(', '.join(partner.roles))}" if partner.roles else said


def _opened(viewer: Viewer, partner: PartnerRecord) -> None:
    with st.container(border=True, key="personal-details"):
        st.caption(_("Names and how to reach them. Not for projection. Opening them is recorded."))
        if not st.button(_("Open contacts"), key=f"open-{partner.ref}", icon=":material/visibility:"):
            return
        try:
            found = shared_store().execute(OpenContacts(partner.ref), by=viewer, now=clock.now())
        except CommonGroundError as error:
            st.error(say(error.sentence))
            return
        for person in found:
            _person(viewer, partner, person)
        st.button(_("Hide them"), key=f"hide-{partner.ref}", icon=":material/visibility_off:")


def _person(viewer: Viewer, partner: PartnerRecord, person: OpenedContact) -> None:
    with st.container(key=f"contact-{person.id}"):
        role = f", {plain(person.role)}" if person.role else ""
        lines = [f"**{plain(person.name)}**{role}"]
        reached = [plain(way) for way in (person.phone, person.email) if way]
        if person.method:
            reached.append(_("prefers: {method}").format(method=contact_method_label(person.method)))
        if person.language:
            reached.append(plain(person.language))
        lines.append(" · ".join(reached))
        if person.consent_at:
            agreed = _("Agreed to be kept {when}: {how}")
            when = said_time(person.consent_at, clock.now())
            lines.append(f":small[{agreed.format(when=when, how=plain(person.consent_how or ''))}]")
        st.markdown("  \n".join(line for line in lines if line))
        if person.safe_note:
            st.warning(plain(person.safe_note), icon=":material/shield_person:")
        if viewer.may(Permission.ORGANISATION_WORK):
            with st.container(horizontal=True):
                st.button(
                    _("Correct"), key=f"correct-{person.id}", icon=":material/edit:", on_click=_correct,
                    args=(viewer, partner.ref, person), help=_("Correct what is kept of {role}").format(role=_who(person)),
                )  # fmt: skip
                st.button(
                    _("Remove"), key=f"remove-{person.id}", icon=":material/person_remove:", on_click=_remove,
                    args=(viewer, partner.ref, person.id, person.version),
                    help=_("Keep {role} no longer").format(role=_who(person)),
                )  # fmt: skip


def _who(person: OpenedContact) -> str:
    return plain(person.role or person.name)


def _correct(viewer: Viewer, ref: str, person: OpenedContact) -> None:
    """What is kept goes into the form, which is the officer's own until it is saved."""
    kept: dict[str, Any] = {
        name: getattr(person, name)
        for name in ("name", "role", "phone", "email", "method", "language", "safe_note", "consent_how")
    }
    agreed = local(person.consent_at).date() if person.consent_at else None
    draft = Draft(contact_form_name(ref), viewer)
    draft.clear()
    Draft(contact_form_name(ref), viewer).keep_all(
        {**kept, "consent_on": agreed, "id": person.id, "version": person.version}
    )


def _removing(ref: str) -> str:
    """The form a removal goes by: what could not be done is said at the top of the list."""
    return f"partner.{ref}.contacts"


def _remove(viewer: Viewer, ref: str, id_: int, version: int) -> None:
    submit(
        RemoveContact(id_, version), viewer=viewer, form=_removing(ref), said=lambda _saved: Receipt(""), redraw=False
    )
