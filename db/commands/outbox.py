"""Notices: put into the outbox in the transaction of the change that causes them; what cannot be sent is not queued."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.models import Notice, Officer
from db.queries.notices import choice_of
from db.settings import Settings
from db.vocabulary.notices import NoticeKind


def given(session: Session, officer_id: int | None, ref: str, *, by: Viewer, now: datetime) -> None:
    """Tell them that a record was given to them, unless they took it themselves or nobody in person gave it."""
    if officer_id is not None and by.officer_id is not None and officer_id != by.officer_id:
        queue(session, NoticeKind.ASSIGNMENT, {officer_id: [(ref, None)]}, now=now)


def shift_began(session: Session, officer: Officer, *, now: datetime) -> None:
    queue(session, NoticeKind.DIGEST, {officer.id: [(None, now.isoformat())]}, now=now)


def queue(
    session: Session,
    kind: NoticeKind,
    wanted: Mapping[int, Sequence[tuple[str | None, str | None]]],
    *,
    now: datetime,
) -> int:
    """Queue (reference, state told once or None) for each officer who wants this kind; how many were new."""
    settings: Settings = session.info["settings"]
    if not settings.sends_mail or not wanted:
        return 0
    queued = 0
    for officer in session.scalars(select(Officer).where(Officer.id.in_(wanted)).order_by(Officer.id)):
        if not choice_of(session, officer, settings).wants(kind):
            continue
        mine = select(Notice.about).where(Notice.officer_id == officer.id, Notice.kind == kind.value)
        states = [about for _, about in wanted[officer.id] if about is not None]
        told = set(session.scalars(mine.where(Notice.about.in_(states))))
        for ref, about in wanted[officer.id]:
            if about is None or about not in told:
                row = {"officer_id": officer.id, "kind": kind.value, "ref": ref, "about": about}
                session.add(Notice(**row, created_at=now, next_try_at=now, tries=0))
                queued += 1
    return queued
