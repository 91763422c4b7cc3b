"""Rows of the command table: partners, their people, messages, week sheets."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from db.audit import Action
from db.commands.contacts import AddContact, ContactGiven, EditContact, OpenContacts, RemoveContact
from db.commands.organisations import EditOrganisation, EndPartnership, RecordOrganisation, ResumePartnership
from db.models import Contact
from db.vocabulary import ContactMethod, OrganisationSector
from db.vocabulary.partners import PartnerEnding
from tests.db.conftest import NOW, Desk

LONG = "x" * 20_000
TOMORROW = NOW + timedelta(days=1)


def partner(desk: Desk) -> str:
    saved = desk.do(RecordOrganisation(f"Harbour library {desk.serial()}", OrganisationSector.AGENCY))
    return str(saved.ref)


def edited(ref: str, desk: Desk, version: int = 1) -> EditOrganisation:
    return EditOrganisation(ref, version, f"Quay library {desk.serial()}", OrganisationSector.NON_PROFIT)


def ended(desk: Desk) -> str:
    ref = partner(desk)
    desk.do(EndPartnership(ref, 1, PartnerEnding.MOVED))
    return ref


def somebody(**more: Any) -> ContactGiven:
    fields = {"name": "Canan Yildiz", "role": "Head of the desk", "consent_at": NOW, "consent_how": "In person"}
    return ContactGiven(**{**fields, **more})


def a_contact(desk: Desk) -> int:
    desk.do(AddContact(partner(desk), somebody()))
    with desk.store.reading() as session:
        return session.scalars(select(Contact.id).order_by(Contact.id.desc()).limit(1)).one()


EVERYTHING_WRONG = {
    "name", "sector", "groups_served", "contact_every_days", "services", "languages", "how_to_reach", "members",
    "members_counted_on", "owner",
}  # fmt: skip


def partner_rows() -> list[Any]:
    from tests.db.command_rows import Late, Row, Wrong

    return [
        Row(
            EditOrganisation,
            lambda d: edited(partner(d), d),
            Action.ORGANISATION_EDITED,
            wrong=Wrong(
                lambda d: EditOrganisation(
                    partner(d),
                    1,
                    "",
                    "club",  # type: ignore[arg-type]
                    relationship_owner_id=d.viewers["analyst"].officer_id,
                    contact_every_days=-1,
                    groups_served=LONG,
                    languages=("x" * 61,),
                    services=("x" * 61,),
                    how_to_reach=LONG,
                    members=-1,
                    members_counted_on=date(2027, 1, 1),
                ),
                EVERYTHING_WRONG,
            ),
            late=Late(lambda d, c: d.do(edited(c.ref, d), by="ben"), {"sector": "non-profit", "members": None}),
        ),
        Row(
            EndPartnership,
            lambda d: EndPartnership(partner(d), 1, PartnerEnding.CLOSED),
            Action.ORGANISATION_EDITED,
            wrong=Wrong(lambda d: EndPartnership(partner(d), 1, "bored"), {"why"}),  # type: ignore[arg-type]
            late=Late(lambda d, c: d.do(edited(c.ref, d), by="ben"), {"ended_at": None}),
        ),
        Row(
            ResumePartnership,
            lambda d: ResumePartnership(ended(d), 2),
            Action.ORGANISATION_EDITED,
            wrong=Wrong(lambda d: ResumePartnership(partner(d), 1), {"ref"}),
            late=Late(lambda d, c: d.do(edited(c.ref, d, 2), by="ben"), {"ended_at": NOW}),
        ),
        Row(
            AddContact,
            lambda d: AddContact(partner(d), somebody()),
            Action.CONTACT_RECORDED,
            wrong=Wrong(
                lambda d: AddContact(
                    partner(d),
                    ContactGiven(" ", LONG, LONG, LONG, "pigeon", LONG, LONG, TOMORROW, " "),  # type: ignore[arg-type]
                ),
                {"name", "role", "phone", "email", "method", "language", "safe_note", "consent_at", "consent_how"},
            ),
        ),
        Row(
            EditContact,
            lambda d: EditContact(a_contact(d), 1, somebody(name="C. Yildiz", method=ContactMethod.PHONE)),
            Action.CONTACT_RECORDED,
            wrong=Wrong(
                lambda d: EditContact(a_contact(d), 1, ContactGiven("Canan")),
                {"consent_at", "consent_how"},
            ),
            late=Late(lambda d, c: d.do(EditContact(c.id, 1, somebody(name="C. Y.")), by="ben"), {}),
        ),
        Row(
            RemoveContact,
            lambda d: RemoveContact(a_contact(d), 1),
            Action.CONTACT_REMOVED,
            late=Late(lambda d, c: d.do(EditContact(c.id, 1, somebody(name="C. Y.")), by="ben"), {}),
        ),
        Row(OpenContacts, lambda d: OpenContacts(partner(d)), Action.CONTACTS_OPENED),
    ]


# Partners, their people and what is said to the public belong to the whole city.
PARTNERS_NOWHERE = {
    EditOrganisation, EndPartnership, ResumePartnership, AddContact, EditContact, RemoveContact, OpenContacts,
}  # fmt: skip
PARTNERS_NOTHING_WRONG = {RemoveContact, OpenContacts}
PARTNERS_NOT_REPEATABLE = {OpenContacts}
