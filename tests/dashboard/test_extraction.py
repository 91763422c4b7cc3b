"""Translators get every message."""

from dashboard.extraction import template
from dashboard.words import DOMAIN, LOCALES


def test_the_message_template_is_up_to_date() -> None:
    written = (LOCALES / f"{DOMAIN}.pot").read_text(encoding="utf-8")
    assert written == template(), "run: python -m dashboard.extraction"


def test_messages_of_screens_and_of_the_store_are_both_in_it() -> None:
    text = template()
    assert 'msgid "Sign out"' in text
    assert 'msgid "The store did not answer in time. Nothing was saved; it is safe to try again."' in text
    assert 'msgid "anti-social behaviour"' in text
