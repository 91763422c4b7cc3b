"""The page table: file, title, icon, section, permission. A page's address is its file's name."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.words import N_, _
from db.access import Permission, Viewer

PAGES = Path(__file__).parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class Place:
    """One page: `name` is its file's name and its address."""

    name: str
    title: str
    icon: str
    section: str
    permission: Permission
    in_menu: bool = True  # otherwise another page leads there: fifteen entries are the most anybody sees
    unless: Permission | None = None  # who holds it comes there from another page of theirs

    @property
    def file(self) -> Path:
        return PAGES / f"{self.name}.py"


ON_SHIFT, DESK, UNDERSTAND = N_("On shift"), N_("Desk"), N_("Understand")
BRIEFING, KEEP, YOU = N_("Briefing"), N_("Keep"), N_("You")

TABLE = (
    Place("today", N_("Today"), ":material/today:", ON_SHIFT, Permission.CONCERN_READ),
    Place("escalation", N_("Escalation"), ":material/priority_high:", ON_SHIFT, Permission.CONCERN_READ, in_menu=False),
    Place("hand_over", N_("Hand-over"), ":material/swap_horiz:", ON_SHIFT, Permission.CONCERN_WORK, in_menu=False),
    Place(
        "week_sheet",
        N_("Week sheet"),
        ":material/calendar_view_week:",
        ON_SHIFT,
        Permission.ACTIVITY_LOG,
        in_menu=False,
    ),
    Place("concern_map", N_("Concern map"), ":material/map:", ON_SHIFT, Permission.FIGURES_READ),
    Place("log", N_("Log"), ":material/edit_note:", ON_SHIFT, Permission.ACTIVITY_LOG),
    Place("search", N_("Search"), ":material/search:", ON_SHIFT, Permission.CONCERN_READ),
    Place("concerns", N_("Concerns"), ":material/chat_error:", DESK, Permission.CONCERN_READ),
    Place("cases", N_("Cases"), ":material/cases:", DESK, Permission.CASE_READ),
    Place("events", N_("Events"), ":material/event:", DESK, Permission.EVENT_READ),
    Place("meeting", N_("Live meeting"), ":material/groups:", DESK, Permission.EVENT_WORK, in_menu=False),
    Place("partners", N_("Partners"), ":material/handshake:", DESK, Permission.ACTIVITY_READ),
    Place("communications", N_("Communications"), ":material/campaign:", DESK, Permission.COMMUNICATION_WORK),
    Place("neighbourhood", N_("Neighbourhood"), ":material/holiday_village:", UNDERSTAND, Permission.FIGURES_READ),
    Place("briefings", N_("Briefings"), ":material/co_present:", BRIEFING, Permission.BRIEFING_BUILD),
    Place(
        "present",
        N_("Present"),
        ":material/slideshow:",
        BRIEFING,
        Permission.BRIEFING_PRESENT,
        unless=Permission.BRIEFING_BUILD,
    ),
    Place("people", N_("People"), ":material/manage_accounts:", KEEP, Permission.PEOPLE_MANAGE),
    Place("reference_data", N_("Reference data"), ":material/tune:", KEEP, Permission.REFERENCE_KEEP),
    Place("retention", N_("Keeping and erasing"), ":material/inventory_2:", KEEP, Permission.ERASURE_DECIDE),
    Place("subject_access", N_("Requests of subjects"), ":material/person_search:", KEEP, Permission.SUBJECT_ACCESS),
    Place("oversight", N_("Opened without assignment"), ":material/lock_open:", KEEP, Permission.GLASS_REVIEW),
    Place("our_work", N_("Our work together"), ":material/handshake:", YOU, Permission.PARTNER_READ),
    Place("audit", N_("Audit trail"), ":material/policy:", KEEP, Permission.AUDIT_READ),
    # Not /health: there the server tells load balancers whether it answers.
    Place("service_health", N_("Health"), ":material/monitor_heart:", KEEP, Permission.HEALTH_SEE),
    Place("account", N_("Your account"), ":material/account_circle:", YOU, Permission.ACCOUNT),
)
BY_NAME: Mapping[str, Place] = {place.name: place for place in TABLE}


def page(name: str, *, visible: bool = True) -> StreamlitPage:
    """The page as Streamlit's links, switches and menu take it."""
    title = _(BY_NAME[name].title)
    if get_script_run_ctx(suppress_warning=True) is None:
        return _made(name, title, visible)
    # Making one looks its file up in every folder above it, and a run needs fifty of them.
    return copy(_made_once(name, title, visible))


def _made(name: str, title: str, visible: bool) -> StreamlitPage:
    place = BY_NAME[name]
    shown: Literal["visible", "hidden"] = "visible" if visible else "hidden"
    # The list of pages travels with every click: an icon that nobody sees does not.
    return st.Page(place.file, title=title, icon=place.icon if visible else None, url_path=name, visibility=shown)


_made_once = lru_cache(maxsize=256)(_made)


def landing(viewer: Viewer) -> str:
    """Where somebody arrives: the first page of the table that they may open."""
    return next(place.name for place in TABLE if viewer.may(place.permission))


def may_open(viewer: Viewer, name: str) -> bool:
    return viewer.may(BY_NAME[name].permission)


def menu(viewer: Viewer) -> dict[str, list[StreamlitPage]]:
    """Sections and pages for st.navigation. A page they may not open is not in the menu; its address still answers,
    with the page's own refusal, because "page not found" would be a lie to somebody who was sent a link."""
    home = st.Page(lambda: go(landing(viewer)), title=_("Home"), url_path="home", default=True, visibility="hidden")
    sections: dict[str, list[StreamlitPage]] = {}
    for place in TABLE:
        otherwise = place.unless is not None and viewer.may(place.unless)
        shown = place.in_menu and viewer.may(place.permission) and not otherwise
        sections.setdefault(_(place.section), []).append(page(place.name, visible=shown))
    sections[next(iter(sections))].insert(0, home)
    return sections


def link(name: str, *, label: str | None = None, icon: str | None = None, **query: str | list[str]) -> None:
    """A link to a page of the table, within the same session."""
    place = BY_NAME[name]
    st.page_link(page(name), label=label or _(place.title), icon=icon or place.icon, query_params=query or None)


def go(name: str, **query: str | list[str]) -> NoReturn:
    """Open a page now."""
    st.switch_page(page(name), query_params=query or None)


def address(name: str, **query: str | list[str]) -> str:
    """The page's address on this server, for links inside tables and texts."""
    return f"{base_path()}/{name}" + (f"?{urlencode(query, doseq=True)}" if query else "")


def base_path() -> str:
    """The path the application is served under: "" or "/something"."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
