"""What else is on at that time, in words and with the way there."""

from datetime import datetime

import streamlit as st

from dashboard import clock, navigation
from dashboard.rule_words import said_kept
from dashboard.words import _, local, ngettext, plain, said_date
from dashboard.words import clock as time_of_day
from db.queries.clashes import Clash, Clashes, Why

MOST = 8


def clashes_shown(found: Clashes, *, key: str) -> None:
    """Nothing is drawn when nothing is met."""
    if not found.events and not found.days:
        return
    with st.container(border=True, key=f"clashes-{key}", gap="small"):
        said = ngettext("It meets something else:", "It meets {n} other things:", _count(found))
        st.markdown(":orange[:material/warning:] **" + said.format(n=_count(found)) + "**")
        for kept in found.days:
            when = said_date(kept.day, clock.today())
            line = _("{what}, {when}")
            if kept.day > local(found.starts_at).date():
                line = _("{what}, {when}, begins the evening before")
            st.markdown(f":material/celebration: {plain(line.format(what=said_kept(kept), when=when))}")
        for clash in found.events[:MOST]:
            navigation.link("events", label=f"**{plain(clash.title)}**", icon=_icon(clash), ref=clash.ref)
            st.caption(_line(clash))
        if len(found.events) > MOST:
            st.caption(_("And {n} more.").format(n=len(found.events) - MOST))


def _count(found: Clashes) -> int:
    return len(found.events) + len(found.days)


def _icon(clash: Clash) -> str:
    return ":material/person_alert:" if Why.OFFICER in clash.why else ":material/event_repeat:"


def _line(clash: Clash) -> str:
    why = {
        Why.OFFICER: _("same officer, same time"),
        Why.AREA: _("same neighbourhood, same day"),
        Why.AUDIENCE: _("same audience, same day"),
    }
    reasons = "; ".join(why[one] for one in clash.why)
    parts = [reasons, _when(clash.starts_at), clash.neighbourhood, clash.owner]
    return " · ".join(plain(part) for part in parts if part)


def _when(at: datetime) -> str:
    return _("{day} {clock}").format(day=said_date(local(at).date(), clock.today()), clock=time_of_day(at))
