"""Commands are frozen data; each has one handler. The store looks it up here and does the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db.access import Viewer

Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer to a save: what an officer is told, and what undo and the next edit need."""

    ref: str
    version: int
    entity: str
    also: tuple[str, ...] = ()  # references of records made along with it


@dataclass(frozen=True, slots=True)
class Spec:
    """How the store treats a command."""

    handler: Handler
    audited: bool  # must leave an audit entry, or nothing is saved
    changes_records: bool  # moves the store's revision: caches are out of date


HANDLERS: dict[type, Spec] = {}


def handles(
    command: type, *, audited: bool = True, changes_records: bool = True
) -> Callable[[Handler], Handler]:
    """Register the one handler of a command: handler(session, command, *, by, now) -> answer."""

    def register(handler: Handler) -> Handler:
        if command in HANDLERS:
            raise RuntimeError(f"{command.__name__} has two handlers")
        HANDLERS[command] = Spec(handler, audited, changes_records)
        return handler

    return register


def run(session: Session, command: object, *, by: Viewer, now: datetime) -> Any:
    """Run a command's handler inside the present transaction: how one command is made of others."""
    return HANDLERS[type(command)].handler(session, command, by=by, now=now)
