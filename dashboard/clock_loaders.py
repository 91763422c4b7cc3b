"""What pages show about clocks: thresholds, the escalation list, hand-overs. Kept as dashboard.loaders keeps the rest."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import clock
from dashboard.kept import read
from db.access import Viewer
from db.queries import escalation as escalation_queries
from db.queries import hand_over as hand_over_queries
from db.queries import thresholds as threshold_queries
from db.rules import Rule
from db.thresholds import Thresholds


def thresholds(viewer: Viewer) -> Thresholds:
    """What the desk reckons with now."""
    return read("thresholds", viewer)


def threshold_list(viewer: Viewer) -> tuple[threshold_queries.Standing, ...]:
    return read("threshold_list", viewer)


def escalation(viewer: Viewer, **which: Any) -> escalation_queries.Escalation:
    """Lines of the escalation list: see db.queries.escalation.escalation for `which`."""
    return read("escalation", viewer, now=clock.minute(), **which)


def escalated(viewer: Viewer, *, whose: str) -> Mapping[Rule, int]:
    """How many lines of each rule stand on that list."""
    return read("escalated", viewer, now=clock.minute(), whose=whose)


def givers(viewer: Viewer) -> pd.DataFrame:
    """Whose work the viewer may hand over."""
    return read("givers", viewer)


def work_held(viewer: Viewer, *, officer_id: int, area_id: int | None) -> hand_over_queries.Held:
    return read("work_held", viewer, officer_id=officer_id, area_id=area_id, now=clock.minute())


def hand_overs(viewer: Viewer) -> pd.DataFrame:
    """What was handed over of late, to or from the viewer."""
    return read("hand_overs", viewer, now=clock.minute())
