"""A supervisor hands a colleague's neighbourhood over: the pack on paper, one confirmation, and it is theirs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Kept, Served, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
HELD = """SELECT count(*) FROM concern c JOIN officer o ON o.id = c.owner_id JOIN neighbourhood n ON n.id = c.neighbourhood_id
WHERE o.display_name = ? AND n.code = 'fremont' AND c.status <> 'closed' AND c.confidentiality < 3"""


def test_one_neighbourhoods_work_goes_to_a_colleague_and_the_pack_is_for_paper(
    kept: Kept, demonstration: Served, tmp_path: Path
) -> None:
    def holds(name: str) -> int:
        with closing(sqlite3.connect(demonstration.database.removeprefix("sqlite:///"))) as store:
            return int(store.execute(HELD, (name,)).fetchone()[0])

    before = holds("Priya Thistlewell")
    assert before > 0
    page = kept("supervisor", viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, f"{demonstration.address}/today", role="supervisor")
    page.get_by_role("link", name="Hand over or take over work").click()
    page.get_by_role("heading", name="Hand-over", level=1).wait_for()
    for field, choice in (
        ("Whose work", "Priya Thistlewell"),
        ("Of which neighbourhood", "Fremont"),
        ("Who takes over (required)", "Maren Oakhollow (North)"),
    ):
        settled(page)
        page.get_by_role("combobox", name=field).click()
        page.get_by_role("option", name=choice).click()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the pack to print").click()
    pack = tmp_path / "pack.html"
    download.value.save_as(pack)
    printed = page.context.new_page()
    printed.goto(pack.as_uri())
    expect(printed.get_by_text("INTERNAL – NOT FOR DISPLAY")).to_be_visible()
    expect(printed.get_by_role("heading", name=f"Open concerns ({before})")).to_be_visible()
    assert printed.pdf(format="A4").startswith(b"%PDF")
    printed.close()
    page.get_by_text("They also answer for: Fremont").click()
    settled(page)
    page.get_by_text(f"Yes: {before} concern").click()
    page.get_by_role("button", name="Reassign everything").click()
    expect(page.get_by_text("went from Priya Thistlewell to Maren Oakhollow (North).")).to_be_visible()
    assert (holds("Priya Thistlewell"), holds("Maren Oakhollow")) == (0, before)
    page.close()
