"""Cases: opening one (often from concerns), moving it, linking concerns to it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import case_details, outbox, task_templates, words
from db.commands.closing import Fate, promise_problems, settle_promises
from db.commands.loading import case_to_change, concern_to_change, owner_problem
from db.commands.named import complaint_owner, grant, name_them, officers_problem, owner_refusal, restrict
from db.commands.placing import in_force
from db.commands.references import CASE, next_reference
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.commands.zone import agency_day
from db.errors import Invalid, Sentence, problem
from db.kinds import STAGES, missing_at_start
from db.models import Case, CaseAccess, CaseNeighbourhood, Concern, Officer
from db.vocabulary import CASE_LEVELS, CaseKind, CaseStatus, Confidentiality


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Its areas are those of its concerns and the ones named. The opener owns it unless somebody else is named.

    `values` are fields of its kind (db.kinds). A complaint says whom it is about, as far as that is known: officers by
    number (`officers`) or words (`officers_words`); it goes to somebody they do not report to, chosen when `owner_id` is
    None. Its usual tasks are laid out for its owner.
    """

    kind: CaseKind
    title: str
    goal: str | None = None
    concerns: tuple[str, ...] = ()
    neighbourhood_ids: tuple[int, ...] = ()
    owner_id: int | None = None
    review_at: date | None = None
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    values: dict[str, Any] = field(default_factory=dict)
    officers: tuple[int, ...] = ()
    officers_words: str | None = None


@handles(OpenCase, can_undo=True)
def open_case(session: Session, command: OpenCase, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    today = agency_day(now)
    unknown = [i for i in command.neighbourhood_ids if not in_force(session, i)]
    owner_id, owner_wrong = _owner(session, command, by=by)
    words.refuse_if_any(
        [
            ("kind", words.one_of(command.kind, CaseKind, ask=problem("Choose the kind of case."))),
            ("title", words.sentence(command.title, ask=problem("Give the case a title without names."), longest=200)),
            ("goal", words.too_long(command.goal, longest=2000)),
            ("confidentiality", words.level(command.confidentiality)),
            ("neighbourhoods", problem("Choose neighbourhoods from the list.") if unknown else None),
            ("owner", owner_wrong),
            *_kind_problems(session, command, now=now),
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
    complaint = command.kind == CaseKind.COMPLAINT
    case = Case(
        ref=next_reference(session, CASE, today.year),
        kind=command.kind.value,
        title=command.title.strip(),
        goal=words.tidy(command.goal),
        status=CaseStatus.OPEN.value,
        stage=STAGES[0].value if command.kind == CaseKind.PROBLEM else None,
        owner_id=owner_id,
        team_id=session.get_one(Officer, owner_id).team_id if complaint else by.team_id,
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
        session.add_all(CaseNeighbourhood(case_id=case.id, neighbourhood_id=area) for area in sorted(areas))
    for concern in concerns:
        concern.case_id, concern.updated_at = case.id, now
    case_details.write(session, case, command.values)
    if complaint:
        name_them(session, case, command.officers, words.tidy(command.officers_words), now=now)
        restrict(session, case, readers=[by.officer_id], now=now, concerns=concerns)
    elif case.confidentiality >= Confidentiality.RESTRICTED:
        grant(session, CaseAccess, case.id, {owner_id, by.officer_id}, now=now)
    tasks = task_templates.lay_out(session, case, area=next(iter(areas)) if len(areas) == 1 else None, by=by, now=now)
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
    return Saved(case.ref, case.version, "case", tasks)


def _owner(session: Session, command: OpenCase, *, by: Viewer) -> tuple[int | None, Sentence | None]:
    """Who answers for it, and what is wrong with that."""
    if command.kind == CaseKind.COMPLAINT:
        owner_id = complaint_owner(session, command.officers, command.owner_id, by=by)
        return owner_id, owner_refusal(session, command.officers) if owner_id is None else None
    owner_id = command.owner_id or by.officer_id
    return owner_id, owner_problem(session, owner_id, ask=problem("Choose who answers for the case."))


def _kind_problems(session: Session, command: OpenCase, *, now: datetime) -> list[tuple[str, Sentence | None]]:
    if not isinstance(command.kind, CaseKind):
        return []
    strange = (command.officers or command.officers_words) and command.kind != CaseKind.COMPLAINT
    return [
        *missing_at_start(command.kind, command.values),
        *case_details.value_problems(command.kind, command.values, now=now),
        ("subjects", problem("Only a complaint is about officers.") if strange else None),
        ("subjects", officers_problem(session, command.officers)),
        ("words", words.too_long(command.officers_words, longest=300)),
    ]


@dataclass(frozen=True, slots=True)
class MoveCase:
    """Change where a case stands; closing needs the outcome in a sentence, and what happens to each open promise."""

    ref: str
    version: int
    to: CaseStatus
    reason: str
    outcome: str | None = None
    review_at: date | None = None
    values: dict[str, Any] = field(default_factory=dict)  # of its kind, said while closing it
    promises: tuple[Fate, ...] = ()


@handles(MoveCase, can_undo=True)
def move_case(session: Session, command: MoveCase, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.CASE_WORK)
    case = case_to_change(session, command.ref, command.version, by=by)
    before, closes, kind = case.status, command.to == CaseStatus.CLOSED, CaseKind(case.kind)
    detail_problems = case_details.value_problems(kind, command.values, now=now)
    if not any(wrong for _, wrong in detail_problems):
        case_details.write(session, case, command.values)
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
            *(promise_problems(session, case, command.promises) if closes else ()),
            *detail_problems,
            *(case_details.closing_problems(session, case) if closes else ()),
        ]
    )
    if closes:
        settle_promises(session, case, command.promises, by=by, now=now)
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


@handles(LinkConcern, can_undo=True)
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
        grant(session, CaseAccess, case.id, {case.owner_id, by.officer_id}, now=now)
    session.flush()
    if case.kind == CaseKind.COMPLAINT:
        restrict(session, case, readers=[by.officer_id], now=now, concerns=[concern])
    audit.append(
        session, Action.CASE_LINKED, entity="case", ref=case.ref, by=by, at=now, detail={"concern": concern.ref}
    )
    return Saved(concern.ref, concern.version, "concern")
