"""Errors that carry sentences to an officer; only dashboard.submit catches them.

A sentence is a template with named parameters, so that the dashboard can translate it before filling it in.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

# No 0, O, 1, I: a reference is read out over the phone.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """What an error on screen and its line in the log are found by."""
    return "".join(secrets.choice(LETTERS) for _letter in range(6))


@dataclass(frozen=True, slots=True)
class Sentence:
    template: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.parameters)


class NotOffered(Sentence):
    """About a choice that no form of ours offers: somebody made it up, and the audit trail says so."""


def problem(template: str, /, **parameters: object) -> Sentence:
    """The sentence an officer reads; the name is what the message extraction looks for."""
    return Sentence(template, parameters)


class CommonGroundError(Exception):
    """Base of every named error; str() is plain English for logs and command lines."""

    def __init__(self, sentence: Sentence | str) -> None:
        self.sentence = Sentence(sentence) if isinstance(sentence, str) else sentence
        super().__init__(str(self.sentence))


class Invalid(CommonGroundError):
    """Wrong input: every problem at once, keyed by field."""

    def __init__(self, problems: Mapping[str, Sentence]) -> None:
        self.problems = dict(problems)
        self.made_up = any(isinstance(sentence, NotOffered) for sentence in self.problems.values())
        super().__init__(problem("{sentences}", sentences=" ".join(str(s) for s in self.problems.values())))


class Refused(CommonGroundError):
    """The viewer may not do or see this; carries the reason, never the record."""


class NotFound(CommonGroundError):
    """No such record, or none this viewer may know of: the two are indistinguishable on purpose."""


class OpenedByCommand(NotFound):
    """A personal or restricted record that the viewer may open: by db.commands.opening, which leaves an audit entry."""

    def __init__(self, ref: str) -> None:
        super().__init__(problem("Open {ref} on its own page: looking at it is recorded.", ref=ref))


class Stale(CommonGroundError):
    """Somebody else changed the record meanwhile. `theirs` holds the fields as they are now."""

    def __init__(self, sentence: Sentence | str, *, theirs: Mapping[str, object], version: int) -> None:
        self.theirs = dict(theirs)
        self.version = version
        super().__init__(sentence)


class StoreUnavailable(CommonGroundError):
    """The store did not answer in time, is read-only or full: nothing was saved, trying again is safe. The log has why,
    under `reference`."""

    def __init__(self, sentence: Sentence | str) -> None:
        super().__init__(sentence)
        self.reference = new_reference()


class StoreAway(StoreUnavailable):
    """The store cannot be reached, or was lost while it was asked."""


class BadFile(CommonGroundError):
    """A file that cannot be read as what it claims to be: nothing was changed."""
