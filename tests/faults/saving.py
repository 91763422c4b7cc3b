"""One person's save in a test's own process, and what they are told when it does not succeed."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from db.access import Viewer
from db.commands.concerns import RecordConcern
from db.errors import StoreUnavailable
from db.models import Concern
from db.queries.people import viewer_by_subject
from db.store import Store
from db.vocabulary import Channel, ConcernCategory, SourceType
from tests.faults.invariants import MARK

WITHIN = 8.0  # seconds
# Each sentence says what a person can do now.
CLEAR = re.compile(r"try again|still works|whoever runs the system|cannot be written", re.IGNORECASE)


def person(store: Store, name: str = "ana") -> Viewer:
    with store.reading() as session:
        found = viewer_by_subject(session, name)
    assert found is not None
    return found


def a_key() -> str:
    return f"fault-{uuid4().hex}"


def concern(by: Viewer, key: str, *, now: datetime | None = None) -> RecordConcern:
    """Marked with its key, so that one saved twice is found."""
    received = (now or datetime.now(UTC)) - timedelta(hours=1)
    return RecordConcern(
        MARK + key, ConcernCategory.LIGHTING, Channel.WALK_UP, SourceType.RESIDENT, received,
        neighbourhood_id=by.areas[0],
    )  # fmt: skip


def save(store: Store, by: Viewer, key: str) -> str:
    """The reference of the saved concern."""
    now = datetime.now(UTC)
    return str(store.execute(concern(by, key, now=now), by=by, now=now, key=key).ref)


def refused(work: Any, *arguments: Any) -> tuple[str, float]:
    """What a person is told, and after how many seconds. It must be a sentence, clear, and in time."""
    began = time.monotonic()
    try:
        answer = work(*arguments)
    except StoreUnavailable as error:
        return told(error, began)
    raise AssertionError(f"it should not have succeeded: {answer}")


def read_or_refused(store: Store) -> None:
    """Either the store is read, or a person is told why not."""
    began = time.monotonic()
    try:
        assert store.revision() > 0
    except StoreUnavailable as error:
        told(error, began)


def told(error: StoreUnavailable, began: float) -> tuple[str, float]:
    took = time.monotonic() - began
    assert took < WITHIN, f"told after {took:.1f} s: {error}"
    assert CLEAR.search(str(error)), f"not clear what to do now: {error}"
    return str(error), took


def count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Concern)) or 0
