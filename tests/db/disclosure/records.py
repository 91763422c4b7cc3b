"""Rows of the period under test, straight into a session that is rolled back afterwards: a thousand stores a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.disclosure.content import Release, written
from db.disclosure.publishing import prepared
from db.models import Activity, Case, Concern, Event, Neighbourhood, Officer, PublicRelease, StatusChange, Task, Voice
from db.store import Store
from db.vocabulary import ConcernStatus, TaskPurpose
from db.vocabulary.briefings import PeriodKind
from tests.db.conftest import NOW

QUARTER = date(2026, 7, 1)
MIDDLE = datetime(2026, 8, 12, 19, 0, tzinfo=UTC)


class Book:
    """A session in which records can be put in, and looked at as they would be published."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.areas = dict(session.execute(select(Neighbourhood.code, Neighbourhood.id)).all())
        self.officer = session.scalars(select(Officer.id).order_by(Officer.id)).first()
        self._number = count(1)

    def put(self, model: Any, *rows: dict[str, Any]) -> list[int]:
        shared = {"version": 1, "created_at": MIDDLE, "updated_at": MIDDLE}
        whole = []
        for row in rows:
            number = next(self._number)
            row = {"id": 100_000 + number, "ref": f"X-{number}", **shared, **row}
            if "area" in row:
                row["neighbourhood_id"] = self.areas.get(row.pop("area") or "")
            whole.append({name: value for name, value in row.items() if name in model.__table__.c})
        if whole:
            self.session.execute(insert(model), whole)
        return [row["id"] for row in whole]

    def concerns(self, n: int, area: str | None, category: str = "noise", **more: Any) -> list[int]:
        """`n` alike. `day` and `contact` are among what can be said of them."""
        day = more.pop("day", MIDDLE.date())
        contact = more.pop("contact", None)
        at = datetime.combine(day, MIDDLE.timetz())
        row = {
            "area": area, "category": category, "received_at": at, "received_day": day, "channel": "phone",
            "source_type": "resident", "summary": "Loud at night", "place_precision": "no place", "priority": "normal",
            "source": "desk", "status": "new", "confidentiality": 1, "dates_disputed": False, **more,
        }  # fmt: skip
        if row["status"] == ConcernStatus.CLOSED and "closing_reason" not in row:
            row["closing_reason"] = "resolved"
        made = self.put(Concern, *[dict(row) for _ in range(n)])
        if contact is not None:
            voice = {"reported_at": at, "anonymous": False, "contact": contact, "wants_answer": False}
            self.put(Voice, *[{**voice, "concern_id": number} for number in made])
        return made

    def events(self, n: int, area: str | None, type: str = "town hall", **more: Any) -> list[int]:
        start = more.pop("starts_at", MIDDLE)
        row = {
            "area": area, "type": type, "hosted": True, "title": "Town hall", "starts_at": start,
            "ends_at": start + timedelta(hours=1), "status": "held", "topics": [], "interpreter": False, **more,
        }  # fmt: skip
        return self.put(Event, *[dict(row) for _ in range(n)])

    def activities(self, n: int, area: str | None, type: str = "foot patrol", **more: Any) -> list[int]:
        row = {
            "area": area, "type": type, "officer_id": self.officer, "started_at": MIDDLE, "minutes": 30,
            "confidentiality": 1, **more,
        }  # fmt: skip
        return self.put(Activity, *[dict(row) for _ in range(n)])

    def promises(self, n: int, area: str | None, fate: str = "outstanding", **more: Any) -> list[int]:
        done = {"kept": MIDDLE, "kept late": MIDDLE + timedelta(days=3)}.get(fate)
        row = {
            "area": area, "text": "Mend the lamp", "owner_id": self.officer, "due_at": MIDDLE, "done_at": done,
            "is_promise": True, **more,
        }  # fmt: skip
        return self.put(Task, *[dict(row) for _ in range(n)])

    def checks(self, n: int, came_back: bool = False, **more: Any) -> list[int]:
        """Answered, each about a concern of the quarter before."""
        done = more.pop("done_at", MIDDLE)
        about = self.concerns(n, "mill", day=QUARTER - timedelta(days=30), **more)
        row = {"text": "Ask", "owner_id": self.officer, "due_at": done, "done_at": done, "is_promise": False}
        task = {**row, "purpose": TaskPurpose.OUTCOME_CHECK.value}
        made = self.put(Task, *[{**task, "concern_id": number} for number in about])
        if came_back:
            step = {"entity": "concern", "at": done, "from_status": "resolved", "to_status": "in progress"}
            self.put(StatusChange, *[{**step, "entity_id": number} for number in about])
        return made

    def restricted_case(self) -> int:
        row = {
            "kind": "support", "title": "Support", "status": "open", "owner_id": self.officer, "confidentiality": 3,
            "opened_at": MIDDLE,
        }  # fmt: skip
        return self.put(Case, row)[0]

    def publish(self, release: Release) -> None:
        self.put(
            PublicRelease,
            {
                "kind": release.kind.value, "starts_on": release.starts_on, "last_day": release.last_day,
                "content": written(release), "hash": f"{release.starts_on}", "published_at": NOW,
            },
        )  # fmt: skip

    def release(self, kind: PeriodKind = PeriodKind.QUARTER, starts_on: date = QUARTER, now: datetime = NOW) -> Release:
        return prepared(self.session, kind, starts_on, now=now)


@contextmanager
def book(store: Store) -> Iterator[Book]:
    """Nothing of it stays."""
    with Session(store._writer) as session:
        yield Book(session)
        session.rollback()
