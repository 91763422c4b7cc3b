"""Events out of another program's calendar: what an import would do with each date, and doing it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.calendars import LONGEST, MOST_EVENTS, Occurrence
from db.commands import words
from db.commands.placing import area_index, in_force
from db.commands.references import EVENT, next_references, one_at_a_time
from db.commands.registry import Left, handles
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Sentence, problem
from db.models import AuditEntry, Event
from db.settings import get_settings
from db.vocabulary import EventStatus, EventType


@dataclass(frozen=True, slots=True)
class ImportEvents:
    """The dates of one file (db.calendars.dates_of), which all become events of this type. The area is that of a
    date's own place, otherwise the one chosen."""

    dates: tuple[Occurrence, ...]
    type: EventType
    file_hash: str
    hosted: bool = False
    neighbourhood_id: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """How many dates were added, changed, known as they are, and which were left as they were."""

    added: int
    changed: int
    known: int
    left: tuple[Left, ...]
    refs: tuple[str, ...]  # of those added, soonest first


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: new dates with their values, events to change with theirs, the rest untouched."""

    new: tuple[Mapping[str, Any], ...]
    changes: tuple[tuple[Event, Mapping[str, Any]], ...]
    known: int
    left: tuple[Left, ...]


@handles(ImportEvents, takes_long=True, can_undo=True)
def import_events(session: Session, command: ImportEvents, *, by: Viewer, now: datetime) -> Imported:
    """Raises Invalid; then nothing is saved."""
    by.must(Permission.EVENT_WORK)
    # Two imports of the same file would both find nothing known.
    one_at_a_time(session, EVENT, agency_day(now).year)
    plan = planned(session, command, by=by, now=now)
    refs = next_references(session, EVENT, [agency_day(values["starts_at"]).year for values in plan.new])
    added = [
        Event(ref=ref, owner_id=by.officer_id, topics=[], created_at=now, updated_at=now, **values)
        for ref, values in zip(refs, plan.new, strict=True)
    ]
    session.add_all(added)
    session.flush()
    for event in added:
        note_move(session, event, None, by=by, now=now, reason=None)
    for event, values in plan.changes:
        _change(session, event, values, by=by, now=now)
    session.flush()
    imported = Imported(len(added), len(plan.changes), plan.known, plan.left, tuple(refs))
    _note(session, command, imported, [*added, *(event for event, _ in plan.changes)], by=by, now=now)
    return imported


def _change(session: Session, event: Event, values: Mapping[str, Any], *, by: Viewer, now: datetime) -> None:
    before = event.status
    for name, value in values.items():
        setattr(event, name, value)
    event.updated_at = now
    if event.status != before:
        session.flush()
        note_move(session, event, before, by=by, now=now, reason=None)


def _note(
    session: Session, command: ImportEvents, imported: Imported, events: Sequence[Event], *, by: Viewer, now: datetime
) -> None:
    """One entry for the file; and one for each event, so that its story and undo know of it."""
    detail = {
        "file": command.file_hash,
        "type": command.type.value,
        "added": imported.added,
        "changed": imported.changed,
        "known": imported.known,
        "left": len(imported.left),
    }
    audit.append(session, Action.EVENTS_IMPORTED, entity="event", ref=None, by=by, at=now, detail=detail)
    for event in events:
        audit.append(
            session, Action.EVENTS_IMPORTED, entity="event", ref=event.ref, by=by, at=now,
            detail={"file": command.file_hash},
        )  # fmt: skip


def planned(session: Session, command: ImportEvents, *, by: Viewer, now: datetime) -> Plan:
    """What the command would do, without doing it: the preview shows it. Raises Refused, Invalid."""
    by.must(Permission.EVENT_WORK)
    _must_be_sound(session, command, now=now)
    uids = [date.external_uid for date in command.dates]
    standing = select(Event).where(Event.external_uid.in_(uids), Event.withdrawn_at.is_(None)).order_by(Event.id)
    known = {event.external_uid: event for event in session.scalars(standing)}
    worked_on = _worked_on(session, [event.ref for event in known.values()])
    new: list[Mapping[str, Any]] = []
    changes: list[tuple[Event, Mapping[str, Any]]] = []
    left: list[Left] = []
    same = 0
    for date, area in zip(command.dates, _areas(session, command), strict=True):
        event = known.get(date.external_uid)
        values = _values(date, command, area or (event.neighbourhood_id if event else None), placed=area is not None)
        if event is None:
            why = _never_here(date, now=now)
            if why is None:
                new.append({**values, "external_uid": date.external_uid, "status": EventStatus.PLANNED.value})
            else:
                left.append(Left.because(date.title, why))
            continue
        differing = {name: value for name, value in values.items() if getattr(event, name) != value}
        if date.cancelled and event.status == EventStatus.PLANNED:
            differing["status"] = EventStatus.CANCELLED.value
        if not differing:
            same += 1
        elif (why := _kept_as_it_is(event, worked_on, by=by)) is not None:
            left.append(Left.because(event.ref, why))
        else:
            changes.append((event, differing))
    return Plan(tuple(new), tuple(changes), same, tuple(left))


def _must_be_sound(session: Session, command: ImportEvents, *, now: datetime) -> None:
    """Whatever a browser sent: a file's own problems were said when it was read."""
    chosen = command.neighbourhood_id
    found = [
        ("type", words.one_of(command.type, EventType, ask=problem("Choose what kind of event it is."))),
        ("file_hash", None if re.fullmatch(r"[0-9a-f]{64}", command.file_hash) else problem("Choose the file again.")),
        ("place", None if chosen is None or in_force(session, chosen) else problem("Choose a neighbourhood from the list.")),
        ("dates", problem("There is no event ahead in this file.") if not command.dates else None),
    ]  # fmt: skip
    uids = {date.external_uid for date in command.dates}
    if len(command.dates) > MOST_EVENTS or len(uids) < len(command.dates):
        found.append(("dates", problem("There is too much in this file. Choose it again.")))
    for date in command.dates:
        found.append(("dates", _date_problem(date, now=now)))
    words.refuse_if_any(found)


def _date_problem(date: Occurrence, *, now: datetime) -> Sentence | None:
    texts = ((date.external_uid, 255), (date.title, 200), (date.venue, 160), (date.series, 120))
    too_long = next((wrong for text, longest in texts if (wrong := words.too_long(text, longest=longest))), None)
    if too_long is None and not (date.title.strip() and date.external_uid.strip()):
        return problem("Give the event a title.")
    if date.ends_at <= date.starts_at:
        return problem("It ends before it starts. Check the times.")
    if date.ends_at - date.starts_at > LONGEST + timedelta(hours=1):
        return problem("It lasts more than three days. Check the dates.")
    return too_long or words.planned(date.starts_at, now=now)


def _worked_on(session: Session, refs: Sequence[str]) -> set[str]:
    """Events that somebody has changed here since they were imported, as the trail has it."""
    others = AuditEntry.action.not_in([Action.EVENTS_IMPORTED, Action.UNDONE])
    statement = select(AuditEntry.entity_ref).where(
        AuditEntry.entity == "event", AuditEntry.entity_ref.in_(refs), others
    )
    return {ref for ref in session.scalars(statement) if ref}


def _areas(session: Session, command: ImportEvents) -> list[int | None]:
    """The area each date lies in by its own place; None where it has none, or lies outside all of them."""
    index = area_index(session)
    return index.find_all([date.latitude for date in command.dates], [date.longitude for date in command.dates])


def _values(date: Occurrence, command: ImportEvents, area: int | None, *, placed: bool) -> dict[str, Any]:
    """A place outside every neighbourhood is kept in words only, as everywhere."""
    return {
        "type": command.type.value,
        "hosted": command.hosted,
        "title": date.title,
        "starts_at": date.starts_at,
        "ends_at": date.ends_at,
        "all_day": date.all_day,
        "venue": date.venue,
        "latitude": date.latitude if placed else None,
        "longitude": date.longitude if placed else None,
        "neighbourhood_id": area if placed else command.neighbourhood_id or area,
        "series": date.series,
    }


def _never_here(date: Occurrence, *, now: datetime) -> Sentence | None:
    """Why a new date does not become an event."""
    if f"@{get_settings().calendar_domain}" in date.external_uid:
        return problem("It is an event of this desk already.")
    if date.cancelled:
        return problem("It is called off.")
    if date.ends_at <= now:
        return problem("It is over.")
    return None


def _kept_as_it_is(event: Event, worked_on: set[str], *, by: Viewer) -> Sentence | None:
    """Why a known event is not changed by a file."""
    if event.status != EventStatus.PLANNED:
        return problem("It is not planned any more.")
    if event.ref in worked_on:
        return problem("Somebody changed it here.")
    area = event.neighbourhood_id
    if area is not None and event.owner_id != by.officer_id and not by.may(Permission.EVENT_WORK, neighbourhood=area):
        return problem("It is another team’s event.")
    return None
