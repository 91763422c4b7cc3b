"""Logging on a phone, as an officer does it on a kerb."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.db.test_cleaning import jpeg
from tests.e2e.conftest import Served, go, settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
# In Puget Sound, as (latitude, longitude).
SEA = (47.62, -122.48)


def count(served: Served, statement: str, *values: object) -> int:
    with closing(sqlite3.connect(served.database.removeprefix("sqlite:///"))) as store:
        return int(store.execute(statement, values).fetchone()[0])


def clear(page: Page) -> None:
    """The receipt and the unfinished form of an earlier test are put away, as a person would."""
    for name in ("Log another", "Clear this form"):
        button = page.get_by_role("button", name=name)
        if button.count():
            button.first.click()
            settled(page)
            page.wait_for_timeout(500)


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    settled(page)


def pick(page: Page, name: str) -> None:
    """A pill."""
    page.get_by_role("radio", name=name, exact=True).first.click()
    settled(page)


def kind(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).first.click()
    settled(page)
    page.wait_for_timeout(400)


def type_words(page: Page, label: str, text: str) -> None:
    box = page.get_by_label(label, exact=False).first
    box.fill(text)
    box.blur()
    page.wait_for_timeout(1200)
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).first.fill(option)
    page.get_by_role("option", name=option).first.click()
    settled(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()
    settled(page)


def test_an_activity_takes_at_most_six_taps_beyond_its_words(phone: Page, demonstration: Served) -> None:
    clear(phone)
    before = count(demonstration, "SELECT count(*) FROM activity")
    # The browser counts every touch of the screen, from Today to the receipt.
    go(phone, "/today")
    phone.evaluate(
        "window.taps = 0; addEventListener('click', e => { if (e.isTrusted && e.detail) window.taps += 1 }, true)"
    )
    phone.locator(".st-key-log-button a").click()
    phone.get_by_role("heading", name="Log", level=1).wait_for()
    settled(phone)
    pick(phone, "Foot patrol")
    pick(phone, "45")
    type_words(phone, "Words, for colleagues", "Talked to three families at the playground.")
    pick(phone, "Neighbourhood")
    save(phone)
    expect(phone.get_by_text("Saved as A-")).to_be_visible()
    taps = phone.evaluate("window.taps")
    assert 4 <= taps <= 6, taps
    assert count(demonstration, "SELECT count(*) FROM activity") == before + 1
    minutes = count(demonstration, "SELECT minutes FROM activity ORDER BY id DESC LIMIT 1")
    assert minutes == 45


def test_a_concern_logged_here_is_on_the_map_on_today_and_on_its_neighbourhoods_page(
    phone: Page, demonstration: Served
) -> None:
    clear(phone)
    kind(phone, "Concern")
    summary = "Handrail on the library steps has come loose"
    type_words(phone, "What was reported", summary)
    choose(phone, "About (required)", "Lighting and environment")
    kind(phone, "Where I am")
    tap(phone, "Use where I am")
    expect(phone.get_by_text("In Greenwood")).to_be_visible()
    save(phone)
    expect(phone.get_by_text("in Greenwood").first).to_be_visible()
    expect(phone.get_by_role("button", name="Undo")).to_be_visible()
    for page in ("today", "neighbourhood?area=greenwood", "concerns"):
        go(phone, f"/{page}")
        expect(phone.get_by_text(summary).first).to_be_visible()
    located = (
        "SELECT count(*) FROM concern WHERE summary = ? "
        "AND neighbourhood_id = (SELECT id FROM neighbourhood WHERE name = 'Greenwood')"
    )
    assert count(demonstration, located, summary) == 1
    go(phone, "/concern_map?area=greenwood&period=7")
    shown = count(
        demonstration,
        "SELECT sum(n) FROM concern_day_count c JOIN neighbourhood a ON a.id = c.neighbourhood_id WHERE a.name = 'Greenwood' "
        "AND is_open AND NOT sensitive AND confidentiality <= 1 AND received_day >= date('now', '-8 hours', '-6 days')",
    )
    expect(phone.get_by_text(f"{shown} open concern").first).to_be_visible()


def test_a_double_click_saves_once_and_undo_takes_it_back(phone: Page, demonstration: Served) -> None:
    clear(phone)
    kind(phone, "Concern")
    summary = "Two benches thrown into the pond"
    type_words(phone, "What was reported", summary)
    choose(phone, "About (required)", "Graffiti and vandalism")
    phone.get_by_role("button", name="Save", exact=True).first.dblclick()
    settled(phone)
    expect(phone.get_by_text("Saved as C-")).to_be_visible()
    assert count(demonstration, "SELECT count(*) FROM concern WHERE summary = ?", summary) == 1
    tap(phone, "Undo")
    expect(phone.get_by_text("Taken back.")).to_be_visible()
    living = "SELECT count(*) FROM concern WHERE summary = ? AND withdrawn_at IS NULL"
    assert count(demonstration, living, summary) == 0
    clear(phone)


@pytest.mark.long
def test_a_photo_goes_with_the_concern_and_a_double_click_saves_both_once(phone: Page, demonstration: Served) -> None:
    clear(phone)
    kind(phone, "Concern")
    summary = "Paint all over the pump house"
    type_words(phone, "What was reported", summary)
    choose(phone, "About (required)", "Graffiti and vandalism")
    phone.get_by_text("More: photo, who, how, what exactly").click()
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    phone.locator("input[type=file]").first.set_input_files(photo)  # type: ignore[arg-type]
    phone.get_by_text("IMG_1.jpg").first.wait_for()
    settled(phone)
    phone.get_by_role("button", name="Save", exact=True).first.dblclick()
    settled(phone)
    expect(phone.get_by_text("Saved as C-")).to_be_visible()
    assert count(demonstration, "SELECT count(*) FROM concern WHERE summary = ?", summary) == 1
    with_it = "SELECT count(*) FROM attachment JOIN concern ON concern.id = concern_id WHERE summary = ?"
    assert count(demonstration, with_it, summary) == 1
    tap(phone, "Log another")


@pytest.mark.long
def test_three_wrong_fields_are_said_at_once_and_nothing_typed_is_lost(phone: Page, demonstration: Served) -> None:
    clear(phone)
    kind(phone, "Event")
    tap(phone, "Save")
    for sentence in ("Choose what kind of event it is.", "Give the event a title."):
        expect(phone.get_by_text(sentence)).to_be_visible()
    expect(phone.get_by_text("2 fields need another look.")).to_be_visible()
    kind(phone, "Concern")
    details = "They asked for somebody to come by after dark."
    phone.get_by_text("More: photo, who, how, what exactly").click()
    type_words(phone, "Everything else that was said", details)
    phone.get_by_text("They want an answer").click()
    settled(phone)
    save(phone)
    for sentence in (
        "Say in a sentence what was reported.",
        "Choose what it is about.",
        "They want an answer: say how to reach them",
    ):
        expect(phone.get_by_text(sentence).first).to_be_visible()
    expect(phone.get_by_label("Everything else that was said").first).to_have_value(details)
    clear(phone)


def test_what_was_typed_survives_a_reload(phone: Page, demonstration: Served) -> None:
    clear(phone)
    kind(phone, "Event")
    kind(phone, "Concern")  # chosen now, whatever the last entry was
    words = "The gate of the playground does not close"
    type_words(phone, "What was reported", words)
    phone.reload()
    phone.get_by_role("heading", name="Log", level=1).wait_for()
    settled(phone)
    expect(phone.get_by_label("What was reported", exact=False).first).to_have_value(words)
    expect(phone.get_by_text("it was not saved yet")).to_be_visible()
    clear(phone)


def test_a_tap_on_the_map_drops_the_pin_and_names_the_neighbourhood(phone: Page, demonstration: Served) -> None:
    clear(phone)
    go(phone, "/log?kind=concern&area=ballard-south")
    kind(phone, "On the map")
    shapes = phone.frame_locator('iframe[title*="folium"]')
    shapes.locator("path.cg-area").first.wait_for(state="attached")
    canvas = shapes.locator(".cg-map")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    # The map opens at the neighbourhood the form has chosen, near enough to tap a street in its middle.
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(phone.get_by_text("In Ballard South")).to_be_visible()
    expect(shapes.locator(".cg-pin")).to_be_visible()
    clear(phone)


def test_save_is_under_the_thumb_before_the_form_has_been_scrolled(phone: Page, demonstration: Served) -> None:
    clear(phone)
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    box = phone.get_by_role("button", name="Save", exact=True).first.bounding_box()
    assert box is not None
    assert 844 * 0.6 < box["y"] < 844 - box["height"]
    assert box["height"] >= 44
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.long
def test_a_place_in_the_sea_gets_a_sentence_and_keeps_the_form(phone: Page, demonstration: Served) -> None:
    clear(phone)
    phone.context.set_geolocation({"latitude": SEA[0], "longitude": SEA[1]})
    kind(phone, "Concern")
    words = "Lights on the water all night"
    type_words(phone, "What was reported", words)
    choose(phone, "About (required)", "Noise")
    kind(phone, "Where I am")
    tap(phone, "Use where I am")
    expect(phone.get_by_text("No neighbourhood we cover")).to_be_visible()
    save(phone)
    expect(phone.get_by_text("That place is in no neighbourhood we cover")).to_be_visible()
    expect(phone.get_by_label("What was reported", exact=False).first).to_have_value(words)
    assert count(demonstration, "SELECT count(*) FROM concern WHERE summary = ?", words) == 0
    clear(phone)
