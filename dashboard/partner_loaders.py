"""What pages show of partners, messages, training and week sheets. Kept as dashboard.loaders keeps the rest."""

from datetime import datetime

import pandas as pd

from dashboard import clock
from dashboard.kept import read
from db.access import Viewer
from db.queries.partners import PartnerRecord


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
