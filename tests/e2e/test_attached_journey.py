"""A photo from choosing it to seeing it, and what is left of it once somebody has signed out."""

import pytest
from playwright.sync_api import expect

from tests.db.test_cleaning import jpeg
from tests.e2e.conftest import Kept, Served, settled, sign_in
from tests.e2e.test_desk_journey import MINE, one, press, record

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]


def test_a_photo_is_added_cleaned_shown_and_served_to_nobody_signed_out(kept: Kept, demonstration: Served) -> None:
    page = kept("photos", viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, demonstration.address)
    mine = f"owner_id = {MINE} AND status IN ('assigned', 'in progress') AND confidentiality < 2"
    ref = one(demonstration, f"SELECT ref FROM concern WHERE {mine} ORDER BY id DESC LIMIT 1")
    record(page, demonstration, "concerns", ref)
    page.get_by_text("Add a photo or a PDF").click()
    photo = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    page.locator('input[type="file"]').set_input_files(photo)  # type: ignore[arg-type]
    expect(page.get_by_text("IMG_0001.jpg")).to_be_visible()
    settled(page)
    press(page, "Add the file")
    expect(page.get_by_text("Location was removed from this photo")).to_be_visible()
    press(page, "Show the photos")
    shown = page.locator(".photos img").first
    expect(shown).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=shown.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the phone scrolls sideways"
    address = page.locator(".photos a").first.get_attribute("href") or ""
    whole = page.request.get(f"{demonstration.address}{address}")
    assert (whole.status, whole.headers["content-type"], whole.headers["cache-control"]) == (
        200,
        "image/jpeg",
        "no-store",
    )
    page.context.clear_cookies()
    assert page.request.get(f"{demonstration.address}{address}").status == 404
    looks = "SELECT count(*) FROM audit_entry WHERE action = 'attached file opened' AND entity_ref = '{}'"
    assert int(one(demonstration, looks.format(ref))) >= 2
    page.close()
