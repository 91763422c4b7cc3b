"""What pages show of partners, messages, training and week sheets. Kept as dashboard.loaders keeps the rest."""

from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboard import clock
from dashboard.kept import read
from db.access import Viewer
from db.queries import own_work as own
from db.queries.communications import CommunicationRecord, Template
from db.queries.days import moments
from db.queries.filters import Filters
from db.queries.partners import PartnerRecord
from db.queries.week_sheets import Sheet


def _minute() -> datetime:
    """Now, to the minute: the answers of a minute are shared."""
    return clock.now().replace(second=0, microsecond=0)


def partner_list(viewer: Viewer, *, view: str, search: str = "") -> pd.DataFrame:
    """Partners of one view: see db.queries.partners.partner_list."""
    return read("partner_list", viewer, view=view, search=search, now=_minute())


def partner_record(viewer: Viewer, ref: str) -> PartnerRecord:
    return read("partner_record", viewer, ref=ref, now=_minute())


def partner_story(viewer: Viewer, ref: str) -> pd.DataFrame:
    return read("partner_story", viewer, ref=ref)


def services_known(viewer: Viewer) -> tuple[str, ...]:
    return read("services_known", viewer)


def my_overdue(viewer: Viewer) -> pd.DataFrame:
    """Partners whose contact I keep and have let lapse."""
    mine = partner_list(viewer, view="mine")
    return mine[mine["days_late"] > 0]


def week_sheet(viewer: Viewer, *, officer_id: int, week: date) -> Sheet:
    return read("week_sheet", viewer, officer_id=officer_id, week=week)


def team_sheets(viewer: Viewer, week: date) -> pd.DataFrame:
    return read("team_sheets", viewer, week=week)


def sheets_waiting(viewer: Viewer) -> pd.DataFrame:
    """Sheets of my team that wait to be signed off."""
    return read("sheets_waiting", viewer)


def weeks_returned(viewer: Viewer) -> tuple[date, ...]:
    """My own weeks that came back."""
    return read("weeks_returned", viewer)


def communication_list(viewer: Viewer, **which: Any) -> pd.DataFrame:
    """What was said to the public: see db.queries.communications.communication_list for `which`."""
    return read("communication_list", viewer, **which)


def communication_record(viewer: Viewer, ref: str) -> CommunicationRecord:
    return read("communication_record", viewer, ref=ref)


def languages_used(viewer: Viewer) -> tuple[str, ...]:
    return read("languages_used", viewer)


def templates(viewer: Viewer) -> tuple[Template, ...]:
    return read("templates", viewer)


def enquiries(viewer: Viewer) -> pd.DataFrame:
    """Open enquiries, the soonest answer first."""
    return read("enquiries", viewer, now=_minute())


def training_held(viewer: Viewer, filters: Filters) -> pd.DataFrame:
    """Officer training held in the filters' period."""
    since, until = moments(filters)
    return read("training_held", viewer, since=since, until=until)


def own_work(viewer: Viewer) -> own.OwnWork | None:
    """What somebody at a partner sees: see db.queries.own_work."""
    found: own.OwnWork | None = read("own_work", viewer)
    return found
