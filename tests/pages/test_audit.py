"""The audit page: who did what in plain words, who looked at a record, who looked at this page, and whether it is whole."""

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard import clock
from dashboard.audit_words import ACTIONS, KINDS, action_label, detail_words
from db import audit
from db.access import Viewer
from db.audit import Action
from db.commands.concern_details import OpenConcern
from db.models import AuditEntry
from db.store import Store
from db.vocabulary import Role
from tests.pages.conftest import App, Community, open_page, words


def entries(store: Store, action: Action) -> list[AuditEntry]:
    with store.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def table(at: AppTest) -> str:
    return at.table[0].value.to_string().replace("\\", "") if at.table else ""


def look_at(store: Store, officer: Viewer, ref: str) -> None:
    store.execute(OpenConcern(ref), by=officer, now=clock.now())


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def test_the_last_week_is_shown_newest_first_in_plain_words(app: App, community: Community) -> None:
    at = open_page(app, "audit", Role.AUDITOR)
    assert not at.exception
    shown = table(at)
    assert "Concern recorded" in shown and f"Concern {community.concern}" in shown
    assert shown.index("Signed in") < shown.index("Concern recorded")
    assert not [action.name for action in Action if action.name in shown]
    assert "Street light" not in shown, "the trail says that, not what"


def test_every_look_at_it_is_an_entry_once_for_each_search(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "audit", Role.AUDITOR)
    at.run()
    assert len(entries(store, Action.AUDIT_SEARCHED)) == 1
    at.text_input[0].set_value(community.concern.lower())
    press(at, "Search")
    at.run()
    first, second = entries(store, Action.AUDIT_SEARCHED)
    assert (first.entity_ref, second.entity_ref) == (None, community.concern)
    assert second.detail["reference"] == [community.concern]
    assert community.elsewhere not in table(at)


def test_who_looked_at_a_record(app: App, store: Store, community: Community, officer: Viewer) -> None:
    look_at(store, officer, community.concern)
    at = open_page(app, "audit", Role.AUDITOR, view="looked")
    assert "Write the reference of a record" in words(at)
    assert entries(store, Action.AUDIT_SEARCHED) == []
    at = open_page(app, "audit", Role.AUDITOR, view="looked", ref=community.concern)
    shown = table(at)
    assert "Concern: personal details opened" in shown and "Ana Rivera (officer)" in shown
    assert "Concern recorded" not in shown


def test_who_signed_in(app: App, community: Community) -> None:
    shown = table(open_page(app, "audit", Role.AUDITOR, view="sign-ins"))
    assert "Signed in" in shown and "Aud Itor (auditor)" in shown
    assert "Concern recorded" not in shown


def test_what_is_no_reference_is_said_and_not_looked_for(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "audit", Role.AUDITOR, ref="Mrs Elm Street")
    assert "Write a reference as it stands on the record" in words(at)
    assert entries(store, Action.AUDIT_SEARCHED) == []


def test_a_check_says_that_it_is_whole_and_is_an_entry(app: App, store: Store, community: Community) -> None:
    at = open_page(app, "audit", Role.AUDITOR)
    assert "Nobody has checked this trail yet." in words(at)
    press(at, "Check now")
    assert "Every entry is as it was written." in words(at)
    assert entries(store, Action.AUDIT_CHECKED)[0].detail["whole"] is True
    at.run()
    assert "Whole when it was last checked" in words(at)


def test_a_broken_trail_is_said_with_its_first_broken_entry(
    app: App, store: Store, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "verify_audit", lambda **_: "Entry 7 of the audit trail was changed.")
    at = open_page(app, "audit", Role.AUDITOR)
    press(at, "Check now")
    assert "Entry 7 of the audit trail was changed." in words(at)
    at.run()
    assert "Not whole when it was last checked" in words(at)


def test_when_the_look_cannot_be_noted_nothing_is_shown(
    app: App, store: Store, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the trail cannot be written")

    at = app(Role.AUDITOR)
    monkeypatch.setattr(audit, "seal", broken)
    at.switch_page("../pages/audit.py").run()
    assert table(at) == ""
    assert community.concern not in words(at)


def test_references_are_no_links_and_open_nothing_for_the_auditor(app: App, community: Community) -> None:
    at = open_page(app, "audit", Role.AUDITOR)
    assert [link.proto.page for link in at.get("page_link") if "concern" in link.proto.page] == []
    assert "This page is not part of your role." in words(
        open_page(app, "concerns", Role.AUDITOR, ref=community.concern)
    )


def test_everything_that_can_be_in_the_trail_has_a_label() -> None:
    assert set(ACTIONS) == set(Action)
    for action in Action:
        assert action_label(action)[0].isupper() and action.name not in action_label(action)
    assert action_label("told the press") == "Told the press"


def test_what_else_an_entry_says_is_said_in_words() -> None:
    assert detail_words({"from": "new", "to": "triaged"}) == "from: new; to: triaged"
    assert detail_words({"tried": "search the audit trail", "why": "refused"}) == (
        "tried: Audit trail; why: not theirs to do"
    )
    assert detail_words({"tried": "MoveConcern", "why": "notfound"}) == (
        "tried: move concern; why: not there, or not theirs to see"
    )
    assert detail_words({"fields": ["summary", "place_note"], "rows": 3, "whole": True, "of": None}) == (
        "fields: summary, place note; rows: 3; whole: yes"
    )
    assert detail_words({"filters": {"category": ["noise", "drugs"]}}) == "chosen: category noise, drugs"


def test_every_kind_of_record_in_a_store_in_use_has_a_label(community: Community, store: Store) -> None:
    with store.reading() as session:
        assert set(session.scalars(select(AuditEntry.entity).distinct())) <= set(KINDS)
