"""Thresholds: an administrator sets one, or gives it back its default."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, thresholds
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import own_numbers, words
from db.commands.registry import Saved, handles
from db.errors import Sentence, problem
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
    row, detail = own_numbers.choose(
        session,
        ThresholdSetting,
        "value",
        own_numbers.Choice(command.name.value, command.value, command.version),
        default=definition.default,
        stale=problem("Somebody else changed this threshold after you opened it. Nothing of theirs was overwritten."),
        by=by,
        now=now,
        made_with={"unit": definition.unit.value},
    )
    thresholds.forget(session)
    audit.append(
        session, Action.THRESHOLD_SET, entity="threshold", ref=command.name.value, by=by, at=now, detail=detail
    )
    return Saved(row.name, row.version, "threshold")


def _value_problem(command: SetThreshold) -> Sentence | None:
    definition = DEFINITIONS.get(command.name) if isinstance(command.name, Threshold) else None
    if definition is None:
        return None
    return own_numbers.out_of_range(command.value, least=definition.least, most=definition.most)
