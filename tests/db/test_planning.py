"""Planning: one event with its checklist, series by a rule with their exceptions, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.commands.bulk_community import RecordPast
from db.commands.event_planning import AddChecklist, ChecklistItem, EditEvent, PlanEvent
from db.commands.event_series import EndSeries, PlanSeries
from db.commands.events import CancelEvent, CloseOutEvent
from db.commands.past import PastEvent, PastSeries, PastTask
from db.commands.tasks import FinishTask
from db.errors import Invalid, Stale
from db.models import Event, EventPartner, EventSeries, StatusChange, Task
from db.queries.case_partners import partner_choices
from db.queries.event_plans import EventPlan, event_plan
from db.queries.work import task_list
from db.recurrence import Pattern, Repeat, laid_out, starts
from db.vocabulary import EventStatus, EventType, TaskPurpose
from tests.db.conftest import NOW, Desk
from tests.db.rows_planning import FIRST, SOON, change, details, edit, partner, series

SEATTLE = ZoneInfo("America/Los_Angeles")


def plan(desk: Desk, ref: str) -> EventPlan:
    with desk.store.reading() as session:
        return event_plan(session, viewer=desk.viewers["ana"], ref=ref)


def clocks(desk: Desk, refs: list[str]) -> list[str]:
    return [f"{desk.one(Event, ref).starts_at.astimezone(SEATTLE):%d.%m. %H:%M}" for ref in refs]


def test_everything_that_was_planned_is_on_the_event(desk: Desk) -> None:
    library = partner(desk)
    planned = details(
        desk, title="  Winter meeting ", hosted=False, audience="Tenants", language="English",
        other_languages=("Somali", " Somali ", "", "Amharic"), interpreter=True, topics=("lighting", "parking"),
        partners=(library,), materials=("Chairs", "Map"), venue="The hall", unit="Night watch",
    )  # fmt: skip
    ref = desk.do(PlanEvent(planned, SOON, SOON + timedelta(hours=2))).ref
    event = desk.one(Event, ref)
    assert (event.title, event.hosted, event.status, event.audience) == ("Winter meeting", False, "planned", "Tenants")
    assert (event.other_languages, event.materials) == (["Somali", "Amharic"], ["Chairs", "Map"])
    assert event.unit is None  # only an officer training trains a unit
    assert [name for _ref, name in plan(desk, ref).partners] == [desk_name(desk, library)]


def desk_name(desk: Desk, ref: str) -> str:
    with desk.store.reading() as session:
        partners = partner_choices(session, viewer=desk.viewers["ana"])
    return str(partners.set_index("ref").loc[ref, "name"])


def test_a_checklist_is_tasks_of_the_planner_and_stands_with_the_event(desk: Desk) -> None:
    items = (ChecklistItem("Book the room", NOW + timedelta(days=2)), ChecklistItem("Flyers", NOW + timedelta(days=9)))
    saved = desk.do(PlanEvent(details(desk), SOON, SOON + timedelta(hours=2), items))
    added = desk.do(AddChecklist(saved.ref, (ChecklistItem("Ask for chairs", NOW + timedelta(days=5)),)), by="ben")
    with desk.store.reading() as session:
        found = task_list(session, viewer=desk.viewers["ana"], event=saved.ref, now=NOW)
    assert list(found["text"]) == ["Book the room", "Ask for chairs", "Flyers"]
    assert set(found["purpose"]) == {"checklist"}
    assert set(found["owner"]) == {"Ana Rivera"}
    desk.do(FinishTask(added.ref, 1))
    assert desk.one(Task, added.ref).done_at == NOW


def test_an_edit_replaces_partners_and_a_late_one_sees_them(desk: Desk) -> None:
    old, new = partner(desk), partner(desk)
    ref = desk.do(PlanEvent(details(desk, partners=(old,)), SOON, SOON + timedelta(hours=2))).ref
    desk.do(edit(desk, ref, partners=(new,)), by="ben", at=NOW + timedelta(minutes=1))
    assert [found for found, _name in plan(desk, ref).partners] == [new]
    with pytest.raises(Stale) as refusal:
        desk.do(edit(desk, ref, title="Ana's title"))
    assert refusal.value.theirs["partners"] == [desk_name(desk, new)]
    assert desk.count(EventPartner) == 1


def test_what_was_held_is_planned_no_more(desk: Desk) -> None:
    ref = desk.event(starts_at=NOW - timedelta(days=1), ends_at=NOW - timedelta(hours=22)).ref
    desk.do(CloseOutEvent(ref, 1, 4, True))
    with pytest.raises(Invalid, match="held or called off"):
        desk.do(edit(desk, ref, 2))


def test_a_series_keeps_its_time_of_day_when_the_clocks_change(desk: Desk) -> None:
    refs = series(desk)
    assert clocks(desk, refs) == [
        "10.11. 19:00", "08.12. 19:00", "12.01. 19:00", "09.02. 19:00", "09.03. 19:00", "13.04. 19:00",
    ]  # fmt: skip
    hours = {desk.one(Event, ref).starts_at.hour for ref in refs}
    assert hours == {3, 2}  # UTC: winter and summer
    with desk.store.reading() as session:
        kept = session.scalars(select(EventSeries)).one()
    assert (kept.zone, kept.minutes, kept.skipped) == ("America/Los_Angeles", 90, [])
    assert kept.laid_out_until == desk.one(Event, refs[-1]).starts_at


def test_days_left_out_from_the_outset_are_exceptions(desk: Desk) -> None:
    december = datetime(2026, 12, 9, 3, 0, tzinfo=UTC)
    weekly = PlanSeries("Coffee", details(desk), FIRST, 60, "FREQ=WEEKLY;COUNT=6", without=(december,))
    saved = desk.do(weekly)
    assert len(saved.also) == 4
    found = plan(desk, saved.ref).series
    assert found is not None
    assert (found.number, found.total, found.left_out) == (1, 5, 1)


def test_an_occurrence_called_off_or_moved_is_an_exception_to_the_rule(desk: Desk) -> None:
    refs = series(desk)
    desk.do(CancelEvent(refs[1], 1, "The library is closed"))
    moved = desk.one(Event, refs[2])
    later = moved.starts_at + timedelta(days=2)
    desk.do(EditEvent(refs[2], 1, details(desk), later, later + timedelta(hours=2)))
    third = plan(desk, refs[2]).series
    assert third is not None
    assert (third.number, third.total, third.moved, third.left_out) == (2, 5, True, 1)
    assert third.before is not None and third.before.ref == refs[0]
    assert third.after is not None and third.after.ref == refs[3]
    assert desk.one(Event, refs[2]).occurrence_at == moved.starts_at
    off = plan(desk, refs[1]).series
    assert off is not None and (off.number, off.total) == (None, 5)


def test_a_series_ends_and_what_was_held_stays(desk: Desk) -> None:
    refs = series(desk)
    after_first = FIRST + timedelta(days=1)
    desk.do(CloseOutEvent(refs[0], 1, 12, True), at=after_first)
    desk.do(EndSeries(refs[0], 1, "The library closes"), at=after_first)
    assert [desk.one(Event, ref).status for ref in refs] == ["held", *["cancelled"] * 5]
    with desk.store.reading() as session:
        reasons = session.scalars(select(StatusChange.reason).where(StatusChange.to_status == "cancelled")).all()
        assert len(session.scalars(select(EventSeries)).one().skipped) == 5
    assert reasons == ["The library closes"] * 5


def test_a_change_from_one_on_leaves_those_before_alone_and_a_moved_one_its_time(desk: Desk) -> None:
    refs = series(desk)
    moved = desk.one(Event, refs[3]).starts_at + timedelta(days=1)
    desk.do(EditEvent(refs[3], 1, details(desk), moved, moved + timedelta(hours=1)))
    desk.do(change(desk, refs[2], title="Winter meeting"))
    assert [desk.one(Event, ref).title for ref in refs] == ["Beat meeting"] * 2 + ["Winter meeting"] * 4
    assert clocks(desk, refs)[2:4] == ["12.01. 19:00", "10.02. 19:00"]
    assert desk.one(Event, refs[4]).ends_at - desk.one(Event, refs[4]).starts_at == timedelta(hours=1)
    assert desk.count(EventSeries) == 1


def test_another_time_of_day_begins_a_series_of_its_own_and_can_be_taken_back(desk: Desk) -> None:
    refs = series(desk)
    desk.do(CancelEvent(refs[4], 1, "Holiday"))
    before = clocks(desk, refs)
    desk.do(change(desk, refs[2], 2, at=time(18, 30)))
    assert [clock[-5:] for clock in clocks(desk, refs)] == ["19:00", "19:00", "18:30", "18:30", "19:00", "18:30"]
    first, second = plan(desk, refs[0]).series, plan(desk, refs[2]).series
    assert first is not None and second is not None
    assert (first.total, second.number, second.total, second.left_out) == (2, 1, 3, 1)
    with desk.store.reading() as session:
        old, new = session.scalars(select(EventSeries).order_by(EventSeries.id)).all()
        zone = ZoneInfo(new.zone)
        assert [len(starts(one.rule, one.starts_at, zone)) for one in (old, new)] == [2, 4]
        assert (old.skipped, new.skipped) == ([], [desk.one(Event, refs[4]).occurrence_at.isoformat()])
    desk.undo(refs[2])
    assert clocks(desk, refs) == before
    assert desk.count(EventSeries) == 1


def test_a_series_taken_back_leaves_withdrawn_events_and_no_series(desk: Desk) -> None:
    refs = series(desk)
    assert desk.undo(refs[0]) == 6
    assert desk.count(EventSeries) == 0
    assert all(desk.one(Event, ref).withdrawn_at == NOW for ref in refs)


def test_past_events_bring_their_series_partners_and_checklist(desk: Desk) -> None:
    library, ago = partner(desk), NOW - timedelta(days=60)
    by_rule = PastSeries("Coffee", "FREQ=WEEKLY;COUNT=3", ago, str(SEATTLE), 60, ago + timedelta(days=14), (ago,))
    rows = [
        PastEvent(
            EventType.COFFEE, "Coffee", at, at + timedelta(hours=1), "ana", EventStatus.PLANNED,
            in_series=by_rule, occurrence_at=at, partners=(library,), materials=("Cups",),
        )
        for at in (ago + timedelta(days=7), ago + timedelta(days=14))
    ]  # fmt: skip
    first, second = desk.do(RecordPast(rows), by="system")
    found = plan(desk, second)
    assert found.series is not None
    assert (found.series.number, found.series.total, found.series.left_out) == (2, 2, 1)
    assert found.series.before is not None and found.series.before.ref == first
    assert (found.materials, [ref for ref, _name in found.partners]) == (("Cups",), [library])
    task = PastTask("Agree with the café", "ana", ago, NOW, event=first, purpose=TaskPurpose.CHECKLIST)
    desk.do(RecordPast([task]), by="system")
    with desk.store.reading() as session:
        tasks = task_list(session, viewer=desk.viewers["ana"], mine=True, now=NOW)
    assert tasks[["event", "event_title", "purpose"]].to_numpy().tolist() == [[first, "Coffee", "checklist"]]
    with pytest.raises(Invalid, match="O-1999-00001"):
        desk.do(RecordPast([replace(rows[0], partners=("O-1999-00001",))]), by="system")


TUESDAY = datetime(2026, 11, 10, 19, 0, tzinfo=SEATTLE)


@pytest.mark.parametrize(
    ("repeat", "days"),
    [
        (Repeat(Pattern.WEEKLY, 2, count=3), ["10.11.", "24.11.", "08.12."]),
        (Repeat(Pattern.MONTHLY_BY_WEEKDAY, until=date(2027, 1, 12)), ["10.11.", "08.12.", "12.01."]),
        (Repeat(Pattern.MONTHLY_BY_DATE, 2, count=3), ["10.11.", "10.01.", "10.03."]),
    ],
)
def test_a_rule_as_people_choose_it_is_laid_out(repeat: Repeat, days: list[str]) -> None:
    found, wrong = laid_out(repeat.rule(TUESDAY), TUESDAY, SEATTLE)
    assert wrong is None
    assert [f"{at.astimezone(SEATTLE):%d.%m.}" for at in found] == days
    assert {at.astimezone(SEATTLE).hour for at in found} == {19}


def test_the_last_weekday_of_a_month() -> None:
    last = datetime(2026, 11, 24, 10, 0, tzinfo=SEATTLE)
    found, _ = laid_out(Repeat(Pattern.MONTHLY_BY_LAST_WEEKDAY, count=3).rule(last), last, SEATTLE)
    assert [f"{at:%d.%m.}" for at in found] == ["24.11.", "29.12.", "26.01."]


def test_a_time_the_clocks_jump_over_is_an_hour_later_that_day() -> None:
    first = datetime(2027, 3, 7, 2, 30, tzinfo=SEATTLE)
    found, _ = laid_out("FREQ=WEEKLY;COUNT=3", first, SEATTLE)
    assert [f"{at.astimezone(SEATTLE):%H:%M}" for at in found] == ["02:30", "03:30", "02:30"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY", "Say when the series ends"),
        ("FREQ=SECONDLY;COUNT=9", "Choose how often"),
        ("every Tuesday", "Choose how often"),
        ("FREQ=WEEKLY;COUNT=x", "Choose how often"),
        ("FREQ=WEEKLY;UNTIL=20301301", "Choose how often"),
        ("FREQ=WEEKLY;COUNT=1", "only once"),
        ("FREQ=WEEKLY;UNTIL=20200101", "only once"),
        ("FREQ=WEEKLY;COUNT=105", "more than 104"),
        ("FREQ=MONTHLY;COUNT=30", "more than two years"),
    ],
)
def test_a_rule_that_will_not_do_is_said(rule: str, said: str) -> None:
    _found, wrong = laid_out(rule, TUESDAY, SEATTLE)
    assert said in str(wrong)
