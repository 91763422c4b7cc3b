"""Records as rows: a line to tap, its state in words, what matters beneath. The same on every list page."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, navigation
from dashboard.labels import (
    badge,
    case_kind_label,
    case_status_shown,
    category_label,
    event_status_shown,
    event_type_label,
    priority_shown,
    status_shown,
)
from dashboard.marked import with_hits
from dashboard.tuples import tuples
from dashboard.words import _, ngettext, number, plain, said_date, said_left, said_time
from db.vocabulary import Confidentiality, EventStatus, Priority


def present(value: Any) -> bool:
    """False for what a frame holds where a row has nothing."""
    return value is not None and not pd.isna(value)


def rows(frame: pd.DataFrame, draw: Callable[[Any], None], *, key: str) -> None:
    """Each row of the frame in a container of its own."""
    with st.container(key=f"rows-{key}", gap="small"):
        for row in tuples(frame):
            with st.container(border=True, key=f"row-{key}-{row.ref}", gap=None):
                draw(row)


def concern_row(row: Any, *, looking_for: str = "") -> None:
    """A concern of db.queries.concerns.concern_list; the words somebody is looking for are marked."""
    navigation.link("concerns", label=f"**{plain(row.ref)}** · {with_hits(row.summary, looking_for)}", ref=row.ref)
    marks = [badge(status_shown(row.status)), plain(category_label(row.category))]
    if row.overdue:
        marks.append(":red-badge[:material/alarm: " + _("Overdue, {late}").format(late=_late(row.due_at)) + "]")
    if row.priority in (Priority.URGENT, Priority.HIGH):
        marks.append(badge(priority_shown(row.priority)))
    if row.confidentiality >= Confidentiality.RESTRICTED:
        marks.append(":violet-badge[:material/lock: " + _("Restricted") + "]")
    owner = plain(row.owner) if present(row.owner) else _("nobody yet")
    place = plain(row.neighbourhood) if present(row.neighbourhood) else _("no neighbourhood")
    line = _("{place} · received {when} · owner: {owner}")
    line = line.format(place=place, when=said_time(row.received_at, clock.now()), owner=owner)
    # One element for both: a list of 25 is sent with every click in it.
    st.markdown(" ".join(marks) + f"  \n:small[{line}]")


def case_row(row: Any, *, looking_for: str = "") -> None:
    """A case of db.queries.cases.case_list; the words somebody is looking for are marked."""
    navigation.link("cases", label=f"**{plain(row.ref)}** · {with_hits(row.title, looking_for)}", ref=row.ref)
    marks = [badge(case_status_shown(row.status)), plain(case_kind_label(row.kind))]
    if row.review_overdue:
        marks.append(":red-badge[:material/alarm: " + _("Review overdue") + "]")
    if row.confidentiality >= Confidentiality.RESTRICTED:
        marks.append(":violet-badge[:material/lock: " + _("Restricted") + "]")
    st.markdown(" ".join(marks))
    parts = [_("owner: {owner}").format(owner=plain(row.owner))]
    if present(row.review_at):
        parts.append(_("review {day}").format(day=said_date(row.review_at, clock.today())))
    parts.append(ngettext("{n} concern", "{n} concerns", row.concerns).format(n=row.concerns))
    if row.open_tasks:
        parts.append(ngettext("{n} open task", "{n} open tasks", row.open_tasks).format(n=row.open_tasks))
    st.caption(" · ".join(parts))


def event_row(row: Any) -> None:
    """An event of db.queries.events.event_list."""
    navigation.link("events", label=f"**{plain(row.title)}**", icon=":material/event:", ref=row.ref)
    marks = [badge(event_status_shown(row.status)), plain(event_type_label(row.type))]
    if needs_close_out(row):
        marks.append(":orange-badge[:material/alarm: " + _("Not closed out yet") + "]")
    st.markdown(" ".join(marks))
    place = [plain(value) for value in (row.venue, row.neighbourhood) if present(value)]
    parts = [said_time(row.starts_at, clock.now()), *place]
    if present(row.attendance_total):
        parts.append(attendance_words(int(row.attendance_total), bool(row.attendance_counted)))
    st.caption(" · ".join(parts))


def needs_close_out(row: Any) -> bool:
    """Over, and nobody has said yet who came."""
    return bool(row.status == EventStatus.PLANNED and row.ends_at < clock.now())


def attendance_words(total: int, counted: bool) -> str:
    said = ngettext("{n} person", "{n} people", total).format(n=number(total))
    return _("{people} counted").format(people=said) if counted else _("about {people}").format(people=said)


def _late(due: Any) -> str:
    return said_left(due, clock.now())
