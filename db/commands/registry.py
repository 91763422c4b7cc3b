"""Commands are frozen data; each has one handler. The store looks it up here and does the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from db.access import Viewer
from db.errors import Sentence

Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer to a save: what an officer is told, and what undo and the next edit need."""

    ref: str
    version: int
    entity: str
    also: tuple[str, ...] = ()  # references of records made along with it


@dataclass(frozen=True, slots=True)
class Left:
    """A record that a command for many left as it was, and why: a sentence's template and what fills it in."""

    ref: str
    template: str
    parameters: dict[str, str]

    @classmethod
    def because(cls, ref: str, why: Sentence) -> "Left":
        return cls(ref, why.template, {name: str(said) for name, said in why.parameters.items()})

    @property
    def why(self) -> Sentence:
        return Sentence(self.template, self.parameters)


@dataclass(frozen=True, slots=True)
class Spec:
    """How the store treats a command."""

    handler: Handler
    audited: bool  # must leave an audit entry, or nothing is saved
    changes_records: bool  # moves the store's revision: caches are out of date
    # Whether what this one changes is read by questions about activities only: other answers hold on.
    activities_alone: Callable[[Any], bool]
    takes_long: bool  # bulk: not under the deadline of one person's save
    many_steps: bool  # many records one by one: each answer in its time, the whole as long as it needs
    through_glass: bool  # only reads: also what its viewer opened for an hour without an assignment
    can_undo: bool  # what it changed is kept for a while beside its key
    answer: TypeAdapter[Any] | None  # how the answer is kept beside its key; None: it must not be kept, so no key


HANDLERS: dict[type, Spec] = {}


def whatever(_command: Any) -> bool:
    """Every command of a kind."""
    return True


def handles(
    command: type,
    *,
    audited: bool = True,
    changes_records: bool = True,
    activities_alone: Callable[[Any], bool] = lambda _command: False,
    takes_long: bool = False,
    many_steps: bool = False,
    through_glass: bool = False,
    can_undo: bool = False,
    keeps_answer: bool = True,
) -> Callable[[Handler], Handler]:
    """Register the one handler of a command: handler(session, command, *, by, now) -> answer.

    `activities_alone` says of a command that it writes no row but of activities and of what the store keeps about its own
    work (always: `whatever`).
    `many_steps=True` where one click may be about thousands of records, one by one. `through_glass=True` where it shows
    a record and changes nothing about it (db.commands.glass). `can_undo=True` where whoever saved it may take it back at
    once (db.commands.undo); its handler writes through the session's objects, not set by set. `keeps_answer=False` where
    the answer is personal or secret: the store keeps no copy, and takes no key.
    """

    def register(handler: Handler) -> Handler:
        if command in HANDLERS:
            raise RuntimeError(f"{command.__name__} has two handlers")
        answer: TypeAdapter[Any] | None = TypeAdapter(get_type_hints(handler)["return"]) if keeps_answer else None
        HANDLERS[command] = Spec(
            handler, audited, changes_records, activities_alone, takes_long, many_steps, through_glass, can_undo, answer
        )
        return handler

    return register


def run(session: Session, command: object, *, by: Viewer, now: datetime) -> Any:
    """Run a command's handler inside the present transaction: how one command is made of others."""
    return HANDLERS[type(command)].handler(session, command, by=by, now=now)
