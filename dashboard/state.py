"""Every session_state and URL key in one place, typed. Plain values only, so that any replica could hold them."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """One named place in session_state, with what it holds when nobody has put anything there."""

    name: str
    empty: T

    def get(self) -> T:
        value: T = st.session_state.get(self.name, self.empty)
        return value

    def set(self, value: T) -> None:
        st.session_state[self.name] = value

    def take(self) -> T:
        """The value, once."""
        value: T = st.session_state.pop(self.name, self.empty)
        return value


# Who is signed in: the session's token, and the ticket its browser still has to exchange for the cookie.
TOKEN: Key[str] = Key("token", "")
TICKET: Key[str] = Key("ticket", "")
# Why the last session of this page ended ("signed out", "idle", …); empty when nobody was signed in.
ENDED: Key[str] = Key("ended", "")
# Names that ending, so that the browser tidies up after it once.
END: Key[str] = Key("end", "")
# After signing out the page goes to the root, so that the next person does not arrive where the last one was.
GO_HOME: Key[bool] = Key("go_home", False)
SIGN_IN_PROBLEM: Key[str] = Key("sign_in_problem", "")
# Half a local sign-in: the next step and its proof, never in the browser; what a device is being told; the recovery codes
# until they are kept; whether one of them is given in place of the device's code.
HALF: Key[dict[str, Any]] = Key("half", {})
SETTING_UP: Key[dict[str, str]] = Key("setting_up", {})
RECOVERY_CODES: Key[tuple[str, ...]] = Key("recovery_codes", ())
WITH_RECOVERY: Key[bool] = Key("with_recovery", False)
# A one-time password that was just made, and whose it is, until the administrator has passed it on.
ONE_TIME: Key[dict[str, str]] = Key("one_time", {})
PROVIDER_PROBLEM: Key[str] = Key("provider_problem", "")
# Where the browser goes after signing out, so that the identity provider's session ends too.
LEAVE: Key[str] = Key("leave", "")
# Names of the session watch: the component, and the trigger it pulls when nobody has clicked for too long.
WATCH = "session_watch"
IDLE = "idle"

# Whether the page says above everything that the store is away and only its replica is read.
STANDING_STILL: Key[bool] = Key("standing_still", False)

# What every list, map and figure is filtered by, as in the URL: {"period": ["30"], "category": ["noise"], …}.
FILTERS: Key[dict[str, list[str]]] = Key("filters", {})
FILTERS_WRITTEN: Key[dict[str, list[str]]] = Key("filters_written", {})

# How the concern map is looked at, as in the URL: {"measure": ["rate"], "selected": ["12"], …}.
MAP_VIEW: Key[dict[str, list[str]]] = Key("map_view", {})
MAP_VIEW_WRITTEN: Key[dict[str, list[str]]] = Key("map_view_written", {})

# Whose page was looked at last (a neighbourhood's code).
NEIGHBOURHOOD: Key[str] = Key("neighbourhood", "")

# What was logged last in this sign-in, and where (a neighbourhood's id): the next entry begins the same way.
LOG_KIND: Key[str] = Key("log_kind", "activity")
LOG_AREA: Key[int | None] = Key("log_area", None)
LOG_MAPPED: Key[bool] = Key("log_mapped", False)

# Saved views and searches of the lists, by the key of the widget they were chosen in.
CHOSEN: Key[dict[str, str]] = Key("chosen", {})

# Where the events' calendar stood: a month ("2026-11") or a day ("2026-11-10").
CALENDAR: Key[str] = Key("calendar", "")
# A calendar address that was just made, until its owner has copied it: nobody can be told it again.
NEW_FEED: Key[str] = Key("new_feed", "")
# The entry of a week sheet that is being corrected (its reference).
WEEK_ENTRY: Key[str] = Key("week_entry", "")

# The page that ran last and the query its address was left with.
ADDRESS: Key[tuple[str, dict[str, list[str]]]] = Key("address", ("", {}))

# A briefing that was frozen in this session just now (its reference): its documents are made without another click.
JUST_FROZEN: Key[str] = Key("just_frozen", "")

# With a replica: the newest change of the store that this page has shown. Nothing older is shown after it.
SHOWN_UP_TO: Key[int] = Key("shown_up_to", 0)
# Personal and restricted records opened in this sign-in (references): answers about them are not kept.
OPENED: Key[tuple[str, ...]] = Key("opened", ())
# Refusals of this session that are in the audit trail, and when they were noted (seconds of the steady clock).
REFUSALS: Key[dict[str, float]] = Key("refusals", {})
# What was last looked for in the audit trail, and when: each search is noted once.
TRAIL_ASKED: Key[tuple[str, float]] = Key("trail_asked", ("", 0.0))

# Forms: per form what was typed, its idempotency key, its problems, its receipt.
FORMS: Key[dict[str, dict[str, Any]]] = Key("forms", {})


class Url:
    """Names in a page's address."""

    PERIOD = "period"
    SINCE = "since"
    UNTIL = "until"
    AREA = "area"
    CATEGORY = "category"
    STATUS = "status"
    SOURCE = "source"
    RECORD = "ref"
    VIEW = "view"
    LAYOUT = "as"
    FIND = "find"
    WEEK = "week"
    # The concern map's own: how areas are coloured, what lies over them, whose story is open (a code).
    MEASURE = "measure"
    LAYER = "layer"
    SELECTED = "selected"
    # The events' own: planning a new one; how much the calendar shows, and which day it is about.
    PLAN = "plan"
    SPAN = "span"
    DAY = "day"
    # A briefing's own: which of its slides is open, and in which language it is written and looked at.
    SLIDE = "slide"
    LANGUAGE = "language"


def forget() -> None:
    """Everything this page remembers: at sign-out and when a session has ended."""
    for name in list(st.session_state):
        del st.session_state[name]


def enter(token: str, ticket: str) -> None:
    """This page is signed in from now on, and remembers nothing of before."""
    forget()
    TOKEN.set(token)
    TICKET.set(ticket)
