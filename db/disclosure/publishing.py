"""From private rows to the figures of one closed period: counted, rounded, coarsened until nothing can be worked out."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.disclosure.content import Release
from db.vocabulary.briefings import PeriodKind

Progress = Callable[[float, str], None]


def prepared(
    session: Session, kind: PeriodKind, starts_on: date, *, now: datetime, progress: Progress | None = None
) -> Release:
    """The release as it would be published now; publishes nothing. The same store gives the same release.

    Raises Invalid (field "starts_on") when the period is not a whole one, ended less than seven days ago, or overlaps one
    already published.
    """
    raise NotImplementedError


def published(session: Session, kind: PeriodKind, starts_on: date) -> Release | None:
    """What was published for exactly this period; None when nothing was yet."""
    raise NotImplementedError
