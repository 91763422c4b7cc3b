"""Fetch a record for change: only what the viewer may see, only as it was when they looked."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import visibility
from db.access import OWNERS, UNBROKEN, Glass, Permission, Viewer
from db.errors import NotFound, Refused, Sentence, Stale, problem
from db.models import Case, Concern, Event, Officer, Organisation, Task


def concern_to_change(
    session: Session, ref: str, version: int | None, *, by: Viewer, typed: Mapping[str, Any] | None = None
) -> Concern:
    """The concern, if the viewer may see it and it is still at `version` (None: only looking).

    `typed` names the fields an edit would overwrite, so that a refusal can show both versions.
    """
    concern = session.scalar(select(Concern).where(Concern.ref == ref, visibility.concerns(by.scope)))
    if concern is None:
        _must_not_be_for_reading(session, Concern, ref)
        raise not_there(ref)
    must_be_current(concern, version, typed or {"status": None, "owner_id": None})
    return concern


def case_to_change(
    session: Session, ref: str, version: int | None, *, by: Viewer, typed: Mapping[str, Any] | None = None
) -> Case:
    by.must(Permission.CASE_READ)
    case = session.scalar(select(Case).where(Case.ref == ref, visibility.cases(by.scope)))
    if case is None:
        _must_not_be_for_reading(session, Case, ref)
        raise not_there(ref)
    must_be_current(case, version, typed or {"status": None, "owner_id": None})
    return case


def not_there(ref: str) -> NotFound:
    """The same for a record that does not exist and for one that is not theirs."""
    if ref.startswith("K"):
        return NotFound(problem("There is no case {ref} that you can open.", ref=ref))
    return NotFound(problem("There is no concern {ref} that you can open.", ref=ref))


def _must_not_be_for_reading(session: Session, model: type[Concern | Case], ref: str) -> None:
    """Says so to whoever has it open without an assignment: through that nothing is changed (db.store)."""
    glass: Glass = session.info.get("read_only", UNBROKEN)
    number = session.scalar(select(model.id).where(model.ref == ref)) if glass != UNBROKEN else None
    if number in (glass.concerns if model is Concern else glass.cases):
        raise Refused(
            problem("You opened this for an hour to read it. Ask its owner or your supervisor to assign you.")
        )


def event_to_work_on(session: Session, ref: str, *, by: Viewer) -> Event:
    """An event of one's own or of the team's areas, whatever its version. Raises NotFound, Refused."""
    event = event_by_ref(session, ref, by=by)
    if event.neighbourhood_id is not None and event.owner_id != by.officer_id:
        by.must(Permission.EVENT_WORK, neighbourhood=event.neighbourhood_id)
    return event


def event_to_change(
    session: Session, ref: str, version: int | None, *, by: Viewer, typed: Mapping[str, Any] | None = None
) -> Event:
    event = event_to_work_on(session, ref, by=by)
    shown = ("status", "attendance_total", "attendance_counted", "outcome_note", "heard", "worked", "story")
    must_be_current(event, version, typed or dict.fromkeys(shown))
    return event


def event_by_ref(session: Session, ref: str, *, by: Viewer) -> Event:
    event = session.scalar(select(Event).where(Event.ref == ref, visibility.events(by.scope)))
    if event is None:
        raise NotFound(problem("There is no event {ref}.", ref=ref))
    return event


def task_to_change(session: Session, ref: str, version: int, *, by: Viewer) -> Task:
    task = task_by_ref(session, ref, by=by)
    must_be_current(task, version, {"done_at": None, "owner_id": None})
    return task


def task_by_ref(session: Session, ref: str, *, by: Viewer) -> Task:
    task = session.scalar(select(Task).where(Task.ref == ref, visibility.tasks(by.scope)))
    if task is None:
        raise NotFound(problem("There is no task {ref} that you can open.", ref=ref))
    return task


def organisation_by_ref(session: Session, ref: str) -> Organisation:
    organisation = session.scalar(select(Organisation).where(Organisation.ref == ref))
    if organisation is None:
        raise NotFound(problem("There is no organisation {ref}.", ref=ref))
    return organisation


def owner_problem(session: Session, officer_id: int | None, *, ask: Sentence) -> Sentence | None:
    """Work is given to an active officer whose role works it; nobody else can be its owner."""
    if officer_id is None:
        return ask
    officer = session.get(Officer, officer_id)
    if officer is None or not officer.active or officer.role not in OWNERS:
        return problem("Choose an officer who is on duty here.")
    return None


def must_be_current(record: Any, version: int | None, fields: Mapping[str, Any], *, called: str | None = None) -> None:
    if version is not None and record.version != version:
        raise Stale(
            problem(
                "Somebody else changed {ref} after you opened it. Nothing of theirs was overwritten.",
                ref=called or record.ref,
            ),
            theirs={name: getattr(record, name) for name in fields},
            version=record.version,
        )
