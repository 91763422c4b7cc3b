"""What an officer does in the fields of a form at the desk."""

import re
from datetime import date

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import settled


def choose(page: Page, label: str, option: str) -> None:
    offered(page, label).fill(option)
    page.get_by_role("option", name=option).first.click()
    settled(page)


def offered(page: Page, label: str) -> Locator:
    """The field in the middle of the screen: what it offers closes again when it has to scroll."""
    box = page.get_by_role("combobox", name=label).first
    box.evaluate("box => box.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    return box


def pick_day(page: Page, day: date) -> None:
    field = page.locator('[data-testid="stDateInput"]').first
    for name, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        part = field.get_by_role("spinbutton", name=re.compile(f"^{name}, "))
        part.click()
        page.keyboard.type(f"{value:02d}")
    page.get_by_role("heading", level=1).click()  # the field is left: now it counts
    page.wait_for_timeout(800)
    settled(page)
