"""The live meeting: one screen for the officer at the front table."""

from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import clock, loaders, meeting_loaders, navigation
from dashboard.components.choices import choose_view
from dashboard.components.promise_rows import promise_rows, promises_answer
from dashboard.components.rows import present
from dashboard.components.states import empty_state
from dashboard.forms.meeting_lines import concern_line, handout_line, promise_line, question_line
from dashboard.forms.meeting_room import room_form
from dashboard.tuples import tuples
from dashboard.words import _, local, ngettext, number, plain, said_date, said_time
from dashboard.words import clock as time_of_day
from db.access import Viewer
from db.queries.events import EventRecord
from db.vocabulary import EventStatus

LINES = {"concern": concern_line, "promise": promise_line, "question": question_line, "handout": handout_line}
ICONS = {
    "concern": ":material/chat_error:", "promise": ":material/handshake:", "question": ":material/help:",
    "handout": ":material/description:",
}  # fmt: skip


SOON = timedelta(hours=12)


def meetings_now(viewer: Viewer) -> None:
    """Which meeting: those of the hours around now, one's own first."""
    now = clock.now().replace(second=0, microsecond=0)
    found = loaders.event_list(viewer, since=now - SOON, until=now + SOON)
    if found.empty:
        empty_state(
            _("No event around this hour."),
            detail=_("The live screen belongs to an event: open the event, then “Live meeting”."),
            action=_("To the events"), page="events", icon=":material/groups:", key="meetings",
        )  # fmt: skip
        return
    mine = found["owner_id"] == viewer.officer_id
    for event in (*tuples(found[mine]), *tuples(found[~mine])):
        with st.container(border=True, key=f"meeting-{event.ref}", gap=None):
            navigation.link("meeting", label=plain(event.title), icon=":material/groups:", ref=str(event.ref))
            place = [plain(part) for part in (event.venue, event.neighbourhood) if present(part)]
            st.caption(" · ".join([said_time(event.starts_at, now), *place]))


def meeting_screen(viewer: Viewer, event: EventRecord) -> None:
    """The last meeting's promises first, then who is here, then line after line of what is said."""
    st.markdown(
        ":red-badge[:material/visibility_off: " + _("Not for projection") + "] "
        + f"**{plain(event.ref)}** · {said_time(event.starts_at, clock.now())}"
        + (f" · {plain(event.neighbourhood)}" if event.neighbourhood else "")
    )  # fmt: skip
    if event.status == EventStatus.CANCELLED:
        st.warning(_("This event was called off."), icon=":material/event_busy:")
        return
    _last_time(viewer, event)
    with st.container(key="meeting"):
        with st.container(border=True, key="meeting-lines"):
            st.markdown("#### " + _("What is said"))
            kind = choose_view(
                _("Note"),
                [
                    ("concern", _("Concern")), ("promise", _("Promise")), ("question", _("Question")),
                    ("handout", _("Hand-outs")),
                ],
                key="meeting-kind",
            )  # fmt: skip
            LINES[kind](viewer, event)
        with st.container(border=True, key="meeting-room"):
            st.markdown("#### " + _("Who is in the room"))
            room_form(viewer, event)
    _so_far(viewer, event)


def _last_time(viewer: Viewer, event: EventRecord) -> None:
    before = meeting_loaders.meeting_before(viewer, event.ref)
    if before is None:
        st.caption(_("There was no meeting of this kind here before: nothing was promised yet."))
        return
    made = meeting_loaders.made_at(viewer, before.ref)
    when = said_date(local(before.starts_at).date(), clock.today())
    st.markdown("#### " + _("Last time, {when}").format(when=when))
    if made.empty:
        st.caption(_("Nothing was promised and nothing left to answer."))
        return
    st.markdown(promises_answer(made))
    owed = made[made["told_at"].isna() & made["not_kept_why"].isna()]
    with st.expander(
        ngettext("{n} line to go through", "{n} lines to go through", len(made)).format(n=number(len(made))),
        icon=":material/history:",
        expanded=0 < len(owed) <= 6,
    ):
        promise_rows(viewer, made, key="last")


def _so_far(viewer: Viewer, event: EventRecord) -> None:
    lines = meeting_loaders.captured(viewer, event.ref)
    st.markdown("#### " + _("Noted so far"))
    if lines.empty:
        empty_state(
            _("Nothing is noted yet."),
            detail=_("Each line is saved by itself and then stands here, with its reference."),
            icon=":material/edit_note:",
            key="captured",
        )
        return
    kinds = lines["kind"].value_counts()
    words = {
        "concern": ("{n} concern", "{n} concerns"), "promise": ("{n} promise", "{n} promises"),
        "question": ("{n} question", "{n} questions"), "handout": ("hand-outs {n} time", "hand-outs {n} times"),
    }  # fmt: skip
    st.caption(
        ", ".join(ngettext(*words[kind], int(kinds[kind])).format(n=kinds[kind]) for kind in words if kind in kinds)
    )
    with st.container(border=True, key="captured-lines", gap="small"):
        for line in tuples(lines):
            _line(line)


def _line(line: Any) -> None:
    at = time_of_day(line.at) if (clock.now() - line.at).days < 1 else said_time(line.at, clock.now())
    who = f" · {plain(line.who)}" if present(line.who) else ""
    saved = f":green[:material/check_circle:] {at}{who}"
    if line.kind == "handout":
        what = _("{n} × {name}, {language}").format(
            n=number(line.quantity), name=plain(line.words), language=plain(line.language)
        )
        st.markdown(f"{ICONS[line.kind]} {what}  \n:small[{saved}]")
    elif line.kind == "concern":
        with st.container(key=f"row-line-{line.ref}", gap=None):
            navigation.link("concerns", label=plain(line.words), icon=ICONS[line.kind], ref=str(line.ref))
            st.markdown(f":small[{saved} · {plain(line.ref)}]")
    else:
        st.markdown(f"{ICONS[line.kind]} {plain(line.words)}  \n:small[{saved} · {plain(line.ref)}]")
