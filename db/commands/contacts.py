"""People at a partner: kept with their consent, only what the relationship needs, opened one partner at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import must_be_current, organisation_by_ref
from db.commands.registry import Saved, handles
from db.errors import Invalid, NotFound, Sentence, problem
from db.models import Contact, Organisation
from db.vocabulary import Confidentiality, ContactMethod


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """What somebody agreed that we keep. Phone and e-mail are optional: some are reached through their role."""

    name: str
    role: str | None = None
    phone: str | None = None
    email: str | None = None
    method: ContactMethod | None = None
    language: str | None = None
    safe_note: str | None = None
    consent_at: datetime | None = None
    consent_how: str | None = None


@dataclass(frozen=True, slots=True)
class AddContact:
    organisation: str
    contact: ContactGiven


@handles(AddContact, can_undo=True)
def add_contact(session: Session, command: AddContact, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    by.must(Permission.PERSONAL_READ)
    organisation = organisation_by_ref(session, command.organisation)
    if organisation.ended_at is not None:
        raise Invalid({"name": problem("{name} is no partner any more.", name=organisation.name)})
    words.refuse_if_any(_problems(command.contact, now=now))
    contact = Contact(organisation_id=organisation.id, created_at=now)
    _fill(contact, command.contact, now=now)
    session.add(contact)
    session.flush()
    return _noted(session, Action.CONTACT_RECORDED, organisation, contact, "added", by=by, now=now)


@dataclass(frozen=True, slots=True)
class EditContact:
    """Correct what is kept of somebody. `id` and `version` come with OpenContacts."""

    id: int
    version: int
    contact: ContactGiven


@handles(EditContact, can_undo=True)
def edit_contact(session: Session, command: EditContact, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    by.must(Permission.PERSONAL_READ)
    contact, organisation = _found(session, command.id, command.version)
    words.refuse_if_any(_problems(command.contact, now=now))
    _fill(contact, command.contact, now=now)
    session.flush()
    return _noted(session, Action.CONTACT_RECORDED, organisation, contact, "corrected", by=by, now=now)


@dataclass(frozen=True, slots=True)
class RemoveContact:
    """Gone, moved on, or no longer agreeing: shown nowhere from now on."""

    id: int
    version: int


@handles(RemoveContact, can_undo=True)
def remove_contact(session: Session, command: RemoveContact, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ORGANISATION_WORK)
    by.must(Permission.PERSONAL_READ)
    contact, organisation = _found(session, command.id, command.version)
    contact.withdrawn_at, contact.updated_at = now, now
    session.flush()
    return _noted(session, Action.CONTACT_REMOVED, organisation, contact, "removed", by=by, now=now)


@dataclass(frozen=True, slots=True)
class OpenedContact:
    id: int
    version: int
    name: str
    role: str | None
    phone: str | None
    email: str | None
    method: str | None
    language: str | None
    safe_note: str | None
    consent_at: datetime | None
    consent_how: str | None


@dataclass(frozen=True, slots=True)
class OpenContacts:
    """Look at a partner's people: a command, because looking leaves an audit entry."""

    organisation: str


@handles(OpenContacts, changes_records=False, keeps_answer=False)
def open_contacts(session: Session, command: OpenContacts, *, by: Viewer, now: datetime) -> tuple[OpenedContact, ...]:
    by.must(Permission.PERSONAL_READ)
    organisation = organisation_by_ref(session, command.organisation)
    statement = (
        select(Contact)
        .where(Contact.organisation_id == organisation.id, Contact.withdrawn_at.is_(None))
        .order_by(Contact.role, Contact.id)
    )
    found = session.scalars(statement).all()
    audit.append(
        session,
        Action.CONTACTS_OPENED,
        entity="organisation",
        ref=organisation.ref,
        by=by,
        at=now,
        detail={"contacts": len(found), "level": int(Confidentiality.PERSONAL)},
    )
    return tuple(OpenedContact(**{name: getattr(one, name) for name in OpenedContact.__slots__}) for one in found)


def _found(session: Session, id_: int, version: int) -> tuple[Contact, Organisation]:
    contact = session.get(Contact, id_)
    if contact is None or contact.withdrawn_at is not None:
        raise NotFound(problem("This contact is not there any more."))
    organisation = session.get_one(Organisation, contact.organisation_id)
    must_be_current(contact, version, {}, called=organisation.ref)
    return contact, organisation


def _problems(given: ContactGiven, *, now: datetime) -> list[tuple[str, Sentence | None]]:
    agreed = problem("Say when they agreed to be kept here; without that, nobody is.")
    how = problem("Say how they agreed: in person, by e-mail.")
    wrong_method = problem("Choose how they prefer to be reached.")
    return [
        ("name", words.sentence(given.name, ask=problem("Say who it is."), longest=120)),
        ("role", words.too_long(given.role, longest=120)),
        ("phone", words.too_long(given.phone, longest=60)),
        ("email", words.too_long(given.email, longest=200)),
        ("method", None if given.method is None else words.one_of(given.method, ContactMethod, ask=wrong_method)),
        ("language", words.too_long(given.language, longest=40)),
        ("safe_note", words.too_long(given.safe_note, longest=500)),
        ("consent_at", agreed if given.consent_at is None else words.happened(given.consent_at, now=now)),
        ("consent_how", words.sentence(given.consent_how, ask=how, longest=120)),
    ]


def _fill(contact: Contact, given: ContactGiven, *, now: datetime) -> None:
    for name in ("role", "phone", "email", "language", "safe_note", "consent_how"):
        setattr(contact, name, words.tidy(getattr(given, name)))
    contact.name = given.name.strip()
    contact.method = given.method.value if given.method else None
    contact.consent_at, contact.updated_at = given.consent_at, now


def _noted(
    session: Session,
    action: Action,
    organisation: Organisation,
    contact: Contact,
    what: str,
    *,
    by: Viewer,
    now: datetime,
) -> Saved:
    detail = {"contact": contact.id, "what": what}
    audit.append(session, action, entity="organisation", ref=organisation.ref, by=by, at=now, detail=detail)
    return Saved(organisation.ref, contact.version, "organisation")
