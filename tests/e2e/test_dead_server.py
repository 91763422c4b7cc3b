"""The server dies with a form half filled: started again, the text is there, what was typed meanwhile included."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import fill
from tests.e2e.conftest import Kept, free_port, go, run_server, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def phone(kept: Kept) -> Iterator[Page]:
    page = kept("phone", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()
    page.set_default_timeout(60_000)
    yield page
    page.close()


def half_filled(phone: Page, port: int) -> Locator:
    """A concern begun in the Log form, which the server has; the field it stands in."""
    sign_in(phone, f"http://localhost:{port}/log?kind=concern")
    said = phone.get_by_label("What was reported", exact=False).first
    said.fill("The gate of the playground does not close")
    said.blur()
    phone.wait_for_timeout(1500)
    settled(phone)
    return said


@pytest.mark.long
def test_a_form_half_filled_survives_the_death_of_the_server(phone: Page, tmp_path: Path) -> None:
    port, database = free_port(), fill(tmp_path / "store.db")
    server = run_server("dashboard/server.py", port, database, tmp_path / "log")
    try:
        said = half_filled(phone, port)
        server.kill()
        server.wait(timeout=20)
        said.press_sequentially(" and a child ran out")
        phone.wait_for_timeout(500)
        server = run_server("dashboard/server.py", port, database, tmp_path / "log")
        phone.goto(f"http://localhost:{port}/today")
        phone.get_by_role("heading", level=1).first.wait_for()
        settled(phone)
        expect(phone.get_by_text("Unfinished:").first).to_be_visible()
        go(phone, "/log?kind=concern")
        expect(phone.get_by_label("What was reported", exact=False).first).to_have_value(
            "The gate of the playground does not close and a child ran out"
        )
    finally:
        server.kill()
        server.wait(timeout=20)


@pytest.mark.long
def test_a_page_that_comes_back_by_itself_saves_what_stands_in_its_field(phone: Page, tmp_path: Path) -> None:
    """Typed while the server was away or starting, in a page that nobody loads again."""
    port, database = free_port(), fill(tmp_path / "store.db")
    server = run_server("dashboard/server.py", port, database, tmp_path / "log")
    try:
        said = half_filled(phone, port)
        server.terminate()
        server.wait(timeout=20)
        said.press_sequentially(" and a child ran out")
        said.blur()
        phone.wait_for_timeout(1500)  # it was sent, and nobody was there
        server = run_server("dashboard/server.py", port, database, tmp_path / "log")
        expect(phone.get_by_text("Draft saved").first).to_be_visible()
        with closing(connect(tmp_path / "store.db")) as store:
            (kept,) = store.execute("SELECT fields FROM draft").fetchone()
        assert "does not close and a child ran out" in kept
    finally:
        server.kill()
        server.wait(timeout=20)
