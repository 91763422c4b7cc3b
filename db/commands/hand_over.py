"""Hand-over: everything an officer holds goes to another in one go, each record with its own audit entry."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.loading import owner_problem
from db.commands.named import complaint_refusal
from db.commands.registry import Left, handles
from db.errors import Invalid, Sentence, problem
from db.models import (
    Case,
    CaseAccess,
    CaseNeighbourhood,
    Concern,
    ConcernAccess,
    HandOver,
    Neighbourhood,
    Officer,
    OfficerNeighbourhood,
    Organisation,
    Task,
)
from db.queries.hand_over import HELD, held_by, may_hand_over, visible
from db.queries.people import viewer_of
from db.vocabulary import Confidentiality

LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True)
class HandOverWork:
    """One area's work, or all of it. `areas_too`: the receiver also answers for the area (for all of theirs)."""

    from_id: int
    to_id: int | None
    neighbourhood_id: int | None = None
    note: str | None = None
    areas_too: bool = True


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many records of each kind changed hands, and what did not."""

    moved: Mapping[str, int]
    left: tuple[Left, ...]


@handles(HandOverWork)
def hand_over_work(session: Session, command: HandOverWork, *, by: Viewer, now: datetime) -> HandedOver:
    """What the viewer may not see stays and is not named. Raises Invalid when nothing at all can change hands."""
    giver = may_hand_over(session, by, command.from_id)
    words.refuse_if_any(
        [
            ("to", _receiver_problem(session, command)),
            ("note", words.too_long(command.note, longest=LONGEST_NOTE)),
        ]
    )
    receiver = session.get_one(Officer, command.to_id)
    theirs = viewer_of(session, receiver)
    reach = theirs.scope.record_areas
    moved: Counter[str] = Counter()
    told: Counter[str] = Counter()  # what their supervisors may read later: restricted records are nobody's number
    left: list[Left] = []
    for kind, record in _records(session, command, by=by, now=now):
        restricted = _is_restricted(session, record)
        why = _why_not(session, kind, record, theirs, now=now)
        if why is not None:
            left.append(Left.because(record.ref, why))
            continue
        _give(record, receiver, now=now)
        moved[kind] += 1
        told[kind] += not restricted
        _note(session, kind, record.ref, giver, receiver, by=by, now=now)
    if command.areas_too:
        for area in _areas(session, command, giver):
            if reach is not None and area.id not in reach:
                left.append(Left.because(area.code, _out_of_reach(receiver.display_name, area.name)))
                continue
            _give_area(session, area, giver, receiver, now=now)
            moved["neighbourhood"] += 1
            told["neighbourhood"] += 1
            _note(session, "neighbourhood", area.code, giver, receiver, by=by, now=now)
    if not moved:
        raise Invalid({"from": _nothing_moved(giver, receiver, left)})
    session.add(
        HandOver(
            from_id=giver.id, to_id=receiver.id, neighbourhood_id=command.neighbourhood_id,
            note=words.tidy(command.note), moved=dict(+told), at=now, by_id=by.officer_id,
        )
    )  # fmt: skip
    session.flush()
    return HandedOver(dict(moved), tuple(left))


def _receiver_problem(session: Session, command: HandOverWork) -> Sentence | None:
    wrong = owner_problem(session, command.to_id, ask=problem("Choose who takes over."))
    if wrong is not None:
        return wrong
    if command.to_id == command.from_id:
        return problem("Choose somebody else: this is whose work it is.")
    area = session.get(Neighbourhood, command.neighbourhood_id) if command.neighbourhood_id is not None else None
    if command.neighbourhood_id is not None and area is None:
        return problem("There is no such neighbourhood.")
    receiver = session.get_one(Officer, command.to_id)
    reach = viewer_of(session, receiver).scope.record_areas
    if area is not None and reach is not None and area.id not in reach:
        return _out_of_reach(receiver.display_name, area.name)
    return None


def _out_of_reach(name: str, area: str) -> Sentence:
    return problem("{name}’s team does not answer for {area}.", name=name, area=area)


def _nothing_moved(giver: Officer, receiver: Officer, left: list[Left]) -> Sentence:
    if left:
        return problem("Nothing of this can go to {name}: {first} and the others would be out of their reach.",
                       name=receiver.display_name, first=left[0].ref)  # fmt: skip
    return problem("{name} holds nothing here that you could hand over.", name=giver.display_name)


def _records(session: Session, command: HandOverWork, *, by: Viewer, now: datetime) -> Iterator[tuple[str, Any]]:
    """Restricted ones are among them only for somebody assigned: nobody else can see them."""
    for kind, (model, _) in HELD.items():
        held = held_by(kind, command.from_id, area_id=command.neighbourhood_id, now=now)
        for record in session.scalars(select(model).where(*held, visible(kind, by)).order_by(model.id)).all():
            yield kind, record


def _why_not(session: Session, kind: str, record: Any, receiver: Viewer, *, now: datetime) -> Sentence | None:
    """Why this record cannot go to them: whoever owns it must be able to see it, by the rules of db.visibility."""
    assert receiver.officer_id is not None
    if isinstance(record, Case) and (refusal := complaint_refusal(session, record, receiver.officer_id)):
        return refusal
    access = _assign(session, record, receiver.officer_id, now=now)
    model, _ = HELD[kind]
    if session.scalar(select(model.id).where(model.id == record.id, visible(kind, receiver))) is not None:
        return None
    if access is not None:
        session.delete(access)
        session.flush()
    outside = _outside(session, kind, record, receiver)
    if outside is not None:
        return _out_of_reach(receiver.name, outside)
    return problem("It cannot go to {name}: they may not open what it belongs to.", name=receiver.name)


def _assign(session: Session, record: Any, officer_id: int, *, now: datetime) -> ConcernAccess | CaseAccess | None:
    """The assignment that opens a restricted record for them; None when none had to be made."""
    if not isinstance(record, Concern | Case) or record.confidentiality < Confidentiality.RESTRICTED:
        return None
    table: Any = ConcernAccess if isinstance(record, Concern) else CaseAccess
    if session.get(table, (record.id, officer_id)) is not None:
        return None
    made = table(**{f"{record.__tablename__}_id": record.id}, officer_id=officer_id, granted_at=now)
    session.add(made)
    session.flush()
    opened: ConcernAccess | CaseAccess = made
    return opened


def _outside(session: Session, kind: str, record: Any, receiver: Viewer) -> str | None:
    """The name of the area that keeps them from it; None when it is not the area."""
    if kind == "case":
        of_case = select(CaseNeighbourhood.neighbourhood_id).where(CaseNeighbourhood.case_id == record.id)
        areas = list(session.scalars(of_case.order_by(CaseNeighbourhood.neighbourhood_id)))
    else:
        areas = [record.neighbourhood_id] if record.neighbourhood_id is not None else []
    reach = receiver.scope.record_areas
    if reach is None or not areas or any(area in reach for area in areas):
        return None
    return session.scalar(select(Neighbourhood.name).where(Neighbourhood.id == areas[0]))


def _is_restricted(session: Session, record: Any) -> bool:
    """Restricted itself, or a task of such a record."""
    levels = [getattr(record, "confidentiality", 0)]
    if isinstance(record, Task):
        for table, number in ((Concern, record.concern_id), (Case, record.case_id)):
            levels.append(session.scalar(select(table.confidentiality).where(table.id == number)) or 0)
    return max(levels) >= Confidentiality.RESTRICTED


def _give(record: Any, receiver: Officer, *, now: datetime) -> None:
    record.updated_at = now
    if isinstance(record, Organisation):
        record.relationship_owner_id = receiver.id
    else:
        record.owner_id = receiver.id
    if isinstance(record, Case) and receiver.team_id is not None:
        record.team_id = receiver.team_id


def _areas(session: Session, command: HandOverWork, giver: Officer) -> list[Neighbourhood]:
    statement = (
        select(Neighbourhood)
        .join(OfficerNeighbourhood, OfficerNeighbourhood.neighbourhood_id == Neighbourhood.id)
        .where(OfficerNeighbourhood.officer_id == giver.id)
        .order_by(Neighbourhood.id)
    )
    if command.neighbourhood_id is not None:
        statement = statement.where(Neighbourhood.id == command.neighbourhood_id)
    return list(session.scalars(statement))


def _give_area(session: Session, area: Neighbourhood, giver: Officer, receiver: Officer, *, now: datetime) -> None:
    session.execute(
        delete(OfficerNeighbourhood).where(
            OfficerNeighbourhood.officer_id == giver.id, OfficerNeighbourhood.neighbourhood_id == area.id
        )
    )
    if session.get(OfficerNeighbourhood, (receiver.id, area.id)) is None:
        session.add(OfficerNeighbourhood(officer_id=receiver.id, neighbourhood_id=area.id))
    if area.named_officer_id == giver.id:
        area.named_officer_id, area.updated_at = receiver.id, now


def _note(
    session: Session, kind: str, ref: str, giver: Officer, receiver: Officer, *, by: Viewer, now: datetime
) -> None:
    detail = {"from": giver.subject, "to": receiver.subject}
    audit.append(session, Action.HANDED_OVER, entity=kind, ref=ref, by=by, at=now, detail=detail)
    if kind in ("concern", "case", "task"):
        outbox.given(session, receiver.id, ref, by=by, now=now)
