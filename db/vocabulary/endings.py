"""How things end: answers to reporters, promises, checks of what was solved."""

from enum import StrEnum


class TaskPurpose(StrEnum):
    """What a task is for, where that is more than its words: outcome checks are laid out by rule and end with an answer."""

    OUTCOME_CHECK = "outcome check"
    CHECKLIST = "checklist"  # prepares an event
    QUESTION = "question"  # asked at an event, to be answered later


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
