"""The thresholds in force, read once in a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import ThresholdSetting
from db.rules import DEFINITIONS, Threshold, Unit
from db.vocabulary import ConcernCategory, Priority

_SPANS = {Unit.HOURS: timedelta(hours=1), Unit.DAYS: timedelta(days=1)}
_DUE = {
    Priority.URGENT: Threshold.DUE_URGENT,
    Priority.HIGH: Threshold.DUE_HIGH,
    Priority.NORMAL: Threshold.DUE_NORMAL,
    Priority.LOW: Threshold.DUE_LOW,
}
# What carries (a noise) or moves along a street (speeding) is told apart sooner.
_NEAR = (ConcernCategory.NOISE, ConcernCategory.SPEEDING)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`values` by name, each in its own unit (db.rules.DEFINITIONS); the methods give what code reckons with."""

    values: Mapping[Threshold, int]

    def __getitem__(self, name: Threshold) -> int:
        return self.values[name]

    def span(self, name: Threshold) -> timedelta:
        """Of a threshold in hours or days."""
        return self.values[name] * _SPANS[DEFINITIONS[name].unit]

    def due_within(self, priority: Priority | str) -> timedelta:
        """Time to a result, by priority."""
        return self.span(_DUE[Priority(priority)])

    def duplicate_radius(self, category: str | None) -> float:
        """Metres; the usual radius while the category is not chosen yet."""
        return float(self[Threshold.DUPLICATE_RADIUS_NEAR if category in _NEAR else Threshold.DUPLICATE_RADIUS])


DEFAULTS = Thresholds({name: definition.default for name, definition in DEFINITIONS.items()})


def current(session: Session) -> Thresholds:
    """What is in force in this transaction; one small statement the first time it is asked."""
    found: Thresholds | None = session.info.get("thresholds")
    if found is None:
        # A record that is half changed is not written for our sake: its version would move twice.
        with session.no_autoflush:
            chosen = session.execute(select(ThresholdSetting.name, ThresholdSetting.value)).all()
        known = {Threshold(name): value for name, value in chosen if name in set(Threshold) and value is not None}
        found = session.info["thresholds"] = Thresholds({**DEFAULTS.values, **known})
    return found


def forget(session: Session) -> None:
    """One has just been changed in this transaction."""
    session.info.pop("thresholds", None)
