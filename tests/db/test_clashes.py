"""What a plan runs into: other events for a reason that is said, and days people keep."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.commands.events import CancelEvent
from db.observed import kept_at, kept_days
from db.queries.clashes import Clashes, Why, clashes
from db.settings import Settings
from tests.db.conftest import NOW, Desk

ZONE = ZoneInfo("America/Los_Angeles")
SOON = NOW + timedelta(days=3)  # noon there
HOUR = timedelta(hours=1)


def met(desk: Desk, start: datetime = SOON, **more: Any) -> Clashes:
    asked = {"neighbourhood_id": desk.areas["harbour"], "owner_id": desk.viewers["ana"].officer_id, **more}
    with desk.store.reading() as session:
        (found,) = clashes(session, viewer=desk.viewers["ana"], spans=((start, start + HOUR),), **asked)
    return found


def test_each_clash_says_why(desk: Desk) -> None:
    mine = desk.event(area="mill", title="Mine elsewhere").ref
    near = desk.event(by="ben", title="Another here", starts_at=SOON + 4 * HOUR, ends_at=SOON + 5 * HOUR).ref
    alike = desk.event(
        by="cal",
        area="mill",
        title="Tenants there",
        audience=" Tenants",
        starts_at=SOON - 3 * HOUR,
        ends_at=SOON - HOUR,
    ).ref
    desk.event(by="cal", area="mill", title="No matter")
    found = met(desk, audience="tenants ")
    assert [(one.ref, one.why) for one in found.events] == [
        (mine, (Why.OFFICER,)),
        (alike, (Why.AUDIENCE,)),
        (near, (Why.AREA,)),
    ]
    assert met(desk, apart_from=(mine, near)).events == ()


def test_cancelled_events_other_days_and_ones_own_later_hours_do_not_clash(desk: Desk) -> None:
    off = desk.event().ref
    desk.do(CancelEvent(off, 1, "Rain"))
    desk.event(starts_at=SOON + timedelta(days=1), ends_at=SOON + timedelta(days=1, hours=1))
    desk.event(area="mill", starts_at=SOON + HOUR, ends_at=SOON + 2 * HOUR)
    assert met(desk).events == ()
    assert met(desk, neighbourhood_id=None, owner_id=None).events == ()


def test_the_day_is_the_agencys(desk: Desk) -> None:
    evening = datetime(2026, 11, 6, 22, 0, tzinfo=ZONE)  # already the 7th in UTC
    here = desk.event(by="ben", starts_at=datetime(2026, 11, 6, 8, 0, tzinfo=ZONE), ends_at=SOON).ref
    assert [one.ref for one in met(desk, evening).events] == [here]


def names(*days: date) -> list[str]:
    return [kept.name for day in days for kept in kept_days(day, day)]


def test_public_and_religious_days_are_known_offline() -> None:
    assert names(date(2026, 11, 26)) == ["Thanksgiving Day"]
    assert names(date(2026, 11, 27)) == ["Native American Heritage Day"]  # kept in Washington, not everywhere
    assert names(date(2026, 11, 8)) == ["Diwali"]
    assert names(date(2026, 9, 21)) == ["Yom Kippur"]
    assert names(date(2027, 2, 6)) == ["Lunar New Year"]
    (ramadan,) = kept_days(date(2027, 2, 8), date(2027, 2, 8))
    assert (ramadan.name, ramadan.tradition, ramadan.estimated) == ("Ramadan begins", "muslim", True)


def test_an_evening_meets_what_begins_at_sunset() -> None:
    before = date(2026, 9, 20)  # Yom Kippur begins this evening
    noon = datetime(2026, 9, 20, 12, 0, tzinfo=ZONE)
    assert kept_at(noon, noon + HOUR) == ()
    assert [kept.name for kept in kept_at(noon + 6 * HOUR, noon + 8 * HOUR)] == ["Yom Kippur"]
    assert names(before) == []


def test_other_days_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(holiday_country="GB", holiday_subdivision="SCT", holiday_traditions="jewish")
    monkeypatch.setattr("db.observed.get_settings", lambda: settings)
    assert names(date(2026, 11, 26), date(2026, 11, 8)) == []
    assert names(date(2026, 11, 30)) == ["Saint Andrew's Day"]
    with pytest.raises(ValueError, match="no public holidays are known for XX"):
        Settings(holiday_country="XX", holiday_subdivision="")
