"""Thresholds: an administrator sets one, or gives it back its default."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import Saved, handles
from db.errors import Sentence, Stale, problem
from db.models import ThresholdSetting
from db.rules import DEFINITIONS, Threshold


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """`value` in the threshold's own unit; None is back to the default. `version` is 0 while nobody has touched it."""

    name: Threshold
    value: int | None
    version: int


@handles(SetThreshold)
def set_threshold(session: Session, command: SetThreshold, *, by: Viewer, now: datetime) -> Saved:
    """What is reckoned from now on; due dates that are stored stay as they are."""
    by.must(Permission.THRESHOLD_SET)
    words.refuse_if_any(
        [
            ("name", words.one_of(command.name, Threshold, ask=problem("Choose which threshold."))),
            ("value", _value_problem(command)),
        ]
    )
    definition = DEFINITIONS[command.name]
    row = session.scalar(select(ThresholdSetting).where(ThresholdSetting.name == command.name.value))
    if command.version != (row.version if row else 0):
        raise Stale(
            problem("Somebody else changed this threshold after you opened it. Nothing of theirs was overwritten."),
            theirs={"value": row.value if row else None},
            version=row.version if row else 0,
        )
    before = definition.default if row is None or row.value is None else row.value
    if row is None:
        row = ThresholdSetting(name=command.name.value, unit=definition.unit.value, created_at=now, updated_at=now)
        session.add(row)
    row.value, row.changed_by_id, row.updated_at = command.value, by.officer_id, now
    session.flush()
    thresholds.forget(session)
    after = definition.default if command.value is None else command.value
    detail = {"from": before, "to": after, "default": command.value is None}
    audit.append(
        session, Action.THRESHOLD_SET, entity="threshold", ref=command.name.value, by=by, at=now, detail=detail
    )
    return Saved(row.name, row.version, "threshold")


def _value_problem(command: SetThreshold) -> Sentence | None:
    definition = DEFINITIONS.get(command.name) if isinstance(command.name, Threshold) else None
    value = command.value
    if definition is None or value is None:
        return None
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not definition.least <= value <= definition.most:
        return problem("Choose a whole number from {least} to {most}.", least=definition.least, most=definition.most)
    return None
