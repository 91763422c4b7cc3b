"""The series past events were laid out by, as rows; and the partners they were held with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.commands.past import Past, PastEvent, PastSeries
from db.commands.series_rows import written
from db.models import EventSeries, Organisation


def make_series(session: Session, rows: Sequence[Past], *, now: datetime) -> Mapping[PastSeries, int]:
    """Each series once, however many events name it."""
    named = dict.fromkeys(row.in_series for row in rows if isinstance(row, PastEvent) and row.in_series)
    made = {
        one: EventSeries(
            name=one.name,
            rule=one.rule,
            starts_at=one.starts_at,
            zone=one.zone,
            minutes=one.minutes,
            laid_out_until=one.laid_out_until,
            skipped=[written(at) for at in one.skipped],
            created_at=min(one.starts_at, now),
            updated_at=now,
        )
        for one in named
    }
    session.add_all(made.values())
    session.flush()
    return {one: series.id for one, series in made.items()}


def with_partners(event_id: int, row: PastEvent, link: Callable[[Any, str], int | None]) -> list[dict[str, Any]]:
    return [{"event_id": event_id, "organisation_id": link(Organisation.ref, ref)} for ref in row.partners]
