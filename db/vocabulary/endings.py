"""How things end: answers to reporters, promises, checks of what was solved."""

from enum import StrEnum


class TaskPurpose(StrEnum):
    """Tasks that a rule lays out, and that end with more than a tick."""

    OUTCOME_CHECK = "outcome check"


class AnswerOutcome(StrEnum):
    """What became of answering a reporter."""

    TOLD = "told"
    NOT_REACHED = "not reached"
    DECLINED = "wants no answer any more"


class PromiseFate(StrEnum):
    """What happens to a promise when its record is closed."""

    KEPT = "kept"
    GOES_ON = "goes on"
    GIVEN_UP = "given up"
