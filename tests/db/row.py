"""What a row of the table of commands says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from db.audit import Action
from db.errors import Refused
from tests.db.conftest import NOW, Desk

Build = Callable[[Desk], Any]
Outcome = type[Exception] | None  # None: it is allowed

NOT_THEIRS: Mapping[str, Outcome] = {"analyst": Refused, "presenter": Refused, "administrator": Refused}
ONLY_THE_SYSTEM: Mapping[str, Outcome] = {"ana": Refused, "sue": Refused, **NOT_THEIRS}
ANYBODY: Mapping[str, Outcome] = {"ana": None, "analyst": None, "presenter": None, "administrator": None}

LONG = "x" * 20_000
TOMORROW, YESTERDAY = NOW + timedelta(days=1), NOW - timedelta(days=1)


@dataclass(frozen=True)
class Elsewhere:
    """The same thing done to the other team's record or in the other team's neighbourhood."""

    build: Build
    outcome: Outcome


@dataclass(frozen=True)
class Wrong:
    """Everything wrong at once, and the fields that must be named."""

    build: Build
    fields: set[str]


@dataclass(frozen=True)
class Late:
    """A colleague changes the record in between: how, and what the late one must then be shown of it."""

    meanwhile: Callable[[Desk, Any], Any]
    theirs: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    command: type
    good: Build
    action: Action | None
    by: str = "ana"
    roles: Mapping[str, Outcome] = field(default_factory=lambda: NOT_THEIRS)
    elsewhere: Elsewhere | None = None
    wrong: Wrong | None = None
    late: Late | None = None
