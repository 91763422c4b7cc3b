"""You said, we did: what was raised at events here, what was done about it, when people were told."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, meeting_loaders, navigation
from dashboard.areas import Area
from dashboard.components.rows import present
from dashboard.components.states import empty_state
from dashboard.filters import period_words
from dashboard.labels import badge, status_shown
from dashboard.tuples import tuples
from dashboard.words import _, local, ngettext, number, plain, said_date, said_left, said_time
from db.access import Viewer
from db.queries.filters import Filters


def you_said_tab(viewer: Viewer, filters: Filters, area: Area) -> None:
    """Meeting by meeting, newest first. For officers: the audience sees it through briefings."""
    rows = meeting_loaders.you_said(viewer, neighbourhood_id=area.id, since=filters.since, until=filters.until)
    if rows.empty:
        empty_state(
            _("Nothing was raised at a meeting here in these dates."),
            detail=_("Concerns, promises and questions noted on the live screen of a meeting stand here."),
            action=_("To the events"), page="events", icon=":material/forum:", key="you-said",
        )  # fmt: skip
        return
    st.markdown(_answer(rows))
    st.caption(
        _("Raised at events {period}. Officers’ screen, not for projection: nothing sensitive is on it.").format(
            period=period_words(filters)
        )
    )
    for event, lines in rows.groupby("event", sort=False):
        first = lines.iloc[0]
        day = said_date(local(first["event_at"]).date(), clock.today())
        navigation.link(
            "events", label=f"{plain(first['event_title'])}, {day}", icon=":material/event:", ref=str(event)
        )
        with st.container(border=True, key=f"you-said-{event}", gap="small"):
            for line in tuples(lines):
                _line(line)


def _answer(rows: pd.DataFrame) -> str:
    done, told = int(rows["done_at"].notna().sum()), int(rows["told_at"].notna().sum())
    said = ngettext("{n} thing was raised", "{n} things were raised", len(rows)).format(n=number(len(rows)))
    return _("**{raised}, {done} are done, and people were told about {told}.**").format(
        raised=said, done=number(done), told=number(told)
    )


def _line(line: Any) -> None:
    icon = {"concern": ":material/chat_error:", "promise": ":material/handshake:"}.get(line.kind, ":material/help:")
    said, did = st.columns(2, gap="medium")
    with said, st.container(key=f"row-said-{line.ref}"):
        if line.kind == "concern":
            navigation.link("concerns", label=plain(line.said), icon=icon, ref=str(line.ref))
        else:
            st.markdown(f"{icon} {plain(line.said)}")
    with did:
        st.markdown(_did(line))


def _did(line: Any) -> str:
    now = clock.now()
    parts = []
    if line.gave_up:
        parts.append(":gray-badge[:material/heart_broken: " + _("given up") + "]")
    elif present(line.done_at):
        parts.append(
            ":green-badge[:material/check: " + _("done {when}").format(when=said_time(line.done_at, now)) + "]"
        )
    elif line.kind == "concern":
        parts.append(badge(status_shown(line.status)))
    if not present(line.done_at) and not line.gave_up and present(line.due_at):
        late = line.due_at < now
        parts.append(f"{':red' if late else ':gray'}-badge[:material/timer: {said_left(line.due_at, now)}]")
    if present(line.told_at):
        told = _("people told {when}").format(when=said_time(line.told_at, now))
        parts.append(f":green-badge[:material/campaign: {told}]")
    elif present(line.done_at) and not line.gave_up:
        parts.append(":orange-badge[:material/campaign: " + _("nobody told yet") + "]")
    words = f"  \n{plain(line.did)}" if present(line.did) else ""
    return " ".join(parts) + words
