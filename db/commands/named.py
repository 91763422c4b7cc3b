"""Keep a complaint from those it is about: they own nothing of it and open nothing of it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from db import visibility
from db.access import Viewer
from db.errors import Sentence, problem
from db.models import Case, CaseAccess, CaseSubject, Concern, ConcernAccess, Draft, Officer, StatusChange, Task
from db.queries.complaints import STANDARDS, eligible
from db.vocabulary import CaseKind, Confidentiality


def named_in(session: Session, case_id: int) -> set[int]:
    """Numbers of the officers a case complains about."""
    found = session.scalars(select(CaseSubject.officer_id).where(CaseSubject.case_id == case_id))
    return {officer_id for officer_id in found if officer_id is not None}


def kept_from_problem(
    session: Session, officer_id: int | None, *, case: Case | None = None, concern: Concern | None = None
) -> Sentence | None:
    """Work on a complaint is never given to somebody it is about. Says so without saying why."""
    about = visibility.complaints_about(officer_id)
    hit = case is not None and session.scalar(select(Case.id).where(Case.id == case.id, Case.id.in_(about)))
    if not hit and concern is not None:
        kept = visibility.kept_from(Concern, officer_id)
        hit = session.scalar(select(Concern.id).where(Concern.id == concern.id, kept))
    return problem("Choose somebody who may work on this.") if hit else None


def complaint_owner(session: Session, named: Collection[int], asked: int | None, *, by: Viewer) -> int | None:
    """Who looks into it: the one asked for, if they may; else the opener's own supervisor, professional standards, or
    another supervisor, in this order; None when nobody may, or not the one asked for."""
    rows = eligible(session, named)
    may = [int(i) for i in rows["officer_id"]]
    if asked is not None:
        return asked if asked in may else None
    nearest = [i for i in may if i == by.officer_id]
    nearest += [int(i) for i in rows.loc[rows["team_id"] == by.team_id, "officer_id"]]
    nearest += [int(i) for i in rows.loc[rows["why"] == STANDARDS, "officer_id"]]
    return next(iter([*nearest, *may]), None)


def owner_refusal(session: Session, named: Collection[int]) -> Sentence:
    """Why the owner asked for, or anybody, cannot have the complaint."""
    if eligible(session, named).empty:
        return problem(
            "Nobody here may look into this: each supervisor is named or answers for somebody named, and there is no "
            "team for professional standards. Ask an administrator to add one."
        )
    return problem("Choose a supervisor they do not report to, or somebody of professional standards.")


def complaint_refusal(session: Session, case: Case, owner_id: int) -> Sentence | None:
    """Why this complaint cannot be theirs; None for one that can, and for a case of another kind."""
    if case.kind != CaseKind.COMPLAINT:
        return None
    named = named_in(session, case.id)
    return None if owner_id in set(eligible(session, named)["officer_id"]) else owner_refusal(session, named)


def opener_of(session: Session, case: Case) -> int | None:
    """Who opened it."""
    first = select(StatusChange.officer_id).where(StatusChange.entity == "case", StatusChange.entity_id == case.id)
    return session.scalar(first.order_by(StatusChange.id).limit(1))


def officers_problem(session: Session, officers: Iterable[int]) -> Sentence | None:
    wanted = set(officers)
    known = set(session.scalars(select(Officer.id).where(Officer.id.in_(sorted(wanted)))))
    return problem("Choose officers from the list.") if wanted - known else None


def name_them(session: Session, case: Case, officers: Iterable[int], words: str | None, *, now: datetime) -> None:
    for officer_id in sorted(set(officers) - named_in(session, case.id)):
        session.add(CaseSubject(case_id=case.id, officer_id=officer_id, named_at=now))
    if words:
        session.add(CaseSubject(case_id=case.id, words=words, named_at=now))
    session.flush()


def restrict(
    session: Session,
    case: Case,
    *,
    readers: Iterable[int | None] = (),
    relieved: int | None = None,
    now: datetime,
    concerns: Iterable[Concern] | None = None,
) -> dict[str, list[str]]:
    """Bring access and ownership in line with who is named: the case's concerns (those given, or all) and what is merged
    with them become restricted; nobody named keeps access, ownership, an open task or a half-filled form of any of it.
    Assigned are its owner and `readers`, but for those named; `relieved`, who had it until now, is not any more.

    Answers with the references that changed hands: {"concerns": […], "tasks": […]}.
    """
    named, moved = named_in(session, case.id), {"concerns": [], "tasks": []}  # type: ignore[var-annotated]
    assigned = {case.owner_id, *readers} - named
    out = named | ({relieved} - assigned - {None})
    grant(session, CaseAccess, case.id, assigned, now=now)
    session.execute(delete(CaseAccess).where(CaseAccess.case_id == case.id, CaseAccess.officer_id.in_(out)))
    whole = list(concerns) if concerns is not None else _concerns_of(session, case)
    for concern in [*whole, *_repeats_of(session, whole)]:
        if concern.owner_id in out:
            concern.owner_id = case.owner_id
            moved["concerns"].append(concern.ref)
        if concern.confidentiality < Confidentiality.RESTRICTED or concern.ref in moved["concerns"]:
            concern.confidentiality, concern.updated_at = int(Confidentiality.RESTRICTED), now
        grant(session, ConcernAccess, concern.id, {*assigned, concern.owner_id}, now=now)
        session.execute(
            delete(ConcernAccess).where(ConcernAccess.concern_id == concern.id, ConcernAccess.officer_id.in_(out))
        )
    numbers = [concern.id for concern in whole]
    for task in session.scalars(
        select(Task)
        .where(or_(Task.case_id == case.id, Task.concern_id.in_(numbers)), Task.owner_id.in_(out))
        .where(Task.done_at.is_(None))
        .order_by(Task.id)
    ):
        task.owner_id, task.updated_at = case.owner_id, now
        moved["tasks"].append(task.ref)
    _forget_forms(session, out, [f"case.{case.ref}.", *(f"concern.{concern.ref}." for concern in whole)])
    session.flush()
    return moved


def grant(
    session: Session,
    access: type[CaseAccess] | type[ConcernAccess],
    record_id: int,
    officers: Iterable[int | None],
    *,
    now: datetime,
) -> None:
    key = "case_id" if access is CaseAccess else "concern_id"
    for officer_id in sorted(i for i in set(officers) if i is not None):
        if not session.get(access, (record_id, officer_id)):
            session.add(access(**{key: record_id, "officer_id": officer_id, "granted_at": now}))
    session.flush()


def _concerns_of(session: Session, case: Case) -> list[Concern]:
    return list(session.scalars(select(Concern).where(Concern.case_id == case.id).order_by(Concern.id)))


def _repeats_of(session: Session, concerns: list[Concern]) -> list[Concern]:
    numbers = [concern.id for concern in concerns]
    return list(session.scalars(select(Concern).where(Concern.duplicate_of_id.in_(numbers)).order_by(Concern.id)))


def _forget_forms(session: Session, officers: Collection[int | None], names: list[str]) -> None:
    """What they had begun to type about it would still be offered to them as unfinished."""
    theirs = Draft.officer_id.in_(officers)
    session.execute(delete(Draft).where(theirs, or_(*(Draft.form.startswith(name) for name in names))))
