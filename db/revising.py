"""The store's next revision, counted on by every save that changes records."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from db import audit
from db.models import StoreRevision

_TABLE: Any = StoreRevision.__table__
_MOVED_ON = update(_TABLE).values(revision=_TABLE.c.revision + 1)
_IN_ACTIVITIES = _MOVED_ON.values(of_activities=_TABLE.c.of_activities + 1)


def _with_end(statement: Any) -> Any:
    end = audit.LOCKED_END
    return statement.where(end.c.id == _TABLE.c.id).returning(_TABLE.c.revision, end.c.entries, end.c.last_hash)


# Put together once: what a save says here, all others wait for. PostgreSQL reads and locks the end of the trail with it; the
# trail always before the revision, so that nobody waits for each other in a circle.
_ALONE = {False: _MOVED_ON.returning(_TABLE.c.revision), True: _IN_ACTIVITIES.returning(_TABLE.c.revision)}
_TOGETHER = {False: _with_end(_MOVED_ON), True: _with_end(_IN_ACTIVITIES)}


def moved_on(session: Session, *, activities_alone: bool) -> tuple[int, tuple[int, str] | None]:
    """The revision of this save; and where audit.seal goes on from, where that is known already."""
    connection = session.connection()
    if connection.dialect.name != "postgresql" or not audit.pending(session):
        return int(connection.execute(_ALONE[activities_alone]).scalar_one()), None
    revision, entries, last_hash = connection.execute(_TOGETHER[activities_alone]).one()
    return int(revision), (int(entries), str(last_hash))
