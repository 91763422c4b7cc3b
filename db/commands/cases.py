"""Cases: opening one (often from concerns), moving it, linking concerns to it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import outbox, words
from db.commands.loading import case_to_change, concern_to_change, owner_problem
from db.commands.placing import in_force
from db.commands.references import CASE, next_reference
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Invalid, problem
from db.models import Case, CaseAccess, CaseNeighbourhood, Concern
from db.vocabulary import CASE_LEVELS, CaseKind, CaseStatus, Confidentiality


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Its areas are those of its concerns and the ones named. The opener owns it unless somebody else is named."""

    kind: CaseKind
    title: str
    goal: str | None = None
    concerns: tuple[str, ...] = ()
    neighbourhood_ids: tuple[int, ...] = ()
    owner_id: int | None = None
    review_at: date | None = None
    confidentiality: Confidentiality = Confidentiality.INTERNAL


@handles(OpenCase)
def open_case(session: Session, command: OpenCase, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    today = agency_day(now)
    unknown = [i for i in command.neighbourhood_ids if not in_force(session, i)]
    owner_id = command.owner_id or by.officer_id
    words.refuse_if_any(
        [
            ("kind", words.one_of(command.kind, CaseKind, ask=problem("Choose the kind of case."))),
            ("title", words.sentence(command.title, ask=problem("Give the case a title without names."), longest=200)),
            ("goal", words.too_long(command.goal, longest=2000)),
            ("confidentiality", words.level(command.confidentiality)),
            ("neighbourhoods", problem("Choose neighbourhoods from the list.") if unknown else None),
            ("owner", owner_problem(session, owner_id, ask=problem("Choose who answers for the case."))),
            (
                "review_at",
                problem("The review is in the past. Choose a day from today on.")
                if command.review_at and command.review_at < today
                else None,
            ),
        ]
    )
    concerns = [concern_to_change(session, ref, None, by=by) for ref in command.concerns]
    taken = [c.ref for c in concerns if c.case_id is not None]
    if taken:
        raise Invalid({"concerns": problem("{refs} is already part of a case.", refs=", ".join(taken))})
    highest = max([int(command.confidentiality), *(c.confidentiality for c in concerns)])
    assert owner_id is not None
    case = Case(
        ref=next_reference(session, CASE, today.year),
        kind=command.kind.value,
        title=command.title.strip(),
        goal=words.tidy(command.goal),
        status=CaseStatus.OPEN.value,
        stage="scanning" if command.kind == CaseKind.PROBLEM else None,
        owner_id=owner_id,
        team_id=by.team_id,
        confidentiality=max(highest, int(CASE_LEVELS.get(command.kind, Confidentiality.PUBLIC))),
        opened_at=now,
        review_at=command.review_at,
        created_at=now,
        updated_at=now,
    )
    session.add(case)
    session.flush()
    areas = {c.neighbourhood_id for c in concerns if c.neighbourhood_id} | set(command.neighbourhood_ids)
    if areas:
        rows = [{"case_id": case.id, "neighbourhood_id": area} for area in sorted(areas)]
        session.execute(insert(CaseNeighbourhood), rows)
    if case.confidentiality >= Confidentiality.RESTRICTED:
        for officer_id in sorted({owner_id, by.officer_id or owner_id}):
            session.add(CaseAccess(case_id=case.id, officer_id=officer_id, granted_at=now))
    for concern in concerns:
        concern.case_id, concern.updated_at = case.id, now
    note_move(session, case, None, by=by, now=now, reason=None)
    outbox.given(session, owner_id, case.ref, by=by, now=now)
    audit.append(
        session,
        Action.CASE_OPENED,
        entity="case",
        ref=case.ref,
        by=by,
        at=now,
        detail={"kind": case.kind, "level": case.confidentiality, "concerns": [c.ref for c in concerns]},
    )
    return Saved(case.ref, case.version, "case")


@dataclass(frozen=True, slots=True)
class MoveCase:
    """Change where a case stands; closing needs the outcome in a sentence."""

    ref: str
    version: int
    to: CaseStatus
    reason: str
    outcome: str | None = None
    review_at: date | None = None


@handles(MoveCase)
def move_case(session: Session, command: MoveCase, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.ref, command.version, by=by)
    before, closes = case.status, command.to == CaseStatus.CLOSED
    words.refuse_if_any(
        [
            ("to", words.one_of(command.to, CaseStatus, ask=problem("Choose where the case stands."))),
            ("to", problem("The case is there already.") if command.to == before else None),
            ("reason", words.sentence(command.reason, ask=problem("Say in a sentence why."), longest=2000)),
            (
                "outcome",
                words.sentence(command.outcome, ask=problem("Say in a sentence what came of it."), longest=2000)
                if closes
                else words.too_long(command.outcome, longest=2000),
            ),
        ]
    )
    case.status, case.updated_at = command.to.value, now
    case.closed_at = now if closes else None
    case.outcome = words.tidy(command.outcome) or case.outcome
    case.review_at = command.review_at or (None if closes else case.review_at)
    session.flush()
    note_move(session, case, before, by=by, now=now, reason=command.reason.strip())
    detail = {"from": before, "to": case.status}
    audit.append(session, Action.CASE_MOVED, entity="case", ref=case.ref, by=by, at=now, detail=detail)
    return Saved(case.ref, case.version, "case")


@dataclass(frozen=True, slots=True)
class LinkConcern:
    """Make a concern part of a case; the case takes on its area and, if higher, its level."""

    case: str
    concern: str
    concern_version: int


@handles(LinkConcern)
def link_concern(session: Session, command: LinkConcern, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.case, None, by=by)  # only looking: the concern is what changes
    concern: Concern = concern_to_change(session, command.concern, command.concern_version, by=by)
    if concern.case_id is not None:
        raise Invalid({"concern": problem("{refs} is already part of a case.", refs=concern.ref)})
    concern.case_id, concern.updated_at = case.id, now
    if concern.neighbourhood_id and not session.get(CaseNeighbourhood, (case.id, concern.neighbourhood_id)):
        session.add(CaseNeighbourhood(case_id=case.id, neighbourhood_id=concern.neighbourhood_id))
    if concern.confidentiality > case.confidentiality:
        case.confidentiality, case.updated_at = concern.confidentiality, now
        for officer_id in {case.owner_id, by.officer_id} - {None}:
            if not session.get(CaseAccess, (case.id, officer_id)):
                session.add(CaseAccess(case_id=case.id, officer_id=officer_id, granted_at=now))
    session.flush()
    audit.append(
        session, Action.CASE_LINKED, entity="case", ref=case.ref, by=by, at=now, detail={"concern": concern.ref}
    )
    return Saved(concern.ref, concern.version, "concern")
