"""An activity is saved most: it must make no answer out of date but those that tell of activities, and leave none of these."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event

from dashboard import kept
from db.commands.activities import LogActivity
from db.commands.activity_corrections import EditActivity, WithdrawActivity
from db.commands.log import LogEntry
from db.commands.registry import HANDLERS
from db.commands.tasks import AddTask
from db.errors import CommonGroundError
from db.models import AuditEnd, AuditEntry, IdempotencyKey, OwnWrite, ReferenceCounter, StoreRevision
from db.vocabulary import ActivityType
from tests.db.asking import EVERY
from tests.db.command_rows import ROWS
from tests.db.conftest import NOW, Desk, a_concern
from tests.db.test_access_walk import MINE, OWN, furnished

WRITTEN = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE)
ASKED = re.compile(r"\bactivity\b(?!\.|')", re.IGNORECASE)
# What the store keeps about its own work; no kept answer is made of it, or it says itself when it is out of date.
BOOKS = {
    model.__tablename__ for model in (AuditEntry, AuditEnd, IdempotencyKey, OwnWrite, ReferenceCounter, StoreRevision)
}


def said_to(engine: Engine, do: Callable[[], Any]) -> list[str]:
    """Every statement that this engine was given meanwhile."""
    statements: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        do()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return statements


def tables(statements: list[str]) -> set[str]:
    return {found[1] for statement in statements if (found := WRITTEN.match(statement))}


@pytest.mark.parametrize("command", [LogActivity, EditActivity, WithdrawActivity, LogEntry])
def test_a_command_about_activities_alone_writes_nothing_else(command: type, desk: Desk) -> None:
    row = ROWS[command]
    asked = row.good(desk)
    if command is LogEntry:
        asked = LogEntry(activity=replace(asked.activity or an_activity(), concern=desk.concern().ref))
    assert HANDLERS[command].activities_alone(asked)
    before = desk.store.revisions()
    written = tables(said_to(desk.store._writer, lambda: desk.do(asked, by=row.by)))
    assert "activity" in written
    assert written - {"activity"} <= BOOKS
    assert desk.store.revisions() == (before[0] + 1, before[1])


def an_activity() -> LogActivity:
    return LogActivity(ActivityType.FOOT_PATROL, NOW, 30)


def test_whatever_else_is_saved_with_an_activity_is_a_change_of_its_own(desk: Desk) -> None:
    entry = LogEntry(activity=an_activity(), concern=a_concern(neighbourhood_id=desk.areas["harbour"]))
    assert not HANDLERS[LogEntry].activities_alone(entry)
    before = desk.store.revisions()
    desk.do(entry)
    assert desk.store.revisions() == (before[0] + 1, before[1] + 1)


def test_of_all_other_commands_none_is_about_activities_alone() -> None:
    never = HANDLERS[AddTask].activities_alone
    some = {command for command, spec in HANDLERS.items() if spec.activities_alone is not never}
    assert some == {LogActivity, EditActivity, WithdrawActivity, LogEntry}


@pytest.mark.engine_free
def test_what_is_kept_beyond_an_activity_was_asked_without_any(desk: Desk) -> None:
    refs = furnished(desk)
    of_activities = {
        name.split(".")[1]
        for name, ask in EVERY.items()
        if any(ASKED.search(one) for one in said_to(desk.store._reader, lambda ask=ask: everybody(desk, ask, refs)))
    }
    assert of_activities & set(kept.QUERIES) == set(kept.OF_ACTIVITIES)


def everybody(desk: Desk, ask: Callable[..., Any], refs: dict[str, dict[str, str]]) -> None:
    """As widely as it is asked: by whoever may ask it, about a record they have."""
    for who, label in (("ana", OWN), ("ana", MINE), ("sue", OWN), ("analyst", OWN), ("keeper", OWN), ("pat", OWN)):
        with desk.store.reading() as session, suppress(CommonGroundError):
            ask(session, desk.viewers[who], refs[label])
