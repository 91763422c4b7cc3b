"""Rows of the command table: partners, their people, messages, week sheets."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db.audit import Action
from db.commands.activity_corrections import EditActivity, WithdrawActivity
from db.commands.communication_templates import RemoveTemplate, SaveTemplate
from db.commands.communications import EditCommunication, RecordCommunication, SendCommunication
from db.commands.contacts import AddContact, ContactGiven, EditContact, OpenContacts, RemoveContact
from db.commands.organisations import EditOrganisation, EndPartnership, RecordOrganisation, ResumePartnership
from db.commands.week_sheets import HandInWeek, ReturnWeek, SignOffWeek
from db.errors import NotFound, Refused
from db.models import Contact
from db.vocabulary import ActivityType, CommunicationChannel, CommunicationKind, ContactMethod, OrganisationSector
from db.vocabulary.partners import PartnerEnding
from tests.db.conftest import NOW, Desk
from tests.db.row import LONG, NOT_THEIRS, Elsewhere, Late, Row, Wrong

TOMORROW, LATER = NOW + timedelta(days=1), NOW + timedelta(minutes=1)


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


def a_post(desk: Desk, **more: Any) -> str:
    command = RecordCommunication(
        CommunicationKind.POST, CommunicationChannel.SOCIAL_MEDIA, "Coffee on the quay", **more
    )
    return str(desk.do(command).ref)


def reworded(ref: str, version: int = 1, title: str = "Coffee at nine") -> EditCommunication:
    return EditCommunication(ref, version, CommunicationKind.RELEASE, CommunicationChannel.NEWSPAPER, title)


def template(desk: Desk, by: str = "sue") -> int:
    saved = desk.do(letter(f"Meeting {desk.serial()}"), by=by)
    return int(saved.ref)


def letter(name: str, **more: Any) -> SaveTemplate:
    fields = {"title": "{{ event }}", "words": "Come on {{ date }}.", **more}
    return SaveTemplate(name, CommunicationKind.RELEASE, **fields)


def a_week(desk: Desk) -> date:
    """A Monday nobody has handed in yet."""
    return date(2026, 11, 2) - timedelta(weeks=desk.serial())


def handed_in(desk: Desk, *, by: str = "ana", returned: bool = False) -> tuple[int, date]:
    week, officer = a_week(desk), desk.viewers[by].officer_id or 0
    desk.do(HandInWeek(week, 0), by=by)
    if returned:
        desk.do(ReturnWeek(officer, week, 1, "Tuesday is missing"), by="sue")
    return officer, week


def in_a_closed_week(desk: Desk) -> str:
    week = a_week(desk)
    began = datetime.combine(week, time(12), tzinfo=UTC)
    ref: str = desk.activity(started_at=began).ref
    desk.do(HandInWeek(week, 0))
    desk.do(SignOffWeek(desk.viewers["ana"].officer_id or 0, week, 1), by="sue")
    return ref


def corrected(ref: str, minutes: int = 45) -> EditActivity:
    return EditActivity(ref, 1, ActivityType.PRESENTATION, NOW - timedelta(hours=2), minutes)


EVERYTHING_WRONG = {
    "name", "sector", "groups_served", "contact_every_days", "services", "languages", "how_to_reach", "members",
    "members_counted_on", "owner",
}  # fmt: skip


NOT_AN_OFFICER = {"ana": Refused, "analyst": Refused, "presenter": Refused}
NOT_THE_SUPERVISOR = {"ana": Refused, "dee": Refused, "spec": Refused, **NOT_THEIRS}

PARTNERS_WORK = [
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
    Row(
        EditActivity,
        lambda d: corrected(d.activity().ref),
        Action.ACTIVITY_EDITED,
        elsewhere=Elsewhere(lambda d: corrected(d.activity(by="cal", area="mill").ref), NotFound),
        wrong=Wrong(
            lambda d: EditActivity(d.activity().ref, 1, "nap", TOMORROW, 0, 999, -1, LONG, LONG, LONG),  # type: ignore[arg-type]
            {"type", "started_at", "minutes", "place", "people_reached", "medium", "language", "note"},
        ),
        late=Late(lambda d, c: d.do(corrected(c.ref, 50)), {"minutes": 50, "type": "presentation"}),
    ),
    Row(
        WithdrawActivity,
        lambda d: WithdrawActivity(d.activity().ref, 1),
        Action.ACTIVITY_EDITED,
        elsewhere=Elsewhere(lambda d: WithdrawActivity(d.activity(by="cal", area="mill").ref, 1), NotFound),
        wrong=Wrong(lambda d: WithdrawActivity(in_a_closed_week(d), 1), {"started_at"}),
        late=Late(lambda d, c: d.do(corrected(c.ref, 50)), {"minutes": 50}),
    ),
    Row(
        HandInWeek,
        lambda d: HandInWeek(a_week(d), 0),
        Action.WEEK_HANDED_IN,
        wrong=Wrong(lambda d: HandInWeek(date(2026, 11, 4), 0), {"week"}),
        late=Late(lambda d, c: d.do(HandInWeek(c.week, 0)), {"signed_off_at": None, "handed_in_at": NOW}),
    ),
    Row(
        SignOffWeek,
        lambda d: SignOffWeek(*handed_in(d), 1),
        Action.WEEK_SIGNED_OFF,
        by="sue",
        roles=NOT_THE_SUPERVISOR,
        elsewhere=Elsewhere(lambda d: SignOffWeek(*handed_in(d, by="cal"), 1), Refused),
        wrong=Wrong(lambda d: SignOffWeek(*handed_in(d, returned=True), 2), {"sheet"}),
        late=Late(lambda d, c: d.do(HandInWeek(c.week, 1), at=LATER), {"handed_in_at": LATER}),
    ),
    Row(
        ReturnWeek,
        lambda d: ReturnWeek(*handed_in(d), 1, "Tuesday is missing"),
        Action.WEEK_RETURNED,
        by="sue",
        roles=NOT_THE_SUPERVISOR,
        elsewhere=Elsewhere(lambda d: ReturnWeek(*handed_in(d, by="cal"), 1, "Tuesday is missing"), Refused),
        wrong=Wrong(lambda d: ReturnWeek(*handed_in(d, returned=True), 2, " "), {"why", "sheet"}),
        late=Late(lambda d, c: d.do(HandInWeek(c.week, 1), at=LATER), {"handed_in_at": LATER}),
    ),
    Row(
        RecordCommunication,
        lambda d: RecordCommunication(
            CommunicationKind.RELEASE,
            CommunicationChannel.NEWSPAPER,
            "Meeting on Tuesday",
            "Come along.",
            topics=("lighting",),
            event=d.event().ref,
            organisation=partner(d),
        ),
        Action.COMMUNICATION_RECORDED,
        wrong=Wrong(
            lambda d: RecordCommunication(
                "song",
                "pigeon",
                " ",
                LONG + LONG,
                LONG,
                LONG,
                (LONG,),
                TOMORROW,
                -1,
                999,  # type: ignore[arg-type]
            ),
            {"kind", "channel", "title", "words", "audience", "language", "topics", "sent_at", "reach", "place"},
        ),
    ),
    Row(
        EditCommunication,
        lambda d: reworded(a_post(d)),
        Action.COMMUNICATION_EDITED,
        wrong=Wrong(
            lambda d: EditCommunication(a_post(d), 1, "song", "pigeon", "", reach=5),  # type: ignore[arg-type]
            {"kind", "channel", "title", "reach"},
        ),
        late=Late(lambda d, c: d.do(reworded(c.ref, title="Ben's"), by="ben"), {"title": "Ben's", "words": None}),
    ),
    Row(
        SendCommunication,
        lambda d: SendCommunication(a_post(d), 1, NOW, 1200),
        Action.COMMUNICATION_EDITED,
        wrong=Wrong(lambda d: SendCommunication(a_post(d), 1, TOMORROW, -1), {"sent_at", "reach"}),
        late=Late(lambda d, c: d.do(reworded(c.ref, title="Ben's"), by="ben"), {"title": "Ben's"}),
    ),
    Row(
        SaveTemplate,
        lambda d: letter(f"Meeting {d.serial()}", id=template(d), version=1),
        Action.TEMPLATE_SAVED,
        by="sue",
        roles=NOT_AN_OFFICER,
        wrong=Wrong(
            lambda d: SaveTemplate("", "song", "{{ date", "{{ resident }}", LONG),  # type: ignore[arg-type]
            {"name", "kind", "title", "words", "language"},
        ),
        late=Late(lambda d, c: d.do(letter(c.name, id=c.id, version=1, title="Ours"), by="sue"), {"title": "Ours"}),
    ),
    Row(
        RemoveTemplate,
        lambda d: RemoveTemplate(template(d), 1),
        Action.TEMPLATE_SAVED,
        by="sue",
        roles=NOT_AN_OFFICER,
        late=Late(
            lambda d, c: d.do(letter(f"Ours {d.serial()}", id=c.id, version=1), by="sue"), {"title": "{{ event }}"}
        ),
    ),
    Row(OpenContacts, lambda d: OpenContacts(partner(d)), Action.CONTACTS_OPENED),
]


# Partners, their people and what is said to the public belong to the whole city.
PARTNERS_NOWHERE = {
    EditOrganisation, EndPartnership, ResumePartnership, AddContact, EditContact, RemoveContact, OpenContacts,
    HandInWeek, RecordCommunication, EditCommunication, SendCommunication, SaveTemplate, RemoveTemplate,
}  # fmt: skip
PARTNERS_NOTHING_WRONG = {RemoveContact, OpenContacts, RemoveTemplate}
PARTNERS_NOT_REPEATABLE = {OpenContacts}
