"""What a viewer may see, said as shortly as the store allows at this moment.

db.visibility says the rule for any state of the store. Asked of a hundred thousand rows, each of its parts costs. Two of
them mostly say nothing: that there are complaints about the viewer, and that there are areas beyond theirs. Both are one
look into an index, in the same state of the store that the question is then asked of. For questions about many records:
of one the whole rule costs less than the looks, and a command would look while others wait for it.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.access import Scope
from db.models import CaseSubject, Neighbourhood
from db.reads import READS_ONLY

_KEPT = "reach"


def reach_of(session: Session, scope: Scope) -> Scope:
    """The same scope with what this session's state of the store says about it: the same rows, for less. Not for another
    session, nor for after a write."""
    if scope.officer_id is None:
        return scope
    # One question may ask several times; a session that writes may change the answer.
    kept: dict[Scope, Scope] = session.info.setdefault(_KEPT, {}) if session.info.get(READS_ONLY) else {}
    if scope not in kept:
        areas = None if scope.record_areas is None or are_all(session, scope.record_areas) else scope.record_areas
        complaint = session.scalar(
            select(CaseSubject.case_id).where(CaseSubject.officer_id == scope.officer_id).limit(1)
        )
        kept[scope] = replace(scope, record_areas=areas, nobody_complains=complaint is None)
    return kept[scope]


def are_all(session: Session, areas: Collection[int]) -> bool:
    """Whether these are all areas there are: each of them is one, so they need only be counted."""
    return bool(areas) and session.scalar(select(func.count()).select_from(Neighbourhood)) == len(set(areas))
