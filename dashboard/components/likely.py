"""A concern that may be the same as another: how far, how long apart, both texts, and who has it."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.components.rows import present
from dashboard.labels import badge, category_label, status_shown
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, plain, said_date, said_time
from db.vocabulary import SENSITIVE_CATEGORIES, Confidentiality

Point = tuple[float, float]
JUST_HERE = 10.0  # metres: nearer than a phone knows where it is


def likely_row(row: Any, *, mine: str, point: Point | None) -> None:
    """A row of db.queries.duplicates.likely_duplicates beside the words of the one looked at."""
    with st.container(horizontal=True, vertical_alignment="center"):
        navigation.link("concerns", label=f"**{plain(row.ref)}**", ref=row.ref)
        st.markdown(f"**{apart(row, point)}**", width="content")
    this, that = st.columns(2, gap="small")
    this.markdown(":small[" + _("This one") + "]  \n" + (plain(mine) or "…"))
    that.markdown(":small[" + plain(row.ref) + "]  \n" + plain(row.summary))
    owner = plain(row.owner) if present(row.owner) else _("nobody yet")
    line = _("{about} · received {when} · {reported} · owner: {owner}")
    facts = line.format(
        about=category_label(row.category),
        when=said_time(row.received_at, clock.now()),
        reported=reported_by(int(row.reported_by)),
        owner=owner,
    )
    st.markdown(f"{badge(status_shown(row.status))} :small[{facts}]")


def reported_by(people: int) -> str:
    """ "Reported by 4", as it stands on lists and records."""
    return _("reported by {n}").format(n=number(people))


def apart(row: Any, point: Point | None) -> str:
    """ "40 m to the north-east, 3 days apart"."""
    days = round(row.days)
    when = ngettext("{n} day apart", "{n} days apart", days).format(n=days) if days else _("the same day")
    if not present(row.distance):
        return _("somewhere in the same neighbourhood, {when}").format(when=when)
    if row.distance < JUST_HERE or point is None:
        return _("at the same spot, {when}").format(when=when)
    where = _("{metres} m to the {direction}").format(
        metres=number(max(10, round(row.distance, -1))), direction=direction(point, (row.latitude, row.longitude))
    )
    return _("{where}, {when}").format(where=where, when=when)


def direction(here: Point, there: Point) -> str:
    """Where `there` lies from `here`, as one of eight directions."""
    north, east = there[0] - here[0], (there[1] - here[1]) * math.cos(math.radians(here[0]))
    names = (
        _("north"), _("north-east"), _("east"), _("south-east"), _("south"), _("south-west"), _("west"), _("north-west"),
    )  # fmt: skip
    return names[round(math.degrees(math.atan2(east, north)) / 45) % 8]


def mapped(found: pd.DataFrame) -> Iterator[tuple[float, float, str, str, str]]:
    """Those that may be on a map, as the rows of its points."""
    for row in tuples(found):
        hidden = row.category in SENSITIVE_CATEGORIES or row.confidentiality > Confidentiality.INTERNAL
        if present(row.latitude) and not hidden:
            when = said_date(row.received_at.date(), clock.today())
            yield (float(row.latitude), float(row.longitude), category_label(row.category), when, str(row.ref))
