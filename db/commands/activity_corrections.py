"""Correcting one's own log: until the week it belongs to is signed off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.activities import LONGEST, MOST_PEOPLE
from db.commands.loading import must_be_current
from db.commands.placing import find_area
from db.commands.registry import Saved, handles, whatever
from db.commands.week_sheets import closed_week
from db.errors import NotFound, problem
from db.models import Activity
from db.vocabulary import SENSITIVE_ACTIVITIES, ActivityType, Confidentiality

EDITED = ("type", "started_at", "minutes", "neighbourhood_id", "people_reached", "medium", "language")


@dataclass(frozen=True, slots=True)
class EditActivity:
    """`note` None leaves what was noted. Another area takes the exact place away; the level is never lowered."""

    ref: str
    version: int
    type: ActivityType
    started_at: datetime
    minutes: int
    neighbourhood_id: int | None = None
    people_reached: int | None = None
    medium: str | None = None
    language: str | None = None
    note: str | None = None


@handles(EditActivity, activities_alone=whatever, can_undo=True)
def edit_activity(session: Session, command: EditActivity, *, by: Viewer, now: datetime) -> Saved:
    activity = _mine(session, command.ref, command.version, by=by)
    area, place_problems = find_area(session, latitude=None, longitude=None, chosen=command.neighbourhood_id)
    happened = words.happened(command.started_at, now=now)
    minutes_problem = words.counted(command.minutes, largest=LONGEST)
    if command.minutes is None or (minutes_problem is None and command.minutes < 1):
        minutes_problem = problem("Say how long it took: 1 minute or more.")
    closed = happened or closed_week(session, activity.officer_id, activity.started_at, command.started_at)
    words.refuse_if_any(
        [
            ("type", words.one_of(command.type, ActivityType, ask=problem("Choose what you did."))),
            ("started_at", closed),
            ("minutes", minutes_problem),
            ("people_reached", words.counted(command.people_reached, largest=MOST_PEOPLE)),
            ("note", words.too_long(command.note, longest=10_000)),
            ("medium", words.too_long(command.medium, longest=60)),
            ("language", words.too_long(command.language, longest=40)),
            *place_problems.items(),
        ]
    )
    before = {name: getattr(activity, name) for name in EDITED}
    if area != activity.neighbourhood_id:
        activity.neighbourhood_id, activity.latitude, activity.longitude = area, None, None
    activity.type, activity.started_at, activity.minutes = command.type.value, command.started_at, command.minutes
    activity.people_reached = command.people_reached
    activity.medium, activity.language = words.tidy(command.medium), words.tidy(command.language)
    if command.note is not None:
        activity.note = words.tidy(command.note)
    if command.type in SENSITIVE_ACTIVITIES:
        activity.confidentiality = max(activity.confidentiality, int(Confidentiality.RESTRICTED))
    activity.updated_at = now
    session.flush()
    changed = [name for name in EDITED if getattr(activity, name) != before[name]]
    detail = {"fields": changed + (["note"] if command.note is not None else [])}
    audit.append(session, Action.ACTIVITY_EDITED, entity="activity", ref=activity.ref, by=by, at=now, detail=detail)
    return Saved(activity.ref, activity.version, "activity")


@dataclass(frozen=True, slots=True)
class WithdrawActivity:
    """An entry that should not be there: counted nowhere, kept as evidence."""

    ref: str
    version: int


@handles(WithdrawActivity, activities_alone=whatever, can_undo=True)
def withdraw_activity(session: Session, command: WithdrawActivity, *, by: Viewer, now: datetime) -> Saved:
    activity = _mine(session, command.ref, command.version, by=by)
    words.refuse_if_any([("started_at", closed_week(session, activity.officer_id, activity.started_at))])
    activity.withdrawn_at, activity.updated_at = now, now
    session.flush()
    detail = {"withdrawn": True}
    audit.append(session, Action.ACTIVITY_EDITED, entity="activity", ref=activity.ref, by=by, at=now, detail=detail)
    return Saved(activity.ref, activity.version, "activity")


def _mine(session: Session, ref: str, version: int, *, by: Viewer) -> Activity:
    """One's own entry, whatever it later became part of; to everybody else it is not there."""
    by.must(Permission.ACTIVITY_LOG)
    statement = select(Activity).where(
        Activity.ref == ref, Activity.officer_id == (by.officer_id or 0), Activity.withdrawn_at.is_(None)
    )
    activity = session.scalar(statement)
    if activity is None:
        raise NotFound(problem("There is no activity {ref} of yours.", ref=ref))
    must_be_current(activity, version, dict.fromkeys(EDITED))
    return activity
