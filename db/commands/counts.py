"""The counts again from the concerns themselves, when a check has found them wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, rollups
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import handles


@dataclass(frozen=True, slots=True)
class CountAgain:
    """Nothing to say: all of them."""


@handles(CountAgain, takes_long=True)
def count_again(session: Session, command: CountAgain, *, by: Viewer, now: datetime) -> int:
    """How many counts were wrong."""
    by.must(Permission.BULK_IMPORT)
    wrong = rollups.check(session)
    rollups.rebuild(session)
    audit.append(session, Action.COUNTED_AGAIN, entity="concern", ref=None, by=by, at=now, detail={"wrong": wrong})
    return wrong
