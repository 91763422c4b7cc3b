"""What a restored store does before anybody comes to it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session as OrmSession

from db import audit
from db.access import Permission, Viewer
from db.audit import Action
from db.commands.registry import handles
from db.errors import Refused, problem
from db.models import Session, StoreRevision
from db.vocabulary import EndReason

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BeginAgain:
    """A store from the past: nobody stays signed in by a cookie of today, and no cache takes its revision for one it knew."""


@handles(BeginAgain, takes_long=True)
def begin_again(session: OrmSession, command: BeginAgain, *, by: Viewer, now: datetime) -> int:
    """How many sessions ended. Raises Refused."""
    by.must(Permission.BULK_IMPORT)
    if by.officer_id is not None:
        raise Refused(problem("Only the command line does this."))
    ended = {"ended_at": now, "end_reason": EndReason.ENDED.value, "ticket_hash": None}
    done = session.execute(update(Session).where(Session.ended_at.is_(None)).values(**ended))
    gone = int(done.rowcount)  # type: ignore[attr-defined]
    # Thousandths of a second since then: ahead of every revision there was, also of those of an earlier restore, as nobody
    # saves a thousand times a second for years.
    ahead = int((now - EPOCH).total_seconds() * 1000)
    session.execute(update(StoreRevision).where(StoreRevision.revision < ahead).values(revision=ahead, of_activities=0))
    audit.append(session, Action.SESSION_ENDED, entity="session", ref=None, by=by, at=now, detail={"ended": gone})
    return gone
