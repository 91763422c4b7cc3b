"""My week in hours: how much of it was with people, beside last week and what the agency aims for."""

from datetime import timedelta

import streamlit as st

from dashboard import clock, loaders
from dashboard.words import _, ngettext, number, per_cent, said_dates
from db.access import Permission, Viewer
from db.queries.days import week_start
from db.queries.work import Worked

ENGAGEMENT_TARGET = 0.40  # ours, of logged minutes (domain: clocks)


def week_section(viewer: Viewer) -> None:
    if not viewer.may(Permission.ACTIVITY_LOG):
        return
    monday = week_start(clock.today())
    sunday = monday + timedelta(days=6)
    this = loaders.worked(viewer, since=monday, until=sunday, neighbourhood_id=None, mine=True)
    before = loaders.worked(
        viewer, since=monday - timedelta(days=7), until=monday - timedelta(days=1), neighbourhood_id=None, mine=True
    )
    st.markdown("### " + _("My week"))
    if not this.minutes:
        st.caption(_("Nothing logged since Monday. Last week: {hours}.").format(hours=_hours(before)))
        return
    share = this.engagement_minutes / this.minutes
    met = ":green[:material/check_circle:]" if share >= ENGAGEMENT_TARGET else ":orange[:material/trending_down:]"
    st.markdown(
        _("**{hours}** logged, {share} of it with people {met}").format(
            hours=_hours(this), share=per_cent(share), met=met
        )
    )
    reached = ngettext("{n} person reached", "{n} people reached", this.people_reached)
    st.caption(
        _(
            "{dates}, my own entries. The aim is {target} with people. Last week {before}. {reached}; twice counts twice."
        ).format(
            dates=said_dates(monday, sunday),
            target=per_cent(ENGAGEMENT_TARGET),
            before=_hours(before),
            reached=reached.format(n=number(this.people_reached)),
        )
    )


def _hours(worked: Worked) -> str:
    hours, minutes = divmod(worked.minutes, 60)
    return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes)
