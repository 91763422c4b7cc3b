"""What a line of the escalation list says of its record: reference, words (level 1), owner, neighbourhood."""

from typing import Any

from sqlalchemy import Select, String, func, literal, select

from db.models import Case, Concern, Event, Neighbourhood, Officer, Task


def _of_concerns(ids: set[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Concern.id, Concern.ref, Concern.summary.label("words"), Concern.owner_id,
            Officer.display_name.label("owner"), Neighbourhood.name.label("neighbourhood"),
        )
        .outerjoin(Officer, Officer.id == Concern.owner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Concern.neighbourhood_id)
        .where(Concern.id.in_(ids))
    )  # fmt: skip


def _of_cases(ids: set[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case.id, Case.ref, Case.title.label("words"), Case.owner_id, Officer.display_name.label("owner"),
            literal(None, String).label("neighbourhood"),
        )
        .outerjoin(Officer, Officer.id == Case.owner_id)
        .where(Case.id.in_(ids))
    )  # fmt: skip


def _of_tasks(ids: set[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Task.id, Task.ref, Task.text.label("words"), Task.owner_id, Officer.display_name.label("owner"),
            Neighbourhood.name.label("neighbourhood"), func.coalesce(Concern.ref, Case.ref, Event.ref).label("parent"),
        )
        .outerjoin(Concern, Concern.id == Task.concern_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Event, Event.id == Task.promised_at_event_id)
        .outerjoin(Officer, Officer.id == Task.owner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Task.neighbourhood_id)
        .where(Task.id.in_(ids))
    )  # fmt: skip


def _of_events(ids: set[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.id, Event.ref, Event.title.label("words"), Event.owner_id, Officer.display_name.label("owner"),
            Neighbourhood.name.label("neighbourhood"),
        )
        .outerjoin(Officer, Officer.id == Event.owner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Event.neighbourhood_id)
        .where(Event.id.in_(ids))
    )  # fmt: skip


# Kind of record -> how the words of these numbers are read.
WORDS = {"concern": _of_concerns, "case": _of_cases, "task": _of_tasks, "event": _of_events}
