"""Escalation: from Today to the list, a line put aside with its reason, and back again."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.models import EscalationAcknowledgement
from db.store import Store
from db.vocabulary import Channel, ConcernCategory, Role, SourceType
from tests.pages.conftest import App, open_page, words
from tests.pages.steps import pick, press, typed


def test_a_line_is_put_aside_with_a_reason_and_taken_back(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    concern = RecordConcern(
        "Scooters on the pavement", ConcernCategory.PARKING, Channel.WALK_UP, SourceType.RESIDENT,
        at_noon - timedelta(days=20), neighbourhood_id=officer.areas[0],
    )  # fmt: skip
    ref = store.execute(concern, by=officer, now=at_noon).ref
    today = open_page(app, "today", Role.OFFICER)
    assert next(m.value for m in today.metric if m.label == "Escalated") == "1"

    at = open_page(app, "escalation", Role.OFFICER)
    assert "1 line is escalated" in words(at)
    assert "Overdue: a result was due 6 days ago" in words(at)
    at = press(at, "Acknowledge")
    at = press(at, "Put it aside")
    assert "1 field needs another look." in words(at)
    at = press(typed(at, f"escalation.past_due.{ref}", reason="The rack comes on Monday"), "Put it aside")
    assert not at.exception
    assert "Nothing is escalated." in words(at)
    with store.reading() as session:
        kept = session.scalars(select(EscalationAcknowledgement)).one()
    assert (kept.reason, kept.until) == ("The rack comes on Monday", (at_noon + timedelta(days=14)).date())

    at = pick(at, "Show", "aside")
    assert "“The rack comes on Monday” (Ana Rivera, today 12:00)" in words(at)
    at = press(at, "Take back")
    assert f"{ref} stands on the list again." in words(at)
    assert "1 line is escalated" in words(at)


def test_a_supervisor_looks_at_the_team_and_at_one_officer(
    app: App, store: Store, officer: Viewer, at_noon: datetime
) -> None:
    concern = RecordConcern(
        "Scooters on the pavement", ConcernCategory.PARKING, Channel.WALK_UP, SourceType.RESIDENT,
        at_noon - timedelta(days=20), neighbourhood_id=officer.areas[0],
    )  # fmt: skip
    store.execute(concern, by=officer, now=at_noon)
    at = open_page(app, "escalation", Role.SUPERVISOR)
    assert "Scooters" in words(at)
    assert "Scooters" not in words(pick(at, "Whose", "mine"))
    assert "Scooters" in words(pick(at, "Whose", str(officer.officer_id)))
