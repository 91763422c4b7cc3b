"""Hand-outs: what there is in stock, and what was given at an event or on a patrol."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit, visibility
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.loading import event_to_work_on
from db.commands.registry import Saved, handles
from db.errors import Invalid, NotFound, problem
from db.models import Activity, Handout, HandoutItem

LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class StockHandouts:
    """What lies on the shelf now, by name and language; a new one is added, one that is there gets this count."""

    name: str
    language: str
    stock: int
    retired: bool = False


@handles(StockHandouts)
def stock_handouts(session: Session, command: StockHandouts, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    ask_count = problem("Say how many there are.")
    words.refuse_if_any(
        [
            ("name", words.sentence(command.name, ask=problem("Say what it is called."), longest=160)),
            ("language", words.sentence(command.language, ask=problem("Say which language it is in."), longest=40)),
            ("stock", ask_count if command.stock is None else words.counted(command.stock, largest=LARGEST)),
        ]
    )
    name, language = command.name.strip(), command.language.strip()
    same = (func.lower(HandoutItem.name) == name.lower(), func.lower(HandoutItem.language) == language.lower())
    item = session.scalar(select(HandoutItem).where(*same))
    if item is None:
        item = HandoutItem(name=name, language=language, stock=0, created_at=now, updated_at=now)
        session.add(item)
    item.stock, item.retired_at, item.updated_at = command.stock, now if command.retired else None, now
    session.flush()
    detail = {"item": item.id, "stock": item.stock, "retired": command.retired}
    audit.append(session, Action.HANDOUTS_STOCKED, entity="handout", ref=None, by=by, at=now, detail=detail)
    return Saved(name, item.version, "handout")


@dataclass(frozen=True, slots=True)
class GiveHandouts:
    """So many of an item at an event or on an activity (its reference). The count on the shelf goes down, never below
    0: what was given was given, and then the shelf was counted wrong."""

    item_id: int
    quantity: int
    event: str | None = None
    activity: str | None = None


@handles(GiveHandouts, can_undo=True)
def give_handouts(session: Session, command: GiveHandouts, *, by: Viewer, now: datetime) -> Saved:
    by.must(Permission.EVENT_WORK)
    item = session.get(HandoutItem, command.item_id, with_for_update=True) if command.item_id else None
    known = item is not None and item.retired_at is None
    least = problem("Say how many, 1 at least.")
    words.refuse_if_any(
        [
            ("item_id", None if known else problem("Choose what was given.")),
            ("quantity", words.counted(command.quantity, largest=LARGEST) if command.quantity else least),
        ]
    )
    assert item is not None
    if bool(command.event) == bool(command.activity):
        raise Invalid({"event": problem("Say where it was given: at one event or on one activity.")})
    event = event_to_work_on(session, command.event, by=by) if command.event else None
    activity = _own_activity(session, command.activity, by=by) if command.activity else None
    session.add(
        Handout(
            item_id=item.id,
            event_id=event.id if event else None,
            activity_id=activity.id if activity else None,
            quantity=command.quantity,
            at=now,
            officer_id=by.officer_id,
        )
    )
    item.stock, item.updated_at = max(item.stock - command.quantity, 0), now
    session.flush()
    record = event or activity
    assert record is not None
    detail = {"item": item.id, "quantity": command.quantity}
    entity = record.__tablename__
    audit.append(session, Action.HANDOUTS_GIVEN, entity=entity, ref=record.ref, by=by, at=now, detail=detail)
    return Saved(record.ref, record.version, entity)


def _own_activity(session: Session, ref: str, *, by: Viewer) -> Activity:
    mine = (Activity.ref == ref, Activity.officer_id == by.officer_id, visibility.activities(by.scope))
    activity = session.scalar(select(Activity).where(*mine))
    if activity is None:
        raise NotFound(problem("There is no activity {ref} of yours.", ref=ref))
    return activity
