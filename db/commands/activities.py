"""Activities: a logged piece of an officer's work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import case_to_change, concern_to_change, event_by_ref, organisation_by_ref
from db.commands.placing import find_area
from db.commands.references import ACTIVITY, next_reference
from db.commands.registry import Saved, handles, whatever
from db.commands.week_sheets import closed_week
from db.commands.zone import agency_day
from db.errors import NotFound, Refused, problem
from db.models import Activity
from db.vocabulary import SENSITIVE_ACTIVITIES, ActivityType, Confidentiality

LONGEST = 24 * 60
MOST_PEOPLE = 100_000


@dataclass(frozen=True, slots=True)
class LogActivity:
    """Links are references; `neighbourhood_id` counts only without a point."""

    type: ActivityType
    started_at: datetime
    minutes: int
    neighbourhood_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    medium: str | None = None
    people_reached: int | None = None
    language: str | None = None
    note: str | None = None
    dispatch_ref: str | None = None
    concern: str | None = None
    case: str | None = None
    event: str | None = None
    organisation: str | None = None


@handles(LogActivity, activities_alone=whatever, can_undo=True)
def log_activity(session: Session, command: LogActivity, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.ACTIVITY_LOG)
    if by.officer_id is None:
        raise Refused(problem("An activity is some officer's work; an importer has none."))
    area, place_problems = find_area(
        session,
        latitude=command.latitude,
        longitude=command.longitude,
        chosen=command.neighbourhood_id,
    )
    minutes_problem = words.counted(command.minutes, largest=LONGEST)
    if command.minutes is None or (minutes_problem is None and command.minutes < 1):
        minutes_problem = problem("Say how long it took: 1 minute or more.")
    wrong_time = words.happened(command.started_at, now=now)
    words.refuse_if_any(
        [
            ("type", words.one_of(command.type, ActivityType, ask=problem("Choose what you did."))),
            ("started_at", wrong_time or closed_week(session, by.officer_id, command.started_at)),
            ("minutes", minutes_problem),
            ("people_reached", words.counted(command.people_reached, largest=MOST_PEOPLE)),
            ("note", words.too_long(command.note, longest=10_000)),
            ("medium", words.too_long(command.medium, longest=60)),
            ("language", words.too_long(command.language, longest=40)),
            ("dispatch_ref", words.too_long(command.dispatch_ref, longest=40)),
            *place_problems.items(),
        ]
    )
    concern = concern_to_change(session, command.concern, None, by=by) if command.concern else None
    case = case_to_change(session, command.case, None, by=by) if command.case else None
    sensitive = command.type in SENSITIVE_ACTIVITIES
    level = Confidentiality.RESTRICTED if sensitive else Confidentiality.INTERNAL
    activity = Activity(
        ref=next_reference(session, ACTIVITY, agency_day(command.started_at).year),
        officer_id=by.officer_id,
        type=command.type.value,
        started_at=command.started_at,
        minutes=command.minutes,
        neighbourhood_id=area,
        latitude=command.latitude,
        longitude=command.longitude,
        medium=words.tidy(command.medium),
        people_reached=command.people_reached,
        language=words.tidy(command.language),
        note=words.tidy(command.note),
        dispatch_ref=words.tidy(command.dispatch_ref),
        confidentiality=max(int(level), concern.confidentiality if concern else 0, case.confidentiality if case else 0),
        concern_id=concern.id if concern else None,
        case_id=case.id if case else None,
        event_id=event_by_ref(session, command.event, by=by).id if command.event else None,
        organisation_id=organisation_by_ref(session, command.organisation).id if command.organisation else None,
        created_at=now,
        updated_at=now,
    )
    session.add(activity)
    session.flush()
    detail = {"type": activity.type, "minutes": activity.minutes}
    audit.append(session, Action.ACTIVITY_LOGGED, entity="activity", ref=activity.ref, by=by, at=now, detail=detail)
    return Saved(activity.ref, activity.version, "activity")


@dataclass(frozen=True, slots=True)
class OpenActivityNote:
    """Read what was noted: level 2, so a command that leaves an audit entry."""

    ref: str


@handles(OpenActivityNote, changes_records=False, keeps_answer=False)
def open_activity_note(session: Session, command: OpenActivityNote, *, by: Viewer, now: datetime) -> str | None:
    by.must(Permission.PERSONAL_READ)
    activity = session.scalar(select(Activity).where(Activity.ref == command.ref, visibility.activities(by.scope)))
    if activity is None:
        raise NotFound(problem("There is no activity {ref} that you can open.", ref=command.ref))
    audit.append(session, Action.ACTIVITY_NOTE_OPENED, entity="activity", ref=activity.ref, by=by, at=now)
    return activity.note
