"""What an agency can set, and what escalates: the names, the defaults and where each comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from db.vocabulary import DUE_WITHIN, FIRST_ANSWER_WITHIN, Priority


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    METRES = "metres"
    CONCERNS = "concerns"
    PER_CENT = "per cent"


class Threshold(StrEnum):
    FIRST_ANSWER = "first answer"
    DUE_URGENT = "result, urgent"
    DUE_HIGH = "result, high"
    DUE_NORMAL = "result, normal"
    DUE_LOW = "result, low"
    OUTCOME_CHECK = "outcome check"
    PLACE_COUNT = "concerns at one place"
    PLACE_MONTHS = "concerns at one place, within"
    PLACE_RADIUS = "one place"
    STALE_CASE = "stale case"
    CASE_REVIEW = "case review"
    DUPLICATE_RADIUS = "possible duplicate"
    DUPLICATE_RADIUS_NEAR = "possible duplicate, noise and speeding"
    CLOSE_OUT = "close-out"
    SHIFT_GAP = "shift begins"
    ENGAGEMENT = "engagement target"


@dataclass(frozen=True, slots=True)
class Definition:
    """The default, its unit, and the least and the most an agency may choose."""

    default: int
    unit: Unit
    least: int
    most: int


def _hours(name: Priority) -> int:
    return int(DUE_WITHIN[name].total_seconds() // 3600)


DEFINITIONS: Mapping[Threshold, Definition] = {
    Threshold.FIRST_ANSWER: Definition(int(FIRST_ANSWER_WITHIN.total_seconds() // 3600), Unit.HOURS, 1, 720),
    Threshold.DUE_URGENT: Definition(_hours(Priority.URGENT), Unit.HOURS, 1, 720),
    Threshold.DUE_HIGH: Definition(DUE_WITHIN[Priority.HIGH].days, Unit.DAYS, 1, 90),
    Threshold.DUE_NORMAL: Definition(DUE_WITHIN[Priority.NORMAL].days, Unit.DAYS, 1, 180),
    Threshold.DUE_LOW: Definition(DUE_WITHIN[Priority.LOW].days, Unit.DAYS, 1, 365),
    Threshold.OUTCOME_CHECK: Definition(28, Unit.DAYS, 1, 365),
    Threshold.PLACE_COUNT: Definition(3, Unit.CONCERNS, 2, 50),
    Threshold.PLACE_MONTHS: Definition(6, Unit.MONTHS, 1, 24),
    Threshold.PLACE_RADIUS: Definition(100, Unit.METRES, 10, 1000),
    Threshold.STALE_CASE: Definition(30, Unit.DAYS, 1, 365),
    Threshold.CASE_REVIEW: Definition(28, Unit.DAYS, 1, 365),
    Threshold.DUPLICATE_RADIUS: Definition(250, Unit.METRES, 10, 2000),
    Threshold.DUPLICATE_RADIUS_NEAR: Definition(100, Unit.METRES, 10, 2000),
    Threshold.CLOSE_OUT: Definition(48, Unit.HOURS, 1, 720),
    Threshold.SHIFT_GAP: Definition(8, Unit.HOURS, 1, 72),
    Threshold.ENGAGEMENT: Definition(40, Unit.PER_CENT, 1, 100),
}


class Rule(StrEnum):
    """Why a record stands on the escalation list."""

    FIRST_ANSWER = "first answer"
    PROMISE = "promise overdue"
    PLACE = "one place"
    PAST_DUE = "past due"
    REVIEW = "review missed"
    TASK = "task overdue"
    OUTCOME_CHECK = "outcome check"
    STALE_CASE = "stale case"
    CLOSE_OUT = "not closed out"


# The gravest first: somebody outside waits for a word of ours, or a place keeps coming back; then what is owed a result;
# then what is only asleep. An urgent or high priority lifts a result to the first of these.
SEVERITY: Mapping[Rule, int] = {
    Rule.FIRST_ANSWER: 3,
    Rule.PROMISE: 3,
    Rule.PLACE: 3,
    Rule.PAST_DUE: 2,
    Rule.REVIEW: 2,
    Rule.TASK: 2,
    Rule.OUTCOME_CHECK: 1,
    Rule.STALE_CASE: 1,
    Rule.CLOSE_OUT: 1,
}
