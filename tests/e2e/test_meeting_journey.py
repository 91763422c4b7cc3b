"""A meeting from plan to promise: a series, one evening with much said, its close-out, and the next one that opens with it."""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Kept, Served, go, settled, sign_in
from tests.e2e.desk_steps import choose, offered, pick_day

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(420)]
TITLE = "Meeting of the upper town"
CONCERNS = (
    "Cars race down the hill after ten at night", "The lamp at the swings is out", "Vans park across the school gate",
    "Bicycles vanish from the rack by the station", "Broken glass in the underpass", "Somebody sleeps in the stairwell",
    "The crossing is dark in the morning", "Loud engines on the car park", "Bins burn behind the shops",
    "Dogs off the lead in the playground", "The gate to the alley stands open", "Nobody answers the beat telephone",
)  # fmt: skip
PROMISES = (
    "Bring the figures on speeding", "Ask the lighting department about the lamp", "Walk the underpass with residents",
    "Answer the beat telephone on Tuesdays",
)  # fmt: skip


def occurrences(served: Served) -> list[str]:
    statement = "SELECT ref FROM event WHERE title = ? AND status = 'planned' ORDER BY starts_at"
    with closing(sqlite3.connect(served.database.removeprefix("sqlite:///"))) as store:
        return [ref for (ref,) in store.execute(statement, (TITLE,))]


def test_a_meeting_from_its_series_to_the_next_one_that_opens_with_its_promises(
    kept: Kept, demonstration: Served
) -> None:
    desk = kept("desk", viewport={"width": 1440, "height": 900}).new_page()
    desk.set_default_timeout(60_000)
    sign_in(desk, f"{demonstration.address}/events?plan=new")
    plan(desk)
    first, second, *_later = occurrences(demonstration)

    go(desk, f"/meeting?ref={first}")
    expect(desk.get_by_text("nothing was promised yet")).to_be_visible()
    for words in CONCERNS:
        line(desk, "The concern, in one line", words, "Save the concern")
    desk.get_by_role("radio", name="Promise", exact=True).click()
    settled(desk)
    for words in PROMISES:
        line(desk, "What we promise", words, "Save the promise")
    expect(desk.get_by_text("12 concerns, 4 promises")).to_be_visible()
    count = desk.get_by_label("People in the room")
    count.fill("31")
    count.press("Enter")
    settled(desk)
    desk.get_by_role("button", name="Save the count").click()
    expect(desk.get_by_text(re.compile(r"31 people at"))).to_be_visible()

    go(desk, f"/events?ref={first}")
    desk.get_by_label("What was heard").fill("Speeding and light, again and again.")
    desk.get_by_role("button", name="Save who came").click()
    expect(desk.get_by_text(f"{first} is closed out.")).to_be_visible()
    settled(desk)
    desk.get_by_text("Say what was done").first.click()
    desk.get_by_label("What was done").first.fill("The figures were handed round.")
    desk.get_by_role("button", name="Kept").first.click()
    expect(desk.get_by_text(re.compile("4 promises: 1 kept, 3 outstanding"))).to_be_visible()

    phone = kept("phone", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()
    phone.set_default_timeout(60_000)
    sign_in(phone, f"{demonstration.address}/meeting?ref={second}")
    expect(phone.get_by_text(re.compile("Last time, "))).to_be_visible()
    expect(phone.get_by_text(re.compile("4 promises: 1 kept, 3 outstanding"))).to_be_visible()
    for words in PROMISES:
        expect(phone.get_by_text(words)).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()
    desk.close()


def plan(desk: Page) -> None:
    """Every month from yesterday on, with the second one left out."""
    choose(desk, "Kind of event", "Community or beat meeting")
    title = desk.get_by_label("Title, as announced (required)")
    title.fill(TITLE)
    title.press("Enter")
    settled(desk)
    pick_day(desk, date.today() - timedelta(days=1))
    choose(desk, "Repeats", "of the month")
    leave_out = offered(desk, "Leave out")
    leave_out.press("ArrowDown")
    desk.get_by_role("option").nth(2).click()  # the list begins with "all of them"; the first date stays
    leave_out.press("Escape")
    settled(desk)
    desk.get_by_role("button", name="Plan the series").click()
    expect(desk.get_by_text(re.compile(r"\d+ events are planned"))).to_be_visible()


def line(page: Page, label: str, words: str, save: str) -> None:
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name=save).click()
    expect(page.locator(".st-key-captured-lines").get_by_text(words)).to_be_visible()
    settled(page)
