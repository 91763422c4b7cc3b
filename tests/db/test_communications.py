"""Communications, their templates, enquiries' clocks, and training delivered."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db.commands.bulk_community import RecordPast
from db.commands.case_details import EditCaseDetails
from db.commands.communication_templates import RemoveTemplate, SaveTemplate
from db.commands.communications import EditCommunication, RecordCommunication, SendCommunication
from db.commands.past import PastEvent
from db.errors import Invalid, NotFound
from db.letter_fields import FIELDS, filled_in, wrong_with
from db.models import Case, Communication
from db.queries import communications, training
from db.vocabulary import CaseKind, CommunicationChannel, CommunicationKind, EventStatus, EventType
from tests.db.conftest import NOW, Desk

POST = RecordCommunication(CommunicationKind.POST, CommunicationChannel.SOCIAL_MEDIA, "Coffee on the quay")


def listed(desk: Desk, by: str = "ana", **which: Any) -> list[str]:
    with desk.store.reading() as session:
        found = communications.communication_list(session, viewer=desk.viewers[by], **which)
    return list(found["title"])


def said(desk: Desk, title: str, **more: Any) -> str:
    return str(desk.do(replace(POST, title=title, **more)).ref)


def test_drafts_come_first_then_the_newest_and_filters_narrow(desk: Desk) -> None:
    said(desk, "Last week", sent_at=NOW - timedelta(days=7), language="Somali")
    said(desk, "Yesterday", sent_at=NOW - timedelta(days=1), channel=CommunicationChannel.RADIO)
    said(desk, "Not yet", topics=("lighting", "parking"))
    assert listed(desk) == ["Not yet", "Yesterday", "Last week"]
    assert listed(desk, channels=("radio",)) == ["Yesterday"]
    assert listed(desk, languages=("Somali",)) == ["Last week"]
    assert listed(desk, kinds=("press release",)) == []
    assert listed(desk, search="light") == ["Not yet"]


def test_its_reference_is_a_number_of_the_year_it_went_out(desk: Desk) -> None:
    assert said(desk, "Old", sent_at=NOW.replace(year=2025)) == "M-2025-00001"
    assert said(desk, "New") == "M-2026-00001"


def test_a_draft_reaches_nobody_and_sending_says_whom(desk: Desk) -> None:
    with pytest.raises(Invalid, match="it is a draft"):
        said(desk, "Coffee", reach=5)
    ref = said(desk, "Coffee")
    desk.do(SendCommunication(ref, 1, NOW, 1200))
    kept = desk.one(Communication, ref)
    assert (kept.sent_at, kept.reach) == (NOW, 1200)
    desk.do(EditCommunication(ref, 2, POST.kind, POST.channel, "Coffee at nine", reach=1300))
    assert desk.undo(ref) == 1
    assert desk.one(Communication, ref).title == "Coffee"


def test_it_takes_the_area_of_its_event(desk: Desk) -> None:
    ref = said(desk, "Coffee", event=desk.event(area="mill").ref)
    assert desk.one(Communication, ref).neighbourhood_id == desk.areas["mill"]


def test_nothing_is_said_about_a_restricted_case_and_what_becomes_restricted_is_hidden(desk: Desk) -> None:
    support = desk.case(kind=CaseKind.SUPPORT)
    with pytest.raises(Invalid, match="restricted case"):
        said(desk, "After the fire", case=support.ref)
    case = desk.case()
    ref = said(desk, "Racing on the quay", case=case.ref)
    assert listed(desk, by="ben") == ["Racing on the quay"]
    with Session(desk.store._writer) as session, session.begin():
        session.query(Case).filter(Case.ref == case.ref).update({"confidentiality": 3})
    assert listed(desk, by="ben") == []
    with desk.store.reading() as session, pytest.raises(NotFound):
        communications.communication_record(session, viewer=desk.viewers["ben"], ref=ref)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Come on {{ date }}\nat {{ time }}.", None),
        ("No field", None),
        ("{{ date", "Line 1: a field is not closed or not written as in the list."),
        ("Come\non {{ resident }}", "Line 2: there is no field resident."),
        ("{{ event.owner }}", "Line 1: only fields can stand between the braces."),
        ("{{ ''.__class__ }}", "Line 1: only fields can stand between the braces."),
        ("{% for x in date %}{{ x }}{% endfor %}", "Line 1: only fields can stand between the braces."),
        ("Come\n{{ date | upper }}", "Line 2: only fields can stand between the braces."),
        ("{{ 7 * 7 }}", "Line 1: only fields can stand between the braces."),
        ("{{ range(9999999) }}", "Line 1: only fields can stand between the braces."),
        ("{% include 'x' %}", "Line 1: only fields can stand between the braces."),
        ("{% set date = 1 %}", "Line 1: only fields can stand between the braces."),
    ],
)
def test_a_template_holds_fields_and_nothing_else(text: str, problem: str | None) -> None:
    found = wrong_with(text)
    assert (None if found is None else str(found)) == problem


def test_fields_fill_themselves_in_and_a_gap_is_seen() -> None:
    text = "Come to {{ event }} on {{ date }}, {{place}}."
    assert filled_in(text, {"event": "Coffee & <cake>", "date": "Tuesday"}) == (
        "Come to Coffee & <cake> on Tuesday, {{ place }}."
    )
    assert filled_in("{{ resident }}", FIELDS) == "{{ resident }}"


def test_a_value_is_never_read_as_a_template() -> None:
    assert filled_in("{{ event }}", {"event": "{{ officer }} {% raw %}"}) == "{{ officer }} {% raw %}"


def test_templates_have_names_of_their_own_and_can_be_removed(desk: Desk) -> None:
    letter = SaveTemplate("Meeting", CommunicationKind.RELEASE, "{{ event }}", "Come on {{ date }}.")
    saved = desk.do(letter, by="sue")
    with pytest.raises(Invalid, match="of this name already"):
        desk.do(replace(letter, name=" meeting "), by="sue")
    desk.do(RemoveTemplate(int(saved.ref), 1), by="sue")
    with desk.store.reading() as session:
        assert communications.templates(session, viewer=desk.viewers["ana"]) == ()


def enquiries(desk: Desk, by: str = "ana") -> list[tuple[str, bool, bool]]:
    with desk.store.reading() as session:
        found = communications.enquiries(session, viewer=desk.viewers[by], now=NOW + timedelta(days=4))
    return [(row.title, row.answered, row.late) for row in found.itertuples(index=False)]


def test_an_enquiry_is_late_when_its_day_has_passed_or_the_first_answers_time(desk: Desk) -> None:
    asked = {"question": "How many patrols?"}
    desk.case(kind=CaseKind.ENQUIRY, title="No day said", values=asked)
    desk.case(kind=CaseKind.ENQUIRY, title="Next week", values={**asked, "answer_by": date(2026, 11, 12)})
    answered = desk.case(kind=CaseKind.ENQUIRY, title="Answered", values=asked)
    desk.do(EditCaseDetails(answered.ref, 1, values={**asked, "answer": "Forty."}))
    desk.case(kind=CaseKind.PROBLEM, title="No enquiry")
    assert enquiries(desk) == [("No day said", False, True), ("Next week", False, False), ("Answered", True, False)]
    assert enquiries(desk, by="cal") == []


def test_training_adds_up_by_unit_and_by_topic(desk: Desk) -> None:
    began = NOW - timedelta(days=5)

    def held(
        unit: str | None, topics: tuple[str, ...], people: int, status: EventStatus = EventStatus.HELD
    ) -> PastEvent:
        return PastEvent(
            EventType.TRAINING, "Training", began, began + timedelta(hours=2), "ana", status, topics=topics, unit=unit,
            attendance_total=people,
        )  # fmt: skip

    rows = [
        held("Day watch", ("mediation", "youth"), 12),
        held("Day watch", ("mediation",), 8),
        held(None, (), 5),
        held("Recruits", ("youth",), 30, EventStatus.CANCELLED),
    ]
    desk.do(RecordPast(rows), by="system")
    desk.event()
    with desk.store.reading() as session:
        found = training.training_held(session, viewer=desk.viewers["ana"], since=NOW - timedelta(days=9), until=NOW)
    assert len(found) == 3
    assert training.by_unit(found).to_numpy().tolist() == [["Day watch", 2, 20], ["", 1, 5]]
    assert training.by_topic(found).to_numpy().tolist() == [["mediation", 2, 20], ["youth", 1, 12]]
