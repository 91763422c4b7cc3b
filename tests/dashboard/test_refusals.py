"""What a page or a read refuses is in the audit trail, once, with who it was."""

import pytest
from sqlalchemy import select

from dashboard import refusals
from db.audit import Action
from db.models import AuditEntry
from db.store import Store
from db.vocabulary import Role
from tests.pages.conftest import App, Community, community, inhabited, open_page, words

__all__ = ["community", "inhabited"]


def noted(store: Store) -> list[tuple[str, str | None, dict[str, str]]]:
    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == Action.REFUSED).order_by(AuditEntry.id))
        return [(entry.actor, entry.entity_ref, entry.detail) for entry in entries]


def test_a_page_outside_the_role_is_noted_once_however_often_it_is_drawn(
    app: App, store: Store, community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page(app, "concerns", Role.AUDITOR, ref=community.concern)
    assert "This page is not part of your role." in words(at)
    at.run()
    entry = ("Aud Itor (auditor)", community.concern, {"tried": "read concerns", "why": "refused"})
    assert noted(store) == [entry]
    monkeypatch.setattr(refusals, "AGAIN_AFTER_SECONDS", 0.0)
    at.run()
    assert noted(store) == [entry, entry]


def test_a_record_of_somebody_elses_is_noted_and_its_words_are_not(
    app: App, store: Store, community: Community
) -> None:
    at = open_page(app, "concerns", Role.OFFICER, ref=community.elsewhere)
    assert "Loud music" not in words(at)
    assert noted(store) == [
        ("Ana Rivera (officer)", community.elsewhere, {"tried": "concern_record", "why": "notfound"})
    ]
    open_page(app, "concerns", Role.OFFICER, ref="<b>not a reference</b>")
    assert [entry[1] for entry in noted(store)] == [community.elsewhere, None]


def test_a_page_that_is_theirs_leaves_no_such_entry(app: App, store: Store, community: Community) -> None:
    open_page(app, "concerns", Role.OFFICER, ref=community.concern)
    assert noted(store) == []
