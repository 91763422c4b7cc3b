"""Closed is not fixed: whether somebody still has to ask about a solved concern, as SQL conditions."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.models import Concern, Task
from db.vocabulary import TaskPurpose


def ended() -> Any:
    """When a concern was last solved."""
    return func.coalesce(Concern.resolved_at, Concern.closed_at)


def check_waits() -> ColumnElement[bool]:
    """An outcome check of this concern is open."""
    open_checks = select(Task.concern_id).where(
        Task.purpose == TaskPurpose.OUTCOME_CHECK.value, Task.done_at.is_(None), Task.withdrawn_at.is_(None)
    )
    return Concern.id.in_(open_checks.where(Task.concern_id.is_not(None)).correlate(None))


def was_checked() -> ColumnElement[bool]:
    """Somebody asked since it was last solved: what was found to hold is not asked about again."""
    checked: ColumnElement[bool] = _checks().where(Task.done_at >= ended()).correlate(Concern).exists()
    return checked


def _checks() -> Any:
    return select(Task.id).where(
        Task.concern_id == Concern.id, Task.purpose == TaskPurpose.OUTCOME_CHECK.value, Task.withdrawn_at.is_(None)
    )
