"""Every command, one table: allowed, refused, elsewhere, wrong, late, repeated, and with the audit trail broken."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from db import audit
from db.commands.registry import HANDLERS, Saved
from db.commands.restoring import BeginAgain
from db.errors import Invalid, Refused, Stale
from db.models import AuditEntry
from tests.db.command_rows import NOT_AUDITED, NOT_REPEATABLE, NOTHING_TO_GET_WRONG, NOWHERE, ROWS
from tests.db.conftest import Desk, everything
from tests.db.row import Row


def rows(wanted: Callable[[Row], Any] = lambda row: True) -> Any:
    chosen = [row for row in ROWS.values() if wanted(row)]
    return pytest.mark.parametrize("row", chosen, ids=[row.command.__name__ for row in chosen])


def test_no_command_escapes_the_table() -> None:
    assert set(ROWS) == set(HANDLERS)


def test_only_these_commands_leave_no_audit_entry() -> None:
    assert {command for command, spec in HANDLERS.items() if not spec.audited} == set(NOT_AUDITED)


def test_only_these_commands_take_no_key() -> None:
    assert {command for command, spec in HANDLERS.items() if spec.answer is None} == NOT_REPEATABLE


def test_every_command_with_a_version_is_tried_late() -> None:
    versioned = {c for c in HANDLERS if any(f.name.endswith("version") for f in dataclasses.fields(c))}
    assert {row.command for row in ROWS.values() if row.late} == versioned


def test_every_command_is_tried_with_wrong_input_or_takes_none() -> None:
    assert {row.command for row in ROWS.values() if row.wrong is None} == NOTHING_TO_GET_WRONG


def test_every_command_is_tried_in_the_other_teams_area_or_belongs_to_none() -> None:
    assert {row.command for row in ROWS.values() if row.elsewhere is None} == NOWHERE


@rows()
def test_done_by_whom_it_is_for_it_is_saved_counted_and_in_the_trail(row: Row, shared_desk: Desk) -> None:
    command = row.good(shared_desk)
    entries, revision = shared_desk.count(AuditEntry), shared_desk.store.revision()
    shared_desk.do(command, by=row.by)
    assert shared_desk.wrong_counts() == 0
    moved = int(HANDLERS[row.command].changes_records)
    if row.command is BeginAgain:  # far ahead of every revision that a cache may know
        assert shared_desk.store.revision() > revision
    else:
        assert shared_desk.store.revision() == revision + moved
    actions, actors = added_since(shared_desk, entries)
    if row.action is None:
        assert actions == []
    elif row.action is audit.Action.SIGNED_IN:
        assert actors == ["Ana Rivera (officer)"]  # the person who signs in, not whoever let them
    else:
        assert row.action.value in actions
        viewer = shared_desk.viewers[row.by]
        assert set(actors) == {f"{viewer.name} ({viewer.role})"}


def added_since(desk: Desk, entries: int) -> tuple[list[str], list[str]]:
    with desk.store.reading() as session:
        entry = select(AuditEntry.action, AuditEntry.actor).where(AuditEntry.id > entries).order_by(AuditEntry.id)
        found = session.execute(entry).all()
    return [row.action for row in found], [row.actor for row in found]


@pytest.mark.engine_free
@rows(lambda row: row.roles)
def test_other_roles_are_refused_and_nothing_is_saved(row: Row, shared_desk: Desk) -> None:
    for name in [name for name, outcome in row.roles.items() if outcome is None]:
        shared_desk.do(row.good(shared_desk), by=name)
    command = row.good(shared_desk)
    before, noted = everything(shared_desk.store), len(shared_desk.refusals())
    refused = [name for name, outcome in row.roles.items() if outcome is not None]
    for name in refused:
        with pytest.raises(row.roles[name] or Refused):
            shared_desk.do(command, by=name)
    assert everything(shared_desk.store) == before
    actors = [f"{shared_desk.viewers[name].name} ({shared_desk.viewers[name].role})" for name in refused]
    assert shared_desk.refusals()[noted:] == [(actor, row.command.__name__) for actor in actors]


@pytest.mark.engine_free
@rows(lambda row: row.elsewhere)
def test_in_the_other_teams_area_it_is_refused_unless_the_work_is_everybodys(row: Row, shared_desk: Desk) -> None:
    assert row.elsewhere is not None
    command = row.elsewhere.build(shared_desk)
    if row.elsewhere.outcome is None:
        shared_desk.do(command, by=row.by)
        return
    before = everything(shared_desk.store)
    with pytest.raises(row.elsewhere.outcome):
        shared_desk.do(command, by=row.by)
    assert everything(shared_desk.store) == before


@pytest.mark.engine_free
@rows(lambda row: row.wrong)
def test_everything_wrong_is_said_at_once_and_nothing_is_saved(row: Row, shared_desk: Desk) -> None:
    assert row.wrong is not None
    command = row.wrong.build(shared_desk)
    before = everything(shared_desk.store)
    with pytest.raises(Invalid) as refusal:
        shared_desk.do(command, by=row.by)
    assert set(refusal.value.problems) == row.wrong.fields
    assert everything(shared_desk.store) == before
    for sentence in refusal.value.problems.values():
        assert str(sentence)[-1] in ".?!", sentence


@pytest.mark.engine_free
@rows(lambda row: row.late)
def test_too_late_it_is_refused_with_what_the_colleague_wrote(row: Row, shared_desk: Desk) -> None:
    assert row.late is not None
    command = row.good(shared_desk)
    row.late.meanwhile(shared_desk, command)
    before = everything(shared_desk.store)
    with pytest.raises(Stale) as refusal:
        shared_desk.do(command, by=row.by)
    opened = next(getattr(command, f.name) for f in dataclasses.fields(command) if f.name.endswith("version"))
    assert refusal.value.version == opened + 1
    assert {name: refusal.value.theirs[name] for name in row.late.theirs} == dict(row.late.theirs)
    assert everything(shared_desk.store) == before


@pytest.mark.engine_free
@rows(lambda row: HANDLERS[row.command].answer is not None)
def test_repeated_with_its_key_it_gives_the_first_answer_and_saves_nothing(row: Row, shared_desk: Desk) -> None:
    command, key = row.good(shared_desk), f"form-{shared_desk.serial()}"
    first = shared_desk.do(command, by=row.by, key=key)
    before = everything(shared_desk.store)
    again = shared_desk.do(command, by=row.by, key=key)
    assert (again, type(again)) == (first, type(first))
    with pytest.raises(Refused):
        shared_desk.do(command, by="cal", key=key)
    assert everything(shared_desk.store) == before


@pytest.mark.engine_free
@rows(lambda row: HANDLERS[row.command].answer is None)
def test_a_personal_or_secret_answer_is_never_kept_beside_a_key(row: Row, shared_desk: Desk) -> None:
    command = row.good(shared_desk)
    before = everything(shared_desk.store)
    with pytest.raises(ValueError, match="takes no key"):
        shared_desk.do(command, by=row.by, key=f"form-{shared_desk.serial()}")
    assert everything(shared_desk.store) == before


@pytest.mark.engine_free
@rows(lambda row: HANDLERS[row.command].audited)
def test_when_its_audit_entry_cannot_be_written_nothing_is_saved(
    row: Row, shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = row.good(shared_desk)
    before = everything(shared_desk.store)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(audit, "seal", broken)
    with pytest.raises(RuntimeError, match="cannot be written"):
        shared_desk.do(command, by=row.by, key=None)
    assert everything(shared_desk.store) == before
    assert shared_desk.wrong_counts() == 0


@pytest.mark.engine_free
@rows(lambda row: HANDLERS[row.command].audited)
def test_a_handler_that_forgets_its_audit_entry_saves_nothing(
    row: Row, shared_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = row.good(shared_desk)
    before = everything(shared_desk.store)
    monkeypatch.setattr(audit, "append", lambda *_, **__: None)
    with pytest.raises(AssertionError, match="left no audit entry"):
        shared_desk.do(command, by=row.by)
    assert everything(shared_desk.store) == before


def test_a_save_answers_with_reference_version_and_kind(shared_desk: Desk) -> None:
    saved = shared_desk.concern()
    assert isinstance(saved, Saved)
    assert (saved.version, saved.entity, saved.also) == (1, "concern", ())


def test_after_all_of_this_the_trail_is_whole_and_the_counts_are_true(shared_desk: Desk) -> None:
    assert shared_desk.store.verify_audit() is None
    assert shared_desk.wrong_counts() == 0
    with shared_desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == session.scalar(
            select(func.max(AuditEntry.id))
        )
