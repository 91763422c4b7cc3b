"""Events out of a calendar file: nothing twice, nothing over what somebody did here, one entry for the file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.calendars import Occurrence, dates_of, read_calendar
from db.commands.event_import import Imported, ImportEvents, planned
from db.commands.events import CancelEvent, CloseOutEvent
from db.commands.undo import Undo
from db.errors import Invalid
from db.models import AuditEntry, Event, StatusChange
from db.vocabulary import EventType
from tests.db.conftest import CENTRES, NOW, THE_SEA, Desk, everything
from tests.db.rows_calendars import HASH, an_import, one_date
from tests.db.test_several_at_once import together

HERE = ZoneInfo("America/Los_Angeles")
SERIES = b"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:watch@council.example
SUMMARY:Block watch
LOCATION:Library\\, upstairs
GEO:50.05;10.25
DTSTART;TZID=America/Los_Angeles:20270303T190000
DTEND;TZID=America/Los_Angeles:20270303T203000
RRULE:FREQ=WEEKLY;COUNT=3
END:VEVENT
BEGIN:VEVENT
UID:fair@council.example
SUMMARY:Street fair
DTSTART;VALUE=DATE:20270605
END:VEVENT
END:VCALENDAR
"""


def from_file(content: bytes = SERIES, **more: object) -> ImportEvents:
    dates = dates_of(read_calendar(content, zone=HERE), now=NOW, zone=HERE).ahead
    return ImportEvents(dates, EventType.NEIGHBOURHOOD_WATCH, HASH, **more)  # type: ignore[arg-type]


def listed(desk: Desk) -> list[Event]:
    with desk.store.reading() as session:
        return list(
            session.scalars(select(Event).where(Event.withdrawn_at.is_(None)).order_by(Event.starts_at, Event.id))
        )


def test_a_file_becomes_planned_events_in_the_agencys_days_and_hours(desk: Desk) -> None:
    done: Imported = desk.do(from_file(neighbourhood_id=desk.areas["harbour"]))
    assert (done.added, done.changed, done.known, done.left) == (4, 0, 0, ())
    first, *_, last = listed(desk)
    assert (first.title, first.venue, first.series, first.status) == (
        "Block watch",
        "Library, upstairs",
        "Block watch",
        "planned",
    )
    assert first.starts_at == datetime(2027, 3, 4, 3, 0, tzinfo=UTC)
    assert [event.starts_at.astimezone(HERE).hour for event in listed(desk)[:3]] == [19, 19, 19]
    assert (first.hosted, first.type, first.owner_id) == (False, "neighbourhood watch", desk.viewers["ana"].officer_id)
    assert last.all_day
    assert last.starts_at == datetime(2027, 6, 5, 7, 0, tzinfo=UTC)
    assert last.ends_at - last.starts_at == timedelta(days=1)
    with desk.store.reading() as session:
        steps = session.scalars(select(StatusChange.to_status).where(StatusChange.entity == "event")).all()
    assert steps == ["planned"] * 4


def test_the_area_is_that_of_the_place_and_otherwise_the_one_chosen(desk: Desk) -> None:
    desk.do(from_file(neighbourhood_id=desk.areas["harbour"]))
    *watch, fair = listed(desk)
    assert {event.neighbourhood_id for event in watch} == {desk.areas["mill"]}
    assert (watch[0].latitude, watch[0].longitude) == CENTRES["mill"]
    assert (fair.neighbourhood_id, fair.latitude) == (desk.areas["harbour"], None)
    latitude, longitude = THE_SEA
    desk.do(an_import(desk, one_date(desk, title="Regatta", latitude=latitude, longitude=longitude)))
    regatta = next(event for event in listed(desk) if event.title == "Regatta")
    assert (regatta.neighbourhood_id, regatta.latitude, regatta.longitude) == (None, None, None)


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.do(from_file())
    before = listed(desk)
    again: Imported = desk.do(from_file(), by="ben")
    assert (again.added, again.changed, again.known, again.left) == (0, 0, 4, ())
    assert [(event.ref, event.version) for event in listed(desk)] == [(event.ref, event.version) for event in before]


def test_what_changed_in_the_file_changes_here_while_nobody_here_has_worked_on_it(desk: Desk) -> None:
    desk.do(from_file())
    mine, *_ = refs = [event.ref for event in listed(desk)]
    desk.do(CancelEvent(refs[1], 1, "The library is shut"))
    moved = SERIES.replace(b"Library\\, upstairs", b"Town hall").replace(b"203000", b"210000")
    done: Imported = desk.do(from_file(moved))
    assert (done.added, done.changed, done.known) == (0, 2, 1)
    assert [(left.ref, str(left.why)) for left in done.left] == [(refs[1], "It is not planned any more.")]
    event = desk.one(Event, mine)
    assert (event.venue, event.ends_at - event.starts_at) == ("Town hall", timedelta(hours=2))
    assert desk.one(Event, refs[1]).venue == "Library, upstairs"


def test_what_somebody_changed_here_stays_as_they_left_it(desk: Desk) -> None:
    date = one_date(desk)
    (ref,) = desk.do(an_import(desk, date)).refs
    desk.do(CancelEvent(ref, 1, "Too early to say"), key="cancel")
    desk.do(Undo("cancel"))
    done: Imported = desk.do(an_import(desk, replace(date, title="Street fair with music")))
    assert [str(left.why) for left in done.left] == ["Somebody changed it here."]
    assert desk.one(Event, ref).title == "Street fair"


def test_what_was_held_stays_held(desk: Desk) -> None:
    date = one_date(desk, starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1))
    (ref,) = desk.do(an_import(desk, date)).refs
    desk.do(CloseOutEvent(ref, 1, 12, True))
    done: Imported = desk.do(an_import(desk, replace(date, cancelled=True, venue="Elsewhere")))
    assert (done.changed, len(done.left)) == (0, 1)
    assert desk.one(Event, ref).status == "held"


def test_what_the_file_calls_off_is_called_off_and_a_date_never_here_is_not_added_for_it(desk: Desk) -> None:
    known, unknown = one_date(desk), one_date(desk)
    (ref,) = desk.do(an_import(desk, known)).refs
    off = an_import(desk, replace(known, cancelled=True), replace(unknown, cancelled=True))
    done: Imported = desk.do(off)
    assert (done.added, done.changed, [str(left.why) for left in done.left]) == (0, 1, ["It is called off."])
    assert desk.one(Event, ref).status == "cancelled"
    again: Imported = desk.do(off)
    assert (again.changed, again.known) == (0, 1)


def test_another_type_or_area_corrects_an_import(desk: Desk) -> None:
    date = one_date(desk)
    (ref,) = desk.do(an_import(desk, date)).refs
    done: Imported = desk.do(an_import(desk, date, type=EventType.SPORTS, neighbourhood_id=desk.areas["harbour"]))
    assert done.changed == 1
    event = desk.one(Event, ref)
    assert (event.type, event.neighbourhood_id) == ("sports", desk.areas["harbour"])
    assert desk.do(an_import(desk, date, type=EventType.SPORTS)).known == 1  # no area chosen: the one it has stays


def test_another_teams_event_is_theirs_to_change(desk: Desk) -> None:
    date = one_date(desk)
    desk.do(an_import(desk, date, neighbourhood_id=desk.areas["mill"]), by="cal")
    done: Imported = desk.do(an_import(desk, replace(date, title="Mine now"), neighbourhood_id=desk.areas["mill"]))
    assert [str(left.why) for left in done.left] == ["It is another team’s event."]


def test_our_own_events_do_not_come_back_as_others(desk: Desk) -> None:
    ours = one_date(desk, external_uid="E-2026-00001@common-ground.example")
    done: Imported = desk.do(an_import(desk, ours))
    assert (done.added, [str(left.why) for left in done.left]) == (0, ["It is an event of this desk already."])


def test_what_is_over_by_the_time_it_is_saved_is_left(desk: Desk) -> None:
    date = one_date(desk, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    done: Imported = desk.do(an_import(desk, date), at=NOW + timedelta(hours=2))
    assert (done.added, [str(left.why) for left in done.left]) == (0, ["It is over."])


def test_the_trail_has_one_entry_for_the_file_with_its_hash_and_counts(desk: Desk) -> None:
    done: Imported = desk.do(from_file())
    with desk.store.reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "events imported").order_by(AuditEntry.id)
        ).all()
    assert [entry.entity_ref for entry in entries] == [None, *done.refs]
    assert entries[0].detail == {
        "file": HASH, "type": "neighbourhood watch", "added": 4, "changed": 0, "known": 0, "left": 0,
    }  # fmt: skip


def test_a_preview_says_what_would_happen_and_does_nothing(desk: Desk) -> None:
    known, fresh = one_date(desk), one_date(desk)
    desk.do(an_import(desk, known))
    before = everything(desk.store)
    with desk.store.reading() as session:
        plan = planned(session, an_import(desk, known, fresh), by=desk.viewers["ana"], now=NOW)
    assert (len(plan.new), len(plan.changes), plan.known, plan.left) == (1, 0, 1, ())
    assert everything(desk.store) == before


def test_an_import_is_taken_back_whole(desk: Desk) -> None:
    desk.do(from_file(), key="import")
    assert desk.do(Undo("import")) == 4
    assert listed(desk) == []
    assert desk.do(from_file()).added == 4  # and can be done again


def test_the_same_file_from_four_people_at_once_is_there_once(desk: Desk) -> None:
    answers = together(lambda n: desk.do(from_file(), by=("ana", "ben", "cal", "sue")[n]), people=4)
    assert sorted((answer.added, answer.known) for answer in answers) == [(0, 4), (0, 4), (0, 4), (4, 0)]
    assert len(listed(desk)) == 4


def test_a_forged_import_is_refused_whole(desk: Desk) -> None:
    good = one_date(desk)
    forged: list[Occurrence] = [
        replace(good, title="x" * 201),
        replace(good, external_uid=""),
        replace(good, ends_at=good.starts_at + timedelta(days=9)),
        replace(good, starts_at=good.starts_at + timedelta(days=9999), ends_at=good.ends_at + timedelta(days=9999)),
    ]
    before = everything(desk.store)
    for wrong in [(good, bad) for bad in forged] + [(good, good)] + [()]:
        with pytest.raises(Invalid) as refusal:
            desk.do(ImportEvents(wrong, EventType.SPORTS, HASH))
        assert set(refusal.value.problems) == {"dates"}
    assert everything(desk.store) == before


@pytest.mark.long
def test_two_thousand_dates_are_saved_and_taken_back(desk: Desk) -> None:
    many = [one_date(desk, external_uid=f"{n}@many") for n in range(2000)]
    assert desk.do(an_import(desk, *many), key="many").added == 2000
    assert desk.do(Undo("many")) == 2000
    assert listed(desk) == []
