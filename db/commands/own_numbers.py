"""A number of the agency's own in place of a default: how it is checked, kept and put back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.errors import Sentence, Stale, problem


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose: None is back to the default. `version` is 0 while nobody has touched it."""

    name: str
    value: int | None
    version: int


def out_of_range(value: int | None, *, least: int, most: int) -> Sentence | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if value is None or (whole and least <= value <= most):
        return None
    return problem("Choose a whole number from {least} to {most}.", least=least, most=most)


def choose(
    session: Session,
    model: Any,
    column: str,
    choice: Choice,
    *,
    default: int,
    stale: Sentence,
    by: Viewer,
    now: datetime,
    made_with: Mapping[str, Any] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """The row that says so, and what the audit entry says about it. `made_with`: further columns of a first choice.
    Raises Stale with the sentence given."""
    row = session.scalar(select(model).where(model.name == choice.name))
    theirs = getattr(row, column, None)
    if choice.version != (row.version if row else 0):
        raise Stale(stale, theirs={column: theirs}, version=row.version if row else 0)
    if row is None:
        row = model(name=choice.name, created_at=now, updated_at=now, **(made_with or {}))
        session.add(row)
    setattr(row, column, choice.value)
    row.changed_by_id, row.updated_at = by.officer_id, now
    session.flush()
    return row, {
        "from": default if theirs is None else theirs,
        "to": default if choice.value is None else choice.value,
        "default": choice.value is None,
    }
