"""Mails to you: chosen on the account page, said to be off where no mail server is set."""

import pytest
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from db.queries.notices import my_notices
from db.settings import get_settings
from db.store import Store
from db.vocabulary import Role
from db.vocabulary.notices import NoticeKind
from tests.pages.conftest import App, open_page, words
from tests.pages.steps import press


@pytest.fixture
def with_mail(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = store.settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_from": "d@x.example", "public_address": "https://x.example"}
    )
    monkeypatch.setattr(store, "settings", settings)


def test_without_a_mail_server_the_page_says_so(app: App, store: Store) -> None:
    said = words(open_page(app, "account", Role.OFFICER))
    assert "No mail server is set up here, so no mails are sent and none wait." in said
    assert "Send them to" not in said
    assert not get_settings().sends_mail


def test_each_officer_chooses_which_mails_come_and_where_to(
    app: App, store: Store, officer: Viewer, with_mail: None
) -> None:
    at = open_page(app, "account", Role.OFFICER)
    assert "never what a record says" in words(at)
    assert "No mails reach you" in words(at)
    box(at, "Overdue").uncheck().run()
    at.text_input[0].set_value("no address").run()
    press(at, "Save")
    assert "This is no address that mails may go to here." in words(at)
    at.text_input[0].set_value("ana@police.example").run()
    press(at, "Save")
    assert "Saved. You get: At the start of a shift, Given to you, Escalation." in words(at)
    with store.reading() as session:
        mine = my_notices(session, viewer=officer, settings=store.settings)
    assert (mine.address, mine.silent) == ("ana@police.example", frozenset({NoticeKind.OVERDUE.value}))


def box(at: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(found for found in at.checkbox if found.label.startswith(f"**{label}"))


def test_roles_that_work_no_records_are_offered_none(app: App, store: Store, with_mail: None) -> None:
    assert "Mails to you" not in words(open_page(app, "account", Role.ANALYST))
