"""The thresholds as they stand, and who changed them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import thresholds as in_force
from db.access import Permission, Viewer
from db.models import Officer, ThresholdSetting
from db.rules import DEFINITIONS, Threshold, Unit
from db.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Standing:
    """One threshold. `version` 0, and nobody: never touched."""

    name: Threshold
    value: int
    default: int
    unit: Unit
    least: int
    most: int
    version: int
    changed_by: str | None
    changed_at: datetime | None


def threshold_list(session: Session, *, viewer: Viewer) -> tuple[Standing, ...]:
    """All of them, in the order of db.rules.Threshold. Raises Refused."""
    viewer.must(Permission.REFERENCE_KEEP)
    touched = select(ThresholdSetting, Officer.display_name).outerjoin(
        Officer, Officer.id == ThresholdSetting.changed_by_id
    )
    rows = {row.name: (row, who) for row, who in session.execute(touched)}
    found = []
    for name, definition in DEFINITIONS.items():
        row, who = rows.get(name.value, (None, None))
        found.append(
            Standing(
                name=name,
                value=definition.default if row is None or row.value is None else row.value,
                default=definition.default,
                unit=definition.unit,
                least=definition.least,
                most=definition.most,
                version=row.version if row else 0,
                changed_by=who,
                changed_at=row.updated_at if row else None,
            )
        )
    return tuple(found)


def thresholds(session: Session, *, viewer: Viewer) -> Thresholds:
    """What the desk reckons with; no secret of anybody's."""
    viewer.must(Permission.ACCOUNT)
    return in_force.current(session)
