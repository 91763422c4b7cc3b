"""Two reports of one thing: merge them, take them apart again, or say that they are not the same.

The duplicate keeps its words, voices and history, is closed as a duplicate and points to the main concern; its voices
count there. Open follow-ups, activities, and a case or event the main one has none of move to the main one. Every
changed column is written down with its value before and after (ConcernMerge), and taking apart puts exactly that back.

Chains are flat: what had been merged into the duplicate points to the main one too, and into a merged one nothing is
merged. Levels: below restricted the main one takes the higher level. Restricted concerns are not merged at all: each
has readers of its own, and a follow-up or an activity that moved would be read by those of the other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db import audit, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import concern_to_change
from db.commands.registry import Saved, handles
from db.commands.steps import note_move
from db.errors import Refused, Sentence, problem
from db.models import Activity, Case, Concern, ConcernMerge, NotTheSame, Task, Voice
from db.vocabulary import OPEN_STATUSES, ClosingReason, ConcernStatus, Confidentiality

MODELS: dict[str, Any] = {"concern": Concern, "task": Task, "activity": Activity}


@dataclass(frozen=True, slots=True)
class MergeConcern:
    """`ref` is the duplicate, `into` the main one that goes on."""

    ref: str
    version: int
    into: str
    into_version: int


@handles(MergeConcern)
def merge_concern(session: Session, command: MergeConcern, *, by: Viewer, now: datetime) -> Saved:
    """Answers with the main concern; `also` names the duplicate."""
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    main = concern_to_change(session, command.into, command.into_version, by=by)
    words.refuse_if_any([("into", _merge_problem(concern, main))])
    before, changes = concern.status, _Changes(now)
    for repeat in session.scalars(select(Concern).where(Concern.duplicate_of_id == concern.id)):
        changes.make(repeat, duplicate_of_id=main.id)
    _move_links(session, concern, main, changes, by=by)
    changes.make(main, confidentiality=max(main.confidentiality, concern.confidentiality))
    changes.make(
        concern,
        duplicate_of_id=main.id,
        status=ConcernStatus.CLOSED.value,
        closing_reason=ClosingReason.DUPLICATE.value,
        closed_at=now,
    )
    _touch(main, now=now)
    merge = ConcernMerge(concern_id=concern.id, into_id=main.id, at=now, officer_id=by.officer_id)
    merge.changes = changes.made
    session.add(merge)
    session.flush()
    note_move(session, concern, before, by=by, now=now, reason=f"{concern.ref} → {main.ref}")
    note_move(session, main, main.status, by=by, now=now, reason=f"{concern.ref} → {main.ref}")
    _in_trail(session, Action.CONCERN_MERGED, concern, main, by=by, now=now)
    return Saved(main.ref, main.version, "concern", (concern.ref,))


def _merge_problem(concern: Concern, main: Concern) -> Sentence | None:
    if concern.id == main.id:
        return problem("A concern cannot be merged into itself.")
    if concern.duplicate_of_id is not None:
        return problem("{ref} is merged already. Take it apart first.", ref=concern.ref)
    if main.duplicate_of_id is not None:
        return problem("{ref} is itself merged into another one: merge into that one.", ref=main.ref)
    if max(concern.confidentiality, main.confidentiality) >= Confidentiality.RESTRICTED:
        return problem("Restricted concerns are not merged, because each has its own readers. A case can hold both.")
    if concern.status in OPEN_STATUSES and main.status not in OPEN_STATUSES:
        return problem("{ref} is not open any more: reopen it first, or merge the other way round.", ref=main.ref)
    return None


class _Changes:
    """Sets columns and writes down what they were."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.made: list[dict[str, Any]] = []

    def make(self, record: Concern | Task | Activity, **columns: Any) -> None:
        for name, after in columns.items():
            before = getattr(record, name)
            if before != after:
                setattr(record, name, after)
                record.updated_at = self.now
                where = {"entity": record.__tablename__, "id": record.id, "ref": record.ref, "column": name}
                self.made.append({**where, "before": _plain(before), "after": _plain(after)})


def _touch(concern: Concern, *, now: datetime) -> None:
    """Its version moves on whatever else changes: two who merge in opposite directions at once must meet."""
    concern.updated_at = now
    flag_modified(concern, "updated_at")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(model: Any, column: str, kept: Any) -> Any:
    return datetime.fromisoformat(kept) if kept is not None and column.endswith("_at") else kept


def _move_links(session: Session, concern: Concern, main: Concern, changes: _Changes, *, by: Viewer) -> None:
    for task in session.scalars(
        select(Task).where(Task.concern_id == concern.id, Task.done_at.is_(None), Task.withdrawn_at.is_(None))
    ):
        changes.make(task, concern_id=main.id)
    for activity in session.scalars(select(Activity).where(Activity.concern_id == concern.id)):
        changes.make(activity, concern_id=main.id)
    if main.case_id is None and concern.case_id is not None and _may_see_case(session, concern.case_id, by=by):
        changes.make(main, case_id=concern.case_id)
        changes.make(concern, case_id=None)
    if main.raised_at_event_id is None and concern.raised_at_event_id is not None:
        changes.make(main, raised_at_event_id=concern.raised_at_event_id)
        changes.make(concern, raised_at_event_id=None)


def _may_see_case(session: Session, case_id: int, *, by: Viewer) -> bool:
    """A case its reader may not open is not handed on unseen; it stays with the duplicate."""
    return session.scalar(select(Case.id).where(Case.id == case_id, visibility.cases(by.scope))) is not None


def _in_trail(session: Session, action: Action, concern: Concern, main: Concern, *, by: Viewer, now: datetime) -> None:
    for record, other in ((concern, main), (main, concern)):
        detail = {"duplicate": concern.ref, "main": main.ref, "with": other.ref}
        audit.append(session, action, entity="concern", ref=record.ref, by=by, at=now, detail=detail)


@dataclass(frozen=True, slots=True)
class UnmergeConcern:
    """Take a merged concern (`ref` is the duplicate) out of the main one again."""

    ref: str
    version: int


@handles(UnmergeConcern)
def unmerge_concern(session: Session, command: UnmergeConcern, *, by: Viewer, now: datetime) -> Saved:
    """Puts back what the merge changed. Raises Refused when something has followed from it.

    A duplicate that came with an import has nothing to put back: it only stops pointing to the other one.
    """
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, command.version, by=by)
    if concern.duplicate_of_id is None:
        words.refuse_if_any([("ref", problem("{ref} is not merged into another concern.", ref=concern.ref))])
    main = session.get_one(Concern, concern.duplicate_of_id)
    main = concern_to_change(session, main.ref, None, by=by)
    merge, before = session.get(ConcernMerge, concern.id), concern.status
    if merge is None:
        concern.duplicate_of_id = None
    else:
        _must_not_have_followed(session, concern, main, merge)
        for record, change in _records(session, merge):
            kept = _value(type(record), change["column"], change["before"])
            setattr(record, change["column"], kept)
            record.updated_at = now
        session.delete(merge)
    _touch(concern, now=now)
    _touch(main, now=now)
    session.flush()
    note_move(session, concern, before, by=by, now=now, reason=f"{concern.ref} ↛ {main.ref}")
    note_move(session, main, main.status, by=by, now=now, reason=f"{concern.ref} ↛ {main.ref}")
    _in_trail(session, Action.CONCERN_TAKEN_APART, concern, main, by=by, now=now)
    return Saved(concern.ref, concern.version, "concern", (main.ref,))


def _records(session: Session, merge: ConcernMerge) -> list[tuple[Any, dict[str, Any]]]:
    return [(session.get_one(MODELS[change["entity"]], change["id"]), change) for change in merge.changes]


def _must_not_have_followed(session: Session, concern: Concern, main: Concern, merge: ConcernMerge) -> None:
    if merge.into_id != main.id:
        through = session.get_one(Concern, merge.into_id).ref
        raise Refused(
            problem("{ref} came here with {through}: take that one apart first.", ref=concern.ref, through=through)
        )
    if main.status not in OPEN_STATUSES and _was_open(merge):
        raise Refused(problem("{main} has been closed since, and {ref} with it.", main=main.ref, ref=concern.ref))
    told = select(Voice.id).where(Voice.concern_id == concern.id, Voice.told_at >= merge.at)
    if session.scalar(told.limit(1)) is not None:
        raise Refused(
            problem("Those who reported {ref} have been answered through {main} since.", ref=concern.ref, main=main.ref)
        )
    for record, change in _records(session, merge):
        changed = _plain(getattr(record, change["column"])) != change["after"]
        if changed or (isinstance(record, Task) and record.done_at is not None):
            raise Refused(problem("Something has followed: {ref} has changed since they were merged.", ref=record.ref))


def _was_open(merge: ConcernMerge) -> bool:
    return any(
        change["column"] == "status" and change["id"] == merge.concern_id and change["before"] in OPEN_STATUSES
        for change in merge.changes
    )


@dataclass(frozen=True, slots=True)
class RuleOutDuplicate:
    """The two are not the same: they are not proposed to each other's readers again. `ref` and `other` in any order."""

    ref: str
    other: str


@handles(RuleOutDuplicate)
def rule_out_duplicate(session: Session, command: RuleOutDuplicate, *, by: Viewer, now: datetime) -> Saved:
    """Saying it twice is saying it once."""
    by.must(Permission.CONCERN_WORK)
    concern = concern_to_change(session, command.ref, None, by=by)
    other = concern_to_change(session, command.other, None, by=by)
    same = problem("These are the same record.") if concern.id == other.id else None
    joined = other.duplicate_of_id == concern.id or concern.duplicate_of_id == other.id
    merged = problem("They are merged. Take them apart first.") if joined else None
    words.refuse_if_any([("other", same or merged)])
    first, second = sorted((concern.id, other.id))
    found = select(NotTheSame).where(NotTheSame.concern_id == first, NotTheSame.other_id == second)
    if session.scalar(found) is None:
        session.add(NotTheSame(concern_id=first, other_id=second, at=now, officer_id=by.officer_id))
    detail = {"other": other.ref}
    audit.append(session, Action.DUPLICATE_RULED_OUT, entity="concern", ref=concern.ref, by=by, at=now, detail=detail)
    return Saved(concern.ref, concern.version, "concern")
