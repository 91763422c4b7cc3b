"""Events to and from other programs' calendars: a file to take away, and one to bring in."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.calendar_loaders import announced
from dashboard.calendar_words import MIME, calendar_file
from dashboard.exports import noted_file
from dashboard.forms.event_import import import_form
from dashboard.words import _
from db.access import Permission, Viewer
from db.commands.exports import Export
from db.settings import get_settings


def event_files(viewer: Viewer, refs: Sequence[str], *, query: Mapping[str, Sequence[str]]) -> None:
    """Beneath the list: what it shows as a calendar file, and importing one."""
    with st.container(key="event-files"):
        if refs:
            calendar_button(_("Download these events for a calendar"), refs, name="events", query=query)
        if viewer.may(Permission.EVENT_WORK):
            import_form(viewer)


def calendar_button(label: str, refs: Sequence[str], *, name: str, query: Mapping[str, Sequence[str]]) -> None:
    """These events as an .ics file, made and noted at the click."""

    def made(viewer: Viewer) -> tuple[bytes, int]:
        rows = announced(viewer, tuple(refs))
        return calendar_file(rows, name=get_settings().agency_name), len(rows.events)

    noted_file(
        label, made, file_name=f"{name}.ics", mime=MIME, what=Export.EVENTS, filters=query, key=f"calendar-{name}",
        icon=":material/calendar_add_on:",
        help=_(
            "An .ics file that every calendar program opens: title, time, place, for whom, language and topics. The "
            "audit trail notes who took it and when."
        ),
    )  # fmt: skip
