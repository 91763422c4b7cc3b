"""At the desk: a concern moved on, a case opened from it, an event closed out, two officers on one record."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Kept, Served, go, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def desks(kept: Kept, demonstration: Served) -> Iterator[list[Page]]:
    """Two browsers, the same officer in both: what one saves the other has not seen."""
    pages = []
    for name in ("one", "another"):
        page = kept(name, viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(60_000)
        sign_in(page, demonstration.address)
        pages.append(page)
    yield pages
    for page in pages:
        page.close()


def one(served: Served, statement: str) -> str:
    with closing(sqlite3.connect(served.database.removeprefix("sqlite:///"))) as store:
        return str(store.execute(statement).fetchone()[0])


MINE = "(SELECT id FROM officer WHERE role = 'officer' ORDER BY id LIMIT 1)"


def record(page: Page, served: Served, kind: str, ref: str) -> None:
    go(page, f"/{kind}?ref={ref}")
    page.get_by_role("heading", level=1).wait_for()
    settled(page)
    page.wait_for_timeout(800)


def words(page: Page, label: str, text: str, *, nth: int = 0) -> None:
    box = page.get_by_label(label).nth(nth)
    box.fill(text)
    box.blur()
    page.wait_for_timeout(1200)
    settled(page)


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    page.wait_for_timeout(800)
    settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settled(page)


def test_a_status_moves_with_a_reason_and_the_history_says_who_and_why(
    desks: list[Page], demonstration: Served
) -> None:
    page = desks[0]
    ref = one(
        demonstration,
        f"SELECT ref FROM concern WHERE owner_id = {MINE} AND status = 'in progress' AND confidentiality < 2 AND case_id IS NULL "
        "ORDER BY id DESC LIMIT 1",
    )
    record(page, demonstration, "concerns", ref)
    choose(page, "Awaiting others")
    words(page, "Why (required)", "Waiting for the council to bring the trailer.")
    press(page, "Save the status")
    expect(page.get_by_text(f"{ref} is now “Awaiting others”.")).to_be_visible()
    expect(page.get_by_text("Waiting for the council to bring the trailer.")).to_be_visible()
    expect(page.get_by_text("Maren Oakhollow,").first).to_be_visible()
    page.get_by_text("Open a case", exact=True).first.click()
    settled(page)
    press(page, "Open the case")
    expect(page.get_by_text("Opened as K-")).to_be_visible()
    page.get_by_role("link", name="Go to the case").click()
    expect(page.get_by_text(ref).first).to_be_visible()


@pytest.mark.long
def test_an_event_that_is_closed_out_stands_in_its_neighbourhoods_story(
    desks: list[Page], demonstration: Served
) -> None:
    page = desks[0]
    ref, area, title = (
        one(
            demonstration,
            f"SELECT {column} FROM event e JOIN neighbourhood a ON a.id = e.neighbourhood_id WHERE e.owner_id = {MINE} "
            "AND e.status = 'held' AND e.starts_at < datetime('now') ORDER BY e.starts_at DESC LIMIT 1",
        )
        for column in ("e.ref", "a.code", "e.title")
    )
    record(page, demonstration, "events", ref)
    page.get_by_label("How many came (required)").fill("41")
    page.get_by_label("How many came (required)").blur()
    settled(page)
    press(page, "Save who came")
    expect(page.get_by_text(f"{ref} is closed out.")).to_be_visible()
    go(page, f"/neighbourhood?area={area}&period=365")
    page.get_by_role("tab", name="Events").click()
    expect(page.get_by_text(title).first).to_be_visible()
    expect(page.get_by_text("41 people").first).to_be_visible()


@pytest.mark.long
def test_what_a_colleague_saved_meanwhile_is_not_overwritten_and_typed_words_stay(
    desks: list[Page], demonstration: Served
) -> None:
    first, second = desks
    ref = one(
        demonstration,
        f"SELECT ref FROM concern WHERE owner_id = {MINE} AND status = 'assigned' AND confidentiality < 2 ORDER BY id LIMIT 1",
    )
    for page in desks:
        record(page, demonstration, "concerns", ref)
        choose(page, "In progress")
    # The second browser holds the page still while the first saves.
    words(first, "Why (required)", "Spoke to the school this morning.")
    press(first, "Save the status")
    expect(first.get_by_text(f"{ref} is now “In progress”.")).to_be_visible()
    box = second.get_by_label("Why (required)").first
    box.fill("I was there as well.")
    second.get_by_role("button", name="Save the status").first.click()
    settled(second)
    second.wait_for_timeout(1500)
    status = one(demonstration, f"SELECT status FROM concern WHERE ref = '{ref}'")
    assert status == "in progress"
    reasons = one(
        demonstration,
        "SELECT count(*) FROM status_change WHERE entity = 'concern' AND reason = 'I was there as well.'",
    )
    assert reasons == "0"
    expect(second.get_by_label("Why (required)").first).to_have_value("I was there as well.")


def test_a_record_is_found_from_any_page_and_opened(desks: list[Page], demonstration: Served) -> None:
    page = desks[0]
    ref = one(
        demonstration,
        "SELECT ref FROM concern WHERE neighbourhood_id IS NULL AND confidentiality < 3 ORDER BY id LIMIT 1",
    )
    page.get_by_role("link", name="Search").click()
    page.get_by_role("heading", name="Search", level=1).wait_for()
    settled(page)
    year, number = ref.split("-")[1:]
    page.get_by_label("Find").fill(f"c {year} {int(number)}")
    page.get_by_label("Find").press("Enter")
    expect(page.get_by_text("1 found")).to_be_visible()
    page.get_by_role("link", name=ref).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(f"{demonstration.address}/concerns?ref={ref}")


@pytest.mark.long
def test_a_record_opened_from_its_list_stays_open_and_the_list_comes_back(desks: list[Page]) -> None:
    page = desks[0]
    go(page, "/concerns")
    page.locator('[data-testid="stPageLink"] a[href*="ref=C-"]').first.click()
    page.wait_for_url("**/concerns?ref=C-*")
    settled(page)
    title = page.get_by_role("heading", level=1).inner_text()
    words(page, "Why", "Half a sentence")
    assert page.get_by_role("heading", level=1).inner_text() == title
    page.get_by_role("link", name="All concerns").click()
    page.wait_for_url(lambda url: "ref=" not in url)
    choose(page, "Nobody’s")
    expect(page.get_by_role("heading", name="Concerns", level=1)).to_be_visible()
    assert "view=unowned" in page.url
