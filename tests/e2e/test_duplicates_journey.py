"""The same thing reported twice: added to what is known while logging, merged on the record, taken apart again."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served, go, settled

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
FEW_STEPS_ON = {"latitude": 47.6923, "longitude": -122.3555}


def one(served: Served, statement: str, *values: object) -> str:
    with closing(sqlite3.connect(served.database.removeprefix("sqlite:///"))) as store:
        return str(store.execute(statement, values).fetchone()[0])


def fill(page: Page, summary: str) -> None:
    """Words, category and place of a concern, as they are given on a kerb."""
    page.get_by_text("Concern", exact=True).first.click()
    settled(page)
    page.wait_for_timeout(500)
    box = page.get_by_label("What was reported", exact=False).first
    box.fill(summary)
    box.blur()
    page.wait_for_timeout(1200)
    settled(page)
    page.get_by_role("combobox", name="About (required)").first.fill("Dumping")
    page.get_by_role("option", name="Dumping").first.click()
    settled(page)
    page.get_by_text("Where I am", exact=True).first.click()
    settled(page)
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Use where I am").first.click()
    expect(page.get_by_text("In Greenwood")).to_be_visible()
    settled(page)


def saved(page: Page, served: Served, summary: str) -> str:
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Saved as C-")).to_be_visible()
    ref = one(served, "SELECT ref FROM concern WHERE summary = ?", summary)
    page.get_by_role("button", name="Log another").click()
    settled(page)
    page.wait_for_timeout(800)
    return ref


def test_what_is_known_takes_the_second_report_and_a_third_is_merged_and_taken_apart(
    phone: Page, demonstration: Served
) -> None:
    first = "Two purple mattresses and a bathtub left against the fence"
    fill(phone, first)
    known = saved(phone, demonstration, first)

    # Reported again a few steps on: one tap adds it to what is known, and no new concern is made.
    phone.context.set_geolocation(FEW_STEPS_ON)
    fill(phone, "Purple mattresses, bathtub against the fence")
    expect(phone.get_by_text("Is it one of these?")).to_be_visible()
    before = one(demonstration, "SELECT count(*) FROM concern")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Add as another report of this").first.click()
    expect(phone.get_by_text(f"Added as another report of {known}").first).to_be_visible()
    assert one(demonstration, "SELECT count(*) FROM concern") == before
    phone.get_by_role("button", name="Log another").click()
    settled(phone)
    phone.wait_for_timeout(800)

    # Somebody who does not look makes a third one all the same.
    third = "Bathtub and purple mattresses at the fence"
    fill(phone, third)
    repeat = saved(phone, demonstration, third)
    go(phone, f"/concerns?ref={repeat}")
    expect(phone.get_by_role("heading", name="Likely the same")).to_be_visible()
    phone.get_by_role("button", name="This is the same").first.click()
    expect(phone.get_by_text("is closed as a duplicate").first).to_be_visible()
    phone.get_by_role("button", name="Merge them").first.click()
    expect(phone.get_by_text(f"{repeat} is merged into {known}: reported by 3.").first).to_be_visible()
    state = "SELECT status || ' ' || coalesce(duplicate_of_id, '') FROM concern WHERE ref = ?"
    number = one(demonstration, "SELECT id FROM concern WHERE ref = ?", known)
    assert one(demonstration, state, repeat) == f"closed {number}"

    go(phone, f"/concerns?ref={known}")
    expect(phone.get_by_role("heading", name="Reported by 3")).to_be_visible()
    phone.get_by_role("button", name="Take apart").first.click()
    phone.get_by_role("button", name="Take them apart").first.click()
    expect(phone.get_by_text(f"{repeat} is no longer part of {known}.").first).to_be_visible()
    assert one(demonstration, state, repeat) == "new "
