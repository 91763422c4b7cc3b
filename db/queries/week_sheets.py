"""An officer's week: entries by day, minutes with people and off duty, and how far the sheet has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from db import visibility
from db.access import Permission, Viewer
from db.errors import Refused, problem
from db.models import Activity, Neighbourhood, Officer, Organisation, WeekSheet
from db.queries.days import begin, today
from db.queries.frames import frame
from db.vocabulary import NOT_ENGAGEMENT, ActivityType, Role


@dataclass(frozen=True, slots=True)
class Sheet:
    """`version` is 0 while nothing was handed in. Minutes are of the entries the viewer may see."""

    officer_id: int
    officer: str
    week: date
    version: int
    handed_in_at: datetime | None
    signed_off_at: datetime | None
    signed_off_by: str | None
    returned_why: str | None
    entries: pd.DataFrame  # ref, version, day, type, started_at (UTC), minutes, people_reached, neighbourhood, ...
    minutes: int
    engaged: int
    off_duty: int

    @property
    def share(self) -> float | None:
        """Of all logged minutes, as Today reckons it too."""
        return self.engaged / self.minutes if self.minutes else None


def week_sheet(session: Session, *, viewer: Viewer, officer_id: int, week: date) -> Sheet:
    """One's own, or that of somebody in the team one answers for. Entries by their start.

    Entry columns: ref, version, day (the agency's), type, started_at (UTC), minutes, people_reached, neighbourhood_id,
    neighbourhood, partner, medium, language, has_note.
    """
    officer = _whose(session, viewer, officer_id)
    entries = _entries(session, viewer, officer_id, week)
    signer = aliased(Officer)
    row = session.execute(
        select(WeekSheet, signer.display_name)
        .outerjoin(signer, signer.id == WeekSheet.signed_off_by_id)
        .where(WeekSheet.officer_id == officer_id, WeekSheet.week == week)
    ).first()
    sheet = row[0] if row else None
    engaged = ~entries["type"].isin([kind.value for kind in NOT_ENGAGEMENT])
    return Sheet(
        officer_id=officer.id,
        officer=officer.display_name,
        week=week,
        version=sheet.version if sheet else 0,
        handed_in_at=sheet.handed_in_at if sheet else None,
        signed_off_at=sheet.signed_off_at if sheet else None,
        signed_off_by=row[1] if row else None,
        returned_why=sheet.returned_why if sheet else None,
        entries=entries,
        minutes=int(entries["minutes"].sum()),
        engaged=int(entries.loc[engaged, "minutes"].sum()),
        off_duty=int(entries.loc[entries["type"] == ActivityType.ABSTRACTION.value, "minutes"].sum()),
    )


def team_sheets(session: Session, *, viewer: Viewer, week: date) -> pd.DataFrame:
    """The week of everybody in the team but the viewer, those that wait for them first, then by name.

    Columns: officer_id, name, handed_in_at, signed_off_at (UTC), waits (bool).
    """
    viewer.must(Permission.WEEK_SIGN_OFF)
    statement = (
        select(Officer.id.label("officer_id"), Officer.display_name.label("name"), WeekSheet.handed_in_at,
               WeekSheet.signed_off_at)
        .outerjoin(WeekSheet, and_(WeekSheet.officer_id == Officer.id, WeekSheet.week == week))
        .where(
            Officer.team_id == (viewer.team_id or 0), Officer.id != (viewer.officer_id or 0), Officer.active,
            Officer.role.in_([Role.OFFICER.value, Role.SUPERVISOR.value, Role.SPECIALIST.value]),
        )
        .order_by(Officer.display_name, Officer.id)
    )  # fmt: skip
    rows = frame(session, statement, times=["handed_in_at", "signed_off_at"])
    rows["waits"] = rows["handed_in_at"].notna() & rows["signed_off_at"].isna()
    return rows.sort_values("waits", ascending=False, kind="stable", ignore_index=True)


def sheets_waiting(session: Session, *, viewer: Viewer) -> pd.DataFrame:
    """Sheets of the team that wait for the viewer, the oldest first. Columns: officer_id, name, week (its Monday)."""
    viewer.must(Permission.WEEK_SIGN_OFF)
    statement = (
        select(Officer.id.label("officer_id"), Officer.display_name.label("name"), WeekSheet.week)
        .join(Officer, Officer.id == WeekSheet.officer_id)
        .where(
            Officer.team_id == (viewer.team_id or 0),
            Officer.id != (viewer.officer_id or 0),
            WeekSheet.handed_in_at.is_not(None),
            WeekSheet.signed_off_at.is_(None),
        )
        .order_by(WeekSheet.week, Officer.display_name, Officer.id)
    )
    return frame(session, statement)


def weeks_returned(session: Session, *, viewer: Viewer) -> tuple[date, ...]:
    """One's own weeks that came back to be put right, the oldest first."""
    viewer.must(Permission.ACTIVITY_LOG)
    statement = (
        select(WeekSheet.week)
        .where(
            WeekSheet.officer_id == (viewer.officer_id or 0),
            WeekSheet.returned_why.is_not(None),
            WeekSheet.handed_in_at.is_(None),
        )
        .order_by(WeekSheet.week)
    )
    return tuple(session.scalars(statement))


def _whose(session: Session, viewer: Viewer, officer_id: int) -> Officer:
    viewer.must(Permission.ACTIVITY_LOG)
    officer = session.get(Officer, officer_id)
    mine = officer is not None and officer.id == viewer.officer_id
    team = officer is not None and viewer.team_id is not None and officer.team_id == viewer.team_id
    if officer is None or not (mine or (team and viewer.may(Permission.WEEK_SIGN_OFF))):
        raise Refused(problem("This is somebody else's week."))
    return officer


def _entries(session: Session, viewer: Viewer, officer_id: int, week: date) -> pd.DataFrame:
    statement = (
        select(
            Activity.ref, Activity.version, Activity.type, Activity.started_at, Activity.minutes,
            Activity.people_reached, Activity.neighbourhood_id, Neighbourhood.name.label("neighbourhood"),
            Organisation.name.label("partner"), Activity.medium, Activity.language,
            Activity.note.is_not(None).label("has_note"),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == Activity.neighbourhood_id)
        .outerjoin(Organisation, Organisation.id == Activity.organisation_id)
        .where(
            Activity.officer_id == officer_id, visibility.activities(viewer.scope),
            Activity.started_at >= begin(week), Activity.started_at < begin(week + timedelta(days=7)),
        )
        .order_by(Activity.started_at, Activity.id)
    )  # fmt: skip
    rows = frame(session, statement, times=["started_at"])
    rows["day"] = pd.Series([today(at.to_pydatetime()) for at in rows["started_at"]], dtype=object)
    return rows
