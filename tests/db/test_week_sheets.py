"""Week sheets: one's own to correct until they are signed off; then closed, until they are returned."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.commands.activities import LogActivity
from db.commands.activity_corrections import EditActivity, WithdrawActivity
from db.commands.log import LogEntry
from db.commands.week_sheets import HandInWeek, ReturnWeek, SignOffWeek
from db.errors import Invalid, NotFound, Refused
from db.models import Activity
from db.queries import week_sheets, work
from db.vocabulary import ActivityType
from tests.db.conftest import NOW, Desk

WEEK = date(2026, 11, 2)  # the Monday before NOW
BEGAN = NOW - timedelta(hours=3)


def sheet(desk: Desk, whose: str = "ana", *, by: str | None = None, week: date = WEEK) -> week_sheets.Sheet:
    officer = desk.viewers[whose].officer_id or 0
    with desk.store.reading() as session:
        return week_sheets.week_sheet(session, viewer=desk.viewers[by or whose], officer_id=officer, week=week)


def edit(ref: str, version: int = 1, **more: Any) -> EditActivity:
    fields = {"type": ActivityType.PRESENTATION, "started_at": BEGAN, "minutes": 50, **more}
    return EditActivity(ref, version, **fields)


def signed_off(desk: Desk, whose: str = "ana") -> None:
    desk.do(HandInWeek(WEEK, 0), by=whose)
    desk.do(SignOffWeek(desk.viewers[whose].officer_id or 0, WEEK, 1), by="sue")


def test_a_week_adds_up_with_time_off_duty_apart(desk: Desk) -> None:
    desk.activity(minutes=90)
    desk.activity(minutes=60, type=ActivityType.ADMIN)
    desk.activity(minutes=30, type=ActivityType.ABSTRACTION, started_at=NOW - timedelta(days=1))
    desk.activity(minutes=600, started_at=NOW - timedelta(days=7))  # the week before
    desk.activity(minutes=500, by="ben")
    found = sheet(desk)
    assert (found.minutes, found.engaged, found.off_duty, found.share) == (180, 90, 30, 0.5)
    assert list(found.entries["day"]) == [WEEK, WEEK + timedelta(days=1), WEEK + timedelta(days=1)]


def test_a_week_begins_on_the_agencys_monday(desk: Desk) -> None:
    sunday_night = datetime(2026, 11, 2, 7, 59, tzinfo=UTC)  # 23:59 in the agency's zone
    desk.activity(minutes=10, started_at=sunday_night)
    desk.activity(minutes=20, started_at=sunday_night + timedelta(minutes=2))
    assert sheet(desk).minutes == 20
    assert sheet(desk, week=WEEK - timedelta(days=7)).minutes == 10


def test_one_corrects_ones_own_entry_until_the_week_is_signed_off(desk: Desk) -> None:
    ref = desk.activity(note="Spoke with the owner").ref
    desk.do(edit(ref, neighbourhood_id=desk.areas["mill"]))
    kept = desk.one(Activity, ref)
    assert (kept.minutes, kept.type, kept.neighbourhood_id) == (50, "presentation", desk.areas["mill"])
    assert kept.note == "Spoke with the owner"
    signed_off(desk)
    for command in (edit(ref, 2), WithdrawActivity(ref, 2)):
        with pytest.raises(Invalid, match="is signed off. Ask your supervisor") as refusal:
            desk.do(command)
        assert set(refusal.value.problems) == {"started_at"}


def test_nobody_corrects_anothers_entry_the_supervisor_neither(desk: Desk) -> None:
    ref = desk.activity().ref
    for who in ("ben", "sue"):
        with pytest.raises(NotFound):
            desk.do(edit(ref), by=who)


def test_a_correction_never_makes_an_entry_less_confidential(desk: Desk) -> None:
    ref = desk.activity().ref
    desk.do(edit(ref, type=ActivityType.SUPPORT))
    assert desk.one(Activity, ref).confidentiality == 3
    desk.do(edit(ref, 2, type=ActivityType.FOOT_PATROL))
    assert desk.one(Activity, ref).confidentiality == 3


def test_another_area_takes_the_exact_place_away_and_the_same_keeps_it(desk: Desk) -> None:
    ref = desk.activity(latitude=50.05, longitude=10.05).ref
    desk.do(edit(ref, neighbourhood_id=desk.areas["harbour"]))
    assert desk.one(Activity, ref).latitude == 50.05
    desk.do(edit(ref, 2, neighbourhood_id=desk.areas["northgate"]))
    assert desk.one(Activity, ref).latitude is None


def test_nothing_new_goes_into_a_week_that_is_signed_off(desk: Desk) -> None:
    ref = desk.activity(started_at=NOW - timedelta(days=8)).ref
    signed_off(desk)
    new = LogActivity(ActivityType.FOOT_PATROL, BEGAN, 30)
    for command in (new, LogEntry(activity=new), edit(ref)):
        with pytest.raises(Invalid, match="Your week from 02/11/2026 is signed off"):
            desk.do(command)
    desk.do(new, by="ben")
    desk.do(ReturnWeek(desk.viewers["ana"].officer_id or 0, WEEK, 2, "Tuesday is missing"), by="sue")
    desk.do(new)
    found = sheet(desk)
    assert (found.returned_why, found.signed_off_at, found.handed_in_at) == ("Tuesday is missing", None, None)


def test_a_withdrawn_entry_counts_nowhere(desk: Desk) -> None:
    ref = desk.activity(minutes=30).ref
    desk.do(WithdrawActivity(ref, 1))
    assert sheet(desk).entries.empty
    with desk.store.reading() as session:
        week = (NOW - timedelta(days=3), NOW)
        done = work.worked(
            session, viewer=desk.viewers["ana"], since=week[0], until=week[1], neighbourhood_id=None, mine=True
        )
    assert done.minutes == 0
    assert desk.undo(ref) == 1
    assert sheet(desk).minutes == 30


def test_a_supervisor_sees_the_teams_sheets_and_nobody_elses(desk: Desk) -> None:
    desk.activity(minutes=30)
    desk.activity(minutes=45, type=ActivityType.SUPPORT)  # restricted to its officer
    desk.do(HandInWeek(WEEK, 0))
    assert sheet(desk, "ana", by="sue").minutes == 30
    for who in ("ben", "dee", "cal"):
        with pytest.raises(Refused):
            sheet(desk, "ana", by=who)
    with desk.store.reading() as session:
        team = week_sheets.team_sheets(session, viewer=desk.viewers["sue"], week=WEEK)
        waiting = week_sheets.sheets_waiting(session, viewer=desk.viewers["sue"])
        assert week_sheets.sheets_waiting(session, viewer=desk.viewers["dee"]).empty
    assert list(zip(team["name"], team["waits"], strict=True)) == [("Ana Rivera", True), ("Ben Ito", False)]
    assert list(waiting["week"]) == [WEEK]


def test_nobody_signs_off_their_own_week(desk: Desk) -> None:
    desk.do(HandInWeek(WEEK, 0), by="sue")
    with pytest.raises(Refused, match="nobody signs off their own"):
        desk.do(SignOffWeek(desk.viewers["sue"].officer_id or 0, WEEK, 1), by="sue")


def test_a_returned_week_is_on_its_officers_list_until_it_is_handed_in_again(desk: Desk) -> None:
    def returned() -> tuple[date, ...]:
        with desk.store.reading() as session:
            return week_sheets.weeks_returned(session, viewer=desk.viewers["ana"])

    desk.do(HandInWeek(WEEK, 0))
    desk.do(ReturnWeek(desk.viewers["ana"].officer_id or 0, WEEK, 1, "Tuesday is missing"), by="sue")
    assert returned() == (WEEK,)
    desk.do(HandInWeek(WEEK, 2))
    assert returned() == ()
