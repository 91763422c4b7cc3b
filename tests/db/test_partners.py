"""Partners: who is overdue, what a resident can get where, and what reaches whom of a partner's story."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from db.commands.activities import LogActivity
from db.commands.bulk_community import RecordPast
from db.commands.case_partners import AddCasePartner
from db.commands.contacts import AddContact, ContactGiven, OpenContacts, RemoveContact
from db.commands.organisations import EndPartnership, RecordOrganisation, ResumePartnership
from db.commands.past import PastEvent
from db.commands.tasks import AddTask, FinishTask
from db.errors import Invalid, NotFound, Refused
from db.queries import case_partners, events, partner_story, partners, work
from db.vocabulary import ActivityType, CaseKind, ContactMethod, EventStatus, EventType, OrganisationSector
from db.vocabulary.partners import PartnerEnding
from tests.db.conftest import CENTRES, NOW, Desk

pytestmark = pytest.mark.engine_free


def recorded(desk: Desk, name: str, *, by: str = "ana", days_ago: int = 0, **more: Any) -> str:
    command = RecordOrganisation(name, OrganisationSector.NON_PROFIT, **more)
    return str(desk.do(command, by=by, at=NOW - timedelta(days=days_ago)).ref)


def spoke(desk: Desk, ref: str, days_ago: int) -> None:
    desk.do(LogActivity(ActivityType.CALL_OR_MESSAGE, NOW - timedelta(days=days_ago), 10, organisation=ref))


def listed(desk: Desk, view: str = "all", search: str = "", by: str = "ana") -> pd.DataFrame:
    with desk.store.reading() as session:
        return partners.partner_list(session, viewer=desk.viewers[by], view=view, search=search, now=NOW)


def story(desk: Desk, ref: str, by: str = "ana") -> list[tuple[str, str]]:
    with desk.store.reading() as session:
        steps = partner_story.partner_story(session, viewer=desk.viewers[by], ref=ref)
    return [(str(step.what), str(step.words)) for step in steps.itertuples(index=False)]


def test_a_partner_is_overdue_once_the_days_agreed_have_passed_since_the_last_contact(desk: Desk) -> None:
    late = recorded(desk, "Lamplighters", days_ago=90, contact_every_days=30)
    met = recorded(desk, "Bakers", days_ago=90, contact_every_days=30)
    to_the_day = recorded(desk, "Chess club", days_ago=90, contact_every_days=30)
    recorded(desk, "Divers", days_ago=400)  # no rhythm agreed
    spoke(desk, late, 41)
    spoke(desk, met, 3)
    spoke(desk, to_the_day, 30)
    found = listed(desk)
    assert list(found["name"]) == ["Lamplighters", "Bakers", "Chess club", "Divers"]
    assert list(found["days_late"]) == [11, 0, 0, 0]
    assert list(listed(desk, "overdue")["ref"]) == [late]
    spoke(desk, late, 0)
    assert listed(desk, "overdue").empty


def test_an_event_held_with_a_partner_is_a_contact_and_a_cancelled_one_is_not(desk: Desk) -> None:
    met, not_met = (recorded(desk, name, days_ago=90, contact_every_days=30) for name in ("Bakers", "Divers"))
    began = NOW - timedelta(days=9)
    for ref, status in ((met, EventStatus.HELD), (not_met, EventStatus.CANCELLED)):
        past = PastEvent(EventType.COFFEE, "Coffee", began, began + timedelta(hours=1), "ana", status, partners=(ref,))
        desk.do(RecordPast([past]), by="system")
    assert list(listed(desk, "overdue")["ref"]) == [not_met]
    spoke(desk, met, 3)
    assert list(listed(desk, "all", "bakers")["last_contact"]) == [NOW - timedelta(days=3)]


def test_one_nobody_has_met_yet_is_overdue_from_the_day_it_was_recorded(desk: Desk) -> None:
    ref = recorded(desk, "Lamplighters", days_ago=40, contact_every_days=30)
    assert list(listed(desk, "overdue")["days_late"]) == [10]
    desk.do(EndPartnership(ref, 1, PartnerEnding.CLOSED))
    assert listed(desk, "overdue").empty
    assert list(listed(desk, "ended")["ref"]) == [ref]


def test_mine_are_those_whose_contact_i_keep(desk: Desk) -> None:
    recorded(desk, "Lamplighters", by="ben")
    mine = recorded(desk, "Bakers", by="ben", relationship_owner_id=desk.viewers["ana"].officer_id)
    assert list(listed(desk, "mine")["ref"]) == [mine]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("interpreter Somali", ["Welcome Centre"]),
        ("somali INTERP", ["Welcome Centre"]),
        ("youth mediation", ["Alder Youth"]),
        ("mediation harb", ["Alder Youth"]),
        ("young medi", ["Alder Youth"]),
        ("wélcome", ["Welcome Centre"]),
        ("interpreter Khmer", []),
        ("!!", ["Alder Youth", "Welcome Centre"]),
    ],
)
def test_the_directory_finds_what_is_needed_in_any_order_by_beginnings(
    shared_desk: Desk, typed: str, found: list[str]
) -> None:
    if listed(shared_desk).empty:
        recorded(
            shared_desk, "Welcome Centre", services=("Interpreter", "Legal advice"), languages=("English", "Somali")
        )
        recorded(
            shared_desk, "Alder Youth", services=("Youth mediation",), groups_served="Young people, 12 to 18",
            neighbourhood_id=shared_desk.areas["harbour"],
        )  # fmt: skip
    assert list(listed(shared_desk, "directory", typed)["name"]) == found


def test_watch_groups_and_committees_show_members_roles_and_the_last_meeting(desk: Desk) -> None:
    group = RecordOrganisation(
        "Quay watch", OrganisationSector.WATCH_GROUP, members=14, members_counted_on=date(2026, 9, 1),
        latitude=CENTRES["harbour"][0], longitude=CENTRES["harbour"][1], is_venue=True,
    )  # fmt: skip
    ref = desk.do(group).ref
    desk.do(AddContact(ref, ContactGiven("C. Yildiz", "Coordinator", consent_at=NOW, consent_how="In person")))
    began = NOW - timedelta(days=9)
    desk.event(starts_at=began, ends_at=began + timedelta(hours=1), venue_organisation=ref, attendance_total=9)
    (row,) = listed(desk, "watch").itertuples(index=False)
    assert (row.members, row.members_counted_on, row.contacts, row.roles) == (14, date(2026, 9, 1), 1, ["Coordinator"])
    assert row.last_meeting == began
    assert "C. Yildiz" not in listed(desk).to_string()
    recorded(desk, "Safer streets", is_committee=True)
    assert listed(desk, "committees")["last_meeting"].isna().all()
    assert list(listed(desk, "committees")["name"]) == ["Safer streets"]


def test_members_are_counted_on_a_day(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        recorded(desk, "Quay watch", members=14)
    assert set(refusal.value.problems) == {"members_counted_on"}


def test_a_record_says_how_we_stand(desk: Desk) -> None:
    ref = recorded(
        desk, "Lamplighters", days_ago=90, contact_every_days=30, services=(" Interpreter ", "Interpreter", "")
    )
    spoke(desk, ref, 41)
    with desk.store.reading() as session:
        record = partners.partner_record(session, viewer=desk.viewers["ben"], ref=ref, now=NOW)
        assert (record.owner, record.days_late, record.services) == ("Ana Rivera", 11, ("Interpreter",))
        assert record.due_on == date(2026, 10, 23)
        with pytest.raises(NotFound):
            partners.partner_record(session, viewer=desk.viewers["ben"], ref="O-1999-00001", now=NOW)
        with pytest.raises(Refused):
            partners.partner_record(session, viewer=desk.viewers["analyst"], ref=ref, now=NOW)


def test_contacts_are_opened_one_partner_at_a_time_and_a_removed_one_no_more(desk: Desk) -> None:
    ref, other = recorded(desk, "Lamplighters"), recorded(desk, "Bakers")
    given = ContactGiven(
        "C. Yildiz", "Chair", "555-0100", method=ContactMethod.PHONE, consent_at=NOW, consent_how="Asked"
    )
    desk.do(AddContact(ref, given))
    desk.do(AddContact(other, ContactGiven("B. Aker", consent_at=NOW, consent_how="Asked")))
    (person,) = desk.do(OpenContacts(ref), by="ben")
    assert (person.name, person.phone, person.method, person.consent_how) == ("C. Yildiz", "555-0100", "phone", "Asked")
    desk.do(RemoveContact(person.id, person.version))
    assert desk.do(OpenContacts(ref)) == ()
    assert desk.undo(ref) == 1
    assert [one.name for one in desk.do(OpenContacts(ref))] == ["C. Yildiz"]


def test_one_that_has_ended_is_offered_nowhere_and_can_be_taken_up_again(desk: Desk) -> None:
    lat, lon = CENTRES["harbour"]
    ref = recorded(desk, "Lamplighters", is_venue=True, latitude=lat, longitude=lon)
    ana = desk.viewers["ana"]

    def offered() -> list[int]:
        with desk.store.reading() as session:
            choices = case_partners.partner_choices(session, viewer=ana)
            rooms = events.venues(session, viewer=ana)
            here = work.partners(session, viewer=ana, neighbourhood_id=desk.areas["harbour"])
        return [len(choices), len(rooms), len(here)]

    assert offered() == [1, 1, 1]
    desk.do(EndPartnership(ref, 1, PartnerEnding.THEIR_WISH))
    assert offered() == [0, 0, 0]
    with pytest.raises(Invalid):
        desk.do(AddContact(ref, ContactGiven("C. Yildiz", consent_at=NOW, consent_how="Asked")))
    desk.do(ResumePartnership(ref, 2))
    assert offered() == [1, 1, 1]


def test_the_story_has_everything_the_viewer_may_open_newest_first(desk: Desk) -> None:
    ref = recorded(desk, "Lamplighters", days_ago=3)
    spoke(desk, ref, 2)
    case = desk.case(title="Racing on the quay")
    desk.do(AddCasePartner(case.ref, ref, "Lends the hall"))
    task = desk.do(AddTask("Send them the flyer", NOW + timedelta(days=1), organisation=ref))
    desk.do(FinishTask(task.ref, 1), at=NOW + timedelta(minutes=5))
    desk.do(EndPartnership(ref, 1, PartnerEnding.MOVED), at=NOW + timedelta(minutes=9))
    told = story(desk, ref)
    assert told[0] == ("changed", "organisation edited")
    assert told[1] == ("task done", "Send them the flyer")
    assert set(told[2:4]) == {("case", "Racing on the quay"), ("task", "Send them the flyer")}
    assert told[4:] == [("activity", "call or message"), ("changed", "organisation recorded")]


def test_a_restricted_case_and_a_complaint_stay_out_of_the_story_of_others(desk: Desk) -> None:
    ref = recorded(desk, "Advice for everybody")
    about = (desk.viewers["ana"].officer_id or 0,)
    complaint = desk.case(by="ben", kind=CaseKind.COMPLAINT, title="At the counter", officers=about)
    support = desk.case(by="ben", kind=CaseKind.SUPPORT, title="After the fire")
    desk.do(AddCasePartner(support.ref, ref), by="ben")
    named = desk.do(AddTask("Ask the witness", NOW + timedelta(days=1), case=complaint.ref, organisation=ref), by="ben")
    assert named.ref
    assert ("case", "After the fire") in story(desk, ref, by="ben")
    for who in ("ana", "sue"):
        said = str(story(desk, ref, by=who))
        assert "After the fire" not in said
        assert "Ask the witness" not in said
