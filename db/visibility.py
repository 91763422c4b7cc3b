"""Which rows a scope may see, as SQL conditions: the one place that says so, used by every query and command."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased

from db.access import Permission, Scope
from db.models import (
    Activity,
    BrokenGlass,
    Case,
    CaseAccess,
    CaseNeighbourhood,
    CasePartner,
    CaseSubject,
    Communication,
    Concern,
    ConcernAccess,
    Event,
    EventPartner,
    Task,
)
from db.vocabulary import CaseKind, Confidentiality

RESTRICTED = Confidentiality.RESTRICTED
# Of a viewer who is no officer (an importer): compared with None, every record that has no owner would be theirs.
NOBODY = 0
# How much clocks of several servers may differ. What began further ahead than this began while a clock was wrong.
CLOCKS_DIFFER = timedelta(minutes=15)


def complaints_about(officer_id: int | None) -> Any:
    """Numbers of the cases that complain about this officer, as a subquery. Whatever their role, they are not to know."""
    return select(CaseSubject.case_id).where(CaseSubject.officer_id == (officer_id or NOBODY)).correlate(None)


# Nearly every query says it, some ten times over; putting it together takes longer than most of them do.
@lru_cache(maxsize=1_000)
def concerns_complaining_of(officer_id: int | None) -> ColumnElement[bool]:
    """Concerns that are part of such a case, and what they are merged with: the same matter in other words."""
    part = aliased(Concern)
    about = part.case_id.in_(complaints_about(officer_id))
    same = (
        select(part.id).where(about).union(select(part.duplicate_of_id).where(about, part.duplicate_of_id.is_not(None)))
    )
    merged = and_(Concern.duplicate_of_id.is_not(None), Concern.duplicate_of_id.in_(same))
    return or_(Concern.id.in_(same), merged)


def kept_from(model: Any, officer_id: int | None) -> ColumnElement[bool]:
    """Tasks, activities or concerns that belong to a complaint about this officer: no rule below ever shows them."""
    if model is Concern:
        return concerns_complaining_of(officer_id)
    # Not correlated: the statement around may list concerns of its own.
    theirs = select(Concern.id).where(concerns_complaining_of(officer_id)).correlate(None)
    of_case = and_(model.case_id.is_not(None), model.case_id.in_(complaints_about(officer_id)))
    return or_(of_case, and_(model.concern_id.is_not(None), model.concern_id.in_(theirs)))


def _not_kept_from(model: Any, scope: Scope) -> ColumnElement[bool]:
    return true() if scope.nobody_complains else not_(kept_from(model, scope.officer_id))


def concerns(scope: Scope) -> ColumnElement[bool]:
    """Concerns in reach: in the areas (or in none: nobody's area is everybody's), one's own, and when restricted
    only those one is assigned to; never those of a complaint about oneself."""
    if Permission.CONCERN_READ not in scope.permissions:
        return false()
    me = scope.officer_id or NOBODY
    assigned = exists().where(ConcernAccess.concern_id == Concern.id, ConcernAccess.officer_id == me)
    in_reach = _in_reach(scope)
    may_open = and_(assigned, true() if Permission.RESTRICTED_READ in scope.permissions else false())
    if scope.glass.concerns:
        may_open = or_(may_open, Concern.id.in_(scope.glass.concerns))
    return and_(
        Concern.withdrawn_at.is_(None),
        _not_kept_from(Concern, scope),
        or_(and_(Concern.confidentiality < RESTRICTED, in_reach), may_open),
    )


def _in_reach(scope: Scope) -> ColumnElement[bool]:
    me = scope.officer_id or NOBODY
    if scope.record_areas is None:
        return true()
    return or_(
        Concern.neighbourhood_id.in_(scope.record_areas),
        Concern.neighbourhood_id.is_(None),
        Concern.owner_id == me,
        Concern.recorded_by_id == me,
    )


def unrestricted_concerns(scope: Scope) -> ColumnElement[bool]:
    """Of concerns below the restricted level those that concerns() shows, without what it says of restricted ones: for all
    who see every area it is the same question."""
    if scope.record_areas is not None or Permission.CONCERN_READ not in scope.permissions:
        return and_(Concern.confidentiality < RESTRICTED, concerns(scope))
    return and_(Concern.withdrawn_at.is_(None), _not_kept_from(Concern, scope), Concern.confidentiality < RESTRICTED)


def cases(scope: Scope) -> ColumnElement[bool]:
    """Cases in reach: touching the areas or none, and one's own; restricted ones by assignment only; never a complaint
    about oneself, and none that was taken back."""
    if Permission.CASE_READ not in scope.permissions:
        return false()
    me = scope.officer_id or NOBODY
    assigned = exists().where(CaseAccess.case_id == Case.id, CaseAccess.officer_id == me)
    in_reach: ColumnElement[bool] = true()
    if scope.record_areas is not None:
        areas = select(CaseNeighbourhood.case_id)
        in_reach = or_(
            Case.id.in_(areas.where(CaseNeighbourhood.neighbourhood_id.in_(scope.record_areas))),
            Case.id.not_in(areas),
            Case.owner_id == me,
        )
    may_open = and_(assigned, true() if Permission.RESTRICTED_READ in scope.permissions else false())
    if scope.glass.cases:
        may_open = or_(may_open, Case.id.in_(scope.glass.cases))
    theirs = Case.id.in_(complaints_about(scope.officer_id))
    not_theirs = true() if scope.nobody_complains else not_(theirs)
    return and_(
        Case.withdrawn_at.is_(None), not_theirs, or_(and_(Case.confidentiality < RESTRICTED, in_reach), may_open)
    )


def events(scope: Scope) -> ColumnElement[bool]:
    """Events are announced: whoever may read events sees those of the whole city."""
    if Permission.EVENT_READ not in scope.permissions:
        return false()
    return Event.withdrawn_at.is_(None)


def activities(scope: Scope) -> ColumnElement[bool]:
    """Activities in the areas (or none) and one's own; sensitive ones only one's own."""
    if Permission.ACTIVITY_READ not in scope.permissions:
        return false()
    mine = Activity.officer_id == (scope.officer_id or NOBODY)
    in_reach: ColumnElement[bool] = true()
    if scope.record_areas is not None:
        in_reach = or_(Activity.neighbourhood_id.in_(scope.record_areas), Activity.neighbourhood_id.is_(None))
    # One's own work stays one's own, whatever it later became part of: hours that vanished would tell.
    others = and_(Activity.confidentiality < RESTRICTED, in_reach, _not_kept_from(Activity, scope))
    return and_(Activity.withdrawn_at.is_(None), or_(mine, others))


def tasks(scope: Scope) -> ColumnElement[bool]:
    """Tasks in the areas (or none) and one's own; those of a restricted record follow that record."""
    if Permission.TASK_WORK not in scope.permissions:
        return false()
    mine = Task.owner_id == (scope.officer_id or NOBODY)
    in_reach: ColumnElement[bool] = true()
    if scope.record_areas is not None:
        in_reach = or_(Task.neighbourhood_id.in_(scope.record_areas), Task.neighbourhood_id.is_(None))
    # Only with the task: the statement around may list concerns and cases of its own. Its own record is looked at, not
    # looked for in a list of all that can be read.
    readable_concern = select(Concern.id).where(Concern.id == Task.concern_id, concerns(scope)).correlate(Task)
    readable_case = select(Case.id).where(Case.id == Task.case_id, cases(scope)).correlate(Task)
    concern_ok = or_(Task.concern_id.is_(None), readable_concern.exists())
    case_ok = or_(Task.case_id.is_(None), readable_case.exists())
    return and_(
        Task.withdrawn_at.is_(None), _not_kept_from(Task, scope), or_(mine, and_(in_reach, concern_ok, case_ok))
    )


def organisations(scope: Scope) -> ColumnElement[bool]:
    """Partners' names and what they do are the desk's; their people are not in this table."""
    return true() if Permission.ACTIVITY_READ in scope.permissions else false()


def communications(scope: Scope) -> ColumnElement[bool]:
    """What is said to the public is the desk's; what is about a case follows that case."""
    if Permission.ACTIVITY_READ not in scope.permissions:
        return false()
    readable = select(Case.id).where(Case.id == Communication.case_id, cases(scope)).correlate(Communication)
    return and_(Communication.withdrawn_at.is_(None), or_(Communication.case_id.is_(None), readable.exists()))


def cases_with(organisation_id: int | None) -> ColumnElement[bool]:
    """Cases a partner may know that they take part in: never a restricted one, and no complaint."""
    theirs = select(CasePartner.case_id).where(CasePartner.organisation_id == (organisation_id or NOBODY))
    return and_(
        Case.withdrawn_at.is_(None),
        Case.confidentiality < RESTRICTED,
        Case.kind != CaseKind.COMPLAINT.value,
        Case.id.in_(theirs),
    )


def events_with(organisation_id: int | None) -> ColumnElement[bool]:
    """Events a partner does with us or lends the room for."""
    mine = organisation_id or NOBODY
    shared = select(EventPartner.event_id).where(EventPartner.organisation_id == mine)
    return and_(Event.withdrawn_at.is_(None), or_(Event.venue_organisation_id == mine, Event.id.in_(shared)))


def open_glass(now: datetime) -> ColumnElement[bool]:
    """Openings without an assignment that still hold; not those from while a clock was ahead, which would hold until then."""
    return and_(BrokenGlass.until > now, BrokenGlass.broken_at < now + CLOCKS_DIFFER)
