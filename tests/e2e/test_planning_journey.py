"""A monthly series with an exception: planned at the desk, seen in the calendar there and on a phone."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from db.recurrence import Pattern, Repeat, starts
from tests.e2e.conftest import Kept, Served, settled, sign_in
from tests.e2e.desk_steps import choose, offered, pick_day

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
SEATTLE = ZoneInfo("America/Los_Angeles")
TITLE = "Meeting of the lower town"


@pytest.fixture
def desk(kept: Kept, demonstration: Served) -> Page:
    page = kept("desk", viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, f"{demonstration.address}/events?plan=new")
    page.get_by_role("heading", name="Plan an event", level=1).wait_for()
    return page


def first_tuesday_ahead() -> date:
    """At least four weeks ahead and the second of its month, so that the rule is said with it."""
    day = date.today() + timedelta(days=28)
    while day.weekday() != 1 or not 8 <= day.day <= 14:
        day += timedelta(days=1)
    return day


def test_a_monthly_series_with_an_exception_is_planned_and_seen_in_the_calendar(
    desk: Page, kept: Kept, demonstration: Served
) -> None:
    day = first_tuesday_ahead()
    at = datetime.combine(day, time(18), tzinfo=SEATTLE)
    second = starts(Repeat(Pattern.MONTHLY_BY_WEEKDAY, count=2).rule(at), at, SEATTLE)[1].astimezone(SEATTLE)
    choose(desk, "Kind of event", "Town hall")
    title = desk.get_by_label("Title, as announced (required)")
    title.fill(TITLE)
    title.press("Enter")
    settled(desk)
    pick_day(desk, day)
    choose(desk, "Repeats", "Every second Tuesday of the month")
    expect(desk.get_by_text(re.compile("12 times, every second Tuesday of the month"))).to_be_visible()
    leave_out = offered(desk, "Leave out")
    leave_out.press("ArrowDown")
    desk.get_by_role("option", name=re.compile(rf"\b{second.day} {second:%b} {second.year}")).click()
    leave_out.press("Escape")
    settled(desk)
    desk.get_by_role("button", name="Plan the series").click()
    expect(desk.get_by_text(re.compile("11 events are planned"))).to_be_visible()

    desk.goto(f"{demonstration.address}/events?as=calendar&day={day.isoformat()[:7]}")
    settled(desk)
    planned = desk.get_by_role("link", name=re.compile(f"{TITLE}, Town hall, .*Planned"))
    expect(planned).to_be_visible()
    desk.get_by_role("button", name="Later").click()
    settled(desk)
    expect(planned).to_have_count(0)  # the exception
    desk.get_by_role("button", name="Later").click()
    expect(planned).to_be_visible()
    planned.focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name=TITLE, level=1).wait_for()
    expect(desk.get_by_text(re.compile("2nd of 11 in the series"))).to_be_visible()
    expect(desk.get_by_text(re.compile("every second Tuesday of the month, 18:00"))).to_be_visible()

    phone = kept("phone", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()
    phone.set_default_timeout(60_000)
    sign_in(phone, f"{demonstration.address}/events?as=calendar&day={day.isoformat()[:7]}")
    phone.locator(f"a.day[data-day='{day.isoformat()}'] .count").tap()
    settled(phone)
    expect(phone.get_by_role("link", name=re.compile(TITLE)).filter(visible=True)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()
    desk.close()
