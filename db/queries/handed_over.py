"""Whose work one may hand over, and who handed what to whom of late."""

from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session, aliased

from db.access import Permission, Viewer
from db.models import HandOver, Neighbourhood, Officer
from db.queries.frames import frame
from db.vocabulary import Role

LATELY = timedelta(days=60)


def givers(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Whose work the viewer may hand over, the viewer first: officer_id, name. Those who have left too."""
    viewer.must(Permission.CONCERN_WORK)
    team = Officer.team_id == viewer.team_id if viewer.role == Role.SUPERVISOR and viewer.team_id else false()
    statement = (
        select(Officer.id.label("officer_id"), Officer.display_name.label("name"))
        .where(or_(Officer.id == viewer.officer_id, team))
        .order_by(Officer.id != viewer.officer_id, Officer.display_name)
    )
    return frame(session, statement)


def hand_overs(session: Session, *, viewer: Viewer, now: datetime) -> pd.DataFrame:
    """Of the last 60 days, to or from the viewer (a supervisor: the team), the newest first.

    Columns: at (UTC), giver, receiver, area (name or empty), note, moved ({kind: records}).
    """
    viewer.must(Permission.CONCERN_WORK)
    giver, receiver = aliased(Officer), aliased(Officer)
    mine = or_(HandOver.to_id == viewer.officer_id, HandOver.from_id == viewer.officer_id)
    if viewer.role == Role.SUPERVISOR and viewer.team_id is not None:
        mine = or_(mine, giver.team_id == viewer.team_id, receiver.team_id == viewer.team_id)
    statement = (
        select(
            HandOver.at, giver.display_name.label("giver"), receiver.display_name.label("receiver"),
            Neighbourhood.name.label("area"), HandOver.note, HandOver.moved,
        )
        .join(giver, giver.id == HandOver.from_id)
        .join(receiver, receiver.id == HandOver.to_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == HandOver.neighbourhood_id)
        .where(mine, HandOver.at >= now - LATELY)
        .order_by(HandOver.at.desc(), HandOver.id.desc())
    )  # fmt: skip
    return frame(session, statement, times=["at"])
