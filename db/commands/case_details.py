"""The fields of a case's kind: written with the case's version, opened with an audit entry where they are personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import case_to_change
from db.commands.registry import Saved, handles
from db.commands.zone import agency_day
from db.errors import Sentence, Stale, problem
from db.kinds import MOST_AGENCIES, ON_THE_CASE, CaseField, Field, Form, fields_of, missing_at_close
from db.models import Case, CaseAgency, CaseDetail, CaseSubject, Officer
from db.vocabulary import CaseKind, CaseStatus, Confidentiality

MOST_PARTIES = 100


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of a coordination case."""

    agency: str
    role: str | None = None
    task: str | None = None
    handed_over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EditCaseDetails:
    """`values` by field name (db.kinds): only those named are changed, None empties. `agencies` None: as they were."""

    ref: str
    version: int
    values: dict[str, Any] = field(default_factory=dict)
    agencies: tuple[Agency, ...] | None = None


@handles(EditCaseDetails, can_undo=True)
def edit_case_details(session: Session, command: EditCaseDetails, *, by: Viewer, now: datetime) -> Saved:
    """A stale edit is shown what stands there now, but for what is opened with an audit entry only."""
    by.must(Permission.CASE_WORK)
    case = _to_edit(session, command, by=by)
    kind = CaseKind(case.kind)
    words.refuse_if_any(
        [
            *value_problems(kind, command.values, now=now, before=values_of(session, case)),
            ("agencies", _agencies_problem(kind, command.agencies, now=now)),
        ]
    )
    changed = write(session, case, command.values)
    if command.agencies is not None:
        changed += write_agencies(session, case, command.agencies)
    if case.status == CaseStatus.CLOSED:
        words.refuse_if_any(closing_problems(session, case))
    case.updated_at = now
    flag_modified(case, "updated_at")
    session.flush()
    audit.append(
        session, Action.CASE_EDITED, entity="case", ref=case.ref, by=by, at=now, detail={"fields": sorted(changed)}
    )
    return Saved(case.ref, case.version, "case")


def _to_edit(session: Session, command: EditCaseDetails, *, by: Viewer) -> Case:
    try:
        return case_to_change(session, command.ref, command.version, by=by)
    except Stale as stale:
        case = case_to_change(session, command.ref, None, by=by)
        open_ones = [f.name.value for f in fields_of(case.kind) if not f.sensitive and f.name.value in command.values]
        now = values_of(session, case)
        raise Stale(stale.sentence, theirs={name: now[name] for name in open_ones}, version=stale.version) from stale


def values_of(session: Session, case: Case) -> dict[str, Any]:
    """All fields of the case's kind, personal ones included: for commands only."""
    detail = session.get(CaseDetail, case.id)
    return {
        f.name.value: getattr(case, f.name.value)
        if f.name in ON_THE_CASE
        else (getattr(detail, f.name.value) if detail else None)
        for f in fields_of(case.kind)
    }


def value_problems(
    kind: CaseKind, values: Mapping[str, Any], *, now: datetime, before: Mapping[str, Any] | None = None
) -> list[tuple[str, Sentence | None]]:
    """What is wrong with values from a form, by field; a field of another kind is wrong too."""
    known = {f.name.value: f for f in fields_of(kind)}
    strange = problem("A case of this kind has no such field.")
    found: list[tuple[str, Sentence | None]] = [(name, strange) for name in values if name not in known]
    for name, value in values.items():
        if name in known and value is not None and value != "" and value != (before or {}).get(name):
            found.append((name, _value_problem(known[name], value, now=now)))
    return found


def _value_problem(asked: Field, value: Any, *, now: datetime) -> Sentence | None:
    if asked.form in (Form.LINE, Form.WORDS):
        wrong = None if isinstance(value, str) else problem("Say it in words.")
        return wrong or words.too_long(value, longest=asked.longest)
    if asked.form == Form.COUNT:
        return words.counted(value, largest=MOST_PARTIES)
    if asked.form == Form.CHOICE:
        choices = [member.value for member in asked.choices or ()]
        return None if value in choices else problem("Choose one from the list.")
    if not isinstance(value, date) or isinstance(value, datetime):
        return problem("Choose a day.")
    today = agency_day(now)
    if asked.name == CaseField.REVIEW_AT and value < today:
        return problem("The review is in the past. Choose a day from today on.")
    if value < words.OLDEST.date():
        return problem("This is before the year 2000. Check the date.")
    ahead = value > today + words.PLANNED_AHEAD_AT_MOST
    return problem("This is more than ten years ahead. Check the date.") if ahead else None


def _agencies_problem(kind: CaseKind, agencies: tuple[Agency, ...] | None, *, now: datetime) -> Sentence | None:
    if agencies is None:
        return None
    if kind != CaseKind.COORDINATION:
        return problem("A case of this kind has no such field.")
    if len(agencies) > MOST_AGENCIES:
        return problem("No more than {most} agencies: put the smaller ones together.", most=MOST_AGENCIES)
    for one in agencies:
        wrong = (
            words.sentence(one.agency, ask=problem("Say which agency."), longest=160)
            or words.too_long(one.role, longest=120)
            or words.too_long(one.task, longest=300)
            or (words.planned(one.handed_over_at, now=now) if one.handed_over_at else None)
        )
        if wrong:
            return wrong
    return None


def write(session: Session, case: Case, values: Mapping[str, Any]) -> list[str]:
    """Set the fields; answers with the names of those that changed. The values are checked before."""
    detail = session.get(CaseDetail, case.id)
    if detail is None and values:
        detail = CaseDetail(case_id=case.id)
        session.add(detail)
    changed = []
    for name, value in values.items():
        target: Any = case if name in ON_THE_CASE else detail
        new = words.tidy(str(value)) if isinstance(value, str) else value
        if getattr(target, name) != new:
            setattr(target, name, new)
            changed.append(name)
    session.flush()
    return changed


def write_agencies(session: Session, case: Case, agencies: tuple[Agency, ...]) -> list[str]:
    for agency in session.scalars(select(CaseAgency).where(CaseAgency.case_id == case.id)):
        session.delete(agency)
    session.flush()
    for position, one in enumerate(agencies):
        session.add(
            CaseAgency(
                case_id=case.id,
                position=position,
                agency=one.agency.strip(),
                role=words.tidy(one.role),
                task=words.tidy(one.task),
                handed_over_at=one.handed_over_at,
            )
        )
    session.flush()
    return ["agencies"]


def closing_problems(session: Session, case: Case) -> list[tuple[str, Sentence | None]]:
    """What a case of this kind must say before it is closed and does not yet, by field."""
    kind = CaseKind(case.kind)
    found = list(missing_at_close(kind, values_of(session, case)))
    if kind == CaseKind.COORDINATION and not session.scalar(select(CaseAgency.case_id).filter_by(case_id=case.id)):
        found.append(("agencies", problem("Say which agencies took part, under “Change what this case says”.")))
    if kind == CaseKind.COMPLAINT and not session.scalar(select(CaseSubject.id).filter_by(case_id=case.id).limit(1)):
        found.append(("subjects", problem("Say whom it is about, or in words that nobody could tell.")))
    return found


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """The personal fields of one case that hold something, and whom it is about; never cached, never listed."""

    ref: str
    values: dict[str, str]
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenCaseDetails:
    """Look at a case's personal details: a command, because looking leaves an audit entry."""

    ref: str


@handles(OpenCaseDetails, changes_records=False, through_glass=True, keeps_answer=False)
def open_case_details(session: Session, command: OpenCaseDetails, *, by: Viewer, now: datetime) -> OpenedCase:
    by.must(Permission.PERSONAL_READ)
    case = case_to_change(session, command.ref, None, by=by)
    kept = values_of(session, case)
    shown = [f for f in fields_of(case.kind) if f.sensitive and kept[f.name.value]]
    subjects = session.execute(
        select(Officer.display_name, CaseSubject.words)
        .select_from(CaseSubject)
        .outerjoin(Officer, Officer.id == CaseSubject.officer_id)
        .where(CaseSubject.case_id == case.id)
        .order_by(CaseSubject.id)
    )
    opened = OpenedCase(
        case.ref,
        {f.name.value: str(kept[f.name.value]) for f in shown},
        tuple(name or said or "" for name, said in subjects),
    )
    highest = max([case.confidentiality, int(Confidentiality.PERSONAL), *(int(f.level) for f in shown)])
    audit.append(
        session, Action.CASE_DETAILS_OPENED, entity="case", ref=case.ref, by=by, at=now, detail={"level": highest}
    )
    return opened
