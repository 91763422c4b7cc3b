"""Everything but concerns in bulk: organisations, events, cases, activities, tasks that have already happened.

For moving a department's past in (and for the demonstration's invented one). People are subjects, links references.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import bulk_rows, references, words
from db.commands.case_details import value_problems
from db.commands.insertion import insert_rows
from db.commands.past import Past, PastActivity, PastCase, PastEvent, PastOrganisation, PastSeries, PastTask
from db.commands.past_kinds import kind_rows
from db.commands.past_series import make_series, with_partners
from db.commands.registry import handles
from db.commands.zone import agency_day
from db.errors import Invalid, Sentence, problem
from db.kinds import ON_THE_CASE
from db.models import (
    Activity,
    Attendance,
    Base,
    Case,
    CaseAccess,
    CaseNeighbourhood,
    Concern,
    Event,
    EventPartner,
    Officer,
    Organisation,
    StatusChange,
    Task,
)
from db.vocabulary import (
    CASE_LEVELS,
    SENSITIVE_ACTIVITIES,
    CaseStatus,
    Confidentiality,
)


@dataclass(frozen=True, slots=True)
class RecordPast:
    """Rows of one kind. The answer is their references, in order."""

    rows: Sequence[Past]


@handles(RecordPast, takes_long=True)
def record_past(session: Session, command: RecordPast, *, by: Viewer, now: datetime) -> tuple[str, ...]:
    """Raises Invalid keyed by row number (from 0); then nothing is saved."""
    by.must(Permission.BULK_IMPORT)
    if not command.rows:
        return _note(session, "nothing", 0, by=by, now=now)
    kinds = {type(row) for row in command.rows}
    if len(kinds) > 1:
        raise Invalid({"rows": problem("Give one kind of record at a time.")})
    kind = kinds.pop()
    model, letter, when, values_of = _KINDS[kind]
    links = _Links(session)
    problems = {
        str(i): found
        for i, row in enumerate(command.rows)
        if (found := _problem_of(row) or _missing(row, values_of, links))
    }
    if problems:
        raise Invalid(problems)
    links.series = make_series(session, command.rows, now=now)
    refs = references.next_references(session, letter, [agency_day(when(row)).year for row in command.rows])
    values = [
        {"ref": ref, **values_of(row, links), "version": 1, "created_at": when(row), "updated_at": now}
        for row, ref in zip(command.rows, refs, strict=True)
    ]
    words.refuse_if_any(bulk_rows.too_long_for(model, values))
    before = session.scalar(select(func.max(model.id))) or 0
    insert_rows(session, model, values)
    ids: dict[str, int] = dict(session.execute(select(model.ref, model.id).where(model.id > before)).all())
    for table, made in _children(command.rows, [ids[ref] for ref in refs], links):
        insert_rows(session, table, made)
    _note(session, model.__tablename__, len(values), by=by, now=now)
    return tuple(refs)


def _note(session: Session, entity: str, count: int, *, by: Viewer, now: datetime) -> tuple[str, ...]:
    audit.append(session, Action.RECORDED_IN_BULK, entity=entity, ref=None, by=by, at=now, detail={"count": count})
    return ()


class _Links:
    """References and subjects to internal numbers, each table asked once and only when needed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._maps: dict[Any, dict[str, Any]] = {}
        self.series: Mapping[PastSeries, int] = {}

    def __call__(self, column: Any, value: str | None) -> int | None:
        if value is None:
            return None
        if column not in self._maps:
            self._maps[column] = dict(self._session.execute(select(column, column.class_.id)).all())
        return int(self._maps[column][value])

    def team_of(self, subject: str) -> int | None:
        if "team" not in self._maps:
            teams = select(Officer.subject, Officer.team_id)
            self._maps["team"] = dict(self._session.execute(teams).all())
        return self._maps["team"][subject]  # type: ignore[no-any-return]


# The field that says in words what it is, and how long that may be.
_WORDS: dict[type, tuple[str, int]] = {
    PastOrganisation: ("name", 160),
    PastEvent: ("title", 200),
    PastCase: ("title", 200),
    PastTask: ("text", 300),
}


def _problem_of(row: Past) -> Sentence | None:
    wrong = words.unkeepable(row)
    if wrong is None and type(row) in _WORDS:
        name, longest = _WORDS[type(row)]
        wrong = words.sentence(getattr(row, name), ask=problem("It has no words."), longest=longest)
    if wrong is None and isinstance(row, PastEvent) and row.ends_at <= row.starts_at:
        return problem("It ends before it starts.")
    if wrong is None and isinstance(row, PastCase) and row.status == CaseStatus.CLOSED and not row.outcome:
        return problem("It is closed, but no outcome is given.")
    if wrong is None and isinstance(row, PastCase):
        checked = value_problems(row.kind, row.values, now=row.opened_at)
        wrong = next((sentence for _, sentence in checked if sentence is not None), None)
        if row.owner in row.complained_of:
            wrong = problem("It belongs to somebody it complains about.")
    return wrong


def _missing(row: Past, values_of: Callable[[Any, _Links], dict[str, Any]], links: _Links) -> Sentence | None:
    try:
        values_of(row, links)
        for subject in row.complained_of if isinstance(row, PastCase) else ():
            links(Officer.subject, subject)
        for ref in row.partners if isinstance(row, PastEvent) else ():
            links(Organisation.ref, ref)
    except KeyError as missing:
        return problem("It names {name}, which is not here.", name=missing.args[0])
    return None


def _organisation(row: PastOrganisation, links: _Links) -> dict[str, Any]:
    plain = ("name", "groups_served", "neighbourhood_id", "latitude", "longitude", "is_venue", "contact_every_days")
    more = ("how_to_reach", "is_committee", "members", "members_counted_on")
    return {
        **{name: getattr(row, name) for name in (*plain, *more)},
        "sector": row.sector.value,
        "languages": list(row.languages),
        "services": list(row.services),
        "relationship_owner_id": links(Officer.subject, row.relationship_owner),
    }


def _event(row: PastEvent, links: _Links) -> dict[str, Any]:
    plain = ("hosted", "series", "venue", "latitude", "longitude", "neighbourhood_id", "audience", "language")
    more = (
        "interpreter",
        "attendance_total",
        "attendance_counted",
        "outcome_note",
        "title",
        "starts_at",
        "ends_at",
        "unit",
    )
    return {
        **{name: getattr(row, name) for name in (*plain, *more)},
        "type": row.type.value,
        "status": row.status.value,
        "topics": list(row.topics),
        "materials": list(row.materials),
        "series_id": links.series.get(row.in_series) if row.in_series else None,
        "occurrence_at": row.occurrence_at,
        "owner_id": links(Officer.subject, row.owner),
        "venue_organisation_id": links(Organisation.ref, row.venue_organisation),
    }


def _case(row: PastCase, links: _Links) -> dict[str, Any]:
    return {
        **{
            name: getattr(row, name)
            for name in ("title", "goal", "stage", "opened_at", "review_at", "closed_at", "outcome")
        },
        "kind": row.kind.value,
        "status": row.status.value,
        "owner_id": links(Officer.subject, row.owner),
        "team_id": links.team_of(row.owner),
        "confidentiality": _level(row),
        **{name: value for name, value in row.values.items() if name in ON_THE_CASE},
    }


def _level(row: PastCase) -> int:
    return max(int(row.confidentiality), int(CASE_LEVELS.get(row.kind, Confidentiality.INTERNAL)))


def _activity(row: PastActivity, links: _Links) -> dict[str, Any]:
    plain = ("started_at", "minutes", "neighbourhood_id", "latitude", "longitude", "medium", "people_reached")
    level = Confidentiality.RESTRICTED if row.type in SENSITIVE_ACTIVITIES else Confidentiality.INTERNAL
    return {
        **{name: getattr(row, name) for name in (*plain, "language", "note")},
        "officer_id": links(Officer.subject, row.officer),
        "type": row.type.value,
        "confidentiality": int(level),
        "event_id": links(Event.ref, row.event),
        "concern_id": links(Concern.ref, row.concern),
        "organisation_id": links(Organisation.ref, row.organisation),
    }


_TOLD = ("result", "told_at", "told_how")


def _task(row: PastTask, links: _Links) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("text", "due_at", "done_at", "neighbourhood_id", *_TOLD)},
        "owner_id": links(Officer.subject, row.owner),
        "is_promise": row.is_promise or row.promised_at_event is not None,
        "promised_at_event_id": links(Event.ref, row.promised_at_event),
        "concern_id": links(Concern.ref, row.concern),
        "case_id": links(Case.ref, row.case),
        "event_id": links(Event.ref, row.event),
        "purpose": row.purpose.value if row.purpose else None,
        "organisation_id": links(Organisation.ref, row.organisation),
    }


def _children(rows: Sequence[Past], ids: list[int], links: _Links) -> Iterable[tuple[type[Base], list[dict[str, Any]]]]:
    attendance: list[dict[str, Any]] = []
    partners: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    access: list[dict[str, Any]] = []
    moves: list[dict[str, Any]] = []
    kinds: dict[type[Base], list[dict[str, Any]]] = {}
    for row, id_ in zip(rows, ids, strict=True):
        if isinstance(row, PastEvent):
            attendance += [
                {"event_id": id_, "group": g.group.value, "count": g.count, "counted": g.counted} for g in row.groups
            ]
            partners += with_partners(id_, row, links)
        elif isinstance(row, PastCase):
            owner = links(Officer.subject, row.owner)
            areas += [{"case_id": id_, "neighbourhood_id": area} for area in row.neighbourhood_ids]
            named = [links(Officer.subject, subject) for subject in row.complained_of]
            for table, made in kind_rows(row, id_, named):
                kinds.setdefault(table, []).extend(made)
            if _level(row) >= Confidentiality.RESTRICTED:
                access.append({"case_id": id_, "officer_id": owner, "granted_at": row.opened_at})
        if isinstance(row, PastEvent | PastCase):
            moves += _moves("event" if isinstance(row, PastEvent) else "case", id_, row, links)
    return [
        (Attendance, attendance),
        (EventPartner, partners),
        (CaseNeighbourhood, areas),
        (CaseAccess, access),
        (StatusChange, moves),
        *kinds.items(),
    ]


def _moves(entity: str, id_: int, row: PastEvent | PastCase, links: _Links) -> Iterable[dict[str, Any]]:
    before = None
    for at, status, reason in row.history:
        yield {
            "entity": entity,
            "entity_id": id_,
            "at": at,
            "officer_id": links(Officer.subject, row.owner),
            "from_status": before,
            "to_status": status.value,
            "reason": reason,
        }
        before = status.value


_KINDS: dict[type, tuple[Any, str, Callable[[Any], datetime], Callable[[Any, _Links], dict[str, Any]]]] = {
    PastOrganisation: (Organisation, references.ORGANISATION, lambda row: row.known_since, _organisation),
    PastEvent: (Event, references.EVENT, lambda row: row.starts_at, _event),
    PastCase: (Case, references.CASE, lambda row: row.opened_at, _case),
    PastActivity: (Activity, references.ACTIVITY, lambda row: row.started_at, _activity),
    PastTask: (Task, references.TASK, lambda row: row.made_at, _task),
}
